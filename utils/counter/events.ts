import { type At, forgetHeld, nothingInSight, orderRequests } from './activation/index.ts'
import { postureKeeper } from './manager/index.ts'
import { type Answered, followPermits, permitTabClosed, permitVisited } from './permits/index.ts'
import {
  type Counter,
  followClock,
  guardedNow,
  type InTurn,
  placeAt,
  remember,
  snapshotOf,
} from './state/index.ts'
import {
  bodyReader,
  floorBlocked,
  floorMissed,
  floorStopped,
  type SentinelFrame,
  sentinelMessages,
  unreadStopped,
} from './stops/index.ts'
import { createTick } from './tick.ts'

/** What the browser tells the counter, each to its use case. */
export function createEvents(counter: Counter, inTurn: InTurn) {
  const follow = followPermits(counter, inTurn)
  const posture = postureKeeper(counter, inTurn)
  const orders = orderRequests(counter, inTurn)

  return {
    snapshot(at: SentinelFrame) {
      permitVisited(counter, at.tab, at.url)
      return snapshotOf(counter, at.tab, at.url)
    },

    /** A page has given itself another address: whether what its sentinel was told about the one before still holds. */
    moved(from: string, to: string): boolean {
      const [before, after] = [placeAt(counter, from), placeAt(counter, to)]
      return before.origin !== after.origin || before.under !== after.under
    },

    sentinel: sentinelMessages(counter, inTurn, orders),
    refused: orders.refused,
    leaves: orders.leaves,
    begun: orders.begun,

    async redirected(seen: Answered, to: string): Promise<void> {
      // An order sent by a form is answered by leading the tab on.
      if (await orders.redirected(seen, to)) return
      if (await follow.redirected(seen, to)) return
      if (to.includes('/stopped.html') && seen.type !== 'xmlhttprequest')
        await inTurn(() => floorStopped(counter, seen.tab, seen.url, 'navigation'))
    },

    async answered(seen: Answered): Promise<void> {
      if (await orders.answered(seen)) return
      await follow.answered(seen)
    },

    async failed(seen: Answered, blocked: boolean): Promise<void> {
      if (await orders.failed(seen, blocked)) return
      if (blocked) await floorBlocked(counter, inTurn, seen.tab, seen.url)
    },

    async committed(tab: number, url: string): Promise<void> {
      if (await follow.committed(tab, url)) return
      await floorMissed(counter, inTurn, tab, url)
    },

    /** Whether anything is guarded. */
    guarding: (): boolean => counter.run.isLost || guardedNow(counter).length > 0,

    /** A page that no script of ours may look into, while something is guarded. */
    unread: (tab: number): Promise<void> => inTurn(() => unreadStopped(counter, tab)),

    /** True where a frame showed something of an activation, or had the panel. */
    showed: ({ tab, frame }: At): boolean =>
      [...counter.run.inSight, ...counter.run.panels].some((one) => one.tab === tab && one.frame === frame),

    /** A frame is gone, or has another page. */
    frameGone: (at: At): Promise<void> =>
      inTurn(async () => {
        const panels = counter.run.panels.filter((one) => one.tab !== at.tab || one.frame !== at.frame)
        remember(counter, { run: { panels } })
        await nothingInSight(counter, { tab: at.tab, frame: at.frame })
        // The other frames say once more what they show, and the panel finds its place.
        counter.host.nudge({ nudge: 'panel', tab: at.tab })
      }),

    async tabClosed(tab: number): Promise<void> {
      follow.tabClosed(tab)
      forgetHeld(counter, tab)
      const own = <T extends { readonly tab: number }>(list: readonly T[]) =>
        list.filter((one) => one.tab !== tab)
      const { stops, allowed, alone, opened, logIns, quarantined, inSight, pending, current, panels } =
        counter.run
      remember(counter, {
        problems: [[tab, null]],
        run: {
          stops: own(stops),
          allowed: own(allowed),
          alone: own(alone),
          opened: own(opened),
          logIns: own(logIns),
          quarantined: own(quarantined),
          inSight: own(inSight),
          pending: own(pending),
          current: own(current),
          panels: own(panels),
        },
      })
      await inTurn(async () => {
        await permitTabClosed(counter, tab)
        await followClock(counter)
      })
      counter.host.nudge({ nudge: 'panel' })
    },

    tick: createTick(counter, inTurn, posture, orders.end),

    /** What is really in force may be another now. */
    posture,

    ...bodyReader(counter, inTurn, follow),
  }
}

export type Events = ReturnType<typeof createEvents>
