import type { E164 } from './brands.ts'

/** A mainland mobile number: 11 digits from 1[3-9]. */
const MOBILE = /^1[3-9]\d{9}$/

/** Digits of E.164 without the country code where it is China's: what a form asks for. */
export const nationalDigits = (number: E164): string =>
  number.startsWith('+86') ? number.slice(3) : number.slice(1)

/** `138 0013 8000`, `+86138…`, full-width digits: to E.164, or null where it is not a mainland mobile number. */
export function toE164(text: string): E164 | null {
  const digits = text
    .normalize('NFKC')
    .replace(/[\s\-()+.]/g, '')
    .replace(/^(?:0086|86)(?=1[3-9]\d{9}$)/, '')
  return MOBILE.test(digits) ? (`+86${digits}` as E164) : null
}

/** The one way a number is shown: `138 **** 8000`. */
export function maskNumber(number: string): string {
  const d = number.replace(/\D/g, '').replace(/^86(?=1[3-9]\d{9}$)/, '')
  return d.length >= 11 ? `${d.slice(0, 3)} **** ${d.slice(-4)}` : '*'.repeat(Math.max(4, d.length))
}

/** `王秀芬` → `王*芬`, `Ann Lee` → `A** L**`: enough for two people at a counter to agree who is meant. */
export function maskName(name: string): string {
  const chars = [...name.trim()]
  if (chars.length === 0) return ''
  if (/^[\x20-\x7e]+$/.test(name)) {
    return name
      .trim()
      .split(/\s+/)
      .map((w) => `${w[0]}**`)
      .join(' ')
  }
  if (chars.length === 1) return chars[0] as string
  if (chars.length === 2) return `${chars[0]}*`
  return `${chars[0]}${'*'.repeat(chars.length - 2)}${chars.at(-1)}`
}

/** A run of 7 or more digits, however it is spaced: a number that does not belong into a remark. */
export const holdsNumber = (text: string): boolean =>
  /(?:\d[\s\-.]*){7,}/.test(text.normalize('NFKC')) || /[零〇一二三四五六七八九幺两]{7,}/.test(text)
