/** Orders in which the adapter names the paths that hold the items. */
import { err, ok } from '../base/index.ts'
import type { OrderAdapter, Ordered } from './order.ts'
import { type Fields, MAX_ITEMS, type Read, readAction, readCode, readQuantity } from './order-fields.ts'

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

export function readPaths(value: unknown, shape: OrderAdapter['order']): Read<Ordered[]> {
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
