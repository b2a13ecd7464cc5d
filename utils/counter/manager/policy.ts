import { err, hex, ok, type Result, sha256, utf8 } from '../../base/index.ts'
import { builtInServices, draftNotices, readCatalogue } from '../../notice/index.ts'
import { builtInPolicy, type PolicySource, readPolicy } from '../../policy/index.ts'
import { invalidateChanged } from '../consent/index.ts'
import { applyPolicyRules, type Counter, clerkOf, commit, type Loaded } from '../state/index.ts'

const ofThePackage = () => ({ builtIn: builtInServices, builtInNotices: draftNotices() })

/** Reads policy and catalogue together: a policy whose services or notices do not read is not taken. */
export function loadPolicy(text: string, source: PolicySource): Result<Loaded> {
  const read = readPolicy(text)
  if (!read.ok) return read
  const catalogue = readCatalogue({ ...ofThePackage(), ...read.value.policy })
  if (!catalogue.ok) return catalogue
  return ok({
    policy: read.value.policy,
    hash: read.value.hash,
    source,
    fault: null,
    catalogue: catalogue.value,
  })
}

/** What holds where there is nothing else: no portal, the built-in floor, nobody's staff. */
export function builtInLoaded(): Loaded {
  const catalogue = readCatalogue({ ...ofThePackage(), ...builtInPolicy })
  if (!catalogue.ok) throw new Error('built-in catalogue')
  return {
    policy: builtInPolicy,
    hash: hex(sha256(utf8('built-in'))),
    source: 'built-in',
    fault: null,
    catalogue: catalogue.value,
  }
}

/** Takes a policy into force: entry and cache in one transaction, then rules. A bad one changes nothing but the alarm. */
export async function takePolicy(
  counter: Counter,
  text: string,
  source: PolicySource,
): Promise<Result<null>> {
  const loaded = loadPolicy(text, source)
  if (!loaded.ok) {
    const fault = loaded.error.where ?? loaded.error.code
    await commit(counter, { next: { loaded: { ...counter.loaded, fault } }, tell: [{ nudge: 'popup' }] })
    return loaded
  }
  // A managed policy is the administrator's word: nothing local replaces it.
  if (source === 'local' && counter.loaded.source === 'managed') return err('policy/managed')
  if (loaded.value.hash === counter.loaded.hash && counter.loaded.source === source) {
    await commit(counter, { next: { loaded: { ...counter.loaded, fault: null } } })
    return ok(null)
  }
  await commit(counter, {
    drafts: [
      {
        kind: 'policy.changed',
        clerk: clerkOf(counter),
        activation: '',
        body: { from: counter.loaded.hash, to: loaded.value.hash, source },
      },
    ],
    writes: [counter.store.policyWrite(source, text, loaded.value.hash, counter.now())],
    next: { loaded: loaded.value },
  })
  await invalidateChanged(counter)
  await applyPolicyRules(counter)
  counter.host.nudge({ nudge: 'panel' })
  counter.host.nudge({ nudge: 'popup' })
  counter.host.nudge({ nudge: 'console' })
  return ok(null)
}
