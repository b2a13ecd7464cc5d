import type { Desk } from './state.ts'

/**
 * What outlives a stopped worker but not the browser run: stops, what was opened for a tab, quarantine, a pass under way.
 * It lies in session storage, which is memory: none of it ever reaches the disk.
 */
type Run = Pick<
  Desk,
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

const last = new WeakMap<Desk, string>()

/** Keeps the run's state where it has changed; called after every turn. */
export async function keepRun(desk: Desk): Promise<void> {
  const { isLost, visited, opened, logIns, allowed, codeTabs, quarantined, alone, orderPasses } = desk
  const text = JSON.stringify({
    isLost,
    visited,
    guardedUntil: Math.max(0, ...desk.guarded.map((g) => g.until)),
    opened,
    logIns,
    allowed,
    codeTabs,
    quarantined,
    alone,
    orderPasses,
    stops: [...desk.stops],
  } satisfies Run)
  if (last.get(desk) === text) return
  last.set(desk, text)
  await desk.host.keep(text)
}

/** Puts back what an earlier worker of the same browser run has kept; nothing where there is none. */
export async function restoreRun(desk: Desk): Promise<void> {
  const text = await desk.host.kept()
  if (text === null) return
  const run = JSON.parse(text) as Run
  // A guard that was there a moment ago and is not on the disk: nobody took it back, so every number counts until the run ends.
  desk.isLost = run.isLost || (run.guardedUntil > desk.now() && desk.guarded.length === 0)
  if (desk.isLost) desk.alarms.add('store/lost')
  desk.visited = run.visited
  desk.opened = run.opened
  desk.logIns = run.logIns
  desk.allowed = run.allowed
  desk.codeTabs = run.codeTabs
  desk.quarantined = run.quarantined
  desk.alone = run.alone
  desk.orderPasses = run.orderPasses
  for (const [tab, stop] of run.stops) desk.stops.set(tab, stop as never)
  last.set(desk, text)
}
