import { nationalDigits } from '../base/index.ts'
import { opens } from '../consent/index.ts'
import { findNumbers, findWindows, fingerprint, spellings, windows } from '../guard/index.ts'
import type { UrlMatch } from '../notice/index.ts'
import type { ToBackground } from '../wire/index.ts'
import {
  applyGuard,
  guardedNow,
  isStaffNumber,
  originOf,
  serviceAt,
  shortOf,
  snapshotOf,
} from './guarding.ts'
import { expireConsents } from './lapse.ts'
import { askOrder, closePass, orderOver, orderUnasked } from './order.ts'
import {
  expirePermits,
  permitCode,
  permitPressed,
  permitTabClosed,
  permitUsed,
  permitVisited,
} from './permit.ts'
import { postureKeeper } from './posture.ts'
import { abandonOld } from './read-portal.ts'
import { retain } from './retention.ts'
import { dropOldGuards } from './start.ts'
import { byTab, type Desk, openOf } from './state.ts'
import { bannerReason, floorStopped, openLogIn, quarantine, sentinelStopped, unreadStopped } from './stop.ts'

/** A request as the platform tells it. */
interface Answered {
  readonly tab: number
  readonly url: string
  readonly method: string
  readonly status: number
  readonly date: string | null
}

interface Line {
  readonly tab: number
  readonly frame: number
  readonly url: string
}

/** True where the address is the host (with its sub-domains) and lies under the path. */
export function hitsUrl(url: string, match: UrlMatch): boolean {
  let u: URL
  try {
    u = new URL(url)
  } catch {
    return false
  }
  const isHost = u.hostname === match.host || u.hostname.endsWith(`.${match.host}`)
  const under = u.pathname === match.path || u.pathname.startsWith(match.path.replace(/\/?$/, '/'))
  return isHost && (under || match.path === '/')
}

/** What the browser tells the desk, each to its use case. */
export function createEvents(desk: Desk, inTurn: <T>(work: () => Promise<T>) => Promise<T>) {
  /** The last stops of each frame: a reason given in the banner names one of them. */
  const stopped = new Map<string, Extract<ToBackground, { t: 'stop' }>>()
  const key = (line: Line, n: number) => `${line.tab}/${line.frame}/${n}`

  /**
   * Permit tabs, where the site's own end point for making accounts is not known: the page they are at, requests under way
   * that carry number and code, and whether one was answered well. Such an answer cannot be read; what follows it can.
   */
  const pageOf = new Map<number, string>()
  const handedIn = new Set<string>()
  const wellAnswered = new Map<number, string | undefined>()
  const CODE = /(?<!\d)\d{4,8}(?!\d)/

  const posture = postureKeeper(desk, inTurn)

  const orderTo = (url: string, method: string) =>
    desk.loaded.policy.portals.some(
      ({ order }) => order.method === method && hitsUrl(url, { host: order.host, path: order.path }),
    )

  return {
    snapshot(line: Line) {
      permitVisited(desk, line.tab, line.url)
      return snapshotOf(desk, line.tab, line.url)
    },

    async sentinel(line: Line, message: ToBackground): Promise<void> {
      if (message.t === 'stop') {
        stopped.set(key(line, message.n), message)
        if (stopped.size > 300) stopped.delete(stopped.keys().next().value as string)
        const guarded = await inTurn(() => sentinelStopped(desk, line.tab, line.url, message)).catch(
          () => true,
        )
        const service = serviceAt(desk, line.url)
        desk.host.tellSentinel(line.tab, line.frame, { t: 'judged', n: message.n, guarded, service })
        return
      }
      if (message.t === 'log-in') {
        await inTurn(() => openLogIn(desk, line.tab, line.url))
        return
      }
      if (message.t === 'code') {
        await inTurn(() => permitPressed(desk, line.tab))
        return
      }
      if (message.t === 'typed') {
        desk.host.relay(line.tab, line.frame, { t: 'typed', digits: message.digits })
        return
      }
      if (message.t === 'reason') {
        const stop = stopped.get(key(line, message.n))
        if (stop) await inTurn(() => bannerReason(desk, line.tab, line.url, message, stop))
        return
      }
      if (message.t === 'ask-customer') {
        const service = serviceAt(desk, line.url)
        // The promise is stated on a page of ours: the stopped page takes the tab.
        if (service) {
          desk.stops.set(line.tab, {
            tab: line.tab,
            service,
            url: new URL(line.url).origin,
            act: 'stop',
            why: 'sign-up-unsigned',
            seq: null,
          })
          await desk.host.goTab(line.tab, `/stopped.html?s=${service}`)
        }
        return
      }
      if (message.t === 'order') {
        const asked = await inTurn(() => askOrder(desk, line.tab, line.url, message)).catch(() => null)
        desk.host.tellSentinel(line.tab, line.frame, {
          t: 'order',
          n: message.n,
          go: asked?.ok === true,
          why: asked === null ? 'store/failed' : asked.ok ? '' : asked.error.code,
        })
        return
      }
      // The page has its answer, or none; which it was, only the browser says.
      await inTurn(() => closePass(desk, line.tab))
    },

    async redirected(seen: Answered, to: string): Promise<void> {
      const { tab, url: from } = seen
      // An order sent by a form is answered by leading the tab on.
      if (orderTo(from, seen.method)) {
        await inTurn(() => orderOver(desk, tab, { status: seen.status, date: seen.date }))
        return
      }
      if (to.includes('/stopped.html')) await inTurn(() => floorStopped(desk, tab, from, 'navigation'))
    },

    async answered(seen: Answered): Promise<void> {
      if (orderTo(seen.url, seen.method)) {
        await inTurn(() => orderOver(desk, seen.tab, { status: seen.status, date: seen.date }))
        return
      }
      const permit = openOf(desk)
        .flatMap((a) => a.permits)
        .find((p) => opens(p, seen.tab, desk.now()))
      if (!permit) return
      const site = desk.loaded.catalogue.services.get(permit.service)?.site
      const accepted = seen.status >= 200 && seen.status < 400
      if (seen.method === 'GET' || !site) return
      if (accepted && site.create.some((m) => hitsUrl(seen.url, m)))
        await inTurn(() => permitUsed(desk, seen.tab))
      else if (site.code.some((m) => hitsUrl(seen.url, m))) await inTurn(() => permitCode(desk, seen.tab))
      else if (handedIn.delete(`${seen.tab} ${seen.url}`) && accepted && site.create.length === 0)
        wellAnswered.set(seen.tab, pageOf.get(seen.tab))
    },

    async failed(seen: Answered, blocked: boolean): Promise<void> {
      if (orderTo(seen.url, seen.method)) {
        const unasked = blocked && !byTab(desk, seen.tab)?.underway
        await inTurn(() => (unasked ? orderUnasked(desk, seen.tab) : orderOver(desk, seen.tab, null)))
        return
      }
      if (!blocked) return
      const service = serviceAt(desk, seen.url)
      const site = service ? desk.loaded.catalogue.services.get(service)?.site : undefined
      if (site && [...site.code, ...site.create].some((m) => hitsUrl(seen.url, m))) {
        await inTurn(() => floorStopped(desk, seen.tab, seen.url, 'request'))
      }
    },

    /** A page that a service worker of the site answered does not meet the floor: it is sent on from here. */
    async committed(tab: number, url: string): Promise<void> {
      const path = url.replace(/[?#].*$/, '')
      // Number and code were handed in, and the sign-up page is left for another: a wrong code or a reload does not do that.
      const isLeft = wellAnswered.has(tab) && wellAnswered.get(tab) !== path
      if (openOf(desk).some((a) => a.permits.some((p) => opens(p, tab, desk.now())))) pageOf.set(tab, path)
      if (isLeft) {
        wellAnswered.delete(tab)
        await inTurn(() => permitUsed(desk, tab))
        return
      }
      const service = serviceAt(desk, url)
      const site = service ? desk.loaded.catalogue.services.get(service)?.site : undefined
      if (!site?.signUp.some((m) => hitsUrl(url, m))) return
      const now = desk.now()
      const permitted = openOf(desk).some((a) =>
        a.permits.some((p) => p.service === service && opens(p, tab, now)),
      )
      const opened = desk.opened.some((o) => o.tab === tab && o.service === service && o.until > now)
      if (permitted || opened) return
      await inTurn(() => floorStopped(desk, tab, url, 'navigation'))
      await desk.host.goTab(tab, `/stopped.html?s=${service}`)
    },

    /** Whether anything is guarded. */
    guarding: (): boolean => desk.isLost || guardedNow(desk).length > 0,

    /** A page that no script of ours may look into, while something is guarded. */
    unread: (tab: number): Promise<void> => inTurn(() => unreadStopped(desk, tab)),

    async tabClosed(tab: number): Promise<void> {
      desk.stops.delete(tab)
      pageOf.delete(tab)
      wellAnswered.delete(tab)
      desk.problems.delete(tab)
      desk.allowed = desk.allowed.filter((a) => a.tab !== tab)
      desk.opened = desk.opened.filter((o) => o.tab !== tab)
      desk.logIns = desk.logIns.filter((l) => l.tab !== tab)
      const was = desk.quarantined.length
      desk.quarantined = desk.quarantined.filter((q) => q.tab !== tab)
      await inTurn(async () => {
        await permitTabClosed(desk, tab)
        if (was !== desk.quarantined.length) await applyGuard(desk)
      })
      desk.host.nudge({ nudge: 'panel' })
    },

    async tick(): Promise<void> {
      await inTurn(async () => {
        await expirePermits(desk)
        await expireConsents(desk)
        await abandonOld(desk)
        await dropOldGuards(desk)
        await retain(desk)
        await applyGuard(desk)
      })
      await posture()
    },

    /** What is really in force may be another now. */
    posture,

    /**
     * A request whose body the browser shows: true where it carries a guarded number to where nothing lets it go. Of an open
     * activation eight digits in order count; of a recent one, whose number is known as fingerprint only, the whole.
     */
    carries(info: {
      url: string
      tabId: number
      initiator: string
      type: string
      texts: readonly string[]
    }): boolean {
      const rows = guardedNow(desk)
      if ((rows.length === 0 && !desk.isLost) || originOf(desk, info.url) === 'free') return false
      // What the portal itself sends elsewhere is told, not stopped; a page that it leads to is.
      if (info.type !== 'main_frame' && info.initiator && originOf(desk, `${info.initiator}/`) === 'free')
        return false
      const service = serviceAt(desk, info.url)
      const now = desk.now()
      const open = openOf(desk).filter((a) => !isStaffNumber(desk, a.number))
      const permitted = open.filter((a) =>
        a.permits.some((p) => p.service === service && opens(p, info.tabId < 0 ? p.tab : info.tabId, now)),
      )
      for (const a of permitted) {
        const own = nationalDigits(a.number)
        const text = info.texts.join('\n')
        if (text.includes(own) && CODE.test(text.replaceAll(own, '')))
          handedIn.add(`${info.tabId} ${info.url}`)
      }
      const free = new Set(permitted.map((a) => shortOf(desk, a.number)))
      const whole = new Set(rows.map((g) => g.short).filter((short) => !free.has(short)))
      // Two new numbers of one series share their first eight digits: what the permit's own number has is not another's.
      const own = new Set(permitted.flatMap((a) => windows(nationalDigits(a.number))))
      const runs = new Set(
        open
          .filter((a) => !permitted.includes(a))
          .flatMap((a) => windows(nationalDigits(a.number)))
          .filter((run) => !own.has(run)),
      )
      return info.texts
        .flatMap((text) => spellings(text))
        .some(
          (text) =>
            (runs.size > 0 && findWindows(text).some((run) => runs.has(run))) ||
            findNumbers(text).some((n) => desk.isLost || whole.has(fingerprint(n.slice(3), desk.key))),
        )
    },

    async carried(info: { url: string; tabId: number }): Promise<void> {
      const act = {
        t: 'stop',
        n: 0,
        page: 'field',
        number: 'guarded',
        way: 'request',
        layer: 'request',
        act: 'stop',
        why: 'number-elsewhere',
        cell: 'field/guarded',
        digits: null,
        quarantine: false,
      } as const
      await inTurn(() => sentinelStopped(desk, info.tabId, info.url, act))
    },

    /** Where the browser only showed the body and the request has gone: the tab is closed off at once. */
    async leaked(info: { url: string; tabId: number; initiator: string }): Promise<void> {
      await inTurn(() => quarantine(desk, info.tabId, info.initiator || info.url, 'number-elsewhere'))
    },
  }
}

export type Events = ReturnType<typeof createEvents>
