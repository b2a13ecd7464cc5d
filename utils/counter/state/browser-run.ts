import type { Counter } from './counter.ts'

/**
 * What outlives a stopped worker but not the browser run: stops, what was opened for a tab, quarantine, a pass under way.
 * It lies in session storage, which is memory: none of it ever reaches the disk.
 */
type Run = Pick<
  Counter,
  | 'isLost'
  | 'visited'
  | 'opened'
  | 'logIns'
  | 'allowed'
  | 'codeTabs'
  | 'quarantined'
  | 'alone'
  | 'orderPasses'
> & {
  readonly stops: readonly (readonly [number, unknown])[]
  /** Until when something is guarded. */
  readonly guardedUntil: number
}

const last = new WeakMap<Counter, string>()

/** Keeps the run's state where it has changed; called after every turn. */
export async function keepRun(counter: Counter): Promise<void> {
  const { isLost, visited, opened, logIns, allowed, codeTabs, quarantined, alone, orderPasses } = counter
  const text = JSON.stringify({
    isLost,
    visited,
    guardedUntil: Math.max(0, ...counter.guarded.map((g) => g.until)),
    opened,
    logIns,
    allowed,
    codeTabs,
    quarantined,
    alone,
    orderPasses,
    stops: [...counter.stops],
  } satisfies Run)
  if (last.get(counter) === text) return
  last.set(counter, text)
  await counter.host.keep(text)
}

/** Puts back what an earlier worker of the same browser run has kept; nothing where there is none. */
export async function restoreRun(counter: Counter): Promise<void> {
  const text = await counter.host.kept()
  if (text === null) return
  const run = JSON.parse(text) as Run
  // A guard that was there a moment ago and is not on the disk: nobody took it back, so every number counts until the run ends.
  counter.isLost = run.isLost || (run.guardedUntil > counter.now() && counter.guarded.length === 0)
  if (counter.isLost) counter.alarms.add('store/lost')
  counter.visited = run.visited
  counter.opened = run.opened
  counter.logIns = run.logIns
  counter.allowed = run.allowed
  counter.codeTabs = run.codeTabs
  counter.quarantined = run.quarantined
  counter.alone = run.alone
  counter.orderPasses = run.orderPasses
  for (const [tab, stop] of run.stops) counter.stops.set(tab, stop as never)
  last.set(counter, text)
}
