/** A window or a worker that is killed where the session is not a plain question: it is there again, and nothing was given. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ActivationId, ServiceId } from '../../../utils/base/index.ts'
import { verifyTables } from '../../../utils/store/index.ts'
import type { SignView } from '../../../utils/wire/index.ts'
import {
  activation,
  agreeToAll,
  answer,
  begin,
  beside,
  cross,
  openCounter,
  signature,
  type TestCounter,
} from './open-counter.ts'

const RING = 'qinghe-ring-tone' as ServiceId

let c: TestCounter
beforeEach(async () => {
  c = await openCounter()
})
afterEach(async () => {
  expect(await verifyTables()).toEqual({ ok: true, value: null })
  c.close()
  await new Promise((done) => setTimeout(done, 0))
})

const given = async () => (await c.entries()).filter((e) => e['kind'] === 'consent.given').length
/** Killed, and opened again: the same screen, and the log as it was. */
async function again(id: ActivationId): Promise<SignView> {
  const before = await c.ok('sign.open', { activation: id })
  const entries = (await c.entries()).filter((e) => e['kind'] !== 'browser.started').length
  c = await c.restart()
  const after = await c.ok('sign.open', { activation: id })
  expect(after.step).toBe(before.step)
  expect((await c.entries()).filter((e) => e['kind'] !== 'browser.started')).toHaveLength(entries)
  return after
}

it('at "did you ask for this yourself?"', async () => {
  const id = await activation(c)
  await answer(c, await begin(c, id), 'refuse')
  await c.ok('panel.ask-again', { activation: id, service: RING })
  await begin(c, id)
  expect((await again(id)).step).toBe('asked')
  await c.ok('sign.asked', { activation: id, service: RING, yes: false, lang: 'zh-CN' })
  expect(await given()).toBe(0)
})

it('at a mark: the tries that it takes are still counted, and it is given only with a companion', async () => {
  const id = await activation(c)
  const view = await answer(c, await begin(c, id), 'agree')
  expect(view.step).toBe('sign')
  for (let i = 0; i < 2; i++)
    await c.ask('sign.signature', { activation: id, signature: signature('carrier', { strokes: [] }) })
  expect((await again(id)).group).toMatchObject({ id: 'carrier', tries: 2 })
  expect(await given()).toBe(0)
  const mark = signature('carrier', { form: 'mark', companion: true, strokes: [...cross, ...beside()] })
  await c.ok('sign.signature', { activation: id, signature: mark })
  expect(await given()).toBe(1)
})

it('at what was taken back: it is said until the customer has seen it', async () => {
  const id = await activation(c)
  await agreeToAll(c, await begin(c, id))
  await c.ok('panel.withdraw', { activation: id, decision: `${id}:${RING}` })
  expect(await again(id)).toMatchObject({ step: 'withdrawn', withdrawn: [{ service: RING }] })
  await c.ok('sign.seen', { activation: id })
  expect((await c.ok('sign.open', { activation: id })).step).not.toBe('withdrawn')
})

it('at the receipt: it is the same one, and the hand-over is confirmed once', async () => {
  const id = await activation(c)
  await answer(c, await begin(c, id), 'refuse')
  await c.order([{ code: 'PLAN39', action: 'add' }], null)
  await c.read({ confirmed: { order: 'X1' } })
  const { receipt, step } = await again(id)
  expect(step).toBe('hand-over')
  expect(receipt?.hash).toMatch(/^[0-9a-f]{64}$/)
  await c.ok('sign.handover', { activation: id, handset: true })
  const kinds = await c.kinds()
  expect(kinds.filter((k) => k === 'handover.confirmed')).toHaveLength(1)
  expect(kinds.filter((k) => k === 'receipt.issued')).toHaveLength(1)
})
