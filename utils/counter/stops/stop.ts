import {
  type E164,
  err,
  hostIn,
  hostOf,
  maskNumber,
  nationalDigits,
  ok,
  type Result,
  type ServiceId,
  siteOf,
} from '../../base/index.ts'
import { CODE_CELL, cellOf, fingerprint, isStop, judge, windows } from '../../guard/index.ts'
import type { Bodies, Way } from '../../log/index.ts'
import type { StoppedView, ToBackground } from '../../wire/index.ts'
import { handToCustomer } from '../activation/hand-over.ts'
import { isSigned } from '../activation/order-gate.ts'
import { checkPin } from '../manager/pins.ts'
import { openSite } from '../permits/permit.ts'
import { clerkOf, record } from '../state/commit.ts'
import { type Activation, type Counter, type FloorStop, newest, openOf } from '../state/counter.ts'
import {
  applyGuard,
  guardedNow,
  originOf,
  placeOf,
  safeOrigin,
  serviceAt,
  snapshotOf,
} from '../state/guarding.ts'

const ALLOW_MS = 60_000
const OPEN_MS = 10 * 60_000
/** For so long after a number was stopped in a tab, a lone code there may be the customer's. */
const CODE_MS = 10 * 60_000
/** So many stops in a row without a hand, in whichever frames of a tab: it tries numbers one by one. */
const PATIENCE = 5

type Stopped = Extract<ToBackground, { t: 'stop' }>
type StopBody = Bodies['number.stopped']

const WAYS: readonly Way[] = [
  'key',
  'paste',
  'drop',
  'insert',
  'composition',
  'autofill',
  'script',
  'address',
  'text',
  'page',
  'button',
  'submit',
  'request',
  'navigation',
  'copy',
]

/** Which open activation the stopped digits belong to; null for a recent one, whose number is known as HMAC only. */
const activationOf = (counter: Counter, digits: string | null): Activation | null =>
  digits === null ? null : (openOf(counter).find((a) => nationalDigits(a.number).includes(digits)) ?? null)

/** The short match was right: the digits are a guarded number, or eight of an open one. */
async function isGuarded(counter: Counter, digits: string): Promise<boolean> {
  if (counter.isLost) return true
  if (digits.length < 11) return activationOf(counter, digits) !== null
  const hmac = await counter.store.indexOf(`+86${digits}` as E164)
  return guardedNow(counter).some((g) => g.id === hmac)
}

/** Same act, same place, within a second: one entry. A page that floods must not fill the log. */
const recent = new Map<string, { at: number; count: number }>()
function isFlood(key: string, now: number): boolean {
  const last = recent.get(key)
  recent.set(key, { at: now, count: (last?.count ?? 0) + 1 })
  if (recent.size > 500) recent.clear()
  return last !== undefined && now - last.at < 1000
}

/** Where digits only look like a guarded number an allowance stands for them from now on: true. */
async function isFalse(counter: Counter, tab: number, cell: string, digits: string): Promise<boolean> {
  if (await isGuarded(counter, digits)) return false
  allow(counter, [{ tab, cell, short: fingerprint(digits, counter.key), until: counter.now() + ALLOW_MS }])
  await applyGuard(counter)
  return true
}

function allow(counter: Counter, more: Counter['allowed']): void {
  counter.allowed = [...counter.allowed.filter((a) => a.until > counter.now()), ...more]
}

/** What an answer about these digits covers: an open number while it is typed too, eight digits at a time. */
function shortsOf(counter: Counter, digits: string | null): readonly (number | null)[] {
  if (digits === null) return [null]
  const own = openOf(counter)
    .map((a) => nationalDigits(a.number))
    .filter((number) => number.includes(digits))
  return [...new Set([digits, ...own, ...own.flatMap(windows)])].map((one) => fingerprint(one, counter.key))
}

const situationAt = (counter: Counter, url: string, { page, number }: Pick<Stopped, 'page' | 'number'>) =>
  ({
    page,
    origin: originOf(counter, url),
    number,
    activation: openOf(counter).length > 0,
    permit: false,
  }) as const

/** What the table says of the cell in which a sentinel has seen something; the page's world is not asked. */
const actAt = (counter: Counter, url: string, seen: Pick<Stopped, 'page' | 'number'>) =>
  judge(situationAt(counter, url, seen), counter.loaded.policy.table as never).act

/** `inform`, or what a policy allows: nothing was stopped. The request that follows passes too; an `inform` is written down. */
export async function sentinelInformed(
  counter: Counter,
  tab: number,
  url: string,
  told: Stopped,
): Promise<void> {
  const cell = cellOf(situationAt(counter, url, told))
  if (cell === null || cell !== told.cell || actAt(counter, url, told) !== told.act) return
  if (told.digits !== null && told.number === 'guarded') {
    if (!(await isGuarded(counter, told.digits))) return
    const [at, until] = [placeOf(counter, url), counter.now() + ALLOW_MS]
    allow(
      counter,
      shortsOf(counter, told.digits).map((short) => ({ tab, cell, short, until, at })),
    )
    await applyGuard(counter)
  }
  if (told.act !== 'inform' || isFlood(`${tab}/inform/${cell}`, counter.now())) return
  const activation = activationOf(counter, told.digits) ?? newest(counter)
  await record(counter, [
    {
      kind: 'guard.informed',
      clerk: clerkOf(counter),
      activation: activation?.id ?? '',
      ...(activation ? { cust: activation.cust } : {}),
      body: {
        origin: safeOrigin(url),
        service: serviceAt(counter, url),
        page: told.page,
        number: told.number,
        way: WAYS.find((w) => w === told.way) ?? 'script',
        layer: told.layer,
        why: told.why,
      },
    },
  ])
}

/** The sentinel has stopped something. Returns false for a false match, for which an allowance now stands. */
export async function sentinelStopped(
  counter: Counter,
  tab: number,
  url: string,
  stopped: Stopped,
): Promise<boolean> {
  if (
    stopped.digits !== null &&
    stopped.number === 'guarded' &&
    (await isFalse(counter, tab, stopped.cell, stopped.digits))
  )
    return false
  const service = serviceAt(counter, url)
  const activation = activationOf(counter, stopped.digits) ?? newest(counter)
  const body: StopBody = {
    origin: safeOrigin(url),
    service,
    page: stopped.page,
    number: stopped.number,
    way: WAYS.find((w) => w === stopped.way) ?? 'script',
    layer: stopped.layer,
    why: stopped.why,
  }
  const kind =
    stopped.layer === 'request'
      ? 'request.stopped'
      : stopped.page === 'field'
        ? 'number.stopped'
        : 'signup.stopped'
  if (!isFlood(`${tab}/${kind}/${body.way}/${body.why}`, counter.now())) {
    await record(counter, [
      {
        kind,
        clerk: clerkOf(counter),
        activation: activation?.id ?? '',
        ...(activation ? { cust: activation.cust } : {}),
        body,
      },
    ])
    counter.host.nudge({ nudge: 'popup' })
  }
  if (stopped.number === 'guarded') {
    const now = counter.now()
    const others = counter.codeTabs.filter((c) => c.tab !== tab && c.until > now)
    counter.codeTabs = [...others, { tab, until: now + CODE_MS }]
    counter.host.pushSnapshots((t, u) => snapshotOf(counter, t, u))
  }
  const tooMany = isTrying(counter, tab, stopped.hand)
  if (stopped.quarantine || tooMany)
    await quarantine(counter, tab, url, stopped.quarantine ? stopped.why : 'too-many', stopped)
  return true
}

/** Counts stops without a hand over all frames of a tab; true where they are too many. A worker has no tab to be counted in. */
function isTrying(counter: Counter, tab: number, hand: boolean): boolean {
  if (tab < 0) return false
  const count = hand ? 0 : (counter.alone.find((a) => a.tab === tab)?.count ?? 0) + 1
  const others = counter.alone.filter((a) => a.tab !== tab)
  counter.alone = count > 0 && count < PATIENCE ? [...others, { tab, count }] : others
  return count >= PATIENCE
}

/** A request carries digits that look guarded, and the browser has only shown it: the tab is closed off, if they are. */
export async function leakedFrom(
  counter: Counter,
  info: { readonly tabId: number; readonly url: string; readonly initiator: string },
  hit: { readonly cell: string; readonly digits: string },
): Promise<void> {
  if (await isFalse(counter, info.tabId, hit.cell, hit.digits)) return
  const about = { cell: hit.cell, number: 'guarded', digits: hit.digits } as const
  await quarantine(counter, info.tabId, info.initiator || info.url, 'number-elsewhere', about)
}

/** Every host of the site that an address belongs to; none for what is free anyhow. */
function siteHosts(counter: Counter, url: string): readonly string[] {
  const host = hostOf(url)
  if (!host || !/^https?:/.test(url) || originOf(counter, url) === 'free') return []
  const domains = counter.loaded.catalogue.siteOf(host)?.site?.domains ?? []
  return [...new Set([...domains, ...(hostIn(host, domains) ? [] : [siteOf(host)])])]
}

/** The number got in by a way that could not be cancelled: nothing leaves the tab, and the stopped page replaces it. */
export async function quarantine(
  counter: Counter,
  tab: number,
  url: string,
  why: string,
  about: Pick<Stopped, 'cell' | 'number' | 'digits'>,
): Promise<void> {
  const service = serviceAt(counter, url)
  // A frame may have handed it to the page around it, and that one to its other tabs.
  const top = tab < 0 ? '' : await counter.host.tabUrl(tab)
  const hosts = [...new Set([...siteHosts(counter, url), ...siteHosts(counter, top)])]
  const same = (q: Counter['quarantined'][number]) =>
    q.tab === tab && (tab >= 0 || `${q.hosts}` === `${hosts}`)
  // A worker has no tab: its site is shut, and no tab is led away.
  counter.quarantined = [...counter.quarantined.filter((q) => !same(q)), { tab, hosts }]
  if (tab < 0) {
    await applyGuard(counter)
    return
  }
  counter.stops.set(tab, {
    ...stopAt(counter, tab, url, about),
    url: `${safeOrigin(/^https?:/.test(top) ? top : url)}/`,
    act: 'quarantine',
    why,
  })
  await applyGuard(counter)
  await counter.host.goTab(tab, `/stopped.html${service ? `?s=${service}` : ''}`)
}

/** A stop in a page, with what a manager may open of it. */
function stopAt(
  counter: Counter,
  tab: number,
  url: string,
  { cell, number, digits }: Pick<Stopped, 'cell' | 'number' | 'digits'>,
): Omit<FloorStop, 'act' | 'why' | 'url'> {
  const about = activationOf(counter, digits)?.id
  const more = about === undefined ? {} : { about }
  return {
    tab,
    service: serviceAt(counter, url),
    seq: null,
    cell,
    number,
    at: placeOf(counter, url),
    ...more,
  }
}

/** From the banner: a manager is called for a stop in a page. The stopped page, which takes the PIN, takes the tab. */
export async function callManager(
  counter: Counter,
  line: { readonly tab: number; readonly frame: number; readonly url: string },
  stopped: Stopped,
): Promise<void> {
  const { tab, url } = line
  if (stopped.act !== 'stop') return
  const shown = line.frame === 0 ? url : await counter.host.tabUrl(tab)
  const stop = stopAt(counter, tab, url, stopped)
  counter.stops.set(tab, { ...stop, url: shown || url, act: 'stop', why: stopped.why })
  await counter.host.goTab(tab, `/stopped.html${stop.service ? `?s=${stop.service}` : ''}`)
}

/** A manager can let it through: it has a place to go back to, and something that can be opened there. */
const canLet = (counter: Counter, stop: FloorStop | null): boolean => {
  if (!stop || stop.why === 'trading-site' || originOf(counter, stop.url) === 'trading') return false
  if (!/^https?:/.test(stop.url)) return false
  const service = stop.service && counter.loaded.catalogue.services.get(stop.service)
  return (service && service.site !== undefined) || Boolean(stop.cell && stop.at && stop.at !== 'null')
}

/** The floor has sent a tab to the stopped page, or blocked a request of a known service. */
export async function floorStopped(
  counter: Counter,
  tab: number,
  url: string,
  way: 'navigation' | 'request',
): Promise<void> {
  const service = serviceAt(counter, url)
  const activation = newest(counter)
  const situation = {
    page: 'sign-up',
    origin: originOf(counter, url),
    number: guardedNow(counter).length > 0 && activation ? 'guarded' : 'none',
    activation: activation !== null,
    permit: false,
  } as const
  const verdict = judge(situation, counter.loaded.policy.table as never)
  const body: StopBody = {
    origin: safeOrigin(url),
    service,
    page: 'sign-up',
    number: 'none',
    way,
    layer: 'floor',
    why: verdict.why,
  }
  if (isFlood(`${tab}/floor/${way}/${service}`, counter.now())) return
  let seq: FloorStop['seq'] = null
  try {
    const sealed = await record(counter, [
      {
        kind: way === 'navigation' ? 'signup.stopped' : 'request.stopped',
        clerk: clerkOf(counter),
        activation: activation?.id ?? '',
        ...(activation ? { cust: activation.cust } : {}),
        body,
      },
    ])
    seq = sealed[0]?.seq ?? null
  } finally {
    // The stop stands whether or not it could be written down.
    if (way === 'navigation') {
      const act = verdict.act === 'allow' || verdict.act === 'inform' ? 'stop' : verdict.act
      counter.stops.set(tab, { tab, service, url, act, why: verdict.why, seq })
    }
  }
  counter.host.nudge({ nudge: 'stopped' })
}

/** A page in a file, into which the browser lets no script of ours, is led away; also where it cannot be written down. */
export async function unreadStopped(counter: Counter, tab: number): Promise<void> {
  const activation = newest(counter)
  const stop: FloorStop = { tab, service: null, url: 'about:blank', act: 'stop', why: 'file-page', seq: null }
  counter.stops.set(tab, stop)
  await counter.host.goTab(tab, '/stopped.html')
  if (isFlood(`${tab}/file-page`, counter.now())) return
  const [sealed] = await record(counter, [
    {
      kind: 'number.stopped',
      clerk: clerkOf(counter),
      activation: activation?.id ?? '',
      ...(activation ? { cust: activation.cust } : {}),
      body: {
        origin: 'file://',
        service: null,
        page: 'field',
        number: 'none',
        way: 'navigation',
        layer: 'page',
        why: 'file-page',
      },
    },
  ])
  counter.stops.set(tab, { ...stop, seq: sealed?.seq ?? null })
  counter.host.nudge({ nudge: 'stopped' })
}

export function stoppedView(counter: Counter, tab: number, id: ServiceId | null): StoppedView {
  const known = counter.stops.get(tab)
  const stop = known && known.service === id ? known : null
  const service = id ? counter.loaded.catalogue.services.get(id) : undefined
  const activation = newest(counter)
  const signed = activation !== null && service !== undefined && isSigned(counter, activation, service.id)
  const standing = service && activation?.standing[service.id]
  const refused = standing?.state === 'refused'
  const used = activation?.permits.some((p) => p.service === id && p.state === 'used') ?? false
  return {
    lang: counter.lang(),
    service: service ? { id: service.id, name: service.name } : null,
    origin: stop ? safeOrigin(stop.url) : null,
    number: activation ? maskNumber(activation.number) : null,
    openedAt: activation?.openedAt ?? null,
    act: stop?.act ?? 'stop',
    why: stop?.why ?? 'sign-up-unsigned',
    reasons: counter.loaded.policy.reasons.map(({ code, words }) => ({ code, words })),
    promises: counter.loaded.policy.promises.map(({ code, words }) => ({ code, words })),
    canAsk:
      activation?.stage === 'open' &&
      service?.kind === 'account' &&
      counter.loaded.catalogue.complete(service.id) &&
      !signed &&
      !refused,
    notice: service?.kind === 'account' ? counter.loaded.catalogue.why(service.id) : null,
    canOpen: signed && !used,
    canOverride: canLet(counter, stop) && counter.loaded.policy.managers.some((m) => m.pin),
    refused,
    ...(refused && standing.why ? { notToday: standing.why } : {}),
    seq: stop?.seq ?? null,
  }
}

/** From the stopped page: the service is put on the customer's list, and the screen handed over, in one tap. */
export async function askCustomer(
  counter: Counter,
  id: ServiceId,
  promise: string,
  text: string | null,
): Promise<Result<null>> {
  const activation = newest(counter)
  if (!activation) return err('activation/none')
  const service = counter.loaded.catalogue.services.get(id)
  if (service?.kind !== 'account') return err('notice/incomplete')
  const why = counter.loaded.catalogue.why(id)
  if (why) return err(why)
  const next = activation.accounts.includes(id)
    ? activation
    : { ...activation, accounts: [...activation.accounts, id] }
  return handToCustomer(counter, next, promise, text)
}

export async function openFromStopped(counter: Counter, tab: number, id: ServiceId): Promise<Result<null>> {
  const activation = newest(counter)
  if (!activation) return err('activation/none')
  const opened = await openSite(counter, activation, id)
  // The site has a tab of its own now; the one that was stopped has nothing more to show.
  if (opened.ok) await counter.host.closeTab(tab)
  return opened
}

/** Cells of the guard's table that each kind of grant opens in its tab; `acknowledge` opens the page, not the sending. */
const OPENS: Readonly<Record<'reason' | 'acknowledge' | 'override', readonly string[]>> = {
  acknowledge: [],
  reason: ['catalogue-sign-up/other', 'catalogue-sign-up/none'],
  override: ['guarded', 'other-open', 'other', 'none'].flatMap((column) => [
    `catalogue-sign-up/${column}`,
    `code-log-in/${column}`,
  ]),
}

async function letThrough(
  counter: Counter,
  tab: number,
  id: ServiceId | null,
  grant: { by: string; how: 'reason' | 'acknowledge' | 'override'; reason: string },
): Promise<Result<null>> {
  const stop = counter.stops.get(tab)
  const service = id ? counter.loaded.catalogue.services.get(id) : undefined
  if (!stop || stop.service !== id) return err('stop/unknown')
  if (stop.why === 'trading-site') return err('stop/final')
  if (!canLet(counter, stop) || (grant.how !== 'override' && !service?.site)) return err('stop/unknown')
  const activation = (stop.about && counter.activations.get(stop.about)) ?? newest(counter)
  await record(counter, [
    {
      kind: 'override.granted',
      clerk: clerkOf(counter),
      activation: activation?.id ?? '',
      ...(activation ? { cust: activation.cust } : {}),
      body: {
        ...grant,
        origin: safeOrigin(stop.url),
        service: service?.id ?? null,
        ...(stop.number ? { number: stop.number } : {}),
      },
    },
  ])
  const until = counter.now() + OPEN_MS
  if (service?.site)
    counter.opened = [
      ...counter.opened.filter((o) => o.until > counter.now()),
      { tab, service: service.id, until },
    ]
  const cells = new Set(service?.site ? OPENS[grant.how] : [])
  if (grant.how === 'override' && stop.cell) cells.add(stop.cell)
  const at = stop.at ?? placeOf(counter, stop.url)
  allow(
    counter,
    [...cells].map((cell) => ({ tab, cell, short: null, until, at })),
  )
  counter.quarantined = counter.quarantined.filter((q) => q.tab !== tab)
  counter.stops.delete(tab)
  await applyGuard(counter)
  await counter.host.goTab(tab, stop.url)
  return ok(null)
}

/** One tap from the policy's list; only where the table says `reason`. */
export async function giveReason(
  counter: Counter,
  tab: number,
  id: ServiceId | null,
  code: string,
): Promise<Result<null>> {
  if (!counter.loaded.policy.reasons.some((r) => r.code === code)) return err('reason/unknown')
  if (counter.stops.get(tab)?.act !== 'reason') return err('stop/needs-signature')
  return letThrough(counter, tab, id, { by: clerkOf(counter), how: 'reason', reason: code })
}

/** Where the table says `banner` or `acknowledge`: the clerk has read it. Sending stays held by the sentinel. */
export async function goOn(counter: Counter, tab: number, id: ServiceId | null): Promise<Result<null>> {
  const act = counter.stops.get(tab)?.act
  if (act !== 'banner' && act !== 'acknowledge') return err('stop/needs-signature')
  return letThrough(counter, tab, id, { by: clerkOf(counter), how: 'acknowledge', reason: 'read' })
}

/** A manager at the counter, with a PIN of their own; never the vault's passphrase, and never for a trading site. */
export async function override(
  counter: Counter,
  tab: number,
  id: ServiceId | null,
  manager: string,
  pin: string,
  reason: string,
): Promise<Result<null>> {
  if (!counter.loaded.policy.reasons.some((r) => r.code === reason)) return err('reason/unknown')
  const who = counter.loaded.policy.managers.find((m) => m.id === manager)
  const checked = who?.pin ? await checkPin(counter, who, pin) : err('staff/unknown')
  if (!checked.ok) {
    await record(counter, [
      { kind: 'manager.rejected', clerk: clerkOf(counter), activation: '', body: { where: 'override' } },
    ])
    return err(checked.error.code)
  }
  return letThrough(counter, tab, id, { by: manager, how: 'override', reason })
}

/** Back: a quarantined tab goes to the site's first page afresh, so that no page with the number comes back. */
export async function goBack(counter: Counter, tab: number): Promise<void> {
  const stop = counter.stops.get(tab)
  counter.stops.delete(tab)
  if (counter.quarantined.some((q) => q.tab === tab)) {
    counter.quarantined = counter.quarantined.filter((q) => q.tab !== tab)
    await applyGuard(counter)
    await counter.host.goTab(tab, stop?.url ?? 'about:blank')
    return
  }
  await counter.host.backTab(tab)
}

/**
 * A clerk's own log-in by code, which the table allows: the floor knows its end points, and lets this tab ask them for a
 * while. The number was read by the sentinel and is none that is guarded; nothing is written down.
 */
export async function openLogIn(counter: Counter, tab: number, url: string): Promise<void> {
  const service = serviceAt(counter, url)
  if (!service || openOf(counter).length > 0) return
  const situation = { page: 'code-log-in', origin: originOf(counter, url), number: 'other' } as const
  const { table } = counter.loaded.policy
  if (isStop(judge({ ...situation, activation: false, permit: false }, table as never).act)) return
  const until = counter.now() + ALLOW_MS
  counter.logIns = [
    ...counter.logIns.filter((l) => l.until > counter.now() && (l.tab !== tab || l.service !== service)),
    { tab, service, until },
  ]
  await applyGuard(counter)
  counter.host.alarm(`log-in/${tab}`, until)
}

/** A reason given in the sentinel's banner: 60 seconds for the same act in this tab; the clerk repeats it. */
export async function bannerReason(
  counter: Counter,
  tab: number,
  url: string,
  given: Extract<ToBackground, { t: 'reason' }>,
  stopped: Stopped,
): Promise<void> {
  const wanted = stopped.act === 'acknowledge' ? 'acknowledge' : 'reason'
  const isKnown = wanted === 'acknowledge' || counter.loaded.policy.reasons.some((r) => r.code === given.code)
  if (stopped.act !== wanted || !isKnown || stopped.cell !== given.cell) return
  // The answer counts for the cell that stands in the table of the policy, not for what the page's world says.
  // A code stands beside the table; its reason is always one.
  if (actAt(counter, url, stopped) !== wanted && !(given.cell === CODE_CELL && wanted === 'reason')) return
  const activation = activationOf(counter, stopped.digits) ?? newest(counter)
  await record(counter, [
    {
      kind: 'override.granted',
      clerk: clerkOf(counter),
      activation: activation?.id ?? '',
      ...(activation ? { cust: activation.cust } : {}),
      body: {
        by: clerkOf(counter),
        how: wanted,
        reason: wanted === 'acknowledge' ? 'read' : given.code,
        origin: safeOrigin(url),
        service: serviceAt(counter, url),
        number: stopped.number,
      },
    },
  ])
  const [at, until] = [placeOf(counter, url), counter.now() + ALLOW_MS]
  allow(
    counter,
    shortsOf(counter, stopped.digits).map((short) => ({ tab, cell: given.cell, short, until, at })),
  )
  // The floor knows the site's code end points: without a rule for this tab the repeated act would still be blocked.
  const service = serviceAt(counter, url)
  if (service && wanted === 'reason' && (stopped.page === 'sign-up' || stopped.page === 'code-log-in')) {
    counter.opened = [
      ...counter.opened.filter((o) => o.until > counter.now()),
      { tab, service, until: counter.now() + ALLOW_MS },
    ]
  }
  await applyGuard(counter)
}
