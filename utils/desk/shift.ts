import {
  base64,
  CodedError,
  equal,
  err,
  fromBase64,
  localDay,
  ok,
  type Result,
  randomBytes,
  utf8,
} from '../base/index.ts'
import type { Draft } from '../log/index.ts'
import type { PinVerifier, Staff } from '../policy/index.ts'
import { clerkOf, record } from './record.ts'
import type { Desk, Shift } from './state.ts'

const ROUNDS = 210_000
const TRIES = 5
const WAIT_MS = 60_000

/** PBKDF2-HMAC-SHA-256 (RFC 8018), 32 bytes. Only the verifier is ever kept. */
async function derive(pin: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', utf8(pin), 'PBKDF2', false, ['deriveBits'])
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, key, 256),
  )
}

async function matches(pin: string, verifier: PinVerifier): Promise<boolean> {
  const salt = fromBase64(verifier.salt)
  const hash = fromBase64(verifier.hash)
  return salt !== null && hash !== null && equal(await derive(pin, salt, verifier.rounds), hash)
}

async function verifierFor(desk: Desk, staff: Staff): Promise<PinVerifier | null> {
  if (staff.pin) return staff.pin
  const own = await desk.store.setting(`pin/${staff.id}`)
  return own === undefined ? null : (own as unknown as PinVerifier)
}

/** Where a staff id's PIN comes from: the policy has one for it, the clerk has chosen it here, or nobody has yet. */
export async function pinOf(desk: Desk, staff: Staff): Promise<'policy' | 'own' | 'none'> {
  if (staff.pin) return 'policy'
  return (await verifierFor(desk, staff)) ? 'own' : 'none'
}

/** Five wrong tries wait a minute, ten wait two, and so on: counted for each staff id. */
export async function checkPin(
  desk: Desk,
  staff: Staff | undefined,
  pin: string,
): Promise<Result<'ok' | 'unset', 'pin/wrong' | 'pin/wait' | 'pin/weak' | 'staff/unknown'>> {
  if (!staff) return err('staff/unknown')
  if (!/^\d{4,8}$/.test(pin)) return err('pin/weak')
  const tries = desk.pins.get(staff.id) ?? { wrong: 0, until: 0 }
  if (tries.until > desk.now()) return err('pin/wait')
  const verifier = await verifierFor(desk, staff)
  if (!verifier) return ok('unset')
  if (await matches(pin, verifier)) {
    desk.pins.delete(staff.id)
    await rememberTries(desk)
    return ok('ok')
  }
  const wrong = tries.wrong + 1
  const until = wrong % TRIES === 0 ? desk.now() + (wrong / TRIES) * WAIT_MS : 0
  desk.pins.set(staff.id, { wrong, until })
  await rememberTries(desk)
  return err(until > 0 ? 'pin/wait' : 'pin/wrong')
}

/** On disk, so that a restart does not hand out five more tries. */
const rememberTries = (desk: Desk): Promise<unknown> =>
  record(desk, [], [desk.store.settingWrite('pins', Object.fromEntries(desk.pins))])

function changeOver(desk: Desk, next: Shift, first = false): Draft[] {
  const drafts: Draft[] = []
  if (desk.shift && desk.shift.clerk !== next.clerk) {
    drafts.push({
      kind: 'shift.ended',
      clerk: desk.shift.clerk,
      activation: '',
      body: { why: 'other-clerk' },
    })
  }
  drafts.push({
    kind: 'shift.started',
    clerk: next.clerk,
    activation: '',
    body: {
      how: next.how,
      ...(desk.shift && desk.shift.clerk !== next.clerk ? { instead: desk.shift.clerk } : {}),
      ...(first ? { first: true as const } : {}),
    },
  })
  return drafts
}

const shiftWrite = (desk: Desk, shift: Shift | null) =>
  desk.store.settingWrite('shift', shift ? { clerk: shift.clerk, how: shift.how, since: shift.since } : null)

/** The portal says who is logged in: that is the shift, with no tap at all. */
export async function shiftFromPortal(desk: Desk, clerk: string): Promise<void> {
  if (desk.shift?.clerk === clerk || !/^[\w.-]{1,32}$/.test(clerk)) return
  const next: Shift = { clerk, how: 'portal', since: desk.now() }
  await record(desk, changeOver(desk, next), [shiftWrite(desk, next)])
  desk.shift = next
  desk.host.nudge({ nudge: 'popup' })
}

export async function startShift(desk: Desk, id: string, pin: string): Promise<Result<null>> {
  const staff = desk.loaded.policy.staff.find((s) => s.id === id)
  const checked = await checkPin(desk, staff, pin)
  if (!checked.ok) return checked
  const next: Shift = { clerk: id, how: 'pin', since: desk.now() }
  const writes = [shiftWrite(desk, next)]
  if (checked.value === 'unset') {
    const salt = randomBytes(16)
    const hash = await derive(pin, salt, ROUNDS)
    writes.push(
      desk.store.settingWrite(`pin/${id}`, { salt: base64(salt), rounds: ROUNDS, hash: base64(hash) }),
    )
  }
  await record(desk, changeOver(desk, next, checked.value === 'unset'), writes)
  desk.shift = next
  desk.host.nudge({ nudge: 'panel' })
  return ok(null)
}

/** A clerk has forgotten the PIN, or another one chose it first: the next start under this staff id chooses a new one. */
export async function resetPin(
  desk: Desk,
  id: string,
): Promise<Result<null, 'staff/unknown' | 'pin/policy' | 'pin/none'>> {
  const staff = desk.loaded.policy.staff.find((one) => one.id === id)
  if (!staff) return err('staff/unknown')
  const from = await pinOf(desk, staff)
  if (from !== 'own') return err(from === 'policy' ? 'pin/policy' : 'pin/none')
  // What was tried wrongly was tried of the old one.
  const tries = new Map(desk.pins)
  tries.delete(id)
  await record(
    desk,
    [{ kind: 'pin.reset', clerk: clerkOf(desk), activation: '', body: { staff: id } }],
    [{ table: 'settings', remove: `pin/${id}` }, desk.store.settingWrite('pins', Object.fromEntries(tries))],
  )
  desk.pins.delete(id)
  desk.host.nudge({ nudge: 'popup' })
  return ok(null)
}

export async function endShift(desk: Desk): Promise<void> {
  if (!desk.shift) return
  const clerk = desk.shift.clerk
  await record(
    desk,
    [{ kind: 'shift.ended', clerk, activation: '', body: { why: 'clerk' } }],
    [shiftWrite(desk, null)],
  )
  desk.shift = null
  desk.host.nudge({ nudge: 'panel' })
}

export const isPledged = (desk: Desk, clerk: string): boolean =>
  desk.pledged.has(`${clerk}/${localDay(desk.now())}`)

export async function readPledge(desk: Desk): Promise<void> {
  if (!desk.shift) throw new CodedError('shift/none')
  const mark = `${desk.shift.clerk}/${localDay(desk.now())}`
  // Only today's marks are kept.
  const today = [...desk.pledged, mark].filter((m) => m.endsWith(`/${localDay(desk.now())}`))
  await record(desk, [], [desk.store.settingWrite('pledged', today)])
  desk.pledged.clear()
  for (const m of today) desk.pledged.add(m)
  desk.host.nudge({ nudge: 'panel' })
}
