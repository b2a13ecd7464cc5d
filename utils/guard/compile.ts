import { cleanHost } from '../base/index.ts'
import type { Service, Site, UrlMatch } from '../notice/index.ts'
import { type Engine, toDnr } from './dnr.ts'
import { windows } from './numbers.ts'
import { IDS, PRIORITY } from './priorities.ts'
import type { Neutral } from './rules.ts'

/** An order address as the gate knows it: method, host, path prefix. */
export interface OrderUrl {
  readonly method: string
  readonly host: string
  readonly path: string
}

type Types = Neutral['where']['types']
const ALL: Types = ['page', 'frame', 'rest']

const quote = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
const host = (name: string): string => cleanHost(name.replace(/^\*\./, ''))

/**
 * The start of an address on a host: its sub-domains, a name and password before it, a dot behind it, any port. What stands
 * in the first brackets is all of ASCII that an authority can hold, and ends at a `.` or `@`: what follows is its host.
 */
const onHost = (name: string): string => `^https?://([!"$-.0->@-~]*[.@])?${quote(host(name))}\\.?(:\\d+)?`

/**
 * A URL filter for a host and a path prefix that ends at `/`, `?`, `#` or the end; a site takes two strokes for one. `||` of
 * a urlFilter would not match a host with a port.
 */
export function urlRegex(match: UrlMatch): string {
  const path = match.path.replace(/\/+$/, '')
  return `${onHost(match.host)}${quote(path).replaceAll('\\/', '/+')}${path ? '([/?#;]|$)' : '/'}`
}

/**
 * A path in which a letter, a figure or a mark of names is percent-encoded: the site reads it as if it were not, and no browser
 * writes it so. Looked for on hosts that have addresses on the floor.
 */
export const encodedRegex = (name: string): string =>
  `${onHost(name)}/[!"$->@-~]*%(2[de]|3[0-9]|[46][1-9a-f]|[57][0-9a]|5f)`

function floorOf(services: readonly Service[], first: number): Neutral[] {
  const rules: Neutral[] = []
  const add = (
    service: Service,
    act: Neutral['act'],
    match: UrlMatch | { readonly regex: string },
    types: Types,
  ): void => {
    const where = { regex: 'regex' in match ? match.regex : urlRegex(match), types }
    const rule = { id: first + rules.length, priority: PRIORITY.floor, act, where }
    rules.push(act === 'stopped-page' ? { ...rule, service: service.id } : rule)
  }
  for (const service of services) {
    const site = service.site
    if (!site) continue
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
    for (const match of ends) {
      // A form post to an end point is a page load: it lands on the stopped page like the sign-up itself.
      add(service, 'stopped-page', match, ['page'])
      add(service, 'block', match, ['frame', 'rest'])
    }
  }
  return rules
}

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
  /** Domains. */
  readonly trading: readonly string[]
}): Neutral[] {
  const rules = floorOf(input.services, IDS.dynamic.floor)
  let id: number = IDS.dynamic.removed
  for (const { site } of input.without ?? []) {
    const all = site ? [...site.signUp, ...site.code, ...site.create] : []
    const encoded = [...new Set(all.map((match) => match.host))].map(encodedRegex)
    for (const regex of [...all.map(urlRegex), ...encoded]) {
      rules.push({ id: id++, priority: PRIORITY.removed, act: 'allow', where: { regex, types: ALL } })
    }
  }
  id = IDS.dynamic.trading
  for (const name of input.trading) {
    const hosts = [host(name)]
    rules.push(
      { id: id++, priority: PRIORITY.trading, act: 'stopped-page', where: { hosts, types: ['page'] } },
      { id: id++, priority: PRIORITY.trading, act: 'block', where: { hosts, types: ['frame', 'rest'] } },
    )
  }
  id = IDS.dynamic.order
  for (const order of input.orders) rules.push(orderRule(order, id++, PRIORITY.order, 'block'))
  return rules
}

function orderRule(order: OrderUrl, id: number, priority: number, act: 'block' | 'allow'): Neutral {
  return {
    id,
    priority,
    act,
    where: { regex: urlRegex(order), methods: [order.method.toLowerCase()], types: ALL },
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
  /** Hosts of portals and of the policy's free origins. */
  readonly free: readonly string[]
  /** Hosts to which a number may go in an address, from one tab or from all: by the table, a reason, a manager. */
  readonly named?: readonly { readonly tab?: number; readonly hosts: readonly string[] }[]
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
    for (const match of service.site?.code ?? []) {
      const where = { regex: urlRegex(match), types: ALL }
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
    for (const match of [...site.code, ...site.create]) {
      // What the site itself asks for, from this tab and from its workers; its sign-up pages stay shut.
      const where = { regex: urlRegex(match), initiators }
      const isPage = site.signUp.some(({ host: name, path }) => name === match.host && path === match.path)
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
  const free = input.free.map(host)
  if (free.length > 0 && input.numbers.length > 0) {
    rules.push({ id: from.free, priority: PRIORITY.free, act: 'allow', where: { hosts: free, types: ALL } })
    // What the portal itself loads elsewhere is listed in posture, not stopped; a link that leaves it is.
    rules.push({
      id: from.free + 1,
      priority: PRIORITY.free,
      act: 'allow',
      where: { initiators: free, types: ['rest'] },
    })
  }
  if (input.numbers.length > 0) {
    const named = (input.named ?? []).filter(({ hosts }) => hosts.length > 0)
    named.forEach(({ tab, hosts }, i) => {
      const where = { hosts: hosts.map(host), types: ALL, ...(tab === undefined ? {} : { tabs: [tab] }) }
      rules.push({ id: from.named + i, priority: PRIORITY.free, act: 'allow', where })
    })
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
      where: { initiators: hosts.map(host), types: ALL },
    })
  })
  input.orderPasses.forEach(({ tab, order, route, host: name }, i) => {
    const { where, ...rule } = orderRule(order, from.orderPass + i, PRIORITY.orderPass, 'allow')
    const types: Types = route === 'form' ? ['page', 'frame'] : ['rest']
    rules.push({ ...rule, where: { ...where, tabs: [tab], initiators: [host(name)], types } })
  })
  return rules
}

const hostsOf = (site: Site | undefined): string[] => [...new Set((site?.domains ?? []).map(host))]

/**
 * A number in a URL: as digits with one mark between any two of them, grouped as people write it with encoded marks, and
 * percent-encoded. Several, because Chromium compiles a filter into 2 KB at most. `[!-/:-~]` is "no digit" in ASCII.
 */
export function numberRegexes(digits: string): string[] {
  const before = '(?:86|[!-/:-~]|%[0-9a-f][0-9])'
  const after = '(?:[!-/:-~]|$)'
  const marks = '(?:%[0-9a-f][0-9a-f]|[(-._])'
  const grouped = `${digits.slice(0, 3)}${marks}*${digits.slice(3, 7)}${marks}*${digits.slice(7)}`
  return [
    // Eight in order count as the number, wherever they stand: a search asks for ten of eleven.
    ...windows(digits).map((run) => [...run].join('[(-/._]?')),
    `${before}${grouped}${after}`,
    `${[...digits].map((digit) => `(?:%3)?${digit}`).join('')}${after}`,
  ]
}
