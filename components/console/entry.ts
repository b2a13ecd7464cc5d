import { fromUtf8, type Json } from '../../utils/base/index.ts'
import { type Entry, opensCommitment } from '../../utils/log/index.ts'
import type { Row } from '../../utils/store/index.ts'
import type { Stroke } from '../../utils/wire/index.ts'
import type { Opened } from './backend.ts'

/** A row's entry; null where its bytes are not JSON, which the log's check names. */
export function entryOf(row: Pick<Row, 'bytes'>): Entry | null {
  const text = fromUtf8(row.bytes)
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && typeof (value as Entry).kind === 'string'
      ? (value as Entry)
      : null
  } catch {
    // As above: the log's check names it.
    return null
  }
}

const record = (v: Json | undefined): Readonly<Record<string, Json>> =>
  typeof v === 'object' && v !== null && !Array.isArray(v) ? (v as Readonly<Record<string, Json>>) : {}

/**
 * Values behind commitments, by commitment. A value that its commitment does not open is left out: what the log did not
 * see is not shown as if it had.
 */
export function valuesOf(
  opened: readonly Opened[],
  kind: 'number' | 'customer' | 'text',
): Map<string, string> {
  const values = new Map<string, string>()
  for (const one of opened) {
    if (one.kind !== kind) continue
    const { commitment, salt, value } = record(one.value)
    if (typeof commitment !== 'string' || typeof salt !== 'string' || typeof value !== 'string') continue
    if (opensCommitment(commitment, salt, value)) values.set(commitment, value)
  }
  return values
}

/** The first value of a kind: an activation has one number and one customer. */
export const oneOf = (opened: readonly Opened[], kind: 'number' | 'customer'): string | null =>
  valuesOf(opened, kind).values().next().value ?? null

export interface Signature {
  readonly group: string
  readonly width: number
  readonly height: number
  readonly strokes: readonly Stroke[]
}

const LONGEST = 200_000

/** Strokes from the vault. What is in it was written by a page, so it is read as carefully as a message. */
export function signatureOf(value: Json): Signature | null {
  const v = record(value)
  const strokes = v['strokes']
  if (!Array.isArray(strokes)) return null
  let points = 0
  const read: Stroke[] = []
  for (const stroke of strokes as readonly Json[]) {
    if (!Array.isArray(stroke)) return null
    points += stroke.length
    if (points > LONGEST) return null
    const one: (readonly [number, number, number, number])[] = []
    for (const point of stroke as readonly Json[]) {
      if (!Array.isArray(point)) return null
      const [x, y, t, p] = point as readonly Json[]
      if (typeof x !== 'number' || typeof y !== 'number') return null
      one.push([x, y, typeof t === 'number' ? t : 0, typeof p === 'number' ? p : 0.5])
    }
    read.push(one)
  }
  const size = (x: Json | undefined): number => (typeof x === 'number' && x >= 0 ? x : 0)
  const group = v['group']
  return {
    group: typeof group === 'string' ? group : '',
    width: size(v['width']),
    height: size(v['height']),
    strokes: read,
  }
}

/** What is known of one customer's activation, masked; made lazily, kept in the page's memory. */
export interface About {
  readonly number: string | null
  readonly customer: string | null
  /** A record of this activation did not open. */
  readonly fault: string | null
  /** By service: how long the notice was on the screen, and whether it was read aloud. */
  readonly readings: ReadonlyMap<string, Reading>
}

export interface Reading {
  readonly ms: number
  readonly aloud: boolean
}

/** The longest time that each service's notice was shown, from the entries of one activation. */
export function readingsOf(entries: readonly Entry[]): Map<string, Reading> {
  const readings = new Map<string, Reading>()
  for (const entry of entries) {
    if (entry.kind !== 'notice.presented') continue
    const body = entry as Entry<'notice.presented'>
    const before = readings.get(body.service)
    readings.set(body.service, {
      ms: Math.max(body.ms, before?.ms ?? 0),
      aloud: body.aloud || (before?.aloud ?? false),
    })
  }
  return readings
}

export type Given = Entry<'consent.given'>
export type Refused = Entry<'consent.refused'>

/** The answers of an activation, oldest first: what the page of one activation is about. */
export const answersOf = (entries: readonly Entry[]): readonly (Given | Refused)[] =>
  entries.filter(
    (e): e is Given | Refused =>
      e.kind === 'consent.given' || e.kind === 'consent.renewed' || e.kind === 'consent.refused',
  )
