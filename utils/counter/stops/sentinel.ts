import { faults } from '../../base/index.ts'
import type { ToBackground } from '../../wire/index.ts'
import type { OrderRequests } from '../activation/index.ts'
import { permitPressed } from '../permits/index.ts'
import { type Counter, commit, type InTurn, remember, serviceAt, stopsWith } from '../state/index.ts'
import { bannerReason, openLogIn } from './allow.ts'
import { callManager } from './page.ts'
import { sentinelInformed, sentinelStopped } from './reports.ts'

/** A frame that a sentinel speaks for. */
export interface SentinelFrame {
  readonly tab: number
  readonly frame: number
  readonly url: string
}

/** Stops that are remembered, of all frames. */
const TOLD = 100

/** What a sentinel tells, each to its use case. */
export function sentinelMessages(
  counter: Counter,
  inTurn: InTurn,
  orders: Pick<OrderRequests, 'asked' | 'over'>,
) {
  const key = (at: SentinelFrame, n: number) => `${at.tab}/${at.frame}/${n}`
  /** The stop that a frame says it means. */
  const toldOf = (at: SentinelFrame, n: number) =>
    counter.run.told.find((one) => one.key === key(at, n))?.stop

  return async (at: SentinelFrame, message: ToBackground): Promise<void> => {
    if (message.t === 'stop') {
      if (message.act === 'inform' || message.act === 'allow') {
        await inTurn(() => sentinelInformed(counter, at.tab, at.url, message))
        return
      }
      const mine = { key: key(at, message.n), stop: message }
      const others = counter.run.told.filter((one) => one.key !== mine.key).slice(1 - TOLD)
      remember(counter, { run: { told: [...others, mine] } })
      const guarded = await inTurn(() => sentinelStopped(counter, at.tab, at.url, message)).catch(
        (e: unknown) => {
          // What could not be confirmed stays stopped.
          faults.note('stops/report', e)
          return true
        },
      )
      const service = serviceAt(counter, at.url)
      counter.host.tellSentinel(at.tab, at.frame, { t: 'judged', n: message.n, guarded, service })
      return
    }
    if (message.t === 'log-in') {
      await inTurn(() => openLogIn(counter, at.tab, at.url))
      return
    }
    if (message.t === 'code') {
      await inTurn(() => permitPressed(counter, at.tab))
      return
    }
    if (message.t === 'typed') {
      counter.host.relay(at.tab, at.frame, { t: 'typed', digits: message.digits })
      return
    }
    if (message.t === 'reason') {
      const stop = toldOf(at, message.n)
      if (stop) await inTurn(() => bannerReason(counter, at.tab, at.url, message, stop))
      return
    }
    if (message.t === 'person') {
      remember(counter, { run: { alone: counter.run.alone.filter((a) => a.tab !== at.tab) } })
      return
    }
    if (message.t === 'manager') {
      const stop = toldOf(at, message.n)
      if (stop) await inTurn(() => callManager(counter, at, stop))
      return
    }
    if (message.t === 'ask-customer') {
      const service = serviceAt(counter, at.url)
      // The promise is stated on a page of ours: the stopped page takes the tab.
      if (service) {
        const stops = stopsWith(counter, {
          tab: at.tab,
          service,
          url: new URL(at.url).origin,
          act: 'stop',
          why: 'sign-up-unsigned',
          seq: null,
        })
        await inTurn(() => commit(counter, { shut: { run: { stops } } }))
        await counter.host.goTab(at.tab, `/stopped.html?s=${service}`)
      }
      return
    }
    if (message.t === 'order') {
      await orders.asked(at, message)
      return
    }
    await orders.over(at)
  }
}
