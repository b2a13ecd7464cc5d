import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { canonicalize, hex, type ServiceId, utf8 } from '../../../utils/base/index.ts'
import { checkFullReceipt, checkReceiptCode } from '../../../utils/evidence/index.ts'
import { leafHash } from '../../../utils/log/index.ts'
import { reviewOf } from '../../../utils/review/index.ts'
import { verifyTables } from '../../../utils/store/index.ts'
import {
  activation,
  agreeToAll,
  answer,
  begin,
  know,
  openCounter,
  type TestCounter,
  ticked,
} from './open-counter.ts'

const RING = 'qinghe-ring-tone' as ServiceId
const SAFE = 'qinghe-account-safety' as ServiceId

let c: TestCounter
beforeEach(async () => {
  c = await openCounter()
})
afterEach(async () => {
  // Whatever was done: answers, notices, vault and columns agree with the entries.
  expect(await verifyTables()).toEqual({ ok: true, value: null })
  c.close()
  await new Promise((done) => setTimeout(done, 0))
})

const pass = (ms: number): void => {
  c.clock.wall += ms
  c.clock.run += ms
}
const last = async (kind: string) => (await c.entries()).findLast((e) => e['kind'] === kind)
const leafOf = async (kind: string) => hex(leafHash(utf8(canonicalize(await last(kind)))))
const confirm = async (codes: readonly string[]): Promise<void> => {
  await c.order(['PLAN39', ...codes].map((code) => ({ code, action: 'add' })))
  await c.read({ confirmed: { order: 'X1' } })
}
const proven = async (codes: readonly string[]) => {
  const found = await checkReceiptCode(codes.join('\n'))
  if (!found.ok) throw new Error(found.error.code)
  return found.value
}

describe('the receipt’s code', () => {
  it('proves the entry that stands in the log, and the receipt on the screen is the one it names', async () => {
    const id = await activation(c)
    await agreeToAll(c, await begin(c, id))
    await confirm(['RBT06'])
    const view = await c.ok('sign.open', { activation: id })
    const found = await proven(view.codes)
    expect(found).toMatchObject({ seq: (await last('receipt.issued'))?.['seq'], activation: id })
    expect(found.answers).toHaveLength(1)
    expect(checkFullReceipt(JSON.stringify(view.receipt), found)).toEqual({ ok: true, value: true })
  })

  it('is made when a worker was stopped before it', async () => {
    const id = await activation(c)
    await agreeToAll(c, await begin(c, id))
    await c.order(['PLAN39', 'RBT06'].map((code) => ({ code, action: 'add' })))
    const open = c.counter.activations.get(id)
    if (!open?.standing[RING]) throw new Error('no answer')
    const placed = open.standing[RING].leaf
    await c.read({ confirmed: { order: 'X1' } })
    const made = c.counter.activations.get(id)
    if (!made?.codes) throw new Error('no code')
    expect((await proven(made.codes)).answers).toEqual([placed])
    const { codes: _, ...without } = made
    know(c.counter, { activations: new Map([[id, without]]) })
    const view = await c.ok('sign.open', { activation: id })
    expect(await proven(view.codes)).toMatchObject({ receipt: view.receipt?.hash, answers: [placed] })
  })

  it('after a restart is still there, and so are the words about codes', async () => {
    const id = await activation(c)
    await agreeToAll(c, await begin(c, id))
    await confirm(['RBT06'])
    const before = await c.ok('sign.open', { activation: id })
    c = await c.restart()
    const after = await c.ok('sign.open', { activation: id })
    expect(after).toMatchObject({ step: 'hand-over', codes: before.codes })
  })

  it('is another one after a withdrawal', async () => {
    const id = await activation(c)
    await agreeToAll(c, await begin(c, id))
    await confirm(['RBT06'])
    const first = await proven((await c.ok('sign.open', { activation: id })).codes)
    await c.ok('panel.withdraw', { activation: id, decision: `${id}:${RING}` })
    const view = await c.ok('sign.seen', { activation: id })
    const second = await proven(view.codes)
    expect(second.receipt).toBe(view.receipt?.hash)
    expect(second.receipt).not.toBe(first.receipt)
    expect(second.seq).toBeGreaterThan(first.seq)
    expect(second.answers).toEqual([...first.answers, await leafOf('consent.withdrawn')])
  })

  it('names the withdrawal of what was given in an activation before', async () => {
    const id = await activation(c)
    await agreeToAll(c, await begin(c, id))
    await confirm(['RBT06'])
    await c.ok('sign.handover', { activation: id, handset: true })
    const later = await activation(c, { services: [] })
    await c.ok('panel.withdraw', { activation: later, decision: `${id}:${RING}` })
    await c.ok('sign.seen', { activation: later })
    await confirm([])
    const view = await c.ok('sign.open', { activation: later })
    expect(view.receipt?.withdrawn.map((l) => l.service)).toEqual([RING])
    expect((await proven(view.codes)).answers).toEqual([await leafOf('consent.withdrawn')])
  })

  it('names no leaf for a refusal of another day; the paper says it in words', async () => {
    const id = await activation(c, { services: ticked('RBT06', 'INS03') })
    let view = await begin(c, id)
    for (let i = 0; i < 2 && view.step === 'item'; i++) view = await answer(c, view, 'refuse')
    await c.ok('sign.close', { activation: id })
    await confirm([])
    await c.ok('sign.handover', { activation: id, handset: true })
    await c.read({ services: [], confirmed: null, order: null })
    const again = await activation(c, { services: ticked('RBT06') })
    expect(again).not.toBe(id)
    await c.read({ services: ticked() })
    await confirm([])
    const open = await c.ok('sign.open', { activation: again })
    const found = await proven(open.codes)
    expect(found.answers).toEqual([])
    expect(open.receipt?.refused.map((l) => l.service).sort()).toEqual([SAFE, RING].sort())
  })
})

describe('the hand-over', () => {
  it('says whether the handset was there, and how long it took from the confirmation on', async () => {
    const id = await activation(c, { services: ticked() })
    await confirm([])
    pass(4 * 60_000)
    await c.ok('sign.handover', { activation: id, handset: false })
    const quick = await last('handover.confirmed')
    expect(quick).toMatchObject({ handset: false, gap: 4 })
    expect(quick).not.toHaveProperty('long')
  })

  it('that never comes is an entry of its own, under the clerk who opened it', async () => {
    const id = await activation(c)
    await agreeToAll(c, await begin(c, id))
    await confirm(['RBT06'])
    await c.read({ number: '13800138001', clerk: '0392' })
    pass(13 * 3_600_000)
    await c.tick()
    const abandoned = (await c.entries()).filter((e) => e['kind'] === 'activation.abandoned')
    expect(abandoned.map((e) => [e['why'], e['openedBy']])).toEqual([
      ['no-hand-over', '0417'],
      ['time', undefined],
    ])
    expect(abandoned[0]).toMatchObject({ activation: id })
    expect(reviewOf(abandoned as never).byClerk).toMatchObject([{ clerk: '0417', longGaps: 1 }])
  })

  it('marks a long gap, counted from the first receipt', async () => {
    const id = await activation(c)
    await agreeToAll(c, await begin(c, id))
    await confirm(['RBT06'])
    pass(9 * 60_000)
    await c.ok('panel.withdraw', { activation: id, decision: `${id}:${RING}` })
    pass(3 * 60_000)
    await c.ok('sign.handover', { activation: id, handset: true })
    expect(await last('handover.confirmed')).toMatchObject({ handset: true, gap: 12, long: true })
  })
})
