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
} from '../base/index.ts'
import { CODE_CELL, cellOf, fingerprint, isStop, judge, windows } from '../guard/index.ts'
import type { Bodies, Way } from '../log/index.ts'
import type { StoppedView, ToBackground } from '../wire/index.ts'
import { isSigned } from './gate.ts'
import { applyGuard, guardedNow, originOf, placeOf, safeOrigin, serviceAt, snapshotOf } from './guarding.ts'
import { handToCustomer } from './hand-over.ts'
import { openSite } from './permit.ts'
import { clerkOf, record } from './record.ts'
import { checkPin } from './shift.ts'
import { type Activation, type Desk, type FloorStop, newest, openOf } from './state.ts'

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
const activationOf = (desk: Desk, digits: string | null): Activation | null =>
  digits === null ? null : (openOf(desk).find((a) => nationalDigits(a.number).includes(digits)) ?? null)

/** The short match was right: the digits are a guarded number, or eight of an open one. */
async function isGuarded(desk: Desk, digits: string): Promise<boolean> {
  if (desk.isLost) return true
  if (digits.length < 11) return activationOf(desk, digits) !== null
  const hmac = await desk.store.indexOf(`+86${digits}` as E164)
  return guardedNow(desk).some((g) => g.id === hmac)
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
async function isFalse(desk: Desk, tab: number, cell: string, digits: string): Promise<boolean> {
  if (await isGuarded(desk, digits)) return false
  allow(desk, [{ tab, cell, short: fingerprint(digits, desk.key), until: desk.now() + ALLOW_MS }])
  await applyGuard(desk)
  return true
}

function allow(desk: Desk, more: Desk['allowed']): void {
  desk.allowed = [...desk.allowed.filter((a) => a.until > desk.now()), ...more]
}

/** What an answer about these digits covers: an open number while it is typed too, eight digits at a time. */
function shortsOf(desk: Desk, digits: string | null): readonly (number | null)[] {
  if (digits === null) return [null]
  const own = openOf(desk)
    .map((a) => nationalDigits(a.number))
    .filter((number) => number.includes(digits))
  return [...new Set([digits, ...own, ...own.flatMap(windows)])].map((one) => fingerprint(one, desk.key))
}

const situationAt = (desk: Desk, url: string, { page, number }: Pick<Stopped, 'page' | 'number'>) =>
  ({ page, origin: originOf(desk, url), number, activation: openOf(desk).length > 0, permit: false }) as const

/** What the table says of the cell in which a sentinel has seen something; the page's world is not asked. */
const actAt = (desk: Desk, url: string, seen: Pick<Stopped, 'page' | 'number'>) =>
  judge(situationAt(desk, url, seen), desk.loaded.policy.table as never).act

/** `inform`, or what a policy allows: nothing was stopped. The request that follows passes too; an `inform` is written down. */
export async function sentinelInformed(desk: Desk, tab: number, url: string, told: Stopped): Promise<void> {
  const cell = cellOf(situationAt(desk, url, told))
  if (cell === null || cell !== told.cell || actAt(desk, url, told) !== told.act) return
  if (told.digits !== null && told.number === 'guarded') {
    if (!(await isGuarded(desk, told.digits))) return
    const [at, until] = [placeOf(desk, url), desk.now() + ALLOW_MS]
    allow(
      desk,
      shortsOf(desk, told.digits).map((short) => ({ tab, cell, short, until, at })),
    )
    await applyGuard(desk)
  }
  if (told.act !== 'inform' || isFlood(`${tab}/inform/${cell}`, desk.now())) return
  const activation = activationOf(desk, told.digits) ?? newest(desk)
  await record(desk, [
    {
      kind: 'guard.informed',
      clerk: clerkOf(desk),
      activation: activation?.id ?? '',
      ...(activation ? { cust: activation.cust } : {}),
      body: {
        origin: safeOrigin(url),
        service: serviceAt(desk, url),
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
  desk: Desk,
  tab: number,
  url: string,
  stopped: Stopped,
): Promise<boolean> {
  if (
    stopped.digits !== null &&
    stopped.number === 'guarded' &&
    (await isFalse(desk, tab, stopped.cell, stopped.digits))
  )
    return false
  const service = serviceAt(desk, url)
  const activation = activationOf(desk, stopped.digits) ?? newest(desk)
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
  if (!isFlood(`${tab}/${kind}/${body.way}/${body.why}`, desk.now())) {
    await record(desk, [
      {
        kind,
        clerk: clerkOf(desk),
        activation: activation?.id ?? '',
        ...(activation ? { cust: activation.cust } : {}),
        body,
      },
    ])
    desk.host.nudge({ nudge: 'popup' })
  }
  if (stopped.number === 'guarded') {
    const now = desk.now()
    const others = desk.codeTabs.filter((c) => c.tab !== tab && c.until > now)
    desk.codeTabs = [...others, { tab, until: now + CODE_MS }]
    desk.host.pushSnapshots((t, u) => snapshotOf(desk, t, u))
  }
  const tooMany = isTrying(desk, tab, stopped.hand)
  if (stopped.quarantine || tooMany)
    await quarantine(desk, tab, url, stopped.quarantine ? stopped.why : 'too-many', stopped)
  return true
}

/** Counts stops without a hand over all frames of a tab; true where they are too many. A worker has no tab to be counted in. */
function isTrying(desk: Desk, tab: number, hand: boolean): boolean {
  if (tab < 0) return false
  const count = hand ? 0 : (desk.alone.find((a) => a.tab === tab)?.count ?? 0) + 1
  const others = desk.alone.filter((a) => a.tab !== tab)
  desk.alone = count > 0 && count < PATIENCE ? [...others, { tab, count }] : others
  return count >= PATIENCE
}

/** A request carries digits that look guarded, and the browser has only shown it: the tab is closed off, if they are. */
export async function leakedFrom(
  desk: Desk,
  info: { readonly tabId: number; readonly url: string; readonly initiator: string },
  hit: { readonly cell: string; readonly digits: string },
): Promise<void> {
  if (await isFalse(desk, info.tabId, hit.cell, hit.digits)) return
  const about = { cell: hit.cell, number: 'guarded', digits: hit.digits } as const
  await quarantine(desk, info.tabId, info.initiator || info.url, 'number-elsewhere', about)
}

/** Every host of the site that an address belongs to; none for what is free anyhow. */
function siteHosts(desk: Desk, url: string): readonly string[] {
  const host = hostOf(url)
  if (!host || !/^https?:/.test(url) || originOf(desk, url) === 'free') return []
  const domains = desk.loaded.catalogue.siteOf(host)?.site?.domains ?? []
  return [...new Set([...domains, ...(hostIn(host, domains) ? [] : [siteOf(host)])])]
}

/** The number got in by a way that could not be cancelled: nothing leaves the tab, and the stopped page replaces it. */
export async function quarantine(
  desk: Desk,
  tab: number,
  url: string,
  why: string,
  about: Pick<Stopped, 'cell' | 'number' | 'digits'>,
): Promise<void> {
  const service = serviceAt(desk, url)
  // A frame may have handed it to the page around it, and that one to its other tabs.
  const top = tab < 0 ? '' : await desk.host.tabUrl(tab)
  const hosts = [...new Set([...siteHosts(desk, url), ...siteHosts(desk, top)])]
  const same = (q: Desk['quarantined'][number]) => q.tab === tab && (tab >= 0 || `${q.hosts}` === `${hosts}`)
  // A worker has no tab: its site is shut, and no tab is led away.
  desk.quarantined = [...desk.quarantined.filter((q) => !same(q)), { tab, hosts }]
  if (tab < 0) {
    await applyGuard(desk)
    return
  }
  desk.stops.set(tab, {
    ...stopAt(desk, tab, url, about),
    url: `${safeOrigin(/^https?:/.test(top) ? top : url)}/`,
    act: 'quarantine',
    why,
  })
  await applyGuard(desk)
  await desk.host.goTab(tab, `/stopped.html${service ? `?s=${service}` : ''}`)
}

/** A stop in a page, with what a manager may open of it. */
function stopAt(
  desk: Desk,
  tab: number,
  url: string,
  { cell, number, digits }: Pick<Stopped, 'cell' | 'number' | 'digits'>,
): Omit<FloorStop, 'act' | 'why' | 'url'> {
  const about = activationOf(desk, digits)?.id
  const more = about === undefined ? {} : { about }
  return { tab, service: serviceAt(desk, url), seq: null, cell, number, at: placeOf(desk, url), ...more }
}

/** From the banner: a manager is called for a stop in a page. The stopped page, which takes the PIN, takes the tab. */
export async function callManager(
  desk: Desk,
  line: { readonly tab: number; readonly frame: number; readonly url: string },
  stopped: Stopped,
): Promise<void> {
  const { tab, url } = line
  if (stopped.act !== 'stop') return
  const shown = line.frame === 0 ? url : await desk.host.tabUrl(tab)
  const stop = stopAt(desk, tab, url, stopped)
  desk.stops.set(tab, { ...stop, url: shown || url, act: 'stop', why: stopped.why })
  await desk.host.goTab(tab, `/stopped.html${stop.service ? `?s=${stop.service}` : ''}`)
}

/** A manager can let it through: it has a place to go back to, and something that can be opened there. */
const canLet = (desk: Desk, stop: FloorStop | null): boolean => {
  if (!stop || stop.why === 'trading-site' || originOf(desk, stop.url) === 'trading') return false
  if (!/^https?:/.test(stop.url)) return false
  const service = stop.service && desk.loaded.catalogue.services.get(stop.service)
  return (service && service.site !== undefined) || Boolean(stop.cell && stop.at && stop.at !== 'null')
}

/** The floor has sent a tab to the stopped page, or blocked a request of a known service. */
export async function floorStopped(
  desk: Desk,
  tab: number,
  url: string,
  way: 'navigation' | 'request',
): Promise<void> {
  const service = serviceAt(desk, url)
  const activation = newest(desk)
  const situation = {
    page: 'sign-up',
    origin: originOf(desk, url),
    number: guardedNow(desk).length > 0 && activation ? 'guarded' : 'none',
    activation: activation !== null,
    permit: false,
  } as const
  const verdict = judge(situation, desk.loaded.policy.table as never)
  const body: StopBody = {
    origin: safeOrigin(url),
    service,
    page: 'sign-up',
    number: 'none',
    way,
    layer: 'floor',
    why: verdict.why,
  }
  if (isFlood(`${tab}/floor/${way}/${service}`, desk.now())) return
  let seq: FloorStop['seq'] = null
  try {
    const sealed = await record(desk, [
      {
        kind: way === 'navigation' ? 'signup.stopped' : 'request.stopped',
        clerk: clerkOf(desk),
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
      desk.stops.set(tab, { tab, service, url, act, why: verdict.why, seq })
    }
  }
  desk.host.nudge({ nudge: 'stopped' })
}

/** A page in a file, into which the browser lets no script of ours, is led away; also where it cannot be written down. */
export async function unreadStopped(desk: Desk, tab: number): Promise<void> {
  const activation = newest(desk)
  const stop: FloorStop = { tab, service: null, url: 'about:blank', act: 'stop', why: 'file-page', seq: null }
  desk.stops.set(tab, stop)
  await desk.host.goTab(tab, '/stopped.html')
  if (isFlood(`${tab}/file-page`, desk.now())) return
  const [sealed] = await record(desk, [
    {
      kind: 'number.stopped',
      clerk: clerkOf(desk),
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
  desk.stops.set(tab, { ...stop, seq: sealed?.seq ?? null })
  desk.host.nudge({ nudge: 'stopped' })
}

export function stoppedView(desk: Desk, tab: number, id: ServiceId | null): StoppedView {
  const known = desk.stops.get(tab)
  const stop = known && known.service === id ? known : null
  const service = id ? desk.loaded.catalogue.services.get(id) : undefined
  const activation = newest(desk)
  const signed = activation !== null && service !== undefined && isSigned(desk, activation, service.id)
  const standing = service && activation?.standing[service.id]
  const refused = standing?.state === 'refused'
  const used = activation?.permits.some((p) => p.service === id && p.state === 'used') ?? false
  return {
    lang: desk.lang(),
    service: service ? { id: service.id, name: service.name } : null,
    origin: stop ? safeOrigin(stop.url) : null,
    number: activation ? maskNumber(activation.number) : null,
    openedAt: activation?.openedAt ?? null,
    act: stop?.act ?? 'stop',
    why: stop?.why ?? 'sign-up-unsigned',
    reasons: desk.loaded.policy.reasons.map(({ code, words }) => ({ code, words })),
    promises: desk.loaded.policy.promises.map(({ code, words }) => ({ code, words })),
    canAsk:
      activation?.stage === 'open' &&
      service?.kind === 'account' &&
      desk.loaded.catalogue.complete(service.id) &&
      !signed &&
      !refused,
    notice: service?.kind === 'account' ? desk.loaded.catalogue.why(service.id) : null,
    canOpen: signed && !used,
    canOverride: canLet(desk, stop) && desk.loaded.policy.managers.some((m) => m.pin),
    refused,
    ...(refused && standing.why ? { notToday: standing.why } : {}),
    seq: stop?.seq ?? null,
  }
}

/** From the stopped page: the service is put on the customer's list, and the screen handed over, in one tap. */
export async function askCustomer(
  desk: Desk,
  id: ServiceId,
  promise: string,
  text: string | null,
): Promise<Result<null>> {
  const activation = newest(desk)
  if (!activation) return err('activation/none')
  const service = desk.loaded.catalogue.services.get(id)
  if (service?.kind !== 'account') return err('notice/incomplete')
  const why = desk.loaded.catalogue.why(id)
  if (why) return err(why)
  const next = activation.accounts.includes(id)
    ? activation
    : { ...activation, accounts: [...activation.accounts, id] }
  return handToCustomer(desk, next, promise, text)
}

export async function openFromStopped(desk: Desk, tab: number, id: ServiceId): Promise<Result<null>> {
  const activation = newest(desk)
  if (!activation) return err('activation/none')
  const opened = await openSite(desk, activation, id)
  // The site has a tab of its own now; the one that was stopped has nothing more to show.
  if (opened.ok) await desk.host.closeTab(tab)
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
  desk: Desk,
  tab: number,
  id: ServiceId | null,
  grant: { by: string; how: 'reason' | 'acknowledge' | 'override'; reason: string },
): Promise<Result<null>> {
  const stop = desk.stops.get(tab)
  const service = id ? desk.loaded.catalogue.services.get(id) : undefined
  if (!stop || stop.service !== id) return err('stop/unknown')
  if (stop.why === 'trading-site') return err('stop/final')
  if (!canLet(desk, stop) || (grant.how !== 'override' && !service?.site)) return err('stop/unknown')
  const activation = (stop.about && desk.activations.get(stop.about)) ?? newest(desk)
  await record(desk, [
    {
      kind: 'override.granted',
      clerk: clerkOf(desk),
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
  const until = desk.now() + OPEN_MS
  if (service?.site)
    desk.opened = [...desk.opened.filter((o) => o.until > desk.now()), { tab, service: service.id, until }]
  const cells = new Set(service?.site ? OPENS[grant.how] : [])
  if (grant.how === 'override' && stop.cell) cells.add(stop.cell)
  const at = stop.at ?? placeOf(desk, stop.url)
  allow(
    desk,
    [...cells].map((cell) => ({ tab, cell, short: null, until, at })),
  )
  desk.quarantined = desk.quarantined.filter((q) => q.tab !== tab)
  desk.stops.delete(tab)
  await applyGuard(desk)
  await desk.host.goTab(tab, stop.url)
  return ok(null)
}

/** One tap from the policy's list; only where the table says `reason`. */
export async function giveReason(
  desk: Desk,
  tab: number,
  id: ServiceId | null,
  code: string,
): Promise<Result<null>> {
  if (!desk.loaded.policy.reasons.some((r) => r.code === code)) return err('reason/unknown')
  if (desk.stops.get(tab)?.act !== 'reason') return err('stop/needs-signature')
  return letThrough(desk, tab, id, { by: clerkOf(desk), how: 'reason', reason: code })
}

/** Where the table says `banner` or `acknowledge`: the clerk has read it. Sending stays held by the sentinel. */
export async function goOn(desk: Desk, tab: number, id: ServiceId | null): Promise<Result<null>> {
  const act = desk.stops.get(tab)?.act
  if (act !== 'banner' && act !== 'acknowledge') return err('stop/needs-signature')
  return letThrough(desk, tab, id, { by: clerkOf(desk), how: 'acknowledge', reason: 'read' })
}

/** A manager at the counter, with a PIN of their own; never the vault's passphrase, and never for a trading site. */
export async function override(
  desk: Desk,
  tab: number,
  id: ServiceId | null,
  manager: string,
  pin: string,
  reason: string,
): Promise<Result<null>> {
  if (!desk.loaded.policy.reasons.some((r) => r.code === reason)) return err('reason/unknown')
  const who = desk.loaded.policy.managers.find((m) => m.id === manager)
  const checked = who?.pin ? await checkPin(desk, who, pin) : err('staff/unknown')
  if (!checked.ok) {
    await record(desk, [
      { kind: 'manager.rejected', clerk: clerkOf(desk), activation: '', body: { where: 'override' } },
    ])
    return err(checked.error.code)
  }
  return letThrough(desk, tab, id, { by: manager, how: 'override', reason })
}

/** Back: a quarantined tab goes to the site's first page afresh, so that no page with the number comes back. */
export async function goBack(desk: Desk, tab: number): Promise<void> {
  const stop = desk.stops.get(tab)
  desk.stops.delete(tab)
  if (desk.quarantined.some((q) => q.tab === tab)) {
    desk.quarantined = desk.quarantined.filter((q) => q.tab !== tab)
    await applyGuard(desk)
    await desk.host.goTab(tab, stop?.url ?? 'about:blank')
    return
  }
  await desk.host.backTab(tab)
}

/**
 * A clerk's own log-in by code, which the table allows: the floor knows its end points, and lets this tab ask them for a
 * while. The number was read by the sentinel and is none that is guarded; nothing is written down.
 */
export async function openLogIn(desk: Desk, tab: number, url: string): Promise<void> {
  const service = serviceAt(desk, url)
  if (!service || openOf(desk).length > 0) return
  const situation = { page: 'code-log-in', origin: originOf(desk, url), number: 'other' } as const
  const { table } = desk.loaded.policy
  if (isStop(judge({ ...situation, activation: false, permit: false }, table as never).act)) return
  const until = desk.now() + ALLOW_MS
  desk.logIns = [
    ...desk.logIns.filter((l) => l.until > desk.now() && (l.tab !== tab || l.service !== service)),
    { tab, service, until },
  ]
  await applyGuard(desk)
  desk.host.alarm(`log-in/${tab}`, until)
}

/** A reason given in the sentinel's banner: 60 seconds for the same act in this tab; the clerk repeats it. */
export async function bannerReason(
  desk: Desk,
  tab: number,
  url: string,
  given: Extract<ToBackground, { t: 'reason' }>,
  stopped: Stopped,
): Promise<void> {
  const wanted = stopped.act === 'acknowledge' ? 'acknowledge' : 'reason'
  const isKnown = wanted === 'acknowledge' || desk.loaded.policy.reasons.some((r) => r.code === given.code)
  if (stopped.act !== wanted || !isKnown || stopped.cell !== given.cell) return
  // The answer counts for the cell that stands in the table of the policy, not for what the page's world says.
  // A code stands beside the table; its reason is always one.
  if (actAt(desk, url, stopped) !== wanted && !(given.cell === CODE_CELL && wanted === 'reason')) return
  const activation = activationOf(desk, stopped.digits) ?? newest(desk)
  await record(desk, [
    {
      kind: 'override.granted',
      clerk: clerkOf(desk),
      activation: activation?.id ?? '',
      ...(activation ? { cust: activation.cust } : {}),
      body: {
        by: clerkOf(desk),
        how: wanted,
        reason: wanted === 'acknowledge' ? 'read' : given.code,
        origin: safeOrigin(url),
        service: serviceAt(desk, url),
        number: stopped.number,
      },
    },
  ])
  const [at, until] = [placeOf(desk, url), desk.now() + ALLOW_MS]
  allow(
    desk,
    shortsOf(desk, stopped.digits).map((short) => ({ tab, cell: given.cell, short, until, at })),
  )
  // The floor knows the site's code end points: without a rule for this tab the repeated act would still be blocked.
  const service = serviceAt(desk, url)
  if (service && wanted === 'reason' && (stopped.page === 'sign-up' || stopped.page === 'code-log-in')) {
    desk.opened = [
      ...desk.opened.filter((o) => o.until > desk.now()),
      { tab, service, until: desk.now() + ALLOW_MS },
    ]
  }
  await applyGuard(desk)
}
