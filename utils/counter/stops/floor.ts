import { opens } from '../../consent/index.ts'
import { judge } from '../../guard/index.ts'
import {
  type Counter,
  clerkOf,
  type FloorStop,
  guardedNow,
  hitsUrl,
  type InTurn,
  newest,
  openOf,
  originOf,
  record,
  safeOrigin,
  serviceAt,
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
  const opened = counter.opened.some((o) => o.tab === tab && o.service === service && o.until > now)
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
