import { canonicalize, localDay } from '../../utils/base/index.ts'
import type { Filter } from '../../utils/store/index.ts'

export const OUTCOMES = ['answers', 'given', 'refused', 'withdrawn', 'stops', 'overrides', 'all'] as const
export type Outcome = (typeof OUTCOMES)[number]

const GIVEN = ['consent.given', 'consent.renewed']
const OVER = ['consent.withdrawn', 'consent.expired', 'consent.invalidated']
export const STOPS = ['signup.stopped', 'number.stopped', 'request.stopped', 'submit.stopped']

/** The kinds of entry behind each choice; undefined: every kind. */
export const KINDS: Readonly<Record<Outcome, readonly string[] | undefined>> = {
  answers: [...GIVEN, 'consent.refused', ...OVER],
  given: GIVEN,
  refused: ['consent.refused'],
  withdrawn: OVER,
  stops: STOPS,
  overrides: ['override.granted'],
  all: undefined,
}

/** What the filter bar holds: days as the date fields give them, '' for any. */
export interface Chosen {
  readonly from: string
  readonly to: string
  readonly clerk: string
  readonly service: string
  readonly outcome: Outcome
}

const DAY = 86_400_000
export const daysAgo = (now: number, days: number): string => localDay(now - days * DAY)

export const startChosen = (now: number): Chosen => ({
  from: daysAgo(now, 29),
  to: localDay(now),
  clerk: '',
  service: '',
  outcome: 'answers',
})

/** Start of a local day, ms; null for what is not a day. */
export function dayStart(day: string): number | null {
  const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)
  if (!m) return null
  const at = new Date(Number(m[1]), Number(m[2]) - 1, Number(m[3]))
  return localDay(at.getTime()) === day ? at.getTime() : null
}

/** Last millisecond of a local day: days are 23 or 25 hours where the clock changes. */
export function dayEnd(day: string): number | null {
  const start = dayStart(day)
  if (start === null) return null
  const d = new Date(start)
  return new Date(d.getFullYear(), d.getMonth(), d.getDate() + 1).getTime() - 1
}

/** The filter bar as the store reads it: both ends belong to the range. */
export function toFilter(chosen: Chosen): Filter {
  const from = dayStart(chosen.from)
  const to = dayEnd(chosen.to)
  const kinds = KINDS[chosen.outcome]
  return {
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
    ...(chosen.clerk === '' ? {} : { clerk: chosen.clerk }),
    ...(chosen.service === '' ? {} : { service: chosen.service }),
    ...(kinds === undefined ? {} : { kinds }),
  }
}

/** The filter as it stands in the export's entry. Ids, days and kinds only, so it holds no customer data. */
export const filterText = (filter: Filter): string => canonicalize(filter)
