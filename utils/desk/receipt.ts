import { canonicalize, hex, maskNumber, type Seq, sha256, utf8 } from '../base/index.ts'
import { isValid } from '../consent/index.ts'
import { receiptTexts } from '../evidence/index.ts'
import { leafHash } from '../log/index.ts'
import { openReader } from '../store/index.ts'
import type { ReceiptLine, ReceiptView } from '../wire/index.ts'
import { applyGuard } from './guarding.ts'
import { signPath } from './host.ts'
import { endPermits } from './permit.ts'
import { advance, clerkOf, record } from './record.ts'
import type { Activation, Desk, Standing } from './state.ts'

function lines(desk: Desk, standing: Activation['standing'], keep: (s: Standing) => boolean): ReceiptLine[] {
  return Object.entries(standing).flatMap(([id, s]) => {
    const service = desk.loaded.catalogue.services.get(id as ReceiptLine['service'])
    if (!service || !keep(s)) return []
    const way = (lang: 'zh-CN' | 'en') =>
      desk.loaded.catalogue.notice(service.id, lang)?.notice.full.withdraw ?? ''
    return [
      {
        service: service.id,
        name: service.name,
        price: service.price,
        at: new Date(s.at).toISOString(),
        withdraw: { 'zh-CN': way('zh-CN'), en: way('en') },
      },
    ]
  })
}

/**
 * The leaf of each answer of this activation. One that a stopped worker did not place is found in the log; a refusal from
 * an earlier activation stands in the words alone.
 */
async function leavesOf(activation: Activation): Promise<readonly string[]> {
  const answers = Object.entries(activation.standing).filter(([, s]) => s.leaf || s.at >= activation.openedAt)
  if (answers.every(([, s]) => s.leaf)) return answers.map(([, s]) => s.leaf)
  const reader = openReader()
  try {
    const kinds = ['consent.given', 'consent.renewed', 'consent.refused']
    const rows = await reader.page({ activation: activation.id, kinds }, null, 500)
    return answers.flatMap(([service, s]) => {
      const row = rows.find((r) => r.service === service)
      return s.leaf || (row ? hex(leafHash(row.bytes)) : [])
    })
  } finally {
    reader.close()
  }
}

/** Made by itself when the portal confirms, also when nothing was agreed. */
export async function issueReceipt(desk: Desk, activation: Activation): Promise<void> {
  const { policy } = desk.loaded
  const head = await desk.store.log.head()
  const body: Omit<ReceiptView, 'hash'> = {
    id: activation.id,
    at: new Date(desk.now()).toISOString(),
    store: policy.store,
    carrier: { name: policy.carrier.name, contact: policy.carrier.contact },
    clerk: activation.clerk,
    number: maskNumber(activation.number),
    order: activation.order,
    agreed: lines(desk, activation.standing, (s) => isValid(s.state)),
    refused: lines(desk, activation.standing, (s) => s.state === 'refused'),
    withdrawn: lines(desk, activation.standing, (s) => s.state === 'withdrawn'),
    accounts: activation.opened.flatMap((id) => desk.loaded.catalogue.services.get(id)?.name ?? []),
    report: policy.report,
    checkpoint: head.checkpoint,
  }
  const text = canonicalize(JSON.parse(JSON.stringify(body)))
  const receipt: ReceiptView = { ...body, hash: hex(sha256(utf8(text))) }
  const sealed = await desk.store.vault.seal('receipt', activation.id, JSON.parse(JSON.stringify(receipt)))
  // A second receipt, after a withdrawal, has squares of its own.
  const { codes: _, ...before } = activation
  const confirmed: Activation = {
    ...before,
    stage: 'confirmed',
    confirmedAt: activation.confirmedAt ?? desk.now(),
    receipt,
    session: null,
  }
  const written = await advance(
    desk,
    confirmed,
    [
      {
        kind: 'receipt.issued',
        clerk: clerkOf(desk),
        activation: activation.id,
        cust: activation.cust,
        body: {
          receipt: receipt.hash,
          answers: await leavesOf(activation),
        },
      },
    ],
    // The checkpoint on the paper leaves the counter: the log can no longer be cut behind it unseen.
    head.size > 0 ? [...sealed.writes, desk.store.leftWrite(head, 'receipt', desk.now())] : sealed.writes,
  )
  const issued = written.find((s) => s.entry.kind === 'receipt.issued')
  if (issued) await makeCodes(desk, confirmed, issued.seq, utf8(canonicalize(issued.entry)))
  await desk.host.openWindow(signPath(activation.id), 'customer')
  desk.host.nudge({ nudge: 'sign', activation: activation.id })
  desk.host.nudge({ nudge: 'panel', activation: activation.id })
}

/**
 * The receipt's squares: the entry is in the log first, then a path and a checkpoint that cover it. Without them the
 * words on the paper are enough, so a failure here undoes nothing.
 */
async function makeCodes(desk: Desk, activation: Activation, seq: Seq, entry: Uint8Array): Promise<void> {
  try {
    const { size, checkpoint, vkey } = await desk.store.log.head()
    const proof = await desk.store.log.proof(seq, size)
    const codes = receiptTexts({ entry, proof, checkpoint, vkey }, desk.loaded.policy.verifyPage)
    await advance(
      desk,
      { ...activation, codes },
      [],
      [desk.store.leftWrite({ size, checkpoint }, 'receipt', desk.now())],
    )
  } catch {
    // The disk's alarm is `advance`'s own.
  }
}

/** A worker that was stopped between the receipt and its squares makes them when the window asks again. */
export async function withCodes(desk: Desk, activation: Activation): Promise<void> {
  if (activation.stage !== 'confirmed' || activation.codes) return
  const reader = openReader()
  try {
    const [row] = await reader.page({ activation: activation.id, kinds: ['receipt.issued'] }, null, 1)
    if (row) await makeCodes(desk, activation, row.seq, row.bytes)
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
export async function handOver(desk: Desk, activation: Activation, handset: boolean): Promise<void> {
  const ended = await endPermits(desk, activation, 'hand-over')
  const since = (from: number): number => Math.max(0, Math.round((desk.now() - from) / 60_000))
  const minutes = since(activation.openedAt)
  const gap = since(activation.confirmedAt ?? desk.now())
  const head = { clerk: clerkOf(desk), activation: activation.id, cust: activation.cust } as const
  await record(
    desk,
    [
      {
        kind: 'handover.confirmed',
        ...head,
        body: { by: 'customer', minutes, handset, gap, ...(gap >= LONG_GAP ? { long: true } : {}) },
      },
      { kind: 'activation.completed', ...head, body: { minutes } },
    ],
    [desk.store.working.erase('activation', ended.id)],
  )
  desk.activations.delete(activation.id)
  await applyGuard(desk)
  desk.host.nudge({ nudge: 'panel' })
}
