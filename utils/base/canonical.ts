/** What an entry may be made of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

import { CodedError } from './result.ts'

function text(s: string): string {
  if (!s.isWellFormed()) throw new CodedError('canonical/lone-surrogate')
  return JSON.stringify(s)
}

/**
 * RFC 8785 (JCS): ECMAScript number and string forms, keys by UTF-16 code units, no white space.
 * Throws CodedError for what JSON has no form for (undefined, NaN, bigint, a lone surrogate): an entry is refused,
 * never written differently from what was meant.
 */
export function canonicalize(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return text(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new CodedError('canonical/number')
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map(canonicalize).join(',')}]`
  if (typeof value === 'object') {
    const proto = Object.getPrototypeOf(value)
    if (proto !== Object.prototype && proto !== null) throw new CodedError('canonical/object')
    const record = value as Record<string, unknown>
    const keys = Object.keys(record).sort()
    return `{${keys.map((k) => `${text(k)}:${canonicalize(record[k])}`).join(',')}}`
  }
  throw new CodedError('canonical/type')
}
