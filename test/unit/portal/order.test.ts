import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_ORDER_BYTES } from '../../../utils/base/index.ts'
import { type OrderAdapter, readOrder } from '../../../utils/portal/index.ts'

const tmf: OrderAdapter = { order: { format: 'tmf622' } }
const json: OrderAdapter = {
  order: { format: 'json', items: 'order.lines', code: 'sku.id', quantity: 'count', action: 'op' },
}
const form: OrderAdapter = { order: { format: 'form', field: 'svc' } }

const utf8 = (text: string) => new TextEncoder().encode(text)
const read = (body: unknown, adapter = tmf, contentType: string | null = 'application/json') =>
  readOrder({ contentType, bytes: utf8(typeof body === 'string' ? body : JSON.stringify(body)) }, adapter)
const code = (result: ReturnType<typeof readOrder>) => (result.ok ? 'ok' : result.error.code)
const item = (id: string, more: object = {}) => ({ action: 'add', productOffering: { id }, ...more })

describe('TMF622', () => {
  it('reads v4 with nested items, prices and every action', () => {
    const read4 = read({
      externalId: 'x',
      productOrderItem: [
        {
          id: '1',
          quantity: 1,
          action: 'add',
          productOffering: { id: 'BUNDLE-39', name: '39 元套餐' },
          itemTotalPrice: [
            { priceType: 'recurring', price: { taxIncludedAmount: { unit: 'CNY', value: 39 } } },
          ],
          productOrderItemRelationship: [{ id: '2', relationshipType: 'bundles' }],
          productOrderItem: [
            { id: '2', quantity: 2, action: 'modify', productOffering: { id: 'VRBT' } },
            item('INS', { action: 'noChange', productOrderItem: [item('DEEP', { action: 'delete' })] }),
          ],
        },
      ],
    })
    expect(read4).toEqual({
      ok: true,
      value: [
        {
          code: 'BUNDLE-39',
          name: '39 元套餐',
          price: { value: 39, unit: 'CNY' },
          quantity: 1,
          action: 'add',
        },
        { code: 'VRBT', quantity: 2, action: 'modify' },
        { code: 'INS', quantity: 1, action: 'noChange' },
        { code: 'DEEP', quantity: 1, action: 'delete' },
      ],
    })
  })

  it('reads orderItem, both keys together, and the parts of a bundled product', () => {
    const both = read({
      '@type': 'ProductOrder',
      orderItem: [item('A')],
      productOrderItem: [
        item('B', {
          product: {
            isBundle: true,
            product: [{ productOffering: { id: 'C' } }, { id: 'sim-card' }],
            productRelationship: [
              { relationshipType: 'bundles', product: { productOffering: { id: 'D' } } },
              { relationshipType: 'reliesOn', product: { productOffering: { id: 'not-ordered' } } },
            ],
          },
        }),
      ],
    })
    expect(both.ok && both.value.map((o) => o.code).sort()).toEqual(['A', 'B', 'C', 'D'])
  })

  it('counts an item without an action as added', () => {
    const one = read({ productOrderItem: [{ productOffering: { id: 'A' } }] })
    expect(one.ok && one.value[0]?.action).toBe('add')
  })

  it.each([
    ['no offering', { action: 'add' }, 'order/code'],
    ['empty id', item(''), 'order/code'],
    ['id of the wrong type', { productOffering: { id: { a: 1 } } }, 'order/code'],
    ['id with an invisible character', item('VR\u200bBT'), 'order/code'],
    ['full-width look-alike', item('ＶＲＢＴ'), 'order/code'],
    ['blank at the end', item('VRBT '), 'order/code'],
    ['two offerings that differ', item('A', { product: { productOffering: { id: 'B' } } }), 'order/code'],
    ['unknown action', item('A', { action: 'activate' }), 'order/action'],
    ['prototype as an action', item('A', { action: 'constructor' }), 'order/action'],
    ['negative quantity', item('A', { quantity: -1 }), 'order/quantity'],
    ['fraction', item('A', { quantity: 0.5 }), 'order/quantity'],
    ['nested items that are no list', item('A', { productOrderItem: { 0: item('B') } }), 'order/shape'],
    ['a null item', null, 'order/shape'],
  ])('refuses the whole order over one item: %s', (_, bad, fault) => {
    expect(code(read({ productOrderItem: [item('GOOD'), bad] }))).toBe(fault)
  })

  it('does not pass an order without items', () => {
    for (const body of [{}, { productOrderItem: [] }, [], { productOrderItem: null }, [{}]]) {
      expect(code(read(body))).toBe('order/no-items')
    }
    for (const body of ['null', '1', '"x"', '[null]']) expect(code(read(body))).toBe('order/shape')
  })
})

describe('bytes', () => {
  const good = { productOrderItem: [item('A')] }
  it('takes a byte order mark, charsets and types that mean JSON', () => {
    expect(code(read(`\ufeff${JSON.stringify(good)}`))).toBe('ok')
    for (const type of [
      null,
      '',
      'application/json; charset=UTF-8',
      'Application/JSON;charset="utf8"',
      'text/plain;charset=UTF-8',
      'application/merge-patch+json',
    ]) {
      expect([type, code(read(good, tmf, type))]).toEqual([type, 'ok'])
    }
    const gbk = new Uint8Array([
      ...utf8('{"productOrderItem":[{"productOffering":{"id":"A","name":"'),
      0xcc,
      0xd7,
    ])
    const bytes = new Uint8Array([...gbk, ...utf8('"}}]}')])
    const named = readOrder({ contentType: 'application/json; charset=gbk', bytes }, tmf)
    expect(named.ok && named.value[0]?.name).toBe('套')
    expect(code(readOrder({ contentType: 'application/json', bytes }, tmf))).toBe('order/charset')
  })

  it.each([
    ['multipart/form-data; boundary=x', 'order/unknown-type'],
    ['application/x-www-form-urlencoded', 'order/unknown-type'],
    ['application/xml', 'order/unknown-type'],
    ['application/json; charset=utf-7', 'order/charset'],
    ['application/json; charset=utf-16', 'order/charset'],
    ['application/json; charset=constructor', 'order/charset'],
  ])('refuses %s', (type, fault) => expect(code(read(good, tmf, type))).toBe(fault))

  it('refuses what it cannot read, each with its code', () => {
    const raw = (bytes: Uint8Array) => code(readOrder({ contentType: 'application/json', bytes }, tmf))
    expect(raw(new Uint8Array())).toBe('order/not-json')
    expect(raw(new Uint8Array([0x1f, 0x8b, 8, 0]))).toBe('order/compressed')
    expect(raw(new Uint8Array([0xff, 0xfe, 0x7b, 0]))).toBe('order/charset')
    expect(raw(new Uint8Array([0x7b, 0xc3, 0x28]))).toBe('order/charset')
    expect(raw(new Uint8Array(MOST_ORDER_BYTES + 1))).toBe('order/too-large')
    expect(code(read('['.repeat(5000)))).toBe('order/too-deep')
    expect(code(read(`${'{"a":'.repeat(100)}1${'}'.repeat(100)}`))).toBe('order/too-deep')
    expect(code(read(`{"productOrderItem":[${'{"productOffering":{"id":"A"}},'.repeat(600)}{}]}`))).toBe(
      'order/too-many',
    )
  })

  it('refuses a key that stands twice, however it is written', () => {
    const a = '[{"productOffering":{"id":"A"}}]'
    const b = '[{"productOffering":{"id":"B"}}]'
    expect(code(read(`{"productOrderItem":${a},"productOrderItem":${b}}`))).toBe('order/duplicate-key')
    expect(code(read(`{"productOrderItem":${a},"productOrder\\u0049tem":${b}}`))).toBe('order/duplicate-key')
    expect(code(read(`{"productOrderItem":${a},"ProductOrderItem":${b}}`))).toBe('order/duplicate-key')
    expect(code(read('{"productOrderItem":[{"productOffering":{"id":"A","id":"B"}}]}'))).toBe(
      'order/duplicate-key',
    )
    expect(
      code(read('{"a":"\\"b\\":1","b":"{\\"b\\":","productOrderItem":[{"productOffering":{"id":"A"}}]}')),
    ).toBe('ok')
  })

  it('never throws and never passes nonsense', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(tmf, json, form), (bytes, adapter) => {
        const result = readOrder({ contentType: null, bytes }, adapter)
        if (result.ok) expect(result.value.length).toBeGreaterThan(0)
        else expect(result.error.code).toMatch(/^order\//)
      }),
    )
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(['ok', 'order']).toContain(code(read(text)).split('/')[0])
      }),
    )
  })

  it('takes hostile callers', () => {
    expect(code(readOrder({ contentType: null, bytes: null as never }, tmf))).toBe('order/adapter')
    expect(code(readOrder({ contentType: null, bytes: utf8('{}') }, null as never))).toBe('order/adapter')
  })
})

describe('other shapes', () => {
  it('reads an array at dotted paths', () => {
    const body = { order: { lines: [{ sku: { id: 'A' }, count: '2', op: 'ADD' }, { sku: { id: 7 } }] } }
    expect(read(body, json)).toEqual({
      ok: true,
      value: [
        { code: 'A', quantity: 2, action: 'add' },
        { code: '7', quantity: 1, action: 'add' },
      ],
    })
    const groups = { order: [{ lines: [{ sku: { id: 'A' } }] }, { lines: [{ sku: { id: 'B' } }] }] }
    const all = read(groups, json)
    expect(all.ok && all.value.map((o) => o.code)).toEqual(['A', 'B'])
  })

  it('refuses where the path ends in nothing, or in two things', () => {
    expect(code(read({ order: {} }, json))).toBe('order/no-items')
    expect(code(read({ order: { lines: [] } }, json))).toBe('order/no-items')
    expect(code(read({ order: { lines: [{}] } }, json))).toBe('order/code')
    expect(code(read({ order: { lines: [{ sku: [{ id: 'A' }, { id: 'B' }] }] } }, json))).toBe('order/code')
    expect(code(read({ order: { lines: [] } }, { order: { ...json.order, empty: true } }))).toBe('ok')
    expect(code(read({ a: [] }, { order: { format: 'json' } }))).toBe('order/adapter')
  })

  it('reads a form, repeated, split, with brackets', () => {
    const type = 'application/x-www-form-urlencoded; charset=UTF-8'
    const codes = (body: string) => {
      const result = read(body, form, type)
      return result.ok ? result.value.map((o) => o.code) : result.error.code
    }
    expect(codes('phone=1&svc=A&svc=B,C&svc%5B%5D=D&x=%ff')).toEqual(['A', 'B', 'C', 'D'])
    expect(codes('svc=A%zz')).toBe('order/not-form')
    expect(codes('svc=A,,B')).toBe('order/code')
    expect(codes('phone=1')).toBe('order/no-items')
    expect(codes('{"svc":"A"}')).toBe('order/not-form')
    expect(code(read({ svc: 'A' }, form, 'application/json'))).toBe('order/unknown-type')
  })
})
