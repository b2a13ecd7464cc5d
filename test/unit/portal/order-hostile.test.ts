/** Hostile bodies and adapters: a list or a coded hold, never a throw, and never a known code left out. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OrderAdapter, readOrder, readRequest } from '../../../utils/portal/index.ts'

type Shape = OrderAdapter['order']
const utf8 = (text: string) => new TextEncoder().encode(text)
const CODE = 'ZXQ-71'
const TYPES = [
  null,
  'application/json',
  'text/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=gbk',
  'text/plain',
]

const key = fc.constantFrom(
  'items',
  'code',
  'a',
  '__proto__',
  'constructor',
  '0',
  '',
  'productOrderItem',
  'id',
  '#text',
)
const path = fc
  .array(fc.oneof(key, fc.constant('*'), fc.constant('**')), { maxLength: 4 })
  .map((p) => p.join('.'))
const shape: fc.Arbitrary<Shape> = fc.record(
  {
    format: fc.constantFrom('tmf622', 'json', 'form', 'xml', 'opaque', 'toString' as never),
    items: fc.oneof(path, fc.array(path, { maxLength: 3 })),
    code: path,
    quantity: path,
    action: path,
    price: path,
    selected: path,
    children: path,
    field: fc.oneof(key, fc.constant('a[0].b')),
    flags: fc.array(fc.oneof(path, fc.constant('svc_*'), fc.constant('(*')), { maxLength: 3 }),
    separator: fc.string({ minLength: 1, maxLength: 2 }),
    ignore: fc.array(path, { maxLength: 3 }),
    contact: fc.array(path, { maxLength: 3 }),
    when: fc.array(fc.record({ at: path, is: fc.array(fc.string(), { maxLength: 2 }) }), { maxLength: 2 }),
    none: fc.boolean(),
    empty: fc.boolean(),
  },
  { requiredKeys: ['format'] },
)
const tree = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 5 },
    fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constant(CODE),
      fc.constant('{"a":1}'),
    ),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(key, tie('node'), { maxKeys: 4 }),
  ),
})).node
const xml = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom('x', CODE, '&lt;', '&x;', '<![CDATA[{"a":1}]]>', '<!--c-->', '<', ']]>', '<!DOCTYPE a>'),
    fc
      .tuple(key, fc.array(tie('node') as fc.Arbitrary<string>, { maxLength: 3 }))
      .map(([name, inner]) => `<${name || 'a'} code="${CODE}">${inner.join('')}</${name || 'a'}>`),
  ),
})).node as fc.Arbitrary<string>
const form = fc
  .array(fc.tuple(fc.oneof(key, fc.string()), fc.oneof(fc.string(), fc.constant(CODE), fc.constant('%zz'))), {
    maxLength: 6,
  })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'))
const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  tree.map((value) => utf8(JSON.stringify(value) ?? '')),
  xml.map(utf8),
  form.map(utf8),
  fc
    .string()
    .map((text) => utf8(`--x\r\nContent-Disposition: form-data; name="${text}"\r\n\r\n${text}\r\n--x--`)),
)

describe('hostile orders', () => {
  it('are a list or a coded hold', () => {
    fc.assert(
      fc.property(body, fc.constantFrom(...TYPES), shape, shape, (bytes, contentType, order, other) => {
        const request = { contentType, bytes }
        for (const known of [undefined, [CODE, '', 'a', '1', '__proto__']]) {
          const read = readOrder(request, { order, orders: [other] }, known)
          if (!read.ok) expect(read.error.code).toMatch(/^order\/[a-z-]+$/)
          else for (const one of read.value) expect(one.code.length).toBeGreaterThan(0)
        }
      }),
      { numRuns: 3_000 },
    )
  })

  it('leave out no known code, wherever in a JSON body it stands', () => {
    const order: Shape = { format: 'json', items: 'items', code: 'code', empty: true }
    fc.assert(
      fc.property(tree, (value) => {
        const text = JSON.stringify({ items: [{ code: 'A' }], rest: value })
        const read = readOrder({ contentType: null, bytes: utf8(text) }, { order }, [CODE])
        if (!read.ok || !text.includes(`"${CODE}"`)) return
        expect(read.value.map((o) => o.code)).toContain(CODE)
      }),
      { numRuns: 2_000 },
    )
  })

  it('pollute nothing', () => {
    const bodies = [
      '{"__proto__":{"x":1}}',
      '__proto__[x]=1&constructor.prototype.x=1&a=1',
      '<__proto__><x>1</x></__proto__>',
    ]
    for (const [i, text] of bodies.entries())
      readRequest(
        { contentType: null, bytes: utf8(text) },
        {
          order: {
            format: (['json', 'form', 'xml'] as const)[i] ?? 'json',
            items: 'a',
            code: 'b',
            field: 'a',
          },
        },
      )
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  it.each([
    ['nested lists', () => '['.repeat(100_000)],
    ['nested elements', () => '<a>'.repeat(100_000)],
    ['a name with a thousand brackets', () => `a${'[0]'.repeat(100_000)}=1`],
    [
      'texts in texts',
      () => Array.from({ length: 12 }).reduce<string>((text) => JSON.stringify({ a: text }), 'x'),
    ],
    ['backslashes', () => `{"a":"${'\\\\'.repeat(200_000)}"}`],
    ['a quote that never ends', () => `{"a":"${'\\"'.repeat(200_000)}`],
    ['percent', () => `a=${'%'.repeat(200_000)}`],
    ['a million items', () => `[${'{"code":"A"},'.repeat(200_000)}{}]`],
    ['blanks', () => `${' '.repeat(400_000)}{`],
    ['one code in many', () => `{"items":[{"code":"A"}],"x":"${'ZXQ-71 '.repeat(60_000)}"}`],
  ])('end: %s', (_, make) => {
    const bytes = utf8(make())
    for (const format of ['json', 'tmf622', 'form', 'xml'] as const) {
      const order: Shape = { format, items: 'items', code: 'code', field: 'a' }
      const read = readOrder({ contentType: null, bytes }, { order }, [CODE])
      if (!read.ok) expect(read.error.code).toMatch(/^order\//)
    }
  })
})
