/** The last faults: what is kept of one, what is never kept, and that a restart keeps them. */
import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { CodedError, createFaults, MOST_FAULTS } from '../../../utils/base/index.ts'

const clock = () => {
  let now = 1_700_000_000_000
  return { faults: createFaults(() => (now += 2_000)), now: () => now }
}

describe('a fault', () => {
  it('keeps its time, its own code, and its place', () => {
    const { faults, now } = clock()
    faults.note('background/start', new CodedError('store/full', 'entries'))
    expect(faults.all()).toEqual([{ at: now(), code: 'store/full', place: 'background/start' }])
  })

  it('without a code says which kind of error it was', () => {
    const { faults } = clock()
    for (const error of [
      new TypeError('x'),
      new Error('x'),
      new DOMException('x', 'QuotaExceededError'),
      Object.assign(new Error('x'), { name: 'Zhang San' }),
      'a text',
      undefined,
    ])
      faults.note('platform/badge', error)
    expect(faults.all().map((f) => f.code)).toEqual([
      'error/type',
      'error/plain',
      'error/quota-exceeded',
      'error/other',
      'error/other',
      'error/other',
    ])
  })

  it('answers a catch with nothing', async () => {
    const { faults } = clock()
    expect(await Promise.reject(new CodedError('a/b')).catch(faults.noted('platform/badge'))).toBeUndefined()
    expect(faults.all()).toHaveLength(1)
  })
})

describe('the ring', () => {
  it('holds the last fifty', () => {
    const { faults } = clock()
    for (let i = 0; i < MOST_FAULTS + 20; i++)
      faults.note('background/tick', new CodedError(`some/code-${i}`))
    expect(faults.all()).toHaveLength(MOST_FAULTS)
    expect(faults.all().at(-1)?.code).toBe(`some/code-${MOST_FAULTS + 19}`)
    expect(faults.all()[0]?.code).toBe('some/code-20')
  })

  it('tells the same fault of one moment once', () => {
    let now = 5_000
    const faults = createFaults(() => now)
    for (let i = 0; i < 100; i++) faults.note('background/tick', new CodedError('store/full'))
    faults.note('background/start', new CodedError('store/full'))
    expect(faults.all()).toHaveLength(2)
    now += 1_000
    faults.note('background/tick', new CodedError('store/full'))
    expect(faults.all()).toHaveLength(3)
  })

  it('never holds what an error says, whatever it is', () => {
    const secret = '13800138000'
    const { faults } = clock()
    const around = fc.tuple(fc.string(), fc.string()).map(([a, b]) => a + secret + b)
    const anything = fc.oneof(
      around.map((text) => new Error(text)),
      around.map((text) => new CodedError(text, text)),
      around.map((text) => Object.assign(new TypeError(text), { name: text, code: text, cause: text })),
      around.map((text) => new DOMException(text, text)),
      around.map((text) => ({ message: text, name: text, code: text })),
      around,
      fc.anything(),
    )
    fc.assert(
      fc.property(fc.oneof(around, fc.constant('platform/badge')), anything, (place, error) => {
        faults.note(place, error)
        const kept = JSON.stringify(faults.all().map(({ code, place: at }) => [code, at]))
        expect(kept).not.toMatch(/\d{4}/)
        for (const one of faults.all()) expect(Object.keys(one)).toEqual(['at', 'code', 'place'])
      }),
      { numRuns: 1000 },
    )
  })

  it('goes on over a restart, and takes nothing that is no fault', () => {
    const { faults } = clock()
    faults.note('background/start', new CodedError('store/full'))
    const next = clock().faults
    next.note('background/tick', new CodedError('store/behind'))
    next.restore(JSON.parse(JSON.stringify(faults.all())))
    expect(next.all().map((f) => f.code)).toEqual(['store/full', 'store/behind'])
    fc.assert(
      fc.property(fc.anything(), (kept) => {
        const other = clock().faults
        other.restore([kept, { at: 1, code: 'x 13800138000', place: 'a' }])
        other.restore(kept)
        expect(other.all()).toEqual([])
      }),
    )
  })

  it('tells who listens', () => {
    const { faults } = clock()
    const told = vi.fn()
    faults.onNote(told)
    faults.note('background/tick', new CodedError('store/full'))
    expect(told).toHaveBeenCalledTimes(1)
  })
})
