import { type ActivationId, err, ok, type Result, randomId, toE164 } from '../../base/index.ts'
import type { Draft } from '../../log/index.ts'
import type { LegalHold } from '../../store/index.ts'
import type { HoldView } from '../../wire/index.ts'
import {
  type Counter,
  clerkOf,
  commit,
  readSetting,
  SETTINGS,
  type SettingReader,
  settingWrite,
} from '../state/index.ts'

/**
 * Holds as the setting lists them, and those that an entry has set and none has lifted: who takes the setting away does not
 * have the evidence erased. One whose customer cannot be told any more holds everything.
 */
export async function readHolds(
  counter: SettingReader & Pick<Counter, 'store'>,
): Promise<readonly LegalHold[]> {
  const kept = (await readSetting(counter, SETTINGS.holds)) ?? []
  const known = new Set(kept.map((h) => h.id))
  const more = (await counter.store.openLegalHolds())
    .filter((h) => !known.has(h.id))
    .map((h): LegalHold => (h.scope === 'customer' && h.cust === null ? { ...h, scope: 'log' } : h))
  return [...kept, ...more]
}

/** A hold names no customer to whoever looks at the list: theirs is found by typing the number. */
export const holdView = ({ id, scope, activation, reason, at }: LegalHold): HoldView => ({
  id,
  scope,
  activation,
  reason,
  at: new Date(at).toISOString(),
})

/** Whether something of this must not be erased now. */
export const isHeld = (
  counter: Counter,
  { activations, cust }: { activations: readonly string[]; cust: string | null },
): boolean =>
  counter.holds.some(
    (h) =>
      h.scope === 'log' ||
      (h.scope === 'customer' && h.cust === cust) ||
      (h.activation !== '' && activations.includes(h.activation)),
  )

/** Nothing of it is erased, by time or on request, until it is lifted. */
export async function setHold(
  counter: Counter,
  what: { scope: LegalHold['scope']; number: string | null; activation: ActivationId | null; reason: string },
): Promise<Result<null>> {
  const number = what.scope === 'customer' ? toE164(what.number ?? '') : null
  if (what.scope === 'customer' && !number) return err('number/not-a-number')
  if (what.scope === 'activation' && !what.activation) return err('activation/none')
  const hold: LegalHold = {
    id: randomId(8),
    scope: what.scope,
    cust: number ? await counter.store.indexOf(number) : null,
    activation: what.scope === 'activation' ? (what.activation ?? '') : '',
    reason: what.reason,
    at: counter.now(),
  }
  const same = counter.holds.some(
    (h) => h.scope === hold.scope && h.cust === hold.cust && h.activation === hold.activation,
  )
  if (same) return err('hold/there')
  await change(counter, 'hold.set', hold, what.reason, [...counter.holds, hold])
  return ok(null)
}

export async function liftHold(counter: Counter, id: string, reason: string): Promise<Result<null>> {
  const hold = counter.holds.find((h) => h.id === id)
  if (!hold) return err('hold/none')
  await change(
    counter,
    'hold.lifted',
    hold,
    reason,
    counter.holds.filter((h) => h.id !== id),
  )
  return ok(null)
}

async function change(
  counter: Counter,
  kind: 'hold.set' | 'hold.lifted',
  hold: LegalHold,
  reason: string,
  next: readonly LegalHold[],
): Promise<void> {
  const draft: Draft = {
    kind,
    clerk: clerkOf(counter),
    activation: hold.activation as ActivationId | '',
    // By this column a hold holds though its setting was taken away; the erasure of the customer's last activation finds it.
    ...(kind === 'hold.set' && hold.cust ? { cust: hold.cust } : {}),
    body: { reason, scope: hold.scope, hold: hold.id },
  }
  await commit(counter, {
    drafts: [draft],
    writes: [settingWrite(SETTINGS.holds, [...next])],
    next: { holds: next },
    tell: [{ nudge: 'console' }],
  })
}
