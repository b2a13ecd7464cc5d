import { CN_MOBILE, fewDigits, readings } from '../base/digits.ts'

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
        const hit = CN_MOBILE.exec(digits)
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
