import type { ServiceId } from '../../base/index.ts'
import { opens } from '../../consent/index.ts'
import { type Counter, hitsUrl, type InTurn, openOf, serviceAt } from '../state/index.ts'
import { permitCode, permitUsed } from './permit.ts'

/** A request as the platform tells it. */
export interface Answered {
  readonly tab: number
  readonly url: string
  readonly method: string
  readonly status: number
  readonly date: string | null
  readonly type?: string
  /** Origin of what asked; '' where there is none. */
  readonly initiator?: string
}

/** A body that the browser shows, as far as a permit needs it. */
export interface HandedIn {
  readonly url: string
  readonly tabId: number
  readonly texts: readonly string[]
}

/** Follows what a site does under a permit, from its requests and pages: when a code was asked for, and when the permit was used. */
export function followPermits(counter: Counter, inTurn: InTurn) {
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

  return {
    /** What a request under a permit holds of number and code. */
    noteBody(info: HandedIn, numbers: readonly string[]): void {
      const text = info.texts.join('\n')
      for (const own of numbers.filter((number) => text.includes(number))) {
        const isWhole = CODE.test(text.replaceAll(own, ''))
        if (handedIn.size > 300) handedIn.clear()
        handedIn.set(keyOf(info.tabId, info.url), isWhole ? 'whole' : 'part')
      }
    },

    /** True where the answer belonged to a permit. */
    async redirected(seen: Answered, to: string): Promise<boolean> {
      const { tab, url: from } = seen
      const permit = permitOf(seen)
      if (permit && creates(seen, permit.service) && !/^(chrome|moz)-extension:/.test(to)) {
        handedIn.delete(keyOf(tab, from))
        const site = counter.loaded.catalogue.services.get(permit.service)?.site
        // Led back to the form: that was a wrong code.
        const isBack =
          bare(to) === pageOf.get(permit.tab) || site?.signUp.some((m) => hitsUrl(to, m)) === true
        if (!isBack) await inTurn(() => permitUsed(counter, permit.tab))
        return true
      }
      return false
    },

    async answered(seen: Answered): Promise<void> {
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

    /** A page stands in a tab. True where that has used the tab's permit. */
    async committed(tab: number, url: string): Promise<boolean> {
      const path = bare(url)
      // Number and code were handed in, and the sign-up page is left for another: a wrong code or a reload does not do that.
      const isLeft = wellAnswered.has(tab) && wellAnswered.get(tab) !== path
      if (openOf(counter).some((a) => a.permits.some((p) => opens(p, tab, counter.now()))))
        pageOf.set(tab, path)
      if (!isLeft) return false
      wellAnswered.delete(tab)
      await inTurn(() => permitUsed(counter, tab))
      return true
    },

    tabClosed(tab: number): void {
      pageOf.delete(tab)
      wellAnswered.delete(tab)
    },
  }
}

export type PermitFollow = ReturnType<typeof followPermits>
