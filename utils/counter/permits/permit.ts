import { err, ok, type Result, randomId, type ServiceId } from '../../base/index.ts'
import { MAX_CODES, mayIssue, opens, type Permit } from '../../consent/index.ts'
import { isSigned } from '../activation/index.ts'
import { NOT_CLEANED, tell } from '../manager/index.ts'
import {
  type Activation,
  advance,
  applyGuard,
  type Counter,
  clerkOf,
  openOf,
  serviceAt,
} from '../state/index.ts'

/** Opens the service's own site in a new tab, for this number, for some minutes. Only over a valid signature. */
export async function openSite(
  counter: Counter,
  activation: Activation,
  id: ServiceId,
): Promise<Result<null>> {
  const service = counter.loaded.catalogue.services.get(id)
  const standing = activation.standing[id]
  if (!service?.site || service.kind !== 'account') return err('permit/no-site')
  if (!standing || !isSigned(counter, activation, id)) return err('permit/not-signed')
  const live = activation.permits.find((p) => p.service === id && opens(p, p.tab, counter.now()))
  if (live) {
    await counter.host.goTab(live.tab, service.site.start)
    return ok(null)
  }
  if (!mayIssue(activation.permits, id)) return err('permit/used')
  // The rules must stand before the first request: the tab is opened empty, and led on afterwards.
  const tab = await counter.host.createTab('about:blank')
  if (tab === null) return err('permit/no-tab')
  const now = counter.now()
  const permit: Permit = {
    id: randomId(8),
    service: id,
    consent: standing.seq,
    tab,
    issuedAt: now,
    until: now + counter.loaded.policy.times.permitMinutes * 60_000,
    codes: 0,
    state: 'open',
  }
  try {
    await advance(counter, { ...activation, permits: [...activation.permits, permit] }, [
      {
        kind: 'permit.issued',
        clerk: clerkOf(counter),
        activation: activation.id,
        cust: activation.cust,
        body: {
          permit: permit.id,
          service: id,
          until: new Date(permit.until).toISOString(),
          consent: standing.seq,
        },
      },
    ])
  } catch (e) {
    await counter.host.closeTab(tab)
    throw e
  }
  await applyGuard(counter)
  counter.host.alarm(`permit/${permit.id}`, permit.until)
  await counter.host.goTab(tab, service.site.start)
  counter.host.nudge({ nudge: 'panel', activation: activation.id })
  counter.host.nudge({ nudge: 'sign', activation: activation.id })
  return ok(null)
}

/**
 * Takes a permit back: rules first, then its tab, then what the site left behind since. After the run of the browser in which
 * it was issued its tab is gone, and another may bear the number.
 */
async function end(
  counter: Counter,
  activation: Activation,
  permit: Permit,
  why: 'used' | 'time' | 'hand-over' | 'withdrawn' | 'tab-closed' | 'codes',
  tab: 'close' | 'gone' = 'close',
): Promise<Activation> {
  const next: Activation = {
    ...activation,
    permits: activation.permits.map((p) =>
      p.id === permit.id ? { ...p, state: why === 'used' ? 'used' : 'ended' } : p,
    ),
    opened: why === 'used' ? [...activation.opened, permit.service] : activation.opened,
  }
  const head = { clerk: clerkOf(counter), activation: activation.id, cust: activation.cust } as const
  // The gate closes whatever the disk says: an entry that cannot be written must not leave a permit open.
  counter.activations.set(next.id, next)
  await applyGuard(counter)
  const service = counter.loaded.catalogue.services.get(permit.service)
  if (tab === 'close') await counter.host.closeTab(permit.tab)
  const seen = counter.visited.filter((v) => v.tab === permit.tab).map((v) => v.host)
  const isClean =
    !service?.site ||
    (await counter.host.cleanSite([...new Set([...service.site.domains, ...seen])], permit.issuedAt))
  // The permit has ended all the same; that an account may still be logged in here somebody has to see.
  if (!isClean) counter.alarms.add('permit/not-cleaned')
  const left = isClean ? {} : { left: true as const }
  counter.visited = counter.visited.filter((v) => v.tab !== permit.tab)
  const body = { permit: permit.id, service: permit.service }
  await advance(
    counter,
    next,
    [
      why === 'used'
        ? { kind: 'permit.used', ...head, body: { ...body, ...left } }
        : { kind: 'permit.expired', ...head, body: { ...body, why, ...left } },
    ],
    isClean ? [] : [counter.store.settingWrite(NOT_CLEANED, true)],
  )
  if (!isClean) tell(counter)
  counter.host.nudge({ nudge: 'panel', activation: activation.id })
  counter.host.nudge({ nudge: 'sign', activation: activation.id })
  return next
}

export async function endPermits(
  counter: Counter,
  activation: Activation,
  why: 'hand-over' | 'withdrawn' | 'tab-closed',
  only?: readonly ServiceId[],
): Promise<Activation> {
  let current = activation
  for (const p of activation.permits) {
    if (p.state === 'open' && (!only || only.includes(p.service)))
      current = await end(counter, current, p, why)
  }
  return current
}

/**
 * Tabs have new ids in a new run of the browser: no permit outlives the tab that it was for. They are shut before any rule is
 * made of them; what is given back writes it down.
 */
export function dropPermits(counter: Counter): () => Promise<void> {
  const left = openPermits(counter)
  for (const { activation } of left) {
    const permits = activation.permits.map((p) =>
      p.state === 'open' ? { ...p, state: 'ended' as const } : p,
    )
    counter.activations.set(activation.id, { ...activation, permits })
  }
  return async () => {
    for (const { activation, permit } of left)
      await end(counter, counter.activations.get(activation.id) ?? activation, permit, 'tab-closed', 'gone')
  }
}

const openPermits = (counter: Counter) =>
  openOf(counter).flatMap((activation) =>
    activation.permits.filter((p) => p.state === 'open').map((permit) => ({ activation, permit })),
  )

/** A page of a permit's site was opened in its tab; sub-domains and ports keep a store of their own. */
export function permitVisited(counter: Counter, tab: number, url: string): void {
  const isOpen = openPermits(counter).some(
    ({ permit }) => permit.tab === tab && permit.service === serviceAt(counter, url),
  )
  const host = isOpen ? new URL(url).host : ''
  if (host && !counter.visited.some((v) => v.tab === tab && v.host === host))
    counter.visited = [...counter.visited, { tab, host }]
}

/** Rules have no clock: every event passes here. */
export async function expirePermits(counter: Counter): Promise<void> {
  for (const { activation, permit } of openPermits(counter)) {
    if (counter.now() >= permit.until) await end(counter, activation, permit, 'time')
  }
}

export async function permitTabClosed(counter: Counter, tab: number): Promise<void> {
  for (const { activation, permit } of openPermits(counter)) {
    if (permit.tab === tab) await end(counter, activation, permit, 'tab-closed')
  }
}

/** A code was asked for in the permit's tab. After the last that is allowed a rule blocks the next; this ends what got by. */
export async function permitCode(counter: Counter, tab: number): Promise<void> {
  for (const { activation, permit } of openPermits(counter)) {
    if (permit.tab !== tab) continue
    if (permit.codes >= MAX_CODES) {
      await end(counter, activation, permit, 'codes')
      continue
    }
    await advance(counter, {
      ...activation,
      permits: activation.permits.map((p) => (p.id === permit.id ? { ...p, codes: p.codes + 1 } : p)),
    })
    if (permit.codes + 1 >= MAX_CODES) await applyGuard(counter)
  }
}

/** "Get code" was pressed where nobody knows which request asks for one. */
export async function permitPressed(counter: Counter, tab: number): Promise<void> {
  const here = openPermits(counter).find(({ permit }) => permit.tab === tab)
  const site = here && counter.loaded.catalogue.services.get(here.permit.service)?.site
  if (site?.code.length === 0) await permitCode(counter, tab)
}

/** The site has answered the request that creates the account with success. */
export async function permitUsed(counter: Counter, tab: number): Promise<void> {
  for (const { activation, permit } of openPermits(counter)) {
    if (permit.tab === tab) await end(counter, activation, permit, 'used')
  }
}
