/** Who sees what a number has agreed to: with its own activation open, with its receipt, or a manager; each look is an entry. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ActivationId, ServiceId } from '../../../utils/base/index.ts'
import {
  activation,
  agreeToAll,
  answer,
  begin,
  openCounter,
  type TestCounter,
  ticked,
} from './open-counter.ts'

const NUMBER = '13800138000'
const RING = 'qinghe-ring-tone' as ServiceId
const SAFE = 'qinghe-account-safety' as ServiceId

let c: TestCounter
beforeEach(async () => {
  c = await openCounter()
})
afterEach(async () => {
  c.close()
  await new Promise((done) => setTimeout(done, 0))
})

/** Ring tone agreed, insurance refused; handed over days ago. Gives the receipt's number and its check number. */
async function served(): Promise<{ id: ActivationId; hash: string; code: string }> {
  const id = await activation(c, { services: ticked('RBT06', 'INS03') })
  let view = await begin(c, id)
  while (view.step === 'item')
    view = await answer(c, view, view.items[view.at]?.service === SAFE ? 'refuse' : 'agree')
  await agreeToAll(c, view)
  await c.ok('sign.close', { activation: id })
  await c.read({ services: ticked('RBT06') })
  await c.order(['PLAN39', 'RBT06'].map((code) => ({ code, action: 'add' })))
  await c.read({ services: ticked('RBT06'), confirmed: { order: 'X1' } })
  const last = await c.ok('sign.open', { activation: id })
  await c.ok('sign.handover', { activation: id, handset: true })
  c.clock.wall += 3 * 86_400_000
  return { id, hash: last.receipt?.hash ?? '', code: last.codes.join('\n') }
}
const reads = async () => (await c.entries()).filter((e) => e['kind'] === 'decisions.read')
const look = (tail?: string, number = NUMBER) =>
  c.ask('withdraw.number', { number, ...(tail === undefined ? {} : { tail }) })

describe('at the counter', () => {
  it('a number alone shows nothing, whether anything was agreed or not, and says what it needs', async () => {
    await served()
    const known = await look()
    expect(known).toEqual(await look(undefined, '13900139000'))
    expect(known).toMatchObject({ error: { code: 'decisions/receipt' } })
    expect(await reads()).toEqual([])
  })

  it('with the last four of the receipt’s number or check number, as they are typed, and refusals are not shown', async () => {
    const { id, hash } = await served()
    for (const tail of [id.slice(-4), hash.slice(-4), hash.slice(-4).toUpperCase(), ` ${hash.slice(-4)} `]) {
      const found = await look(tail, '００８６ 138–0013–8000')
      if (!found.ok) throw new Error(found.error.code)
      expect(found.value.number).toBe('138 **** 8000')
      expect(found.value.decisions.map((d) => [d.service, d.canWithdraw])).toEqual([[RING, true]])
    }
    expect((await reads()).at(-1)).toMatchObject({ how: 'tail', count: 1, activation: '' })
    expect(JSON.stringify(await reads())).not.toContain('138')
  })

  it('wrong characters show nothing, and that is an entry too', async () => {
    const { id, hash } = await served()
    const wrong = ['0000', '1111', '2222'].find((w) => !id.endsWith(w) && !hash.endsWith(w)) ?? ''
    expect(await look(wrong)).toMatchObject({ error: { code: 'decisions/other-receipt' } })
    // Nor does a number that nobody knows tell itself apart.
    expect(await look(wrong, '13900139000')).toMatchObject({ error: { code: 'decisions/other-receipt' } })
    expect(await reads()).toMatchObject([
      { how: 'tail', count: 0, refused: true },
      { how: 'tail', count: 0, refused: true },
    ])
  })

  it('ten looks in a quarter of an hour, also by a worker that was stopped; then it waits', async () => {
    const { hash } = await served()
    for (let i = 0; i < 10; i++) expect((await look(hash.slice(-4))).ok).toBe(true)
    expect(await look(hash.slice(-4))).toMatchObject({ error: { code: 'decisions/limit' } })
    // A manager, and the code of a receipt, are not asked to wait.
    expect((await c.ask('console.decisions', { number: NUMBER })).ok).toBe(true)
    c.clock.wall += 15 * 60_000
    c.clock.run += 15 * 60_000
    expect((await look(hash.slice(-4))).ok).toBe(true)
  })

  it('while the customer’s own activation is open the number is enough', async () => {
    await activation(c)
    expect(await look()).toMatchObject({ ok: true, value: { decisions: [] } })
    expect(await reads()).toMatchObject([{ how: 'activation', count: 0 }])
  })
})

it('by the code of a receipt, and by a manager: an entry each', async () => {
  const { code } = await served()
  await c.ok('withdraw.code', { code })
  const { decisions } = await c.ok('console.decisions', { number: NUMBER })
  expect(decisions.map((d) => d.service).sort()).toEqual([SAFE, RING])
  expect(await reads()).toMatchObject([{ how: 'receipt' }, { how: 'manager', count: 2 }])
})

describe('a tap that can be undone for a minute', () => {
  const gate = async () => (await c.ok('panel.open', {})).view.activation?.gate.open
  it('shuts the service at once, opens it when undone, and ends by itself', async () => {
    const id = await activation(c, { services: ticked('RBT06') })
    await agreeToAll(c, await begin(c, id))
    await c.read({ services: ticked('PLAN39', 'RBT06') })
    expect(await gate()).toBe(true)
    const decision = `${id}:${RING}`
    const before = (await c.entries()).length
    await c.ok('withdraw.hold', { decision, on: true })
    expect(await gate()).toBe(false)
    await c.order(['PLAN39', 'RBT06'].map((code) => ({ code, action: 'add' })))
    expect((await c.entries()).at(-1)).toMatchObject({ kind: 'submit.stopped', why: 'gate/order' })
    await c.ok('withdraw.hold', { decision, on: false })
    expect(await gate()).toBe(true)
    expect(await c.entries()).toHaveLength(before + 1)
    // A page that was lost leaves nothing shut for good.
    await c.ok('withdraw.hold', { decision, on: true })
    c.clock.wall += 91_000
    expect(await gate()).toBe(true)
    expect(await c.ask('withdraw.hold', { decision: `${'0'.repeat(24)}:${RING}`, on: true })).toMatchObject({
      error: { code: 'decision/none' },
    })
  })
})
