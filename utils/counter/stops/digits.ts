import { type E164, nationalDigits } from '../../base/index.ts'
import { fingerprint, windows } from '../../guard/index.ts'
import { type Activation, type Counter, guardedNow, numbersOf, openOf } from '../state/index.ts'

/** Which open activation the stopped digits belong to; null for a recent one, whose number is known as HMAC only. */
export const activationOf = (counter: Counter, digits: string | null): Activation | null =>
  digits === null
    ? null
    : (openOf(counter).find((a) => numbersOf(a).some((n) => nationalDigits(n).includes(digits))) ?? null)

/** The short match was right: the digits are a guarded number, or eight of an open one. */
export async function isGuarded(counter: Counter, digits: string): Promise<boolean> {
  if (counter.run.isLost) return true
  if (digits.length < 11) return activationOf(counter, digits) !== null
  const hmac = await counter.store.indexOf(`+86${digits}` as E164)
  return guardedNow(counter).some((g) => g.id === hmac)
}

/** What an answer about these digits covers: an open number while it is typed too, eight digits at a time. */
export function shortsOf(counter: Counter, digits: string | null): readonly (number | null)[] {
  if (digits === null) return [null]
  const own = openOf(counter)
    .flatMap((a) => numbersOf(a).map(nationalDigits))
    .filter((number) => number.includes(digits))
  return [...new Set([digits, ...own, ...own.flatMap(windows)])].map((one) => fingerprint(one, counter.key))
}
