/** The one reader of digits, in every script: what the guard looks at and what our own pages take come through here. */

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
 * What may stand between the digits of one number: white space, dashes and what looks like one, dots, strokes, stars,
 * brackets, plus, signs and little pictures, and whatever nobody sees. What else may stand between longer groups: `SOFT`.
 */
const between = later(() => /[\s()[\]+._/\\|*#~、·•⁃・ー−\p{Pd}\p{C}\p{M}\p{DI}\p{So}\p{Sk}]/u)
const decimal = later(() => /\p{Nd}/u)
/** Within brackets of a pattern: what may be a digit. */
export const FIGURES = `\\p{N}${HAN}`
const digitish = later(() => new RegExp(`[${FIGURES}]`, 'gu'))
const ASCII_ONLY = /^[\x20-\x7e]*$/
/** A mainland mobile number with its ways to write the country code; 92 and 98 are in use for satellite handsets. */
export const CN_MOBILE = /^(?:0086|86)?((?:1[3-9]|9[28])\d{9})$/

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
export const readings = (text: string): string[][] =>
  new RegExp(`[${HAN}]`).test(text) ? [...runsOf(text, true), ...runsOf(text, false)] : runsOf(text, true)

/** The digits of a text that is one number and nothing else: figures, and what may stand between them. Null for any other. */
export function wholeNumber(text: string): string | null {
  const runs = runsOf(text, true)
  if (runs.length !== 1) return null
  const rest = text.normalize('NFKC').replace(digitish(), '')
  for (const mark of rest) if (!between().test(mark) && !SOFT.test(mark)) return null
  return (runs[0] as string[]).join('')
}

/** A run of 7 or more digits, however it is spelled: a number that does not belong into a remark. */
export const holdsNumber = (text: string): boolean =>
  runsOf(text, true).some((run) => run.join('').length >= 7)
