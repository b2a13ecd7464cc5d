import type { Json } from '../base/index.ts'
import { base64, err, fromBase64, hex, ok, type Result, randomBytes } from '../base/index.ts'
import { LOST_KEYS, MANAGER_KEY, SEALED_SEEN, sealTo, type Write } from '../store/index.ts'
import { clerkOf, record } from './record.ts'
import { type Desk, WITNESS_ALARMS, type WitnessAlarm } from './state.ts'

const PROOF_MS = 10 * 60_000
/** The setting that stands while nobody has seen that the vault's key was replaced. */
const REPLACED = 'vault.replaced'
/** The setting that stands while nobody has seen that something of a permit's site may be left in this browser. */
export const NOT_CLEANED = 'permit.not-cleaned'
/** The settings that stand for an alarm until a manager has looked. */
const STANDING = { 'vault/replaced': REPLACED, 'permit/not-cleaned': NOT_CLEANED } as const

/** age recipients in force: the policy's, else the first-run one. */
export function recipientsOf(desk: Pick<Desk, 'loaded' | 'managerRecipient'>): readonly string[] {
  const named = desk.loaded.policy.vault.recipients
  if (named.length > 0) return named
  return desk.managerRecipient ? [desk.managerRecipient] : []
}

/**
 * A random value that only a holder of the manager's key can read: who gives it back may erase, hold and change keys for
 * ten minutes. `reseal`: also a holder of a key that data keys are still sealed to, and for that only.
 */
export async function challenge(desk: Desk, to: 'manage' | 'reseal'): Promise<Result<{ sealed: string }>> {
  const inForce = recipientsOf(desk)
  const recipients =
    to === 'reseal' ? [...new Set([...inForce, ...(await desk.store.keyRecipients())])] : inForce
  if (recipients.length === 0) return err('vault/none')
  const bytes = randomBytes(32)
  for (const [old, { until }] of desk.proofs) if (until <= desk.now()) desk.proofs.delete(old)
  desk.proofs.set(hex(bytes), { to, until: desk.now() + PROOF_MS })
  return ok({ sealed: base64(await sealTo(recipients, bytes)) })
}

/** Whether this page's user has shown that they hold the key. */
export function isProven(desk: Desk, proof: string, to: 'manage' | 'reseal' = 'manage'): boolean {
  const found = desk.proofs.get(proof)
  return found !== undefined && found.until > desk.now() && (found.to === 'manage' || found.to === to)
}

const changed = (desk: Desk, what: 'passphrase' | 'lost' | 'recipients', to: readonly string[], keys = 0) =>
  ({
    kind: 'vault.changed',
    clerk: clerkOf(desk),
    activation: '',
    body: { what, to: [...to], keys },
  }) as const

/** Another passphrase for the same key: what was sealed stays as it is. */
export async function changePassphrase(desk: Desk, key: { recipient: string; sealed: string }) {
  if (desk.managerRecipient === null) return err('vault/none')
  if (key.recipient !== desk.managerRecipient) return err('vault/recipient')
  await record(
    desk,
    [changed(desk, 'passphrase', [key.recipient])],
    [desk.store.settingWrite(MANAGER_KEY, { recipient: key.recipient, sealed: key.sealed })],
  )
  // Copies in logs that were closed would still open with the old one.
  await desk.store.tidy()
  return ok(null)
}

/**
 * The passphrase is lost: a new key for what comes. What was sealed stays sealed, for whoever finds the passphrase again.
 * Nobody can show that they hold a lost key, so it is an entry and an alarm until a manager has seen it.
 */
export async function replaceKey(desk: Desk, key: { recipient: string; sealed: string }) {
  if (desk.loaded.policy.vault.recipients.length > 0) return err('vault/policy')
  const old = await desk.store.managerKey()
  if (!old) return err('vault/none')
  const lost = await desk.store.setting(LOST_KEYS)
  const all = [...(Array.isArray(lost) ? (lost as readonly Json[]) : []), old] as Json
  await record(
    desk,
    [changed(desk, 'lost', [key.recipient])],
    [
      desk.store.settingWrite(MANAGER_KEY, { recipient: key.recipient, sealed: key.sealed }),
      desk.store.settingWrite(LOST_KEYS, all),
      desk.store.settingWrite(REPLACED, true),
    ],
  )
  desk.managerRecipient = key.recipient
  desk.proofs.clear()
  desk.alarms.add('vault/replaced')
  tell(desk)
  return ok(null)
}

/** Data keys as an unlocked manager has sealed them to the recipients in force; no record under them changes. */
export async function resealKeys(
  desk: Desk,
  keys: readonly { id: string; sealed: string }[],
  last: boolean,
): Promise<Result<null>> {
  const to = recipientsOf(desk)
  if (to.length === 0) return err('vault/none')
  if (keys.length > 0) {
    const decoded = keys.map(({ id, sealed }) => ({ id, sealed: fromBase64(sealed) }))
    if (decoded.some((k) => k.sealed === null)) return err('vault/sealed')
    const rows = decoded as { id: string; sealed: Uint8Array }[]
    await record(
      desk,
      [changed(desk, 'recipients', to, keys.length)],
      [...(await desk.store.resealed(rows, to))],
    )
  }
  if (!last) return ok(null)
  const others = (await desk.store.keyRecipients()).filter((r) => !to.includes(r))
  if (others.length > 0) return ok(null)
  // Nothing is sealed to an earlier key any more: its passphrase opens nothing, and need not lie here to be tried.
  const own = desk.managerRecipient !== null && !to.includes(desk.managerRecipient)
  await desk.store.log.write([
    { table: 'settings', remove: LOST_KEYS },
    ...(own ? [{ table: 'settings', remove: MANAGER_KEY } as const] : []),
  ])
  if (own) desk.managerRecipient = null
  await desk.store.tidy()
  return ok(null)
}

/** Alarms that stand until a manager has looked; said at every start, also to pages that were open before it. */
export async function standingAlarms(desk: Desk): Promise<void> {
  const closed = (await desk.store.sealed()).length
  const seen = (await desk.store.setting(SEALED_SEEN)) ?? 0
  if (closed > (seen as number)) desk.alarms.add('log/resumed')
  for (const [alarm, setting] of Object.entries(STANDING))
    if ((await desk.store.setting(setting)) !== undefined) desk.alarms.add(alarm)
  const witness = await desk.store.setting(WITNESS_ALARMS)
  if (Array.isArray(witness)) for (const code of witness) desk.alarms.add(String(code))
  if (desk.alarms.size > 0) tell(desk)
}

type Standing = 'log/resumed' | keyof typeof STANDING | WitnessAlarm

async function seenWrite(desk: Desk, alarm: Standing): Promise<Write> {
  if (alarm === 'log/resumed') return desk.store.settingWrite(SEALED_SEEN, (await desk.store.sealed()).length)
  if (alarm === 'vault/replaced' || alarm === 'permit/not-cleaned')
    return { table: 'settings', remove: STANDING[alarm] }
  const left = ((await desk.store.setting(WITNESS_ALARMS)) ?? []) as readonly Json[]
  return desk.store.settingWrite(
    WITNESS_ALARMS,
    left.filter((code) => code !== alarm),
  )
}

/** A manager has looked: an entry, and the alarm goes. */
export async function seen(desk: Desk, alarm: Standing): Promise<Result<null>> {
  if (!desk.alarms.has(alarm)) return ok(null)
  await record(
    desk,
    [{ kind: 'alarm.seen', clerk: clerkOf(desk), activation: '', body: { alarm } }],
    [await seenWrite(desk, alarm)],
  )
  desk.alarms.delete(alarm)
  tell(desk)
  return ok(null)
}

export function tell(desk: Desk): void {
  desk.host.nudge({ nudge: 'popup' })
  desk.host.nudge({ nudge: 'console' })
}
