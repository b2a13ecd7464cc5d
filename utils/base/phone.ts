import type { E164 } from './brands.ts'
import { CN_MOBILE, digitsOf, wholeNumber } from './digits.ts'

/** Scripts in which a name is written without spaces, and in which one sign is much of it. */
const IDEOGRAPHS = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u
/** One character as a person sees it: with its accents, or the selector of its variant. */
const SEEN = /[^\s\p{M}]\p{M}*/gu

/** Digits of E.164 without the country code where it is China's: what a form asks for. */
export const nationalDigits = (number: E164): string =>
  number.startsWith('+86') ? number.slice(3) : number.slice(1)

/**
 * `138 0013 8000`, `0086…`, full-width or other figures, any dash, invisible characters: to E.164. Null where it is not one
 * mainland mobile number and nothing else.
 */
export function toE164(text: string): E164 | null {
  const national = CN_MOBILE.exec(wholeNumber(text) ?? '')?.[1]
  return national ? (`+86${national}` as E164) : null
}

/** The one way a number is shown: `138 **** 8000`. */
export function maskNumber(number: string): string {
  const digits = digitsOf(number)
  const d = CN_MOBILE.exec(digits)?.[1] ?? digits
  return d.length > 10 ? `${d.slice(0, 3)} **** ${d.slice(-4)}` : '****'
}

/**
 * `王秀芬` → `王*芬`, `Ann Lee` → `A** L**`: enough for two people at a counter to agree who is meant. Counted is what a person
 * sees: a space within a Chinese name, a zero-width character and a variant of a character are no characters of their own.
 */
export function maskName(name: string): string {
  const words = name.normalize('NFC').replace(/[\p{Cf}\p{Cc}]/gu, (c) => (/\s/.test(c) ? ' ' : ''))
  if (!IDEOGRAPHS.test(words)) {
    const seen = words.split(/\s+/).flatMap((w) => w.match(SEEN)?.[0] ?? [])
    return seen.map((first) => `${first}**`).join(' ')
  }
  const chars = words.match(SEEN) ?? []
  const [first = ''] = chars
  if (chars.length === 1) return '*'
  return chars.length === 2 ? `${first}*` : `${first}${'*'.repeat(chars.length - 2)}${chars.at(-1)}`
}
