import type { ActivationId, Lang, ServiceId, Words } from '../../base/index.ts'
import type { Notice, Price } from '../../notice/index.ts'
import type { WhoUses } from '../pages/sign.ts'
import type { ReceiptView } from './receipt.ts'
import type { WithdrawnView } from './withdraw.ts'

export type Step =
  | 'who'
  | 'age'
  | 'asked'
  | 'item'
  | 'check'
  | 'sign'
  | 'done'
  | 'withdrawn'
  | 'hand-over'
  | 'over'

export interface SignView {
  /** What the window starts in, and the customer changes at one tap: as they last read, else the counter's language. */
  readonly lang: Lang
  readonly size: 1 | 2 | 3 | null
  readonly step: Step
  readonly activation: ActivationId
  readonly number: string
  readonly customer: string | null
  readonly age: number | null
  /** Largest type and read-aloud offered first. */
  readonly aloudFirst: boolean
  readonly store: { readonly name: Words; readonly phone: string }
  readonly clerk: string
  /** Clerk and customer look at one display: what is between is a screen to turn it round. */
  readonly shared: boolean
  readonly who: WhoUses | null
  /** They have said that they are under 18: step `who` is about a child's number then. */
  readonly minor: boolean
  /** Step `who`: for which answers the relation has to be said. */
  readonly asksRelation: Readonly<Record<WhoUses, boolean>>
  /** Who answers on this screen. */
  readonly signer: 'customer' | 'guardian' | 'representative'
  /** The one who has to answer is not here: this can be refused and no more. */
  readonly absent: boolean
  readonly items: readonly SignItem[]
  /** Index into items at step `item` or `check`. */
  readonly at: number
  /** At step `sign`: what stands above this signature. */
  readonly group: {
    readonly id: string
    readonly services: readonly ServiceId[]
    readonly tries: number
  } | null
  readonly promise: { readonly code: string; readonly words: Words; readonly text: string | null } | null
  /** Step `withdrawn`: what was just taken back. */
  readonly withdrawn: readonly WithdrawnView[]
  /** And the receipts of it, to print. */
  readonly slips: readonly { readonly receipt: ReceiptView; readonly codes: readonly string[] }[]
  /** Years for which records of data provided to another are kept (policy). */
  readonly recordYears: number
  /** Days for which a refusal is kept, so that nobody asks again (policy). */
  readonly refusalDays: number
  readonly receipt: ReceiptView | null
  /** The receipt's proof, one text for each square (docs/receipt-code.md); empty where it could not be made. */
  readonly codes: readonly string[]
  /** A permit is open: codes that arrive now are for this service. */
  readonly codesFor: Words | null
}

export interface SignItem {
  readonly service: ServiceId
  readonly kind: 'carrier' | 'account'
  readonly name: Words
  readonly price: Price
  readonly notices: Readonly<Record<Lang, { readonly notice: Notice; readonly hash: string }>>
  readonly answer: 'agree' | 'refuse' | null
  /** A `refuse` that was not their own no. */
  readonly notToday: boolean
  /** 1: the question back was answered wrongly once, the notice is shown again. */
  readonly wrong: number
  readonly signed: boolean
  /** When it was refused earlier, ISO; the customer is first asked whether they asked for it themselves. */
  readonly earlier: string | null
}
