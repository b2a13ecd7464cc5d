/** Orders as the product order API of TM Forum writes them (TMF622, v2 to v5). */
import { err, ok } from '../base/index.ts'
import type { Ordered, OrderFault } from './order.ts'
import {
  absent,
  type Fields,
  isFields,
  MAX_DEPTH,
  MAX_ITEMS,
  own,
  type Read,
  readAction,
  readCode,
  readName,
  readQuantity,
  type Shape,
} from './order-fields.ts'
import type { OrderForm } from './order-forms.ts'
import { JSON_TYPES, jsonForm } from './order-json.ts'
import { type Place, placesAt, type Taken } from './order-paths.ts'

/** `productOrderItem` in v4 and v5, `orderItem` before; a server may read either, so both are. */
const ITEM_KEYS = ['productOrderItem', 'orderItem'] as const

interface Reading {
  readonly shape: Shape
  readonly taken: Taken
  readonly out: Ordered[]
}

function readOrders({ value }: Place, shape: Shape, taken: Taken): Read<Ordered[]> {
  const out: Ordered[] = []
  for (const order of Array.isArray(value) ? value : [value]) {
    if (!isFields(order)) return err('order/shape')
    const before = taken.items.size
    const fault = readItems(order, { shape, taken, out })
    if (fault) return err(fault)
    if (taken.items.size === before && !shape.empty) return err('order/no-items')
  }
  return ok(out)
}

function readItems(parent: Fields, reading: Reading, depth = 0): OrderFault | null {
  if (depth > MAX_DEPTH) return 'order/too-deep'
  for (const key of ITEM_KEYS) {
    const items = own(parent, key)
    if (absent(items)) continue
    if (!Array.isArray(items)) return 'order/shape'
    for (const item of items) {
      if (reading.out.length > MAX_ITEMS) return 'order/too-many'
      const fault = isFields(item) ? readItem(item, reading, depth) : 'order/shape'
      if (fault) return fault
    }
  }
  return null
}

function readItem(item: Fields, reading: Reading, depth: number): OrderFault | null {
  const action = readAction(own(item, 'action'), reading.shape)
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
    if (absent(offering) || saysNothing(offering)) continue
    const code = codeOf(offering, reading.taken)
    if (code === null) return 'order/code'
    codes.add(code)
    name ??= readName(own(offering as Fields, 'name'))
  }
  // What the customer has already is named by the product alone.
  if (codes.size === 0 && isFields(product)) {
    const code = productCode(product, reading.taken)
    if (code !== null) codes.add(code)
    name = readName(own(product, 'name'))
  }
  const [code] = codes
  // Two codes for one item: which of them the server registers is its own affair.
  if (code === undefined || codes.size > 1) return 'order/code'
  const price = readPrice(own(item, 'itemTotalPrice')) ?? readPrice(own(item, 'itemPrice'))
  reading.taken.items.set(item, [code])
  reading.out.push({ code, ...(name && { name }), ...(price && { price }), quantity, action })

  for (const offering of offerings) {
    const fault = readOffered(offering, action, reading, 0)
    if (fault) return fault
  }
  return readBundle(product, action, reading, 0) ?? readItems(item, reading, depth + 1)
}

/** In v5 a reference may be an empty object, or hold its type and nothing by which a server could find anything. */
const saysNothing = (offering: unknown): boolean =>
  isFields(offering) && !['id', 'href', 'name'].some((key) => !absent(own(offering, key)))

/** The id of an offering; where there is none the last part of its address. */
function codeOf(offering: unknown, taken: Taken): string | null {
  if (!isFields(offering)) return null
  const [id, href] = [own(offering, 'id'), own(offering, 'href')]
  const key = absent(id) ? 'href' : 'id'
  taken.take({ holder: offering, key })
  if (!absent(id)) return readCode(id)
  return typeof href === 'string'
    ? readCode(
        href
          .replace(/[?#].*/s, '')
          .split('/')
          .at(-1),
      )
    : null
}

/** The product that an item is about, or what it is a kind of. */
function productCode(product: Fields, taken: Taken): string | null {
  for (const holder of [product, own(product, 'productSpecification')]) {
    if (!isFields(holder)) continue
    const code = readCode(own(holder, 'id'))
    if (code === null) continue
    taken.take({ holder, key: 'id' })
    return code
  }
  return null
}

/** Offerings inside an offering: a bundle is ordered with its parts. */
function readOffered(
  offering: unknown,
  action: Ordered['action'],
  reading: Reading,
  depth: number,
): OrderFault | null {
  const parts = isFields(offering) ? own(offering, 'bundledProductOffering') : undefined
  if (absent(parts)) return null
  if (!Array.isArray(parts)) return 'order/shape'
  if (depth > MAX_DEPTH) return 'order/too-deep'
  for (const part of parts) {
    const fault = readPart(part, action, reading) ?? readOffered(part, action, reading, depth + 1)
    if (fault) return fault
  }
  return null
}

/** One offering that is ordered with another. */
function readPart(offering: unknown, action: Ordered['action'], { taken, out }: Reading): OrderFault | null {
  const code = codeOf(offering, taken)
  if (code === null) return 'order/code'
  if (out.length > MAX_ITEMS) return 'order/too-many'
  const name = readName(own(offering as Fields, 'name'))
  out.push({ code, ...(name && { name }), quantity: 1, action })
  return null
}

/** Products inside a product: the parts of a bundle that name an offering of their own are ordered with it. */
function readBundle(
  product: unknown,
  action: Ordered['action'],
  reading: Reading,
  depth: number,
): OrderFault | null {
  if (!isFields(product)) return null
  if (depth > MAX_DEPTH) return 'order/too-deep'
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
    const fault =
      (absent(offering) || saysNothing(offering) ? null : readPart(offering, action, reading)) ??
      readOffered(offering, action, reading, 0) ??
      readBundle(part, action, reading, depth + 1)
    if (fault) return fault
  }
  return null
}

/** v4: `price.taxIncludedAmount.value`; before: `price.amount`. Of several prices of one item the highest counts. */
function readPrice(value: unknown): Ordered['price'] | undefined {
  const list = Array.isArray(value) ? value : isFields(value) ? [value] : []
  let highest: Ordered['price'] | undefined
  for (const price of list) {
    const read = isFields(price) ? amountOf(own(price, 'price')) : undefined
    if (read && (!highest || read.value > highest.value)) highest = read
  }
  return highest
}

function amountOf(price: unknown): Ordered['price'] | undefined {
  if (!isFields(price)) return undefined
  for (const key of ['taxIncludedAmount', 'dutyFreeAmount', 'amount']) {
    const amount = own(price, key)
    const figure = isFields(amount) ? own(amount, 'value') : amount
    const value =
      typeof figure === 'string' && /^\d{1,9}(?:\.\d{1,4})?$/.test(figure) ? Number(figure) : figure
    if (typeof value !== 'number' || !Number.isFinite(value)) continue
    const unit = isFields(amount) ? own(amount, 'unit') : undefined
    return { value, unit: typeof unit === 'string' ? unit.slice(0, 8) : '' }
  }
  return undefined
}

export const tmf622Form: OrderForm = {
  types: JSON_TYPES,
  // Not taken from it at once: the panel, which reads no orders, would carry all of it.
  tree: (...given) => jsonForm.tree(...given),
  /** An order inside an envelope of the portal's own stands at the path in `items`. */
  items(body, shape, taken) {
    if (shape.items === undefined) return readOrders(body, shape, taken)
    const out: Ordered[] = []
    const places = (typeof shape.items === 'string' ? [shape.items] : shape.items).flatMap((path) =>
      placesAt(body, path),
    )
    for (const place of places) {
      const read = readOrders(place, shape, taken)
      if (!read.ok) return read
      out.push(...read.value)
    }
    return places.length === 0 ? err('order/no-items') : ok(out)
  },
  quiet: new Set([
    'agreement',
    'billingAccount',
    'channel',
    'externalId',
    'itemPrice',
    'itemTerm',
    'itemTotalPrice',
    'note',
    'orderTotalPrice',
    'payment',
    'place',
    'productOfferingPrice',
    'productOfferingQualificationItem',
    'productOrderItemRelationship',
    'productSpecification',
    'quote',
    'quoteItem',
    'relatedParty',
    'version',
  ]),
}
