/**
 * The consent record and the consent receipt of one activation, as JSON-LD in the terms of the W3C Data Privacy Vocabulary,
 * after ISO/IEC TS 27560:2023. docs/consent-record.md says where each of its fields comes from.
 */
import type { Json, Result, Words } from '../base/index.ts'
import { canonicalize, err, fromUtf8, hex, ok, sha256, utf8 } from '../base/index.ts'
import type { Entry } from '../log/index.ts'
import { leafHash, parseEntry } from '../log/index.ts'

/** A handler of personal data, as a notice names it. */
interface PartyText {
  readonly name: string
  readonly address: string
  readonly contact: string
}

/** Of a notice, what a record needs; `docs/log-format.md`, section 1, says what its hash covers. */
export interface RecordNotice {
  readonly service: string
  readonly lang: string
  readonly version: string
  readonly title: string
  readonly key: { readonly until: string }
  readonly full: {
    readonly provider: PartyText
    readonly receiver: PartyText | null
    readonly purpose: string
    readonly processing: string
    readonly kinds: readonly string[]
    readonly sensitive: null | {
      readonly kinds: readonly string[]
      readonly why: string
      readonly effect: string
    }
    readonly kept: { readonly where: string; readonly howLong: string; readonly after: string }
    readonly lasts: string
    readonly withdraw: string
    readonly close: string
    readonly rights: string
  }
}

export interface RecordParts {
  /** Every entry of the activation, oldest first, as the log holds it. */
  readonly rows: readonly { readonly bytes: Uint8Array }[]
  readonly store: {
    readonly id: string
    readonly name: Words
    readonly address: Words
    readonly phone: string
  }
  /** Public numbers to complain to. */
  readonly report: readonly { readonly name: Words; readonly number: string }[]
  /** Name and kind of a service; null for one that the catalogue no longer has. */
  service(
    id: string,
  ): { readonly name: Words; readonly kind: 'carrier' | 'account'; readonly sector: string } | null
  /** The text that was shown; null where it is no longer at hand. */
  notice(hash: string): RecordNotice | null
  /** The receipt from the vault, whole; null where there is none, or it was erased. */
  readonly receipt: { readonly [name: string]: Json } | null
  /** The receipt's codes, made anew from the log; [] for none. */
  readonly codes: readonly string[]
  readonly recordYears: number
  /** ISO 3166-1, where the store and the law are. */
  readonly jurisdiction: string
  readonly log: { readonly origin: string; readonly vkey: string }
  /** By leaf: the tlog-proof of each event that the receipt does not name. */
  readonly proofs?: ReadonlyMap<string, string>
}

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

/** The DPV state of each kind of entry that a record holds. */
export const STATUS = {
  'consent.given': 'dpv:ConsentGiven',
  'consent.renewed': 'dpv:RenewedConsentGiven',
  'consent.refused': 'dpv:ConsentRefused',
  'consent.withdrawn': 'dpv:ConsentWithdrawn',
  'consent.expired': 'dpv:ConsentExpired',
  'consent.invalidated': 'dpv:ConsentInvalidated',
} as const
export type Answer = Entry<keyof typeof STATUS>

export const isAnswer = (e: Entry): e is Answer => Object.hasOwn(STATUS, e.kind)

const id = (iri: string): Json => ({ '@id': iri })
const short = (value: unknown): string => hex(sha256(utf8(canonicalize(value)))).slice(0, 24)

/** Mail, web and phone of a contact line, for the fields that the standard keeps apart. */
function contactsOf(line: string): { email?: string; url?: string; phone?: string } {
  const email = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/.exec(line)?.[0]
  const url = /https?:\/\/[^\s，,；;]+/.exec(line)?.[0]
  const phone = /\+?\d[\d -]{2,18}\d/.exec(line.replace(email ?? '\0', '').replace(url ?? '\0', ''))?.[0]
  return { ...(email ? { email } : {}), ...(url ? { url } : {}), ...(phone ? { phone } : {}) }
}

interface Built {
  readonly lang: string
  readonly process: Json
  readonly parties: readonly { readonly [name: string]: Json }[]
}

function partyOf(party: PartyText, roles: readonly string[]): { readonly [name: string]: Json } {
  const { email, url, phone } = contactsOf(party.contact)
  const { name, address, contact } = party
  return {
    '@id': `urn:countersign:party:${short({ address, contact, name })}`,
    '@type': ['dpv:LegalEntity', ...roles],
    'dct:identifier': short({ address, contact, name }),
    'dpv:hasName': name,
    'dpv:hasAddress': address,
    'dpv:hasContact': contact,
    ...(email ? { 'countersign:email': email } : {}),
    ...(url ? { 'countersign:url': url } : {}),
    ...(phone ? { 'countersign:phone': phone } : {}),
  }
}

/** What happened to one service, and what its notice said. */
function processOf(parts: RecordParts, service: string, events: readonly Event[], principal: string): Built {
  const known = parts.service(service)
  const first = events.find((e) => 'notice' in e.entry)?.entry as
    | Extract<Answer, { notice: string }>
    | undefined
  const last = events.findLast((e) => 'notice' in e.entry)?.entry as typeof first
  const hash = last?.notice ?? ''
  const notice = hash === '' ? null : parts.notice(hash)
  const basis = events.map((e) => ('basis' in e.entry ? e.entry.basis : null)).findLast((b) => b !== null)
  // A refused answer holds no basis: what would have been asked for follows from the kind of service, and from whether its
  // notice names somebody else who receives data.
  const receives = notice?.full.receiver ?? null
  const isProvided = receives !== null && receives.name !== notice?.full.provider.name
  const contract = basis ? basis === 'contract' : known?.kind === 'carrier' && !isProvided
  const status = events.at(-1) as Event
  const base = {
    '@id': `urn:countersign:process:${status.entry.activation}:${service}`,
    '@type': 'dpv:Process',
    'dpv:hasService': {
      '@id': `urn:countersign:service:${service}`,
      '@type': 'dpv:Service',
      'dct:identifier': service,
      'dct:title': known?.name ?? { en: service },
    },
    'dct:language': last?.lang ?? first?.lang ?? '',
    'dpv:hasLegalBasis': id(contract ? 'dpv:Contract' : 'dpv:Consent'),
    'dpv:hasJurisdiction': parts.jurisdiction,
    'dpv:hasConsentStatus': id(STATUS[status.entry.kind]),
    'dct:hasPart': events.map((e) => eventOf(e, contract, notice, principal)),
  }
  const lang = last?.lang ?? first?.lang ?? 'zh-CN'
  if (!notice) {
    return {
      lang,
      process: {
        ...base,
        'dpv:hasNotice': { '@id': `urn:countersign:notice:${hash}`, 'countersign:text': 'absent' },
      },
      parties: [],
    }
  }
  const { full } = notice
  const provider = partyOf(full.provider, ['dpv:DataController', 'dpv:DataExporter'])
  const receiver = full.receiver
    ? partyOf(full.receiver, ['dpv:DataController', 'dpv:Recipient', 'dpv:ThirdParty', 'dpv:DataImporter'])
    : null
  const sensitive = new Set(full.sensitive?.kinds ?? [])
  return {
    lang,
    process: {
      ...base,
      'dpv:hasNotice': {
        '@id': `urn:countersign:notice:${hash}`,
        '@type': ['dpv:PrivacyNotice', 'dpv:ConsentNotice'],
        'dct:identifier': hash,
        'dpv:hasIdentifier': hash,
        'dct:title': notice.title,
        'dct:hasVersion': notice.version,
        'dct:language': notice.lang,
        'countersign:text': 'present',
      },
      'dpv:hasPurpose': {
        '@type': 'dpv:Purpose',
        'dct:title': full.purpose,
        'skos:broader': ['dpv:ServiceProvision'],
        'countersign:sector': known?.sector ?? 'other',
      },
      'dpv:hasPersonalData': full.kinds.map((kind, i) => ({
        '@type': sensitive.has(kind) ? 'dpv:SensitivePersonalData' : 'dpv:PersonalData',
        'dct:identifier': `${hash.slice(0, 12)}/${i}`,
        'dct:title': kind,
        'dpv:hasNecessity': id('dpv:Required'),
      })),
      ...(full.sensitive
        ? {
            'countersign:sensitive': {
              'countersign:kinds': [...full.sensitive.kinds],
              'countersign:why': full.sensitive.why,
              'dpv:hasConsequence': full.sensitive.effect,
            },
          }
        : {}),
      'dpv:hasDataController': [provider, ...(receiver ? [receiver] : [])].map((p) => id(p['@id'] as string)),
      'dpv:hasRecipient': receiver ? [id(receiver['@id'] as string)] : [],
      'dpv:hasDataSource': {
        '@id': principal,
        '@type': ['dpv:DataSubjectDataSource'],
        'dpv:hasProcessing': id('dpv:Collect'),
      },
      'dpv:hasProcessing': { '@type': 'dpv:Processing', 'dct:title': full.processing },
      'dpv:hasStorageCondition': {
        'dpv:hasLocation': full.kept.where,
        'dpv:hasDuration': full.kept.howLong,
        'countersign:afterwards': full.kept.after,
      },
      'dpv:hasConsentControl': {
        '@type': 'dpv:WithdrawConsent',
        'dct:title': full.withdraw,
        'countersign:close': full.close,
      },
      'dpv:hasRight': { '@type': 'dpv:DataSubjectRight', 'dct:title': full.rights },
    },
    parties: receiver ? [provider, receiver] : [provider],
  }
}

interface Event {
  readonly entry: Answer
  readonly leaf: string
  /** The entry's own bytes. */
  readonly text: string
  readonly proof: string | undefined
}

const ACTOR = {
  customer: 'dpv:DataSubject',
  guardian: 'dpv:GuardianOfDataSubject',
  representative: 'countersign:RepresentativeOfDataSubject',
} as const

/** Who did it, in the role in which they did: a guardian is not the customer. Nobody has to do anything for a time to be over. */
function actorOf(entry: Answer, principal: string): { readonly [name: string]: Json } {
  const who =
    entry.kind === 'consent.given' || entry.kind === 'consent.renewed'
      ? entry.signer.who
      : entry.kind === 'consent.refused'
        ? (entry.who ?? 'customer')
        : 'customer'
  const actor = who === 'customer' ? principal : `urn:countersign:signer:${entry.activation}:${who}`
  return { 'dpv:isImplementedByEntity': { '@id': actor, '@type': ACTOR[who] } }
}

/** What an event says that its entry says too: a checker holds one against the other. */
export function factsOf(entry: Answer): { readonly [name: string]: Json } {
  const signed = entry.kind === 'consent.given' || entry.kind === 'consent.renewed'
  return {
    '@id': `urn:countersign:entry:${entry.device}:${entry.seq}`,
    'dct:date': entry.at,
    'dpv:hasConsentStatus': id(STATUS[entry.kind]),
    'countersign:clerk': entry.clerk,
    ...('notice' in entry ? { 'dpv:hasNotice': id(`urn:countersign:notice:${entry.notice}`) } : {}),
    ...('of' in entry ? { 'countersign:of': entry.of } : {}),
    ...(entry.kind === 'consent.refused' && entry.why ? { 'countersign:why': entry.why } : {}),
    ...(signed
      ? {
          'countersign:signature': JSON.parse(JSON.stringify(entry.signature)) as Json,
          'countersign:signer': JSON.parse(JSON.stringify(entry.signer)) as Json,
          'countersign:promise': entry.promise,
          'countersign:price': JSON.parse(JSON.stringify(entry.price)) as Json,
        }
      : {}),
  }
}

function eventOf(
  { entry, leaf, text, proof }: Event,
  contract: boolean,
  notice: RecordNotice | null,
  principal: string,
): Json {
  const signed = entry.kind === 'consent.given' || entry.kind === 'consent.renewed'
  return {
    ...factsOf(entry),
    '@type': contract ? 'countersign:ConfirmedOrder' : 'dpv:ExplicitlyExpressedConsent',
    'dct:valid': signed ? (notice?.full.lasts ?? '') : '',
    ...actorOf(entry, principal),
    'countersign:leaf': leaf,
    'countersign:entry': text,
    ...(proof === undefined ? {} : { 'countersign:proof': proof }),
  }
}

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
    return ok({ '@context': CONTEXT as unknown as Json, ...record } as { readonly [name: string]: Json })
  const { 'countersign:receipt': full, ...subject } = record as typeof record & {
    'countersign:receipt'?: Json
  }
  return ok({
    '@context': CONTEXT as unknown as Json,
    '@id': receiptId,
    '@type': 'dpv:ConsentReceipt',
    'dct:conformsTo': [RECORD_PROFILE, 'ISO/IEC TS 27560:2023'],
    'dct:identifier': issued.entry.receipt,
    'dct:issued': issued.entry.at,
    'dct:subject': subject as unknown as Json,
    ...(full ? { 'countersign:receipt': full } : {}),
  })
}
