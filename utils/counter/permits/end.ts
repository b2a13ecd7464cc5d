import type { ServiceId } from '../../base/index.ts'
import type { Permit } from '../../consent/index.ts'
import type { Draft } from '../../log/index.ts'
import type { Write } from '../../store/index.ts'
import type { Nudge } from '../../wire/index.ts'
import type { Activation } from '../state/index.ts'
import { type Counter, clerkOf, commit, openOf, remember, SETTINGS, settingWrite } from '../state/index.ts'

type Why = 'used' | 'time' | 'hand-over' | 'withdrawn' | 'tab-closed' | 'codes'

/** Permits that are shut: the activation without them, and what of it still has to be written. */
export interface Shut {
  readonly activation: Activation
  readonly drafts: readonly Draft[]
  readonly writes: readonly Write[]
  readonly tell: readonly Nudge[]
}

/**
 * Takes permits back, whatever the disk says: the rules first, then the tabs, then what the sites left behind since. What it
 * gives is to be written by the caller, with what the permits ended for, in one transaction. `activation`: as it is to be
 * from now on, but for its permits. `tab`: in a new run of the browser the tab is gone, and another may bear its number.
 */
export async function shutPermits(
  counter: Counter,
  activation: Activation,
  permits: readonly Permit[],
  why: Why,
  tab: 'close' | 'gone' = 'close',
): Promise<Shut> {
  const ids = new Set(permits.map((p) => p.id))
  const next: Activation = {
    ...activation,
    permits: activation.permits.map((p) =>
      ids.has(p.id) ? { ...p, state: why === 'used' ? 'used' : 'ended' } : p,
    ),
    opened: [...activation.opened, ...(why === 'used' ? permits.map((p) => p.service) : [])],
  }
  await commit(counter, { shut: { activations: [next] } })
  const drafts: Draft[] = []
  let isClean = true
  for (const permit of permits) {
    if (tab === 'close') await counter.host.closeTab(permit.tab)
    const own = await cleanAfter(counter, permit)
    isClean &&= own
    const head = { clerk: clerkOf(counter), activation: activation.id, cust: activation.cust } as const
    const body = { permit: permit.id, service: permit.service, ...(own ? {} : { left: true as const }) }
    drafts.push(
      why === 'used'
        ? { kind: 'permit.used', ...head, body }
        : { kind: 'permit.expired', ...head, body: { ...body, why } },
    )
  }
  return {
    activation: next,
    drafts,
    writes: isClean ? [] : [settingWrite(SETTINGS.notCleaned, true)],
    tell: [
      { nudge: 'panel', activation: activation.id },
      { nudge: 'sign', activation: activation.id },
      ...(isClean ? [] : ([{ nudge: 'popup' }, { nudge: 'console' }] as const)),
    ],
  }
}

/** Removes what the permit's site left behind; false where something may be left, which somebody has to see. */
async function cleanAfter(counter: Counter, permit: Permit): Promise<boolean> {
  const { visited } = counter.run.permits
  const seen = visited.filter((v) => v.tab === permit.tab).map((v) => v.host)
  const site = counter.loaded.catalogue.services.get(permit.service)?.site
  const isClean =
    !site || (await counter.host.cleanSite([...new Set([...site.domains, ...seen])], permit.issuedAt))
  const { permits } = counter.run
  remember(counter, {
    run: { permits: { ...permits, visited: permits.visited.filter((v) => v.tab !== permit.tab) } },
    ...(isClean ? {} : { alarms: { on: ['permit/not-cleaned'] } }),
  })
  return isClean
}

/** Takes permits back and writes it down. */
async function endPermits(
  counter: Counter,
  activation: Activation,
  permits: readonly Permit[],
  why: Why,
  tab: 'close' | 'gone' = 'close',
): Promise<void> {
  if (permits.length === 0) return
  const { activation: next, drafts, writes, tell } = await shutPermits(counter, activation, permits, why, tab)
  await commit(counter, { drafts, writes, next: { activations: [next] }, tell })
}

/** Those of an activation that are open, of these services or of all. */
export const openPermitsOf = (activation: Activation, only?: readonly ServiceId[]): readonly Permit[] =>
  activation.permits.filter((p) => p.state === 'open' && (!only || only.includes(p.service)))

/** Every open permit, with its activation. */
export const openPermits = (counter: Counter) =>
  openOf(counter).flatMap((activation) => openPermitsOf(activation).map((permit) => ({ activation, permit })))

/**
 * Permits that no start may open again: in a new run of the browser all of them, since their tabs are gone and others may
 * bear the numbers; else those that were shut before the disk had said so. Gives the activations without them.
 */
export function withoutStale(
  activations: readonly Activation[],
  isStale: (permit: Permit) => boolean,
): { activations: readonly Activation[]; stale: readonly { activation: Activation; permit: Permit }[] } {
  return {
    activations: activations.map((a) => ({
      ...a,
      permits: a.permits.map((p) =>
        p.state === 'open' && isStale(p) ? { ...p, state: 'ended' as const } : p,
      ),
    })),
    stale: activations.flatMap((activation) =>
      openPermitsOf(activation)
        .filter(isStale)
        .map((permit) => ({ activation, permit })),
    ),
  }
}

/** Rules have no clock: every event passes here. */
export async function expirePermits(counter: Counter): Promise<void> {
  for (const { activation, permit } of openPermits(counter)) {
    if (counter.now() >= permit.until) await endPermit(counter, activation, permit, 'time')
  }
}

/** One of several: the activation may have changed since the list was made. */
export const endPermit = (
  counter: Counter,
  activation: Activation,
  permit: Permit,
  why: Why,
  tab: 'close' | 'gone' = 'close',
): Promise<void> =>
  endPermits(counter, counter.activations.get(activation.id) ?? activation, [permit], why, tab)
