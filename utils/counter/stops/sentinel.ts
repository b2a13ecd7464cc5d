import type { ToBackground } from '../../wire/index.ts'
import { askOrder, closePass } from '../activation/index.ts'
import { permitPressed } from '../permits/index.ts'
import { type Counter, type InTurn, serviceAt } from '../state/index.ts'
import { bannerReason, openLogIn } from './allow.ts'
import { callManager } from './page.ts'
import { sentinelInformed, sentinelStopped } from './reports.ts'

/** A frame that a sentinel speaks for. */
export interface Line {
  readonly tab: number
  readonly frame: number
  readonly url: string
}

/** What a sentinel tells, each to its use case. */
export function sentinelMessages(counter: Counter, inTurn: InTurn) {
  /** The last stops of each frame: a reason given in the banner names one of them. */
  const stopped = new Map<string, Extract<ToBackground, { t: 'stop' }>>()
  const key = (line: Line, n: number) => `${line.tab}/${line.frame}/${n}`

  return async (line: Line, message: ToBackground): Promise<void> => {
    if (message.t === 'stop') {
      if (message.act === 'inform' || message.act === 'allow') {
        await inTurn(() => sentinelInformed(counter, line.tab, line.url, message))
        return
      }
      stopped.set(key(line, message.n), message)
      if (stopped.size > 300) stopped.delete(stopped.keys().next().value as string)
      const guarded = await inTurn(() => sentinelStopped(counter, line.tab, line.url, message)).catch(
        () => true,
      )
      const service = serviceAt(counter, line.url)
      counter.host.tellSentinel(line.tab, line.frame, { t: 'judged', n: message.n, guarded, service })
      return
    }
    if (message.t === 'log-in') {
      await inTurn(() => openLogIn(counter, line.tab, line.url))
      return
    }
    if (message.t === 'code') {
      await inTurn(() => permitPressed(counter, line.tab))
      return
    }
    if (message.t === 'typed') {
      counter.host.relay(line.tab, line.frame, { t: 'typed', digits: message.digits })
      return
    }
    if (message.t === 'reason') {
      const stop = stopped.get(key(line, message.n))
      if (stop) await inTurn(() => bannerReason(counter, line.tab, line.url, message, stop))
      return
    }
    if (message.t === 'person') {
      counter.alone = counter.alone.filter((a) => a.tab !== line.tab)
      return
    }
    if (message.t === 'manager') {
      const stop = stopped.get(key(line, message.n))
      if (stop) await inTurn(() => callManager(counter, line, stop))
      return
    }
    if (message.t === 'ask-customer') {
      const service = serviceAt(counter, line.url)
      // The promise is stated on a page of ours: the stopped page takes the tab.
      if (service) {
        counter.stops.set(line.tab, {
          tab: line.tab,
          service,
          url: new URL(line.url).origin,
          act: 'stop',
          why: 'sign-up-unsigned',
          seq: null,
        })
        await counter.host.goTab(line.tab, `/stopped.html?s=${service}`)
      }
      return
    }
    if (message.t === 'order') {
      const asked = await inTurn(() => askOrder(counter, line.tab, line.url, message)).catch(() => null)
      counter.host.tellSentinel(line.tab, line.frame, {
        t: 'order',
        n: message.n,
        go: asked?.ok === true,
        why: asked === null ? 'store/failed' : asked.ok ? '' : asked.error.code,
      })
      return
    }
    // The page has its answer, or none; which it was, only the browser says.
    await inTurn(() => closePass(counter, line.tab))
  }
}
