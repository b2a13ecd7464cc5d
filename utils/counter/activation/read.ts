import { type ActivationId, type E164, randomId, toE164 } from '../../base/index.ts'
import type { Adapter } from '../../policy/index.ts'
import type { GuardedRow, Write } from '../../store/index.ts'
import type { Reading } from '../../wire/index.ts'
import { isToRemove, latestOf } from '../consent/index.ts'
import { shiftFromPortal } from '../manager/index.ts'
import { issueReceipt } from '../receipt/index.ts'
import {
  ACTIVATION_DEFAULTS,
  type Activation,
  advance,
  applyGuard,
  byTab,
  type Counter,
  clerkOf,
  type Earlier,
  isStaffNumber,
  NOT_PLACED,
  openOf,
  record,
  shortOf,
} from '../state/index.ts'

/** The panel has read the portal's page: open an activation, follow its ticks, or see that the portal has confirmed. */
export async function readPortal(
  counter: Counter,
  tab: number,
  adapter: Adapter,
  reading: Reading,
): Promise<void> {
  const clerk = reading.clerk?.trim()
  if (clerk) await shiftFromPortal(counter, clerk)
  if (reading.confirmed) {
    counter.problems.delete(tab)
    await confirmed(counter, tab, reading)
    return
  }
  if (reading.missing.length > 0 || reading.number === null) {
    const missing = reading.missing.length > 0 ? reading.missing : ['number']
    counter.problems.set(tab, { problem: null, missing })
    const activation = byTab(counter, tab)
    // What is on the screen cannot be told: the gate of an activation that was known closes too.
    if (activation?.stage === 'open') {
      await advance(counter, { ...activation, missing })
    }
    return
  }
  const number = toE164(reading.number)
  if (!number) {
    counter.problems.set(tab, { problem: 'number/not-a-number', missing: [] })
    return
  }
  if (!counter.store.vault.ready()) {
    counter.problems.set(tab, { problem: 'vault/none', missing: [] })
    return
  }
  // A portal draws itself anew after an order has failed: what was said of that order stays until another is asked for.
  if (counter.problems.get(tab)?.problem !== 'order/other-way') counter.problems.delete(tab)
  const known = openOf(counter).find((a) => a.number === number && a.stage !== 'confirmed')
  if (known) await follow(counter, known, tab, reading)
  else await openActivation(counter, tab, adapter, number, reading)
}

/** An order whose answer nobody saw (the browser was killed) does not stay "sent" for ever. */
const ANSWER_MS = 60_000

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

async function follow(counter: Counter, known: Activation, tab: number, reading: Reading): Promise<void> {
  const isSent = known.underway !== null && counter.now() - (known.submittedAt ?? 0) < ANSWER_MS
  const next: Activation = {
    ...known,
    tab,
    customer: reading.customer ?? known.customer,
    age: reading.age ?? known.age,
    realName: reading.realName || known.realName,
    order: reading.order ?? known.order,
    read: reading.services,
    loading: reading.loading,
    missing: [],
    // Sent is sent until the answer comes, also when the same page is read again; a clerk who changes the services
    // after that has an open activation again.
    stage: isSent || same(reading.services, known.read) ? known.stage : 'open',
  }
  if (same(next, known)) return
  await advance(counter, next)
  if (known.tab !== tab) await applyGuard(counter)
}

async function openActivation(
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
  await advance(
    counter,
    activation,
    [
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
    [...committed.writes, ...(customer?.writes ?? []), ...guard],
  )
  if (guard.length > 0) counter.guarded = [...counter.guarded.filter((g) => g.id !== cust), guarded]
  await applyGuard(counter)
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

/** The portal shows its confirmation: the receipt is made by itself, and the customer's display opens with it. */
async function confirmed(counter: Counter, tab: number, reading: Reading): Promise<void> {
  const activation = byTab(counter, tab)
  if (!activation || activation.stage === 'confirmed') return
  // Only an order that the gate let through can be confirmed; a page that merely says so is no confirmation.
  if (activation.stage !== 'submitted') return
  await issueReceipt(counter, { ...activation, order: reading.confirmed?.order ?? activation.order })
}

/**
 * Activations that nobody finished within half a day are closed; their numbers stay guarded. One that the portal had
 * confirmed, and that was never handed over, says so: the customer may have left without a receipt.
 */
export async function abandonOld(counter: Counter): Promise<void> {
  for (const a of openOf(counter)) {
    if (counter.now() - a.openedAt < 12 * 3_600_000) continue
    await record(
      counter,
      [
        {
          kind: 'activation.abandoned',
          clerk: clerkOf(counter),
          activation: a.id,
          cust: a.cust,
          body: a.stage === 'confirmed' ? { why: 'no-hand-over', openedBy: a.clerk } : { why: 'time' },
        },
      ],
      [counter.store.working.erase('activation', a.id)],
    )
    counter.activations.delete(a.id)
  }
}
