import { err, hex, ok, type Result } from '../../base/index.ts'
import { openCheckpoint } from '../../log/index.ts'
import type { Write } from '../../store/index.ts'
import type { ConsoleView, In } from '../../wire/index.ts'
import { decisionsForManager, withdrawAtPage } from '../consent/index.ts'
import {
  challenge,
  changePassphrase,
  eraseNumber,
  holdView,
  isProven,
  liftHold,
  pinOf,
  postureOf,
  recipientsOf,
  replaceKey,
  resealKeys,
  resetPin,
  seen,
  setHold,
  takePolicy,
  tracesOfNumber,
} from '../manager/index.ts'
import {
  type Counter,
  clerkOf,
  commit,
  type InTurn,
  record,
  SETTINGS,
  settingGone,
  settingWrite,
} from '../state/index.ts'
import { type HandlersOf, promisesOf } from './shared.ts'

/** The manager's console. */
export function consoleHandlers(
  counter: Counter,
  inTurn: InTurn,
): HandlersOf<'console' | 'vault' | 'policy' | 'log'> {
  /** What only a manager may do, who has just shown that the key is theirs; the console as it is after it. */
  const managed = (
    proof: string,
    work: () => Promise<Result<unknown>>,
    to: 'manage' | 'reseal' = 'manage',
  ): Promise<Result<ConsoleView>> =>
    inTurn(async () => {
      if (!isProven(counter, proof, to)) return err('manager/proof')
      const done = await work()
      return done.ok ? ok(await consoleView(counter)) : done
    })

  return {
    'console.decisions': ({ number }) => inTurn(() => decisionsForManager(counter, number)),
    'console.withdraw': (b) => inTurn(() => withdrawAtPage(counter, b.decision, 'console', b.number)),
    'console.open': async () => ok(await consoleView(counter)),
    'vault.create': ({ recipient, sealed }) =>
      inTurn(async () => {
        // A second passphrase would lock the first manager out of what comes from now on.
        if (counter.managerRecipient) return err('vault/exists')
        await commit(counter, {
          writes: [settingWrite(SETTINGS.managerKey, { recipient, sealed })],
          next: { managerRecipient: recipient },
        })
        counter.host.nudge({ nudge: 'panel' })
        return ok(await consoleView(counter))
      }),
    'policy.import': ({ text }) =>
      inTurn(async () => {
        const taken = await takePolicy(counter, text, 'local')
        return taken.ok ? ok(await consoleView(counter)) : taken
      }),
    'console.unlocked': ({ reason }) =>
      inTurn(async () => {
        await record(counter, [
          { kind: 'manager.unlocked', clerk: clerkOf(counter), activation: '', body: { reason } },
        ])
        return ok(null)
      }),
    'console.rejected': () =>
      inTurn(async () => {
        await record(counter, [
          { kind: 'manager.rejected', clerk: clerkOf(counter), activation: '', body: { where: 'vault' } },
        ])
        return ok(null)
      }),
    'log.verified': (checked) => inTurn(() => logVerified(counter, checked)),
    'log.exported': ({ log, ...body }) =>
      inTurn(async () => {
        const head = await counter.store.log.head()
        const of = await originOfLog(counter, log)
        const [sealed] = await record(
          counter,
          [{ kind: 'log.exported', clerk: clerkOf(counter), activation: '', body: { ...body, ...of } }],
          head.size > 0 && log === null ? [await counter.store.leftWrite(head, 'export', counter.now())] : [],
        )
        return sealed ? ok({ seq: sealed.seq }) : err('store/failed')
      }),
    'vault.challenge': ({ to }) => challenge(counter, to),
    'vault.passphrase': ({ proof, ...key }) => managed(proof, () => changePassphrase(counter, key)),
    'vault.replace': (key) =>
      inTurn(async () => {
        const done = await replaceKey(counter, key)
        return done.ok ? ok(await consoleView(counter)) : done
      }),
    'vault.reseal': ({ proof, keys, last }) =>
      managed(proof, () => resealKeys(counter, keys, last), 'reseal'),
    'console.seen': ({ proof, alarm }) => managed(proof, () => seen(counter, alarm)),
    'console.reset-pin': ({ proof, staff }) => managed(proof, () => resetPin(counter, staff)),
    'console.hold': ({ proof, ...what }) => managed(proof, () => setHold(counter, what)),
    'console.lift': ({ proof, hold, reason }) => managed(proof, () => liftHold(counter, hold, reason)),
    'console.traces': ({ number }) => tracesOfNumber(counter, number),
    'console.erase': ({ proof, number, reason }) =>
      inTurn(async () =>
        isProven(counter, proof) ? eraseNumber(counter, number, reason) : err('manager/proof'),
      ),
  }
}

async function consoleView(counter: Counter): Promise<ConsoleView> {
  const { policy, source, hash, fault, catalogue } = counter.loaded
  return {
    lang: counter.lang(),
    vault: policy.vault.recipients.length > 0 ? 'policy' : counter.managerRecipient ? 'local' : 'none',
    policy: { name: policy.name, source, hash, fault },
    staff: await Promise.all(
      policy.staff.map(async (s) => ({ id: s.id, name: s.name, pin: await pinOf(counter, s) })),
    ),
    services: [...catalogue.services.values()].map((s) => ({
      id: s.id,
      name: s.name,
      kind: s.kind,
      price: s.price,
      draft: catalogue.why(s.id) === 'notice/not-approved',
      notices: (['zh-CN', 'en'] as const).flatMap((lang) => {
        if (catalogue.why(s.id) === 'notice/not-approved') return []
        const found = catalogue.notice(s.id, lang)
        return found
          ? [
              {
                lang,
                version: found.notice.version,
                hash: found.hash,
                missing: found.missing,
              },
            ]
          : []
      }),
    })),
    promises: promisesOf(counter),
    reasons: policy.reasons.map(({ code, words }) => ({ code, words })),
    store: { id: policy.store.id, name: policy.store.name },
    posture: await postureOf(counter),
    faults: counter.host.faults(),
    alarms: [...counter.alarms],
    recipients: recipientsOf(counter),
    holds: counter.holds.map(holdView),
    times: { refusalDays: policy.times.refusalDays, recordYears: policy.times.recordYears },
    // One that is gone cannot be opened: its name stands in the first entry, and in the alarm.
    logs: (await counter.store.closedLogs())
      .filter(({ name }) => name !== '')
      .map(({ name, size, at, why }) => ({ name, size, at: new Date(at).toISOString(), why })),
  }
}

/** A check was done. A sound one is kept, so that the next may go on from it; after a fault only the whole log will do. */
async function logVerified(
  counter: Counter,
  { log, since, where, checkpoint, ...body }: In<'log.verified'>,
): Promise<Result<null>> {
  const of = {
    ...(where === null ? {} : { where }),
    ...(since > 0 ? { since } : {}),
    ...(await originOfLog(counter, log)),
  }
  const writes: Write[] = []
  if (log === null && !body.sound) writes.push(settingGone(SETTINGS.checked))
  else if (log === null && checkpoint !== null) {
    const opened = await openCheckpoint(checkpoint, [(await counter.store.log.head()).vkey])
    const isIt = opened.ok && opened.value.size === BigInt(body.size) && hex(opened.value.root) === body.root
    if (isIt) writes.push(settingWrite(SETTINGS.checked, { size: body.size, checkpoint }))
  }
  await record(
    counter,
    [{ kind: 'log.verified', clerk: clerkOf(counter), activation: '', body: { ...body, ...of } }],
    writes,
  )
  return ok(null)
}

/** The origin of an earlier log, for an entry that is about it; nothing for the log in use. */
async function originOfLog(counter: Counter, name: string | null): Promise<{ log?: string }> {
  if (name === null) return {}
  const found = (await counter.store.closedLogs()).find((l) => l.name === name)
  return { log: found?.vkey.split('+')[0] || name }
}
