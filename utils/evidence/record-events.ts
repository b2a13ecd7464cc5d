/** The events of a consent record: one an answer, as the DPV profile says it. */
import { canonicalize, hex, type Json, sha256, utf8 } from '../base/index.ts'
import type { Entry } from '../log/index.ts'
import type { RecordNotice } from './record-process.ts'

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

export const id = (iri: string): Json => ({ '@id': iri })
export const short = (value: unknown): string => hex(sha256(utf8(canonicalize(value)))).slice(0, 24)

export interface Event {
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

export function eventOf(
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
