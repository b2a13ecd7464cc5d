import { canonicalize, hex, maskNumber, sha256, utf8 } from '../base/index.ts'
import { isValid } from '../consent/index.ts'
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
    accounts: activation.opened.flatMap((id) => desk.loaded.catalogue.services.get(id)?.name ?? []),
    report: policy.report,
    checkpoint: head.checkpoint,
  }
  const text = canonicalize(JSON.parse(JSON.stringify(body)))
  const receipt: ReceiptView = { ...body, hash: hex(sha256(utf8(text))) }
  const sealed = await desk.store.vault.seal('receipt', activation.id, JSON.parse(JSON.stringify(receipt)))
  await advance(
    desk,
    { ...activation, stage: 'confirmed', confirmedAt: desk.now(), receipt, session: null },
    [
      {
        kind: 'receipt.issued',
        clerk: clerkOf(desk),
        activation: activation.id,
        cust: activation.cust,
        body: {
          receipt: receipt.hash,
          answers: Object.values(activation.standing).map((s) => s.leaf),
        },
      },
    ],
    sealed.writes,
  )
  await desk.host.openWindow(signPath(activation.id), 'customer')
  desk.host.nudge({ nudge: 'sign', activation: activation.id })
  desk.host.nudge({ nudge: 'panel', activation: activation.id })
}

/** The customer confirms that the handset was in their hand or in sight: the activation ends, its working set goes. */
export async function handOver(desk: Desk, activation: Activation): Promise<void> {
  const ended = await endPermits(desk, activation, 'hand-over')
  const minutes = Math.max(0, Math.round((desk.now() - activation.openedAt) / 60_000))
  const head = { clerk: clerkOf(desk), activation: activation.id, cust: activation.cust } as const
  await record(
    desk,
    [
      { kind: 'handover.confirmed', ...head, body: { by: 'customer', minutes } },
      { kind: 'activation.completed', ...head, body: { minutes } },
    ],
    [desk.store.working.erase('activation', ended.id)],
  )
  desk.activations.delete(activation.id)
  await applyGuard(desk)
  desk.host.nudge({ nudge: 'panel' })
}
