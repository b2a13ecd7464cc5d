/** One way to read digits, in every script: what the clerk types, pastes or posts is looked at through here. */

/**
 * Figures as they are written, as on a cheque, and as they are called out (幺 两 拐 勾 洞); Suzhou numerals; older and Japanese
 * forms; the figures of Yi.
 */
const HAN =
  '〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖幺两貳參陸洞拐勾〡〢〣〤〥〦〧〨〩叄参弌弍弎壱弐漆ꋍꑍꌕꇖꉬꃘꏃꉆꈬ'
const HAN_VALUE = '0001234567891234567891223607912345678933123127123456789'
/** Figures in circles that no normal form opens: where a row of them begins, how many they are, and the first one's value. */
const CIRCLED = [
  [0x24eb, 10, 11],
  [0x24f5, 10, 1],
  [0x24ff, 1, 0],
  [0x2776, 10, 1],
  [0x2780, 10, 1],
  [0x278a, 10, 1],
] as const
/** What stands between figures of an amount, a time, a list: a number only where the groups on both sides have two or more. */
const SOFT = /[,;:='"‘’“”]/
/** So long a row of such groups is a list of something else, and short fingerprints meet by chance in it. */
const LIST_MOST = 64
/**
 * A pattern over Unicode's properties takes up to half a millisecond to make, in each frame of each page; most frames never
 * have a number to look at.
 */
export const later = (make: () => RegExp): (() => RegExp) => {
  let made: RegExp | undefined
  return () => {
    made ??= make()
    return made
  }
}
/**
 * What may stand between the digits of one number: white space, dashes, dots, strokes, stars, brackets, plus, invisible
 * characters. What else may stand between longer groups: `SOFT`.
 */
const between = later(() => /[\s()[\]+._/\\|*#~、·•・\p{Pd}\p{Cf}\p{Cc}\p{M}]/u)
const decimal = later(() => /\p{Nd}/u)
/** Within brackets of a pattern: what may be a digit. */
export const FIGURES = `\\p{N}${HAN}`
const digitish = later(() => new RegExp(`[${FIGURES}]`, 'gu'))
const ASCII_ONLY = /^[\x20-\x7e]*$/
/** A mainland mobile number with its ways to write the country code; 92 and 98 are in use for satellite handsets. */
const CN = /^(?:0086|86)?((?:1[3-9]|9[28])\d{9})$/

/** True where a text holds fewer than `least` digits of any script: the cheap test before all others. */
export function fewDigits(text: string, least = 8): boolean {
  if (text.length * 2 < least) return true
  let seen = 0
  const figures = digitish()
  figures.lastIndex = 0
  while (figures.test(text)) {
    const code = text.charCodeAt(figures.lastIndex - 1)
    // Enclosed figures may be two digits in one.
    seen += code >= 0x2000 && code < 0x3400 ? 2 : 1
    if (seen >= least) return false
  }
  return true
}

/** The value of a decimal digit of any script. Unicode's runs of ten start at x0 or x6. */
function digitValue(char: string): number {
  const code = char.codePointAt(0) as number
  const low = code & 15
  if (low > 9) return low - 6
  return decimal().test(String.fromCodePoint(code - low)) ? low : low - 6
}

/**
 * Groups of digits that stand next to each other, with nothing but separators between groups of one run. A whole page may
 * come through here while it loads: letters and ideographs are told by their code, without a pattern.
 */
function runsOf(text: string, han: boolean): string[][] {
  const runs: string[][] = []
  let run: string[] = []
  let group = ''
  /** How many digits the groups beside a soft mark must have; 0 where there is none. A time has two on each side of a colon. */
  let soft = 0
  const close = (): void => {
    if (!group) return
    const last = run.at(-1)
    if (last && (last.length < soft || group.length < soft || (soft && run.join('').length > LIST_MOST))) {
      runs.push(run)
      run = []
    }
    run.push(group)
    group = ''
    soft = 0
  }
  const plain = ASCII_ONLY.test(text) ? text : text.normalize('NFKC')
  for (let i = 0; i < plain.length; i++) {
    const code = plain.charCodeAt(i)
    let digit = -1
    let char = ''
    /** Surely no separator. */
    let word = false
    if (code < 0x80) {
      if (code >= 48 && code <= 57) digit = code - 48
      else word = (code | 32) >= 97 && (code | 32) <= 122
    } else if (code >= 0x2000 && code < 0xa620) {
      // Between these two stand the Chinese figures, and no decimal digits of any other script.
      const at = HAN.indexOf(plain[i] as string)
      if (at >= 0) {
        if (han) digit = HAN_VALUE.charCodeAt(at) - 48
        else word = code >= 0x3400
      } else if (code < 0x2800 && code > 0x24ea) {
        const row = CIRCLED.find(([from, many]) => code >= from && code < from + many)
        if (row) digit = code - row[0] + row[2]
      } else word = code >= 0x3400
    } else {
      char =
        code >= 0xd800 && code < 0xdc00
          ? String.fromCodePoint(plain.codePointAt(i) as number)
          : (plain[i] as string)
      if (decimal().test(char)) digit = digitValue(char)
      i += char.length - 1
    }
    if (digit >= 0) {
      group += digit
      continue
    }
    close()
    if (run.length === 0) continue
    const mark = char || (plain[i] as string)
    if (!word && between().test(mark)) continue
    if (!word && SOFT.test(mark)) soft = Math.max(soft, mark === ':' ? 3 : 2)
    else {
      runs.push(run)
      run = []
      soft = 0
    }
  }
  close()
  if (run.length > 0) runs.push(run)
  return runs
}

/** Digits of any script, Chinese numerals too, in the order in which they stand. */
export const digitsOf = (text: string): string => runsOf(text, true).flat().join('')

/** Whether the two readings (Chinese numerals as digits, or as words) can differ. */
const readings = (text: string): string[][] =>
  new RegExp(`[${HAN}]`).test(text) ? [...runsOf(text, true), ...runsOf(text, false)] : runsOf(text, true)

/**
 * Mobile numbers in a text, as E.164, each once, in the order in which they stand. They are matched on digit boundaries:
 * eleven digits in the middle of a longer row are not a number. Only mainland China is known as a region.
 */
export function findNumbers(text: string, region = 'CN'): string[] {
  if (region !== 'CN' || typeof text !== 'string' || fewDigits(text, 11)) return []
  const found = new Set<string>()
  for (const run of readings(text)) {
    for (let from = 0; from < run.length; from++) {
      let digits = ''
      for (let to = from; to < run.length && digits.length < 15; to++) {
        digits += run[to]
        const hit = CN.exec(digits)
        if (hit) found.add(`+86${hit[1]}`)
      }
    }
  }
  return [...found]
}

/** How many digits of an open activation's number, in order, count as the number. */
export const RUN = 8

/** Every run of eight digits of a number: what stands for it while it is being typed. */
export function windows(digits: string): string[] {
  const out: string[] = []
  for (let i = 0; i + RUN <= digits.length; i++) out.push(digits.slice(i, i + RUN))
  return out
}

/** The runs of eight digits in a text, separators left out. */
export function findWindows(text: string): string[] {
  return fewDigits(text, RUN) ? [] : readings(text).flatMap((run) => windows(run.join('')))
}

/** The key of the short fingerprints: four random 32-bit words, one set a device. */
export type FingerprintKey = readonly [number, number, number, number]

const rotl = (x: number, n: number): number => (x << n) | (x >>> (32 - n))

/**
 * Keyed hash of digits, 20 bits: HalfSipHash-2-4 (Aumasson, Bernstein) with 128 bits of key in its four words. Short on
 * purpose: it says "maybe", a million numbers share one value of each, and the background confirms.
 */
export function fingerprint(digits: string, key: FingerprintKey): number {
  let v0 = key[0] ^ 0
  let v1 = key[1] ^ 0
  let v2 = key[2] ^ 0x6c796765
  let v3 = key[3] ^ 0x74656462
  const round = (): void => {
    v0 = (v0 + v1) | 0
    v1 = rotl(v1, 5) ^ v0
    v0 = rotl(v0, 16)
    v2 = (v2 + v3) | 0
    v3 = rotl(v3, 8) ^ v2
    v0 = (v0 + v3) | 0
    v3 = rotl(v3, 7) ^ v0
    v2 = (v2 + v1) | 0
    v1 = rotl(v1, 13) ^ v2
    v2 = rotl(v2, 16)
  }
  const length = digits.length
  for (let i = 0; i <= length; i += 4) {
    let word = i + 4 > length ? length << 24 : 0
    for (let j = 0; j < 4 && i + j < length; j++) word |= digits.charCodeAt(i + j) << (8 * j)
    v3 ^= word
    round()
    round()
    v0 ^= word
  }
  v2 ^= 0xff
  for (let i = 0; i < 4; i++) round()
  return ((v1 ^ v3) >>> 0) & 0xfffff
}

const LIST = /(?<!\d)(?:["']?\d["']?\s*,\s*){7}["']?\d(?!\d)/
const LISTS = /(?<!\d)(?:["']?\d["']?\s*,\s*){7,}["']?\d(?!\d)/g
const TOKEN = /[A-Za-z0-9+/_-]{12,}={0,2}/g

/** The text itself, and what it says once percent, JSON and base64 encodings are opened (one layer, and one below it). */
export function spellings(text: string, depth = 2): string[] {
  const out = [text]
  const add = (more: string): void => {
    if (!out.includes(more)) out.push(...(depth > 1 ? spellings(more, depth - 1) : [more]))
  }
  if (text.includes('%')) {
    add(
      text.replace(/\+/g, ' ').replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
        try {
          return decodeURIComponent(run)
        } catch {
          return run.replace(/%(..)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
        }
      }),
    )
  }
  if (text.includes('\\u')) {
    add(text.replace(/\\u([0-9a-f]{4})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))))
  }
  // Digits one by one in a list are one number; longer figures in a list are not.
  if (LIST.test(text)) add(text.replace(LISTS, (run) => run.replace(/\D/g, '')))
  const opened: string[] = []
  for (const [token] of text.matchAll(TOKEN)) {
    if (opened.length >= 200) break
    try {
      const raw = atob(token.replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, ''))
      // What base64 hides and a person reads: mostly printable.
      if (!fewDigits(raw, RUN)) opened.push(raw)
    } catch {
      // Not base64.
    }
  }
  if (opened.length > 0) add(opened.join('\n'))
  return out
}
