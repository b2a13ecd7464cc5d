import type { ServiceId } from '../../base/index.ts'
import { MAX_CODES, opens, type Permit } from '../../consent/index.ts'
import {
  advance,
  type BrowserRun,
  type Counter,
  hitsUrl,
  type InTurn,
  openOf,
  remember,
  serviceAt,
} from '../state/index.ts'
import { endPermit, openPermits } from './end.ts'

/** A request as the platform tells it. */
export interface Answered {
  /** The browser's own, the same from a request's beginning to its end. */
  readonly id?: string
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

/** Requests that are followed at a time. */
const FOLLOWED = 100
const CODE = /(?<!\d)\d{4,8}(?!\d)/
const bare = (url: string): string => url.replace(/[?#].*$/, '')
const keyOf = (tab: number, url: string) => `${tab} ${url}`

type Followed = BrowserRun['permits']
const note = (counter: Counter, some: Partial<Followed>): void =>
  remember(counter, { run: { permits: { ...counter.run.permits, ...some } } })

/** The page that a permit's tab is at. */
const pageOf = (counter: Counter, tab: number): string | undefined =>
  counter.run.permits.pages.find((one) => one.tab === tab)?.url

const handedIn = (counter: Counter, seen: { readonly tab: number; readonly url: string }) =>
  counter.run.permits.handedIn.find((one) => one.key === keyOf(seen.tab, seen.url))?.what

const forget = (counter: Counter, tab: number, url: string): void => {
  const rest = counter.run.permits.handedIn.filter((one) => one.key !== keyOf(tab, url))
  if (rest.length < counter.run.permits.handedIn.length) note(counter, { handedIn: rest })
}

/** A page of a permit's site was opened in its tab; sub-domains and ports keep a store of their own. */
export function permitVisited(counter: Counter, tab: number, url: string): void {
  const isOpen = openPermits(counter).some(
    ({ permit }) => permit.tab === tab && permit.service === serviceAt(counter, url),
  )
  const host = isOpen ? new URL(url).host : ''
  const { visited } = counter.run.permits
  if (host && !visited.some((v) => v.tab === tab && v.host === host))
    note(counter, { visited: [...visited, { tab, host }] })
}

/** The permit that a request was made under: its tab's, and for a worker of its site, which has no tab, its own. */
function permitFor(counter: Counter, seen: Pick<Answered, 'tab' | 'initiator'>): Permit | undefined {
  const from = seen.tab < 0 && seen.initiator ? serviceAt(counter, `${seen.initiator}/`) : null
  return openOf(counter)
    .flatMap((a) => a.permits)
    .find((p) =>
      seen.tab < 0 ? p.service === from && opens(p, p.tab, counter.now()) : opens(p, seen.tab, counter.now()),
    )
}

/** A request that makes the account, as far as its address and what was handed in with it say. */
function creates(counter: Counter, seen: Answered, service: ServiceId): boolean {
  const site = counter.loaded.catalogue.services.get(service)?.site
  if (!site || seen.method === 'GET' || seen.method === 'OPTIONS') return false
  return site.create.some((m) => hitsUrl(seen.url, m)) && handedIn(counter, seen) !== 'part'
}

/** Follows what a site does under a permit, from its requests and pages: when a code was asked for, and when the permit was used. */
export function followPermits(counter: Counter, inTurn: InTurn) {
  return {
    /** What a request under a permit holds of number and code. */
    noteBody(info: HandedIn, numbers: readonly string[]): void {
      const text = info.texts.join('\n')
      const own = numbers.find((number) => text.includes(number))
      if (own === undefined) return
      const key = keyOf(info.tabId, info.url)
      const what = CODE.test(text.replaceAll(own, '')) ? 'whole' : 'part'
      const others = counter.run.permits.handedIn.filter((one) => one.key !== key)
      note(counter, { handedIn: [...others.slice(1 - FOLLOWED), { key, what }] })
    },

    /** True where the answer belonged to a permit. */
    async redirected(seen: Answered, to: string): Promise<boolean> {
      const permit = permitFor(counter, seen)
      if (!permit || !creates(counter, seen, permit.service) || /^(chrome|moz)-extension:/.test(to))
        return false
      forget(counter, seen.tab, seen.url)
      const site = counter.loaded.catalogue.services.get(permit.service)?.site
      // Led back to the form: that was a wrong code.
      const isBack =
        bare(to) === pageOf(counter, permit.tab) || site?.signUp.some((m) => hitsUrl(to, m)) === true
      if (!isBack) await inTurn(() => permitUsed(counter, permit.tab))
      return true
    },

    async answered(seen: Answered): Promise<void> {
      // What a browser asks before it asks is no request of the page.
      if (seen.method === 'OPTIONS') return
      const permit = permitFor(counter, seen)
      const site = permit && counter.loaded.catalogue.services.get(permit.service)?.site
      if (!permit || !site) return
      const { tab } = permit
      const accepted = seen.status >= 200 && seen.status < 400
      const isCreated = accepted && creates(counter, seen, permit.service)
      const body = handedIn(counter, seen)
      forget(counter, seen.tab, seen.url)
      const isPage = seen.type === 'main_frame' || seen.type === 'sub_frame'
      const asksCode =
        site.code.some((m) => hitsUrl(seen.url, m)) &&
        !(isPage && seen.method === 'GET' && site.signUp.some((m) => hitsUrl(seen.url, m)))
      if (isCreated && seen.status === 201) await inTurn(() => permitUsed(counter, tab))
      else if (isCreated || (body === 'whole' && accepted && site.create.length === 0 && !asksCode)) {
        const url = pageOf(counter, tab) ?? bare(await counter.host.tabUrl(tab))
        const others = counter.run.permits.answered.filter((one) => one.tab !== tab)
        note(counter, { answered: [...others, { tab, url }] })
      } else if (asksCode) await inTurn(() => permitCode(counter, tab))
    },

    /** A page stands in a tab. True where that has used the tab's permit. */
    async committed(tab: number, url: string): Promise<boolean> {
      const path = bare(url)
      const { answered, pages } = counter.run.permits
      // Number and code were handed in, and the sign-up page is left for another: a wrong code or a reload does not do that.
      const isLeft = answered.some((one) => one.tab === tab && one.url !== path)
      if (openPermits(counter).some(({ permit }) => opens(permit, tab, counter.now())))
        note(counter, { pages: [...pages.filter((one) => one.tab !== tab), { tab, url: path }] })
      if (!isLeft) return false
      note(counter, { answered: answered.filter((one) => one.tab !== tab) })
      await inTurn(() => permitUsed(counter, tab))
      return true
    },

    tabClosed(tab: number): void {
      const { answered, pages } = counter.run.permits
      note(counter, {
        answered: answered.filter((one) => one.tab !== tab),
        pages: pages.filter((one) => one.tab !== tab),
      })
    },
  }
}

export type PermitFollow = ReturnType<typeof followPermits>

export async function permitTabClosed(counter: Counter, tab: number): Promise<void> {
  for (const { activation, permit } of openPermits(counter)) {
    if (permit.tab === tab) await endPermit(counter, activation, permit, 'tab-closed')
  }
}

/** A code was asked for in the permit's tab. After the last that is allowed a rule blocks the next; this ends what got by. */
async function permitCode(counter: Counter, tab: number): Promise<void> {
  for (const { activation, permit } of openPermits(counter)) {
    if (permit.tab !== tab) continue
    if (permit.codes >= MAX_CODES) {
      await endPermit(counter, activation, permit, 'codes')
      continue
    }
    await advance(counter, {
      ...activation,
      permits: activation.permits.map((p) => (p.id === permit.id ? { ...p, codes: p.codes + 1 } : p)),
    })
  }
}

/** "Get code" was pressed where nobody knows which request asks for one. */
export async function permitPressed(counter: Counter, tab: number): Promise<void> {
  const here = openPermits(counter).find(({ permit }) => permit.tab === tab)
  const site = here && counter.loaded.catalogue.services.get(here.permit.service)?.site
  if (site?.code.length === 0) await permitCode(counter, tab)
}

/** The site has answered the request that creates the account with success. */
async function permitUsed(counter: Counter, tab: number): Promise<void> {
  for (const { activation, permit } of openPermits(counter)) {
    if (permit.tab === tab) await endPermit(counter, activation, permit, 'used')
  }
}
