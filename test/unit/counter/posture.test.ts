import { afterEach, expect, it } from 'vitest'
import { openCounter, type TestCounter } from './open-counter.ts'

let c: TestCounter
afterEach(() => c.close())

type Posture = { code: string; on: boolean }[]
const told = async () =>
  (await c.entries()).filter((e) => e['kind'] === 'posture.changed').map(({ on, off }) => ({ on, off }))
const set = (posture: () => Promise<Posture>) => Object.assign(c.counter.host, { posture })
const off = (...codes: string[]) =>
  set(async () =>
    ['host-access', 'floor-rules', 'incognito'].map((code) => ({ code, on: !codes.includes(code) })),
  )

it('writes down what is in force at the beginning, and then only what is not as it was said last', async () => {
  c = await openCounter()
  off('incognito')
  await c.events.posture()
  const first = { on: ['floor-rules', 'host-access'], off: ['incognito'] }
  expect(await told()).toEqual([first])
  await c.tick()
  await c.events.posture()
  expect(await told()).toEqual([first])
  off('incognito', 'host-access')
  await c.tick()
  const second = { on: ['floor-rules'], off: ['host-access', 'incognito'] }
  expect(await told()).toEqual([first, second])
  // What was said last outlives the background.
  c = await c.restart()
  off('incognito', 'host-access')
  await c.tick()
  expect(await told()).toEqual([first, second])
  off()
  await c.tick()
  expect(await told()).toEqual([first, second, { on: ['floor-rules', 'host-access', 'incognito'], off: [] }])
})

it('keeps nothing where the entry could not be written, so that the next look writes it', async () => {
  c = await openCounter()
  off('incognito')
  const { append } = c.counter.store.log
  Object.assign(c.counter.store.log, { append: () => Promise.reject(new Error('full')) })
  await expect(c.events.posture()).rejects.toThrow()
  expect(await told()).toEqual([])
  Object.assign(c.counter.store.log, { append })
  await c.events.posture()
  expect(await told()).toHaveLength(1)
})

it('does not hold up the turn while the browser has not answered, and writes in the order in which it was asked', async () => {
  c = await openCounter()
  const answers: ((posture: Posture) => void)[] = []
  set(() => new Promise((answer) => answers.push(answer)))
  const looked = [c.events.posture(), c.events.posture()]
  // A permit, an order, a stop: whatever comes meanwhile is done.
  await c.read()
  expect(await told()).toEqual([])
  const answer = async (on: boolean) => {
    await expect.poll(() => answers.length).toBe(1)
    answers.shift()?.([{ code: 'host-access', on }])
  }
  await answer(true)
  await answer(false)
  await Promise.all(looked)
  expect(await told()).toEqual([
    { on: ['host-access'], off: [] },
    { on: [], off: ['host-access'] },
  ])
})

it('the first fault of a browser run changes the posture, the next do not, and none is an entry of its own', async () => {
  c = await openCounter()
  off()
  const faults: { at: number; code: string; place: string }[] = []
  Object.assign(c.counter.host, { faults: () => faults })
  await c.tick()
  const all = ['floor-rules', 'host-access', 'incognito']
  for (let i = 0; i < 3; i++) {
    faults.push({ at: c.clock.wall, code: 'rules/refused', place: 'background/tick' })
    await c.tick()
  }
  expect(await told()).toEqual([
    { on: all, off: [] },
    { on: all, off: ['no-faults'] },
  ])
  const popup = await c.ok('popup.open', {})
  expect(popup.faults).toEqual(faults)
  expect(popup.posture).toContainEqual({ code: 'no-faults', on: false })
  expect((await c.ok('console.open', {})).faults).toEqual(faults)
})
