import { type ActivationId, type E164, randomId } from '../../base/index.ts'
import type { Adapter } from '../../policy/index.ts'
import type { Sheet } from '../../portal/index.ts'
import type { GuardedRow, Write } from '../../store/index.ts'
import { isToRemove, latestOf } from '../consent/index.ts'
import {
  ACTIVATION_DEFAULTS,
  type Activation,
  type Counter,
  clerkOf,
  commit,
  type Earlier,
  isStaffNumber,
  NOT_PLACED,
  shortOf,
} from '../state/index.ts'
import { otherNumbers } from './readings.ts'

/** A customer's number is seen on the portal: the activation is opened, and the number guarded. */
export async function openActivation(
  counter: Counter,
  tab: number,
  adapter: Adapter,
  number: E164,
  sheet: Sheet,
  state: Pick<Activation, 'missing' | 'loading'>,
): Promise<void> {
  const { store } = counter
  const id = randomId() as ActivationId
  const cust = await store.indexOf(number)
  const committed = await store.vault.commit('number', id, number)
  const customer = sheet.customer ? await store.vault.commit('customer', id, sheet.customer) : null
  const numbers = otherNumbers(sheet, number)
  const guards = await guardsFor(counter, id, [number, ...numbers])
  const before = await earlierDecisions(counter, cust)
  const activation: Activation = {
    id,
    number,
    cust,
    customer: sheet.customer,
    age: sheet.age,
    realName: sheet.realName,
    portal: adapter.id,
    tab,
    clerk: clerkOf(counter),
    order: sheet.order,
    openedAt: counter.now(),
    stage: 'open',
    read: sheet.services,
    ...state,
    accounts: [],
    ...ACTIVATION_DEFAULTS,
    numbers,
    kind: sheet.kind,
    ...before,
    session: null,
    user: null,
    promise: null,
    permits: [],
    opened: [],
    submittedAt: null,
    underway: null,
    receipt: null,
    confirmedAt: null,
  }
  await commit(counter, {
    drafts: [
      {
        kind: 'activation.opened',
        clerk: clerkOf(counter),
        activation: id,
        cust,
        body: {
          portal: adapter.id,
          number: committed.commitment,
          customer: customer?.commitment ?? null,
          order: sheet.order,
        },
      },
    ],
    writes: [
      ...committed.writes,
      ...(customer?.writes ?? []),
      ...guards.map((put): Write => ({ table: 'guarded', put })),
    ],
    next: {
      activations: [activation],
      guarded: [...counter.guarded.filter((g) => !guards.some((one) => one.id === g.id)), ...guards],
      run: {
        current: [...counter.run.current.filter((one) => one.tab !== tab), { tab, activation: id }],
        // The customer before has gone: their paper is no longer shown to anybody.
        lastPaper: null,
      },
    },
  })
}

/** Rows that guard these numbers. A clerk's own number, named in the policy, is never guarded. */
export const guardsFor = (
  counter: Counter,
  activation: ActivationId,
  numbers: readonly E164[],
): Promise<readonly GuardedRow[]> =>
  Promise.all(
    numbers
      .filter((number) => !isStaffNumber(counter, number))
      .map(async (number) => ({
        id: await counter.store.indexOf(number),
        short: shortOf(counter, number),
        activation,
        until: counter.now() + counter.loaded.policy.times.guardDays * 86_400_000,
      })),
  )

/**
 * What this number's customer has decided at this counter before. No means no: what they refused within the policy's time
 * is not put to them again. A consent given then opens nothing now; it can be withdrawn, or renewed.
 */
async function earlierDecisions(
  counter: Counter,
  cust: string,
): Promise<Pick<Activation, 'standing' | 'earlier' | 'removals'>> {
  const since = counter.now() - counter.loaded.policy.times.refusalDays * 86_400_000
  const rows = latestOf(await counter.store.decisionsOf(cust))
  const earlier = rows.map(
    (r): Earlier => ({
      row: r.id,
      service: r.service,
      state: r.state,
      notice: r.notice,
      lang: r.lang,
      at: r.at,
      seq: (r.seq ?? NOT_PLACED) as Earlier['seq'],
      leaf: r.leaf ?? '',
    }),
  )
  return {
    standing: Object.fromEntries(
      earlier
        .filter((e) => e.state === 'refused' && e.at >= since)
        .map(({ row: _, service, ...e }) => [service, { ...e, seq: NOT_PLACED, leaf: '' }]),
    ),
    earlier: earlier.filter((e) => ['given', 'renewed', 'expired', 'invalidated'].includes(e.state)),
    removals: rows.filter((r) => isToRemove(counter, r)).map((r) => r.id),
  }
}
