import { base64, err, fromBase64, hex, ok, type Result, randomBytes } from '../../base/index.ts'
import { sealTo, type Write } from '../../store/index.ts'
import {
  type Counter,
  clerkOf,
  commit,
  hasSetting,
  type Proof,
  readSetting,
  remember,
  SETTINGS,
  type SettingReader,
  settingGone,
  settingWrite,
  type WitnessAlarm,
} from '../state/index.ts'

const PROOF_MS = 10 * 60_000
/** The settings that stand for an alarm until a manager has looked. */
const LASTING = {
  'vault/replaced': SETTINGS.keyReplaced,
  'permit/not-cleaned': SETTINGS.notCleaned,
} as const

/** Pages that show alarms look again. */
const TOLD = [{ nudge: 'popup' }, { nudge: 'console' }] as const

/** age recipients in force: the policy's, else the first-run one. */
export function recipientsOf(counter: Pick<Counter, 'loaded' | 'managerRecipient'>): readonly string[] {
  const named = counter.loaded.policy.vault.recipients
  if (named.length > 0) return named
  return counter.managerRecipient ? [counter.managerRecipient] : []
}

/**
 * A random value that only a holder of the manager's key can read: who gives it back may erase, hold and change keys for
 * ten minutes. `reseal`: also a holder of a key that data keys are still sealed to, and for that only.
 */
export async function challenge(
  counter: Counter,
  to: 'manage' | 'reseal',
): Promise<Result<{ sealed: string }>> {
  const inForce = recipientsOf(counter)
  const recipients =
    to === 'reseal' ? [...new Set([...inForce, ...(await counter.store.keyRecipients())])] : inForce
  if (recipients.length === 0) return err('vault/none')
  const bytes = randomBytes(32)
  const others = [...counter.proofs].filter(([, { until }]) => until > counter.now())
  const proof: Proof = { to, until: counter.now() + PROOF_MS }
  remember(counter, { proofs: new Map([...others, [hex(bytes), proof]]) })
  return ok({ sealed: base64(await sealTo(recipients, bytes)) })
}

/** Whether this page's user has shown that they hold the key. */
export function isProven(counter: Counter, proof: string, to: 'manage' | 'reseal' = 'manage'): boolean {
  const found = counter.proofs.get(proof)
  return found !== undefined && found.until > counter.now() && (found.to === 'manage' || found.to === to)
}

const changed = (
  counter: Counter,
  what: 'passphrase' | 'lost' | 'recipients',
  to: readonly string[],
  keys = 0,
) =>
  ({
    kind: 'vault.changed',
    clerk: clerkOf(counter),
    activation: '',
    body: { what, to: [...to], keys },
  }) as const

/** Another passphrase for the same key: what was sealed stays as it is. */
export async function changePassphrase(counter: Counter, key: { recipient: string; sealed: string }) {
  if (counter.managerRecipient === null) return err('vault/none')
  if (key.recipient !== counter.managerRecipient) return err('vault/recipient')
  await commit(counter, {
    drafts: [changed(counter, 'passphrase', [key.recipient])],
    writes: [settingWrite(SETTINGS.managerKey, { recipient: key.recipient, sealed: key.sealed })],
  })
  // Copies in logs that were closed would still open with the old one.
  await counter.store.tidy()
  return ok(null)
}

/**
 * The passphrase is lost: a new key for what comes. What was sealed stays sealed, for whoever finds the passphrase again.
 * Nobody can show that they hold a lost key, so it is an entry and an alarm until a manager has seen it.
 */
export async function replaceKey(counter: Counter, key: { recipient: string; sealed: string }) {
  if (counter.loaded.policy.vault.recipients.length > 0) return err('vault/policy')
  const old = await counter.store.managerKey()
  if (!old) return err('vault/none')
  const lost = (await readSetting(counter, SETTINGS.lostKeys)) ?? []
  await commit(counter, {
    drafts: [changed(counter, 'lost', [key.recipient])],
    writes: [
      settingWrite(SETTINGS.managerKey, { recipient: key.recipient, sealed: key.sealed }),
      settingWrite(SETTINGS.lostKeys, [...lost, { recipient: old.recipient, sealed: old.sealed }]),
      settingWrite(SETTINGS.keyReplaced, true),
    ],
    next: {
      managerRecipient: key.recipient,
      proofs: new Map(),
      alarms: { on: ['vault/replaced'] },
    },
    tell: TOLD,
  })
  return ok(null)
}

/** Data keys as an unlocked manager has sealed them to the recipients in force; no record under them changes. */
export async function resealKeys(
  counter: Counter,
  keys: readonly { id: string; sealed: string }[],
  last: boolean,
): Promise<Result<null>> {
  const to = recipientsOf(counter)
  if (to.length === 0) return err('vault/none')
  if (keys.length > 0) {
    const decoded = keys.map(({ id, sealed }) => ({ id, sealed: fromBase64(sealed) }))
    if (decoded.some((k) => k.sealed === null)) return err('vault/sealed')
    const rows = decoded as { id: string; sealed: Uint8Array }[]
    await commit(counter, {
      drafts: [changed(counter, 'recipients', to, keys.length)],
      writes: await counter.store.resealed(rows, to),
    })
  }
  if (!last) return ok(null)
  const others = (await counter.store.keyRecipients()).filter((r) => !to.includes(r))
  if (others.length > 0) return ok(null)
  // Nothing is sealed to an earlier key any more: its passphrase opens nothing, and need not lie here to be tried.
  const own = counter.managerRecipient !== null && !to.includes(counter.managerRecipient)
  await commit(counter, {
    writes: [settingGone(SETTINGS.lostKeys), ...(own ? [settingGone(SETTINGS.managerKey)] : [])],
    ...(own ? { next: { managerRecipient: null } } : {}),
  })
  await counter.store.tidy()
  return ok(null)
}

/** Alarms that stand until a manager has looked; said at every start. */
export async function lastingAlarms(
  counter: SettingReader & Pick<Counter, 'store'>,
): Promise<readonly string[]> {
  const closed = (await counter.store.closedLogs()).length
  const seen = (await readSetting(counter, SETTINGS.closedSeen)) ?? 0
  const on: string[] = closed > seen ? ['log/resumed'] : []
  for (const [alarm, setting] of Object.entries(LASTING))
    if (await hasSetting(counter, setting)) on.push(alarm)
  return [...on, ...((await readSetting(counter, SETTINGS.witnessAlarms)) ?? [])]
}

type LastingAlarm = 'log/resumed' | keyof typeof LASTING | WitnessAlarm

async function seenWrite(counter: Counter, alarm: LastingAlarm): Promise<Write> {
  if (alarm === 'log/resumed')
    return settingWrite(SETTINGS.closedSeen, (await counter.store.closedLogs()).length)
  if (alarm === 'vault/replaced' || alarm === 'permit/not-cleaned') return settingGone(LASTING[alarm])
  const lasting = (await readSetting(counter, SETTINGS.witnessAlarms)) ?? []
  return settingWrite(
    SETTINGS.witnessAlarms,
    lasting.filter((code) => code !== alarm),
  )
}

/** A manager has looked: an entry, and the alarm goes. */
export async function seen(counter: Counter, alarm: LastingAlarm): Promise<Result<null>> {
  if (!counter.alarms.has(alarm)) return ok(null)
  await commit(counter, {
    drafts: [{ kind: 'alarm.seen', clerk: clerkOf(counter), activation: '', body: { alarm } }],
    writes: [await seenWrite(counter, alarm)],
    next: { alarms: { off: [alarm] } },
    tell: TOLD,
  })
  return ok(null)
}
