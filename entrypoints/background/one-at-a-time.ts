import { CodedError, faults } from '../../utils/base/index.ts'

/** Longer than any honest turn: an erasure over many closed logs takes some ten seconds. */
const TURN_MS = 120_000

/**
 * One piece of work after the other; a failed one does not stop the next, and neither does one that hangs. `after` runs
 * behind each, within the turn. A turn that takes longer than `ms` fails with `turn/too-long`: `hung` is called before the
 * next begins, and must see to it that what still runs of it changes nothing any more.
 */
export function createTurns(
  after: () => Promise<unknown>,
  hung: () => void,
  ms: number = TURN_MS,
): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>) => {
    const turn = (): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        const timer = setTimeout(() => {
          hung()
          reject(new CodedError('turn/too-long'))
        }, ms)
        Promise.resolve()
          .then(work)
          .finally(() => after().catch(faults.noted('background/after-turn')))
          .then(resolve, reject)
          .finally(() => clearTimeout(timer))
      })
    const next = last.then(turn, turn)
    // Who asked for this piece of work hears of it.
    last = next.catch(() => undefined)
    return next
  }
}
