/** A portal of several views: what its pages show one after the other is put together for one customer, and for one alone. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { In } from '../../../utils/wire/index.ts'
import { openCounter, type TestCounter, ticked } from './open-counter.ts'

type Reading = In<'panel.read'>['reading']

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
