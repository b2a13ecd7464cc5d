import { canonicalize, hex, sha256, utf8 } from '../../base/index.ts'
import type { ReceiptLine, ReceiptView } from '../../wire/index.ts'
import type { Counter, Standing } from '../state/index.ts'

/** Answers by service, as a receipt names them. */
export type Answered = readonly (readonly [
  service: string,
  Pick<Standing, 'state' | 'at' | 'leaf' | 'why'>,
])[]

export function lines(
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

/** What a receipt says beside what every receipt of this store says. */
export type Parts = Pick<
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
export function makeReceipt(counter: Counter, parts: Parts, checkpoint: string): ReceiptView {
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
