import { fewDigits } from '../base/digits.ts'
import { type Changes, CODE_CELL, cellOf, isStop, judge, type Situation, type Verdict } from './judge.ts'
import { type FingerprintKey, findNumbers, findWindows, fingerprint, RUN } from './numbers.ts'

/** What a sentinel knows: the background's snapshot, with sets to look things up in. */
export interface View {
  readonly guarding: boolean
  readonly activation: boolean
  readonly key: FingerprintKey
  readonly whole: ReadonlySet<number>
  readonly runs: ReadonlySet<number>
  readonly origin: Situation['origin']
  readonly permit: { readonly whole: number } | null
  /** Until when a lone code needs a reason here. */
  readonly codes: number
  readonly table: Changes
  readonly allowed: readonly {
    readonly cell: string
    readonly short: number | null
    readonly until: number
  }[]
}

/** A number that counts as guarded: its digits (eleven, or the eight of a run) and their fingerprint. */
export interface Hit {
  readonly digits: string
  readonly short: number | null
}

/** `cell` is '' where the table has none. */
export interface Answer extends Verdict {
  readonly cell: string
  readonly stops: boolean
}

const national = (number: string): string => number.slice(3)

function hitOf(digits: string, among: ReadonlySet<number>, view: View): Hit | null {
  const short = fingerprint(digits, view.key)
  return among.has(short) && view.permit?.whole !== short ? { digits, short } : null
}

/**
 * The first guarded number in a text that no permit opens. Without a view every phone number is one: fail closed. A permit
 * opens its number while it is being typed too, so that runs of eight do not count in its tab.
 */
export function findGuarded(text: string, view: View | null): Hit | null {
  if (fewDigits(text, RUN)) return null
  if (!view) {
    const [number] = findNumbers(text)
    return number ? { digits: national(number), short: null } : null
  }
  const trading = view.origin === 'trading'
  if (view.guarding || trading) {
    for (const number of findNumbers(text)) {
      const digits = national(number)
      const hit = hitOf(digits, view.whole, view)
      if (hit || trading) return hit ?? { digits, short: null }
    }
  }
  if (view.runs.size > 0 && !view.permit) {
    for (const run of findWindows(text)) {
      const hit = hitOf(run, view.runs, view)
      if (hit) return hit
    }
  }
  return null
}

/** The same for digit keys one after the other, whatever they were typed into: only what the last key completed. */
export function findTail(digits: string, view: View | null): Hit | null {
  const last = digits.slice(-11)
  const mobile = /^(?:1[3-9]|9[28])\d{9}$/.test(last)
  // Nothing is known yet: eight digits could be eight of a number that is guarded.
  if (!view) return digits.length >= RUN ? { digits: digits.slice(-RUN), short: null } : null
  if (mobile && view.guarding) {
    const hit = hitOf(last, view.whole, view)
    if (hit) return hit
  }
  if (digits.length < RUN || view.runs.size === 0 || view.permit) return null
  return hitOf(digits.slice(-RUN), view.runs, view)
}

/** What to do about it here and now. An answered `reason` allows the same cell for a while; a permit its own number. */
export function answer(
  view: View | null,
  page: Situation['page'],
  number: Situation['number'],
  short: number | null,
  now: number,
): Answer {
  if (!view) return { act: 'stop', why: 'unknown-situation', cell: '', stops: true }
  const situation: Situation = {
    page,
    origin: view.origin,
    number,
    activation: view.activation,
    permit: number === 'guarded' && short !== null && view.permit?.whole === short,
  }
  const verdict = judge(situation, view.table)
  const cell = cellOf(situation) ?? ''
  const allowed =
    view.origin !== 'trading' &&
    view.allowed.some(
      (one) => one.cell === cell && (one.short === null || one.short === short) && one.until > now,
    )
  if (allowed) return { act: 'allow', why: 'no-business', cell, stops: false }
  return { ...verdict, cell, stops: isStop(verdict.act) }
}

/** A lone code where it has no business; null where nothing is to be said about it. */
export function answerCode(view: View | null, now: number): Answer | null {
  if (!view || view.permit || view.codes <= now) return null
  if (view.origin === 'free' || view.origin === 'trading') return null
  if (view.allowed.some((one) => one.cell === CODE_CELL && one.until > now)) return null
  return { act: 'reason', why: 'code-elsewhere', cell: CODE_CELL, stops: true }
}
