import { faults } from '../../base/index.ts'
import type { ToBackground } from '../../wire/index.ts'
import type { Answered } from '../permits/index.ts'
import {
  type Counter,
  commit,
  hitsElsewhere,
  hitsUrl,
  type InTurn,
  isAskedBy,
  orderAddresses,
} from '../state/index.ts'
import { BURST_GAP_MS, endBursts } from './bursts.ts'
import {
  askOrder,
  endPasses,
  foldUnasked,
  orderGotOut,
  orderLet,
  orderOver,
  orderUnasked,
  refuseOrder,
  shutPass,
} from './order.ts'
import { type Leaving, orderLeaves, PASS_MS, passOf } from './order-pass.ts'

/** A frame whose order it is. */
interface Asking {
  readonly tab: number
  readonly frame: number
  readonly url: string
}

/** Any request as it begins. */
type Request = Leaving & { readonly method: string; readonly initiator: string }

/** True where a request is an order: by the policy's portals alone, whichever page sent it. */
const isOrder = (counter: Counter, url: string, method: string) =>
  counter.loaded.policy.portals.some((portal) =>
    orderAddresses(portal).some((order) => order.method === method && hitsUrl(url, order)),
  )

/** A portal's page has sent one to a host that its adapter does not list. */
const isOrderElsewhere = (counter: Counter, seen: Answered): boolean =>
  counter.loaded.policy.portals.some(
    (portal) => isAskedBy(seen.initiator ?? '', portal) && hitsElsewhere(seen, portal),
  )

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Orders: what the sentinel asks, and what the browser tells of their requests. */
export function orderRequests(counter: Counter, inTurn: InTurn) {
  let isEnding = false
  /**
   * Requests that began without a pass where no listener may block, by the browser's id. Chromium tells of the beginning of
   * those that its rules block, too: which it was, the end of the request says.
   */
  const strangers = new Map<string, Request>()
  const end = (): Promise<void> =>
    inTurn(async () => {
      await endBursts(counter)
      await endPasses(counter)
    })
  /** Ends bursts as they are over; the minute's tick is the net beneath, should the worker stop. */
  const endLater = async (): Promise<void> => {
    if (isEnding) return
    isEnding = true
    try {
      do {
        await wait(BURST_GAP_MS)
        await end()
      } while (counter.run.bursts.length > 0)
    } catch (e) {
      // The disk refuses: the tick tries again.
      faults.note('activation/bursts', e)
    } finally {
      isEnding = false
    }
  }
  const endPassLater = async (): Promise<void> => {
    await wait(PASS_MS)
    // Where the disk refuses the pass is closed all the same.
    await inTurn(() => endPasses(counter)).catch(faults.noted('activation/passes'))
  }
  /** Of the request that has the pass; also where the browser has not told which it was. */
  const isPassed = (seen: Answered): boolean => {
    const usedBy = passOf(counter, seen.tab)?.usedBy ?? null
    return usedBy === null || seen.id === undefined || usedBy === seen.id
  }
  /** True where it began without a pass, and has not been blocked. */
  const gotOut = async (seen: Answered): Promise<boolean> => {
    const request = strangers.get(seen.id ?? '')
    if (!request) return false
    strangers.delete(request.id)
    await inTurn(() => orderGotOut(counter, request))
    void endLater()
    return true
  }
  /** The portal has answered an order, or has led on what a form sent. False where it was none. */
  const answered = async (seen: Answered): Promise<boolean> => {
    if (!isOrder(counter, seen.url, seen.method)) return false
    if (await gotOut(seen)) return true
    if (isPassed(seen))
      await inTurn(() => orderOver(counter, seen.tab, { status: seen.status, date: seen.date }, seen.id))
    return true
  }
  const tell = (at: Asking, n: number, why: string, go = ''): void =>
    counter.host.tellSentinel(at.tab, at.frame, { t: 'order', n, go, why })

  return {
    async asked(at: Asking, message: Extract<ToBackground, { t: 'order' }>): Promise<void> {
      const done = await inTurn(() => askOrder(counter, at.tab, at.url, message)).catch((e: unknown) => {
        faults.note('activation/order', e)
        return null
      })
      if (done?.ok) {
        // The alarm is the net beneath: it wakes a worker that has been stopped.
        counter.host.alarm(`order/${at.tab}`, counter.now() + PASS_MS)
        void endPassLater()
      } else void endLater()
      if (done?.ok) tell(at, message.n, '', done.value)
      else tell(at, message.n, done?.error.code ?? 'order/not-recorded')
    },

    /** A message that carries an order, and is none that can be read, is held at once. */
    async refused(at: Asking, n: number): Promise<void> {
      // Where it cannot be written down it is held all the same.
      await inTurn(() => refuseOrder(counter, at.tab)).catch(faults.noted('activation/order'))
      void endLater()
      tell(at, n, 'order/unreadable')
    },

    /** The page has its answer, or none; which it was, only the browser says. */
    over: (at: Asking): Promise<void> => inTurn(() => orderLet(counter, at.tab)),

    end,

    /**
     * A request begins that the rules have let through. False: it is an order, and not the one that has the pass. Synchronous,
     * for a listener that blocks.
     */
    leaves: (request: Request): boolean =>
      !isOrder(counter, request.url, request.method) || orderLeaves(counter, request),

    /** The same where no listener may block: the rule is taken back at once, and what gets out unread is an entry. */
    async begun(request: Request): Promise<void> {
      if (!isOrder(counter, request.url, request.method)) return
      // Not in a turn: it only narrows, and must not wait.
      if (orderLeaves(counter, request)) {
        await commit(counter, { shut: { run: { orderPasses: counter.run.orderPasses } } })
        return
      }
      strangers.set(request.id, request)
      await shutPass(counter, request)
    },

    /** The portal has led an order on. False where it was none. */
    async redirected(seen: Answered, to: string): Promise<boolean> {
      if (!isOrder(counter, seen.url, seen.method)) return false
      // To another address of the order, with the same body: it is still on its way.
      const isOn = (seen.status === 307 || seen.status === 308) && isOrder(counter, to, seen.method)
      return isOn || answered(seen)
    },

    answered,

    /** An order did not reach the portal: the browser has blocked it, or the network failed. False where it was none. */
    async failed(seen: Answered, blocked: boolean): Promise<boolean> {
      const isElsewhere = blocked && isOrderElsewhere(counter, seen)
      if (!isElsewhere && !isOrder(counter, seen.url, seen.method)) return false
      if (!blocked && (await gotOut(seen))) return true
      strangers.delete(seen.id ?? '')
      const usedBy = passOf(counter, seen.tab)?.usedBy
      if (!blocked ? isPassed(seen) : usedBy && usedBy === seen.id) {
        await inTurn(() => orderOver(counter, seen.tab, null, seen.id))
        return true
      }
      const unasked = { tab: seen.tab, initiator: seen.initiator ?? '', isElsewhere }
      // A page can send as fast as it likes: what is counted takes no turn, so that no order waits behind it.
      if (!blocked || foldUnasked(counter, unasked)) return true
      await inTurn(() => orderUnasked(counter, unasked))
      void endLater()
      return true
    },
  }
}

export type OrderRequests = ReturnType<typeof orderRequests>
