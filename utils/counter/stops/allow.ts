import { err, ok, type Result, type ServiceId } from '../../base/index.ts'
import { CODE_CELL, fingerprint, isStop, judge } from '../../guard/index.ts'
import type { ToBackground } from '../../wire/index.ts'
import {
  type BrowserRun,
  type Counter,
  clerkOf,
  commit,
  type FloorStop,
  newest,
  openOf,
  originOf,
  placeOf,
  safeOrigin,
  serviceAt,
  stopIn,
} from '../state/index.ts'
import { actAt, type Stopped } from './act.ts'
import { activationOf, isGuarded, shortsOf } from './digits.ts'

export const ALLOW_MS = 60_000

const OPEN_MS = 10 * 60_000

/** What answered stops let pass, with these. */
export const allowedWith = (counter: Counter, more: BrowserRun['allowed']): BrowserRun['allowed'] => [
  ...counter.run.allowed.filter((a) => a.until > counter.now()),
  ...more,
]

/** Sites that are open for a tab, with this one. */
const openedWith = (counter: Counter, one: BrowserRun['opened'][number]): BrowserRun['opened'] => [
  ...counter.run.opened.filter((o) => o.until > counter.now()),
  one,
]

/** Where digits only look like a guarded number an allowance stands for them from now on: true. */
export async function isFalse(counter: Counter, tab: number, cell: string, digits: string): Promise<boolean> {
  if (await isGuarded(counter, digits)) return false
  const short = fingerprint(digits, counter.key)
  const allowed = allowedWith(counter, [{ tab, cell, short, until: counter.now() + ALLOW_MS }])
  await commit(counter, { next: { run: { allowed } } })
  return true
}

/** A manager can let it through: it has a place to go back to, and something that can be opened there. */
export const canLet = (counter: Counter, stop: FloorStop | null | undefined): boolean => {
  if (!stop || stop.why === 'trading-site' || originOf(counter, stop.url) === 'trading') return false
  if (!/^https?:/.test(stop.url)) return false
  const service = stop.service && counter.loaded.catalogue.services.get(stop.service)
  return (service && service.site !== undefined) || Boolean(stop.cell && stop.at && stop.at !== 'null')
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

export async function letThrough(
  counter: Counter,
  tab: number,
  id: ServiceId | null,
  grant: { by: string; how: 'reason' | 'acknowledge' | 'override'; reason: string },
): Promise<Result<null>> {
  const stop = stopIn(counter, tab)
  const service = id ? counter.loaded.catalogue.services.get(id) : undefined
  if (!stop || stop.service !== id) return err('stop/unknown')
  if (stop.why === 'trading-site') return err('stop/final')
  if (!canLet(counter, stop) || (grant.how !== 'override' && !service?.site)) return err('stop/unknown')
  const activation = (stop.about && counter.activations.get(stop.about)) ?? newest(counter)
  const until = counter.now() + OPEN_MS
  const cells = new Set(service?.site ? OPENS[grant.how] : [])
  if (grant.how === 'override' && stop.cell) cells.add(stop.cell)
  const at = stop.at ?? placeOf(counter, stop.url)
  await commit(counter, {
    drafts: [
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
    ],
    next: {
      run: {
        ...(service?.site ? { opened: openedWith(counter, { tab, service: service.id, until }) } : {}),
        allowed: allowedWith(
          counter,
          [...cells].map((cell) => ({ tab, cell, short: null, until, at })),
        ),
        quarantined: counter.run.quarantined.filter((q) => q.tab !== tab),
        stops: counter.run.stops.filter((one) => one.tab !== tab),
      },
    },
  })
  await counter.host.goTab(tab, stop.url)
  return ok(null)
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
  if (isStop(judge({ ...situation, activation: false, permit: false }, table).act)) return
  const until = counter.now() + ALLOW_MS
  const others = counter.run.logIns.filter(
    (l) => l.until > counter.now() && (l.tab !== tab || l.service !== service),
  )
  await commit(counter, { next: { run: { logIns: [...others, { tab, service, until }] } } })
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
  const [at, until] = [placeOf(counter, url), counter.now() + ALLOW_MS]
  const service = serviceAt(counter, url)
  // The floor knows the site's code end points: without a rule for this tab the repeated act would still be blocked.
  const isOpened = wanted === 'reason' && (stopped.page === 'sign-up' || stopped.page === 'code-log-in')
  await commit(counter, {
    drafts: [
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
          service,
          number: stopped.number,
        },
      },
    ],
    next: {
      run: {
        allowed: allowedWith(
          counter,
          shortsOf(counter, stopped.digits).map((short) => ({ tab, cell: given.cell, short, until, at })),
        ),
        ...(service && isOpened ? { opened: openedWith(counter, { tab, service, until }) } : {}),
      },
    },
  })
}
