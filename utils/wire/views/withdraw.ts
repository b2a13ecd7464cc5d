import type { ServiceId, Words } from '../../base/index.ts'
import type { ReceiptView } from './receipt.ts'

export interface WithdrawnView {
  readonly service: ServiceId
  readonly name: Words
  readonly kind: 'carrier' | 'account'
  /** How to close the account, or to end the service, in the words of its notice. */
  readonly close: Words
}

/** What one number has agreed to, for withdrawing: no number and no name is in it. */
export interface DecisionsView {
  /** Masked; '' where a receipt's code was shown. */
  readonly number: string
  readonly decisions: readonly DecisionView[]
  /** The receipt whose code was shown. */
  readonly receipt: { readonly at: string } | null
}

export interface DecisionView extends WithdrawnView {
  readonly decision: string
  readonly state: 'given' | 'renewed' | 'refused' | 'withdrawn' | 'expired' | 'invalidated'
  readonly at: string
  readonly canWithdraw: boolean
  /** Withdrawn here, and still to be removed at the carrier. */
  readonly remove: boolean
}

/** What another counter's receipt names: this counter cannot close it there, only write down that it was taken back. */
export interface ElsewhereView {
  readonly store: string
  readonly at: string
  readonly answers: readonly {
    /** Leaf hash in the other log; '' for everything on the receipt, whose code names no service. */
    readonly answer: string
    readonly service: string
    /** null: not in this counter's catalogue. */
    readonly name: Words | null
    readonly kind: 'carrier' | 'account' | null
    /** When it was received here; null: not yet. */
    readonly received: string | null
  }[]
}

/** A receipt's code, read and checked: of this counter's log, or of another's. */
export type CodeView = ({ readonly here: true } & DecisionsView) | ({ readonly here: false } & ElsewhereView)

/** Taken back: how it stands now, and the receipt of it. */
export interface TakenView {
  readonly decision: DecisionView
  readonly receipt: ReceiptView
  readonly codes: readonly string[]
}
