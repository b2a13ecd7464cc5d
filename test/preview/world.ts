import type { ActivationId, Lang, Result, ServiceId } from '../../utils/base/index.ts'
import type { Notice, Service } from '../../utils/notice/index.ts'
import type { Client, In, Name, Out, ReceiptView, SignItem, SignView } from '../../utils/wire/index.ts'
import large from '../golden-receipt/large.txt?raw'
import small from '../golden-receipt/small.txt?raw'
import policy from '../world/policy.json' with { type: 'json' }
import { words } from './preview.ts'

/** A client that answers from a table: a value, or a function of what was asked. Anything else is not answered. */
export function fakeClient(
  answers: { [N in Name]?: Result<Out<N>> | ((body: In<N>) => Result<Out<N>>) },
): Client & { readonly asked: { name: Name; body: unknown }[] } {
  const asked: { name: Name; body: unknown }[] = []
  // For tests that drive the page from outside.
  Object.assign(globalThis, { previewAsked: asked })
  return {
    asked,
    async ask<N extends Name>(name: N, body: In<N>): Promise<Result<Out<N>>> {
      asked.push({ name, body })
      const a = answers[name] as Result<Out<N>> | ((b: In<N>) => Result<Out<N>>) | undefined
      if (a === undefined) return { ok: false, error: { code: 'wire/unanswered' } }
      return typeof a === 'function' ? a(body) : a
    },
    onNudge: () => () => {},
  }
}

const services = policy.services as unknown as Service[]
const notices = policy.notices as unknown as Notice[]

const noticeOf = (id: string, lang: Lang) => {
  const notice = notices.find((n) => n.service === id && n.lang === lang)
  if (!notice) throw new Error(`no notice ${id}`)
  // The hash is not shown on any screen.
  return { notice, hash: '0'.repeat(64) }
}

export const item = (id: string, over: Partial<SignItem> = {}): SignItem => {
  const s = services.find((x) => x.id === id)
  if (!s) throw new Error(`no service ${id}`)
  return {
    service: s.id,
    kind: s.kind,
    name: s.name,
    price: s.price,
    notices: { 'zh-CN': noticeOf(id, 'zh-CN'), en: noticeOf(id, 'en') },
    answer: null,
    notToday: false,
    wrong: 0,
    signed: false,
    earlier: null,
    ...over,
  }
}

export const activation = 'a1b2c3d4e5f6a1b2c3d4e5f6' as ActivationId
export const serviceId = (id: string): ServiceId => id as ServiceId

/** The customer of the main job: 68, two carrier services and one account. */
export const signView = (over: Partial<SignView> = {}): SignView => ({
  lang: 'zh-CN',
  step: 'item',
  activation,
  number: '138 **** 8000',
  customer: '王*芬',
  age: 68,
  aloudFirst: true,
  store: { name: policy.store.name, phone: policy.store.phone },
  clerk: '0417',
  shared: false,
  who: 'self',
  minor: false,
  asksRelation: { self: false, child: true, teen: true, adult: true },
  signer: 'customer',
  absent: false,
  withdrawn: [],
  slips: [],
  size: null,
  items: [item('qinghe-ring-tone'), item('qinghe-account-safety'), item('jixi-mall')],
  at: 0,
  group: null,
  promise: { code: 'gift', words: words('送礼品', 'A gift'), text: null },
  recordYears: 3,
  refusalDays: 180,
  receipt: null,
  codes: [],
  codesFor: null,
  ...over,
})

const line = (id: string, at: string) => {
  const { service, name, price } = item(id)
  return {
    service,
    name,
    price,
    at,
    withdraw: words('到任何一家营业厅，当场办。', 'At any store, at once.'),
  }
}

/** The golden codes: one small, and one at a million entries that takes two squares. */
export const codes = {
  one: small.trim().split('\n'),
  two: large.trim().split('\n'),
}

export const withdrawnLine = () => line('jixi-mall', '2026-11-23T02:49:00.000Z')

export const receipt = (over: Partial<ReceiptView> = {}): ReceiptView => ({
  id: '7f3a09c2',
  at: '2026-11-23T02:52:00.000Z',
  store: policy.store,
  carrier: { name: policy.carrier.name, contact: policy.carrier.contact },
  clerk: '0417',
  number: '138 **** 8000',
  order: '20261123-0092',
  agreed: [
    line('qinghe-ring-tone', '2026-11-23T02:44:00.000Z'),
    line('jixi-mall', '2026-11-23T02:46:00.000Z'),
  ],
  refused: [line('qinghe-account-safety', '2026-11-23T02:45:00.000Z')],
  withdrawn: [],
  accounts: [],
  report: policy.report,
  checkpoint: '10482 9f2c1d5a7b3e4f60',
  hash: 'b6d1c8a94e0f42735d8c9b1a6e7f3020b6d1c8a94e0f42735d8c9b1a6e7f3020',
  ...over,
})

export const promises = policy.promises
export const reasons = policy.reasons
