import type { Service, Site, UrlMatch } from '../notice/index.ts'
import { partsOf, withSubdomains } from './address.ts'
import { type Engine, toDnr } from './dnr.ts'
import { IDS, PRIORITY } from './priorities.ts'
import type { Neutral } from './rules.ts'
import { bare, encodedRegex, numberRegexes, partedRegex, pathRegex, quote, urlRegex } from './url-regex.ts'

/** An order address as the gate knows it: method, host, path prefix. */
export interface OrderUrl {
  readonly method: string
  readonly host: string
  readonly path: string
}

type Types = Neutral['where']['types']
const ALL: Types = ['page', 'frame', 'rest']

/** Whether the pass of an order lets the address out: only as a portal honestly writes it. */
export const passLetsOut = (url: string, order: OrderUrl): boolean =>
  URL.canParse(url) && new RegExp(urlRegex(withSubdomains(order), true), 'i').test(new URL(url).href)

/** Most patterns of part of a host that open it for a number: each is a regular expression, of which Chromium has 1,000. */
const MOST_PARTS = 100

/**
 * What match patterns open: whole hosts, and a regular expression for each part of one. It matches no address that a server
 * could read as another, so it has no `;` and no `%` in the path. What it cannot say stays shut.
 */
function openedBy(patterns: readonly string[], under: boolean): { hosts: string[]; regexes: string[] } {
  const hosts: string[] = []
  const regexes: string[] = []
  for (const pattern of patterns) {
    const parts = partsOf(pattern)
    if (!parts || parts.host === '*' || parts.query) continue
    const { scheme, host, path } = parts
    if (path === '/*' || (under && path === '/')) {
      hosts.push(bare(host))
      continue
    }
    const [start = '', ...rest] = path.split('*')
    if (rest.some((part) => part !== '') || rest.length > 1 || regexes.length === MOST_PARTS) continue
    const beneath = '[!"$&-:<->@-~]*'
    const end = rest.length === 1 ? beneath : under ? `(/${beneath})?` : ''
    const sub = host[0] === '*' ? '([a-z0-9.-]*\\.)?' : ''
    regexes.push(
      `^${scheme === '*' ? 'https?' : scheme}://${sub}${quote(bare(host))}(:\\d+)?${quote(start)}${end}([?#]|$)`,
    )
  }
  return { hosts: [...new Set(hosts)], regexes }
}

function floorOf(services: readonly Service[], first: number): Neutral[] {
  const rules: Neutral[] = []
  const add = (
    service: Service,
    act: Neutral['act'],
    match: UrlMatch | { readonly regex: string },
    types: Types,
  ): void => {
    const where =
      'regex' in match ? { regex: match.regex, types } : { regex: urlRegex(match), types, address: match }
    const rule = { id: first + rules.length, priority: PRIORITY.floor, act, where }
    rules.push(act === 'stopped-page' ? { ...rule, service: service.id } : rule)
  }
  for (const service of services) {
    if (!service.site) continue
    const site = withHosts(service.site)
    for (const match of site.signUp) {
      add(service, 'stopped-page', match, ['page'])
      add(service, 'block', match, ['frame'])
    }
    const ends = [...site.code, ...site.create]
    for (const name of new Set([...site.signUp, ...ends].map((match) => match.host))) {
      // Where the whole host is on the floor there is nothing to go round.
      const here = (match: UrlMatch): boolean => match.host === name
      if ([...site.signUp, ...ends].some((match) => here(match) && match.path === '/')) continue
      const match = { regex: encodedRegex(name) }
      add(service, 'stopped-page', match, ['page'])
      add(service, 'block', match, ends.some(here) ? ['frame', 'rest'] : ['frame'])
    }
    // A page of these spellings is sent on when it has come (`committed` of the counter's events). Addresses of one host that
    // end alike have one pattern; an end point's covers the sign-up's.
    const endings = new Set(ends.map(partedRegex))
    const others = new Set(site.signUp.map(partedRegex).filter((regex) => !endings.has(regex)))
    for (const regex of others) if (regex) add(service, 'block', { regex }, ['frame'])
    for (const regex of endings) if (regex) add(service, 'block', { regex }, ['frame', 'rest'])
    for (const match of ends) {
      // A form post to an end point is a page load: it lands on the stopped page like the sign-up itself.
      add(service, 'stopped-page', match, ['page'])
      add(service, 'block', match, ['frame', 'rest'])
    }
  }
  return rules
}

/** A site's addresses with the sub-domains of their hosts. */
const withHosts = ({ signUp, code, create }: Site): Pick<Site, 'signUp' | 'code' | 'create'> => ({
  signUp: signUp.map(withSubdomains),
  code: code.map(withSubdomains),
  create: create.map(withSubdomains),
})

/** The static rules of the package, as declarativeNetRequest JSON for one engine. Pure, so that the build can call it. */
export function compileFloor(services: readonly Service[], engine: Engine): object[] {
  return floorOf(services, 1).flatMap((rule) => toDnr(rule, engine))
}

/** Rules that lie on disk: no customer's number is ever in one. */
export function compileDynamic(input: {
  /** Services that the policy adds or changes; those of the package are on the static floor already. */
  readonly services: readonly Service[]
  /** Services of the package that the policy takes out. */
  readonly without?: readonly Service[]
  readonly orders: readonly OrderUrl[]
  /** The same paths on hosts that nobody listed, from the pages of their portal: another name of the same server. */
  readonly elsewhere?: readonly {
    readonly method: string
    readonly path: string
    readonly initiators: readonly string[]
    /** Hosts that are listed. */
    readonly notHosts: readonly string[]
  }[]
  /** Domains. */
  readonly trading: readonly string[]
}): Neutral[] {
  const rules = floorOf(input.services, IDS.dynamic.floor)
  let id: number = IDS.dynamic.removed
  for (const { site } of input.without ?? []) {
    const all = site ? [...site.signUp, ...site.code, ...site.create].map(withSubdomains) : []
    const encoded = [...new Set(all.map((match) => match.host))].map(encodedRegex)
    for (const regex of [...all.map((match) => urlRegex(match, true)), ...all.map(partedRegex), ...encoded]) {
      if (!regex) continue
      rules.push({ id: id++, priority: PRIORITY.removed, act: 'allow', where: { regex, types: ALL } })
    }
  }
  id = IDS.dynamic.trading
  for (const name of input.trading) {
    const hosts = [bare(name)]
    rules.push(
      { id: id++, priority: PRIORITY.trading, act: 'stopped-page', where: { hosts, types: ['page'] } },
      { id: id++, priority: PRIORITY.trading, act: 'block', where: { hosts, types: ['frame', 'rest'] } },
    )
  }
  id = IDS.dynamic.order
  for (const order of input.orders) {
    rules.push(orderRule(order, id++, PRIORITY.order, 'block'))
    const methods = [order.method.toLowerCase()]
    for (const regex of [partedRegex(order), encodedRegex(order.host)])
      if (regex)
        rules.push({
          id: id++,
          priority: PRIORITY.order,
          act: 'block',
          where: { regex, methods, types: ALL },
        })
  }
  for (const { method, path, initiators, notHosts } of input.elsewhere ?? []) {
    const regex = pathRegex(path)
    if (!regex || initiators.length === 0) continue
    rules.push({
      id: id++,
      priority: PRIORITY.order,
      act: 'block',
      where: { regex, methods: [method.toLowerCase()], initiators, notHosts, types: ALL },
    })
  }
  return rules
}

function orderRule(order: OrderUrl, id: number, priority: number, act: 'block' | 'allow'): Neutral {
  return {
    id,
    priority,
    act,
    where: {
      regex: urlRegex(order, act === 'allow'),
      methods: [order.method.toLowerCase()],
      types: ALL,
      ...(act === 'block' ? { address: order } : {}),
    },
  }
}

export interface SessionInput {
  /** A signed consent, one service's sites in one tab. */
  readonly permits: readonly {
    readonly service: Service
    readonly tab: number
    /** No further code may be asked for. */
    readonly codesSpent?: boolean
  }[]
  /** A reason was given: the site is open in this tab, its numbers are not. */
  readonly opened: readonly { readonly service: Service; readonly tab: number }[]
  /** A log-in by code with a number that is nobody's here, in this tab; none while a customer is at the counter. */
  readonly logIns: readonly { readonly service: Service; readonly tab: number }[]
  /** National digits of the numbers of open activations. Session rules are in memory only. */
  readonly numbers: readonly string[]
  /** Match patterns of the policy's free addresses. */
  readonly free: readonly string[]
  /** Match patterns of the portals. */
  readonly portals?: readonly string[]
  /** Hosts, or match patterns, to which a number may go in an address, from one tab or from all: by the table, a reason, a manager. */
  readonly named?: readonly {
    readonly tab?: number
    readonly hosts?: readonly string[]
    readonly patterns?: readonly string[]
  }[]
  readonly quarantined: readonly { readonly tab: number; readonly hosts: readonly string[] }[]
  /**
   * One order each, as narrow as a rule can be: one tab, asked for by this host, as a page or as a script's request. The
   * background takes it back when the request has gone.
   */
  readonly orderPasses: readonly {
    readonly tab: number
    readonly order: OrderUrl
    readonly route: 'form' | 'request'
    readonly host: string
    /** How the one address ends that this request has, and no other; '' where a listener knows the request. */
    readonly ends?: string
  }[]
}

/** Rules of this browser run: permits, opened sites, numbers in URLs, quarantine, orders that may go. */
export function compileSession(input: SessionInput): Neutral[] {
  const rules: Neutral[] = []
  const from = IDS.session
  input.permits.forEach(({ service, tab }, i) => {
    const hosts = hostsOf(service.site)
    if (hosts.length === 0) return
    const id = from.permit + i * 2
    rules.push({ id, priority: PRIORITY.permit, act: 'allow', where: { hosts, tabs: [tab], types: ALL } })
    rules.push({
      id: id + 1,
      priority: PRIORITY.permit,
      act: 'allow',
      where: { hosts, tabs: [-1], initiators: hosts, types: ['rest'] },
    })
  })
  let spent: number = from.codes
  for (const { service } of input.permits.filter((p) => p.codesSpent)) {
    // Every tab and worker: the floor blocks the others anyhow, and a worker's requests have no tab.
    for (const match of service.site?.code.map(withSubdomains) ?? []) {
      const where = { regex: urlRegex(match), types: ALL, address: match }
      rules.push({ id: spent++, priority: PRIORITY.codes, act: 'block', where })
    }
  }
  input.opened.forEach(({ service, tab }, i) => {
    const hosts = hostsOf(service.site)
    if (hosts.length === 0) return
    rules.push({
      id: from.opened + i,
      priority: PRIORITY.opened,
      act: 'allow',
      where: { hosts, tabs: [tab], types: ALL },
    })
  })
  let ends: number = from.logIn
  for (const { service, tab } of input.logIns) {
    const { site } = service
    const initiators = hostsOf(site)
    if (!site || initiators.length === 0) continue
    for (const match of [...site.code, ...site.create].map(withSubdomains)) {
      // What the site itself asks for, from this tab and from its workers; its sign-up pages stay shut.
      const where = { regex: urlRegex(match, true), initiators }
      const isPage = site.signUp
        .map(withSubdomains)
        .some(({ host, path }) => host === match.host && path === match.path)
      const types: Types = isPage ? ['frame', 'rest'] : ALL
      const rule = { priority: PRIORITY.logIn, act: 'allow' as const }
      rules.push({ id: ends++, ...rule, where: { ...where, tabs: [tab], types } })
      rules.push({ id: ends++, ...rule, where: { ...where, tabs: [-1], types: ['rest'] } })
    }
  }
  let id: number = from.number
  for (const digits of input.numbers) {
    if (!/^\d{8,15}$/.test(digits)) continue
    for (const regex of numberRegexes(digits)) {
      rules.push({ id: id++, priority: PRIORITY.number, act: 'block', where: { regex, types: ALL } })
    }
  }
  const [portals, free] = [openedBy(input.portals ?? [], false), openedBy(input.free, true)]
  const freeHosts = [...portals.hosts, ...free.hosts]
  if (input.numbers.length > 0) {
    let at: number = from.free
    const open = (where: Omit<Neutral['where'], 'types'>, types: Types): void => {
      rules.push({ id: at++, priority: PRIORITY.free, act: 'allow', where: { ...where, types } })
    }
    if (freeHosts.length > 0) {
      open({ hosts: freeHosts }, ALL)
      // What the portal itself loads elsewhere is listed in posture, not stopped; a link that leaves it is. Where only a part
      // of a host is free nobody sees which part it is that loads something.
      open({ initiators: freeHosts }, ['rest'])
    }
    for (const regex of [...portals.regexes, ...free.regexes].slice(0, MOST_PARTS)) open({ regex }, ALL)
    at = from.named
    let parts = 0
    for (const { tab, hosts = [], patterns = [] } of input.named ?? []) {
      const by = openedBy(patterns, true)
      const tabs = tab === undefined ? {} : { tabs: [tab] }
      const all = [...hosts.map(bare), ...by.hosts]
      if (all.length > 0) open({ hosts: all, ...tabs }, ALL)
      for (const regex of by.regexes) if (parts++ < MOST_PARTS) open({ regex, ...tabs }, ALL)
    }
  }
  input.quarantined.forEach(({ tab, hosts }, i) => {
    const at = from.quarantine + i * 2
    // A worker has no tab: of it only the site is shut, not the workers of every other.
    if (tab >= 0)
      rules.push({ id: at, priority: PRIORITY.quarantine, act: 'block', where: { tabs: [tab], types: ALL } })
    if (hosts.length === 0) return
    // The site's other tabs and its workers; its number may have been handed to them.
    rules.push({
      id: at + 1,
      priority: PRIORITY.quarantine,
      act: 'block',
      where: { initiators: hosts.map(bare), types: ALL },
    })
  })
  input.orderPasses.forEach(({ tab, order, route, host: name, ends }, i) => {
    const { where, ...rule } = orderRule(order, from.orderPass + i, PRIORITY.orderPass, 'allow')
    const types: Types = route === 'form' ? ['page', 'frame'] : ['rest']
    const { methods = [] } = where
    const which = ends ? { ends, methods } : where
    rules.push({ ...rule, where: { ...which, tabs: [tab], initiators: [bare(name)], types } })
  })
  return rules
}

const hostsOf = (site: Site | undefined): string[] => [...new Set((site?.domains ?? []).map(bare))]
