import { type ActivationId, maskNumber, type ServiceId } from '../../base/index.ts'
import { isValid } from '../../consent/index.ts'
import type { ReceiptFinding } from '../../evidence/index.ts'
import type { Bodies, Draft } from '../../log/index.ts'
import type { DecisionRow } from '../../store/index.ts'
import type { ReceiptView } from '../../wire/index.ts'
import { signPath } from '../host.ts'
import { type Activation, type Counter, clerkOf, commit, type Patch, record } from '../state/index.ts'
import { codesOf, keepCodes } from './codes.ts'
import { leavesOf, notTodayOf, withdrawalsOf } from './leaves.ts'
import { type Answered, lines, makeReceipt, type Parts } from './words.ts'

/** A receipt with its squares, to be printed where it was asked for. */
export interface Issued {
  readonly receipt: ReceiptView
  /** Texts of its squares; empty where they could not be made: the words are enough. */
  readonly codes: readonly string[]
}

interface Paper {
  /** The activation that its entry and its sealed copy belong to; '' for another counter's receipt. */
  readonly of: ActivationId | ''
  readonly cust?: string
  readonly parts: Parts
  /** Leaves that the entry names, and which of them stand as agreed. */
  readonly names: Omit<Bodies['receipt.issued'], 'receipt'>
  /** The memory with it. */
  readonly next?: (receipt: ReceiptView) => Patch
}

/**
 * Makes a receipt: its entry, the sealed copy for the manager and the note that its checkpoint leaves the counter go into one
 * transaction; then its squares, which need the entry in the log.
 */
async function issue(counter: Counter, { of, cust, parts, names, next }: Paper): Promise<Issued> {
  const head = await counter.store.log.head()
  const receipt = makeReceipt(counter, parts, head.checkpoint)
  const copy = of
    ? await counter.store.vault.seal('receipt', of, JSON.parse(JSON.stringify(receipt)))
    : { writes: [] }
  // The checkpoint on the paper leaves the counter: the log can no longer be cut behind it unseen.
  const leaving = head.size > 0 ? [await counter.store.leftWrite(head, 'receipt', counter.now())] : []
  const written = await commit(counter, {
    drafts: [
      {
        kind: 'receipt.issued',
        clerk: clerkOf(counter),
        activation: of,
        ...(cust === undefined ? {} : { cust }),
        body: { receipt: receipt.hash, ...names },
      },
    ],
    writes: [...copy.writes, ...leaving],
    ...(next ? { next: next(receipt) } : {}),
  })
  return { receipt, codes: (await codesOf(counter, written)) ?? [] }
}

/** What the entry holds of the answers: their leaves, those of the withdrawals behind them, and which stand as agreed. */
function naming(placed: Answered, withdrawals: readonly string[]): Paper['names'] {
  const agreed = placed.flatMap(([service, s], at) => (isValid(s.state) ? [[service, at] as const] : []))
  return {
    answers: [...placed.map(([, s]) => s.leaf), ...withdrawals],
    ...(agreed.length > 0 ? { agreed: Object.fromEntries(agreed) } : {}),
  }
}

/** The lists of a receipt. `taken`: what was given elsewhere and taken back. */
function listsOf(counter: Counter, answers: Answered, taken: Answered = []) {
  const notToday = lines(counter, answers, (state, why) => state === 'refused' && why !== undefined)
  return {
    agreed: lines(counter, answers, isValid),
    refused: lines(counter, answers, (state, why) => state === 'refused' && why === undefined),
    ...(notToday.length > 0 ? { notToday } : {}),
    withdrawn: lines(counter, [...answers, ...taken], (state) => state === 'withdrawn'),
  }
}

/** Of an activation: made by itself when the portal confirms, also when nothing was agreed. */
export async function issueReceipt(counter: Counter, activation: Activation): Promise<void> {
  const answers: Answered = Object.entries(activation.standing)
  // Also what was given in an earlier activation and taken back in this one.
  const taken: Answered = activation.takenBack.map((t) => [
    t.service,
    { ...t, state: 'withdrawn', leaf: t.leaf ?? '' },
  ])
  // A no of an earlier activation that still stands has its entry there: here it is in the words alone.
  const own = answers.filter(([, s]) => s.leaf)
  // A second receipt, after a withdrawal, has squares of its own.
  const { codes: _, ...before } = activation
  const confirmed = (receipt: ReceiptView): Activation => ({
    ...before,
    stage: 'confirmed',
    confirmedAt: activation.confirmedAt ?? counter.now(),
    receipt,
    session: null,
  })
  const { receipt, codes } = await issue(counter, {
    of: activation.id,
    cust: activation.cust,
    parts: {
      id: activation.id,
      clerk: activation.clerk,
      number: maskNumber(activation.number),
      order: activation.order,
      ...listsOf(counter, answers, taken),
      accounts: activation.opened.flatMap((id) => counter.loaded.catalogue.services.get(id)?.name ?? []),
    },
    names: naming(own, [
      ...(await withdrawalsOf(activation.id, own)),
      ...taken.flatMap(([, t]) => (t.leaf ? [t.leaf] : [])),
    ]),
    next: (made) => ({ activations: [confirmed(made)] }),
  })
  if (codes.length > 0) await keepCodes(counter, confirmed(receipt), codes)
  await counter.host.openWindow(signPath(activation.id), 'customer')
  counter.host.nudge({ nudge: 'sign', activation: activation.id })
  counter.host.nudge({ nudge: 'panel', activation: activation.id })
}

/**
 * After a withdrawal outside an open activation: the receipt of the activation in which it was given, made anew from its
 * answers as they stand now. `number`: masked, as it was typed; '' where only a receipt's code was shown.
 */
export async function issueAgain(counter: Counter, row: DecisionRow, number: string): Promise<Issued> {
  const rows = await counter.store.decisionsIn(row.activation)
  const kept: Answered = rows.map((r) => [r.service, { state: r.state, at: r.at, leaf: r.leaf ?? '' }])
  const answers: Answered = [...kept, ...(await notTodayOf(row.activation, kept))]
  return issue(counter, {
    of: row.activation,
    cust: row.cust,
    parts: {
      id: row.activation,
      about: 'withdrawal',
      clerk: clerkOf(counter),
      number,
      order: null,
      ...listsOf(counter, answers),
      accounts: [],
    },
    names: naming(await leavesOf(row.activation, answers), await withdrawalsOf(row.activation, answers)),
  })
}

/**
 * For what another counter's log holds: what was received here, and what comes next. It stands under no activation of ours
 * and is not sealed: nothing in it is personal, and the entry it proves says the same.
 */
export async function issueReceived(
  counter: Counter,
  received: Draft<'withdrawal.received'>,
  from: ReceiptFinding,
  services: readonly ServiceId[],
): Promise<Issued> {
  // First, since the receipt names its leaf and a checkpoint that covers it.
  const [entry] = await record(counter, [received])
  const at = counter.now()
  const answers: Answered = services.map((id) => [id, { state: 'withdrawn', at, leaf: '' }])
  return issue(counter, {
    of: '',
    parts: {
      id: from.activation,
      about: 'received',
      from: { store: from.store, at: from.at, whole: services.length === 0 },
      clerk: clerkOf(counter),
      number: '',
      order: null,
      agreed: [],
      refused: [],
      withdrawn: lines(counter, answers, () => true),
      accounts: [],
    },
    names: { answers: entry ? [entry.leaf] : [] },
  })
}
