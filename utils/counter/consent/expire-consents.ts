import type { ServiceId } from '../../base/index.ts'
import { freshen, isValid } from '../../consent/index.ts'
import type { Draft } from '../../log/index.ts'
import type { DecisionRow, Write } from '../../store/index.ts'
import { openPermitsOf, type Shut, shutPermits } from '../permits/index.ts'
import {
  type Activation,
  advance,
  type Counter,
  clerkOf,
  commit,
  NOT_PLACED,
  openOf,
  type Standing,
} from '../state/index.ts'

const DAY = 86_400_000

/** Until when a decision on this text lasts, ms; undefined: until it is withdrawn. */
export function lastsUntil(counter: Counter, s: Pick<Standing, 'lang' | 'at'>, service: ServiceId) {
  const days = counter.loaded.catalogue.notice(service, s.lang)?.notice.full.lastsDays
  return days ? s.at + days * DAY : undefined
}

/** A row without its term: what is over does not come up again, and its records are kept from that day on. */
export const ended = (
  { until: _, ...row }: DecisionRow,
  state: DecisionRow['state'],
  at: number,
): DecisionRow => ({ ...row, state, ended: row.ended ?? at })

/** An activation in which these consents are no longer valid. */
const withState = (
  activation: Activation,
  services: readonly ServiceId[],
  state: 'expired' | 'invalidated' | 'withdrawn',
): Activation => ({
  ...activation,
  standing: Object.fromEntries(
    Object.entries(activation.standing).map(([id, s]) => [
      id,
      services.includes(id as ServiceId) && isValid(s.state) ? { ...s, state } : s,
    ]),
  ),
})

/**
 * Closes what rests on these consents in an activation, whatever the disk says: the gate at once, then the permits. What it
 * gives is to be written with the entry that says why.
 */
export const closeServices = (
  counter: Counter,
  activation: Activation,
  services: readonly ServiceId[],
  state: 'expired' | 'invalidated' | 'withdrawn',
): Promise<Shut> =>
  shutPermits(
    counter,
    withState(activation, services, state),
    openPermitsOf(activation, services),
    'withdrawn',
  )

/** Consents whose time is over: an entry each, and the gates that they held open are closed. */
export async function expireConsents(counter: Counter): Promise<void> {
  const due = await counter.store.decisionsDue(counter.now())
  if (due.length === 0) return
  const shut: Shut[] = []
  for (const a of openOf(counter)) {
    const gone = due.filter((row) => row.activation === a.id).map((row) => row.service)
    if (gone.length > 0) shut.push(await closeServices(counter, a, gone, 'expired'))
  }
  const drafts = due
    .filter((row) => isValid(row.state))
    .map(
      (row): Draft => ({
        kind: 'consent.expired',
        clerk: clerkOf(counter),
        activation: row.activation,
        cust: row.cust,
        body: { service: row.service, of: (row.seq ?? NOT_PLACED) as Standing['seq'] },
      }),
    )
  const rows = due.map(
    (row): Write => ({
      table: 'decisions',
      put: ended(row, isValid(row.state) ? 'expired' : row.state, row.until ?? counter.now()),
    }),
  )
  await commit(counter, {
    drafts: [...shut.flatMap((one) => one.drafts), ...drafts],
    writes: [...shut.flatMap((one) => one.writes), ...rows],
    next: { activations: shut.map((one) => one.activation) },
    tell: [...shut.flatMap((one) => one.tell), { nudge: 'stopped' }],
  })
}

/**
 * After a policy has changed the text of a notice, or taken its approval away: what was signed under the old one and not yet acted on no longer holds,
 * and what was only answered is put to the customer again. An account that has been opened, and an order that has been
 * sent, rest on the text that was true then.
 */
export async function invalidateChanged(counter: Counter): Promise<void> {
  const isCurrent = (service: ServiceId, lang: Standing['lang'], hash: string) => {
    const known = counter.loaded.catalogue.notice(service, lang)
    return known?.hash === hash && known.missing.length === 0
  }
  for (const a of openOf(counter)) {
    if (a.stage !== 'open') continue
    const gone = Object.entries(a.standing)
      .filter(([id, s]) => isValid(s.state) && !isCurrent(id as ServiceId, s.lang, s.notice))
      .map(([id]) => id as ServiceId)
      .filter((id) => !a.permits.some((p) => p.service === id && p.state === 'used'))
    const session = a.session ? freshen(a.session, isCurrent) : null
    if (session && JSON.stringify(session) !== JSON.stringify(a.session)) {
      await advance(counter, { ...a, session })
      counter.host.nudge({ nudge: 'sign', activation: a.id })
    }
    if (gone.length === 0) continue
    const rows = await Promise.all(gone.map((id) => counter.store.decision(`${a.id}:${id}`)))
    const shut = await closeServices(counter, counter.activations.get(a.id) ?? a, gone, 'invalidated')
    await commit(counter, {
      drafts: [
        ...shut.drafts,
        ...gone.map(
          (service): Draft => ({
            kind: 'consent.invalidated',
            clerk: clerkOf(counter),
            activation: a.id,
            cust: a.cust,
            body: { service, of: (a.standing[service] as Standing).seq, why: 'notice-changed' },
          }),
        ),
      ],
      writes: [
        ...shut.writes,
        ...rows.flatMap((row): Write[] =>
          row ? [{ table: 'decisions', put: ended(row, 'invalidated', counter.now()) }] : [],
        ),
      ],
      next: { activations: [shut.activation] },
      tell: [...shut.tell, { nudge: 'stopped' }],
    })
  }
}
