import { cleanHost } from '../base/index.ts'
import type { Service, Site, UrlMatch } from '../notice/index.ts'
import { partsOf, withSubdomains } from './address.ts'
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
const bare = (name: string): string => cleanHost(name.replace(/^\*\./, ''))

/**
 * The start of an address on a host: a name and password before it, a dot behind it, any port; with `*.` in front its
 * sub-domains. What stands in the first brackets is all of ASCII that an authority can hold, and ends at a `.` or `@`: what
 * follows is its host.
 */
function onHost(name: string, most = 253): string {
  const own = bare(name)
  // Of a host that is too long for a pattern its end does: what is closed is closed for a few more.
  if (own.length > most) return `^[a-z]+://[!"$-.0->@-~]*${quote(own.slice(-most))}\\.?(:\\d+)?`
  return `^[a-z]+://([!"$-.0->@-~]*${name[0] === '*' ? '[.@]' : '@'})?${quote(own)}\\.?(:\\d+)?`
}

/** What Chromium takes of host and path together in each of the patterns below, measured with `isRegexSupported`. */
const MOST_PLAIN = 72
const MOST_PARTED = 44
const MOST_ENCODED = 34

/** What a path can hold, in ASCII, up to a query or a hash. */
const IN_PATH = '[!"$->@-~]*'
/** What may stand behind a path that is matched as a prefix: of an address that is stopped, and of one that is let through. */
const AFTER = '([/?#;%]|$)'
const AFTER_OPEN = '([/?#;]|$)'

/** A path as the browser sends it, without a `/` at its end. */
const sent = (path: string): string => new URL(`http://h${path}`).pathname.replace(/\/+$/, '')

/**
 * A URL filter for what `matchAddress` matches, as far as one pattern can say it (Chromium compiles one into 2 KB at most): an
 * honest spelling, also with more than one `/` for one. `||` of a urlFilter would not match a host with a port.
 * `partedRegex` and `encodedRegex` have what this one leaves. `opens`: it is let through, so an encoding behind it is too much.
 */
export function urlRegex(match: UrlMatch, opens = false): string {
  const path = sent(match.path)
  const start = onHost(match.host, opens ? undefined : 60)
  if (!path) return `${start}(/|$)`
  let left = Math.max(12, MOST_PLAIN - Math.min(bare(match.host).length, 60))
  let end = 0
  while (end < path.length && left > 0) left -= path[end++] === '/' ? 2 : 1
  const beginning = quote(path.slice(0, end)).replace(/(\\\/)+/g, '/+')
  return start + beginning + (end < path.length ? '' : opens ? AFTER_OPEN : AFTER)
}

/** Whether the pass of an order lets the address out: only as a portal honestly writes it. */
export const passLetsOut = (url: string, order: OrderUrl): boolean =>
  URL.canParse(url) && new RegExp(urlRegex(withSubdomains(order), true), 'i').test(new URL(url).href)

/** The address with parameters between the parts of its path, or with an encoded `/` or `\`; null for a whole host. */
function partedRegex(match: UrlMatch): string | null {
  const name = sent(match.path).split('/').at(-1)
  if (!name) return null
  const most = Math.max(14, MOST_PARTED - bare(match.host).length)
  const before = name.length > most ? IN_PATH : `(${IN_PATH}[/fc])?`
  return `${onHost(match.host, 30)}/${IN_PATH}(;|%(25)*(2f|5c))${before}${quote(name.slice(-most))}${AFTER}`
}

/**
 * A path with an encoding that a browser never writes and a server may undo: of a letter, a figure or a mark of names, of a
 * percent or a stroke before a dot, or of half of an encoding; or with dots that only a server takes for a way back. Looked for
 * on hosts that have addresses to stop.
 */
const encodedRegex = (name: string): string =>
  `${onHost(name, MOST_ENCODED)}/${IN_PATH}(%(25)*(2[de]|3[0-9]|[46][1-9a-f]|[57][0-9a]|5f|u|[!-~]?%|(2f|5c)\\.)|/\\.\\.?[;%])`

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
    // A page of these spellings is sent on when it has come (`committed` of the counter's events).
    for (const [all, types] of [
      [site.signUp, ['frame']],
      [ends, ['frame', 'rest']],
    ] as const)
      for (const match of all) {
        const regex = partedRegex(match)
        if (regex) add(service, 'block', { regex }, types)
      }
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
  input.orderPasses.forEach(({ tab, order, route, host: name }, i) => {
    const { where, ...rule } = orderRule(order, from.orderPass + i, PRIORITY.orderPass, 'allow')
    const types: Types = route === 'form' ? ['page', 'frame'] : ['rest']
    rules.push({ ...rule, where: { ...where, tabs: [tab], initiators: [bare(name)], types } })
  })
  return rules
}

const hostsOf = (site: Site | undefined): string[] => [...new Set((site?.domains ?? []).map(bare))]

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
