import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../utils/log/index.ts'
import { reviewOf } from '../../../utils/review/index.ts'

const entry = (clerk: string, kind: string, body: object): Entry =>
  ({ v: 1, clerk, kind, ...body }) as unknown as Entry

describe('counts of a review', () => {
  it('promises by code and by clerk; nothing promised is no promise', () => {
    const seen = reviewOf([
      entry('0417', 'promise.stated', { code: 'gift', services: [] }),
      entry('0417', 'promise.stated', { code: 'gift', services: [] }),
      entry('0392', 'promise.stated', { code: 'none', services: [] }),
      entry('0392', 'promise.stated', { code: 'discount', services: [] }),
    ])
    expect(seen.promises).toBe(3)
    expect(seen.byPromise[0]).toEqual({ code: 'gift', n: 2 })
    expect(seen.byPromise.map((p) => p.code).sort()).toEqual(['discount', 'gift', 'none'])
    expect(seen.byClerk.map((c) => [c.clerk, c.promises])).toEqual([
      ['0417', 2],
      ['0392', 1],
    ])
  })

  it('asked again: whose wish it was, in the customer’s own word', () => {
    const asked = (clerk: string, yes: boolean) =>
      entry(clerk, 'consent.asked', { service: 'jixi-mall', refused: '', yes })
    const seen = reviewOf([asked('0417', true), asked('0392', false), asked('0392', false)])
    expect(seen).toMatchObject({ askedByCustomer: 1, askedByClerk: 2 })
    expect(seen.byClerk[0]).toMatchObject({ clerk: '0392', askedByClerk: 2, askedByCustomer: 0 })
  })

  it('the hand-over: a long gap, a handset that was away; what an old entry does not say counts as nothing', () => {
    const over = (body: object) =>
      entry('0417', 'handover.confirmed', { by: 'customer', minutes: 3, ...body })
    const seen = reviewOf([
      over({}),
      over({ handset: true, gap: 2 }),
      over({ handset: false, gap: 12, long: true }),
      over({ handset: true, gap: 40, long: true }),
    ])
    expect(seen).toMatchObject({ longGaps: 2, handsetAway: 1 })
  })

  it('a hand-over that never came is a long gap, of the clerk who opened the activation', () => {
    const seen = reviewOf([
      entry('0392', 'activation.abandoned', { why: 'no-hand-over', openedBy: '0417' }),
      entry('0392', 'activation.abandoned', { why: 'time' }),
    ])
    expect(seen.byClerk).toMatchObject([{ clerk: '0417', longGaps: 1 }])
    expect(seen.longGaps).toBe(1)
  })

  it('of nothing is nothing, and a clerk without a count is not named', () => {
    expect(reviewOf([])).toMatchObject({ promises: 0, byPromise: [], byClerk: [] })
    expect(reviewOf([entry('0417', 'shift.started', { how: 'pin' })]).byClerk).toEqual([])
  })
})
