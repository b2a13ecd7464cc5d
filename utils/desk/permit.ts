import { err, ok, type Result, randomId, type ServiceId } from '../base/index.ts'
import { MAX_CODES, mayIssue, opens, type Permit } from '../consent/index.ts'
import { isSigned } from './gate.ts'
import { applyGuard, serviceAt } from './guarding.ts'
import { NOT_CLEANED, tell } from './manager.ts'
import { advance, clerkOf } from './record.ts'
import { type Activation, type Desk, openOf } from './state.ts'

/** Opens the service's own site in a new tab, for this number, for some minutes. Only over a valid signature. */
export async function openSite(desk: Desk, activation: Activation, id: ServiceId): Promise<Result<null>> {
  const service = desk.loaded.catalogue.services.get(id)
  const standing = activation.standing[id]
  if (!service?.site || service.kind !== 'account') return err('permit/no-site')
  if (!standing || !isSigned(desk, activation, id)) return err('permit/not-signed')
  const live = activation.permits.find((p) => p.service === id && opens(p, p.tab, desk.now()))
  if (live) {
    await desk.host.goTab(live.tab, service.site.start)
    return ok(null)
  }
  if (!mayIssue(activation.permits, id)) return err('permit/used')
  // The rules must stand before the first request: the tab is opened empty, and led on afterwards.
  const tab = await desk.host.createTab('about:blank')
  if (tab === null) return err('permit/no-tab')
  const now = desk.now()
  const permit: Permit = {
    id: randomId(8),
    service: id,
    consent: standing.seq,
    tab,
    issuedAt: now,
    until: now + desk.loaded.policy.times.permitMinutes * 60_000,
    codes: 0,
    state: 'open',
  }
  try {
    await advance(desk, { ...activation, permits: [...activation.permits, permit] }, [
      {
        kind: 'permit.issued',
        clerk: clerkOf(desk),
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
    await desk.host.closeTab(tab)
    throw e
  }
  await applyGuard(desk)
  desk.host.alarm(`permit/${permit.id}`, permit.until)
  await desk.host.goTab(tab, service.site.start)
  desk.host.nudge({ nudge: 'panel', activation: activation.id })
  desk.host.nudge({ nudge: 'sign', activation: activation.id })
  return ok(null)
}

/**
 * Takes a permit back: rules first, then its tab, then what the site left behind since. After the run of the browser in which
 * it was issued its tab is gone, and another may bear the number.
 */
async function end(
  desk: Desk,
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
  const head = { clerk: clerkOf(desk), activation: activation.id, cust: activation.cust } as const
  // The gate closes whatever the disk says: an entry that cannot be written must not leave a permit open.
  desk.activations.set(next.id, next)
  await applyGuard(desk)
  const service = desk.loaded.catalogue.services.get(permit.service)
  if (tab === 'close') await desk.host.closeTab(permit.tab)
  const seen = desk.visited.filter((v) => v.tab === permit.tab).map((v) => v.host)
  const isClean =
    !service?.site ||
    (await desk.host.cleanSite([...new Set([...service.site.domains, ...seen])], permit.issuedAt))
  // The permit has ended all the same; that an account may still be logged in here somebody has to see.
  if (!isClean) desk.alarms.add('permit/not-cleaned')
  const left = isClean ? {} : { left: true as const }
  desk.visited = desk.visited.filter((v) => v.tab !== permit.tab)
  const body = { permit: permit.id, service: permit.service }
  await advance(
    desk,
    next,
    [
      why === 'used'
        ? { kind: 'permit.used', ...head, body: { ...body, ...left } }
        : { kind: 'permit.expired', ...head, body: { ...body, why, ...left } },
    ],
    isClean ? [] : [desk.store.settingWrite(NOT_CLEANED, true)],
  )
  if (!isClean) tell(desk)
  desk.host.nudge({ nudge: 'panel', activation: activation.id })
  desk.host.nudge({ nudge: 'sign', activation: activation.id })
  return next
}

export async function endPermits(
  desk: Desk,
  activation: Activation,
  why: 'hand-over' | 'withdrawn' | 'tab-closed',
  only?: readonly ServiceId[],
): Promise<Activation> {
  let current = activation
  for (const p of activation.permits) {
    if (p.state === 'open' && (!only || only.includes(p.service))) current = await end(desk, current, p, why)
  }
  return current
}

/**
 * Tabs have new ids in a new run of the browser: no permit outlives the tab that it was for. They are shut before any rule is
 * made of them; what is given back writes it down.
 */
export function dropPermits(desk: Desk): () => Promise<void> {
  const left = openPermits(desk)
  for (const { activation } of left) {
    const permits = activation.permits.map((p) =>
      p.state === 'open' ? { ...p, state: 'ended' as const } : p,
    )
    desk.activations.set(activation.id, { ...activation, permits })
  }
  return async () => {
    for (const { activation, permit } of left)
      await end(desk, desk.activations.get(activation.id) ?? activation, permit, 'tab-closed', 'gone')
  }
}

const openPermits = (desk: Desk) =>
  openOf(desk).flatMap((activation) =>
    activation.permits.filter((p) => p.state === 'open').map((permit) => ({ activation, permit })),
  )

/** A page of a permit's site was opened in its tab; sub-domains and ports keep a store of their own. */
export function permitVisited(desk: Desk, tab: number, url: string): void {
  const isOpen = openPermits(desk).some(
    ({ permit }) => permit.tab === tab && permit.service === serviceAt(desk, url),
  )
  const host = isOpen ? new URL(url).host : ''
  if (host && !desk.visited.some((v) => v.tab === tab && v.host === host))
    desk.visited = [...desk.visited, { tab, host }]
}

/** Rules have no clock: every event passes here. */
export async function expirePermits(desk: Desk): Promise<void> {
  for (const { activation, permit } of openPermits(desk)) {
    if (desk.now() >= permit.until) await end(desk, activation, permit, 'time')
  }
}

export async function permitTabClosed(desk: Desk, tab: number): Promise<void> {
  for (const { activation, permit } of openPermits(desk)) {
    if (permit.tab === tab) await end(desk, activation, permit, 'tab-closed')
  }
}

/** A code was asked for in the permit's tab. After the last that is allowed a rule blocks the next; this ends what got by. */
export async function permitCode(desk: Desk, tab: number): Promise<void> {
  for (const { activation, permit } of openPermits(desk)) {
    if (permit.tab !== tab) continue
    if (permit.codes >= MAX_CODES) {
      await end(desk, activation, permit, 'codes')
      continue
    }
    await advance(desk, {
      ...activation,
      permits: activation.permits.map((p) => (p.id === permit.id ? { ...p, codes: p.codes + 1 } : p)),
    })
    if (permit.codes + 1 >= MAX_CODES) await applyGuard(desk)
  }
}

/** "Get code" was pressed where nobody knows which request asks for one. */
export async function permitPressed(desk: Desk, tab: number): Promise<void> {
  const here = openPermits(desk).find(({ permit }) => permit.tab === tab)
  const site = here && desk.loaded.catalogue.services.get(here.permit.service)?.site
  if (site?.code.length === 0) await permitCode(desk, tab)
}

/** The site has answered the request that creates the account with success. */
export async function permitUsed(desk: Desk, tab: number): Promise<void> {
  for (const { activation, permit } of openPermits(desk)) {
    if (permit.tab === tab) await end(desk, activation, permit, 'used')
  }
}
