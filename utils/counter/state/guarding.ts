import { type E164, hostIn, hostOf, nationalDigits, type ServiceId } from '../../base/index.ts'
import { MAX_CODES, opens } from '../../consent/index.ts'
import {
  compileDynamic,
  compileSession,
  fingerprint,
  isStop,
  judge,
  matchPatterns,
  type Neutral,
  type SessionInput,
  scopeOf,
  windows,
  withSubdomains,
} from '../../guard/index.ts'
import { builtInServices } from '../../notice/index.ts'
import type { GuardedRow } from '../../store/index.ts'
import type { Snapshot } from '../../wire/index.ts'
import type { Activation } from './activation.ts'
import { orderAddresses, orderHosts, portalHosts } from './address.ts'
import type { BrowserRun } from './browser-run.ts'
import { byTab, type Counter, numbersOf, openOf } from './counter.ts'
import { openPasses } from './orders.ts'

/** Numbers of staff, named in the policy, are never guarded. */
export const isStaffNumber = (counter: Counter, number: E164): boolean =>
  counter.loaded.policy.staff.some((s) =>
    s.phones?.some((p) => p.replace(/\D/g, '').endsWith(nationalDigits(number))),
  )

/** The numbers of an open activation that are guarded. */
const openNumbers = (counter: Counter, activation: Activation): readonly E164[] =>
  numbersOf(activation).filter((number) => !isStaffNumber(counter, number))

export const shortOf = (counter: Counter, number: E164): number =>
  fingerprint(nationalDigits(number), counter.key)

/** Rows still in their time. */
export const guardedNow = (counter: Counter): readonly GuardedRow[] =>
  counter.guarded.filter((g) => g.until > counter.now())

/** While a customer is at the counter nobody logs in by code without a reason. */
const logInsNow = (counter: Counter): BrowserRun['logIns'] =>
  openOf(counter).length > 0 ? [] : counter.run.logIns.filter((l) => l.until > counter.now())

export const isPortal = (counter: Counter, url: string): boolean =>
  counter.loaded.policy.portals.some((a) => matchPatterns(url, a.matches))

/** The part of a host in which patterns cover an address: '' for all of it, null where none does. */
function scopeIn(scopes: readonly (string | null)[]): string | null {
  const found = scopes.filter((scope) => scope !== null)
  if (found.length === 0) return null
  return found.includes('') ? '' : found.join('|')
}

/**
 * What a site is, and the part of its host for which that holds: `under` is '' for all of it, else a scope (guard/address.ts).
 * Trading sites come first: nothing makes one of them free.
 */
export function placeAt(counter: Counter, url: string): { origin: Snapshot['origin']; under: string } {
  const { policy, catalogue } = counter.loaded
  const host = hostOf(url)
  if (hostIn(host, policy.trading)) return { origin: 'trading', under: '' }
  const free = scopeIn([
    ...policy.portals.flatMap((a) => a.matches.map((p) => scopeOf(url, p))),
    ...policy.free.map((p) => scopeOf(url, p, true)),
  ])
  if (free !== null) return { origin: 'free', under: free }
  if (catalogue.siteOf(host)) return { origin: 'catalogue', under: '' }
  const employer = scopeIn(policy.employer.map((p) => scopeOf(url, p, true)))
  if (employer !== null) return { origin: 'employer', under: employer }
  return { origin: 'unknown', under: '' }
}

export const originOf = (counter: Counter, url: string): Snapshot['origin'] => placeAt(counter, url).origin

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
  const adapters = policy.portals.filter((a) => matchPatterns(url, a.matches))
  const { origin, under } = placeAt(counter, url)
  return {
    t: 'snapshot',
    guarding: guarded.length > 0,
    activation: open.length > 0,
    key: counter.key,
    whole: guarded.map((g) => g.short),
    runs: open.flatMap((a) =>
      openNumbers(counter, a).flatMap((n) =>
        windows(nationalDigits(n)).map((w) => fingerprint(w, counter.key)),
      ),
    ),
    origin,
    under,
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
    orders: adapters.flatMap(orderAddresses).map(({ method, path }) => ({
      method,
      // On any host: the background says which of them is the portal's own.
      host: '',
      // As a browser sends it: the sentinel compares beginnings, no more.
      path: new URL(`http://h${path}`).pathname.toLowerCase().replace(/\/+$/, ''),
    })),
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
      orders: policy.portals.flatMap(orderAddresses).map(withSubdomains),
      elsewhere: policy.portals.flatMap((portal) =>
        orderAddresses(portal).map(({ method, path }) => ({
          method,
          path,
          initiators: portalHosts(portal),
          notHosts: orderHosts(portal),
        })),
      ),
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
    numbers: open.flatMap((a) => openNumbers(counter, a).map(nationalDigits)),
    free: policy.free,
    portals: policy.portals.flatMap((a) => a.matches),
    named: namedHosts(counter),
    quarantined: counter.run.quarantined,
    orderPasses: openPasses(counter).flatMap(({ tab, adapter: id, to, route, host, ends }) => {
      const adapter = policy.portals.find((a) => a.id === id)
      const order = to ?? adapter?.order
      return adapter && order ? [{ tab, order: withSubdomains(order), route, host, ends }] : []
    }),
  })
}

/** Where a number may stand in an address beside the free hosts: what the table or an answered stop opens. */
function namedHosts(counter: Counter): NonNullable<SessionInput['named']> {
  const { policy, catalogue } = counter.loaded
  const situation = { page: 'field', origin: 'employer', number: 'guarded' } as const
  const free = !isStop(
    judge({ ...situation, activation: openOf(counter).length > 0, permit: false }, policy.table).act,
  )
  const now = counter.now()
  const given = new Map<string, NonNullable<SessionInput['named']>[number]>()
  for (const { tab, cell, at, until } of counter.run.allowed) {
    if (at === undefined || until <= now || !cell.endsWith('/guarded')) continue
    const service = catalogue.services.get(at as ServiceId)
    // A service's floor opens by `opened` alone: where it is shut, a number is no way in.
    if (service && !counter.run.opened.some((o) => o.tab === tab && o.service === at && o.until > now))
      continue
    if (at === 'employer') given.set(`${tab} ${at}`, { tab, patterns: policy.employer })
    else given.set(`${tab} ${at}`, { tab, hosts: service?.site?.domains ?? [hostOf(at)].filter(Boolean) })
  }
  return [...(free ? [{ patterns: policy.employer }] : []), ...given.values()]
}
