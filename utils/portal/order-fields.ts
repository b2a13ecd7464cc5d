/** What an item of an order is made of, whichever form the order has: a code, an action, a quantity, a name. */
import type { Result } from '../base/index.ts'
import type { Ordered, OrderFault } from './order.ts'

export const MAX_ITEMS = 500

export type Read<T> = Result<T, OrderFault>
export type Fields = Record<string, unknown>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const own = (value: Fields, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined
export const absent = (value: unknown): value is null | undefined => value === undefined || value === null

/** A code with nothing in it that two readers could see differently: no blanks at its ends, nothing invisible. */
const CODE = /^[\p{L}\p{N}_][\p{L}\p{N}._:/#+ -]{0,126}[\p{L}\p{N}._:/#+-]?$/u

export function readCode(value: unknown): string | null {
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
export function readAction(value: unknown): Ordered['action'] | null {
  if (absent(value)) return 'add'
  const word = typeof value === 'string' ? value.toLowerCase() : ''
  return Object.hasOwn(ACTIONS, word) ? (ACTIONS[word] as Ordered['action']) : null
}

export function readQuantity(value: unknown): number | null {
  if (absent(value)) return 1
  const n = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value
  return typeof n === 'number' && Number.isSafeInteger(n) && n >= 0 && n <= 1_000_000 ? n : null
}

export const readName = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 200) : undefined
