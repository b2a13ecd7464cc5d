import { describe, expect, it } from 'vitest'
import { findGuarded, fingerprint, windows } from '../../../utils/guard/index.ts'
import { answerCode, isLoneCode, spellings, type View } from '../../../utils/guard/page.ts'

const key = [1, 2, 3, 4] as const
const OPEN = '13800138000'
const view = (more: Partial<View> = {}): View => ({
  guarding: true,
  activation: true,
  key,
  whole: new Set([fingerprint(OPEN, key)]),
  runs: new Set(windows(OPEN).map((run) => fingerprint(run, key))),
  origin: 'unknown',
  permit: null,
  codes: 1_000,
  table: {},
  allowed: [],
  ...more,
})

describe('a lone code', () => {
  it.each([
    '1234',
    '123456',
    ' 12345678 ',
    '验证码：482913',
    'code: 482913',
    '４８２９１３',
    '482 913',
    '48-29-13',
    '༤༨༢༩༡༣',
    '٤٨٢٩١٣',
    '四八二九一三',
    '验证码 四八二九一三',
    '4.8.2.9.1.3',
    '482,913',
    '482，913。',
    '482913。',
    '【482913】',
    '❹❽❷❾❶❸',
    // An amount of as many digits cannot be told from a code with a mark in it.
    '12.50',
  ])('%s is one', (text) => expect(isLoneCode(text)).toBe(true))
  it.each([
    '',
    '123',
    '123456789',
    '13800138000',
    'price 12 or 13',
    '482913 bitte anrufen',
    '2026-11-23 21:00',
    'abc',
    '21:00',
    '三四个人',
    '1,234,567.89 元',
    '好的，10 点见',
  ])('%s is none', (text) => expect(isLoneCode(text)).toBe(false))

  it('needs a reason for its time, where nobody signed, and not once one was given', () => {
    expect(answerCode(view(), 999)).toMatchObject({ act: 'reason', why: 'code-elsewhere', stops: true })
    expect(answerCode(view(), 1_000)).toBeNull()
    expect(answerCode(view({ codes: 0 }), 1)).toBeNull()
    expect(answerCode(view({ origin: 'catalogue' }), 1)?.act).toBe('reason')
    expect(answerCode(view({ origin: 'employer' }), 1)?.act).toBe('reason')
    expect(answerCode(view({ origin: 'free' }), 1)).toBeNull()
    expect(answerCode(view({ permit: { whole: 7 } }), 1)).toBeNull()
    expect(answerCode(view({ allowed: [{ cell: 'field/code', short: null, until: 5 }] }), 1)).toBeNull()
    expect(answerCode(view({ allowed: [{ cell: 'field/code', short: null, until: 1 }] }), 1)?.act).toBe(
      'reason',
    )
    expect(answerCode(null, 1)).toBeNull()
  })
})

describe('digits one by one in a list', () => {
  const found = (text: string): boolean => spellings(text).some((one) => findGuarded(one, view()) !== null)
  it.each([
    JSON.stringify([...OPEN].map(Number)),
    JSON.stringify([...OPEN]),
    JSON.stringify({ a: [...OPEN].map(Number), b: 1 }, null, 1),
    `[9,9,${[...OPEN].join(',')}]`,
    // In groups of two or more it is spelled, not listed.
    '[13,80,0138,000]',
  ])('%s is the number', (text) => expect(found(text)).toBe(true))
  it.each(['[13,8,0,0138,000]', '[1,3,8,0,0]', JSON.stringify([...'13900139000'].map(Number))])(
    '%s is not',
    (text) => expect(found(text)).toBe(false),
  )
})
