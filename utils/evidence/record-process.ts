/** What a consent record says of one service, and what its notice said. */
import type { Json, Words } from '../base/index.ts'
import { type Answer, type Event, eventOf, id, STATUS, short } from './record-events.ts'

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
export function processOf(
  parts: RecordParts,
  service: string,
  events: readonly Event[],
  principal: string,
): Built {
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
