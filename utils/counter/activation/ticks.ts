import { toE164 } from '../../base/index.ts'
import type { Adapter } from '../../policy/index.ts'
import type { Reading } from '../../wire/index.ts'
import { shiftFromPortal } from '../manager/index.ts'
import { issueReceipt } from '../receipt/index.ts'
import {
  type Activation,
  advance,
  byTab,
  type Counter,
  ORDER_ANSWER_MS,
  openOf,
  remember,
} from '../state/index.ts'
import { openActivation } from './open.ts'

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
    remember(counter, { problems: [[tab, null]] })
    await confirmed(counter, tab, reading)
    return
  }
  if (reading.missing.length > 0 || reading.number === null) {
    const missing = reading.missing.length > 0 ? reading.missing : ['number']
    remember(counter, { problems: [[tab, { problem: null, missing }]] })
    const activation = byTab(counter, tab)
    // What is on the screen cannot be told: the gate of an activation that was known closes too.
    if (activation?.stage === 'open') {
      await advance(counter, { ...activation, missing })
    }
    return
  }
  const number = toE164(reading.number)
  if (!number) {
    remember(counter, { problems: [[tab, { problem: 'number/not-a-number', missing: [] }]] })
    return
  }
  if (!counter.store.vault.ready()) {
    remember(counter, { problems: [[tab, { problem: 'vault/none', missing: [] }]] })
    return
  }
  remember(counter, { problems: [[tab, null]] })
  const known = openOf(counter).find((a) => a.number === number && a.stage !== 'confirmed')
  if (known) await follow(counter, known, tab, reading)
  else await openActivation(counter, tab, adapter, number, reading)
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

async function follow(counter: Counter, known: Activation, tab: number, reading: Reading): Promise<void> {
  const isSent = known.underway !== null && counter.now() - (known.submittedAt ?? 0) < ORDER_ANSWER_MS
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
}

/** The portal shows its confirmation: the receipt is made by itself, and the customer's display opens with it. */
async function confirmed(counter: Counter, tab: number, reading: Reading): Promise<void> {
  const activation = byTab(counter, tab)
  if (!activation || activation.stage === 'confirmed') return
  // Only an order that the gate let through can be confirmed; a page that merely says so is no confirmation.
  if (activation.stage !== 'submitted') return
  await issueReceipt(counter, { ...activation, order: reading.confirmed?.order ?? activation.order })
}
