import { type ActivationId, type E164, toE164 } from '../../base/index.ts'
import { type Counter, commit, isStaffNumber, shortOf } from '../state/index.ts'

/** A customer who came for something else: most of a counter's day. */
const SEEN_MS = 86_400_000
/** Rows that were only seen; beyond it the oldest go, so that a portal's long lists do not make every number look guarded. */
const MOST_SEEN = 2000
/** Renewed when this much of its time is over, not with every look. */
const FRESH_MS = SEEN_MS / 4

/** Stands in the row of a number that no activation guards. */
const NO_ACTIVATION = '' as ActivationId

/** Numbers that a portal's page shows without an activation are guarded for a day. Nothing else is kept of them. */
export async function seen(counter: Counter, texts: readonly string[]): Promise<void> {
  const now = counter.now()
  const numbers = new Set(texts.map((text) => toE164(text)).filter((n): n is E164 => n !== null))
  const rows = await Promise.all(
    [...numbers]
      .filter((number) => !isStaffNumber(counter, number))
      .map(async (number) => ({
        id: await counter.store.indexOf(number),
        short: shortOf(counter, number),
        activation: NO_ACTIVATION,
        until: now + SEEN_MS,
      })),
  )
  const known = new Map(counter.guarded.map((row) => [row.id, row]))
  const fresh = rows
    .filter((row) => (known.get(row.id)?.until ?? 0) < now + SEEN_MS - FRESH_MS)
    // A number of an activation stays one.
    .map((row) => ({ ...row, activation: known.get(row.id)?.activation ?? NO_ACTIVATION }))
  if (fresh.length === 0) return
  const others = counter.guarded.filter((row) => !fresh.some((one) => one.id === row.id))
  const old = others
    .filter((row) => row.activation === NO_ACTIVATION)
    .sort((a, b) => b.until - a.until)
    .slice(MOST_SEEN - fresh.length)
  await commit(counter, {
    writes: [
      ...fresh.map((put) => ({ table: 'guarded', put }) as const),
      ...old.map(({ id }) => ({ table: 'guarded', remove: id }) as const),
    ],
    next: { guarded: [...others.filter((row) => !old.includes(row)), ...fresh] },
  })
}
