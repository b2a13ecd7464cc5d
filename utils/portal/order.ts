import { err, MOST_ORDER_BYTES, ok } from '../base/index.ts'
import type { OrderShape } from '../policy/index.ts'
import { boundaryOf, readMultipart } from './multipart.ts'
import { account } from './order-account.ts'
import { contentType } from './order-bytes.ts'
import { type KnownCodes, withoutPictures } from './order-codes.ts'
import { absent, isNode, MAX_ITEMS, type Read, type Shape } from './order-fields.ts'
import { ORDER_FORMS } from './order-forms.ts'
import { type Place, placesAt, readFlags, Taken } from './order-paths.ts'
import { openTexts } from './order-texts.ts'

/** One item of an order as it leaves the portal. `price` is the amount as the order states it, the highest of several. */
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
  | 'order/not-xml'
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
  /** None of the portal's requests at this address looks like it. */
  | 'order/other-kind'
  /** The adapter says that nobody can read it. */
  | 'order/opaque'

/** What of an adapter an order needs. */
export interface OrderAdapter {
  readonly order: Shape
  /** Further requests at the same address, told apart by what is in them. */
  readonly orders?: readonly Shape[]
}

export interface OrderRequest {
  readonly contentType: string | null
  readonly bytes: Uint8Array
}

/** What one request is, and what is in it. */
export interface OrderReading {
  /** `none`: looks like an order and is none; `opaque`: an order that nobody can read. Both by the adapter's word only. */
  readonly kind: 'order' | 'none' | 'opaque'
  readonly items: readonly Ordered[]
  /** All of its texts that may hold a phone number, outside the places that the adapter names as `contact`. */
  readonly text: string
}

/**
 * Reads what an order request orders, and accounts for all of its body: a known service's code counts as ordered wherever it
 * stands, unless the adapter says what that place means. Where nobody says which codes are known, what looks like a code that
 * was read counts. Nothing is skipped: an item whose code, action or quantity cannot be read makes the whole order unreadable,
 * so that the gate can hold it. Never throws.
 */
export function readOrder(request: OrderRequest, adapter: OrderAdapter, known?: KnownCodes): Read<Ordered[]> {
  const read = readRequest(request, adapter, known)
  if (!read.ok) return read
  return read.value.kind === 'opaque' ? err('order/opaque') : ok([...read.value.items])
}

/** Faults before which nobody could say whether a request is of a kind. */
const OTHER_KIND = /^order\/(?:other-kind|unknown-type|not-(?:json|form|xml))$/

/** The same with what the request is, and with its texts. Never throws. */
export function readRequest(
  request: OrderRequest,
  adapter: OrderAdapter,
  known?: KnownCodes,
): Read<OrderReading> {
  try {
    if (!adapter?.order || !(request?.bytes instanceof Uint8Array)) return err('order/adapter')
    if (request.bytes.length > MOST_ORDER_BYTES) return err('order/too-large')
    let fault: Read<OrderReading> | null = null
    for (const shape of [adapter.order, ...(adapter.orders ?? [])]) {
      const read = readShape(request, shape, known)
      // What cannot even be taken apart may be of another kind still, where there is one. What was told to be of this kind, and
      // cannot be read, is no draft.
      if (read.ok || !shape.when || !OTHER_KIND.test(read.error.code)) return read
      if (read.error.code !== 'order/other-kind') fault ??= read
    }
    return fault ?? err('order/other-kind')
  } catch (e) {
    return err(e instanceof RangeError ? 'order/too-deep' : 'order/shape')
  }
}

function readShape(request: OrderRequest, shape: Shape, known: KnownCodes | undefined): Read<OrderReading> {
  if (shape.format === 'opaque') return ok({ kind: 'opaque', items: [], text: orderText(request) })
  const form = Object.hasOwn(ORDER_FORMS, shape.format) ? ORDER_FORMS[shape.format] : null
  if (!form) return err('order/adapter')
  const header = contentType(request.contentType)
  const type = { ...header, charset: header.charset ?? shape.charset ?? null }
  if (type.mime !== null && !form.types.test(type.mime)) return err('order/unknown-type')
  const tree = form.tree(request.bytes, type, request.contentType ?? '')
  if (!tree.ok) return tree
  const holder = [tree.value]
  const misread = openTexts({ holder, key: '0', value: tree.value })
  if (misread) return err(misread)
  const body: Place = { holder, key: '0', value: holder[0] }
  if (!isMeant(body, shape)) return err('order/other-kind')

  if (shape.none) return ok({ kind: 'none', items: [], text: '' })
  const taken = new Taken()
  const read = form.items(body, shape, taken)
  if (!read.ok) return read
  const items = read.value
  const unread = readFlags(body, shape, taken, items)
  if (unread) return err(unread)
  const found = account(body, shape, form, taken, items, known)
  if (typeof found === 'string') return err(found)
  items.push(...found.items)
  if (items.length > MAX_ITEMS) return err('order/too-many')
  if (items.length === 0 && !shape.empty) return err('order/no-items')
  // A letter between two texts, so that no number is made of the end of one and the beginning of the next.
  return ok({ kind: 'order', items, text: found.texts.join('\nx\n') })
}

/** Whether all that the adapter says of this request's content holds. */
function isMeant(body: Place, { when }: Shape): boolean {
  return (when ?? []).every(({ at, is }) => {
    const values = placesAt(body, at).flatMap(({ value }) => (Array.isArray(value) ? value : [value]))
    const said = values.filter((value) => !absent(value))
    return (
      said.length > 0 &&
      (is === undefined || said.every((value) => !isNode(value) && is.includes(String(value))))
    )
  })
}

/**
 * What of a request is text that somebody may read a number in: files, and long runs of base64 such as a photograph in JSON,
 * are left out. Lenient, for a search only.
 */
function orderText(request: OrderRequest): string {
  const decoder = new TextDecoder()
  const boundary =
    contentType(request.contentType).mime === 'multipart/form-data' && boundaryOf(request.contentType ?? '')
  const parts = boundary ? readMultipart(request.bytes, boundary) : null
  const text = parts
    ? parts.flatMap((part) => (part.isFile ? [] : [decoder.decode(part.bytes)])).join('\nx\n')
    : decoder.decode(request.bytes)
  return withoutPictures(text)
}

/** The order requests of one portal. */
export const orderShapes = (adapter: {
  readonly order: OrderShape
  readonly orders?: readonly OrderShape[]
}): readonly OrderShape[] => (adapter.orders ? [...adapter.orders, adapter.order] : [adapter.order])
