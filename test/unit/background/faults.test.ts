/** The faults of a background: kept for the next worker of the same browser run, also those that nobody has caught. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { followFaults } from '../../../entrypoints/background/faults.ts'
import { createStart } from '../../../entrypoints/background/ready.ts'
import { CodedError, faults } from '../../../utils/base/index.ts'

const heard = new Map<string, (event: unknown) => void>()
beforeEach(() => {
  vi.useFakeTimers()
  heard.clear()
  vi.stubGlobal('addEventListener', (type: string, listener: (event: unknown) => void) =>
    heard.set(type, listener),
  )
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

/** Session storage of one browser run. */
const session = (kept?: unknown) => {
  const run = {
    kept,
    keep: vi.fn(async (next: unknown) => {
      run.kept = JSON.parse(JSON.stringify(next))
    }),
  }
  return run
}
const codes = (kept: unknown) => (kept as { code: string }[]).map((f) => f.code)

it('a burst is written once, behind what an earlier worker has kept', async () => {
  const run = session([{ at: 1, code: 'store/full', place: 'background/start' }])
  const tell = vi.fn()
  followFaults({ keep: run.keep, kept: async () => run.kept, tell })
  faults.note('background/tick', new CodedError('burst/one'))
  faults.note('background/tick', new CodedError('burst/two'))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(run.keep).toHaveBeenCalledTimes(1)
  expect(tell).toHaveBeenCalledTimes(1)
  // The ring is that of this whole world: other tests may have noted something before.
  expect(codes(run.kept)[0]).toBe('store/full')
  expect(codes(run.kept).slice(-2)).toEqual(['burst/one', 'burst/two'])
})

it('what nobody has caught is noted', async () => {
  const run = session()
  followFaults({ keep: run.keep, kept: async () => run.kept, tell: () => undefined })
  heard.get('unhandledrejection')?.({ reason: new CodedError('nobody/caught') })
  heard.get('error')?.({ error: new RangeError('13800138000') })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(run.kept).toMatchObject([
    ...Array.from({ length: faults.all().length - 2 }, () => ({})),
    { code: 'nobody/caught', place: 'background/unhandled' },
    { code: 'error/range', place: 'background/uncaught' },
  ])
  expect(JSON.stringify(run.kept)).not.toContain('13800138000')
})

it('a start that fails is noted once, however many wait for it', async () => {
  const before = faults.all().length
  const ready = createStart(
    async () => {
      throw new CodedError('store/newer')
    },
    () => undefined,
  )
  await Promise.allSettled([ready(), ready(), ready()])
  expect(faults.all().slice(before)).toMatchObject([{ code: 'store/newer', place: 'background/start' }])
})
