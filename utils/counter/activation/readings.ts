import { type E164, toE164 } from '../../base/index.ts'
import type { Adapter } from '../../policy/index.ts'
import { EMPTY_SHEET, merge, type Sheet } from '../../portal/index.ts'
import type { Reading } from '../../wire/index.ts'
import { type Activation, byTab, type Counter, type InSight, remember } from '../state/index.ts'

/** What a frame of a portal shows is kept until it shows something else, or nothing. */
export function keepInSight(
  counter: Counter,
  tab: number,
  frame: number,
  reading: Reading | null,
): InSight[] {
  const others = counter.run.inSight.filter((one) => one.tab !== tab || one.frame !== frame)
  const own: InSight[] = reading
    ? [
        {
          tab,
          frame,
          number: reading.confirmed ? '' : (toE164(reading.number ?? '') ?? ''),
          views: reading.views ?? [],
          missing: reading.missing,
          loading: reading.loading,
          submit: reading.submit === true,
        },
      ]
    : []
  const inSight = [...others, ...own]
  remember(counter, { run: { inSight } })
  return inSight.filter((one) => one.tab === tab)
}

/** What cannot be read in any frame of a tab; two numbers at once are two customers, and nobody knows whose the order is. */
export function missingIn(shown: readonly InSight[]): readonly string[] {
  const numbers = new Set(shown.map((one) => one.number).filter((number) => number !== ''))
  const missing = shown.flatMap((one) => one.missing)
  return [...new Set(numbers.size > 1 ? [...missing, 'number.two'] : missing)].slice(0, 40)
}

/** True where a tab shows another customer, whose number nobody has read yet, beside an activation that is open. */
export const isBegun = (counter: Counter, tab: number): boolean =>
  counter.run.pending.some((one) => one.tab === tab)

const pendingIn = (counter: Counter, tab: number, adapter: Adapter): Sheet | null =>
  counter.run.pending.find((one) => one.tab === tab && one.adapter === adapter.id)?.sheet ?? null

/** What was read before the number is gone: it has found its activation, or another has begun. */
export function dropPending(counter: Counter, tab: number): void {
  if (!isBegun(counter, tab)) return
  remember(counter, { run: { pending: counter.run.pending.filter((one) => one.tab !== tab) } })
}

/** A view with which another activation begins has come into sight in this frame. */
export function beginsNow(
  adapter: Adapter,
  before: InSight | undefined,
  { views = [] }: Pick<Reading, 'views'>,
): boolean {
  return (
    adapter.views?.some(({ id, begins }) => begins && views.includes(id) && !before?.views.includes(id)) ===
    true
  )
}

/** `王*芬` may be `王秀芬`: a portal masks a name on one page and not on the next. */
function couldBe(one: string, other: string): boolean {
  const [a, b] = [[...one.replace(/\s/g, '')], [...other.replace(/\s/g, '')]]
  const isHidden = (c: string | undefined) => c === '*' || c === '＊'
  return a.length === b.length && a.every((c, i) => c === b[i] || isHidden(c) || isHidden(b[i]))
}

/** False where what was read names another order or another customer than what was read before. */
function isOf(
  activation: Pick<Sheet, 'order' | 'customer'>,
  { order, customer }: Pick<Reading, 'order' | 'customer'>,
): boolean {
  if (order !== null && activation.order !== null) return order === activation.order
  return customer === null || activation.customer === null || couldBe(customer, activation.customer)
}

export const sheetOf = (activation: Activation): Sheet => ({
  customer: activation.customer,
  age: activation.age,
  realName: activation.realName,
  order: activation.order,
  kind: activation.kind,
  numbers: activation.numbers,
  services: activation.read,
})

/**
 * Of which activation a reading without a number is: the tab's own, or null for one whose number is still to come. What was
 * read of that one is kept for it.
 */
export function ofTab(
  counter: Counter,
  tab: number,
  adapter: Adapter,
  reading: Reading,
  begins: boolean,
): Activation | null {
  const current = byTab(counter, tab)
  if (current && current.stage !== 'confirmed' && !begins && !isBegun(counter, tab) && isOf(current, reading))
    return current
  const kept = begins ? null : pendingIn(counter, tab, adapter)
  const before = kept && isOf(kept, reading) ? kept : null
  const sheet = merge(before ?? EMPTY_SHEET, reading, adapter)
  const others = counter.run.pending.filter((one) => one.tab !== tab)
  remember(counter, { run: { pending: [...others, { tab, adapter: adapter.id, sheet }] } })
  return null
}

/**
 * What was read in this tab before the number was, and then this reading. What was read of another order or another customer
 * is left out. `known`: whose number it is, where that has an activation.
 */
export function withPending(
  counter: Counter,
  tab: number,
  adapter: Adapter,
  reading: Reading,
  begins: boolean,
  known: Activation | undefined,
): Sheet {
  const kept = begins ? null : pendingIn(counter, tab, adapter)
  const fits = kept !== null && isOf(kept, reading) && (!known || isOf(known, kept))
  return merge(fits ? kept : EMPTY_SHEET, reading, adapter)
}

/** The other numbers of a sheet that are numbers. */
export const otherNumbers = (sheet: Sheet, number: E164): readonly E164[] => [
  ...new Set(sheet.numbers.map((n) => toE164(n)).filter((n): n is E164 => n !== null && n !== number)),
]
