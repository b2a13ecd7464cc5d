import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  type Act,
  COLUMNS,
  type Column,
  cellOf,
  holdsSending,
  isStop,
  judge,
  ROWS,
  type Row,
  type Situation,
} from '../../../utils/guard/page.ts'
import { type Policy, readPolicy } from '../../../utils/policy/index.ts'
import { worldPolicy } from '../../world/policy.ts'

/** The table of design section 6, written out again by hand: [without a permit, with one]. */
const DESIGN: Record<Row, Record<Column, Act | [Act, Act]>> = {
  'catalogue-sign-up': { guarded: ['stop', 'allow'], 'other-open': 'stop', other: 'reason', none: 'banner' },
  'unknown-sign-up': { guarded: 'stop', 'other-open': 'stop', other: 'reason', none: 'banner' },
  'code-log-in': { guarded: ['stop', 'allow'], 'other-open': 'reason', other: 'allow', none: 'allow' },
  field: { guarded: 'stop', 'other-open': 'allow', other: 'allow', none: 'allow' },
  'employer-field': { guarded: 'reason', 'other-open': 'allow', other: 'allow', none: 'allow' },
  'log-in': { guarded: ['stop', 'allow'], 'other-open': 'allow', other: 'allow', none: 'allow' },
  trading: { guarded: 'stop', 'other-open': 'stop', other: 'stop', none: 'stop' },
}

const PAGE: Record<Row, Situation['page']> = {
  'catalogue-sign-up': 'sign-up',
  'unknown-sign-up': 'sign-up',
  'code-log-in': 'code-log-in',
  field: 'field',
  'employer-field': 'field',
  'log-in': 'log-in',
  trading: 'field',
}
const ORIGIN: Record<Row, Situation['origin']> = {
  'catalogue-sign-up': 'catalogue',
  'unknown-sign-up': 'unknown',
  'code-log-in': 'unknown',
  field: 'unknown',
  'employer-field': 'employer',
  'log-in': 'catalogue',
  trading: 'trading',
}

const situation = (row: Row, column: Column, permit: boolean): Situation => ({
  page: PAGE[row],
  origin: ORIGIN[row],
  number: column === 'guarded' || column === 'none' ? column : 'other',
  activation: column === 'other-open',
  permit,
})

const cells = ROWS.flatMap((row) => COLUMNS.map((column) => ({ row, column })))

describe('every cell', () => {
  it.each(cells)('$row / $column', ({ row, column }) => {
    const cell = DESIGN[row][column]
    const [without, having] = Array.isArray(cell) ? cell : [cell, cell]
    expect(judge(situation(row, column, false)).act).toBe(without)
    expect(judge(situation(row, column, true)).act).toBe(having)
    expect(cellOf(situation(row, column, false))).toBe(`${row}/${column}`)
  })

  it('is the same for every page of a trading site', () => {
    for (const page of ['sign-up', 'code-log-in', 'log-in', 'field'] as const)
      for (const number of ['guarded', 'other', 'none'] as const)
        expect(judge({ page, origin: 'trading', number, activation: false, permit: true }).act).toBe('stop')
  })

  it('lets a free origin do anything', () => {
    for (const number of ['guarded', 'other', 'none'] as const)
      expect(judge({ page: 'sign-up', origin: 'free', number, activation: true, permit: false }).act).toBe(
        'allow',
      )
  })

  it('asks an activation only about other numbers', () => {
    const base = { page: 'field', origin: 'unknown', permit: false } as const
    expect(judge({ ...base, number: 'guarded', activation: false }).act).toBe('stop')
    expect(judge({ ...base, number: 'guarded', activation: true }).act).toBe('stop')
  })

  it('holds sending on the banner of a catalogue sign-up alone', () => {
    expect(holdsSending(judge(situation('catalogue-sign-up', 'none', false)))).toBe(true)
    expect(holdsSending(judge(situation('unknown-sign-up', 'none', false)))).toBe(false)
  })

  it('stops at once for what waits for an answer', () => {
    expect(['stop', 'reason', 'acknowledge'].every((act) => isStop(act as Act))).toBe(true)
    expect(['allow', 'inform', 'banner'].some((act) => isStop(act as Act))).toBe(false)
  })
})

describe('a policy changes cells', () => {
  it.each(['stop', 'reason', 'acknowledge', 'inform', 'allow'] as const)('to %s, flat and nested', (act) => {
    const s = situation('code-log-in', 'other', false)
    expect(judge(s, { 'code-log-in/other': act }).act).toBe(act)
    expect(judge(s, { 'code-log-in': { other: act } }).act).toBe(act)
  })

  it('keeps a permit where the cell is changed to stop or reason', () => {
    const table = { 'catalogue-sign-up/guarded': 'stop' } as const
    expect(judge(situation('catalogue-sign-up', 'guarded', false), table).act).toBe('stop')
    expect(judge(situation('catalogue-sign-up', 'guarded', true), table).act).toBe('allow')
  })

  it('never opens a trading site', () => {
    for (const column of COLUMNS)
      expect(judge(situation('trading', column, true), { [`trading/${column}`]: 'allow' }).act).toBe('stop')
  })

  it.each(['permit', 'nonsense', '', 7, null, {}, ['allow']])('ignores %j', (act) => {
    expect(judge(situation('field', 'guarded', true), { 'field/guarded': act as never }).act).toBe('stop')
  })
})

describe('fails closed', () => {
  const good = situation('field', 'other', false)
  it.each([
    ['page', { ...good, page: 'poll' }],
    ['origin', { ...good, origin: 'nice' }],
    ['number', { ...good, number: 'maybe' }],
    ['activation', { ...good, activation: undefined }],
    ['a name of Object', { ...good, page: 'constructor', origin: '__proto__' }],
    ['nothing', undefined],
    ['null', null],
    ['empty', {}],
  ])('on an unknown %s', (_, s) => {
    expect(judge(s as unknown as Situation)).toEqual({ act: 'stop', why: 'unknown-situation' })
  })

  it('takes no word for a permit but true', () => {
    const s = { ...situation('log-in', 'guarded', false), permit: 'yes' } as unknown as Situation
    expect(judge(s).act).toBe('stop')
  })
})

describe("the policy's table", () => {
  it('has the type that judge takes, and changes what it judges', () => {
    expectTypeOf<Policy['table']>().toExtend<NonNullable<Parameters<typeof judge>[1]>>()
    const read = readPolicy(JSON.stringify({ ...worldPolicy(), table: { field: { guarded: 'reason' } } }))
    if (!read.ok) throw new Error(read.error.code)
    const { table } = read.value.policy
    expect(judge(situation('field', 'guarded', false), table).act).toBe('reason')
    expect(judge(situation('trading', 'guarded', false), table).act).toBe('stop')
  })
})
