import { faults } from '../../utils/base/index.ts'

/** A burst of faults is written once. */
const PAUSE_MS = 200

/**
 * The last faults outlive a stopped worker, in session storage. What nobody has caught is noted too. `tell`: a page that
 * shows them may look again.
 */
export function followFaults(session: {
  readonly keep: (kept: unknown) => Promise<void>
  readonly kept: () => Promise<unknown>
  readonly tell: () => void
}): void {
  let waiting = false
  // Nothing is written before what is there was read.
  const restored = session.kept().then(
    (kept) => faults.restore(kept),
    (e: unknown) => faults.note('background/kept-faults', e),
  )
  faults.onNote(() => {
    if (waiting) return
    waiting = true
    setTimeout(() => {
      waiting = false
      void restored
        .then(() => session.keep(faults.all()))
        // To note that noting fails would begin it anew; they are in memory still.
        .catch(() => undefined)
      session.tell()
    }, PAUSE_MS)
  })
  addEventListener('error', (event) => faults.note('background/uncaught', event.error))
  addEventListener('unhandledrejection', (event) => faults.note('background/unhandled', event.reason))
}
