import { describe, expect, it } from 'vitest'
import {
  answer,
  type FingerprintKey,
  findGuarded,
  findTail,
  fingerprint,
  type View,
  windows,
} from '../../../utils/guard/page.ts'

const key: FingerprintKey = [11, 22, 33, 44]
const OPEN = '13800138000'
const RECENT = '13900139000'
const short = (digits: string): number => fingerprint(digits, key)

const view = (more: Partial<View> = {}): View => ({
  guarding: true,
  activation: true,
  key,
  whole: new Set([short(OPEN), short(RECENT)]),
  runs: new Set(windows(OPEN).map(short)),
  origin: 'unknown',
  permit: null,
  codes: 0,
  table: {},
  allowed: [],
  ...more,
})

describe('findGuarded', () => {
  it('finds a whole number in any spelling', () => {
    expect(findGuarded('+86 138-0013-8000', view())?.digits).toBe(OPEN)
    expect(findGuarded('一三九零零一三九零零零', view())?.digits).toBe(RECENT)
  })
  it('counts eight digits of an open number, and only the whole of a recent one', () => {
    expect(findGuarded('13800138', view())?.digits).toBe('13800138')
    expect(findGuarded('x0138000', view())).toBeNull()
    expect(findGuarded('00138000', view())?.digits).toBe('00138000')
    expect(findGuarded('1390013900', view())).toBeNull()
  })
  it('finds nothing where nothing is guarded', () => {
    expect(findGuarded(OPEN, view({ guarding: false, whole: new Set(), runs: new Set() }))).toBeNull()
    expect(findGuarded('13700137000', view())).toBeNull()
  })
  it('counts every phone number until it is told', () => {
    expect(findGuarded('13700137000', null)).toEqual({ digits: '13700137000', short: null })
    expect(findGuarded('order 20261123', null)).toBeNull()
  })
  it('counts every phone number on a trading site', () => {
    expect(findGuarded('13700137000', view({ origin: 'trading' }))?.digits).toBe('13700137000')
  })
  it('lets a permit open its number, also while it is typed, and no other', () => {
    const permitted = view({ permit: { whole: short(OPEN) }, origin: 'catalogue' })
    expect(findGuarded(OPEN, permitted)).toBeNull()
    expect(findGuarded('13800138', permitted)).toBeNull()
    expect(findGuarded(RECENT, permitted)?.digits).toBe(RECENT)
    expect(findGuarded(`${OPEN} ${RECENT}`, permitted)?.digits).toBe(RECENT)
  })
})

describe('findTail: digit keys one after the other', () => {
  const stopsAt = (digits: string, v: View | null): number => {
    for (let i = 1; i <= digits.length; i++) if (findTail(digits.slice(0, i), v)) return i
    return -1
  }
  it('stops at the eighth digit of an open number, the eleventh of a recent one', () => {
    expect(stopsAt(OPEN, view())).toBe(8)
    expect(stopsAt(RECENT, view())).toBe(11)
    expect(stopsAt(`99${RECENT}`, view())).toBe(13)
    expect(stopsAt('13700137000', view())).toBe(-1)
  })
  it('stops every eight digits until it is told: they could be eight of a number', () =>
    expect(stopsAt('13700137000', null)).toBe(8))
})

describe('answer', () => {
  const now = 1_000
  it('stops without a view', () => expect(answer(null, 'field', 'guarded', null, now).stops).toBe(true))
  it('names the cell', () =>
    expect(answer(view(), 'field', 'guarded', short(OPEN), now).cell).toBe('field/guarded'))
  it('lets an answered cell pass until its time, for its number', () => {
    const cell = 'unknown-sign-up/other'
    const given = (until: number, whose: number | null): View =>
      view({ activation: false, allowed: [{ cell, short: whose, until }] })
    expect(answer(given(2_000, null), 'sign-up', 'other', 5, now).stops).toBe(false)
    expect(answer(given(2_000, 5), 'sign-up', 'other', 5, now).stops).toBe(false)
    expect(answer(given(2_000, 6), 'sign-up', 'other', 5, now).stops).toBe(true)
    expect(answer(given(900, null), 'sign-up', 'other', 5, now).stops).toBe(true)
    expect(answer(given(2_000, null), 'sign-up', 'guarded', 5, now).stops).toBe(true)
  })
  it('allows nothing on a trading site, whatever was answered', () => {
    const v = view({ origin: 'trading', allowed: [{ cell: 'trading/guarded', short: null, until: 9_999 }] })
    expect(answer(v, 'field', 'guarded', null, now).stops).toBe(true)
  })
  it('takes a permit for its number alone', () => {
    const v = view({ origin: 'catalogue', permit: { whole: short(OPEN) } })
    expect(answer(v, 'sign-up', 'guarded', short(OPEN), now)).toMatchObject({ act: 'allow', why: 'permit' })
    expect(answer(v, 'sign-up', 'guarded', short(RECENT), now).stops).toBe(true)
    expect(answer(v, 'sign-up', 'guarded', null, now).stops).toBe(true)
  })
})
