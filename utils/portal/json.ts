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

/** Walks the text without trusting it; what it says about keys counts only once JSON.parse has accepted the text. */
function scan(text: string): 'order/too-deep' | 'order/duplicate-key' | null {
  const open: (Set<string> | null)[] = []
  let twice = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '{' || c === '[') {
      open.push(c === '{' ? new Set() : null)
      if (open.length > DEPTH) return 'order/too-deep'
    } else if (c === '}' || c === ']') open.pop()
    else if (c === '"') {
      const from = i
      for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === '\\') i++
      const keys = open.at(-1)
      if (!keys) continue
      let after = i + 1
      while (after < text.length && ' \t\r\n'.includes(text[after] as string)) after++
      if (text[after] !== ':') continue
      let key: string
      try {
        key = (JSON.parse(text.slice(from, i + 1)) as string).toLowerCase()
      } catch {
        continue
      }
      if (keys.has(key) || key === '__proto__') twice = true
      keys.add(key)
    }
  }
  return twice ? 'order/duplicate-key' : null
}
