import type { Json, Lang, ServiceId } from '../../../utils/base/index.ts'
import { FULL_TEXTS, forEachName, KEY_FACTS, namesOf } from '../../../utils/notice/fields.ts'
import type { Notice, Service } from '../../../utils/notice/index.ts'

/** An invented service and its notices, complete in both languages. */
export const shop: Service = {
  id: 'shop' as ServiceId,
  kind: 'account',
  sector: 'shop',
  name: { 'zh-CN': '云集市账号', en: 'Cloud Fair account' },
  company: { 'zh-CN': '云集市有限公司', en: 'Cloud Fair Ltd.' },
  codes: ['ACC-SHOP'],
  price: { fen: 0, per: 'once' },
  site: {
    domains: ['shop.localhost', 'cloudfair.example'],
    start: 'http://shop.localhost:8080/register',
    signUp: [{ host: 'shop.localhost', path: '/register' }],
    code: [{ host: 'shop.localhost', path: '/api/code' }],
    create: [{ host: 'shop.localhost', path: '/api/register' }],
  },
}

export const ring: Service = {
  id: 'ring' as ServiceId,
  kind: 'carrier',
  sector: 'telecom',
  name: { 'zh-CN': '视频彩铃', en: 'Video ring-back' },
  company: { 'zh-CN': '青鸟通信', en: 'Blue Bird Telecom' },
  codes: ['RBT-6'],
  price: { fen: 600, per: 'month' },
}

const party = { name: '云集市有限公司', address: '海州市长风路 1 号', contact: '400 000 0000' }

/** Where the company says it of itself: asked for in a draft alone. */
const sources = Object.fromEntries(
  [
    ...['receiver.name', 'receiver.address', 'receiver.contact', 'kinds'],
    ...['kept.where', 'kept.howLong', 'kept.after'],
    ...namesOf(FULL_TEXTS),
  ].map((path) => [`full.${path}`, { source: 'https://cloudfair.example/privacy', on: '2026-11-01' }]),
)

export const noticeFor = (service: Service, lang: Lang): Notice => {
  const zh = lang === 'zh-CN'
  const price =
    service.price.fen === 0 ? (zh ? '不收费' : 'It is free.') : zh ? '每月 6 元' : '6 yuan a month'
  return {
    service: service.id,
    lang,
    version: '2026-11-01',
    title: zh ? '用您的新号码注册账号' : 'An account with your new number',
    key: {
      // A field that is new says something too.
      ...forEachName(KEY_FACTS, (name) => name),
      what: zh ? '建立一个购物账号' : 'A shopping account is made.',
      price,
      who: zh ? '云集市会拿到您的手机号码' : 'Cloud Fair gets your number.',
      until: zh ? '到您注销为止' : 'Until you close it.',
      stop: zh ? '任何营业厅当场办' : 'At any store.',
      sim: zh ? '不办，手机卡照样能用' : 'Your SIM works without it.',
    },
    full: {
      provider: { ...party, name: '青鸟通信' },
      receiver: service.kind === 'account' ? party : null,
      ...forEachName(FULL_TEXTS, (name) => name),
      purpose: zh ? '建立账号' : 'To make the account',
      processing: zh ? '存在服务器上' : 'Stored on a server',
      kinds: [zh ? '手机号码' : 'phone number'],
      sensitive: null,
      kept: {
        where: '中国',
        howLong: zh ? '注销后 15 天' : '15 days after closing',
        after: zh ? '删除' : 'erased',
      },
      lasts: zh ? '到您撤回' : 'until withdrawn',
      withdraw: zh ? '任何营业厅' : 'at any store',
      close: zh ? '在应用里注销' : 'in the app',
      rights: zh ? '查阅、复制、更正、删除' : 'see, copy, correct, erase',
      price,
      sim: zh ? '手机卡照样能用' : 'Your SIM works without it.',
    },
    status: 'final',
    sources,
  }
}

export const json = (v: unknown): Json => JSON.parse(JSON.stringify(v)) as Json
