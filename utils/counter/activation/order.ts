import { err, fromBase64, ok, type Result, toE164, utf8 } from '../../base/index.ts'
import { findNumbers } from '../../guard/index.ts'
import type { Draft } from '../../log/index.ts'
import { matchesAdapter, readOrder } from '../../portal/index.ts'
import type { Write } from '../../store/index.ts'
import type { ToBackground } from '../../wire/index.ts'
import { removalSeen } from '../consent/index.ts'
import {
  type Activation,
  advance,
  byTab,
  type Counter,
  clerkOf,
  commit,
  record,
  remember,
  SETTINGS,
  settingWrite,
} from '../state/index.ts'
import { orderGate } from './order-gate.ts'

const PASS_MS = 20_000

type Asked = Extract<ToBackground, { t: 'order' }>

/**
 * An order is about to leave the portal. It goes on only when every item in it is the plan or has a valid consent; what
 * cannot be read, belongs to another number, or has no activation is held.
 */
export async function askOrder(
  counter: Counter,
  tab: number,
  pageUrl: string,
  asked: Asked,
): Promise<Result<null>> {
  const held = await judgeOrder(counter, tab, pageUrl, asked)
  if (!held.ok) {
    const activation = byTab(counter, tab)
    await record(counter, [
      {
        kind: 'submit.stopped',
        clerk: clerkOf(counter),
        activation: activation?.id ?? '',
        ...(activation ? { cust: activation.cust } : {}),
        body: {
          open: held.lacking,
          route: asked.route === 'form' ? 'form' : 'request',
          why: held.why,
        },
      },
    ])
    counter.host.nudge({ nudge: 'panel' })
    return err(held.why)
  }
  return ok(null)
}

type Judged = { ok: true } | { ok: false; why: string; lacking: readonly string[] }

async function judgeOrder(counter: Counter, tab: number, pageUrl: string, asked: Asked): Promise<Judged> {
  const hold = (why: string, lacking: readonly string[] = []): Judged => ({ ok: false, why, lacking })
  const adapter = counter.loaded.policy.portals.find((a) => matchesAdapter(pageUrl, a))
  if (!adapter) return hold('order/no-portal')
  const activation = byTab(counter, tab)
  if (!activation) return hold('order/no-activation')
  if (activation.missing.length > 0) return hold('gate/unreadable')
  const bytes = asked.bytes ? fromBase64(asked.body) : utf8(asked.body)
  if (!bytes) return hold('order/unreadable')
  const read = readOrder({ contentType: asked.contentType, bytes }, adapter)
  if (!read.ok) return hold(read.error.code)
  // An order that names a number names the one the customer before the counter has signed for.
  const numbers = findNumbers(new TextDecoder().decode(bytes)).map((n) => toE164(n))
  if (numbers.length > 0 && !numbers.includes(activation.number)) return hold('order/other-number')
  const gate = orderGate(counter, activation, read.value)
  if (!gate.open) return hold(gate.why ?? 'gate/order', gate.lacking)
  remember(counter, { problems: [[tab, null]] })
  // On disk before it leaves: a disk that refuses holds the order.
  // With the activation, so that an answer which comes after the worker was stopped still finds what was ordered.
  const underway = read.value.map(({ code, action }) => ({ code, action }))
  await commit(counter, {
    next: {
      activations: [{ ...activation, stage: 'submitted', submittedAt: counter.now(), underway }],
      run: {
        orderPasses: [
          ...counter.run.orderPasses.filter((p) => p.tab !== tab),
          { tab, adapter: adapter.id, until: counter.now() + PASS_MS },
        ],
      },
    },
  })
  return { ok: true }
}

/**
 * An order went out by a way that no script of ours meets, such as a worker of the page, and the rule beneath has blocked
 * it: what was in it nobody could read, so even the plan alone is held. The clerk is told, and it is an entry.
 */
export async function orderUnasked(counter: Counter, tab: number): Promise<void> {
  const activation = byTab(counter, tab)
  remember(counter, { problems: [[tab, { problem: 'order/other-way', missing: [] }]] })
  await record(counter, [
    {
      kind: 'submit.stopped',
      clerk: clerkOf(counter),
      activation: activation?.id ?? '',
      ...(activation ? { cust: activation.cust } : {}),
      body: { open: [], route: 'request', why: 'order/other-way' },
    },
  ])
  counter.host.nudge({ nudge: 'panel' })
}

/** The one request that had the pass is over: the gate is closed again. */
export async function closePass(counter: Counter, tab: number): Promise<void> {
  if (!counter.run.orderPasses.some((p) => p.tab === tab)) return
  const orderPasses = counter.run.orderPasses.filter((p) => p.tab !== tab)
  await commit(counter, { shut: { run: { orderPasses } } })
}

/** The order has been answered, or has failed. */
export async function orderOver(
  counter: Counter,
  tab: number,
  answer: { status: number; date: string | null } | null,
): Promise<void> {
  await closePass(counter, tab)
  const found = byTab(counter, tab)
  if (!found?.underway) return
  const items = found.underway
  const activation: Activation = { ...found, underway: null }
  const accepted = answer !== null && answer.status >= 200 && answer.status < 400
  const settled = accepted || found.stage !== 'submitted'
  const told = Date.parse(answer?.date ?? '')
  // The one clock that is not this machine's: retention is held against it.
  const outside: Write[] = Number.isNaN(told) ? [] : [settingWrite(SETTINGS.outsideClock, told)]
  const draft: Draft = {
    kind: 'activation.submitted',
    clerk: clerkOf(counter),
    activation: activation.id,
    cust: activation.cust,
    body: {
      order: activation.order,
      items: items.map((i) => ({
        service: counter.loaded.catalogue.byCode(i.code)?.id ?? i.code,
        action: i.action,
      })),
      answered: answer?.date ?? null,
      status: answer?.status ?? 0,
    },
  }
  await advance(
    counter,
    settled ? activation : { ...activation, stage: 'open', submittedAt: null },
    [draft],
    outside,
  )
  const after = counter.activations.get(activation.id)
  if (accepted && after) await removalSeen(counter, after, items)
  counter.host.nudge({ nudge: 'panel', activation: activation.id })
}
