import { nationalDigits } from '../../base/index.ts'
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
import type { PermitFollow } from '../permits/index.ts'
import {
  type Counter,
  guardedNow,
  hitsUrl,
  type InTurn,
  isStaffNumber,
  numbersOf,
  openOf,
  originOf,
  placeOf,
  serviceAt,
  shortOf,
} from '../state/index.ts'
import { leakedFrom } from './quarantine.ts'
import { sentinelStopped } from './reports.ts'

/** A body as the platform shows it. */
export interface Body {
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

/** Requests whose body the browser shows. */
export function bodyReader(counter: Counter, inTurn: InTurn, follow: PermitFollow) {
  return {
    /**
     * A request whose body the browser shows: what in it is guarded, where nothing lets it go there; else null. Of an open
     * activation eight digits in order count; of a recent one, whose number is known as fingerprint only, the whole.
     */
    carries(info: Body): Carried | null {
      const rows = guardedNow(counter)
      const origin = originOf(counter, info.url)
      if ((rows.length === 0 && !counter.run.isLost) || origin === 'free') return null
      // What the portal itself sends elsewhere is told, not stopped; a page that it leads to is.
      if (info.type !== 'main_frame' && info.initiator && originOf(counter, `${info.initiator}/`) === 'free')
        return null
      const service = serviceAt(counter, info.url)
      const now = counter.now()
      const open = openOf(counter).filter((a) => !isStaffNumber(counter, a.number))
      const permitted = open.filter((a) =>
        a.permits.some((p) => p.service === service && opens(p, info.tabId < 0 ? p.tab : info.tabId, now)),
      )
      follow.noteBody(
        info,
        permitted.map((a) => nationalDigits(a.number)),
      )
      // The table has its word before anybody is stopped: the same cell as in the page, as far as an address tells it.
      const site = service ? counter.loaded.catalogue.services.get(service)?.site : undefined
      const ends = site ? [...site.signUp, ...site.code, ...site.create] : []
      const page = ends.some((m) => hitsUrl(info.url, m)) ? 'sign-up' : 'field'
      const situation = { origin, number: 'guarded', activation: open.length > 0, permit: false } as const
      if (!isStop(judge({ ...situation, page }, counter.loaded.policy.table).act)) return null
      // A reason, a manager's PIN, a false match: what was answered in this tab for any page of such a site.
      const places = [info.url, ...(info.initiator ? [`${info.initiator}/`] : [])].map((u) =>
        placeOf(counter, u),
      )
      const cells = (['sign-up', 'code-log-in', 'log-in', 'field'] as const).map((one) =>
        cellOf({ ...situation, page: one }),
      )
      const given = counter.run.allowed.filter(
        ({ tab, cell, at, until }) =>
          tab === info.tabId &&
          until > now &&
          origin !== 'trading' &&
          cells.some((one) => one === cell) &&
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
          .flatMap((a) => (passing.includes(a) ? a.numbers : numbersOf(a)))
          .flatMap((n) => windows(nationalDigits(n)))
          .filter((run) => !own.has(run)),
      )
      const stops = (digits: string): boolean => {
        const short = fingerprint(digits, counter.key)
        return !free.has(short) && (counter.run.isLost || whole.has(short))
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
