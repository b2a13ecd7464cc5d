import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  digitsOf,
  type FingerprintKey,
  fewDigits,
  findNumbers,
  findWindows,
  fingerprint,
  spellings,
  windows,
} from '../../../utils/guard/index.ts'

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, '../../vectors/cn-phones.json'), 'utf8'))
const last = (text: string): string => `+86${text.replace(/\D/g, '').slice(-11)}`

describe('findNumbers on the public vectors', () => {
  it.each(vectors.valid as string[])('finds %s', (text) => expect(findNumbers(text)).toEqual([last(text)]))

  // The list is of what a validator refuses; what a person reads as the number is found all the same.
  const readable = new Set(['+86-13838389438', '+008613811211114', '0086-13811211114', '0086-138-1121-1114'])
  it.each((vectors.invalid as string[]).filter((text) => !readable.has(text)))(
    'finds nothing in %j',
    (text) => expect(findNumbers(text)).toEqual([]),
  )
  it.each([...readable])('finds what %s says', (text) => expect(findNumbers(text)).toEqual([last(text)]))

  it.each(vectors.collector_formats_for_extraction_and_masking as string[])('finds %s', (text) =>
    expect(findNumbers(text)).toEqual(['+8613838389438']),
  )
})

describe('findNumbers', () => {
  const N = '+8613800138000'
  it.each([
    ['traditional', '壹叁捌零零壹叁捌零零零'],
    ['as it is called out', '幺三八洞洞幺三八洞洞洞'],
    ['strokes', '138/0013/8000'],
    ['stars', '138*0013*8000'],
    ['enumeration commas', '138、0013、8000'],
    ['mixed', '1三8〇0一38零00'],
    ['Arabic-Indic', '١٣٨٠٠١٣٨٠٠٠'],
    ['Extended Arabic-Indic (Uyghur)', '۱۳۸۰۰۱۳۸۰۰۰'],
    ['Tibetan', '༡༣༨༠༠༡༣༨༠༠༠'],
    ['Mongolian', '᠑᠓᠘᠐᠐᠑᠓᠘᠐᠐᠐'],
    ['New Tai Lue', '᧑᧓᧘᧐᧐᧑᧓᧘᧐᧐᧐'],
    ['mathematical', '𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎'],
    ['circled', '①③⑧⓪⓪①③⑧⓪⓪⓪'],
    ['keycaps', '1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣'],
    ['zero-width', '138\u200b0013\u200d8000'],
    ['one a line', [...'13800138000'].join('\n')],
    ['brackets', '（+86）138（0013）8000'],
    ['dots', '138.0013.8000'],
    ['circles filled, doubled, of another kind', '❶❸❽⓿⓿➀➂➇⓪⓿⓿'],
    ['two digits in one circle', '⑬8⓪⓪⑬8⓪⓪⓪'],
    ['two digits in one bracket', '⒀8⓪⓪⓭8⓪⓪⓪'],
    ['older forms', '弌叄捌零零壱参捌零零零'],
    ['Yi', 'ꋍꌕꉆ00ꋍꌕꉆ000'],
    ['commas between groups', '138,0013,8000'],
    ['full-width marks between groups', '138，0013；8000'],
    ['a colon and an equals sign', '138:0013=8000'],
    ['quotes', "138'0013'8000"],
    ['a list of groups', '["138","0013","8000"]'],
    // An amount of this size that is spelled like the number is the number: whether it is guarded, its fingerprint says.
    ['an amount', '13,800,138,000'],
    ['in a sentence', '我的号码是13800138000，谢谢'],
    ['after a Chinese numeral that is a word', '号码一13800138000'],
    ['JSON', '{"phone":"13800138000"}'],
  ])('reads %s', (_, text) => expect(findNumbers(text)).toEqual([N]))

  it('keeps to digit boundaries', () => {
    expect(findNumbers('913800138000')).toEqual([])
    expect(findNumbers('138001380001')).toEqual([])
    expect(findNumbers('20261123138001380005')).toEqual([])
    expect(findNumbers('1763930000000')).toEqual([])
  })

  it.each([
    ['dates and times', '2026-11-23 13:45:59, 2026-11-24 15:00'],
    ['a log line', '[2026-11-23T13:45:59.123+08:00] 200 OK, 15 ms'],
    ['prices', '199.00, 1,399.00, 13,800.00, 138,001.38'],
    ['figures one by one', '1,3,8,0,0,1,3,8,0,0,0'],
    ['figures of one digit among longer ones', '13,8,0013,8000'],
    ['an identity number', '110101199003071234'],
    ['a list of years', '[2019,2020,2021,2022,2023]'],
    ['coordinates', '36.0671,120.3826;36.1000,120.4000'],
    ['a card', '6222,0212,3456,7890,123'],
  ])('finds nothing in %s', (_, text) => expect(findNumbers(text)).toEqual([]))

  it('makes no endless number of a long list', () => {
    const list = Array.from({ length: 400 }, (_, i) => 100 + i).join(',')
    expect(findWindows(list).length).toBeLessThan(1_200)
    expect(findWindows(list).every((run) => list.replace(/,/g, '').includes(run))).toBe(true)
  })

  it('finds several, each once, in order', () => {
    expect(findNumbers('13900139000 13800138000, 139 0013 9000')).toEqual(['+8613900139000', N])
  })

  it('knows no other region', () => expect(findNumbers('13800138000', 'US')).toEqual([]))

  it('never throws, and finds a number in whatever surrounds it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (noise) => {
        const clean = [...noise].filter((c) => digitsOf(c) === '' && !/\p{N}/u.test(c)).join('')
        expect(findNumbers(`${clean}x13800138000x${clean}`)).toContain(N)
        findNumbers(noise)
      }),
    )
  })
})

describe('runs of eight', () => {
  it('are four for a number', () =>
    expect(windows('13800138000')).toEqual(['13800138', '38001380', '80013800', '00138000']))
  it('are found through marks, at any offset', () => {
    expect(findWindows('tel 138-0013-8')).toEqual(['13800138'])
    expect(findWindows('a1380013b8000')).toEqual([])
  })
  it('cheap test counts digits of any script', () => {
    expect(fewDigits('abcdefghijkl')).toBe(true)
    expect(fewDigits('1234567')).toBe(true)
    expect(fewDigits('1234567八')).toBe(false)
  })
})

describe('fingerprint', () => {
  const key: FingerprintKey = [0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c]
  it('is 20 bits and the same every time', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{8,11}$/), (digits) => {
        const value = fingerprint(digits, key)
        expect(value).toBe(fingerprint(digits, key))
        expect(Number.isInteger(value) && value >= 0 && value < 1 << 20).toBe(true)
      }),
    )
  })
  it('depends on every word of the key and on every digit', () => {
    const base = fingerprint('13800138000', key)
    for (let i = 0; i < 4; i++) {
      const other = [...key] as [number, number, number, number]
      other[i] = (other[i] as number) ^ 1
      expect(fingerprint('13800138000', other)).not.toBe(base)
    }
    for (let i = 0; i < 11; i++) {
      const digits = [...'13800138000']
      digits[i] = String((Number(digits[i]) + 1) % 10)
      expect(fingerprint(digits.join(''), key)).not.toBe(base)
    }
  })
  it('spreads: neighbours share a value about as often as chance', () => {
    const seen = new Set<number>()
    for (let i = 0; i < 20_000; i++) seen.add(fingerprint(String(13_800_000_000 + i), key))
    // 20,000 into 2^20: some 190 meet.
    expect(seen.size).toBeGreaterThan(19_650)
    expect(seen.size).toBeLessThan(19_950)
  })
})

describe('spellings', () => {
  it.each([
    ['percent', '%31%33%38%30%30%31%33%38%30%30%30'],
    ['urlencoded', 'a=1&phone=%2B86+138+0013+8000'],
    ['JSON escapes', '{"p":"\\u0031\\u0033800138000"}'],
    ['base64', btoa('phone=13800138000')],
    [
      'base64url',
      btoa('???phone=13800138000>>>').replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
    ],
    ['percent in base64', encodeURIComponent(btoa('{"n":"13800138000"}'))],
    ['base64 in JSON', JSON.stringify({ d: btoa('13800138000') })],
  ])('opens %s', (_, text) =>
    expect(spellings(text).flatMap((s) => findNumbers(s))).toContain('+8613800138000'),
  )

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => spellings(text).includes(text)))
    expect(spellings('%zz%3')).toContain('%zz%3')
  })
})
