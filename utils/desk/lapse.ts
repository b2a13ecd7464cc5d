import type { ServiceId } from '../base/index.ts'
import { freshen, isValid } from '../consent/index.ts'
import type { Draft } from '../log/index.ts'
import type { DecisionRow, Write } from '../store/index.ts'
import { applyGuard } from './guarding.ts'
import { endPermits } from './permit.ts'
import { advance, clerkOf, record } from './record.ts'
import { type Activation, type Desk, openOf, type Standing } from './state.ts'

const DAY = 86_400_000

/** Until when a decision on this text lasts, ms; undefined: until it is withdrawn. */
export function lastsUntil(desk: Desk, s: Pick<Standing, 'lang' | 'at'>, service: ServiceId) {
  const days = desk.loaded.catalogue.notice(service, s.lang)?.notice.full.lastsDays
  return days ? s.at + days * DAY : undefined
}

/** A row without its term: what is over does not come up again, and its records are kept from that day on. */
export const ended = (
  { until: _, ...row }: DecisionRow,
  state: DecisionRow['state'],
  at: number,
): DecisionRow => ({ ...row, state, ended: row.ended ?? at })

/** Consents whose time is over: an entry each, and the gates that they held open are closed. */
export async function expireConsents(desk: Desk): Promise<void> {
  const due = await desk.store.decisionsDue(desk.now())
  const drafts = due
    .filter((row) => isValid(row.state))
    .map(
      (row): Draft => ({
        kind: 'consent.expired',
        clerk: clerkOf(desk),
        activation: row.activation,
        cust: row.cust,
        body: { service: row.service, of: (row.seq ?? -1) as Standing['seq'] },
      }),
    )
  if (due.length === 0) return
  const writes = due.map(
    (row): Write => ({
      table: 'decisions',
      put: ended(row, isValid(row.state) ? 'expired' : row.state, row.until ?? desk.now()),
    }),
  )
  await record(desk, drafts, writes)
  for (const a of openOf(desk)) {
    const gone = due.filter((row) => row.activation === a.id).map((row) => row.service)
    if (gone.length > 0) await close(desk, a, gone, 'expired')
  }
}

async function close(
  desk: Desk,
  activation: Activation,
  services: readonly ServiceId[],
  state: 'expired' | 'invalidated' | 'withdrawn',
): Promise<void> {
  const standing = Object.fromEntries(
    Object.entries(activation.standing).map(([id, s]) => [
      id,
      services.includes(id as ServiceId) && isValid(s.state) ? { ...s, state } : s,
    ]),
  )
  const next = { ...activation, standing }
  // The gate closes whatever the disk says.
  desk.activations.set(activation.id, next)
  const after = await endPermits(desk, next, 'withdrawn', services)
  await advance(desk, after)
  await applyGuard(desk)
  desk.host.nudge({ nudge: 'panel', activation: activation.id })
  desk.host.nudge({ nudge: 'sign', activation: activation.id })
  desk.host.nudge({ nudge: 'stopped' })
}

export { close as closeServices }

/**
 * After a policy has changed the text of a notice, or taken its approval away: what was signed under the old one and not yet acted on no longer holds,
 * and what was only answered is put to the customer again. An account that has been opened, and an order that has been
 * sent, rest on the text that was true then.
 */
export async function invalidateChanged(desk: Desk): Promise<void> {
  const isCurrent = (service: ServiceId, lang: Standing['lang'], hash: string) => {
    const known = desk.loaded.catalogue.notice(service, lang)
    return known?.hash === hash && known.missing.length === 0
  }
  for (const a of openOf(desk)) {
    if (a.stage !== 'open') continue
    const gone = Object.entries(a.standing)
      .filter(([id, s]) => isValid(s.state) && !isCurrent(id as ServiceId, s.lang, s.notice))
      .map(([id]) => id as ServiceId)
      .filter((id) => !a.permits.some((p) => p.service === id && p.state === 'used'))
    const session = a.session ? freshen(a.session, isCurrent) : null
    if (session && JSON.stringify(session) !== JSON.stringify(a.session)) {
      await advance(desk, { ...a, session })
      desk.host.nudge({ nudge: 'sign', activation: a.id })
    }
    if (gone.length === 0) continue
    const rows = await Promise.all(gone.map((id) => desk.store.decision(`${a.id}:${id}`)))
    await record(
      desk,
      gone.map(
        (service): Draft => ({
          kind: 'consent.invalidated',
          clerk: clerkOf(desk),
          activation: a.id,
          cust: a.cust,
          body: { service, of: (a.standing[service] as Standing).seq, why: 'notice-changed' },
        }),
      ),
      rows.flatMap((row): Write[] =>
        row ? [{ table: 'decisions', put: ended(row, 'invalidated', desk.now()) }] : [],
      ),
    )
    await close(desk, desk.activations.get(a.id) ?? a, gone, 'invalidated')
  }
}
