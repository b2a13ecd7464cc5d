/** Orders that are sent as a form: urlencoded, or multipart with files. */
import { err, ok } from '../base/index.ts'
import { boundaryOf, readMultipart } from './multipart.ts'
import type { Ordered } from './order.ts'
import { contentType, decode } from './order-bytes.ts'
import { type Fields, isFields, type Read, readCodes, type Shape, Unread } from './order-fields.ts'
import type { OrderForm } from './order-forms.ts'
import { type Place, placesAt, readPaths, type Taken } from './order-paths.ts'

const MULTIPART = 'multipart/form-data'
/** More fields than any counter's form has. */
const MOST_FIELDS = 100_000
/** `a[0].b` reaches no further than this. */
const MOST_PARTS = 16

/** `sale.lines[0].code`, `lines[0][code]`, `svc[]`: the parts of a field's name. '' stands for "one more". */
function partsOf(name: string): string[] {
  const parts: string[] = []
  for (const piece of name.trim().split('.')) {
    const [head = '', ...rest] = piece.split('[')
    if (head !== '' || rest.length === 0) parts.push(head)
    for (const index of rest) parts.push(index.replace(/\]$/, ''))
  }
  return parts.length > MOST_PARTS ? [name.trim()] : parts
}

/** Puts one field at its place. What stands there already stays: a name that comes twice is a list. */
function put(root: Fields, name: string, value: unknown): void {
  const parts = partsOf(name)
  if (parts.length > 1 && parts.at(-1) === '') parts.pop()
  const last = parts.pop() as string
  let at = root
  for (const part of parts) {
    const there = at[part]
    if (isFields(there)) at = there
    else if (Array.isArray(there) && part !== '' && there.some(isFields)) at = there.find(isFields) as Fields
    else {
      const made: Fields = Object.create(null)
      at[part] = there === undefined ? made : [...(Array.isArray(there) ? there : [there]), made]
      at = made
    }
  }
  const there = at[last]
  at[last] = there === undefined ? value : Array.isArray(there) ? push(there, value) : [there, value]
}

function push(list: unknown[], value: unknown): unknown[] {
  list.push(value)
  return list
}

/** Fields that are named by numbers are a list, in the order of the numbers. */
function listed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(listed)
  if (!isFields(value)) return value
  const keys = Object.keys(value)
  for (const key of keys) value[key] = listed(value[key])
  return keys.length > 0 && keys.every((key) => /^\d{0,6}$/.test(key)) ? keys.map((key) => value[key]) : value
}

const hex = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, h) => String.fromCharCode(Number.parseInt(h, 16)))

function unescapeForm(text: string, charset: string | null): string | Unread {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    if (charset === null || /^utf-?8$/.test(charset)) return decodeURIComponent(spaced)
  } catch {
    // Another character set, or none at all.
  }
  if (/%(?![0-9a-f]{2})/i.test(spaced)) return new Unread(spaced, 'order/not-form')
  const raw = hex(spaced)
  if (/[^\p{ASCII}\u0080-\u00ff]/u.test(raw)) return new Unread(raw, 'order/not-form')
  const read = decode(
    Uint8Array.from(raw, (c) => c.charCodeAt(0)),
    charset ?? 'gbk',
  )
  return read.ok ? read.value : new Unread(raw, 'order/not-form')
}

function urlencoded(text: string, charset: string | null): Read<Fields> {
  // A form has `=` and neither a line break nor the beginning of JSON or XML: anything else is not what the adapter describes.
  if (/^\s*[{[<]/.test(text) || /[\r\n\0]/.test(text) || !text.includes('=')) return err('order/not-form')
  const root: Fields = Object.create(null)
  const pairs = text.split('&')
  if (pairs.length > MOST_FIELDS) return err('order/too-many')
  for (const pair of pairs) {
    if (pair === '') continue
    const cut = pair.indexOf('=')
    const name = unescapeForm(cut < 0 ? pair : pair.slice(0, cut), charset)
    put(
      root,
      typeof name === 'string' ? name : name.text,
      cut < 0 ? '' : unescapeForm(pair.slice(cut + 1), charset),
    )
  }
  return ok(listed(root) as Fields)
}

/** A file that is text, as a part that a script made of an object is, is read; what a picture holds is not. */
const TEXT_FILE = /^(?:text\/|application\/(?:json|xml|x-www-form-urlencoded|[\w.-]+\+(?:json|xml)))/

function multipart(bytes: Uint8Array, type: string): Read<Fields> {
  const boundary = boundaryOf(type)
  const parts = boundary === null ? null : readMultipart(bytes, boundary)
  if (!parts) return err('order/not-form')
  const root: Fields = Object.create(null)
  for (const part of parts) {
    const isText = !part.isFile || TEXT_FILE.test(part.type)
    const value = isText ? decode(part.bytes, contentType(part.type).charset) : null
    if (value && !value.ok && !part.isFile) return value
    put(root, part.name, value?.ok ? value.value : new Unread('', 'order/code'))
  }
  return ok(listed(root) as Fields)
}

/** The values of one field, which may come twice and with an index in its name. */
const eachOf = (place: Place): readonly Place[] =>
  Array.isArray(place.value)
    ? place.value.flatMap((value, i) => eachOf({ holder: place.value as object, key: String(i), value }))
    : [place]

/** The codes that stand in one field, repeated or split. */
function readField(body: Place, shape: Shape, taken: Taken): Read<Ordered[]> {
  const out: Ordered[] = []
  const found = placesAt(
    body,
    partsOf(shape.field as string)
      .filter(Boolean)
      .join('.'),
  )
  for (const place of found) {
    for (const { holder, key, value } of eachOf(place)) {
      if (value instanceof Unread) return err(value.fault)
      const codes = readCodes(value, shape.separator)
      if (!codes) return err('order/code')
      out.push(...codes.map((code) => ({ code, quantity: 1, action: 'add' as const })))
      taken.take({ holder, key })
    }
  }
  return ok(out)
}

export const urlencodedForm: OrderForm = {
  types: /^(?:application\/x-www-form-urlencoded|multipart\/form-data)$/,
  tree(bytes, { mime, charset }, header) {
    if (mime === MULTIPART) return multipart(bytes, header)
    const text = decode(bytes, null)
    return text.ok ? urlencoded(text.value, charset) : text
  },
  items(body, shape, taken) {
    if (shape.field !== undefined) {
      const read = readField(body, shape, taken)
      if (!read.ok || shape.items === undefined) return read
      const more = readPaths(body, shape, taken)
      return more.ok ? ok([...read.value, ...more.value]) : more
    }
    if (shape.items !== undefined) return readPaths(body, shape, taken)
    return shape.flags === undefined ? err('order/adapter') : ok([])
  },
}
