import { err, MOST_ORDER_BYTES, ok } from '../base/index.ts'
import type { OrderShape } from '../policy/index.ts'
import { readJson } from './json.ts'
import { boundaryOf, readMultipart } from './multipart.ts'
import { absent, MAX_ITEMS, type Read } from './order-fields.ts'
import { readForm, readParts } from './order-forms.ts'
import { readProductOrder } from './order-items.ts'
import { readPaths } from './order-paths.ts'

/** One item of an order as it leaves the portal. `price` is the amount as the order states it, for people only. */
export interface Ordered {
  readonly code: string
  readonly name?: string
  readonly price?: { readonly value: number; readonly unit: string }
  readonly quantity: number
  readonly action: 'add' | 'modify' | 'delete' | 'noChange'
}

export type OrderFault =
  | 'order/not-json'
  | 'order/not-form'
  | 'order/no-items'
  | 'order/unknown-type'
  | 'order/charset'
  | 'order/compressed'
  | 'order/too-large'
  | 'order/too-many'
  | 'order/too-deep'
  | 'order/duplicate-key'
  | 'order/code'
  | 'order/action'
  | 'order/quantity'
  | 'order/shape'
  | 'order/adapter'

/** What of an adapter an order needs. */
export interface OrderAdapter {
  readonly order: Partial<OrderShape> & Pick<OrderShape, 'format'>
}

/**
 * Reads what an order request orders. Nothing is skipped: an item whose code, action or quantity cannot be read makes
 * the whole order unreadable, so that the gate can hold it. Never throws.
 */
export function readOrder(
  request: { readonly contentType: string | null; readonly bytes: Uint8Array },
  adapter: OrderAdapter,
): Read<Ordered[]> {
  try {
    const shape = adapter?.order
    if (!shape || !(request?.bytes instanceof Uint8Array)) return err('order/adapter')
    if (request.bytes.length > MOST_ORDER_BYTES) return err('order/too-large')
    const type = contentType(request.contentType)
    if (!accepts(shape.format, type.mime)) return err('order/unknown-type')
    const items =
      type.mime === MULTIPART
        ? readParts(request.bytes, request.contentType ?? '', shape)
        : readBytes(request.bytes, type.charset, shape)
    if (items.ok && items.value.length > MAX_ITEMS) return err('order/too-many')
    if (items.ok && items.value.length === 0 && !shape.empty) return err('order/no-items')
    return items
  } catch {
    return err('order/shape')
  }
}

/**
 * What of an order is text that somebody may read a number in: files, and long runs of base64 such as a photograph in JSON,
 * are left out. Lenient, for a search only.
 */
export function orderText(request: {
  readonly contentType: string | null
  readonly bytes: Uint8Array
}): string {
  const decoder = new TextDecoder()
  const boundary =
    contentType(request.contentType).mime === MULTIPART && boundaryOf(request.contentType ?? '')
  const parts = boundary ? readMultipart(request.bytes, boundary) : null
  const text = parts
    ? parts.flatMap((part) => (part.isFile ? [] : [decoder.decode(part.bytes)])).join('\n')
    : decoder.decode(request.bytes)
  return text.replace(/[A-Za-z0-9+/=_-]{1024,}/g, ' ')
}

function readBytes(bytes: Uint8Array, charset: string | null, shape: OrderAdapter['order']): Read<Ordered[]> {
  const text = decode(bytes, charset)
  return text.ok ? readText(text.value, shape) : text
}

/** How each form of order is read. A record, so that a form that is forgotten here is a type error. */
const READERS: Readonly<
  Record<OrderShape['format'], (text: string, shape: OrderAdapter['order']) => Read<Ordered[]>>
> = {
  form: readForm,
  tmf622: (text) => {
    const json = readJson(text)
    return json.ok ? readProductOrder(json.value) : json
  },
  json: (text, shape) => {
    const json = readJson(text)
    return json.ok ? readPaths(json.value, shape) : json
  },
}

const readText = (text: string, shape: OrderAdapter['order']): Read<Ordered[]> =>
  Object.hasOwn(READERS, shape.format) ? READERS[shape.format](text, shape) : err('order/adapter')

// ── bytes ────────────────────────────────────────────────────────────────────────────────────────────────────────────

function contentType(header: string | null | undefined): { mime: string | null; charset: string | null } {
  if (absent(header) || header.trim() === '') return { mime: null, charset: null }
  const [mime = '', ...params] = header.split(';')
  let charset: string | null = null
  for (const param of params) {
    const match = /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/i.exec(param)
    if (match) charset = (match[1] as string).toLowerCase()
  }
  return { mime: mime.trim().toLowerCase(), charset }
}

const MULTIPART = 'multipart/form-data'

/** `text/plain` is what fetch says of a string when the page says nothing; many servers read JSON from it. */
function accepts(format: OrderShape['format'], mime: string | null): boolean {
  if (mime === null) return true
  if (format === 'form') return mime === 'application/x-www-form-urlencoded' || mime === MULTIPART
  return /^(?:application\/json|text\/json|text\/plain|application\/[\w.-]+\+json)$/.test(mime)
}

/** Character sets in which the structure of JSON and of a form stands in the same bytes as in ASCII. */
const CHARSETS: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'iso-8859-1': 'windows-1252',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  gb18030: 'gb18030',
}

export function decode(bytes: Uint8Array, charset: string | null): Read<string> {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return err('order/compressed')
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return err('order/charset')
  }
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const label =
    charset === null || charset === '' ? 'utf-8' : Object.hasOwn(CHARSETS, charset) && CHARSETS[charset]
  if (!label || (bom && label !== 'utf-8')) return err('order/charset')
  try {
    return ok(new TextDecoder(label, { fatal: true }).decode(bytes))
  } catch {
    return err('order/charset')
  }
}
