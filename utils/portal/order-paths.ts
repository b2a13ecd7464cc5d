/** Places in a body that has been taken apart, and the items that stand at the places which an adapter names. */
import { err, ok } from '../base/index.ts'
import type { Ordered, OrderFault } from './order.ts'
import {
  absent,
  type Fields,
  isFields,
  isNode,
  isOff,
  MAX_DEPTH,
  MAX_ITEMS,
  own,
  type Read,
  readAction,
  readAmount,
  readCode,
  readCodes,
  readQuantity,
  type Shape,
  Unread,
} from './order-fields.ts'

/** One place: the node it stands in, and its key there. */
export interface Place {
  readonly holder: object
  readonly key: string
  readonly value: unknown
}

/** What a reader has accounted for, so that it is not counted twice. */
export class Taken {
  /** Keys of a node whose value has been read. */
  readonly places = new Map<object, Set<string>>()
  /** The nodes that are an item, with the codes it was read as. */
  readonly items = new Map<object, readonly string[]>()
  /** Nodes that are not ordered, with all in them, by the adapter's word. */
  readonly off = new Set<object>()

  take({ holder, key }: Pick<Place, 'holder' | 'key'>): void {
    const keys = this.places.get(holder)
    if (keys) keys.add(key)
    else this.places.set(holder, new Set([key]))
  }
}

/** Everything at a dotted path; a list on the way means each of its elements. */
export function placesAt(from: Place, path: string): Place[] {
  let found: Place[] = [from]
  for (const key of path === '' ? [] : path.split('.')) {
    const next: Place[] = []
    for (const { value } of found) {
      const parts = Array.isArray(value) && !/^\d+$/.test(key) ? value : [value]
      for (const part of parts) {
        if (!isNode(part) || !Object.hasOwn(part, key)) continue
        next.push({ holder: part, key, value: (part as Fields)[key] })
      }
    }
    found = next
  }
  return found
}

/** One value at a path of one item; several are a fault of the caller's choosing. */
function one(item: Place, path: string | undefined): { readonly value: unknown; readonly many: boolean } {
  if (path === undefined) return { value: undefined, many: false }
  const found = placesAt(item, path)
  return { value: found[0]?.value, many: found.length > 1 }
}

/** What is inherited by items that stand inside another. */
export interface Above {
  readonly action: Ordered['action']
  readonly isOff: boolean
}

const TOP: Above = { action: 'add', isOff: false }

/** The elements of a list, of an object whose values are items, or the one item itself. */
function elementsOf(list: Place, code: string): Place[] | null {
  const { value } = list
  if (Array.isArray(value)) {
    return value.map((element, i) => ({ holder: value, key: String(i), value: element }))
  }
  if (typeof value === 'string' || typeof value === 'number') return code === '' ? [list] : null
  if (!isFields(value)) return null
  if (code !== '' && placesAt(list, code).length > 0) return [list]
  const keyed = Object.keys(value).map((key) => ({ holder: value, key, value: value[key] }))
  return keyed.length > 0 && code !== '' && keyed.every((place) => placesAt(place, code).length > 0)
    ? keyed
    : null
}

/** Reads one item, and where the adapter names children those in it. Null where it was read, else why it was not. */
export function readItem(
  item: Place,
  shape: Shape,
  taken: Taken,
  out: Ordered[],
  above: Above = TOP,
  depth = 0,
): OrderFault | null {
  if (depth > MAX_DEPTH) return 'order/too-deep'
  const chosen = one(item, shape.selected)
  const action = one(item, shape.action)
  const quantity = one(item, shape.quantity)
  const off = absent(chosen.value) ? above.isOff : !chosen.many && isOff(chosen.value)
  const act = action.many ? null : absent(action.value) ? above.action : readAction(action.value, shape)
  if (!act) return 'order/action'
  const count = quantity.many ? null : readQuantity(quantity.value)
  if (count === null) return 'order/quantity'
  const places = placesAt(item, shape.code ?? '')
  const [place] = places
  if (place?.value instanceof Unread) return place.value.fault
  const codes = places.length === 1 && place ? readCodes(place.value, shape.separator) : null
  // A row that was left unticked and is sent blank.
  const isBlank = places.length === 1 && (place?.value === '' || place?.value === null)
  if (!codes && !isBlank) return 'order/code'
  const price =
    shape.price === undefined ? undefined : readAmount(one(item, shape.price).value, shape.priceUnit)
  if (place) taken.take(place)
  if (isNode(item.value)) {
    taken.items.set(item.value, codes ?? [])
    if (off) taken.off.add(item.value)
  }
  if (!off)
    for (const code of codes ?? []) {
      out.push({ code, ...(price && { price }), quantity: count, action: act })
      if (out.length > MAX_ITEMS) return 'order/too-many'
    }
  if (shape.children === undefined) return null
  for (const list of placesAt(item, shape.children)) {
    if (absent(list.value)) continue
    const children = elementsOf(list, shape.code ?? '')
    if (!children) return 'order/shape'
    for (const child of children) {
      const fault = readItem(child, shape, taken, out, { action: act, isOff: off }, depth + 1)
      if (fault) return fault
    }
  }
  return null
}

/** The items of the lists that the adapter names. */
export function readPaths(body: Place, shape: Shape, taken: Taken): Read<Ordered[]> {
  const { items, code } = shape
  if (items === undefined && shape.flags !== undefined) return ok([])
  if (items === undefined || code === undefined) return err('order/adapter')
  const lists = (typeof items === 'string' ? [items] : items).flatMap((path) => placesAt(body, path))
  const out: Ordered[] = []
  for (const list of lists) {
    if (absent(list.value) || list.value === '') continue
    const elements = elementsOf(list, code)
    if (!elements) return err('order/shape')
    taken.take(list)
    for (const element of elements) {
      const fault = readItem(element, shape, taken, out)
      if (fault) return err(fault)
    }
  }
  return lists.length === 0 && !shape.empty && shape.flags === undefined ? err('order/no-items') : ok(out)
}

const quoted = (text: string): string => text.replace(/[.+?^${}()|[\]\\/]/g, '\\$&')

/** Fields that are one service each: what `*` stands for is its code, else the last part of the path. */
export function readFlags(body: Place, shape: Shape, taken: Taken, out: Ordered[]): OrderFault | null {
  for (const flag of shape.flags ?? []) {
    const cut = flag.lastIndexOf('.')
    const last = flag.slice(cut + 1)
    const pattern = new RegExp(`^${last.split('*').map(quoted).join('(.+)')}$`, 'su')
    for (const { value: parent } of placesAt(body, cut < 0 ? '' : flag.slice(0, cut))) {
      for (const node of Array.isArray(parent) ? parent : [parent]) {
        if (!isFields(node)) continue
        for (const key of Object.keys(node)) {
          const found = pattern.exec(key)
          if (!found) continue
          const fault = readFlag(
            { holder: node, key, value: own(node, key) },
            found[1] ?? key,
            shape,
            taken,
            out,
          )
          if (fault) return fault
        }
      }
    }
  }
  return null
}

function readFlag(place: Place, name: string, shape: Shape, taken: Taken, out: Ordered[]): OrderFault | null {
  const code = readCode(name)
  if (code === null) return 'order/code'
  taken.take(place)
  if (isFields(place.value)) {
    // The service is the key; what stands under it says how it is ordered.
    const fields = { ...shape, code: '' }
    const inside: Place = { holder: place.holder, key: place.key, value: place.value }
    const chosen = one(inside, shape.selected)
    const action = one(inside, shape.action)
    const quantity = one(inside, shape.quantity)
    const act = action.many ? null : readAction(action.value, fields)
    const count = quantity.many ? null : readQuantity(quantity.value)
    if (!act) return 'order/action'
    if (count === null) return 'order/quantity'
    taken.items.set(place.value, [code])
    if (!absent(chosen.value) && isOff(chosen.value)) taken.off.add(place.value)
    else out.push({ code, quantity: count, action: act })
  } else {
    const values = Array.isArray(place.value) ? place.value : [place.value]
    // A hidden field beside a tick box sends "0" as well as "1": one that is on counts.
    if (!values.every(isOff)) out.push({ code, quantity: 1, action: 'add' })
  }
  return out.length > MAX_ITEMS ? 'order/too-many' : null
}
