import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Adapter } from '../../../utils/policy/index.ts'
import { EMPTY_SHEET, merge, type PageReading, type PageService } from '../../../utils/portal/index.ts'

const list = (id: string, whole = false) => ({
  id,
  on: `#${id}`,
  services: { row: 'tr', code: { css: 'b' }, name: { css: 'i' }, whole },
})
const adapter: Adapter = {
  id: 'demo',
  name: { 'zh-CN': '演示', en: 'Demo' },
  matches: ['http://carrier.localhost/*'],
  views: [list('page-a'), list('page-b'), list('cart', true)],
  order: { method: 'POST', host: 'carrier.localhost', path: '/order', format: 'tmf622' },
}
const { views: _, ...onePage } = adapter

const service = (code: string, ticked: boolean, view = 'page-a'): PageService => ({
  code,
  name: code,
  price: null,
  ticked,
  included: false,
  view,
})
const readingOf = (more: Partial<PageReading> = {}): PageReading => ({
  adapter: 'demo',
  number: null,
  customer: null,
  age: null,
  realName: false,
  clerk: null,
  order: null,
  services: [],
  loading: false,
  confirmed: null,
  missing: [],
  views: [],
  ...more,
})

const anyService = fc.record({
  code: fc.constantFrom('A', 'B', 'C', 'D', 'E'),
  ticked: fc.boolean(),
  view: fc.constantFrom('page-a', 'page-b', 'cart'),
})
const anyReading = fc
  .record({
    customer: fc.option(fc.constantFrom('王示例', '李示例')),
    age: fc.option(fc.integer({ min: 14, max: 90 })),
    order: fc.option(fc.constantFrom('1', '2')),
    numbers: fc.array(fc.constantFrom('13800138001', '13800138002')),
    services: fc.array(anyService),
  })
  .map(({ services, ...rest }) =>
    readingOf({
      ...rest,
      services: services.map((s) => service(s.code, s.ticked, s.view)),
      views: [...new Set(services.map((s) => s.view))],
    }),
  )
const all = (readings: readonly PageReading[]) =>
  readings.reduce((sheet, one) => merge(sheet, one, adapter), EMPTY_SHEET)
const ticked = (sheet: { services: readonly PageService[] }) =>
  sheet.services.filter((s) => s.ticked).map((s) => s.code)

describe('merge', () => {
  it('the same reading twice is one', () => {
    fc.assert(
      fc.property(fc.array(anyReading), anyReading, (before, reading) => {
        const once = merge(all(before), reading, adapter)
        expect(merge(once, reading, adapter)).toEqual(once)
      }),
    )
  })

  it('a tick counts until it is seen unticked', () => {
    fc.assert(
      fc.property(fc.array(anyReading, { minLength: 1 }), (readings) => {
        const now = ticked(all(readings))
        for (const code of ['A', 'B', 'C', 'D', 'E']) {
          const shown = readings.map((r) => r.services.filter((s) => s.code === code))
          const at = shown.findLastIndex((rows) => rows.length > 0)
          if (at < 0) continue
          const isOn = shown[at]?.some((s) => s.ticked) === true
          const wasInCart = shown[at]?.some((s) => s.view === 'cart') === true
          const cartAfter = readings.slice(at + 1).some((r) => r.views?.includes('cart'))
          if (!isOn) expect(now).not.toContain(code)
          else if (!wasInCart || !cartAfter) expect(now).toContain(code)
        }
      }),
    )
  })

  it('nothing that was known is lost to a page that does not show it', () => {
    fc.assert(
      fc.property(fc.array(anyReading), anyReading, (before, reading) => {
        const [old, sheet] = [all(before), merge(all(before), reading, adapter)]
        expect(sheet.customer).toBe(reading.customer ?? old.customer)
        expect(sheet.age).toBe(reading.age ?? old.age)
        expect(sheet.order).toBe(reading.order ?? old.order)
        for (const number of old.numbers) expect(sheet.numbers).toContain(number)
        expect(new Set(sheet.services.map((s) => s.code)).size).toBe(sheet.services.length)
      }),
    )
  })

  it('another page of a table, a closed dialog, a row scrolled away: the tick stays', () => {
    const sheet = all([
      readingOf({ services: [service('A', true), service('B', true)], views: ['page-a'] }),
      readingOf({ services: [service('C', false)], views: ['page-a'] }),
      readingOf({ views: [] }),
      readingOf({ services: [service('B', false)], views: ['page-a'] }),
    ])
    expect(ticked(sheet)).toEqual(['A'])
  })

  it('a view that shows all of its services takes away what is gone from it, and from it alone', () => {
    const sheet = all([
      readingOf({ services: [service('A', true), service('B', true, 'cart')], views: ['page-a', 'cart'] }),
      readingOf({ views: ['cart'] }),
    ])
    expect(ticked(sheet)).toEqual(['A'])
  })

  it('one page that shows everything is what there is', () => {
    const first = readingOf({ services: [service('A', true), service('B', true)] })
    const next = readingOf({ services: [service('B', true)], customer: '王示例' })
    const sheet = merge(merge(EMPTY_SHEET, first, onePage), next, onePage)
    expect([ticked(sheet), sheet.customer]).toEqual([['B'], '王示例'])
  })

  it('keeps everything that is ordered of a table of thousands, and little of the rest', () => {
    const rows = Array.from({ length: 5000 }, (_, i) => service(`S${i}`, i % 10 === 0))
    const sheet = all([readingOf({ services: rows, views: ['page-a'] })])
    expect(ticked(sheet)).toHaveLength(500)
    expect(sheet.services.length).toBeLessThan(700)
  })
})
