/** One piece of work after the other; a failed one does not stop the next. `after` runs behind each, within the turn. */
export function createTurns(after: () => Promise<unknown>): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const next = last.then(work, work).finally(() => after().catch(() => undefined))
    last = next.catch(() => undefined)
    return next
  }
}
