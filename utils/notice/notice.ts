import type { Lang, ServiceId } from '../base/index.ts'
import type { FullText, KeyFacts } from './fields.ts'

/** A handler of personal data, as PIPL 23 asks for it. */
export interface Party {
  readonly name: string
  readonly address: string
  readonly contact: string
}

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
