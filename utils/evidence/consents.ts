import type { Result } from '../base/index.ts'
import { hex, maskName, maskNumber, ok } from '../base/index.ts'
import type { EntryFault } from '../log/index.ts'
import { leafHash, parseEntry } from '../log/index.ts'
import type { Column } from './csv.ts'

/** The columns of the consent list, in order. */
export const CONSENT_FIELDS = [
  'seq',
  'time',
  'at',
  'store',
  'clerk',
  'activation',
  'number',
  'customer',
  'service',
  'serviceName',
  'outcome',
  'notice',
  'lang',
  'signature',
  'signer',
  'promise',
  'price',
  'per',
  'of',
  'leaf',
] as const
export type ConsentField = (typeof CONSENT_FIELDS)[number]

/** One line of the list; '' where the entry has nothing of the kind. `seq` and `of` are numbers. */
export type ConsentRecord = Readonly<Record<ConsentField, string | number>>

/** What an entry does not hold, and the words of the reader's language. */
export interface Resolve {
  service?(id: string): string | undefined
  /** `why` of a refusal that was not the customer's own no. */
  outcome?(kind: string, why?: string): string
  per?(per: string): string
  /** Opened from the vault by the caller; null after erasure. */
  customer?(activation: string): { readonly number?: string; readonly name?: string } | null | undefined
  /** Default true: `138 **** 8000`, `王*芬`. */
  readonly masked?: boolean
}

/** `138 0013 8000`: whole, and no spreadsheet makes a number or a formula of it. */
const inClear = (number: string): string =>
  number.replace(/^\+86(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3').replace(/^\+/, '00')

/** The wall clock of the counter: `2026-11-23 10:44:05 +08:00`. */
function local(at: string, tz: string): string {
  const m = /^([+-])(\d\d):(\d\d)$/.exec(tz)
  if (!m) return at
  const minutes = (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3]))
  const shifted = new Date(Date.parse(at) + minutes * 60_000).toISOString()
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 19)} ${tz}`
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
  const { customer, masked = true } = resolve
  const who = entry.activation === '' ? null : customer?.(entry.activation)
  const number = who?.number ?? ''
  const name = who?.name ?? ''
  const fen = member(body['price'], 'fen')
  const per = text(member(body['price'], 'per'))
  return ok({
    seq: entry.seq,
    time: local(entry.at, entry.tz),
    at: entry.at,
    store: entry.store,
    clerk: entry.clerk,
    activation: entry.activation,
    number: number === '' ? '' : masked ? maskNumber(number) : inClear(number),
    customer: name === '' ? '' : masked ? maskName(name) : name,
    service,
    serviceName: service === '' ? '' : (resolve.service?.(service) ?? ''),
    outcome: resolve.outcome?.(entry.kind, whyOf(body)) ?? entry.kind,
    notice: text(body['notice']),
    lang: text(body['lang']),
    signature: text(member(body['signature'], 'hash')),
    signer: text(member(body['signer'], 'who')),
    promise: text(body['promise']),
    price: typeof fen === 'number' && Number.isSafeInteger(fen) ? (fen / 100).toFixed(2) : '',
    per: per === '' ? '' : (resolve.per?.(per) ?? per),
    of: typeof body['of'] === 'number' ? body['of'] : '',
    leaf: hex(leafHash(bytes)),
  })
}

/** The columns for `csvStream`, under the reader's own headings. */
export const consentColumns = (
  headings: Readonly<Record<ConsentField, string>>,
): readonly Column<ConsentRecord>[] =>
  CONSENT_FIELDS.map((field) => ({ heading: headings[field], value: (row) => row[field] }))
