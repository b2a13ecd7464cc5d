import { hostIn, nationalDigits, type ServiceId } from '../../base/index.ts'
import { opens } from '../../consent/index.ts'
import {
  cellOf,
  findNumbers,
  findWindows,
  fingerprint,
  isStop,
  judge,
  type Situation,
  spellings,
  windows,
} from '../../guard/index.ts'
import type { UrlMatch } from '../../notice/index.ts'
import type { ToBackground } from '../../wire/index.ts'
import { askOrder, closePass, orderOver, orderUnasked } from '../activation/order.ts'
import { abandonOld } from '../activation/read.ts'
import { expireConsents } from '../consent/expire.ts'
import { postureKeeper } from '../manager/posture.ts'
import { retain } from '../manager/retention.ts'
import {
  expirePermits,
  permitCode,
  permitPressed,
  permitTabClosed,
  permitUsed,
  permitVisited,
} from '../permits/permit.ts'
import { dropOldGuards } from '../start.ts'
import { byTab, type Counter, openOf } from '../state/counter.ts'
import {
  applyGuard,
  guardedNow,
  isStaffNumber,
  originOf,
  placeOf,
  serviceAt,
  shortOf,
  snapshotOf,
} from '../state/guarding.ts'
import {
  bannerReason,
  callManager,
  floorStopped,
  leakedFrom,
  openLogIn,
  sentinelInformed,
  sentinelStopped,
  unreadStopped,
} from './stop.ts'

/** A request as the platform tells it. */
interface Answered {
  readonly tab: number
  readonly url: string
  readonly method: string
  readonly status: number
  readonly date: string | null
  readonly type?: string
  /** Origin of what asked; '' where there is none. */
  readonly initiator?: string
}

/** A body as the platform shows it. */
interface Body {
  readonly url: string
  readonly tabId: number
  readonly initiator: string
  readonly type: string
  readonly texts: readonly string[]
}

/** Digits in it that count as guarded, and the cell of the table that stops them. */
export interface Carried {
  readonly page: Situation['page']
  readonly cell: string
  readonly digits: string
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
  const path = plainPath(u.pathname)
  const wanted = match.path.toLowerCase()
  const under = path === wanted || path.startsWith(wanted.replace(/\/?$/, '/'))
  return hostIn(u.hostname, [match.host]) && (under || match.path === '/')
}

/** A path as a site reads it: two strokes are one, letters are as good encoded as not, in capitals as not. */
const plainPath = (path: string): string => {
  const one = path.replace(/%[2-7][0-9a-f]/gi, (code) => {
    const char = String.fromCharCode(Number.parseInt(code.slice(1), 16))
    return /[\w.-]/.test(char) ? char : code
  })
  return one.replace(/\/+/g, '/').toLowerCase()
}

/** What the browser tells the counter, each to its use case. */
export function createEvents(counter: Counter, inTurn: <T>(work: () => Promise<T>) => Promise<T>) {
  /** The last stops of each frame: a reason given in the banner names one of them. */
  const stopped = new Map<string, Extract<ToBackground, { t: 'stop' }>>()
  const key = (line: Line, n: number) => `${line.tab}/${line.frame}/${n}`

  /**
   * Permit tabs: the page they are at, what requests under way hold of number and code (`part`: the number alone), and at which
   * page one was answered well. Such an answer cannot be read, and many sites answer a wrong code well too; what follows can.
   */
  const pageOf = new Map<number, string>()
  const handedIn = new Map<string, 'whole' | 'part'>()
  const wellAnswered = new Map<number, string>()
  const CODE = /(?<!\d)\d{4,8}(?!\d)/
  const bare = (url: string): string => url.replace(/[?#].*$/, '')
  const keyOf = (tab: number, url: string) => `${tab} ${url}`

  const noteBody = (info: Body, numbers: readonly string[]): void => {
    const text = info.texts.join('\n')
    for (const own of numbers.filter((number) => text.includes(number))) {
      const isWhole = CODE.test(text.replaceAll(own, ''))
      if (handedIn.size > 300) handedIn.clear()
      handedIn.set(keyOf(info.tabId, info.url), isWhole ? 'whole' : 'part')
    }
  }

  /** The permit that a request was made under: its tab's, and for a worker of its site, which has no tab, its own. */
  const permitOf = (seen: Answered) => {
    const from = seen.tab < 0 && seen.initiator ? serviceAt(counter, `${seen.initiator}/`) : null
    return openOf(counter)
      .flatMap((a) => a.permits)
      .find((p) =>
        seen.tab < 0
          ? p.service === from && opens(p, p.tab, counter.now())
          : opens(p, seen.tab, counter.now()),
      )
  }

  /** A request that makes the account, as far as its address and what was handed in with it say. */
  const creates = (seen: Answered, service: ServiceId): boolean => {
    const site = counter.loaded.catalogue.services.get(service)?.site
    if (!site || seen.method === 'GET' || seen.method === 'OPTIONS') return false
    return site.create.some((m) => hitsUrl(seen.url, m)) && handedIn.get(keyOf(seen.tab, seen.url)) !== 'part'
  }

  const posture = postureKeeper(counter, inTurn)

  const orderTo = (url: string, method: string) =>
    counter.loaded.policy.portals.some(
      ({ order }) => order.method === method && hitsUrl(url, { host: order.host, path: order.path }),
    )

  return {
    snapshot(line: Line) {
      permitVisited(counter, line.tab, line.url)
      return snapshotOf(counter, line.tab, line.url)
    },

    async sentinel(line: Line, message: ToBackground): Promise<void> {
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
    },

    async redirected(seen: Answered, to: string): Promise<void> {
      const { tab, url: from } = seen
      // An order sent by a form is answered by leading the tab on.
      if (orderTo(from, seen.method)) {
        await inTurn(() => orderOver(counter, tab, { status: seen.status, date: seen.date }))
        return
      }
      const permit = permitOf(seen)
      if (permit && creates(seen, permit.service) && !/^(chrome|moz)-extension:/.test(to)) {
        handedIn.delete(keyOf(tab, from))
        const site = counter.loaded.catalogue.services.get(permit.service)?.site
        // Led back to the form: that was a wrong code.
        const isBack =
          bare(to) === pageOf.get(permit.tab) || site?.signUp.some((m) => hitsUrl(to, m)) === true
        if (!isBack) await inTurn(() => permitUsed(counter, permit.tab))
        return
      }
      if (to.includes('/stopped.html') && seen.type !== 'xmlhttprequest')
        await inTurn(() => floorStopped(counter, tab, from, 'navigation'))
    },

    async answered(seen: Answered): Promise<void> {
      if (orderTo(seen.url, seen.method)) {
        await inTurn(() => orderOver(counter, seen.tab, { status: seen.status, date: seen.date }))
        return
      }
      // What a browser asks before it asks is no request of the page.
      if (seen.method === 'OPTIONS') return
      const permit = permitOf(seen)
      const site = permit && counter.loaded.catalogue.services.get(permit.service)?.site
      if (!permit || !site) return
      const { tab } = permit
      const accepted = seen.status >= 200 && seen.status < 400
      const isCreated = accepted && creates(seen, permit.service)
      const body = handedIn.get(keyOf(seen.tab, seen.url))
      handedIn.delete(keyOf(seen.tab, seen.url))
      const isPage = seen.type === 'main_frame' || seen.type === 'sub_frame'
      const asksCode =
        site.code.some((m) => hitsUrl(seen.url, m)) &&
        !(isPage && seen.method === 'GET' && site.signUp.some((m) => hitsUrl(seen.url, m)))
      if (isCreated && seen.status === 201) await inTurn(() => permitUsed(counter, tab))
      else if (isCreated || (body === 'whole' && accepted && site.create.length === 0 && !asksCode))
        wellAnswered.set(tab, pageOf.get(tab) ?? bare(await counter.host.tabUrl(tab)))
      else if (asksCode) await inTurn(() => permitCode(counter, tab))
    },

    async failed(seen: Answered, blocked: boolean): Promise<void> {
      if (orderTo(seen.url, seen.method)) {
        const unasked = blocked && !byTab(counter, seen.tab)?.underway
        await inTurn(() => (unasked ? orderUnasked(counter, seen.tab) : orderOver(counter, seen.tab, null)))
        return
      }
      if (!blocked) return
      const service = serviceAt(counter, seen.url)
      const site = service ? counter.loaded.catalogue.services.get(service)?.site : undefined
      if (site && [...site.code, ...site.create].some((m) => hitsUrl(seen.url, m))) {
        await inTurn(() => floorStopped(counter, seen.tab, seen.url, 'request'))
      }
    },

    /** A page that a service worker of the site answered does not meet the floor: it is sent on from here. */
    async committed(tab: number, url: string): Promise<void> {
      const path = bare(url)
      // Number and code were handed in, and the sign-up page is left for another: a wrong code or a reload does not do that.
      const isLeft = wellAnswered.has(tab) && wellAnswered.get(tab) !== path
      if (openOf(counter).some((a) => a.permits.some((p) => opens(p, tab, counter.now()))))
        pageOf.set(tab, path)
      if (isLeft) {
        wellAnswered.delete(tab)
        await inTurn(() => permitUsed(counter, tab))
        return
      }
      const service = serviceAt(counter, url)
      const site = service ? counter.loaded.catalogue.services.get(service)?.site : undefined
      if (originOf(counter, url) === 'trading') {
        await inTurn(() => floorStopped(counter, tab, url, 'navigation'))
        await counter.host.goTab(tab, '/stopped.html')
        return
      }
      if (!site?.signUp.some((m) => hitsUrl(url, m))) return
      const now = counter.now()
      const permitted = openOf(counter).some((a) =>
        a.permits.some((p) => p.service === service && opens(p, tab, now)),
      )
      const opened = counter.opened.some((o) => o.tab === tab && o.service === service && o.until > now)
      if (permitted || opened) return
      await inTurn(() => floorStopped(counter, tab, url, 'navigation'))
      await counter.host.goTab(tab, `/stopped.html?s=${service}`)
    },

    /** Whether anything is guarded. */
    guarding: (): boolean => counter.isLost || guardedNow(counter).length > 0,

    /** A page that no script of ours may look into, while something is guarded. */
    unread: (tab: number): Promise<void> => inTurn(() => unreadStopped(counter, tab)),

    async tabClosed(tab: number): Promise<void> {
      counter.stops.delete(tab)
      pageOf.delete(tab)
      wellAnswered.delete(tab)
      counter.problems.delete(tab)
      counter.allowed = counter.allowed.filter((a) => a.tab !== tab)
      counter.alone = counter.alone.filter((a) => a.tab !== tab)
      counter.opened = counter.opened.filter((o) => o.tab !== tab)
      counter.logIns = counter.logIns.filter((l) => l.tab !== tab)
      const was = counter.quarantined.length
      counter.quarantined = counter.quarantined.filter((q) => q.tab !== tab)
      await inTurn(async () => {
        await permitTabClosed(counter, tab)
        if (was !== counter.quarantined.length) await applyGuard(counter)
      })
      counter.host.nudge({ nudge: 'panel' })
    },

    async tick(): Promise<void> {
      await inTurn(async () => {
        await expirePermits(counter)
        await expireConsents(counter)
        await abandonOld(counter)
        await dropOldGuards(counter)
        await retain(counter)
        await applyGuard(counter, true)
      })
      await posture()
    },

    /** What is really in force may be another now. */
    posture,

    /**
     * A request whose body the browser shows: what in it is guarded, where nothing lets it go there; else null. Of an open
     * activation eight digits in order count; of a recent one, whose number is known as fingerprint only, the whole.
     */
    carries(info: Body): Carried | null {
      const rows = guardedNow(counter)
      const origin = originOf(counter, info.url)
      if ((rows.length === 0 && !counter.isLost) || origin === 'free') return null
      // What the portal itself sends elsewhere is told, not stopped; a page that it leads to is.
      if (info.type !== 'main_frame' && info.initiator && originOf(counter, `${info.initiator}/`) === 'free')
        return null
      const service = serviceAt(counter, info.url)
      const now = counter.now()
      const open = openOf(counter).filter((a) => !isStaffNumber(counter, a.number))
      const permitted = open.filter((a) =>
        a.permits.some((p) => p.service === service && opens(p, info.tabId < 0 ? p.tab : info.tabId, now)),
      )
      noteBody(
        info,
        permitted.map((a) => nationalDigits(a.number)),
      )
      // The table has its word before anybody is stopped: the same cell as in the page, as far as an address tells it.
      const site = service ? counter.loaded.catalogue.services.get(service)?.site : undefined
      const ends = site ? [...site.signUp, ...site.code, ...site.create] : []
      const page = ends.some((m) => hitsUrl(info.url, m)) ? 'sign-up' : 'field'
      const situation = { origin, number: 'guarded', activation: open.length > 0, permit: false } as const
      if (!isStop(judge({ ...situation, page }, counter.loaded.policy.table as never).act)) return null
      // A reason, a manager's PIN, a false match: what was answered in this tab for any page of such a site.
      const places = [info.url, ...(info.initiator ? [`${info.initiator}/`] : [])].map((u) =>
        placeOf(counter, u),
      )
      const cells = (['sign-up', 'code-log-in', 'log-in', 'field'] as const).map((one) =>
        cellOf({ ...situation, page: one }),
      )
      const given = counter.allowed.filter(
        ({ tab, cell, at, until }) =>
          tab === info.tabId &&
          until > now &&
          origin !== 'trading' &&
          cells.includes(cell as never) &&
          (at === undefined || places.includes(at)),
      )
      if (given.some((a) => a.short === null)) return null
      const shorts = new Set(given.map((a) => a.short))
      const passing = open.filter((a) => permitted.includes(a) || shorts.has(shortOf(counter, a.number)))
      const free = new Set([...shorts, ...passing.map((a) => shortOf(counter, a.number))])
      const whole = new Set(rows.map((g) => g.short))
      // Two new numbers of one series share their first eight digits: what the permit's own number has is not another's.
      const own = new Set(passing.flatMap((a) => windows(nationalDigits(a.number))))
      const runs = new Set(
        open
          .filter((a) => !passing.includes(a))
          .flatMap((a) => windows(nationalDigits(a.number)))
          .filter((run) => !own.has(run)),
      )
      const stops = (digits: string): boolean => {
        const short = fingerprint(digits, counter.key)
        return !free.has(short) && (counter.isLost || whole.has(short))
      }
      for (const text of info.texts.flatMap((one) => spellings(one))) {
        const digits =
          findNumbers(text)
            .map((n) => n.slice(3))
            .find(stops) ?? (runs.size > 0 ? findWindows(text).find((run) => runs.has(run)) : undefined)
        if (digits) return { page, cell: cellOf({ ...situation, page }) ?? '', digits }
      }
      return null
    },

    async carried(info: Pick<Body, 'url' | 'tabId'>, hit: Carried): Promise<void> {
      const act = {
        ...hit,
        t: 'stop',
        n: 0,
        number: 'guarded',
        way: 'request',
        layer: 'request',
        act: 'stop',
        why: 'number-elsewhere',
        quarantine: false,
        hand: false,
      } as const
      await inTurn(() => sentinelStopped(counter, info.tabId, info.url, act))
    },

    /** Where the browser only showed the body and the request has gone: the tab is closed off at once. */
    async leaked(info: Pick<Body, 'url' | 'tabId' | 'initiator'>, hit: Carried): Promise<void> {
      await inTurn(() => leakedFrom(counter, info, hit))
    },
  }
}

export type Events = ReturnType<typeof createEvents>
