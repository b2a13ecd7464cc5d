import { cleanHost, type E164, hostIn, hostOf, nationalDigits, type ServiceId } from '../../base/index.ts'
import { MAX_CODES, opens } from '../../consent/index.ts'
import {
  compileDynamic,
  compileSession,
  fingerprint,
  isStop,
  judge,
  type Neutral,
  windows,
} from '../../guard/index.ts'
import { builtInServices } from '../../notice/index.ts'
import { matchesAdapter } from '../../portal/index.ts'
import type { GuardedRow } from '../../store/index.ts'
import type { Snapshot } from '../../wire/index.ts'
import type { BrowserRun } from './browser-run.ts'
import { byTab, type Counter, openOf } from './counter.ts'
import { openPasses } from './orders.ts'

/** Numbers of staff, named in the policy, are never guarded. */
export const isStaffNumber = (counter: Counter, number: E164): boolean =>
  counter.loaded.policy.staff.some((s) =>
    s.phones?.some((p) => p.replace(/\D/g, '').endsWith(nationalDigits(number))),
  )

export const shortOf = (counter: Counter, number: E164): number =>
  fingerprint(nationalDigits(number), counter.key)

/** Rows still in their time. */
export const guardedNow = (counter: Counter): readonly GuardedRow[] =>
  counter.guarded.filter((g) => g.until > counter.now())

/** While a customer is at the counter nobody logs in by code without a reason. */
const logInsNow = (counter: Counter): BrowserRun['logIns'] =>
  openOf(counter).length > 0 ? [] : counter.run.logIns.filter((l) => l.until > counter.now())

/** Match patterns without port, `http://carrier.localhost/*`; `*.` stands for sub-domains. */
export function matchesPattern(url: string, pattern: string): boolean {
  const m = /^(\*|https?):\/\/([^/]+)\/(.*)$/.exec(pattern)
  if (!m) return false
  let u: URL
  try {
    u = new URL(url)
  } catch {
    // No address: no pattern matches it.
    return false
  }
  const [, scheme = '', host = '', path = ''] = m
  if (u.protocol !== 'http:' && u.protocol !== 'https:') return false
  if (scheme !== '*' && u.protocol !== `${scheme}:`) return false
  const own = cleanHost(u.hostname)
  if (host !== '*' && !(host.startsWith('*.') ? hostIn(own, [host.slice(2)]) : own === host)) return false
  return path === '*' || u.pathname.startsWith(`/${path.replace(/\*$/, '')}`)
}

export const isPortal = (counter: Counter, url: string): boolean =>
  counter.loaded.policy.portals.some((a) => matchesAdapter(url, a))

/** Trading sites come first: nothing makes one of them free. */
export function originOf(counter: Counter, url: string): Snapshot['origin'] {
  const { policy, catalogue } = counter.loaded
  const host = hostOf(url)
  if (hostIn(host, policy.trading)) return 'trading'
  if (isPortal(counter, url) || policy.free.some((p) => matchesPattern(url, p))) return 'free'
  if (catalogue.siteOf(host)) return 'catalogue'
  if (policy.employer.some((p) => matchesPattern(url, p))) return 'employer'
  return 'unknown'
}

/**
 * Where an answered stop counts: at a service of the catalogue, on the employer's own sites, or at one origin. An allowance
 * for one place opens nothing in the next that the tab goes to.
 */
export function placeOf(counter: Counter, url: string): string {
  const origin = originOf(counter, url)
  if (origin === 'employer') return origin
  return serviceAt(counter, url) ?? safeOrigin(url)
}

export const safeOrigin = (url: string): string => {
  try {
    return new URL(url).origin
  } catch {
    // As a browser writes the origin of what has none.
    return 'null'
  }
}

export const serviceAt = (counter: Counter, url: string): ServiceId | null =>
  counter.loaded.catalogue.siteOf(hostOf(url))?.id ?? null

function snapshotFor(counter: Counter, tab: number, url: string): Snapshot {
  const now = counter.now()
  const lang = counter.lang()
  const { policy } = counter.loaded
  const texts = counter.bannerTexts(lang)
  const open = openOf(counter).filter((a) => !isStaffNumber(counter, a.number))
  const guarded = guardedNow(counter)
  const service = serviceAt(counter, url)
  const permitted = open
    .flatMap((a) => a.permits.map((p) => ({ a, p })))
    .find(({ p }) => p.service === service && opens(p, tab, now))
  const portal = byTab(counter, tab) ?? null
  const adapters = policy.portals.filter((a) => matchesAdapter(url, a))
  return {
    t: 'snapshot',
    guarding: guarded.length > 0,
    activation: open.length > 0,
    key: counter.key,
    whole: guarded.map((g) => g.short),
    runs: open.flatMap((a) => windows(nationalDigits(a.number)).map((w) => fingerprint(w, counter.key))),
    origin: originOf(counter, url),
    permit: permitted
      ? { whole: shortOf(counter, permitted.a.number), spent: permitted.p.codes >= MAX_CODES }
      : null,
    logIn: Math.max(
      0,
      ...logInsNow(counter).flatMap((l) => (l.tab === tab && l.service === service ? [l.until] : [])),
    ),
    table: Object.fromEntries(
      Object.entries(policy.table).flatMap(([row, cells]) =>
        Object.entries(cells).map(([column, act]) => [`${row}/${column}`, act]),
      ),
    ),
    allowed: counter.run.allowed
      .filter((a) => a.tab === tab && a.until > now && (a.at === undefined || a.at === placeOf(counter, url)))
      .map(({ cell, short, until }) => ({ cell, short, until })),
    codes:
      open.length > 0
        ? Number.MAX_SAFE_INTEGER
        : Math.max(
            0,
            ...counter.run.codeTabs.filter((c) => c.tab === tab && c.until > now).map((c) => c.until),
          ),
    orders: adapters.map(({ order }) => ({ method: order.method, host: order.host, path: order.path })),
    maskCopies: policy.maskCopies && portal !== null,
    texts: {
      ...texts,
      manager: policy.managers.some((m) => m.pin) ? texts.manager : '',
      lang,
      reasons: policy.reasons.map((r) => ({ code: r.code, words: r.words[lang] })),
    },
  }
}

/** What a sentinel is told; null where it is to count every number, since nobody knows any more which are guarded. */
export const snapshotOf = (counter: Counter, tab: number, url: string): Snapshot | null =>
  counter.run.isLost && originOf(counter, url) !== 'free' ? null : snapshotFor(counter, tab, url)

/** Puts the rules of the policy in force: known once, they lie on disk and hold no customer data. */
export async function applyPolicyRules(counter: Counter): Promise<void> {
  const { policy, catalogue } = counter.loaded
  const named = new Set(policy.services.map((s) => (s as { readonly id?: unknown }).id))
  await counter.host.setDynamicRules(
    compileDynamic({
      // What the package brings stands on the static floor already.
      services: [...catalogue.services.values()].filter((s) => named.has(s.id)),
      without: builtInServices.filter((s) => policy.without.includes(s.id)),
      orders: policy.portals.map((a) => a.order),
      trading: policy.trading,
    }),
  )
  await counter.host.setPortals(policy.portals.flatMap((a) => a.matches))
}

/** What was last put in force; gone where the browser refused it, so that the next try is a whole one. */
const inForce = new WeakMap<Counter, string>()

/**
 * Makes session rules and snapshots follow the memory, where they are others than those that were put in force last.
 * `anew`: the rules are compared with the browser's own, in case something else has changed them. Only `commit` and the
 * start call it.
 */
export async function applyGuard(counter: Counter, anew = false): Promise<void> {
  const rules = sessionRules(counter)
  const text = JSON.stringify(rules)
  if (anew || inForce.get(counter) !== text) {
    inForce.delete(counter)
    await counter.host.setSessionRules(rules)
    inForce.set(counter, text)
  }
  counter.host.pushSnapshots((tab, url) => snapshotOf(counter, tab, url))
}

function sessionRules(counter: Counter): readonly Neutral[] {
  const now = counter.now()
  const { policy, catalogue } = counter.loaded
  const open = openOf(counter).filter((a) => !isStaffNumber(counter, a.number))
  const permits = open.flatMap((a) => a.permits.filter((p) => opens(p, p.tab, now)))
  const withSite = <T extends { service: ServiceId }>(list: readonly T[]) =>
    list.flatMap((x) => {
      const service = catalogue.services.get(x.service)
      return service?.site ? [{ ...x, service }] : []
    })
  return compileSession({
    permits: withSite(permits).map(({ service, tab, codes }) => ({
      service,
      tab,
      codesSpent: codes >= MAX_CODES,
    })),
    opened: withSite(counter.run.opened.filter((o) => o.until > now)).map(({ service, tab }) => ({
      service,
      tab,
    })),
    logIns: withSite(logInsNow(counter)).map(({ service, tab }) => ({ service, tab })),
    numbers: open.map((a) => nationalDigits(a.number)),
    free: freeHosts(counter),
    named: namedHosts(counter),
    quarantined: counter.run.quarantined,
    orderPasses: openPasses(counter).flatMap(({ tab, adapter: id, route, host }) => {
      const adapter = policy.portals.find((a) => a.id === id)
      return adapter ? [{ tab, order: adapter.order, route, host }] : []
    }),
  })
}

const hostsOf = (patterns: readonly string[]): readonly string[] =>
  patterns.flatMap((pattern) => {
    const host = /^(?:\*|https?):\/\/([^/]+)\//.exec(pattern)?.[1]
    return host && host !== '*' ? [host.replace(/^\*\./, '')] : []
  })

/** Where a number may stand in an address beside the free hosts: what the table or an answered stop opens. */
function namedHosts(counter: Counter): { tab?: number; hosts: readonly string[] }[] {
  const { policy, catalogue } = counter.loaded
  const employer = hostsOf(policy.employer)
  const situation = { page: 'field', origin: 'employer', number: 'guarded' } as const
  const free = !isStop(
    judge({ ...situation, activation: openOf(counter).length > 0, permit: false }, policy.table).act,
  )
  const now = counter.now()
  const given = new Map<string, { tab: number; hosts: readonly string[] }>()
  for (const { tab, cell, at, until } of counter.run.allowed) {
    if (at === undefined || until <= now || !cell.endsWith('/guarded')) continue
    const service = catalogue.services.get(at as ServiceId)
    // A service's floor opens by `opened` alone: where it is shut, a number is no way in.
    if (service && !counter.run.opened.some((o) => o.tab === tab && o.service === at && o.until > now))
      continue
    const hosts = at === 'employer' ? employer : (service?.site?.domains ?? [hostOf(at)].filter(Boolean))
    given.set(`${tab} ${at}`, { tab, hosts })
  }
  return [...(free && employer.length > 0 ? [{ hosts: employer }] : []), ...given.values()]
}

/** Hosts on which a number in an address is the carrier's own business. */
export function freeHosts(counter: Counter): readonly string[] {
  const { policy } = counter.loaded
  return hostsOf([...policy.free, ...policy.portals.flatMap((p) => p.matches)])
}
