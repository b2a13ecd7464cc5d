/** One reader of numbers for guard and screens, and names masked by what a person sees: test/fixtures/spellings. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { holdsNumber, maskName, maskNumber, toE164 } from '../../../utils/base/index.ts'
import { findNumbers } from '../../../utils/guard/index.ts'

const of = <T>(name: string): T[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../fixtures/spellings/${name}.json`), 'utf8'))

describe('a number, however it is spelled', () => {
  it.each(of<{ text: string; right: string }>('numbers'))('$text', ({ text, right }) => {
    expect(findNumbers(text)).toEqual([right])
    expect(findNumbers(`号码是${text}，谢谢`)).toEqual([right])
    expect(toE164(text)).toBe(right)
    expect(maskNumber(text)).toBe('138 **** 8000')
    expect(holdsNumber(`给${text}`)).toBe(true)
  })

  it.each([
    ['half of one', '1380013'],
    ['a digit too many', '138001380001'],
    ['one of another country', '+44 20 7946 0018'],
    ['no mobile number', '0532 8577 0000'],
    ['two', '13800138000 13900139000'],
    ['one among letters', '138a0013b8000'],
    ['one with a word before it', '手机 13800138000'],
    ['nothing', ''],
  ])('%s is not one number', (_, text) => expect(toE164(text)).toBeNull())

  it.each(['送200元话费，10GB流量，30天', '2026年11月', '第100号'])('%s holds none', (text) =>
    expect(holdsNumber(text)).toBe(false),
  )
})

describe('a name', () => {
  it.each(of<{ name: string; right: string }>('names'))('$name', ({ name, right }) =>
    expect(maskName(name)).toBe(right),
  )
})
