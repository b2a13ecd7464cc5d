/** A portal of several views: what its pages show one after the other is put together for one customer, and for one alone. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { In } from '../../../utils/wire/index.ts'
import { openCounter, type TestCounter, ticked } from './open-counter.ts'

type Reading = NonNullable<In<'panel.read'>['reading']>

let c: TestCounter
beforeEach(async () => {
  c = await openCounter((policy) => {
    const [portal] = policy['portals'] as Record<string, unknown>[]
    const { id, name, matches, order } = portal as Record<string, unknown>
    const list = { row: 'tr', code: { column: '编码' }, name: { column: '名称' } }
    policy['portals'] = [
      {
        id,
        name,
        matches,
        order,
        views: [
          { id: 'customer', on: '#who', begins: true, fields: { customer: { label: '姓名' } } },
          { id: 'number', on: '#number', fields: { number: { label: '号码' } } },
          { id: 'services', within: '.dialog', services: list },
          { id: 'cart', on: '#cart', services: { ...list, whole: true } },
          { id: 'submit', on: '#go', submit: { button: '#go' } },
          { id: 'done', on: '#done', confirmed: {} },
        ],
      },
    ]
  })
})
afterEach(() => c?.close())

const EMPTY: Reading = {
  adapter: 'qinghe',
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
}

/** A page that shows nothing but this. */
const show = (views: string[], more: Partial<Reading> = {}) =>
  c.read({
    number: null,
    customer: null,
    age: null,
    realName: false,
    services: [],
    views,
    submit: views.includes('submit'),
    ...more,
  })
const row = (code: string, on: boolean, view = 'services') => ({
  ...(ticked(code)[0] as Reading['services'][number]),
  ticked: on,
  view,
})
const codes = (view: Awaited<ReturnType<typeof show>>) =>
  view.activation?.services.filter((s) => s.ticked).map((s) => s.code)
const orders = async () =>
  (await c.entries()).filter((e) => e['kind'] === 'submit.stopped').map((e) => e['why'])

describe('steps on one address', () => {
  it('are one activation: what was read before the number is part of it', async () => {
    await show(['customer'], { customer: '王示例', age: 66 })
    await show(['services'], { services: [row('RBT06', true), row('DATA10', false)] })
    expect(await c.kinds()).not.toContain('activation.opened')
    const opened = await show(['number'], { number: '13800138000' })
    expect(opened.activation).toMatchObject({ customer: '王*例', age: 66, gate: { open: false } })
    expect(codes(opened)).toEqual(['RBT06'])
    // The dialog is closed, and the submit is on a step of its own: the tick still counts.
    const last = await show(['submit'])
    expect(codes(last)).toEqual(['RBT06'])
    expect(last.activation?.gate).toEqual({ open: false, why: 'gate/waiting' })
    // Until it is seen unticked.
    const off = await show(['services'], { services: [row('RBT06', false)] })
    expect(off.activation?.gate.open).toBe(true)
    expect((await c.kinds()).filter((kind) => kind === 'activation.opened')).toHaveLength(1)
  })

  it('outlive a stopped worker', async () => {
    const texts: string[] = []
    const host = {
      keep: async (text: string) => void texts.push(text),
      kept: async () => texts.at(-1) ?? null,
    }
    c = await c.restart({ host })
    await show(['services'], { services: [row('RBT06', true)] })
    await c.tick()
    c = await c.restart({ host })
    expect(codes(await show(['number'], { number: '13800138000' }))).toEqual(['RBT06'])
    c = await c.restart({ host })
    expect(codes(await show(['submit']))).toEqual(['RBT06'])
  })
})

describe('two customers are never one', () => {
  it('another number begins another activation, and nothing of the first is in it', async () => {
    await show(['number'], { number: '13800138000', customer: '王示例' })
    await show(['services'], { services: [row('RBT06', true)] })
    const other = await show(['number'], { number: '13800138001' })
    expect(other.activation).toMatchObject({ number: '138 **** 8001', customer: null, gate: { open: true } })
    // Back to the first, in the same tab.
    expect(codes(await show(['number'], { number: '13800138000' }))).toEqual(['RBT06'])
    expect(codes(await show(['submit']))).toEqual(['RBT06'])
  })

  it.each<[string, string[], Partial<Reading>]>([
    ['a view with which one begins', ['customer'], {}],
    ['another name', ['services'], { customer: '李示例' }],
    ['another order', ['services'], { order: '2' }],
  ])('%s: what it shows waits for its number, and no order goes meanwhile', async (_, views, more) => {
    await show(['number'], { number: '13800138000', customer: '王示例', order: '1' })
    const next = await show(views, { services: [row('DATA10', true)], ...more })
    expect(codes(next)).toEqual([])
    await c.order([{ code: 'PLAN39', action: 'add' }])
    expect(await orders()).toEqual(['order/no-activation'])
    const opened = await show(['number'], { number: '13800138001' })
    expect(opened.activation?.number).toBe('138 **** 8001')
    expect(codes(opened)).toEqual(['DATA10'])
  })

  it('what waited for another number is no part of the one whose number comes instead', async () => {
    await show(['number'], { number: '13800138000', customer: '王示例', order: '1' })
    await show(['services'], {
      services: [row('DATA10', true)],
      customer: '李示例',
      order: '2',
      numbers: ['13900000000'],
    })
    // Back to the first without a name in sight.
    const back = await show(['number'], { number: '13800138000', order: '1' })
    expect(back.activation).toMatchObject({ customer: '王*例', gate: { open: true } })
    expect(codes(back)).toEqual([])
    expect([...c.counter.activations.values()].map((a) => a.numbers)).toEqual([[]])
  })

  it('a row that nobody ordered does not open again what was sent', async () => {
    await show(['number', 'services'], { number: '13800138000', services: [row('PLAN39', true)] })
    await c.order([{ code: 'PLAN39', action: 'add' }])
    await show(['services'], { services: [row('DATA10', false)] })
    expect([...c.counter.activations.values()].map((a) => a.stage)).toEqual(['submitted'])
    await show(['services'], { services: [row('DATA10', true)] })
    expect([...c.counter.activations.values()].map((a) => a.stage)).toEqual(['open'])
  })

  it('a name that one page masks is the same name', async () => {
    await show(['number'], { number: '13800138000', customer: '王示例' })
    expect(codes(await show(['services'], { customer: '王*例', services: [row('RBT06', true)] }))).toEqual([
      'RBT06',
    ])
  })

  it('after the confirmation a page without a number is of the next customer', async () => {
    await show(['number'], { number: '13800138000' })
    await c.order([{ code: 'PLAN39', action: 'add' }])
    await show(['done'], { confirmed: { order: '7' } })
    await show(['services'], { services: [row('RBT06', true)] })
    await c.order([{ code: 'PLAN39', action: 'add' }])
    expect(await orders()).toEqual(['order/no-activation'])
  })
})

describe('the sheet', () => {
  it('guards every number on it, also one that is shown later', async () => {
    await show(['number'], { number: '13800138000', numbers: ['138 0013 8001'] })
    expect(c.counter.guarded).toHaveLength(2)
    await show(['services'], { numbers: ['13800138002', 'none', '13800138000'] })
    expect(c.counter.guarded).toHaveLength(3)
    const snapshot = c.events.snapshot({ tab: 7, url: 'https://chat.example/' } as never)
    expect(snapshot).toMatchObject({ activation: true })
    expect(snapshot?.whole).toHaveLength(3)
    expect(snapshot?.runs).toHaveLength(12)
    // A page about the sub-card is of the same sheet.
    const sub = await show(['number'], { number: '13800138002' })
    expect(sub.activation?.number).toBe('138 **** 8000')
    expect((await c.kinds()).filter((kind) => kind === 'activation.opened')).toHaveLength(1)
  })

  it('says what is wanting where a submit is in sight and nobody knows whose', async () => {
    expect((await show(['submit'])).missing).toEqual(['number'])
    expect((await show(['number', 'submit'], { number: '13800138000' })).missing).toEqual([])
  })

  it('a view that shows all of its services takes away what is gone from it', async () => {
    await show(['number', 'cart'], { number: '13800138000', services: [row('RBT06', true, 'cart')] })
    expect(codes(await show(['cart']))).toEqual([])
  })
})

describe('frames', () => {
  const of = (frame: number, top = 'http://carrier.localhost/') => ({
    frame,
    top,
    async show(views: string[], more: Partial<Reading> = {}) {
      const reading = { ...EMPTY, views, submit: views.includes('submit'), ...more }
      const answer = await c.from('panel.read', { reading }, { frame, top })
      if (!answer.ok) throw new Error(answer.error.code)
      return answer.value
    },
  })

  it('of one tab are one page: number, services and submit may stand in three of them', async () => {
    const [shell, sheet, dialog] = [of(0), of(1), of(2)]
    await sheet.show(['number'], { number: '13800138000' })
    await dialog.show(['services'], { services: [row('RBT06', true)] })
    expect(codes(await shell.show(['submit']))).toEqual(['RBT06'])
    await c.events.frameGone({ tab: 1, frame: 2 })
    expect((await shell.show(['submit'])).activation?.gate.why).toBe('gate/waiting')
  })

  it('that show two customers hold the submit until one of them is out of sight', async () => {
    const [one, other] = [of(1), of(2)]
    await one.show(['number', 'submit'], { number: '13800138000' })
    expect((await other.show(['number'], { number: '13800138001' })).missing).toEqual(['number.two'])
    expect((await one.show(['submit'])).activation?.gate.open).toBe(true)
    await one.show(['number', 'submit'], { number: '13800138000' })
    await c.from('panel.read', { reading: null }, { frame: 1, top: 'http://carrier.localhost/' })
    const now = await other.show(['number', 'submit'], { number: '13800138001' })
    expect(now).toMatchObject({ missing: [], activation: { number: '138 **** 8001', gate: { open: true } } })
  })

  it('have one panel: at the top where that is the portal, else in the first that asks', async () => {
    expect((await of(0).show([])).stands).toBe(true)
    expect((await of(3).show([])).stands).toBe(false)
    const shell = 'http://shell.example/'
    expect((await of(3, shell).show([])).stands).toBe(true)
    expect((await of(4, shell).show([])).stands).toBe(false)
    await c.events.frameGone({ tab: 1, frame: 3 })
    expect((await of(4, shell).show([])).stands).toBe(true)
  })
})

describe('a number that is only seen', () => {
  it('is guarded for a day, without an entry, and not again with every look', async () => {
    const before = (await c.entries()).length
    await c.ok('panel.seen', { numbers: ['138 0013 8000', 'no number', '13800138001'] })
    expect(c.counter.guarded).toHaveLength(2)
    const [first] = c.counter.guarded
    await c.ok('panel.seen', { numbers: ['13800138000'] })
    expect(c.counter.guarded.find((g) => g.id === first?.id)).toBe(first)
    expect(first?.until).toBeLessThanOrEqual(c.clock.wall + 86_400_000)
    expect(await c.entries()).toHaveLength(before)
    // Its activation guards it for as long as any other, and being seen again does not shorten that.
    await show(['number'], { number: '13800138000' })
    await c.ok('panel.seen', { numbers: ['13800138000'] })
    // It outlives a stopped worker: the row is whole.
    c = await c.restart({})
    expect(c.counter.guarded).toHaveLength(2)
    expect([...c.counter.alarms]).not.toContain('store/damaged-number')
    const days = Math.max(...c.counter.guarded.map((g) => g.until - c.clock.wall)) / 86_400_000
    expect(days).toBeGreaterThan(6)
  })
})

describe('who is logged in', () => {
  it('and unknown to the policy is an alarm, no shift, and ends the one that the portal had begun', async () => {
    expect((await show(['number'], { number: '13800138000' })).shift?.clerk).toBe('0417')
    const stranger = await show(['number'], { number: '13800138000', clerk: '9999' })
    expect(stranger).toMatchObject({ shift: null, stranger: true })
    expect(c.counter.alarms.has('clerk/unknown')).toBe(true)
    expect(await c.kinds()).toContain('shift.ended')
    const back = await show(['number'], { number: '13800138000', clerk: '0417' })
    expect(back).toMatchObject({ shift: { clerk: '0417' }, stranger: false })
  })
})

describe('kinds of business', () => {
  beforeEach(() =>
    c.policy((policy) => {
      const [portal] = policy['portals'] as Record<string, unknown>[]
      policy['portals'] = [
        {
          ...Object.fromEntries(['id', 'name', 'matches', 'order'].map((key) => [key, portal?.[key]])),
          kinds: [
            { id: 'new', words: ['开户'], needs: ['customer', 'services'] },
            { id: 'replace', words: ['补卡', '换卡'] },
          ],
          views: [
            {
              id: 'all',
              on: '#a',
              fields: { number: { label: '号码' }, kind: { label: '业务类型' } },
              submit: { button: '#go' },
              confirmed: { on: '#done' },
            },
          ],
        },
      ]
    }),
  )
  const all = (more: Partial<Reading>) => show(['submit'], { number: '13800138000', ...more })

  it.each<[string, Partial<Reading>, string[]]>([
    ['one that nobody described is held', { kind: 'unknown' }, ['kind.unknown']],
    ['one that the page does not tell is held', {}, ['fields.kind']],
    ['one that needs what is not there is held', { kind: 'new' }, ['fields.customer', 'services.row']],
    [
      'one that has what it needs goes',
      { kind: 'new', customer: '王示例', services: [row('RBT06', false)] },
      [],
    ],
    ['one that needs nothing costs nothing', { kind: 'replace' }, []],
  ])('%s', async (_, reading, missing) => {
    const view = await all(reading)
    expect(view.missing).toEqual(missing)
    expect(view.activation?.gate.open).toBe(missing.length === 0)
    await c.order([{ code: 'PLAN39', action: 'add' }])
    expect(await orders()).toEqual(missing.length === 0 ? [] : ['gate/unreadable'])
  })
})
