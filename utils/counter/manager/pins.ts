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
import {
  type Counter,
  clerkOf,
  commit,
  hasSetting,
  type PinTries,
  pinSetting,
  readSetting,
  remember,
  SETTINGS,
  type Shift,
  settingGone,
  settingWrite,
} from '../state/index.ts'

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
  return (await readSetting(counter, pinSetting(staff.id))) ?? null
}

/** Where a staff id's PIN comes from: the policy has one for it, the clerk has chosen it here, or nobody has yet. */
export async function pinOf(counter: Counter, staff: Staff): Promise<'policy' | 'own' | 'none'> {
  if (staff.pin) return 'policy'
  return (await hasSetting(counter, pinSetting(staff.id))) ? 'own' : 'none'
}

/** Five wrong tries wait a minute, ten wait two, and so on: counted for each staff id. */
export async function checkPin(
  counter: Counter,
  staff: Staff | undefined,
  pin: string,
): Promise<Result<'ok' | 'unset', 'pin/wrong' | 'pin/wait' | 'pin/weak' | 'staff/unknown'>> {
  if (!staff) return err('staff/unknown')
  if (!/^\d{4,8}$/.test(pin)) return err('pin/weak')
  const tries = counter.pinTries.get(staff.id) ?? { wrong: 0, until: 0 }
  if (tries.until > counter.now()) return err('pin/wait')
  const verifier = await verifierFor(counter, staff)
  // One that cannot be read is not one that nobody has chosen yet.
  if (!verifier && (await pinOf(counter, staff)) === 'none') return ok('unset')
  if (verifier && (await matches(pin, verifier))) {
    await keepTries(counter, staff.id, null)
    return ok('ok')
  }
  const wrong = tries.wrong + 1
  const until = wrong % TRIES === 0 ? counter.now() + (wrong / TRIES) * WAIT_MS : 0
  await keepTries(counter, staff.id, { wrong, until })
  return err(until > 0 ? 'pin/wait' : 'pin/wrong')
}

/** On disk, so that a restart does not hand out five more tries. */
async function keepTries(counter: Counter, id: string, tries: PinTries | null): Promise<void> {
  const pinTries = withTries(counter, id, tries)
  await commit(counter, {
    // A wrong try counts whatever the disk says.
    ...(tries ? { shut: { pinTries } } : {}),
    writes: [settingWrite(SETTINGS.pinTries, Object.fromEntries(pinTries))],
    next: { pinTries },
  })
}

function withTries(counter: Counter, id: string, tries: PinTries | null): Map<string, PinTries> {
  const all = new Map(counter.pinTries)
  if (tries) all.set(id, tries)
  else all.delete(id)
  return all
}

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

/** Somebody is logged in to the portal whom the policy does not know. */
export const STRANGER = 'clerk/unknown'

/**
 * An alarm while it lasts. The shift that the portal had begun is over: whoever works now is not that clerk. One that a PIN
 * has begun stands.
 */
async function tellStranger(counter: Counter, isStranger: boolean): Promise<void> {
  if (isStranger === counter.alarms.has(STRANGER)) return
  remember(counter, { alarms: isStranger ? { on: [STRANGER] } : { off: [STRANGER] } })
  counter.host.nudge({ nudge: 'popup' })
  const { shift } = counter
  if (!isStranger || shift?.how !== 'portal') return
  await commit(counter, {
    drafts: [{ kind: 'shift.ended', clerk: shift.clerk, activation: '', body: { why: 'other-clerk' } }],
    writes: [settingWrite(SETTINGS.shift, null)],
    next: { shift: null },
  })
}

/**
 * The portal says who is logged in: that is the shift, with no tap at all. A policy that names no staff leaves it to the
 * portal who they are; where it names some, an id that is none of theirs is an alarm and no shift.
 */
export async function shiftFromPortal(counter: Counter, clerk: string): Promise<void> {
  const { staff } = counter.loaded.policy
  const isKnown = staff.length === 0 || staff.some((one) => one.id === clerk)
  await tellStranger(counter, !isKnown)
  if (!isKnown || counter.shift?.clerk === clerk || !/^[\w.-]{1,32}$/.test(clerk)) return
  const next: Shift = { clerk, how: 'portal', since: counter.now() }
  await commit(counter, {
    drafts: changeOver(counter, next),
    writes: [settingWrite(SETTINGS.shift, next)],
    next: { shift: next },
    tell: [{ nudge: 'popup' }],
  })
}

export async function startShift(counter: Counter, id: string, pin: string): Promise<Result<null>> {
  const staff = counter.loaded.policy.staff.find((s) => s.id === id)
  const checked = await checkPin(counter, staff, pin)
  if (!checked.ok) return checked
  const next: Shift = { clerk: id, how: 'pin', since: counter.now() }
  const writes = [settingWrite(SETTINGS.shift, next)]
  if (checked.value === 'unset') {
    const salt = randomBytes(16)
    const hash = await derive(pin, salt, ROUNDS)
    writes.push(settingWrite(pinSetting(id), { salt: base64(salt), rounds: ROUNDS, hash: base64(hash) }))
  }
  await commit(counter, {
    drafts: changeOver(counter, next, checked.value === 'unset'),
    writes,
    next: { shift: next },
    tell: [{ nudge: 'panel' }],
  })
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
  const pinTries = withTries(counter, id, null)
  await commit(counter, {
    drafts: [{ kind: 'pin.reset', clerk: clerkOf(counter), activation: '', body: { staff: id } }],
    writes: [settingGone(pinSetting(id)), settingWrite(SETTINGS.pinTries, Object.fromEntries(pinTries))],
    next: { pinTries },
    tell: [{ nudge: 'popup' }],
  })
  return ok(null)
}

export async function endShift(counter: Counter): Promise<void> {
  if (!counter.shift) return
  const clerk = counter.shift.clerk
  await commit(counter, {
    drafts: [{ kind: 'shift.ended', clerk, activation: '', body: { why: 'clerk' } }],
    writes: [settingWrite(SETTINGS.shift, null)],
    next: { shift: null },
    tell: [{ nudge: 'panel' }],
  })
}

export const isPledged = (counter: Counter, clerk: string): boolean =>
  counter.pledged.includes(`${clerk}/${localDay(counter.now())}`)

export async function readPledge(counter: Counter): Promise<void> {
  if (!counter.shift) throw new CodedError('shift/none')
  const mark = `${counter.shift.clerk}/${localDay(counter.now())}`
  // Only today's marks are kept.
  const today = [...counter.pledged, mark].filter((m) => m.endsWith(`/${localDay(counter.now())}`))
  await commit(counter, {
    writes: [settingWrite(SETTINGS.pledged, today)],
    next: { pledged: today },
    tell: [{ nudge: 'panel' }],
  })
}
