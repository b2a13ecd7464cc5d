/** The fields of a notice: the notice room's second door, which brings neither catalogue nor schema. */

/** What is said of a field of a notice, at the one place where it is named. */
export interface NoticeField {
  /** The law that asks for it. */
  readonly law: string
  /** A statement of the other company: a draft has to name its source. */
  readonly sourced?: true
  /** In the full list it stands above the kinds of data, and not below how long they are kept. */
  readonly beforeKinds?: true
}

/**
 * The facts of the first layer, in the order of the screen, each with the law that asks for it. Type, schema, blank draft,
 * the search for gaps, the customer's screen, and the tests' complete notice all follow this list.
 */
export const KEY_FACTS = {
  what: { law: 'PIPL 14, 17' },
  price: { law: 'Consumer Rights Law 8, 20' },
  /** Who gets what. */
  who: { law: 'PIPL 17, 23' },
  until: { law: 'PIPL 17, 19' },
  stop: { law: 'PIPL 15, 17' },
  /** Your SIM works without it. */
  sim: { law: 'PIPL 16' },
} as const satisfies Readonly<Record<string, NoticeField>>
export type KeyFact = keyof typeof KEY_FACTS

/** The first layer: one screen at the largest type, at most 120 Chinese characters in all. This layer is read aloud. */
export type KeyFacts = Readonly<Record<KeyFact, string>>

/** The plain texts of the second layer, in the order of the screen, as `KEY_FACTS` are for the first. */
export const FULL_TEXTS = {
  purpose: { law: 'PIPL 17, 23; GDPR 13(1)(c)', sourced: true, beforeKinds: true },
  processing: { law: 'PIPL 17, 23', sourced: true, beforeKinds: true },
  lasts: { law: 'PIPL 17; Network Data Regulation 21' },
  withdraw: { law: 'PIPL 15; GDPR 7(3)', sourced: true },
  /** How to close the account, or end the service. */
  close: { law: 'Network Data Regulation 21; PIPL 47', sourced: true },
  rights: { law: 'PIPL 17, 44-47; Network Data Regulation 21; GDPR 13(2)(b)', sourced: true },
  price: { law: 'Consumer Rights Law 8, 20' },
  sim: { law: 'PIPL 16; GDPR 7(4)' },
} as const satisfies Readonly<Record<string, NoticeField>>
export type FullText = keyof typeof FULL_TEXTS

/** The names of such a list, in its order. */
export const namesOf = <Name extends string>(list: Readonly<Record<Name, NoticeField>>): readonly Name[] =>
  Object.keys(list) as Name[]
/** A value for each name of such a list. */
export const forEachName = <Name extends string, Value>(
  list: Readonly<Record<Name, NoticeField>>,
  make: (name: Name) => Value,
): Record<Name, Value> =>
  Object.fromEntries(namesOf(list).map((name) => [name, make(name)])) as Record<Name, Value>
