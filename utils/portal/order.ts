import { err, MOST_ORDER_BYTES, ok, type Result } from '../base/index.ts'
import type { OrderShape } from '../policy/index.ts'
import { readJson } from './json.ts'
import { boundaryOf, readMultipart } from './multipart.ts'

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

const MAX_ITEMS = 500

type Read<T> = Result<T, OrderFault>
type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const own = (value: Fields, key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined)
const absent = (value: unknown): value is null | undefined => value === undefined || value === null

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

function readText(text: string, shape: OrderAdapter['order']): Read<Ordered[]> {
  if (shape.format === 'form') return readForm(text, shape)
  const json = readJson(text)
  if (!json.ok) return json
  return shape.format === 'tmf622' ? readProductOrder(json.value) : readPaths(json.value, shape)
}

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

function decode(bytes: Uint8Array, charset: string | null): Read<string> {
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

// ── what an item is made of ──────────────────────────────────────────────────────────────────────────────────────────

/** A code with nothing in it that two readers could see differently: no blanks at its ends, nothing invisible. */
const CODE = /^[\p{L}\p{N}_][\p{L}\p{N}._:/#+ -]{0,126}[\p{L}\p{N}._:/#+-]?$/u

function readCode(value: unknown): string | null {
  const code = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
  return typeof code === 'string' && CODE.test(code) && !code.endsWith(' ') && code.normalize('NFKC') === code
    ? code
    : null
}

const ACTIONS: Readonly<Record<string, Ordered['action']>> = {
  add: 'add',
  modify: 'modify',
  delete: 'delete',
  nochange: 'noChange',
}

/** Where nothing is said the item counts as ordered: the reading that asks for a consent. */
function readAction(value: unknown): Ordered['action'] | null {
  if (absent(value)) return 'add'
  const word = typeof value === 'string' ? value.toLowerCase() : ''
  return Object.hasOwn(ACTIONS, word) ? (ACTIONS[word] as Ordered['action']) : null
}

function readQuantity(value: unknown): number | null {
  if (absent(value)) return 1
  const n = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value
  return typeof n === 'number' && Number.isSafeInteger(n) && n >= 0 && n <= 1_000_000 ? n : null
}

const readName = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 200) : undefined

// ── TMF622 ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `productOrderItem` in v4 and v5, `orderItem` before; a server may read either, so both are. */
const ITEM_KEYS = ['productOrderItem', 'orderItem'] as const

function readProductOrder(value: unknown): Read<Ordered[]> {
  const out: Ordered[] = []
  const orders = Array.isArray(value) ? value : [value]
  for (const order of orders) {
    if (!isFields(order)) return err('order/shape')
    const before = out.length
    const fault = readItems(order, out)
    if (fault) return err(fault)
    if (out.length === before) return err('order/no-items')
  }
  return ok(out)
}

function readItems(parent: Fields, out: Ordered[]): OrderFault | null {
  for (const key of ITEM_KEYS) {
    const items = own(parent, key)
    if (absent(items)) continue
    if (!Array.isArray(items)) return 'order/shape'
    for (const item of items) {
      if (out.length > MAX_ITEMS) return 'order/too-many'
      const fault = isFields(item) ? readItem(item, out) : 'order/shape'
      if (fault) return fault
    }
  }
  return null
}

function readItem(item: Fields, out: Ordered[]): OrderFault | null {
  const action = readAction(own(item, 'action'))
  if (!action) return 'order/action'
  const quantity = readQuantity(own(item, 'quantity'))
  if (quantity === null) return 'order/quantity'

  const product = own(item, 'product')
  const offerings = [
    own(item, 'productOffering'),
    isFields(product) ? own(product, 'productOffering') : undefined,
  ]
  const codes = new Set<string>()
  let name: string | undefined
  for (const offering of offerings) {
    if (absent(offering)) continue
    const code = isFields(offering) ? readCode(own(offering, 'id')) : null
    if (code === null) return 'order/code'
    codes.add(code)
    name ??= readName(own(offering as Fields, 'name'))
  }
  const [code] = codes
  // Two codes for one item: which of them the server registers is its own affair.
  if (code === undefined || codes.size > 1) return 'order/code'
  const price = readPrice(own(item, 'itemTotalPrice')) ?? readPrice(own(item, 'itemPrice'))
  out.push({ code, ...(name && { name }), ...(price && { price }), quantity, action })

  const bundled = readBundle(product, action, out, 0)
  return bundled ?? readItems(item, out)
}

/** Products inside a product: the parts of a bundle that name an offering of their own are ordered with it. */
function readBundle(
  product: unknown,
  action: Ordered['action'],
  out: Ordered[],
  depth: number,
): OrderFault | null {
  if (!isFields(product) || depth > 16) return depth > 16 ? 'order/too-deep' : null
  const parts: unknown[] = []
  const inner = own(product, 'product')
  if (Array.isArray(inner)) parts.push(...inner)
  else if (isFields(inner)) parts.push(inner)
  const related = own(product, 'productRelationship')
  if (Array.isArray(related)) {
    for (const link of related) {
      const kind = isFields(link) ? (own(link, 'relationshipType') ?? own(link, 'type')) : undefined
      if (isFields(link) && typeof kind === 'string' && /bundle/i.test(kind)) parts.push(own(link, 'product'))
    }
  }
  for (const part of parts) {
    if (!isFields(part)) continue
    const offering = own(part, 'productOffering')
    if (!absent(offering)) {
      const code = isFields(offering) ? readCode(own(offering, 'id')) : null
      if (code === null) return 'order/code'
      const name = readName(own(offering as Fields, 'name'))
      if (out.length > MAX_ITEMS) return 'order/too-many'
      out.push({ code, ...(name && { name }), quantity: 1, action })
    }
    const fault = readBundle(part, action, out, depth + 1)
    if (fault) return fault
  }
  return null
}

/** v4: `price.taxIncludedAmount.value`; before: `price.amount`. Several prices of one item have no single figure. */
function readPrice(value: unknown): { value: number; unit: string } | undefined {
  const list = Array.isArray(value) ? value : isFields(value) ? [value] : []
  if (list.length !== 1 || !isFields(list[0])) return undefined
  const price = own(list[0], 'price')
  if (!isFields(price)) return undefined
  for (const key of ['taxIncludedAmount', 'dutyFreeAmount', 'amount']) {
    const amount = own(price, key)
    if (typeof amount === 'number' && Number.isFinite(amount)) return { value: amount, unit: '' }
    const figure = isFields(amount) ? own(amount, 'value') : undefined
    if (typeof figure !== 'number' || !Number.isFinite(figure)) continue
    const unit = own(amount as Fields, 'unit')
    return { value: figure, unit: typeof unit === 'string' ? unit.slice(0, 8) : '' }
  }
  return undefined
}

// ── dotted paths ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Everything at a path; an array on the way means each of its elements. */
function at(value: unknown, path: string): unknown[] {
  let found: unknown[] = [value]
  for (const key of path === '' ? [] : path.split('.')) {
    found = found.flatMap((one) => {
      const parts = Array.isArray(one) && !/^\d+$/.test(key) ? one : [one]
      return parts.flatMap((part) => {
        if (typeof part !== 'object' || part === null || !Object.hasOwn(part, key)) return []
        return [(part as Fields)[key]]
      })
    })
  }
  return found
}

/** One value at a path of one item; several are a fault of the caller's choosing. */
function one(item: unknown, path: string | undefined): { value: unknown; many: boolean } {
  if (path === undefined) return { value: undefined, many: false }
  const found = at(item, path)
  return { value: found[0], many: found.length > 1 }
}

function readPaths(value: unknown, shape: OrderAdapter['order']): Read<Ordered[]> {
  if (shape.items === undefined || shape.code === undefined) return err('order/adapter')
  const lists = at(value, shape.items)
  if (lists.length === 0) return err('order/no-items')
  const out: Ordered[] = []
  for (const list of lists) {
    if (!Array.isArray(list)) return err('order/shape')
    for (const item of list) {
      const code = one(item, shape.code)
      const known = code.many ? null : readCode(code.value)
      if (known === null) return err('order/code')
      const action = one(item, shape.action)
      const act = action.many ? null : readAction(action.value)
      if (!act) return err('order/action')
      const quantity = one(item, shape.quantity)
      const count = quantity.many ? null : readQuantity(quantity.value)
      if (count === null) return err('order/quantity')
      out.push({ code: known, quantity: count, action: act })
      if (out.length > MAX_ITEMS) return err('order/too-many')
    }
  }
  return ok(out)
}

// ── urlencoded ───────────────────────────────────────────────────────────────────────────────────────────────────────

function unescapeForm(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null
  }
}

/** `services[]` and `services[0]` are the same field to the servers that write it so. */
const isField = (name: string, field: string): boolean => name.trim().replace(/\[\d*\]$/, '') === field

/** The codes of one field's value; null where it is read, else why it is not. */
function readValue(value: string, out: Ordered[]): OrderFault | null {
  if (value === '') return null
  for (const part of value.split(',')) {
    const code = readCode(part)
    if (code === null) return 'order/code'
    out.push({ code, quantity: 1, action: 'add' })
    if (out.length > MAX_ITEMS) return 'order/too-many'
  }
  return null
}

/** A form with files: what a file holds is passed over, and a service in a file's place is none that can be read. */
function readParts(bytes: Uint8Array, type: string, shape: OrderAdapter['order']): Read<Ordered[]> {
  const { field } = shape
  if (field === undefined) return err('order/adapter')
  const boundary = boundaryOf(type)
  const parts = boundary === null ? null : readMultipart(bytes, boundary)
  if (!parts) return err('order/not-form')
  const out: Ordered[] = []
  for (const part of parts) {
    if (!isField(part.name, field)) continue
    if (part.isFile) return err('order/code')
    const value = decode(part.bytes, null)
    if (!value.ok) return value
    const fault = readValue(value.value, out)
    if (fault) return err(fault)
  }
  return ok(out)
}

function readForm(text: string, shape: OrderAdapter['order']): Read<Ordered[]> {
  const field = shape.field
  if (field === undefined) return err('order/adapter')
  // A form has `=` and no line break or brace of JSON: anything else is not what the adapter describes.
  if (text === '' || /[\r\n\0{}<>]/.test(text) || !text.includes('=')) return err('order/not-form')
  const out: Ordered[] = []
  for (const pair of text.split('&')) {
    const cut = pair.indexOf('=')
    const name = unescapeForm(cut < 0 ? pair : pair.slice(0, cut))
    if (name === null || !isField(name, field)) continue
    const value = cut < 0 ? '' : unescapeForm(pair.slice(cut + 1))
    if (value === null) return err('order/not-form')
    const fault = readValue(value, out)
    if (fault) return err(fault)
  }
  return ok(out)
}
