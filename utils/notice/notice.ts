import type { Lang, ServiceId } from '../base/index.ts'

/** A handler of personal data, as PIPL 23 asks for it. */
export interface Party {
  readonly name: string
  readonly address: string
  readonly contact: string
}

/**
 * The facts of the first layer, in the order of the screen, each with the law that asks for it. Type, schema, blank draft,
 * the search for gaps, and the customer's screen all follow this list.
 */
export const KEY_FACTS = {
  what: 'PIPL 14, 17',
  price: 'Consumer Rights Law 8, 20',
  /** Who gets what. */
  who: 'PIPL 17, 23',
  until: 'PIPL 17, 19',
  stop: 'PIPL 15, 17',
  /** Your SIM works without it. */
  sim: 'PIPL 16',
} as const
export type KeyFact = keyof typeof KEY_FACTS

/** The first layer: one screen at the largest type, at most 120 Chinese characters in all. This layer is read aloud. */
export type KeyFacts = Readonly<Record<KeyFact, string>>

/** The plain texts of the second layer, as `KEY_FACTS` are for the first. */
export const FULL_TEXTS = {
  purpose: 'PIPL 17, 23; GDPR 13(1)(c)',
  processing: 'PIPL 17, 23',
  lasts: 'PIPL 17; Network Data Regulation 21',
  withdraw: 'PIPL 15; GDPR 7(3)',
  /** How to close the account, or end the service. */
  close: 'Network Data Regulation 21; PIPL 47',
  rights: 'PIPL 17, 44-47; Network Data Regulation 21; GDPR 13(2)(b)',
  price: 'Consumer Rights Law 8, 20',
  sim: 'PIPL 16; GDPR 7(4)',
} as const
export type FullText = keyof typeof FULL_TEXTS

/** The names of such a list, in its order. */
export const namesOf = <Name extends string>(list: Readonly<Record<Name, string>>): readonly Name[] =>
  Object.keys(list) as Name[]
/** A value for each name of such a list. */
export const forEachName = <Name extends string, Value>(
  list: Readonly<Record<Name, string>>,
  make: (name: Name) => Value,
): Record<Name, Value> =>
  Object.fromEntries(namesOf(list).map((name) => [name, make(name)])) as Record<Name, Value>

/** The second layer: PIPL 14-17, 23, 28-30; Network Data Regulation 21, 22; GDPR 7, 13. */
export interface FullList extends Readonly<Record<FullText, string>> {
  /** Who hands the data over. */
  readonly provider: Party
  /** Who receives it; null where nobody else does (a carrier's own service). */
  readonly receiver: Party | null
  readonly kinds: readonly string[]
  /** null: none of the kinds is sensitive. */
  readonly sensitive: null | {
    readonly kinds: readonly string[]
    readonly why: string
    readonly effect: string
  }
  readonly kept: { readonly where: string; readonly howLong: string; readonly after: string }
  /** `lasts` for machines: whole days after which the consent is over; null or left out: until it is withdrawn. */
  readonly lastsDays?: number | null
}

/** Data goes to a handler other than the one whose order it is: PIPL 23, also where the order is a carrier's. */
export const isProvided = ({ provider, receiver }: Pick<FullList, 'provider' | 'receiver'>): boolean =>
  receiver !== null && receiver.name !== provider.name

/** Who answers for a real company's notice: of exactly the text with this hash. */
export interface Approval {
  readonly by: string
  readonly on: string
  readonly hash: string
}

/** The text put to the customer for one service in one language. Its hash covers everything but status, sources, approval. */
export interface Notice {
  readonly service: ServiceId
  readonly lang: Lang
  /** A date, `2026-11-01`, for people; what binds is the hash. */
  readonly version: string
  readonly title: string
  readonly key: KeyFacts
  readonly full: FullList
  /** A real company's notice is a draft until the policy carries an approval of that very text. */
  readonly status: 'final' | 'draft'
  readonly sources?: Readonly<Record<string, { readonly source: string; readonly on: string }>>
  readonly approval?: Approval
}
