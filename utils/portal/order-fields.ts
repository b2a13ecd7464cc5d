/** What an item of an order is made of, whichever form the order has: a code, an action, a quantity, a price. */
import type { Result } from '../base/index.ts'
import type { OrderShape } from '../policy/index.ts'
import type { Ordered, OrderFault } from './order.ts'

export const MAX_ITEMS = 500
/** Nesting that a reader follows. */
export const MAX_DEPTH = 64

export type Read<T> = Result<T, OrderFault>
export type Fields = Record<string, unknown>
/** What of an adapter's order shape a reader needs. */
export type Shape = Partial<OrderShape> & Pick<OrderShape, 'format'>

/** Any list or object: the nodes of a body that has been taken apart. */
export const isNode = (value: unknown): value is object => typeof value === 'object' && value !== null
export const isFields = (value: unknown): value is Fields =>
  isNode(value) && !Array.isArray(value) && !(value instanceof Unread)
export const own = (value: Fields, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined
export const absent = (value: unknown): value is null | undefined => value === undefined || value === null

/** A value of a form that could not be decoded, or a file: what stands at a service's place must not be one. */
export class Unread {
  readonly text: string
  readonly fault: OrderFault
  constructor(text: string, fault: OrderFault) {
    this.text = text
    this.fault = fault
  }
}

/** A code with nothing in it that two readers could see differently: no blanks at its ends, nothing invisible. */
const CODE = /^[\p{L}\p{N}_][\p{L}\p{N}._:/#+ -]{0,126}[\p{L}\p{N}._:/#+-]?$/u

export function readCode(value: unknown): string | null {
  const code = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
  return typeof code === 'string' && CODE.test(code) && !code.endsWith(' ') && code.normalize('NFKC') === code
    ? code
    : null
}

/** What no code can have in it: between such marks stand several. */
const SEPARATORS = /\s*[,;|\u3001\uff0c\uff1b]\s*|\s+/

/** The codes that one value holds; null where one of them cannot be read. An empty value holds none. */
export function readCodes(value: unknown, separator: string | undefined): string[] | null {
  if (typeof value !== 'string') {
    const code = readCode(value)
    return code === null ? null : [code]
  }
  if (value === '') return []
  const whole = separator === undefined ? readCode(value) : null
  if (whole !== null) return [whole]
  const codes = value.split(separator ?? SEPARATORS).map(readCode)
  return codes.includes(null) ? null : (codes as string[])
}

const ACTIONS: Readonly<Record<string, Ordered['action']>> = {
  add: 'add',
  modify: 'modify',
  delete: 'delete',
  nochange: 'noChange',
}

/** Where nothing is said the item counts as ordered: the reading that asks for a consent. */
export function readAction(value: unknown, shape?: Pick<Shape, 'actions'>): Ordered['action'] | null {
  if (absent(value)) return 'add'
  const said = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
  if (typeof said !== 'string') return null
  const own = shape?.actions
  if (own && Object.hasOwn(own, said)) return own[said] as Ordered['action']
  const word = said.toLowerCase()
  return Object.hasOwn(ACTIONS, word) ? (ACTIONS[word] as Ordered['action']) : null
}

export function readQuantity(value: unknown): number | null {
  if (absent(value)) return 1
  const n = typeof value === 'string' && /^\d{1,6}(?:\.0+)?$/.test(value) ? Number(value) : value
  return typeof n === 'number' && Number.isSafeInteger(n) && n >= 0 && n <= 1_000_000 ? n : null
}

export const readName = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 200) : undefined

/** Values with which a portal says that something is not chosen. */
const OFF = new Set(['', '0', 'false', 'n', 'no', 'off', 'null', 'undefined', '\u5426'])
export const isOff = (value: unknown): boolean =>
  absent(value) ||
  value === false ||
  value === 0 ||
  (typeof value === 'string' && value.length < 12 && OFF.has(value.trim().toLowerCase()))

/** An amount at the place that the adapter names; in yuan. */
export function readAmount(value: unknown, unit: OrderShape['priceUnit']): Ordered['price'] | undefined {
  const n = typeof value === 'string' && /^\d{1,9}(?:\.\d{1,4})?$/.test(value.trim()) ? Number(value) : value
  if (typeof n !== 'number' || !Number.isFinite(n)) return undefined
  return { value: unit === 'fen' ? n / 100 : n, unit: 'CNY' }
}
