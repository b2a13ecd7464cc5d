import { type ActivationId, type E164, randomId } from '../../base/index.ts'
import type { Adapter } from '../../policy/index.ts'
import type { GuardedRow, Write } from '../../store/index.ts'
import type { Reading } from '../../wire/index.ts'
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

/** A customer's number is seen on the portal: the activation is opened, and the number guarded. */
export async function openActivation(
  counter: Counter,
  tab: number,
  adapter: Adapter,
  number: E164,
  reading: Reading,
): Promise<void> {
  const { store, loaded } = counter
  const id = randomId() as ActivationId
  const cust = await store.indexOf(number)
  const committed = await store.vault.commit('number', id, number)
  const customer = reading.customer ? await store.vault.commit('customer', id, reading.customer) : null
  const guarded: GuardedRow = {
    id: cust,
    short: shortOf(counter, number),
    activation: id,
    until: counter.now() + loaded.policy.times.guardDays * 86_400_000,
  }
  const before = await earlierDecisions(counter, cust)
  const activation: Activation = {
    id,
    number,
    cust,
    customer: reading.customer,
    age: reading.age,
    realName: reading.realName,
    portal: adapter.id,
    tab,
    clerk: clerkOf(counter),
    order: reading.order,
    openedAt: counter.now(),
    stage: 'open',
    read: reading.services,
    loading: reading.loading,
    missing: [],
    accounts: [],
    ...ACTIVATION_DEFAULTS,
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
  // A clerk's own number, named in the policy, is never guarded; the activation still leaves its trace.
  const guard: Write[] = isStaffNumber(counter, number) ? [] : [{ table: 'guarded', put: guarded }]
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
          order: reading.order,
        },
      },
    ],
    writes: [...committed.writes, ...(customer?.writes ?? []), ...guard],
    next: {
      activations: [activation],
      ...(guard.length > 0 ? { guarded: [...counter.guarded.filter((g) => g.id !== cust), guarded] } : {}),
    },
  })
}

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
