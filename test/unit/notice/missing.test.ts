import { describe, expect, it } from 'vitest'
import { keyLength, missing, type Notice, noticeHash } from '../../../utils/notice/index.ts'
import { noticeFor, ring, shop } from './notice.ts'

type Bag = Record<string, unknown>
const full = noticeFor(shop, 'zh-CN')
/** Every text of the two layers, as paths. */
const paths = (v: unknown, at: string): string[] =>
  typeof v === 'string'
    ? [at]
    : Array.isArray(v)
      ? [at]
      : Object.entries((v ?? {}) as Bag).flatMap(([k, x]) => paths(x, `${at}.${k}`))
const without = (path: string, put?: unknown): Notice => {
  const copy = structuredClone(full) as unknown as Bag
  const keys = path.split('.')
  const last = keys.pop()!
  const at = keys.reduce((o, k) => o[k] as Bag, copy)
  if (put === undefined) delete at[last]
  else at[last] = put
  return copy as unknown as Notice
}

describe('missing', () => {
  it('finds no gap in a complete notice', () => {
    for (const lang of ['zh-CN', 'en'] as const) {
      expect(missing(noticeFor(shop, lang), 'account')).toEqual([])
      expect(missing(noticeFor(ring, lang), 'carrier')).toEqual([])
    }
  })

  const all = [...paths(full.key, 'key'), ...paths(full.full, 'full'), 'title']
  it('walks more than twenty texts', () => expect(all.length).toBeGreaterThan(20))
  for (const path of all) {
    it(`names ${path}, gone, empty or a placeholder, with its article`, () => {
      for (const put of [undefined, '', '  ', '待填写', 'TBD', 7, null, []]) {
        const gaps = missing(without(path, put), 'account')
        expect(gaps).toHaveLength(1)
        expect(gaps[0]).toMatch(new RegExp(`^${path.replaceAll('.', '\\.')} \\(.*\\d`))
      }
    })
  }

  it('asks for the receiver of an account, and lets a carrier have none', () => {
    const none = without('full.receiver', null)
    expect(missing(none, 'account')).toContain('full.receiver.contact (PIPL 23)')
    expect(missing(none, 'carrier')).toEqual([])
    expect(missing(without('full.receiver'), 'carrier')).toContain('full.receiver.name (PIPL 23)')
  })

  it('asks why sensitive data is needed, and sees it where it is not called so', () => {
    expect(missing(without('full.sensitive', { kinds: ['人脸'], why: '', effect: '' }), 'account')).toEqual([
      'full.sensitive.why (PIPL 30)',
      'full.sensitive.effect (PIPL 30)',
    ])
    for (const kind of [
      '人脸照片',
      '身份证号码',
      '护照号',
      '支付账户',
      '证件号',
      'Your identity number',
      'Your ID card',
      'Passport',
      'Your payment account',
    ])
      expect(missing(without('full.kinds', ['手机号码', kind]), 'account'), kind).toEqual([
        'full.sensitive (PIPL 28, 30)',
      ])
    for (const kind of ['您的视频', 'Order number', 'Video watched'])
      expect(missing(without('full.kinds', ['手机号码', kind]), 'account'), kind).toEqual([])
  })

  it('holds the title to what leaves room for the facts below it', () => {
    expect(missing(without('title', '字'.repeat(24)))).toEqual([])
    expect(missing(without('title', '字'.repeat(25)))).toEqual(['title.length (PIPL 17)'])
    const en = (n: number) => ({ ...noticeFor(shop, 'en'), title: 'a'.repeat(n) })
    expect(missing(en(60))).toEqual([])
    expect(missing(en(61))).toEqual(['title.length (PIPL 17)'])
  })

  it('holds the first layer to 120 Chinese characters', () => {
    const used = keyLength(Object.values(full.key)) - keyLength([full.key.what])
    expect(missing(without('key.what', '字'.repeat(120 - used)))).toEqual([])
    expect(missing(without('key.what', '字'.repeat(121 - used)))).toEqual(['key.length (PIPL 17)'])
    expect(keyLength(['每月6元，39.9 元 OK'])).toBe(7)
  })

  it('asks a draft where each thing that it says of another company stands, and a final text not', () => {
    const bare = { ...without('status', 'draft'), sources: {} }
    expect(missing(bare)).toContain('sources.full.receiver.address')
    expect(missing(bare)).toContain('sources.full.kinds')
    expect(missing({ ...bare, status: 'final' })).toEqual([])
    const { sources } = without('status', 'draft') as { sources: Record<string, unknown> }
    const undated = { ...sources, 'full.close': { source: 'https://cloudfair.example/close', on: '' } }
    expect(missing({ ...without('status', 'draft'), sources: undated })).toEqual([
      'sources.full.close',
      'approval',
    ])
  })

  it('lets a draft through only with an approval of this very text', () => {
    const draft = without('status', 'draft')
    expect(missing(draft)).toEqual(['approval'])
    const approval = { by: '王经理', on: '2026-11-02', hash: noticeHash(draft) }
    expect(missing({ ...draft, approval })).toEqual([])
    expect(missing({ ...draft, title: '别的', approval })).toEqual(['approval'])
    expect(missing({ ...draft, approval: { ...approval, by: '' } })).toEqual(['approval'])
    expect(missing(without('status'))).toEqual(['approval'])
  })

  it('never throws', () => {
    const loop: Bag = {}
    loop['key'] = loop
    loop['full'] = loop
    for (const hostile of [
      null,
      undefined,
      7,
      '',
      [],
      {},
      { key: [], full: 'x' },
      loop,
      { status: 'draft', approval: {} },
    ])
      expect(missing(hostile as never).length).toBeGreaterThan(10)
  })
})

describe('noticeHash', () => {
  it('moves with each shown text and with nothing else', () => {
    const h = noticeHash(full)
    expect(h).toMatch(/^[0-9a-f]{64}$/)
    expect(noticeHash({ ...full, status: 'draft', approval: { by: 'a', on: 'b', hash: 'c' } })).toBe(h)
    expect(noticeHash(without('full.kept.after', '另存'))).not.toBe(h)
    expect(noticeHash({ ...full, version: '2026-11-02' })).not.toBe(h)
    expect(noticeHash({ ...full, lang: 'en' })).not.toBe(h)
  })
})
