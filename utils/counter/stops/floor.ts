import { opens } from '../../consent/index.ts'
import { judge } from '../../guard/index.ts'
import type { Appended } from '../../store/index.ts'
import {
  type Counter,
  clerkOf,
  commit,
  type FloorStop,
  guardedNow,
  hitsUrl,
  type InTurn,
  newest,
  openOf,
  originOf,
  type Patch,
  safeOrigin,
  serviceAt,
  stopsWith,
} from '../state/index.ts'
import type { StopBody } from './act.ts'
import { isFlood } from './flood.ts'

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
  const verdict = judge(situation, counter.loaded.policy.table)
  const body: StopBody = {
    origin: safeOrigin(url),
    service,
    page: 'sign-up',
    number: 'none',
    way,
    layer: 'floor',
    why: verdict.why,
  }
  if (isFlood(counter, `${tab}/floor/${way}/${service}`)) return
  const act = verdict.act === 'allow' || verdict.act === 'inform' ? 'stop' : verdict.act
  const stop: FloorStop = { tab, service, url, act, why: verdict.why, seq: null }
  await commit(counter, {
    // The stop stands whether or not it can be written down.
    ...(way === 'navigation' ? { shut: { run: { stops: stopsWith(counter, stop) } } } : {}),
    drafts: [
      {
        kind: way === 'navigation' ? 'signup.stopped' : 'request.stopped',
        clerk: clerkOf(counter),
        activation: activation?.id ?? '',
        ...(activation ? { cust: activation.cust } : {}),
        body,
      },
    ],
    ...(way === 'navigation' ? { next: placed(counter, stop) } : {}),
    tell: [{ nudge: 'stopped' }],
  })
}

/** The stop with the place of its entry. */
const placed =
  (counter: Counter, stop: FloorStop) =>
  (appended: readonly Appended[]): Patch => ({
    run: { stops: stopsWith(counter, { ...stop, seq: appended[0]?.seq ?? null }) },
  })

/** A page in a file, into which the browser lets no script of ours, is led away; also where it cannot be written down. */
export async function unreadStopped(counter: Counter, tab: number): Promise<void> {
  const activation = newest(counter)
  const stop: FloorStop = { tab, service: null, url: 'about:blank', act: 'stop', why: 'file-page', seq: null }
  await commit(counter, { shut: { run: { stops: stopsWith(counter, stop) } } })
  await counter.host.goTab(tab, '/stopped.html')
  if (isFlood(counter, `${tab}/file-page`)) return
  await commit(counter, {
    drafts: [
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
    ],
    next: placed(counter, stop),
    tell: [{ nudge: 'stopped' }],
  })
}

/** A page that a service worker of the site answered does not meet the floor: it is sent on from here. */
export async function floorMissed(counter: Counter, inTurn: InTurn, tab: number, url: string): Promise<void> {
  const service = serviceAt(counter, url)
  const site = service ? counter.loaded.catalogue.services.get(service)?.site : undefined
  if (originOf(counter, url) === 'trading') {
    await inTurn(() => floorStopped(counter, tab, url, 'navigation'))
    await counter.host.goTab(tab, '/stopped.html')
    return
  }
  if (!site?.signUp.some((m) => hitsUrl(url, m))) return
  const now = counter.now()
  const permitted = openOf(counter).some((a) =>
    a.permits.some((p) => p.service === service && opens(p, tab, now)),
  )
  const opened = counter.run.opened.some((o) => o.tab === tab && o.service === service && o.until > now)
  if (permitted || opened) return
  await inTurn(() => floorStopped(counter, tab, url, 'navigation'))
  await counter.host.goTab(tab, `/stopped.html?s=${service}`)
}

/** A request was blocked: written down where it was one of a known service. */
export async function floorBlocked(
  counter: Counter,
  inTurn: InTurn,
  tab: number,
  url: string,
): Promise<void> {
  const service = serviceAt(counter, url)
  const site = service ? counter.loaded.catalogue.services.get(service)?.site : undefined
  if (site && [...site.code, ...site.create].some((m) => hitsUrl(url, m)))
    await inTurn(() => floorStopped(counter, tab, url, 'request'))
}
