/** The paper of the activation that was handed over last, and of the one that nobody was handed. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ActivationId, ServiceId } from '../../../utils/base/index.ts'
import { EMPTY_RUN, restoreRun } from '../../../utils/counter/state/index.ts'
import { activation, agreeToAll, begin, openCounter, type TestCounter, ticked } from './open-counter.ts'

const RING = 'qinghe-ring-tone' as ServiceId
const SECOND = '13900139000'

let c: TestCounter
beforeEach(async () => {
  c = await openCounter()
})
afterEach(async () => {
  c.close()
  await new Promise((done) => setTimeout(done, 0))
})

async function confirmed(): Promise<ActivationId> {
  const id = await activation(c)
  await agreeToAll(c, await begin(c, id))
  await c.ok('sign.close', { activation: id })
  await c.order(['PLAN39', 'RBT06'].map((code) => ({ code, action: 'add' })))
  await c.read({ confirmed: { order: 'X1' } })
  return id
}
const papers = async () => (await c.ok('panel.open', {})).view.papers
const next = () => c.read({ number: SECOND, services: [], confirmed: null })

it('after "was your phone with you" the same paper can be printed, from the panel too, until the next activation', async () => {
  const id = await confirmed()
  const before = await c.ok('sign.open', { activation: id })
  expect(await papers()).toEqual([])
  const after = await c.ok('sign.handover', { activation: id, handset: true })
  expect(after).toMatchObject({ step: 'over', receipt: before.receipt, codes: before.codes })
  expect(await papers()).toEqual([{ activation: id, number: '138 **** 8000', handed: true }])
  c.windows.clear()
  await c.ok('panel.paper', { activation: id })
  expect([...c.windows]).toEqual([expect.stringContaining(id)])
  // Opened again: the paper and nothing to answer, and nothing of the customer but what stands on it.
  const again = await c.ok('sign.open', { activation: id })
  expect(again).toMatchObject({ step: 'over', receipt: before.receipt, codes: before.codes, customer: null })
  const size = (await c.entries()).length
  await next()
  expect(await papers()).toEqual([])
  expect(await c.ask('panel.paper', { activation: id })).toMatchObject({ error: { code: 'activation/none' } })
  expect(await c.ask('sign.open', { activation: id })).toMatchObject({ error: { code: 'activation/none' } })
  // Printing is no entry.
  expect((await c.entries()).length).toBe(size + 1)
})

it('the next customer’s panel says whose receipt was not handed over, and opens it', async () => {
  const id = await confirmed()
  const view = await next()
  expect(view.activation?.id).not.toBe(id)
  expect(view.papers).toEqual([{ activation: id, number: '138 **** 8000', handed: false }])
  c.windows.clear()
  await c.ok('panel.paper', { activation: id })
  expect([...c.windows]).toEqual([expect.stringContaining(id)])
  expect((await c.ok('sign.open', { activation: id })).step).toBe('hand-over')
  await c.ok('sign.handover', { activation: id, handset: true })
  expect((await c.ok('panel.open', {})).view.papers).toEqual([])
})

it('is not kept of what no longer holds: taken back since, or erased', async () => {
  const id = await confirmed()
  await c.ok('sign.handover', { activation: id, handset: true })
  await c.ok('console.withdraw', { decision: `${id}:${RING}`, number: '138 **** 8000' })
  expect(await papers()).toEqual([])
})

it('lies in the memory of the browser run alone, and one that does not fit is left out', async () => {
  const id = await confirmed()
  await c.ok('sign.handover', { activation: id, handset: true })
  const { lastPaper } = c.counter.run
  const host = (run: object) => ({ kept: async () => JSON.stringify(run) }) as never
  const restored = (run: object) => restoreRun({ host: host(run), now: () => 0, guarded: [] })
  expect((await restored({ ...EMPTY_RUN, lastPaper })).lastPaper).toEqual(lastPaper)
  // As the build before wrote it.
  const { lastPaper: _, ...older } = EMPTY_RUN
  expect(await restored(older)).toEqual(EMPTY_RUN)
})

it('a plain SIM has its paper too', async () => {
  const view = await c.read({ services: ticked() })
  const id = view.activation?.id as ActivationId
  await c.order([{ code: 'PLAN39', action: 'add' }])
  await c.read({ services: [], confirmed: { order: 'X2' } })
  await c.ok('sign.handover', { activation: id, handset: true })
  expect(await papers()).toMatchObject([{ activation: id, handed: true }])
})
