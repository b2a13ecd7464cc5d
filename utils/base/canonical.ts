/** What an entry may be made of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

import { CodedError } from './result.ts'

function text(s: string): string {
  if (!s.isWellFormed()) throw new CodedError('canonical/lone-surrogate')
  return JSON.stringify(s)
}

/** More than anything of ours is nested, and less than any engine's stack takes. */
const DEEPEST = 1000

/**
 * RFC 8785 (JCS): ECMAScript number and string forms, keys by UTF-16 code units, no white space.
 * Throws CodedError for what JSON has no form for (undefined, a hole in an array, NaN, bigint, a lone surrogate), and for
 * what is nested too deeply or holds itself: an entry is refused, never written differently from what was meant.
 */
export const canonicalize = (value: unknown): string => write(value, 0)

function write(value: unknown, depth: number): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return text(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new CodedError('canonical/number')
    return JSON.stringify(value)
  }
  if (typeof value !== 'object') throw new CodedError('canonical/type')
  if (depth >= DEEPEST) throw new CodedError('canonical/depth')
  if (Array.isArray(value)) {
    // Place by place: `map` would pass over a hole, and leave nothing between two commas.
    const items: string[] = []
    for (let i = 0; i < value.length; i++) items.push(write(value[i], depth + 1))
    return `[${items.join(',')}]`
  }
  const proto = Object.getPrototypeOf(value)
  if (proto !== Object.prototype && proto !== null) throw new CodedError('canonical/object')
  const record = value as Record<string, unknown>
  const keys = Object.keys(record).sort()
  return `{${keys.map((k) => `${text(k)}:${write(record[k], depth + 1)}`).join(',')}}`
}
