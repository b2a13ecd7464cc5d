/** What a text of a body may hold: the codes of services, and phone numbers. */
import type { Ordered } from './order.ts'

/** The codes of services that somebody knows: the catalogue's, and those that the portal's pages showed. */
export type KnownCodes = Iterable<string>

/** A picture in base64 is one word of thousands of letters: no code and no number is looked for in it. */
export const withoutPictures = (text: string): string =>
  text.length > 1024 ? text.replace(/[A-Za-z0-9+/=_-]{1024}/g, '') : text

/** An address of a machine, whose dots a reader of numbers would take for spaces. */
const IP = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?=\d)|$)){4}$/

/** Eleven figures fit into it, of whatever script. */
export function mayHoldNumber(text: string): boolean {
  const { length } = text
  if (length < 11 || (length < 16 && IP.test(text))) return false
  let figures = 0
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i)
    if (c >= 0x80 || (c >= 0x30 && c <= 0x39 && ++figures >= 11)) return true
  }
  return false
}

/** One service whatever the case and the width of its letters. */
export const folded = (code: string): string => code.normalize('NFKC').toLowerCase()

/** So short a code stands in every body by chance: it counts where the adapter's own kind of place is, and nowhere else. */
const isShort = (code: string): boolean => code.length < 3 || /^\d{1,3}$/.test(code)

/** Which words of a text are codes. */
export interface Codes {
  /** The one that the whole word is; null where it is none. `isOwn`: it stands where codes stand. */
  whole(word: string, isOwn: boolean): string | null
  /** All that a text holds, between marks of any kind. */
  find(text: string, isOwn: boolean): readonly string[]
  /** True where nobody has said which codes are known. */
  readonly isGuess: boolean
}

const NONE: readonly string[] = []

// ── known codes ──────────────────────────────────────────────────────────────────────────────────────────────────────

const isLetterOrFigure = (c: number): boolean =>
  (c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a)
/** What stands beside a code of figures alone: `2026-12-01` and `39.00` hold none. */
const isListMark = (c: number): boolean => !isLetterOrFigure(c) && c !== 0x2d && c !== 0x2e && c !== 0x2f
/** Small letters, and one place for all that is not ASCII. */
const bucket = (c: number): number => (c >= 0x80 ? 127 : c >= 0x41 && c <= 0x5a ? c + 32 : c)

/**
 * The codes of catalogue and portal. A text is looked through without taking it to pieces: a body of 8 MB has hundreds of
 * thousands of them, and hardly one that begins as a code does.
 */
export function knownCodes(known: KnownCodes): Codes {
  const codes = new Map<string, string>()
  for (const code of known) if (code !== '') codes.set(folded(code), code)
  const lengths = [...new Set([...codes.keys()].map((code) => code.length))].sort((a, b) => b - a)
  const shortest = lengths.at(-1) ?? 0
  const begins = new Uint8Array(128 * 128)
  for (const code of codes.keys()) {
    const first = bucket(code.charCodeAt(0)) * 128
    if (code.length > 1) begins[first + bucket(code.charCodeAt(1))] = 1
    else begins.fill(1, first, first + 128)
  }
  const lookUp = (word: string, isOwn: boolean): string | null => {
    const code =
      codes.get(word.toLowerCase()) ?? (/\P{ASCII}/u.test(word) ? codes.get(folded(word)) : undefined)
    return code === undefined || (isShort(code) && !isOwn) ? null : code
  }
  return {
    isGuess: false,
    whole: (word, isOwn) => (word.length > 128 || word.length < shortest ? null : lookUp(word.trim(), isOwn)),
    find(text, isOwn) {
      const { length } = text
      if (shortest === 0 || length < shortest) return NONE
      let found: string[] | null = null
      let before = 0
      for (let i = 0; i < length; i++) {
        const c = text.charCodeAt(i)
        // The letters of a Chinese input method: the same code to whoever reads it.
        if (c >= 0xff10 && c <= 0xff5a) return this.find(text.normalize('NFKC'), isOwn)
        const isBegin = i === 0 || !isLetterOrFigure(before) || !isLetterOrFigure(c)
        const last = before
        before = c
        if (!isBegin) continue
        const second = i + 1 < length ? bucket(text.charCodeAt(i + 1)) : 0
        if (begins[bucket(c) * 128 + second] === 0) continue
        for (const size of lengths) {
          const end = i + size
          if (end > length) continue
          const after = end < length ? text.charCodeAt(end) : 0
          if (isLetterOrFigure(after) && isLetterOrFigure(text.charCodeAt(end - 1))) continue
          const word = text.slice(i, end)
          const code = lookUp(word, isOwn)
          if (code === null) continue
          if (/^\d+$/.test(word) && !((i === 0 || isListMark(last)) && isListMark(after))) continue
          found ??= []
          found.push(code)
          break
        }
      }
      return found ?? NONE
    },
  }
}

// ── no known codes ───────────────────────────────────────────────────────────────────────────────────────────────────

const WORD = /[\p{L}\p{N}_][\p{L}\p{N}._:/#+-]*/gu

/** Like `A9`: the kinds of signs in a code, runs drawn together. Null where it would fit any word. */
function maskOf(code: string): string | null {
  if (code.length > 64 || !/\d/.test(code) || !/\p{L}/u.test(code)) return null
  return code
    .replace(/\p{Lu}+/gu, 'A')
    .replace(/[^\P{L}A]+/gu, 'a')
    .replace(/\d+/g, '9')
}

/** What looks like one of the codes that were read: made of the same kinds of signs, and about as long. */
export function alikeCodes(read: readonly Ordered[]): Codes {
  const masks = new Map<string, Set<number>>()
  for (const { code } of read) {
    const mask = maskOf(code)
    if (mask === null) continue
    const lengths = masks.get(mask) ?? new Set()
    for (let n = code.length - 2; n <= code.length + 2; n++) lengths.add(n)
    masks.set(mask, lengths)
  }
  const whole = (word: string): string | null => {
    const mask = masks.size > 0 ? maskOf(word) : null
    return mask !== null && masks.get(mask)?.has(word.length) ? word : null
  }
  return {
    isGuess: true,
    whole,
    find(text) {
      if (masks.size === 0 || !/\d/.test(text)) return NONE
      const one = whole(text)
      return one === null ? [...text.matchAll(WORD)].flatMap(([word]) => whole(word) ?? []) : [one]
    },
  }
}
