/** What of an order counts at the gate, wherever in its body it stands, and what the clerk is told. */
import { afterEach, describe, expect, it } from 'vitest'
import { heldWords } from '../../../components/text/held.ts'
import { agreeToAll, begin, openCounter, type TestCounter, ticked } from './open-counter.ts'

const PORTAL = 'http://carrier.localhost/'
const ORDER = `${PORTAL}tmf-api/productOrderingManagement/v4/productOrder`
const LINE = { tab: 1, frame: 0, url: PORTAL }

let c: TestCounter
afterEach(() => c?.close())

const item = (id: string, more: object = {}) => ({ action: 'add', productOffering: { id }, ...more })
const ask = (body: unknown, over: object = {}) =>
  c.events.sentinel(LINE, {
    t: 'order',
    n: 1,
    url: ORDER,
    method: 'POST',
    contentType: 'application/json',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    bytes: false,
    route: 'request',
    ...over,
  })
const held = async () => (await c.ok('panel.open', {})).view.held
const passes = () => c.counter.run.orderPasses.length
const openPlan = async (
  change?: (order: Record<string, unknown>, portal: Record<string, unknown>) => void,
) => {
  c = await openCounter((policy) => {
    const [portal] = policy['portals'] as { order: Record<string, unknown> }[]
    if (portal) change?.(portal.order, portal as Record<string, unknown>)
  })
  await c.read({ services: ticked('PLAN39') })
}
const sign = async () => {
  const view = await c.read({ services: ticked('PLAN39', 'RBT06') })
  await agreeToAll(c, await begin(c, view.activation?.id as never))
}
const plan = { productOrderItem: [item('PLAN39')] }

describe('a service that nobody signed for', () => {
  it.each([
    ['in a characteristic', { product: { productCharacteristic: [{ name: 'vas', value: ['RBT06'] }] } }],
    ['in a bundle', { productOffering: { id: 'PLAN39', bundledProductOffering: [{ id: 'RBT06' }] } }],
    ['in a note', { note: [{ text: '开通RBT06' }] }],
    ['as a key', { extras: { RBT06: true } }],
  ])('holds the order %s', async (_, more) => {
    await openPlan()
    await ask({ productOrderItem: [item('PLAN39', more)] })
    expect(await held()).toMatchObject({ why: 'gate/order', services: [{ state: 'waiting' }], canAsk: true })
    expect(passes()).toBe(0)
  })

  it('holds it where only the page knows the code, ticked or not', async () => {
    await openPlan()
    await c.read({ services: [...ticked('PLAN39'), ...ticked('QQ99').map((s) => ({ ...s, ticked: false }))] })
    await ask({ ...plan, extras: ['QQ99'] })
    expect(await held()).toMatchObject({ why: 'gate/order', services: [{ state: 'unknown' }] })
  })

  it('does not hold it where the adapter says that the place means something else', async () => {
    await openPlan((order) => {
      order['ignore'] = ['**.note']
    })
    await ask({ productOrderItem: [item('PLAN39', { note: [{ text: '不要RBT06' }] })] })
    expect(passes()).toBe(1)
  })
})

describe('a phone number', () => {
  it.each([
    ['beside the right one', { msisdn: '13800138000', other: '139 1234 5678' }],
    ['as a figure', { other: 13912345678 }],
    ['as a key', { lines: { '13912345678': {} } }],
    ['in JSON in a text', { ext: '{"n":"8613912345678"}' }],
  ])('of somebody else holds the order %s', async (_, more) => {
    await openPlan()
    await ask({ ...plan, ...more })
    expect(await held()).toMatchObject({ why: 'order/other-number', number: '139 **** 5678' })
  })

  it('is not the address of a machine', async () => {
    await openPlan()
    await ask({ ...plan, clientIp: '192.168.31.101', gate: '172.16.100.125' })
    expect([await held(), passes()]).toEqual([null, 1])
  })

  it('may stand where the adapter says so, and on the sheet', async () => {
    await openPlan((order) => {
      order['contact'] = ['customer.phone']
    })
    await ask({ ...plan, customer: { phone: '13912345678' } })
    expect(passes()).toBe(1)
  })
})

describe('how often, and for how much', () => {
  const words = async (lang: 'zh-CN' | 'en') => heldWords((await held()) as never, lang).why.join('')
  it('holds a service that is ordered twice', async () => {
    await openPlan()
    await sign()
    await ask({ productOrderItem: [item('PLAN39'), item('RBT06', { quantity: 2 })] })
    expect(await held()).toMatchObject({ why: 'gate/quantity', canAsk: false })
    expect(await words('zh-CN')).toMatch(/^订单里的“.+”要办不止一份/)
    await ask({ productOrderItem: [item('PLAN39'), item('RBT06'), item('RBT06')] })
    expect(await held()).toMatchObject({ why: 'gate/quantity' })
    await ask({ productOrderItem: [item('PLAN39'), item('PLAN39'), item('RBT06')] })
    expect(await held()).toBeNull()
  })

  it('holds a price above the notice', async () => {
    await openPlan()
    await sign()
    const price = (value: number) => ({
      itemPrice: [{ price: { taxIncludedAmount: { unit: 'CNY', value } } }],
    })
    await ask({ productOrderItem: [item('PLAN39', price(39)), item('RBT06', price(6.5))] })
    expect(await held()).toMatchObject({ why: 'gate/price' })
    expect(await words('en')).toMatch(/asks more for “.+” than/)
    await ask({ productOrderItem: [item('PLAN39', price(39)), item('RBT06', price(6))] })
    expect(passes()).toBe(1)
  })
})

describe('several requests of one portal', () => {
  const more = { method: 'POST', host: 'carrier.localhost', format: 'json' }
  it('are told apart by address and by content', async () => {
    await openPlan((order, portal) => {
      order['when'] = [{ at: 'productOrderItem' }]
      portal['orders'] = [
        { ...more, path: order['path'], none: true, when: [{ at: 'kind', is: ['draft'] }] },
        { ...more, path: '/vas/order', items: 'list', code: 'code' },
        { ...more, path: '/vas/order/price', none: true },
      ]
    })
    const vas = `${PORTAL}vas/order`
    await ask({ kind: 'draft', list: ['RBT06'] })
    expect([passes(), await held()]).toEqual([1, null])
    // A draft is no order: the activation stays open, and nothing says that an order is out.
    expect((await c.ok('panel.open', {})).view.activation?.stage).toBe('open')
    expect(c.counter.run.orderPasses[0]?.to?.path).toBe('/tmf-api/productOrderingManagement/v4/productOrder')
    await ask({ kind: 'other' })
    expect(await held()).toMatchObject({ why: 'order/other-kind' })
    await ask({ list: [{ code: 'RBT06' }] }, { url: vas })
    expect(await held()).toMatchObject({ why: 'gate/order' })
    await ask({ list: [{ code: 'RBT06' }] }, { url: `${vas}/price` })
    expect(c.counter.run.orderPasses[0]?.to?.path).toBe('/vas/order/price')
    await ask({ list: [{ code: 'PLAN39' }] }, { url: vas })
    expect(c.counter.run.orderPasses[0]?.to?.path).toBe('/vas/order')
    await ask(plan)
    expect(await held()).toMatchObject({ why: 'order/underway' })
  })
})

describe('a request that looks like an order and is none', () => {
  const draft = { id: 'd1', tab: 1, url: ORDER, method: 'POST', date: null }
  const withDraft = () =>
    openPlan((order, portal) => {
      order['when'] = [{ at: 'productOrderItem' }]
      portal['orders'] = [{ ...order, when: undefined, format: 'json', none: true }]
    })
  const leaves = (id: string, body: unknown) =>
    c.events.leaves({
      ...draft,
      id,
      frame: 0,
      type: 'xmlhttprequest',
      initiator: 'http://carrier.localhost',
      body: () => new TextEncoder().encode(JSON.stringify(body)),
    } as never)
  const submitted = async () => (await c.entries()).filter((e) => e['kind'] === 'activation.submitted')

  it('is not an order of this kind that cannot be read', async () => {
    await withDraft()
    await ask({ productOrderItem: [{ action: 'add', productOffering: { id: 'RBT06\u200b' } }] })
    expect(await held()).toMatchObject({ why: 'order/code' })
    expect(passes()).toBe(0)
    await ask({ note: 'draft' })
    expect(passes()).toBe(1)
  })

  it('answers late, and the order that came after it is still on its way', async () => {
    await withDraft()
    await ask({ note: 'draft' })
    expect(leaves('d1', { note: 'draft' })).toBe(true)
    await ask(plan)
    await c.events.answered({ ...draft, status: 200 } as never)
    expect(await submitted()).toEqual([])
    expect(passes()).toBe(1)
    expect(leaves('o1', plan)).toBe(true)
    // One saved by itself meanwhile takes neither its pass nor its answer.
    await ask({ note: 'draft' })
    expect(await held()).toMatchObject({ why: 'order/underway' })
    await c.events.answered({ ...draft, id: 'o1', status: 500 } as never)
    expect(await submitted()).toMatchObject([{ status: 500 }])
  })
})

describe('an order for another host', () => {
  const url = 'http://127.0.0.1/tmf-api/productOrderingManagement/v4/productOrder'
  it('is held where a script asks, also where all is signed', async () => {
    await openPlan()
    await ask(plan, { url })
    expect(await held()).toMatchObject({ why: 'order/other-host' })
    expect(passes()).toBe(0)
    await ask(plan)
    expect(passes()).toBe(1)
  })

  it('is told where a rule has blocked it', async () => {
    await openPlan()
    const seen = { id: 'r1', tab: 1, url, method: 'POST', status: 0, date: null }
    const initiator = 'http://carrier.localhost'
    await c.events.failed({ ...seen, initiator: 'http://other.localhost' } as never, true)
    expect(await held()).toBeNull()
    await c.events.failed({ ...seen, initiator } as never, true)
    expect(await held()).toMatchObject({ why: 'order/other-host' })
    const why = (await c.entries()).filter((e) => e['kind'] === 'submit.stopped').map((e) => e['why'])
    expect(why).toEqual(['order/other-host'])
  })

  it('goes where its path only begins alike', async () => {
    await openPlan()
    await ask(plan, { url: `${url}/list` })
    expect([await held(), passes()]).toEqual([null, 0])
  })
})

describe('an order that nobody can read', () => {
  const sealed = { encryptData: 'mN8s0bq3J0tLkq1QpXy0zA==', sign: 'ab' }
  const opaque = (order: Record<string, unknown>) => {
    order['format'] = 'opaque'
  }
  it('is held where the adapter does not say so', async () => {
    await openPlan()
    await ask(sealed)
    expect(await held()).toMatchObject({ why: 'order/no-items' })
  })

  it('stands on what the pages showed, and its entry, the panel and the posture say so', async () => {
    await openPlan(opaque)
    Object.assign(c.counter.host, { posture: async () => [{ code: 'floor-rules', on: true }] })
    await c.read({ services: ticked('PLAN39', 'RBT06') })
    await ask(sealed)
    expect(await held()).toMatchObject({ why: 'gate/waiting' })
    await sign()
    await ask(sealed)
    expect(passes()).toBe(1)
    const { view } = await c.ok('panel.open', {})
    expect(view.activation?.unread).toBe(true)
    await c.events.answered({
      id: 'r1',
      tab: 1,
      url: ORDER,
      method: 'POST',
      initiator: 'http://carrier.localhost',
      status: 201,
      date: null,
    } as never)
    const [sent] = (await c.entries()).filter((e) => e['kind'] === 'activation.submitted')
    expect(sent).toMatchObject({
      unread: true,
      status: 201,
      items: [{ service: 'PLAN39' }, { action: 'add' }],
    })
    expect((await c.ok('popup.open', {})).posture).toContainEqual({ code: 'orders-read', on: false })
  })

  it('is held all the same with another number in what is clear of it', async () => {
    await openPlan(opaque)
    await ask({ ...sealed, msisdn: '13912345678' })
    expect(await held()).toMatchObject({ why: 'order/other-number' })
  })

  it('leaves no trace where orders are read', async () => {
    await openPlan()
    Object.assign(c.counter.host, { posture: async () => [{ code: 'floor-rules', on: true }] })
    await c.order([{ code: 'PLAN39', action: 'add' }])
    const [sent] = (await c.entries()).filter((e) => e['kind'] === 'activation.submitted')
    expect(sent).not.toHaveProperty('unread')
    expect((await c.ok('popup.open', {})).posture.map((p) => p.code)).not.toContain('orders-read')
  })
})
