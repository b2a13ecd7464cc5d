import {
  type ActivationId,
  canonicalize,
  hex,
  maskNumber,
  type Seq,
  type ServiceId,
  sha256,
  utf8,
} from '../../base/index.ts'
import { isValid } from '../../consent/index.ts'
import { type ReceiptFinding, receiptTexts } from '../../evidence/index.ts'
import { type Bodies, type Draft, leafHash, parseEntry } from '../../log/index.ts'
import { type DecisionRow, openReader, type Sealed, type Write } from '../../store/index.ts'
import type { ReceiptLine, ReceiptView } from '../../wire/index.ts'
import { signPath } from '../host.ts'
import { endPermits } from '../permits/index.ts'
import {
  type Activation,
  advance,
  applyGuard,
  type Counter,
  clerkOf,
  record,
  type Standing,
} from '../state/index.ts'

type Answered = readonly (readonly [service: string, Pick<Standing, 'state' | 'at' | 'leaf' | 'why'>])[]

function lines(
  counter: Counter,
  answers: Answered,
  keep: (state: Standing['state'], why: Standing['why']) => boolean,
): ReceiptLine[] {
  return answers.flatMap(([id, s]) => {
    const service = counter.loaded.catalogue.services.get(id as ReceiptLine['service'])
    if (!service || !keep(s.state, s.why)) return []
    const way = (lang: 'zh-CN' | 'en', of: 'withdraw' | 'close') =>
      counter.loaded.catalogue.notice(service.id, lang)?.notice.full[of] ?? ''
    const both = (of: 'withdraw' | 'close') => ({ 'zh-CN': way('zh-CN', of), en: way('en', of) })
    return [
      {
        service: service.id,
        name: service.name,
        price: service.price,
        at: new Date(s.at).toISOString(),
        withdraw: both('withdraw'),
        // What was taken back: how to close an account that is already open.
        ...(s.state === 'withdrawn' && service.kind === 'account' ? { close: both('close') } : {}),
      },
    ]
  })
}

/**
 * The leaf of each answer of this activation. One that a stopped worker did not place is found in the log; a refusal from
 * an earlier activation stands in the words alone.
 */
async function leavesOf(activation: ActivationId, answers: Answered): Promise<Answered> {
  if (answers.every(([, s]) => s.leaf)) return answers
  const reader = openReader()
  try {
    const kinds = ['consent.given', 'consent.renewed', 'consent.refused']
    const rows = await reader.page({ activation, kinds }, null, 500)
    return answers.flatMap(([service, s]): Answered => {
      const row = rows.find((r) => r.service === service)
      const leaf = s.leaf || (row ? hex(leafHash(row.bytes)) : '')
      return leaf ? [[service, { ...s, leaf }]] : []
    })
  } finally {
    reader.close()
  }
}

/** What was not set up in this activation without a no of the customer's: the log alone keeps it. */
async function notTodayOf(activation: ActivationId, kept: Answered): Promise<Answered> {
  const reader = openReader()
  try {
    const rows = await reader.page({ activation, kinds: ['consent.refused'] }, null, 500)
    const found = new Map<string, Answered[number]>()
    for (const { service, bytes } of rows) {
      const read = parseEntry(bytes)
      if (!read.ok || read.value.kind !== 'consent.refused' || !read.value.why || !service) continue
      if (found.has(service) || kept.some(([id]) => id === service)) continue
      const { at, why } = read.value
      found.set(service, [service, { state: 'refused', at: Date.parse(at), leaf: hex(leafHash(bytes)), why }])
    }
    return [...found.values()]
  } finally {
    reader.close()
  }
}

/** The leaf of each withdrawal of this activation that still stands: behind those of the answers, whose places it leaves. */
async function withdrawalsOf(activation: ActivationId, answers: Answered): Promise<readonly string[]> {
  const taken = answers.filter(([, s]) => s.state === 'withdrawn').map(([service]) => service)
  if (taken.length === 0) return []
  const reader = openReader()
  try {
    const rows = await reader.page({ activation, kinds: ['consent.withdrawn'] }, null, 500)
    return taken.flatMap((service) => {
      const row = rows.find((r) => r.service === service)
      return row ? [hex(leafHash(row.bytes))] : []
    })
  } finally {
    reader.close()
  }
}

/** What the entry holds of a receipt: its hash, the leaves, and which of them stand as agreed. */
function issuedBody(
  receipt: ReceiptView,
  placed: Answered,
  withdrawals: readonly string[],
): Bodies['receipt.issued'] {
  const agreed = placed.flatMap(([service, s], at) => (isValid(s.state) ? [[service, at] as const] : []))
  return {
    receipt: receipt.hash,
    answers: [...placed.map(([, s]) => s.leaf), ...withdrawals],
    ...(agreed.length > 0 ? { agreed: Object.fromEntries(agreed) } : {}),
  }
}

type Parts = Pick<
  ReceiptView,
  | 'id'
  | 'about'
  | 'clerk'
  | 'number'
  | 'order'
  | 'agreed'
  | 'refused'
  | 'notToday'
  | 'withdrawn'
  | 'accounts'
  | 'from'
>

/** The receipt in words, with its hash; the checkpoint in it is the log's head as it is now. */
function makeReceipt(counter: Counter, parts: Parts, checkpoint: string): ReceiptView {
  const { policy } = counter.loaded
  const body: Omit<ReceiptView, 'hash'> = {
    ...parts,
    at: new Date(counter.now()).toISOString(),
    store: policy.store,
    carrier: { name: policy.carrier.name, contact: policy.carrier.contact },
    report: policy.report,
    checkpoint,
  }
  const text = canonicalize(JSON.parse(JSON.stringify(body)))
  return { ...body, hash: hex(sha256(utf8(text))) }
}

/** The checkpoint on the paper leaves the counter: the log can no longer be cut behind it unseen. */
const leaving = async (
  counter: Counter,
  head: { size: number; checkpoint: string },
): Promise<readonly Write[]> =>
  head.size > 0 ? [await counter.store.leftWrite(head, 'receipt', counter.now())] : []

/** Made by itself when the portal confirms, also when nothing was agreed. */
export async function issueReceipt(counter: Counter, activation: Activation): Promise<void> {
  const head = await counter.store.log.head()
  const answers: Answered = Object.entries(activation.standing)
  const taken: Answered = activation.takenBack.map((t) => [
    t.service,
    { ...t, state: 'withdrawn', leaf: t.leaf ?? '' },
  ])
  const notToday = lines(counter, answers, (state, why) => state === 'refused' && why !== undefined)
  const receipt = makeReceipt(
    counter,
    {
      id: activation.id,
      clerk: activation.clerk,
      number: maskNumber(activation.number),
      order: activation.order,
      agreed: lines(counter, answers, isValid),
      refused: lines(counter, answers, (state, why) => state === 'refused' && why === undefined),
      ...(notToday.length > 0 ? { notToday } : {}),
      // Also what was given in an earlier activation and taken back in this one.
      withdrawn: lines(counter, [...answers, ...taken], (state) => state === 'withdrawn'),
      accounts: activation.opened.flatMap((id) => counter.loaded.catalogue.services.get(id)?.name ?? []),
    },
    head.checkpoint,
  )
  const sealed = await counter.store.vault.seal('receipt', activation.id, JSON.parse(JSON.stringify(receipt)))
  // A second receipt, after a withdrawal, has squares of its own.
  const { codes: _, ...before } = activation
  const confirmed: Activation = {
    ...before,
    stage: 'confirmed',
    confirmedAt: activation.confirmedAt ?? counter.now(),
    receipt,
    session: null,
  }
  const own = answers.filter(([, s]) => s.leaf || s.at >= activation.openedAt)
  const written = await advance(
    counter,
    confirmed,
    [
      {
        kind: 'receipt.issued',
        clerk: clerkOf(counter),
        activation: activation.id,
        cust: activation.cust,
        body: issuedBody(receipt, await leavesOf(activation.id, own), [
          ...(await withdrawalsOf(activation.id, own)),
          ...taken.flatMap(([, t]) => (t.leaf ? [t.leaf] : [])),
        ]),
      },
    ],
    [...sealed.writes, ...(await leaving(counter, head))],
  )
  const codes = await codesOf(counter, written)
  if (codes) await keepCodes(counter, confirmed, codes)
  await counter.host.openWindow(signPath(activation.id), 'customer')
  counter.host.nudge({ nudge: 'sign', activation: activation.id })
  counter.host.nudge({ nudge: 'panel', activation: activation.id })
}

/** A receipt with its squares, to be printed where it was asked for. */
export interface Issued {
  readonly receipt: ReceiptView
  readonly codes: readonly string[]
}

/**
 * After a withdrawal outside an open activation: the receipt of the activation in which it was given, made anew from its
 * answers as they stand now. `number`: masked, as it was typed; '' where only a receipt's code was shown.
 */
export async function issueAgain(counter: Counter, row: DecisionRow, number: string): Promise<Issued> {
  const head = await counter.store.log.head()
  const rows = await counter.store.decisionsIn(row.activation)
  const kept: Answered = rows.map((r) => [r.service, { state: r.state, at: r.at, leaf: r.leaf ?? '' }])
  const answers: Answered = [...kept, ...(await notTodayOf(row.activation, kept))]
  const notToday = lines(counter, answers, (state, why) => state === 'refused' && why !== undefined)
  const receipt = makeReceipt(
    counter,
    {
      id: row.activation,
      about: 'withdrawal',
      clerk: clerkOf(counter),
      number,
      order: null,
      agreed: lines(counter, answers, isValid),
      refused: lines(counter, answers, (state, why) => state === 'refused' && why === undefined),
      ...(notToday.length > 0 ? { notToday } : {}),
      withdrawn: lines(counter, answers, (state) => state === 'withdrawn'),
      accounts: [],
    },
    head.checkpoint,
  )
  const sealed = await counter.store.vault.seal(
    'receipt',
    row.activation,
    JSON.parse(JSON.stringify(receipt)),
  )
  const written = await record(
    counter,
    [
      {
        kind: 'receipt.issued',
        clerk: clerkOf(counter),
        activation: row.activation,
        cust: row.cust,
        body: issuedBody(
          receipt,
          await leavesOf(row.activation, answers),
          await withdrawalsOf(row.activation, answers),
        ),
      },
    ],
    [...sealed.writes, ...(await leaving(counter, head))],
  )
  return { receipt, codes: (await codesOf(counter, written)) ?? [] }
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
  const [entry] = await record(counter, [received])
  const head = await counter.store.log.head()
  const at = counter.now()
  const answers: Answered = services.map((id) => [id, { state: 'withdrawn', at, leaf: '' }])
  const receipt = makeReceipt(
    counter,
    {
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
    head.checkpoint,
  )
  const written = await record(
    counter,
    [
      {
        kind: 'receipt.issued',
        clerk: clerkOf(counter),
        activation: '',
        body: { receipt: receipt.hash, answers: entry ? [entry.leaf] : [] },
      },
    ],
    await leaving(counter, head),
  )
  return { receipt, codes: (await codesOf(counter, written)) ?? [] }
}

/**
 * The receipt's squares: the entry is in the log first, then a path and a checkpoint that cover it. Without them the
 * words on the paper are enough, so a failure here undoes nothing.
 */
async function codesFor(counter: Counter, seq: Seq, entry: Uint8Array): Promise<readonly string[] | null> {
  try {
    const { size, checkpoint, vkey } = await counter.store.log.head()
    const proof = await counter.store.log.proof(seq, size)
    const codes = receiptTexts({ entry, proof, checkpoint, vkey }, counter.loaded.policy.verifyPage)
    await record(counter, [], [await counter.store.leftWrite({ size, checkpoint }, 'receipt', counter.now())])
    return codes
  } catch {
    // The disk's alarm is `record`'s own.
    return null
  }
}

async function codesOf(counter: Counter, written: readonly Sealed[]): Promise<readonly string[] | null> {
  const issued = written.find((s) => s.entry.kind === 'receipt.issued')
  return issued ? codesFor(counter, issued.seq, utf8(canonicalize(issued.entry))) : null
}

/** As with the squares themselves: the words are enough without them. */
const keepCodes = (counter: Counter, activation: Activation, codes: readonly string[]): Promise<unknown> =>
  advance(counter, { ...activation, codes }).catch(() => undefined)

/** A worker that was stopped between the receipt and its squares makes them when the window asks again. */
export async function withCodes(counter: Counter, activation: Activation): Promise<void> {
  if (activation.stage !== 'confirmed' || activation.codes) return
  const reader = openReader()
  try {
    const rows = await reader.page({ activation: activation.id, kinds: ['receipt.issued'] }, null, 50)
    // A withdrawal may have had a receipt of its own: the one on the screen is the one that is named.
    const row = rows.find(({ bytes }) => {
      const entry = parseEntry(bytes)
      return (
        entry.ok && entry.value.kind === 'receipt.issued' && entry.value.receipt === activation.receipt?.hash
      )
    })
    const codes = row ? await codesFor(counter, row.seq, row.bytes) : null
    if (codes) await keepCodes(counter, activation, codes)
  } finally {
    reader.close()
  }
}

/** Longer than a receipt takes to be read and printed. */
const LONG_GAP = 10

/**
 * The customer says whether the handset was in their hand or in sight: the activation ends either way, its working set
 * goes. A *no* is an entry, not a wall: what happened cannot be undone by keeping the customer here.
 */
export async function handOver(counter: Counter, activation: Activation, handset: boolean): Promise<void> {
  const ended = await endPermits(counter, activation, 'hand-over')
  const since = (from: number): number => Math.max(0, Math.round((counter.now() - from) / 60_000))
  const minutes = since(activation.openedAt)
  const gap = since(activation.confirmedAt ?? counter.now())
  const head = { clerk: clerkOf(counter), activation: activation.id, cust: activation.cust } as const
  await record(
    counter,
    [
      {
        kind: 'handover.confirmed',
        ...head,
        body: { by: 'customer', minutes, handset, gap, ...(gap >= LONG_GAP ? { long: true } : {}) },
      },
      { kind: 'activation.completed', ...head, body: { minutes } },
    ],
    [counter.store.working.erase('activation', ended.id)],
  )
  counter.activations.delete(activation.id)
  await applyGuard(counter)
  counter.host.nudge({ nudge: 'panel' })
}
