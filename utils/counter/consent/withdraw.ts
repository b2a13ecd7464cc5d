import { err, maskNumber, ok, type Result } from '../../base/index.ts'
import { isValid } from '../../consent/index.ts'
import type { Draft } from '../../log/index.ts'
import type { DecisionRow } from '../../store/index.ts'
import type { DecisionView, TakenView, WithdrawnView } from '../../wire/index.ts'
import { signPath } from '../host.ts'
import type { Shut } from '../permits/index.ts'
import { issueAgain, issueReceipt } from '../receipt/index.ts'
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
import { closeServices, ended } from './expire-consents.ts'

/** The last decision for each service, newest first: an earlier one has been overtaken. */
export function latestOf(rows: readonly DecisionRow[]): readonly DecisionRow[] {
  const last = new Map<string, DecisionRow>()
  for (const row of rows) {
    const before = last.get(row.service)
    if (!before || row.at > before.at || (row.at === before.at && (row.seq ?? -1) >= (before.seq ?? -1)))
      last.set(row.service, row)
  }
  return [...last.values()].sort((a, b) => b.at - a.at)
}

/** A carrier service that was withdrawn after it may have been ordered, and whose removal nobody has seen. */
export const isToRemove = (counter: Counter, row: DecisionRow): boolean =>
  row.state === 'withdrawn' &&
  row.removed !== true &&
  counter.loaded.catalogue.services.get(row.service)?.kind === 'carrier'

export function withdrawnView(counter: Counter, row: Pick<DecisionRow, 'service'>): WithdrawnView {
  const service = counter.loaded.catalogue.services.get(row.service)
  const close = (lang: 'zh-CN' | 'en') =>
    counter.loaded.catalogue.notice(row.service, lang)?.notice.full.close ?? ''
  return {
    service: row.service,
    name: service?.name ?? { 'zh-CN': row.service, en: row.service },
    kind: service?.kind ?? 'account',
    close: { 'zh-CN': close('zh-CN'), en: close('en') },
  }
}

export const decisionView = (counter: Counter, row: DecisionRow): DecisionView => ({
  ...withdrawnView(counter, row),
  decision: row.id,
  state: row.state,
  at: new Date(row.at).toISOString(),
  canWithdraw: isValid(row.state),
  remove: isToRemove(counter, row),
})

/**
 * Takes one consent back: one action a service. Gate and permit close first, whatever the disk says; then the entry. A
 * consent whose order was never sent needs nothing removed at the carrier.
 */
async function withdraw(
  counter: Counter,
  id: string,
  by: 'counter' | 'console' | 'receipt',
): Promise<Result<DecisionRow>> {
  const row = await counter.store.decision(id)
  if (!row) return err('decision/none')
  if (!isValid(row.state)) return err('decision/not-valid')
  // Only the last word counts: a consent that was given anew stands in its own row.
  const rows = await counter.store.decisionsOf(row.cust)
  if (latestOf(rows).find((r) => r.service === row.service)?.id !== row.id) return err('decision/not-valid')
  const open = openOf(counter).filter((a) => a.cust === row.cust)
  const own = open.find((a) => a.id === row.activation)
  const shut: Shut[] = []
  for (const a of open) shut.push(await closeServices(counter, a, [row.service], 'withdrawn'))
  const unsent = own !== undefined && own.stage === 'open' && own.underway === null
  const isAccount = counter.loaded.catalogue.services.get(row.service)?.kind === 'account'
  const next: DecisionRow = {
    ...ended(row, 'withdrawn', counter.now()),
    at: counter.now(),
    ...(unsent || isAccount ? { removed: true } : {}),
  }
  const draft: Draft = {
    kind: 'consent.withdrawn',
    clerk: clerkOf(counter),
    activation: row.activation,
    cust: row.cust,
    body: { service: row.service, of: (row.seq ?? NOT_PLACED) as Standing['seq'], by },
  }
  await commit(counter, {
    drafts: [...shut.flatMap((one) => one.drafts), draft],
    writes: [...shut.flatMap((one) => one.writes), { table: 'decisions', put: next }],
    next: (sealed) => ({
      // What could be printed once more would say what no longer holds.
      ...(counter.run.lastPaper?.activation === row.activation ? { run: { lastPaper: null } } : {}),
      activations: shut.map((one) => takenBackIn(counter, one.activation, next, sealed.at(-1)?.leaf)),
    }),
    tell: [...shut.flatMap((one) => one.tell), { nudge: 'stopped' }, { nudge: 'console' }],
  })
  // The receipt in the customer's hand would say what no longer holds: a new one names what was taken back.
  for (const { id: open_ } of open) {
    const a = counter.activations.get(open_)
    if (a?.stage === 'confirmed') await issueReceipt(counter, a)
  }
  return ok(next)
}

/** An open activation of the customer who has taken this back. */
const takenBackIn = (
  counter: Counter,
  a: Activation,
  row: DecisionRow,
  leaf: string | undefined,
): Activation => ({
  ...a,
  earlier: a.earlier.filter((e) => e.service !== row.service),
  removals: isToRemove(counter, row) ? [...new Set([...a.removals, row.id])] : a.removals,
  withdrawn: [...new Set([...a.withdrawn, row.service])],
  takenBack:
    a.id === row.activation
      ? a.takenBack
      : [...a.takenBack, { service: row.service, at: row.at, ...(leaf ? { leaf } : {}) }],
})

/** Longer than the minute in which a tap can be undone, for a page that is slow. */
const HELD_BACK_MS = 90_000

/** A service that the customer has tapped to take back is not ordered any more, though its entry waits for their minute to undo. */
export async function holdBack(counter: Counter, id: string, on: boolean): Promise<Result<null>> {
  const row = await counter.store.decision(id)
  if (!row?.cust) return err('decision/none')
  const { cust, service } = row
  const others = counter.run.goingBack.filter(
    (one) => one.until > counter.now() && !(one.cust === cust && one.service === service),
  )
  const goingBack = on ? [...others, { cust, service, until: counter.now() + HELD_BACK_MS }] : others
  await commit(counter, on ? { shut: { run: { goingBack } } } : { next: { run: { goingBack } } })
  counter.host.nudge({ nudge: 'panel' })
  return ok(null)
}

/**
 * On a page of ours, by number or by the receipt's code: it holds at once and has a receipt of its own, that of the
 * activation in which it was given. `number`: masked, as the page was told it.
 */
export async function withdrawAtPage(
  counter: Counter,
  id: string,
  by: 'counter' | 'console' | 'receipt',
  number: string,
): Promise<Result<TakenView>> {
  const done = await withdraw(counter, id, by)
  if (!done.ok) return done
  const row = done.value
  const own = counter.activations.get(row.activation)
  // An activation that is confirmed has just had its receipt made anew.
  const issued =
    own?.stage === 'confirmed' && own.receipt
      ? { receipt: own.receipt, codes: own.codes ?? [] }
      : await issueAgain(counter, row, number)
  return ok({ decision: decisionView(counter, row), ...issued })
}

/**
 * From the panel, for the number of its own activation only; the customer's display then says what was taken back, with a
 * receipt of its own: that of the activation once it is confirmed, and before that one of the withdrawal.
 */
export async function withdrawHere(
  counter: Counter,
  activation: Activation,
  id: string,
): Promise<Result<null>> {
  const row = await counter.store.decision(id)
  if (row?.cust !== activation.cust) return err('decision/none')
  const done = await withdraw(counter, id, 'counter')
  if (!done.ok) return done
  if (activation.stage !== 'confirmed') {
    const slip = await issueAgain(counter, done.value, maskNumber(activation.number))
    const now = counter.activations.get(activation.id) ?? activation
    // One paper an activation, the newest: it names what was taken back before it.
    const others = now.slips.filter((s) => s.receipt.id !== slip.receipt.id)
    await advance(counter, { ...now, slips: [slip, ...others] })
    counter.host.nudge({ nudge: 'sign', activation: activation.id })
  }
  await counter.host.openWindow(signPath(activation.id), 'customer')
  return ok(null)
}

/** The customer has read what was taken back. */
export async function withdrawalSeen(counter: Counter, activation: Activation): Promise<void> {
  await advance(counter, { ...activation, withdrawn: [], slips: [] })
  if (activation.stage !== 'confirmed' && !activation.session) {
    await counter.host.closeWindow(signPath(activation.id))
  }
}

/** The order that removes a withdrawn carrier service has been answered: it leaves the panel. */
export async function removalSeen(
  counter: Counter,
  activation: Activation,
  items: readonly { readonly code: string; readonly action: string }[],
): Promise<Activation> {
  const gone = items
    .filter((i) => i.action === 'delete')
    .map((i) => counter.loaded.catalogue.byCode(i.code)?.id as string | undefined)
  const rows = (await Promise.all(activation.removals.map((id) => counter.store.decision(id)))).flatMap(
    (row) => (row && gone.includes(row.service) ? [row] : []),
  )
  if (rows.length === 0) return activation
  const next = { ...activation, removals: activation.removals.filter((id) => !rows.some((r) => r.id === id)) }
  await advance(
    counter,
    next,
    [],
    rows.map((row) => ({ table: 'decisions' as const, put: { ...row, removed: true } })),
  )
  return next
}
