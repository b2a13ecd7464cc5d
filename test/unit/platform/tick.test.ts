import { beforeEach, expect, it, vi } from 'vitest'

/** As a browser keeps alarms: making one of the same name begins its minute anew. */
const alarms = new Map<string, { name: string; periodInMinutes?: number }>()
const create = vi.fn(async (name: string, info: { periodInMinutes?: number }) => {
  alarms.set(name, { name, ...info })
})
vi.mock('webextension-polyfill', () => ({
  default: { alarms: { get: async (name: string) => alarms.get(name), create } },
}))
const { setTick } = await import('../../../utils/platform/browser-run.ts')

beforeEach(() => {
  alarms.clear()
  create.mockClear()
})

it('a worker that is woken again and again keeps the minute that has begun', async () => {
  await setTick('tick', 1)
  for (let starts = 0; starts < 3; starts++) await setTick('tick', 1)
  expect(create).toHaveBeenCalledTimes(1)
  expect(alarms.get('tick')).toMatchObject({ periodInMinutes: 1 })
})

it('an alarm of another period, as an older build may have set, is set anew', async () => {
  alarms.set('tick', { name: 'tick', periodInMinutes: 5 })
  await setTick('tick', 1)
  expect(alarms.get('tick')).toMatchObject({ periodInMinutes: 1 })
})
