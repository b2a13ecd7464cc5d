/**
 * The consent record and the consent receipt of one activation, as JSON-LD in the terms of the W3C Data Privacy Vocabulary,
 * after ISO/IEC TS 27560:2023. docs/consent-record.md says where each of its fields comes from.
 */
import { err, fromUtf8, hex, type Json, ok, type Result } from '../base/index.ts'
import { type Entry, leafHash, parseEntry } from '../log/index.ts'
import { type Event, id, isAnswer, short } from './record-events.ts'
import { processOf, type RecordParts } from './record-process.ts'

export const RECORD_PROFILE = 'urn:countersign:schema:consent-record:1'

const CONTEXT = {
  dpv: 'https://w3id.org/dpv#',
  dct: 'http://purl.org/dc/terms/',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  countersign: 'urn:countersign:ns:',
  'dct:date': { '@type': 'xsd:dateTime' },
  'dct:created': { '@type': 'xsd:dateTime' },
  'dct:issued': { '@type': 'xsd:dateTime' },
  'countersign:receipt': { '@type': '@json' },
} as const

/** One of both documents: the record that the store keeps, or the receipt that the customer was given. */
export type RecordKind = 'record' | 'receipt'

/**
 * Builds it. `record/no-activation`: the rows are none of one activation; `record/no-receipt`: none was issued. A receipt
 * says what stood when it was issued, and nothing later.
 */
export function consentJsonLd(
  parts: RecordParts,
  kind: RecordKind,
): Result<
  { readonly [name: string]: Json },
  'record/no-activation' | 'record/no-receipt' | 'record/unreadable'
> {
  const entries: { entry: Entry; leaf: string; text: string }[] = []
  for (const { bytes } of parts.rows) {
    const read = parseEntry(bytes)
    if (!read.ok) return err('record/unreadable')
    entries.push({ entry: read.value, leaf: hex(leafHash(bytes)), text: fromUtf8(bytes) ?? '' })
  }
  const first = entries[0]?.entry
  const { activation } = first ?? {}
  if (!first || !activation || entries.some((e) => e.entry.activation !== activation)) {
    return err('record/no-activation')
  }
  const issued = entries.findLast(
    (e): e is { entry: Entry<'receipt.issued'>; leaf: string; text: string } =>
      e.entry.kind === 'receipt.issued',
  )
  if (kind === 'receipt' && !issued) return err('record/no-receipt')
  const until = kind === 'receipt' && issued ? issued.entry.seq : Number.MAX_SAFE_INTEGER
  const opened = entries.find((e) => e.entry.kind === 'activation.opened')?.entry as
    | Entry<'activation.opened'>
    | undefined
  const principal = `urn:countersign:principal:${opened?.number ?? activation}`
  const answers = new Map<string, Event[]>()
  for (const { entry, leaf, text } of entries) {
    if (!isAnswer(entry) || entry.seq > until) continue
    const event = { entry, leaf, text, proof: parts.proofs?.get(leaf) }
    answers.set(entry.service, [...(answers.get(entry.service) ?? []), event])
  }
  const built = [...answers].map(([service, events]) => processOf(parts, service, events, principal))
  const store = {
    '@id': `urn:countersign:store:${parts.store.id}`,
    '@type': ['dpv:LegalEntity', 'dpv:DataProcessor', 'dpv:DataSource'],
    'dct:identifier': parts.store.id,
    'dpv:hasName': { ...parts.store.name },
    'dpv:hasAddress': { ...parts.store.address },
    'dpv:hasContact': parts.store.phone,
    'countersign:phone': parts.store.phone,
  }
  const authorities = parts.report.map((r) => ({
    '@id': `urn:countersign:authority:${short(r)}`,
    '@type': ['dpv:Authority'],
    'dct:identifier': short(r),
    'dpv:hasName': { ...r.name },
    'dpv:hasAddress': '',
    'dpv:hasContact': r.number,
    'countersign:phone': r.number,
  }))
  const parties = new Map<string, Json>(
    [store, ...built.flatMap((b) => b.parties), ...authorities].map((p) => [p['@id'] as string, p]),
  )
  const recordId = `urn:countersign:record:${first.device}:${activation}`
  const receiptId = issued ? `urn:countersign:receipt:${issued.entry.receipt}` : null
  const record = {
    '@id': recordId,
    '@type': 'dpv:ConsentRecord',
    'dct:conformsTo': [RECORD_PROFILE, 'ISO/IEC TS 27560:2023'],
    'dct:identifier': `${first.device}/${activation}`,
    'dct:created': first.at,
    'dct:creator': store['@id'],
    'dct:language': (built[0]?.lang ?? 'zh-CN').slice(0, 2),
    'dct:issued': (issued?.entry ?? entries.at(-1)?.entry)?.at ?? first.at,
    ...(receiptId ? { 'dpv:hasIdentifier': receiptId } : {}),
    'dpv:hasDataSubject': {
      '@id': principal,
      '@type': 'dpv:DataSubject',
      'dct:identifier': opened?.number ?? '',
      'dpv:hasIdentifier': opened?.number ?? '',
    },
    'dpv:hasProcess': built.map((b) => b.process),
    'dpv:hasEntity': [...parties.values()],
    'dpv:hasAuthority': authorities.map((a) => id(a['@id'])),
    'countersign:recordYears': parts.recordYears,
    'countersign:log': {
      'countersign:origin': parts.log.origin,
      'countersign:vkey': parts.log.vkey,
      'countersign:codes': [...parts.codes],
      ...(issued ? { 'countersign:entry': issued.entry.seq, 'countersign:leaf': issued.leaf } : {}),
    },
    ...(parts.receipt ? { 'countersign:receipt': parts.receipt } : {}),
  }
  if (kind === 'record' || !issued || !receiptId)
    return ok({ '@context': CONTEXT, ...record } as { readonly [name: string]: Json })
  const { 'countersign:receipt': full, ...subject } = record as typeof record & {
    'countersign:receipt'?: Json
  }
  return ok({
    '@context': CONTEXT,
    '@id': receiptId,
    '@type': 'dpv:ConsentReceipt',
    'dct:conformsTo': [RECORD_PROFILE, 'ISO/IEC TS 27560:2023'],
    'dct:identifier': issued.entry.receipt,
    'dct:issued': issued.entry.at,
    'dct:subject': subject,
    ...(full ? { 'countersign:receipt': full } : {}),
  })
}
