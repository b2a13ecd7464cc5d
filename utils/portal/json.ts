import { err, ok, type Result } from '../base/index.ts'

const DEPTH = 64

/**
 * JSON that every parser reads alike: strict, at most 64 deep, and no key twice in one object (also not in another
 * case): where a key stands twice parsers differ on which one counts, and the portal's server is not asked.
 */
export function readJson(
  text: string,
): Result<unknown, 'order/not-json' | 'order/too-deep' | 'order/duplicate-key'> {
  const scanned = scan(text)
  if (scanned === 'order/too-deep') return err(scanned)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return err('order/not-json')
  }
  return scanned ? err(scanned) : ok(value)
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Walks the text without trusting it; what it says about keys counts only once JSON.parse has accepted the text. */
function scan(text: string): 'order/too-deep' | 'order/duplicate-key' | null {
  const open: (Set<string> | null)[] = []
  let keys: Set<string> | null = null
  let twice = false
  const { length } = text
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i)
    if (c === QUOTE) {
      const from = i + 1
      i = endOf(text, from)
      if (!keys || !isKey(text, i + 1)) continue
      const key = keyOf(text, from, i)
      if (key === null) continue
      if (keys.has(key) || key === '__proto__') twice = true
      keys.add(key)
    } else if (c === 0x7b || c === 0x5b) {
      keys = c === 0x7b ? new Set() : null
      open.push(keys)
      if (open.length > DEPTH) return 'order/too-deep'
    } else if (c === 0x7d || c === 0x5d) {
      open.pop()
      keys = open[open.length - 1] ?? null
    }
  }
  return twice ? 'order/duplicate-key' : null
}

/** Where the string ends that begins at `from`: its closing quote, or the end of the text. */
function endOf(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at - 1
    while (before >= from && text.charCodeAt(before) === BACKSLASH) before--
    if ((at - before) % 2 === 1) return at
  }
  return text.length
}

function isKey(text: string, from: number): boolean {
  let at = from
  let c = text.charCodeAt(at)
  while (c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09) c = text.charCodeAt(++at)
  return c === 0x3a
}

function keyOf(text: string, from: number, to: number): string | null {
  const raw = text.slice(from, to)
  if (!raw.includes('\\')) return raw.toLowerCase()
  try {
    return (JSON.parse(`"${raw}"`) as string).toLowerCase()
  } catch {
    return null
  }
}
