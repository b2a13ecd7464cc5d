import { err, ok, type Result, randomId, type ServiceId } from '../../base/index.ts'
import { mayIssue, opens, type Permit } from '../../consent/index.ts'
import type { Draft } from '../../log/index.ts'
import { isSigned } from '../activation/index.ts'
import type { Activation, Counter } from '../state/index.ts'
import { advance, clerkOf } from '../state/index.ts'

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
  const draft: Draft = {
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
  }
  try {
    await advance(counter, { ...activation, permits: [...activation.permits, permit] }, [draft])
  } catch (e) {
    await counter.host.closeTab(tab)
    throw e
  }
  counter.host.alarm(`permit/${permit.id}`, permit.until)
  await counter.host.goTab(tab, service.site.start)
  counter.host.nudge({ nudge: 'panel', activation: activation.id })
  counter.host.nudge({ nudge: 'sign', activation: activation.id })
  return ok(null)
}
