/** Orders: what is held is told until it is over; a pass lets one request out; a flood is one entry and its count. */
import { afterEach, describe, expect, it } from 'vitest'
import { agreeToAll, openCounter, type TestCounter, ticked } from './open-counter.ts'

const PORTAL = 'http://carrier.localhost/'
const ORDER = `${PORTAL}tmf-api/productOrderingManagement/v4/productOrder`
const LINE = { tab: 1, frame: 0, url: PORTAL }

let c: TestCounter
afterEach(() => c?.close())

const bodyOf = (codes: readonly string[], more: object = {}): string =>
  JSON.stringify({
    ...more,
    productOrderItem: codes.map((id, i) => ({ id: `${i}`, action: 'add', productOffering: { id } })),
  })
const ask = (body: string, over: object = {}) =>
  c.events.sentinel(LINE, {
    t: 'order',
    n: 1,
    url: ORDER,
    method: 'POST',
    contentType: 'application/json',
    body,
    bytes: false,
    route: 'request',
    ...over,
  })
const request = (over: object = {}) => ({
  id: 'r1',
  tab: 1,
  url: ORDER,
  method: 'POST',
  type: 'xmlhttprequest',
  initiator: 'http://carrier.localhost',
  status: 0,
  date: null,
  ...over,
})
const leaves = (body: string, over: object = {}) =>
  c.events.leaves({ ...request(over), body: () => new TextEncoder().encode(body) })
const held = async () => (await c.ok('panel.open', {})).view.held
const stops = async () =>
  (await c.entries()).filter((e) => e['kind'] === 'submit.stopped').map(({ why, count }) => ({ why, count }))

describe('what was held', () => {
  it('is told by name beside an open gate, and put to the customer by one tap', async () => {
    c = await openCounter()
    const view = await c.read({ services: ticked('PLAN39') })
    expect(view.activation?.gate.open).toBe(true)
    await ask(bodyOf(['PLAN39', 'RBT06']))
    expect(await held()).toMatchObject({
      why: 'gate/order',
      services: [{ state: 'waiting', name: { 'zh-CN': expect.any(String) } }],
      canAsk: true,
    })
    const id = view.activation?.id as never
    const after = await c.ok('panel.ask-held', { activation: id, promise: 'none', text: null })
    expect(after.activation?.waiting).toBe(1)
    expect(after.held).toMatchObject({ canAsk: false })
    let sign = await c.ok('sign.open', { activation: id })
    if (sign.step === 'who')
      sign = await c.ok('sign.who', { activation: id, who: 'self', relation: null } as never)
    await agreeToAll(c, sign)
    // Signed: nothing holds it any more, and the order goes.
    expect(await held()).toBeNull()
    await ask(bodyOf(['PLAN39', 'RBT06']))
    expect(c.counter.run.orderPasses).toHaveLength(1)
  })

  it('names the other number masked, and never in the log', async () => {
    c = await openCounter()
    await c.read({ services: ticked('PLAN39') })
    await ask(bodyOf(['PLAN39'], { msisdn: '8613912345678' }))
    expect(await held()).toMatchObject({ why: 'order/other-number', number: '139 **** 5678' })
    // Hashes hold any three digits by chance; the number and its mask they do not.
    expect(JSON.stringify(await c.entries())).not.toMatch(/13912345678|139[ *]+5678/)
  })

  it('goes with the next order that is let through', async () => {
    c = await openCounter()
    await c.read({ services: ticked('PLAN39') })
    await ask('not json')
    expect(await held()).toMatchObject({ why: 'order/not-json' })
    await c.read({ services: ticked('PLAN39', 'CLIP00') })
    expect(await held()).toMatchObject({ why: 'order/not-json' })
    await ask(bodyOf(['PLAN39']))
    expect(await held()).toBeNull()
  })

  it('goes when what was ticked is unticked, and stays for what the page never showed', async () => {
    c = await openCounter()
    await c.read({ services: ticked('PLAN39', 'RBT06') })
    await ask(bodyOf(['PLAN39', 'RBT06']))
    expect(await held()).toMatchObject({ why: 'gate/order', canAsk: false })
    await c.read({ services: ticked('PLAN39') })
    expect(await held()).toBeNull()
  })

  it('is of its own customer, and outlives a stopped worker', async () => {
    let kept: string | null = null
    const host = {
      keep: async (text: string) => {
        kept = text
      },
      kept: async () => kept,
    }
    c = await openCounter()
    c = await c.restart({ host })
    await c.read({ services: ticked('PLAN39') })
    await ask('[]')
    c = await c.restart({ host })
    expect(await held()).toMatchObject({ why: 'order/no-items' })
    await c.read({ number: '13900139000', services: ticked('PLAN39') })
    expect(await held()).toBeNull()
  })

  it('is told where the disk refuses', async () => {
    c = await openCounter()
    await c.read({ services: ticked('PLAN39') })
    c.counter.store.close()
    await ask(bodyOf(['PLAN39']))
    expect(c.counter.run.held).toMatchObject([{ why: 'order/not-recorded' }])
  })

  it('is told where the message is none that can be read', async () => {
    c = await openCounter()
    const told: unknown[] = []
    c.counter.host.tellSentinel = (_, __, message) => void told.push(message)
    await c.read({ services: ticked('PLAN39') })
    await c.events.refused(LINE, 7)
    expect(told).toEqual([{ t: 'order', n: 7, go: '', why: 'order/unreadable' }])
    expect(await stops()).toEqual([{ why: 'order/unreadable', count: undefined }])
  })
})

describe('a large order', () => {
  it.each([
    [7_500_000, null],
    [8_400_000, 'order/too-large'],
  ] as const)('with a photograph of %i characters', async (length, why) => {
    c = await openCounter()
    await c.read({ services: ticked('PLAN39') })
    await ask(bodyOf(['PLAN39'], { paper: 'QUJD'.repeat(length / 4) }))
    expect((await held())?.why ?? null).toBe(why)
    expect((await stops()).length).toBe(why === null ? 0 : 1)
  })
})

describe('a pass', () => {
  const plan = bodyOf(['PLAN39'])
  const open = async () => {
    c = await openCounter()
    await c.read({ services: ticked('PLAN39') })
    await ask(plan)
  }

  it('lets the one request out that was read', async () => {
    await open()
    const other = bodyOf(['PLAN39', 'RBT06'])
    expect(leaves(other, { id: 'worker' })).toBe(false)
    expect(leaves(plan, { id: 'page', type: 'sub_frame' })).toBe(false)
    expect(leaves(plan, { tab: 2 })).toBe(false)
    expect(c.events.leaves({ ...request(), body: () => null })).toBe(false)
    expect(leaves(plan, { tab: -1 })).toBe(false)
    expect(leaves(plan, { id: 'r1' })).toBe(true)
    // The same once more is a second one; led on to another address it is still the first.
    expect(leaves(plan, { id: 'r2' })).toBe(false)
    expect(leaves(plan, { id: 'r1' })).toBe(true)
  })

  it('says of a second request what it was, and the first is answered all the same', async () => {
    await open()
    leaves(plan)
    await c.events.failed(request({ id: 'r2' }), true)
    expect(await stops()).toEqual([{ why: 'order/second', count: undefined }])
    await c.events.answered(request({ status: 201 }))
    const [sent] = (await c.entries()).filter((e) => e['kind'] === 'activation.submitted')
    expect(sent).toMatchObject({ status: 201 })
    expect(leaves(plan, { id: 'r3' })).toBe(false)
  })

  it('holds a second order while one is on its way', async () => {
    await open()
    leaves(plan)
    await ask(plan)
    expect(await held()).toMatchObject({ why: 'order/underway' })
    await c.events.answered(request({ status: 500 }))
    expect(await held()).toBeNull()
    await ask(plan)
    expect(leaves(plan, { id: 'r2' })).toBe(true)
  })

  it('ends by its time, and the activation is open again', async () => {
    await open()
    c.clock.wall += 11_000
    expect(leaves(plan)).toBe(false)
    await c.tick()
    expect(c.counter.run.orderPasses).toEqual([])
    expect((await c.ok('panel.open', {})).view.activation?.stage).toBe('open')
  })

  /** Where no listener may block: what is told to the page, and how many rules let an order out. */
  const unpacked = async () => {
    const at = { go: '', allows: 0 }
    c = await openCounter()
    c = await c.restart({
      host: {
        canBlock: () => false,
        setSessionRules: async (rules) => {
          at.allows = rules.filter((r) => r.priority === 80).length
        },
        tellSentinel: (_, __, message) => {
          if (message.t === 'order') at.go = message.go
        },
      },
    })
    await c.read({ services: ticked('PLAN39') })
    return at
  }
  const begins = (over: object, text = plan) =>
    c.events.begun({ ...request(over), body: () => new TextEncoder().encode(text) })

  it('is for one address where no listener may block, which is another each time', async () => {
    const at = await unpacked()
    await ask(plan, { url: `${ORDER}?a=1#top` })
    const first = at.go
    expect(first).toMatch(/productOrder\?a=1#[0-9a-f]{32}$/)
    // A worker of the page knows no such address: its orders are blocked, and take nothing from the one that may go.
    for (const id of ['r7', 'r8']) {
      await begins({ id }, 'another')
      await c.events.failed(request({ id }), true)
    }
    expect(at.allows).toBe(1)
    await begins({ url: first })
    expect(at.allows).toBe(0)
    await c.events.answered(request({ url: first, status: 500 }))
    await ask(plan)
    expect(at.go).toMatch(/productOrder#[0-9a-f]{32}$/)
    expect(at.go.slice(-32)).not.toBe(first.slice(-32))
    expect((await c.entries()).map((e) => e['kind'])).not.toContain('guard.informed')
  })

  it('leaves an address as it is where a listener blocks, and for a form', async () => {
    await open()
    expect(c.counter.run.orderPasses).toMatchObject([{ ends: '' }])
    const at = await unpacked()
    await ask(plan, { route: 'form', contentType: 'text/plain' })
    expect(at.go).toBe(ORDER)
    expect(at.allows).toBe(1)
  })

  it('is shut at the first request where no listener may block, and what got out unread is told', async () => {
    const at = await unpacked()
    await ask(plan)
    expect(at.allows).toBe(1)
    // The page has found out the address.
    const url = at.go
    await begins({ url })
    expect(at.allows).toBe(0)
    await begins({ id: 'r2', url })
    await c.events.answered(request({ id: 'r2', url, status: 201 }))
    expect(await held()).toMatchObject({ why: 'order/got-out' })
    const told = (await c.entries()).filter((e) => e['kind'] === 'guard.informed')
    expect(told).toMatchObject([{ why: 'order/got-out', origin: 'http://carrier.localhost' }])
    expect(await stops()).toEqual([])
  })

  it('lets nothing be told as gone that the rule has blocked, and ends for another body at its address', async () => {
    const at = await unpacked()
    await ask(plan)
    const url = at.go
    // Chromium tells of the beginning of what its rules block, too.
    for (const id of ['r7', 'r8', 'r9']) {
      await begins({ id, url }, 'another')
      expect(at.allows).toBe(0)
      await c.events.failed(request({ id, url }), true)
    }
    const kinds = (await c.entries()).map((e) => e['kind'])
    expect(kinds).not.toContain('guard.informed')
    expect(await stops()).toHaveLength(1)
    await c.events.sentinel(LINE, { t: 'order-over', n: 1 })
    expect((await c.ok('panel.open', {})).view.activation?.stage).toBe('open')
  })

  it('is not given to a form beside something that tries for it, where no listener may block', async () => {
    await unpacked()
    await c.events.failed(request(), true)
    const form = { route: 'form', contentType: 'text/plain' }
    await ask(plan, form)
    expect(c.counter.run.orderPasses).toEqual([])
    expect(await held()).toMatchObject({ why: 'order/other-way' })
    c.clock.wall += 4_000
    await ask(plan, form)
    expect(c.counter.run.orderPasses).toHaveLength(1)
  })
})

describe('a flood', () => {
  it('is one entry at once and one with its count; an order does not wait behind it', async () => {
    c = await openCounter()
    await c.read({ services: ticked('PLAN39') })
    const evil = { tab: 9, initiator: 'http://evil.localhost' }
    const all = Array.from({ length: 400 }, (_, i) =>
      c.events.failed(request({ ...evil, id: `e${i}` }), true),
    )
    await ask(bodyOf(['PLAN39']))
    // The first of the flood, and the order that went: no turn was taken by the rest.
    expect(c.counter.run.orderPasses).toHaveLength(1)
    await Promise.all(all)
    expect(await stops()).toEqual([{ why: 'order/other-way', count: undefined }])
    expect(await held()).toBeNull()
    c.clock.wall += 5_000
    await c.tick()
    expect((await stops()).at(-1)).toEqual({ why: 'order/other-way', count: 400 })
    expect(await stops()).toHaveLength(2)
  })

  it('of a page of the portal is told to its clerk', async () => {
    c = await openCounter()
    await c.read({ services: ticked('PLAN39') })
    for (let i = 0; i < 5; i++) await ask('[]')
    expect(await stops()).toEqual([{ why: 'order/no-items', count: undefined }])
    c.clock.wall += 5_000
    await c.tick()
    expect(await stops()).toHaveLength(2)
  })
})
