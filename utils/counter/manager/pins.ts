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
} from '../../base/index.ts'
import type { Draft } from '../../log/index.ts'
import type { PinVerifier, Staff } from '../../policy/index.ts'
import { type Counter, clerkOf, record, type Shift } from '../state/index.ts'

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

async function verifierFor(counter: Counter, staff: Staff): Promise<PinVerifier | null> {
  if (staff.pin) return staff.pin
  const own = await counter.store.setting(`pin/${staff.id}`)
  return own === undefined ? null : (own as unknown as PinVerifier)
}

/** Where a staff id's PIN comes from: the policy has one for it, the clerk has chosen it here, or nobody has yet. */
export async function pinOf(counter: Counter, staff: Staff): Promise<'policy' | 'own' | 'none'> {
  if (staff.pin) return 'policy'
  return (await verifierFor(counter, staff)) ? 'own' : 'none'
}

/** Five wrong tries wait a minute, ten wait two, and so on: counted for each staff id. */
export async function checkPin(
  counter: Counter,
  staff: Staff | undefined,
  pin: string,
): Promise<Result<'ok' | 'unset', 'pin/wrong' | 'pin/wait' | 'pin/weak' | 'staff/unknown'>> {
  if (!staff) return err('staff/unknown')
  if (!/^\d{4,8}$/.test(pin)) return err('pin/weak')
  const tries = counter.pins.get(staff.id) ?? { wrong: 0, until: 0 }
  if (tries.until > counter.now()) return err('pin/wait')
  const verifier = await verifierFor(counter, staff)
  if (!verifier) return ok('unset')
  if (await matches(pin, verifier)) {
    counter.pins.delete(staff.id)
    await rememberTries(counter)
    return ok('ok')
  }
  const wrong = tries.wrong + 1
  const until = wrong % TRIES === 0 ? counter.now() + (wrong / TRIES) * WAIT_MS : 0
  counter.pins.set(staff.id, { wrong, until })
  await rememberTries(counter)
  return err(until > 0 ? 'pin/wait' : 'pin/wrong')
}

/** On disk, so that a restart does not hand out five more tries. */
const rememberTries = (counter: Counter): Promise<unknown> =>
  record(counter, [], [counter.store.settingWrite('pins', Object.fromEntries(counter.pins))])

function changeOver(counter: Counter, next: Shift, first = false): Draft[] {
  const drafts: Draft[] = []
  if (counter.shift && counter.shift.clerk !== next.clerk) {
    drafts.push({
      kind: 'shift.ended',
      clerk: counter.shift.clerk,
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
      ...(counter.shift && counter.shift.clerk !== next.clerk ? { instead: counter.shift.clerk } : {}),
      ...(first ? { first: true as const } : {}),
    },
  })
  return drafts
}

const shiftWrite = (counter: Counter, shift: Shift | null) =>
  counter.store.settingWrite(
    'shift',
    shift ? { clerk: shift.clerk, how: shift.how, since: shift.since } : null,
  )

/** The portal says who is logged in: that is the shift, with no tap at all. */
export async function shiftFromPortal(counter: Counter, clerk: string): Promise<void> {
  if (counter.shift?.clerk === clerk || !/^[\w.-]{1,32}$/.test(clerk)) return
  const next: Shift = { clerk, how: 'portal', since: counter.now() }
  await record(counter, changeOver(counter, next), [shiftWrite(counter, next)])
  counter.shift = next
  counter.host.nudge({ nudge: 'popup' })
}

export async function startShift(counter: Counter, id: string, pin: string): Promise<Result<null>> {
  const staff = counter.loaded.policy.staff.find((s) => s.id === id)
  const checked = await checkPin(counter, staff, pin)
  if (!checked.ok) return checked
  const next: Shift = { clerk: id, how: 'pin', since: counter.now() }
  const writes = [shiftWrite(counter, next)]
  if (checked.value === 'unset') {
    const salt = randomBytes(16)
    const hash = await derive(pin, salt, ROUNDS)
    writes.push(
      counter.store.settingWrite(`pin/${id}`, { salt: base64(salt), rounds: ROUNDS, hash: base64(hash) }),
    )
  }
  await record(counter, changeOver(counter, next, checked.value === 'unset'), writes)
  counter.shift = next
  counter.host.nudge({ nudge: 'panel' })
  return ok(null)
}

/** A clerk has forgotten the PIN, or another one chose it first: the next start under this staff id chooses a new one. */
export async function resetPin(
  counter: Counter,
  id: string,
): Promise<Result<null, 'staff/unknown' | 'pin/policy' | 'pin/none'>> {
  const staff = counter.loaded.policy.staff.find((one) => one.id === id)
  if (!staff) return err('staff/unknown')
  const from = await pinOf(counter, staff)
  if (from !== 'own') return err(from === 'policy' ? 'pin/policy' : 'pin/none')
  // What was tried wrongly was tried of the old one.
  const tries = new Map(counter.pins)
  tries.delete(id)
  await record(
    counter,
    [{ kind: 'pin.reset', clerk: clerkOf(counter), activation: '', body: { staff: id } }],
    [
      { table: 'settings', remove: `pin/${id}` },
      counter.store.settingWrite('pins', Object.fromEntries(tries)),
    ],
  )
  counter.pins.delete(id)
  counter.host.nudge({ nudge: 'popup' })
  return ok(null)
}

export async function endShift(counter: Counter): Promise<void> {
  if (!counter.shift) return
  const clerk = counter.shift.clerk
  await record(
    counter,
    [{ kind: 'shift.ended', clerk, activation: '', body: { why: 'clerk' } }],
    [shiftWrite(counter, null)],
  )
  counter.shift = null
  counter.host.nudge({ nudge: 'panel' })
}

export const isPledged = (counter: Counter, clerk: string): boolean =>
  counter.pledged.has(`${clerk}/${localDay(counter.now())}`)

export async function readPledge(counter: Counter): Promise<void> {
  if (!counter.shift) throw new CodedError('shift/none')
  const mark = `${counter.shift.clerk}/${localDay(counter.now())}`
  // Only today's marks are kept.
  const today = [...counter.pledged, mark].filter((m) => m.endsWith(`/${localDay(counter.now())}`))
  await record(counter, [], [counter.store.settingWrite('pledged', today)])
  counter.pledged.clear()
  for (const m of today) counter.pledged.add(m)
  counter.host.nudge({ nudge: 'panel' })
}
