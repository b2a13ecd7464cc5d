import type { Entry } from '../log/index.ts'

/** The kinds of entry that are counted. Whoever reads the log asks for these only. */
export const REVIEWED = [
  'promise.stated',
  'consent.asked',
  'handover.confirmed',
  'activation.abandoned',
] as const

/** What one clerk's activations show. A count is no verdict: it says where a manager may want to look. */
export interface ClerkCounts {
  readonly clerk: string
  /** Promises of something: a gift, a discount, help. *Nothing promised* does not count. */
  readonly promises: number
  /** Questions put again within the time after a no, where the customer said that they had asked for it themselves. */
  readonly askedByCustomer: number
  /** The same where the customer said that they had not asked: the clerk had. */
  readonly askedByClerk: number
  /** Hand-overs that came later after the portal's confirmation than a receipt takes, or not at all. */
  readonly longGaps: number
  /** The customer says that the handset was not in their hand or sight all the time. */
  readonly handsetAway: number
}

export interface ReviewCounts extends Omit<ClerkCounts, 'clerk'> {
  /** How often each promise was stated, *nothing promised* too, most often first. */
  readonly byPromise: readonly { readonly code: string; readonly n: number }[]
  /** Clerks with something to look at, most first. */
  readonly byClerk: readonly ClerkCounts[]
}

const NOTHING = 'none'
const FIELDS = ['promises', 'askedByCustomer', 'askedByClerk', 'longGaps', 'handsetAway'] as const
type Field = (typeof FIELDS)[number]

/** Which counts an entry adds to. An entry that was written before a field existed adds nothing to that field's count. */
function fieldsOf(entry: Entry): readonly Field[] {
  switch (entry.kind) {
    case 'promise.stated':
      return entry.code === NOTHING ? [] : ['promises']
    case 'consent.asked':
      return [entry.yes ? 'askedByCustomer' : 'askedByClerk']
    case 'handover.confirmed':
      return [
        ...(entry.long === true ? (['longGaps'] as const) : []),
        ...(entry.handset === false ? (['handsetAway'] as const) : []),
      ]
    case 'activation.abandoned':
      return entry.why === 'no-hand-over' ? ['longGaps'] : []
    default:
      return []
  }
}

/** Whose count it is: an activation is closed in somebody else's shift. */
const clerkIn = (entry: Entry): string =>
  entry.kind === 'activation.abandoned' ? (entry.openedBy ?? entry.clerk) : entry.clerk

const none = (): Record<Field, number> => ({
  promises: 0,
  askedByCustomer: 0,
  askedByClerk: 0,
  longGaps: 0,
  handsetAway: 0,
})

/** Counts promises, questions put again after a no, and signals of the hand-over. */
export function reviewOf(entries: Iterable<Entry>): ReviewCounts {
  const all = none()
  const clerks = new Map<string, Record<Field, number>>()
  const promises = new Map<string, number>()
  for (const entry of entries) {
    if (entry.kind === 'promise.stated') promises.set(entry.code, (promises.get(entry.code) ?? 0) + 1)
    for (const field of fieldsOf(entry)) {
      const clerk = clerkIn(entry)
      const own = clerks.get(clerk) ?? none()
      clerks.set(clerk, own)
      own[field]++
      all[field]++
    }
  }
  const sum = (c: Readonly<Record<Field, number>>): number => FIELDS.reduce((n, f) => n + c[f], 0)
  return {
    ...all,
    byPromise: [...promises].map(([code, n]) => ({ code, n })).sort((a, b) => b.n - a.n),
    byClerk: [...clerks]
      .map(([clerk, counts]) => ({ clerk, ...counts }))
      .sort((a, b) => sum(b) - sum(a) || (a.clerk < b.clerk ? -1 : 1)),
  }
}
