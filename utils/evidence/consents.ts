import type { Result } from '../base/index.ts'
import { hex, maskName, maskNumber, ok } from '../base/index.ts'
import type { EntryFault } from '../log/index.ts'
import { leafHash, parseEntry } from '../log/index.ts'
import type { Column } from './csv.ts'

/** What a column holds; a format writes an id as text whatever it looks like. `date`: `2026-11-23 10:44:05`. */
export type FieldType = 'id' | 'text' | 'number' | 'date'

/** The columns of the consent list, in order. Codes stand beside the words that are made of them. */
const CONSENT_COLUMNS = {
  seq: 'number',
  time: 'date',
  tz: 'text',
  at: 'text',
  store: 'id',
  clerk: 'id',
  clerkName: 'text',
  activation: 'id',
  number: 'id',
  customer: 'text',
  service: 'id',
  serviceName: 'text',
  kind: 'text',
  outcome: 'text',
  why: 'text',
  notice: 'id',
  lang: 'text',
  signature: 'id',
  signer: 'text',
  promise: 'id',
  promiseName: 'text',
  price: 'number',
  perCode: 'text',
  per: 'text',
  of: 'number',
  leaf: 'id',
} as const satisfies Record<string, FieldType>
export type ConsentField = keyof typeof CONSENT_COLUMNS
export const CONSENT_FIELDS = Object.keys(CONSENT_COLUMNS) as readonly ConsentField[]

/** One line of the list; '' where the entry has nothing of the kind. */
export type ConsentRecord = Readonly<Record<ConsentField, string | number>>

/** What an entry does not hold, and the words of the reader's language. */
export interface Resolve {
  service?(id: string): string | undefined
  /** `why` of a refusal that was not the customer's own no. */
  outcome?(kind: string, why?: string): string
  per?(per: string): string
  clerk?(id: string): string | undefined
  promise?(code: string): string | undefined
  /** Opened from the vault by the caller; null after erasure. */
  customer?(activation: string): { readonly number?: string; readonly name?: string } | null | undefined
  /** Default true: `138 **** 8000`, `王*芬`. */
  readonly masked?: boolean
}

/** `138 0013 8000`: whole, and no spreadsheet makes a number or a formula of it. */
const inClear = (number: string): string =>
  number.replace(/^\+86(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3').replace(/^\+/, '00')

/** The wall clock of the counter, as a spreadsheet takes it for a time: `2026-11-23 10:44:05`. UTC where no offset is known. */
function local(at: string, tz: string): string {
  const m = /^([+-])(\d\d):(\d\d)$/.exec(tz)
  const minutes = m ? (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3])) : 0
  const shifted = new Date(Date.parse(at) + minutes * 60_000).toISOString()
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 19)}`
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const whyOf = (body: Readonly<Record<string, unknown>>): string | undefined =>
  body['kind'] === 'consent.refused' && typeof body['why'] === 'string' ? body['why'] : undefined
const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

/** One entry's line, from its canonical bytes; the leaf hash is computed from those very bytes. */
export function consentRecord(bytes: Uint8Array, resolve: Resolve = {}): Result<ConsentRecord, EntryFault> {
  const parsed = parseEntry(bytes)
  if (!parsed.ok) return parsed
  const entry = parsed.value
  const body: Readonly<Record<string, unknown>> = { ...entry }
  const service = text(body['service'])
  const promise = text(body['promise'] ?? (body['kind'] === 'promise.stated' ? body['code'] : ''))
  const { customer, masked = true } = resolve
  const who = entry.activation === '' ? null : customer?.(entry.activation)
  const number = who?.number ?? ''
  const name = who?.name ?? ''
  const fen = member(body['price'], 'fen')
  const per = text(member(body['price'], 'per'))
  return ok({
    seq: entry.seq,
    time: local(entry.at, entry.tz),
    tz: /^[+-]\d\d:\d\d$/.test(entry.tz) ? `UTC${entry.tz}` : 'UTC',
    at: entry.at,
    store: entry.store,
    clerk: entry.clerk,
    clerkName: entry.clerk === '' ? '' : (resolve.clerk?.(entry.clerk) ?? ''),
    activation: entry.activation,
    number: number === '' ? '' : masked ? maskNumber(number) : inClear(number),
    customer: name === '' ? '' : masked ? maskName(name) : name,
    service,
    serviceName: service === '' ? '' : (resolve.service?.(service) ?? ''),
    kind: entry.kind,
    outcome: resolve.outcome?.(entry.kind, whyOf(body)) ?? entry.kind,
    why: text(body['why']),
    notice: text(body['notice']),
    lang: text(body['lang']),
    signature: text(member(body['signature'], 'hash')),
    signer: text(member(body['signer'], 'who')),
    promise,
    promiseName: promise === '' ? '' : (resolve.promise?.(promise) ?? ''),
    price: typeof fen === 'number' && Number.isSafeInteger(fen) ? fen / 100 : '',
    perCode: per,
    per: per === '' ? '' : (resolve.per?.(per) ?? per),
    of: typeof body['of'] === 'number' ? body['of'] : '',
    leaf: hex(leafHash(bytes)),
  })
}

/** The columns for `csvStream`, under the reader's own headings. */
export const consentColumns = (
  headings: Readonly<Record<ConsentField, string>>,
): readonly Column<ConsentRecord>[] =>
  CONSENT_FIELDS.map((field) => ({
    heading: headings[field],
    value: (row) => {
      const value = row[field]
      return CONSENT_COLUMNS[field] === 'id' && typeof value === 'string' ? { id: value } : value
    },
  }))
