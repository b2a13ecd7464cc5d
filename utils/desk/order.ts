import { err, fromBase64, ok, type Result, toE164, utf8 } from '../base/index.ts'
import { findNumbers } from '../guard/index.ts'
import type { Draft } from '../log/index.ts'
import { matchesAdapter, readOrder } from '../portal/index.ts'
import type { Write } from '../store/index.ts'
import type { ToBackground } from '../wire/index.ts'
import { orderGate } from './gate.ts'
import { applyGuard } from './guarding.ts'
import { advance, clerkOf, record } from './record.ts'
import { OUTSIDE_CLOCK } from './retention.ts'
import { type Activation, byTab, type Desk } from './state.ts'
import { removalSeen } from './withdraw.ts'

const PASS_MS = 20_000

type Asked = Extract<ToBackground, { t: 'order' }>

/**
 * An order is about to leave the portal. It goes on only when every item in it is the plan or has a valid consent; what
 * cannot be read, belongs to another number, or has no activation is held.
 */
export async function askOrder(
  desk: Desk,
  tab: number,
  pageUrl: string,
  asked: Asked,
): Promise<Result<null>> {
  const held = await judgeOrder(desk, tab, pageUrl, asked)
  if (!held.ok) {
    const activation = byTab(desk, tab)
    await record(desk, [
      {
        kind: 'submit.stopped',
        clerk: clerkOf(desk),
        activation: activation?.id ?? '',
        ...(activation ? { cust: activation.cust } : {}),
        body: {
          open: held.lacking,
          route: asked.route === 'form' ? 'form' : 'request',
          why: held.why,
        },
      },
    ])
    desk.host.nudge({ nudge: 'panel' })
    return err(held.why)
  }
  return ok(null)
}

type Judged = { ok: true } | { ok: false; why: string; lacking: readonly string[] }

async function judgeOrder(desk: Desk, tab: number, pageUrl: string, asked: Asked): Promise<Judged> {
  const hold = (why: string, lacking: readonly string[] = []): Judged => ({ ok: false, why, lacking })
  const adapter = desk.loaded.policy.portals.find((a) => matchesAdapter(pageUrl, a))
  if (!adapter) return hold('order/no-portal')
  const activation = byTab(desk, tab)
  if (!activation) return hold('order/no-activation')
  if (activation.missing.length > 0) return hold('gate/unreadable')
  const bytes = asked.bytes ? fromBase64(asked.body) : utf8(asked.body)
  if (!bytes) return hold('order/unreadable')
  const read = readOrder({ contentType: asked.contentType, bytes }, adapter)
  if (!read.ok) return hold(read.error.code)
  // An order that names a number names the one the customer before the counter has signed for.
  const numbers = findNumbers(new TextDecoder().decode(bytes)).map((n) => toE164(n))
  if (numbers.length > 0 && !numbers.includes(activation.number)) return hold('order/other-number')
  const gate = orderGate(desk, activation, read.value)
  if (!gate.open) return hold(gate.why ?? 'gate/order', gate.lacking)
  desk.problems.delete(tab)
  // On disk before it leaves: a disk that refuses holds the order.
  // With the activation, so that an answer which comes after the worker was stopped still finds what was ordered.
  const underway = read.value.map(({ code, action }) => ({ code, action }))
  await advance(desk, { ...activation, stage: 'submitted', submittedAt: desk.now(), underway })
  desk.orderPasses = [
    ...desk.orderPasses.filter((p) => p.tab !== tab),
    { tab, adapter: adapter.id, until: desk.now() + PASS_MS },
  ]
  await applyGuard(desk)
  return { ok: true }
}

/**
 * An order went out by a way that no script of ours meets, such as a worker of the page, and the rule beneath has blocked
 * it: what was in it nobody could read, so even the plan alone is held. The clerk is told, and it is an entry.
 */
export async function orderUnasked(desk: Desk, tab: number): Promise<void> {
  const activation = byTab(desk, tab)
  desk.problems.set(tab, { problem: 'order/other-way', missing: [] })
  await record(desk, [
    {
      kind: 'submit.stopped',
      clerk: clerkOf(desk),
      activation: activation?.id ?? '',
      ...(activation ? { cust: activation.cust } : {}),
      body: { open: [], route: 'request', why: 'order/other-way' },
    },
  ])
  desk.host.nudge({ nudge: 'panel' })
}

/** The one request that had the pass is over: the gate is closed again. */
export async function closePass(desk: Desk, tab: number): Promise<void> {
  if (!desk.orderPasses.some((p) => p.tab === tab)) return
  desk.orderPasses = desk.orderPasses.filter((p) => p.tab !== tab)
  await applyGuard(desk)
}

/** The order has been answered, or has failed. */
export async function orderOver(
  desk: Desk,
  tab: number,
  answer: { status: number; date: string | null } | null,
): Promise<void> {
  await closePass(desk, tab)
  const found = byTab(desk, tab)
  if (!found?.underway) return
  const items = found.underway
  const activation: Activation = { ...found, underway: null }
  const accepted = answer !== null && answer.status >= 200 && answer.status < 400
  const settled = accepted || found.stage !== 'submitted'
  const told = Date.parse(answer?.date ?? '')
  // The one clock that is not this machine's: retention is held against it.
  const outside: Write[] = Number.isNaN(told) ? [] : [desk.store.settingWrite(OUTSIDE_CLOCK, told)]
  const draft: Draft = {
    kind: 'activation.submitted',
    clerk: clerkOf(desk),
    activation: activation.id,
    cust: activation.cust,
    body: {
      order: activation.order,
      items: items.map((i) => ({
        service: desk.loaded.catalogue.byCode(i.code)?.id ?? i.code,
        action: i.action,
      })),
      answered: answer?.date ?? null,
      status: answer?.status ?? 0,
    },
  }
  await advance(
    desk,
    settled ? activation : { ...activation, stage: 'open', submittedAt: null },
    [draft],
    outside,
  )
  const after = desk.activations.get(activation.id)
  if (accepted && after) await removalSeen(desk, after, items)
  desk.host.nudge({ nudge: 'panel', activation: activation.id })
}
