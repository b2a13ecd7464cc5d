/** The forms in which portals write an order: each body with an adapter that fits it, and nothing left out without a word. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type OrderAdapter, readOrder, readRequest } from '../../../utils/portal/index.ts'

interface Case {
  readonly name: string
  readonly contentType: string
  readonly body: string
  readonly want: readonly string[]
}
const CASES: readonly Case[] = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/orders/bodies.json'), 'utf8'),
)
type Shape = OrderAdapter['order']

/** What was found in each, in one line: a code, and its action where it is another than "add"; or why it is held. */
const ADAPTERS: Readonly<Record<string, readonly [Shape, string]>> = {
  'form, repeated field': [{ format: 'form', field: 'svc' }, 'RBT06 INS03'],
  'form, a|b separated by ;': [{ format: 'form', field: 'svcList' }, 'RBT06 INS03'],
  'form, Struts/Stripes/Spring index inside the name': [
    { format: 'form', items: 'sale.saleLines', code: 'inventoryItem.itemNumber', quantity: 'quantity' },
    'RBT06 INS03',
  ],
  'form, one JSON text in a field (jQuery, EasyUI, Aura)': [
    { format: 'form', items: 'data.items', code: 'code' },
    'RBT06 INS03',
  ],
  'form, one field a service: svc_RBT06=on': [{ format: 'form', flags: ['svc_*'] }, 'RBT06 INS03'],
  'multipart/form-data': [{ format: 'form', field: 'svc' }, 'RBT06'],
  'SOAP XML': [{ format: 'xml', items: 'Envelope.Body.order.svc', code: 'code' }, 'RBT06 INS03'],
  'GraphQL variables': [{ format: 'json', items: 'variables.i.items', code: 'offer' }, 'RBT06 INS03'],
  'Odoo web_save x2many commands': [
    {
      format: 'json',
      items: 'params.args.1.order_line',
      code: '2.product_id',
      quantity: '2.product_uom_qty',
      action: '0',
      actions: { 0: 'add', 1: 'modify', 2: 'delete', 4: 'noChange' },
    },
    '61 62',
  ],
  'JSON whose item list is a JSON text': [{ format: 'json', items: 'param.items', code: 'code' }, 'RBT06'],
  'JSON, flags': [{ format: 'json', flags: ['colorRing', 'insurance'] }, 'colorRing insurance'],
  'JSON, oper code A/D/M (BSS)': [
    {
      format: 'json',
      items: 'order.items',
      code: 'offerId',
      action: 'operType',
      actions: { A: 'add', D: 'delete', M: 'modify' },
    },
    'RBT06 INS03:delete',
  ],
  'JSON, every service listed with selected:true/false': [
    { format: 'json', items: 'items', code: 'code', selected: 'selected' },
    'RBT06',
  ],
  'JSON, services in two lists': [{ format: 'json', items: 'vas', code: 'code' }, 'RBT06 INS03'],
  'tree: offers with children of the same key': [
    { format: 'json', items: 'offers', code: 'id' },
    'PLAN39 RBT06 INS03',
  ],
  'encrypted JSON envelope': [{ format: 'json', items: 'items', code: 'code' }, 'order/no-items'],
  'TMF item by product id only, noChange': [{ format: 'tmf622' }, '6000:noChange RBT06'],
  'TMF offering.bundledProductOffering / productOfferingPrice': [{ format: 'tmf622' }, 'PLAN39 RBT06'],
  'TMF service as characteristic of the plan': [{ format: 'tmf622' }, 'PLAN39 RBT06 INS03'],
  'json, empty code (unticked rows sent blank)': [{ format: 'json', items: 'items', code: 'code' }, 'RBT06'],
  'gzip body': [{ format: 'json', items: 'items', code: 'code' }, 'order/not-json'],
  'json body array at top': [{ format: 'json', items: '', code: 'code' }, 'RBT06 INS03'],
}

const utf8 = (text: string) => new TextEncoder().encode(text)
const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'
const XML_TYPE = 'text/xml; charset=utf-8'

function said(
  body: unknown,
  order: Shape,
  { type = JSON_TYPE, known, orders }: { type?: string; known?: readonly string[]; orders?: Shape[] } = {},
): string {
  const bytes =
    body instanceof Uint8Array ? body : utf8(typeof body === 'string' ? body : JSON.stringify(body))
  const read = readOrder({ contentType: type, bytes }, { order, ...(orders && { orders }) }, known)
  if (!read.ok) return read.error.code
  return read.value
    .map(
      (o) =>
        `${o.code}${o.action === 'add' ? '' : `:${o.action}`}${o.quantity === 1 ? '' : `×${o.quantity}`}`,
    )
    .join(' ')
}

describe('each form, with its adapter alone', () => {
  it('has an adapter for every case', () => {
    expect(Object.keys(ADAPTERS).sort()).toEqual(CASES.map((c) => c.name).sort())
  })
  it.each(CASES.map((c) => [c.name, c] as const))('%s', (name, { contentType, body, want }) => {
    const [order, found] = ADAPTERS[name] as readonly [Shape, string]
    expect(said(body, order, { type: contentType })).toBe(found)
    if (!found.startsWith('order/')) for (const code of want) expect(found.split(/[ :]/)).toContain(code)
  })
})

const list: Shape = { format: 'json', items: 'items', code: 'code' }
const tmf: Shape = { format: 'tmf622' }
const KNOWN = ['RBT06', 'INS03', 'colorRing', 'VIP-5.1', '6000', '61']

describe('all of a body is accounted for', () => {
  const one = { items: [{ code: 'PLAN39' }] }
  it.each([
    ['a second list', { ...one, insurances: [{ id: 'INS03', price: 5 }] }],
    ['a text in a list', { ...one, more: ['INS03'] }],
    ['a key that is on', { ...one, extras: { INS03: true } }],
    ['a key over an object', { ...one, extras: { INS03: { qty: 1 } } }],
    ['a list in one text', { ...one, extras: 'X1|INS03|Y2' }],
    ['a prefix', { ...one, extras: 'svc_INS03' }],
    ['a pair', { ...one, extras: 'RBT:0;INS03:1' }],
    ['in a sentence', { ...one, remark: '开通INS03' }],
    ['small letters', { ...one, extras: ['ins03'] }],
    ['full width', { ...one, extras: ['ＩＮＳ０３'] }],
    ['JSON in a text', { ...one, ext: '{"more":["INS03"]}' }],
    ['JSON in a text, escaped', { ...one, ext: '{"more":["\\u0049NS03"]}' }],
    ['JSON in percent', { ...one, ext: '%7B%22more%22%3A%22INS03%22%7D' }],
    ['XML in a text', { ...one, ext: '<r><c>&#73;NS03</c></r>' }],
    ['base64', { ...one, ext: Buffer.from('{"more":["INS03"]}').toString('base64') }],
    ['a text in a text in a text', { ...one, ext: JSON.stringify({ a: JSON.stringify({ b: ['INS03'] }) }) }],
    ['an item that says so itself', { items: [{ code: 'PLAN39', vas: 'INS03' }] }],
    ['a query with its values inside', { ...one, query: 'mutation{order(code:"INS03"){id}}' }],
  ])('%s', (_, body) => expect(said(body, list, { known: KNOWN })).toBe('PLAN39 INS03'))

  it('counts a code that an item takes away, where another place orders it', () => {
    const shape: Shape = { ...list, action: 'op', actions: { D: 'delete' } }
    const body = { items: [{ code: 'INS03', op: 'D', name: 'INS03' }] }
    expect(said(body, shape, { known: KNOWN })).toBe('INS03:delete')
    expect(said({ ...body, more: ['INS03'] }, shape, { known: KNOWN })).toBe('INS03:delete INS03')
    // What takes something away cannot bring something else with it.
    const swap = { items: [{ code: 'RBT06', op: 'D', next: 'INS03' }] }
    expect(said(swap, shape, { known: KNOWN })).toBe('RBT06:delete INS03')
  })

  it('leaves out what is off, and the places that the adapter names', () => {
    expect(said({ ...one, extras: { INS03: false, RBT06: '0' } }, list, { known: KNOWN })).toBe('PLAN39')
    const dump = { ...one, catalogue: [{ id: 'INS03' }], deep: { a: { note: '不要 RBT06' } } }
    expect(said(dump, list, { known: KNOWN })).toBe('PLAN39 INS03 RBT06')
    const ignore = ['catalogue', '**.note']
    expect(said(dump, { ...list, ignore }, { known: KNOWN })).toBe('PLAN39')
    expect(said({ ...dump, other: 'INS03' }, { ...list, ignore }, { known: KNOWN })).toBe('PLAN39 INS03')
  })

  it('takes a short code, or one of figures, only where it can be one', () => {
    expect(said({ ...one, age: 61, n: '61' }, list, { known: KNOWN })).toBe('PLAN39')
    expect(said({ ...one, more: { code: 61 } }, list, { known: KNOWN })).toBe('PLAN39 61')
    expect(said({ ...one, at: '6000-01-02', sum: '6000.00' }, list, { known: KNOWN })).toBe('PLAN39')
    expect(said({ ...one, more: 'x,6000' }, list, { known: KNOWN })).toBe('PLAN39 6000')
    expect(said({ ...one, more: 'v:VIP-5.1;' }, list, { known: KNOWN })).toBe('PLAN39 VIP-5.1')
  })

  it('reads a second list like the first: action, quantity, and what it cannot read', () => {
    const shape: Shape = { ...list, action: 'op', quantity: 'n', actions: { D: 'delete' } }
    const body = (more: object) => ({
      items: [{ code: 'PLAN39', op: 'add', n: 1 }],
      gifts: [{ code: 'INS03', op: 'D', n: 1, ...more }],
    })
    expect(said(body({}), shape)).toBe('PLAN39 INS03:delete')
    expect(said(body({ op: 'add', n: 3 }), shape)).toBe('PLAN39 INS03×3')
    expect(said(body({ op: 'Q' }), shape)).toBe('order/action')
  })

  it('holds an order whose inner text two parsers read differently', () => {
    expect(said({ ...one, ext: '{"a":"INS03","a":""}' }, list)).toBe('order/duplicate-key')
  })
})

describe('lists, children and flags', () => {
  it('reads several lists, one item that is no list, keyed items, and blank rows', () => {
    const shape: Shape = { format: 'json', items: ['vas', 'ins.list'], code: 'code' }
    expect(said({ vas: [{ code: 'A' }], ins: { list: [{ code: 'B' }] } }, shape)).toBe('A B')
    expect(said({ vas: { code: 'A' } }, shape)).toBe('A')
    expect(said({ vas: { x: { code: 'A' }, y: { code: 'B' } } }, shape)).toBe('A B')
    expect(said({ vas: [{ code: 'A' }, { code: '' }, { code: null }] }, shape)).toBe('A')
    expect(said({ vas: [{ code: 'A' }, { name: 'x' }] }, shape)).toBe('order/code')
    expect(said({ vas: ['A', 'B,C'] }, { format: 'json', items: 'vas', code: '' })).toBe('A B C')
  })

  it('reads children with what they inherit', () => {
    const shape: Shape = {
      format: 'json',
      items: 'o',
      code: 'id',
      children: 'kids',
      selected: 'on',
      action: 'op',
    }
    const body = { o: [{ id: 'A', on: 0, op: 'delete', kids: [{ id: 'B' }, { id: 'C', on: 1 }] }] }
    expect(said(body, shape)).toBe('C:delete')
  })

  it('reads flags by name, by prefix, and with an object beneath', () => {
    const shape: Shape = { format: 'json', flags: ['vas.*', 'ring'], selected: 'on', quantity: 'n' }
    const body = { ring: 'Y', vas: { A: true, B: { on: true, n: 2 }, C: { on: false }, D: 0 } }
    expect(said(body, shape)).toBe('A B×2 ring')
    expect(
      said('svc_A=on&svc_B=0&svc_B=1&svc_C=', { format: 'form', flags: ['svc_*'] }, { type: FORM_TYPE }),
    ).toBe('A B')
  })

  it('splits at the separator that the adapter names', () => {
    const shape: Shape = { format: 'form', field: 'svc', separator: '~' }
    expect(said('svc=A~B', shape, { type: FORM_TYPE })).toBe('A B')
    expect(said('svc=A|B&svc[]=C&svc[3]=D', { format: 'form', field: 'svc' }, { type: FORM_TYPE })).toBe(
      'A B C D',
    )
  })
})

describe('TMF622', () => {
  const item = (id: string, more: object = {}) => ({ action: 'add', productOffering: { id }, ...more })
  it('reads what the official API allows', () => {
    const body = {
      '@type': 'ProductOrder',
      productOrderItem: [
        item('P1', { product: null, itemPrice: null, productOrderItem: null }),
        { id: '2', action: 'delete', product: { id: '77', productOffering: null } },
        { id: '3', action: 'modify', product: { id: '78', '@type': 'ProductRef' } },
        { id: '4', action: 'add', product: { productSpecification: { id: 'SPEC9' } }, productOffering: {} },
        item('P2', {
          action: 'noChange',
          productOffering: {
            id: 'P2',
            bundledProductOffering: [{ id: 'P3', bundledProductOffering: [{ id: 'P4' }] }],
          },
        }),
      ],
    }
    expect(said(body, tmf)).toBe('P1 77:delete 78:modify SPEC9 P2:noChange P3:noChange P4:noChange')
    expect(said({ data: { order: body } }, { ...tmf, items: 'data.order' })).toContain('P1')
  })

  it('reads an offering that is named by its address, or by its product alone', () => {
    const named = (productOffering: object, product?: object) =>
      said({ productOrderItem: [{ action: 'add', productOffering, ...(product && { product }) }] }, tmf)
    expect(named({ href: 'https://h/productOffering/RBT06?x=1' })).toBe('RBT06')
    expect(named({ href: 'https://h/productOffering/RBT06' }, { id: '77' })).toBe('RBT06')
    expect(named({ category: 'offer' }, { id: '77' })).toBe('77')
    expect(named({ name: 'ring' }, { id: '77' })).toBe('order/code')
    expect(named({ href: 'https://h/productOffering/' })).toBe('order/code')
  })

  it('holds an item that names nothing', () => {
    expect(said({ productOrderItem: [item('A'), { action: 'add' }] }, tmf)).toBe('order/code')
    expect(said({ productOrderItem: [{ action: 'add', product: { isBundle: true } }] }, tmf)).toBe(
      'order/code',
    )
  })

  it('finds a known code in a characteristic, a note and an id, and takes no other for one', () => {
    const body = {
      productOrderItem: [
        item('P1', {
          id: 'RBT06',
          product: {
            productCharacteristic: [
              { name: 'colour', value: 'INS04' },
              { name: 'vas', value: ['INS03'] },
            ],
          },
        }),
      ],
    }
    expect(said(body, tmf, { known: KNOWN })).toBe('P1 RBT06 INS03')
  })

  it('takes the highest of several prices', () => {
    const price = (value: number) => ({ price: { taxIncludedAmount: { unit: 'CNY', value } } })
    const body = { productOrderItem: [item('A', { itemPrice: [price(5), price(9.5)] })] }
    const read = readOrder({ contentType: JSON_TYPE, bytes: utf8(JSON.stringify(body)) }, { order: tmf })
    expect(read.ok && read.value[0]?.price).toEqual({ value: 9.5, unit: 'CNY' })
  })
})

describe('XML', () => {
  const shape: Shape = { format: 'xml', items: 'order.svc', code: 'code', quantity: 'n' }
  const xml = (body: string, order = shape) => said(body, order, { type: XML_TYPE })
  it('reads attributes, children, CDATA and one element alone', () => {
    expect(xml('<order><svc code="A"/></order>')).toBe('A')
    expect(xml('<x:order xmlns:x="u"><x:svc><x:code>A</x:code><n>2</n></x:svc></x:order>')).toBe('A×2')
    expect(
      xml('<order><svc>A</svc><svc><![CDATA[B]]></svc></order>', { ...shape, code: '', quantity: 'n' }),
    ).toBe('A B')
    const inner = '<Envelope><Body><arg><![CDATA[<order><svc code="A"/></order>]]></arg></Body></Envelope>'
    expect(xml(inner, { ...shape, items: 'Envelope.Body.arg.order.svc' })).toBe('A')
  })
  it('counts what another element holds', () => {
    expect(
      said('<order><svc code="A"/><gift id="INS03"/></order>', shape, { type: XML_TYPE, known: KNOWN }),
    ).toBe('A INS03')
  })
  it('reads the character set that it declares', () => {
    const gbk = new Uint8Array([
      ...utf8('<?xml version="1.0" encoding="GBK"?><order><svc code="A" name="'),
      0xcc,
      0xd7,
      ...utf8('"/></order>'),
    ])
    expect(said(gbk, shape, { type: 'text/xml' })).toBe('A')
  })
  it.each([
    ['a document type', '<!DOCTYPE o [<!ENTITY c "A">]><order><svc code="&c;"/></order>', 'order/not-xml'],
    ['an unknown entity', '<order><svc code="&c;"/></order>', 'order/not-xml'],
    ['not closed', '<order><svc code="A"/>', 'order/not-xml'],
    ['too deep', `${'<a>'.repeat(200)}${'</a>'.repeat(200)}`, 'order/too-deep'],
    ['two codes of one item', '<order><svc code="A"><code>B</code></svc></order>', 'order/code'],
    ['JSON', '{"order":1}', 'order/not-xml'],
  ])('holds %s', (_, body, fault) => expect(xml(body)).toBe(fault))
})

describe('forms', () => {
  const shape: Shape = { format: 'form', field: 'svc' }
  it('reads a character set that is not UTF-8', () => {
    expect(said('name=%CC%D7&svc=A', shape, { type: `${FORM_TYPE}; charset=GBK` })).toBe('A')
    expect(said('name=%CC%D7&svc=%CC%D7', shape, { type: FORM_TYPE })).toBe('套')
  })
  it('reads a part that is JSON, passes over a picture, and holds a file where a service should be', () => {
    const part = (name: string, more: string, body: string) =>
      `--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${body}\r\n`
    const json = '; filename="blob"\r\nContent-Type: application/json'
    const multi = (...parts: string[]) => `${parts.join('')}--x--\r\n`
    const type = 'multipart/form-data; boundary=x'
    const picture = part('photo', '; filename="a.jpg"\r\nContent-Type: image/jpeg', 'INS03')
    const order: Shape = { format: 'form', items: 'order.items', code: 'code' }
    const body = multi(part('order', json, '{"items":[{"code":"A"}]}'), picture)
    expect(said(body, order, { type, known: KNOWN })).toBe('A')
    expect(said(multi(part('svc', '; filename="a.txt"', 'A')), shape, { type })).toBe('order/code')
    expect(said(multi(part('svc', '', 'A'), part('more', '', 'INS03')), shape, { type, known: KNOWN })).toBe(
      'A INS03',
    )
  })
  it('counts what stands in another field, name or text', () => {
    for (const more of [
      'ins=INS03',
      'INS03=1',
      'x%5BINS03%5D=on',
      'ext=%7B%22a%22%3A%22INS03%22%7D',
      'a=1;svc=INS03',
    ])
      expect([more, said(`svc=A&${more}`, shape, { type: FORM_TYPE, known: KNOWN })]).toEqual([
        more,
        'A INS03',
      ])
  })
})

describe('several requests at one address', () => {
  const submit: Shape = { ...list, when: [{ at: 'action', is: ['submit'] }] }
  const draft: Shape = { format: 'json', none: true, when: [{ at: 'action', is: ['draft', 'price'] }] }
  const kind = (body: unknown) => {
    const read = readRequest(
      { contentType: JSON_TYPE, bytes: utf8(typeof body === 'string' ? body : JSON.stringify(body)) },
      { order: draft, orders: [submit] },
    )
    return read.ok ? read.value.kind : read.error.code
  }
  it('are told apart by what is in them', () => {
    expect(kind({ action: 'submit', items: [{ code: 'A' }] })).toBe('order')
    expect(kind({ action: 'draft', items: [{ code: 'A' }] })).toBe('none')
    expect(kind({ action: 'other', items: [{ code: 'A' }] })).toBe('order/other-kind')
    expect(kind({ items: [{ code: 'A' }] })).toBe('order/other-kind')
    expect(kind({ action: ['draft', 'submit'], items: [{ code: 'A' }] })).toBe('order/other-kind')
    expect(kind({ action: 'submit', items: [{}] })).toBe('order/code')
    expect(kind('not json')).toBe('order/not-json')
    expect(kind('{"action":"draft","action":"submit"}')).toBe('order/duplicate-key')
  })
  it('are unread only where the adapter says so', () => {
    const bytes = utf8('{"encryptData":"mN8s0bq3J0tLkq1QpXy0zA=="}')
    const opaque: OrderAdapter = { order: { format: 'opaque' } }
    expect(readRequest({ contentType: JSON_TYPE, bytes }, opaque)).toMatchObject({
      value: { kind: 'opaque', items: [] },
    })
    expect(readOrder({ contentType: JSON_TYPE, bytes }, opaque)).toMatchObject({
      error: { code: 'order/opaque' },
    })
  })
})

describe('numbers', () => {
  const textOf = (body: unknown, contact?: string[]) => {
    const read = readRequest(
      { contentType: JSON_TYPE, bytes: utf8(JSON.stringify(body)) },
      { order: { ...list, ...(contact && { contact }) } },
    )
    return read.ok ? read.value.text : read.error.code
  }
  it('are looked for in values, keys and figures, and not where the adapter says whose they are', () => {
    const body = {
      items: [{ code: 'A' }],
      a: 13800138000,
      b: { '13800138001': 1 },
      c: { phone: '138 0013 8002' },
    }
    for (const number of ['13800138000', '13800138001', '138 0013 8002'])
      expect(textOf(body)).toContain(number)
    expect(textOf(body, ['c.phone'])).not.toContain('8002')
    expect(textOf(body, ['**.phone'])).not.toContain('8002')
    expect(textOf(body, ['c.phone'])).toContain('13800138001')
  })
})
