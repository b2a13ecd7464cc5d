import type { Draft } from '../../log/index.ts'
import { type Burst, type Counter, clerkOf, commit, remember } from '../state/index.ts'

/** So long without another and a burst is over. */
export const BURST_GAP_MS = 3_000
/** A burst that does not end gets an entry of its own after so long, and the next begins. */
const BURST_MOST_MS = 10 * 60_000
/** More than tabs and reasons make. */
const MOST_BURSTS = 50

const isOver = (counter: Counter, burst: Burst): boolean => {
  const now = counter.now()
  return burst.key === '' || now - burst.last >= BURST_GAP_MS || now - burst.from >= BURST_MOST_MS
}

/**
 * True where it is one more of a burst that is under way: it is counted. False where it is the first of a burst, which begins
 * with it and is to be an entry. Synchronous, so that a flood takes no turns.
 */
export function fold(counter: Counter, what: Omit<Burst, 'from' | 'last' | 'count'>): boolean {
  const now = counter.now()
  const burst = counter.run.bursts.find((b) => b.key === what.key)
  if (burst && !isOver(counter, burst)) {
    const more = { ...burst, last: now, count: burst.count + 1 }
    remember(counter, { run: { bursts: counter.run.bursts.map((b) => (b === burst ? more : b)) } })
    return true
  }
  const before = counter.run.bursts.map((b) => (b === burst ? { ...b, key: '' } : b))
  const first = { ...what, from: now, last: now, count: 1 }
  remember(counter, { run: { bursts: [...before.slice(1 - MOST_BURSTS), first] } })
  return false
}

/** The first one could not be written down: the next is tried as a first one again. */
export function unfold(counter: Counter, key: string): void {
  remember(counter, { run: { bursts: counter.run.bursts.filter((b) => b.key !== key) } })
}

/** When the last one of this burst came; 0 where there is none. */
export const lastOf = (counter: Counter, key: string): number =>
  counter.run.bursts.find((b) => b.key === key)?.last ?? 0

/** Ends the bursts in which nothing has come for a while: one more entry, with the count, where there were several. */
export async function endBursts(counter: Counter): Promise<void> {
  const over = counter.run.bursts.filter((b) => isOver(counter, b))
  if (over.length === 0) return
  const drafts = over
    .filter((b) => b.count > 1)
    .map(
      ({ activation, cust, body, count }): Draft => ({
        kind: 'submit.stopped',
        clerk: clerkOf(counter),
        activation,
        ...(cust === null ? {} : { cust }),
        body: { ...body, count },
      }),
    )
  await commit(counter, { drafts })
  remember(counter, { run: { bursts: counter.run.bursts.filter((b) => !over.includes(b)) } })
}
