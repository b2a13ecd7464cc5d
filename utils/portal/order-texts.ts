/** JSON, XML and base64 that stand as a text inside a body. */
import { readJson } from './json.ts'
import type { OrderFault } from './order.ts'
import { type Fields, isNode, Unread } from './order-fields.ts'
import type { Place } from './order-paths.ts'
import { readXml } from './order-xml.ts'

/** Texts in texts in texts: no portal packs deeper. */
const MOST_LAYERS = 4
/** A text that is packed in base64 and longer than this is a picture. */
const LONGEST_PACKED = 256 * 1024
const BASE64 = /^[A-Za-z0-9+/_-]{16,}={0,2}$/
const BASE64_BEGIN = /^[A-Za-z0-9+/_-]{16}/
const UNPRINTABLE = /[^\P{Cc}\t\n\r]|\ufffd/u

/** The text that base64 stands for; null where it stands for none. */
function textOf(base64: string): string | null {
  try {
    const raw = atob(base64.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''))
    const bytes = new Uint8Array(raw.length)
    for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i)
    // The end may be cut in the middle of a letter.
    const read = new TextDecoder().decode(bytes).replace(/\ufffd$/, '')
    return UNPRINTABLE.test(read) ? null : read
  } catch {
    return null
  }
}

/** What base64 hides and a person could read; null where it is a picture, a key, a hash: its beginning says so. */
const unpacked = (text: string): string | null =>
  text.length <= LONGEST_PACKED && BASE64.test(text) && textOf(text.slice(0, 32)) !== null
    ? textOf(text)
    : null

/**
 * JSON and XML that stand as a text inside the body take the text's place: a server that gets them so opens them. A fault
 * where two parsers could read one of them differently.
 */
export function openTexts(root: Place, layer = 0): OrderFault | null {
  const { holder, key } = root
  const into = holder as Fields
  const { value } = root
  if (isNode(value)) return value instanceof Unread ? null : openInside(value, layer)
  if (typeof value !== 'string' || layer >= MOST_LAYERS) return null
  const opened = open(value)
  if (opened === null) return null
  if (typeof opened === 'string') return opened as OrderFault
  into[key] = opened.value
  return openTexts({ holder, key, value: opened.value }, layer + 1)
}

function openInside(node: object, layer: number): OrderFault | null {
  // Readers end at their own depth; so deep a tree is not built.
  const isList = Array.isArray(node)
  const keys = isList ? node : Object.keys(node)
  for (let i = 0; i < keys.length; i++) {
    const key = isList ? String(i) : (keys[i] as string)
    const value = isList ? node[i] : (node as Fields)[key]
    if (typeof value === 'string' ? !mayOpen(value) : !isNode(value)) continue
    const fault = openTexts({ holder: node, key, value }, layer)
    if (fault) return fault
  }
  return null
}

/** The cheap test before all others: most texts of a body are short words and figures. */
function mayOpen(text: string): boolean {
  if (text.length < 7) return false
  const first = text.charCodeAt(0)
  if (first <= 0x20 || first === 0x7b || first === 0x5b || first === 0x3c || first === 0x25) return true
  return text.length >= 16 && BASE64_BEGIN.test(text)
}

function open(text: string): { readonly value: unknown } | OrderFault | null {
  const first = /^\s*([{[<]|%7b|%5b|%3c)/i.exec(text)?.[1]
  if (first === undefined) {
    const plain = unpacked(text)
    return plain === null ? null : { value: plain }
  }
  if (first.startsWith('%')) {
    try {
      return { value: decodeURIComponent(text.replaceAll('+', ' ')) }
    } catch {
      return null
    }
  }
  const read = first === '<' ? readXml(text) : readJson(text)
  if (read.ok) return isNode(read.value) ? { value: read.value } : null
  return read.error.code === 'order/duplicate-key' || read.error.code === 'order/too-deep'
    ? read.error.code
    : null
}
