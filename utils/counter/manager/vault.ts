import type { Json } from '../../base/index.ts'
import { base64, err, fromBase64, hex, ok, type Result, randomBytes } from '../../base/index.ts'
import { LOST_KEYS, MANAGER_KEY, SEALED_SEEN, sealTo, type Write } from '../../store/index.ts'
import { type Counter, clerkOf, record, WITNESS_ALARMS, type WitnessAlarm } from '../state/index.ts'

const PROOF_MS = 10 * 60_000
/** The setting that stands while nobody has seen that the vault's key was replaced. */
const REPLACED = 'vault.replaced'
/** The setting that stands while nobody has seen that something of a permit's site may be left in this browser. */
export const NOT_CLEANED = 'permit.not-cleaned'
/** The settings that stand for an alarm until a manager has looked. */
const STANDING = { 'vault/replaced': REPLACED, 'permit/not-cleaned': NOT_CLEANED } as const

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
  for (const [old, { until }] of counter.proofs) if (until <= counter.now()) counter.proofs.delete(old)
  counter.proofs.set(hex(bytes), { to, until: counter.now() + PROOF_MS })
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
  await record(
    counter,
    [changed(counter, 'passphrase', [key.recipient])],
    [counter.store.settingWrite(MANAGER_KEY, { recipient: key.recipient, sealed: key.sealed })],
  )
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
  const lost = await counter.store.setting(LOST_KEYS)
  const all = [...(Array.isArray(lost) ? (lost as readonly Json[]) : []), old] as Json
  await record(
    counter,
    [changed(counter, 'lost', [key.recipient])],
    [
      counter.store.settingWrite(MANAGER_KEY, { recipient: key.recipient, sealed: key.sealed }),
      counter.store.settingWrite(LOST_KEYS, all),
      counter.store.settingWrite(REPLACED, true),
    ],
  )
  counter.managerRecipient = key.recipient
  counter.proofs.clear()
  counter.alarms.add('vault/replaced')
  tell(counter)
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
    await record(
      counter,
      [changed(counter, 'recipients', to, keys.length)],
      [...(await counter.store.resealed(rows, to))],
    )
  }
  if (!last) return ok(null)
  const others = (await counter.store.keyRecipients()).filter((r) => !to.includes(r))
  if (others.length > 0) return ok(null)
  // Nothing is sealed to an earlier key any more: its passphrase opens nothing, and need not lie here to be tried.
  const own = counter.managerRecipient !== null && !to.includes(counter.managerRecipient)
  await counter.store.log.write([
    { table: 'settings', remove: LOST_KEYS },
    ...(own ? [{ table: 'settings', remove: MANAGER_KEY } as const] : []),
  ])
  if (own) counter.managerRecipient = null
  await counter.store.tidy()
  return ok(null)
}

/** Alarms that stand until a manager has looked; said at every start, also to pages that were open before it. */
export async function standingAlarms(counter: Counter): Promise<void> {
  const closed = (await counter.store.sealed()).length
  const seen = (await counter.store.setting(SEALED_SEEN)) ?? 0
  if (closed > (seen as number)) counter.alarms.add('log/resumed')
  for (const [alarm, setting] of Object.entries(STANDING))
    if ((await counter.store.setting(setting)) !== undefined) counter.alarms.add(alarm)
  const witness = await counter.store.setting(WITNESS_ALARMS)
  if (Array.isArray(witness)) for (const code of witness) counter.alarms.add(String(code))
  if (counter.alarms.size > 0) tell(counter)
}

type Standing = 'log/resumed' | keyof typeof STANDING | WitnessAlarm

async function seenWrite(counter: Counter, alarm: Standing): Promise<Write> {
  if (alarm === 'log/resumed')
    return counter.store.settingWrite(SEALED_SEEN, (await counter.store.sealed()).length)
  if (alarm === 'vault/replaced' || alarm === 'permit/not-cleaned')
    return { table: 'settings', remove: STANDING[alarm] }
  const left = ((await counter.store.setting(WITNESS_ALARMS)) ?? []) as readonly Json[]
  return counter.store.settingWrite(
    WITNESS_ALARMS,
    left.filter((code) => code !== alarm),
  )
}

/** A manager has looked: an entry, and the alarm goes. */
export async function seen(counter: Counter, alarm: Standing): Promise<Result<null>> {
  if (!counter.alarms.has(alarm)) return ok(null)
  await record(
    counter,
    [{ kind: 'alarm.seen', clerk: clerkOf(counter), activation: '', body: { alarm } }],
    [await seenWrite(counter, alarm)],
  )
  counter.alarms.delete(alarm)
  tell(counter)
  return ok(null)
}

export function tell(counter: Counter): void {
  counter.host.nudge({ nudge: 'popup' })
  counter.host.nudge({ nudge: 'console' })
}
