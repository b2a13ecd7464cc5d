/** The items of an order as the product order API of TM Forum writes them (TMF622). */
import { err, ok } from '../base/index.ts'
import type { Ordered, OrderFault } from './order.ts'
import {
  absent,
  type Fields,
  isFields,
  MAX_ITEMS,
  own,
  type Read,
  readAction,
  readCode,
  readName,
  readQuantity,
} from './order-fields.ts'

// ── TMF622 ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `productOrderItem` in v4 and v5, `orderItem` before; a server may read either, so both are. */
const ITEM_KEYS = ['productOrderItem', 'orderItem'] as const

export function readProductOrder(value: unknown): Read<Ordered[]> {
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
