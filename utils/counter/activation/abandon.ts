import { type Counter, clerkOf, commit, openOf } from '../state/index.ts'

/** Half a day. */
const UNFINISHED_MS = 12 * 3_600_000

/**
 * Activations that nobody finished within half a day are closed; their numbers stay guarded. One that the portal had
 * confirmed, and that was never handed over, says so: the customer may have left without a receipt.
 */
export async function abandonOld(counter: Counter): Promise<void> {
  for (const a of openOf(counter)) {
    if (counter.now() - a.openedAt < UNFINISHED_MS) continue
    await commit(counter, {
      drafts: [
        {
          kind: 'activation.abandoned',
          clerk: clerkOf(counter),
          activation: a.id,
          cust: a.cust,
          body: a.stage === 'confirmed' ? { why: 'no-hand-over', openedBy: a.clerk } : { why: 'time' },
        },
      ],
      next: { over: [a.id] },
    })
  }
}
