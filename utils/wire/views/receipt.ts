import type { ServiceId, Words } from '../../base/index.ts'
import type { Price } from '../../notice/index.ts'

export interface ReceiptView {
  readonly id: string
  readonly at: string
  readonly store: { readonly name: Words; readonly address: Words; readonly phone: string }
  readonly carrier: { readonly name: Words; readonly contact: string }
  readonly clerk: string
  readonly number: string
  readonly order: string | null
  readonly agreed: readonly ReceiptLine[]
  readonly refused: readonly ReceiptLine[]
  /** Not set up today, and not by the customer's own no; left out where there is none. */
  readonly notToday?: readonly ReceiptLine[]
  readonly withdrawn: readonly ReceiptLine[]
  /** Accounts opened with the number: from used permits. Empty: "no account was opened with your number". */
  readonly accounts: readonly Words[]
  readonly report: readonly { readonly name: Words; readonly number: string }[]
  /** Not of an activation: of a withdrawal outside one, or of one received for another counter's receipt. */
  readonly about?: 'withdrawal' | 'received'
  /** The receipt of another counter that was shown; `whole`: everything on it, since its code names no service. */
  readonly from?: { readonly store: string; readonly at: string; readonly whole: boolean }
  /** Log size and root that the receipt's checkpoint names. */
  readonly checkpoint: string
  readonly hash: string
}

export interface ReceiptLine {
  readonly service: ServiceId
  readonly name: Words
  readonly price: Price
  readonly at: string
  readonly withdraw: Words
  /** Taken back: how to close the account, in the words of its notice. */
  readonly close?: Words
}
