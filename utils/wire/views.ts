import type { ActivationId, Lang, ServiceId, Words } from '../base/index.ts'
import type { NotToday } from '../consent/index.ts'
import type { Notice, Price } from '../notice/index.ts'

/** What the surfaces show: the background makes these, the surfaces turn codes into words. Numbers and names are masked. */

export interface ChoiceView {
  readonly code: string
  readonly words: Words
}

// ── the clerk's panel ────────────────────────────────────────────────────────────────────────────────────────────────

/** What the panel read from the portal page through the adapter (portal room: `readPage`). */
export interface Reading {
  readonly adapter: string
  /** As the page shows it; the background normalises. null: the page shows none. */
  readonly number: string | null
  readonly customer: string | null
  /** Whole years; from the identity number, which itself never leaves the page. */
  readonly age: number | null
  /** The portal holds real-name data with a right check digit. */
  readonly realName: boolean
  readonly clerk: string | null
  readonly order: string | null
  readonly services: readonly ReadService[]
  /** Services are still loading. */
  readonly loading: boolean
  readonly confirmed: { readonly order: string | null } | null
  /** Names of adapter fields that should be there and are not: the page is unreadable, the submit held. */
  readonly missing: readonly string[]
}

export interface ReadService {
  readonly code: string
  readonly name: string
  readonly price: string | null
  readonly ticked: boolean
  readonly included: boolean
}

export interface PanelView {
  readonly lang: Lang
  readonly shift: { readonly clerk: string; readonly name: string; readonly how: 'portal' | 'pin' } | null
  /** The pledge is due today for this clerk. */
  readonly pledge: boolean
  readonly activation: PanelActivation | null
  /** Fields the adapter could not find. */
  readonly missing: readonly string[]
  /** A coded problem that holds things: `store/full`, `vault/none`, `policy/none`, `number/not-a-number`, … */
  readonly problem: string | null
  /** Third-party accounts that can be put to the customer (complete notice). */
  readonly accounts: readonly { readonly id: ServiceId; readonly name: Words }[]
  readonly promises: readonly ChoiceView[]
}

export interface PanelActivation {
  readonly id: ActivationId
  readonly number: string
  readonly customer: string | null
  readonly age: number | null
  readonly aloudFirst: boolean
  readonly order: string | null
  readonly stage: 'open' | 'submitted' | 'confirmed'
  readonly services: readonly PanelService[]
  /** How many services wait for the customer. 0 and nothing refused: the panel stays folded. */
  readonly waiting: number
  /** The gate of the submit button. */
  readonly gate: { readonly open: boolean; readonly why: string | null }
  /** The customer's window is open. */
  readonly signing: boolean
  /** The portal holds no real-name data of the one who signs, and nobody has said that they saw a paper. */
  readonly unidentified: boolean
  /** Consents of this number from earlier activations that still hold. */
  readonly earlier: readonly { readonly decision: string; readonly name: Words; readonly at: string }[]
}

export interface PanelService {
  readonly id: ServiceId | null
  /** The portal's code, '' for an account that the portal does not know. */
  readonly code: string
  readonly kind: 'carrier' | 'account' | 'plan'
  readonly name: Words
  readonly price: Price | null
  readonly ticked: boolean
  /**
   * included: the plan itself · waiting: to be put to the customer · marked: agreed, signature still open · given ·
   * refused · withdrawn · unknown: no complete notice, cannot be ordered here · draft: a real company's notice that nobody
   * has approved, cannot be ordered here either
   */
  readonly state: 'included' | 'waiting' | 'marked' | 'given' | 'refused' | 'withdrawn' | 'unknown' | 'draft'
  /** The decision that can be withdrawn, where there is one. */
  readonly decision: string | null
  /** Withdrawn, and the order that removes it at the carrier has not been seen yet. */
  readonly remove: boolean
  /** Refused or withdrawn: only the customer can ask for it again. */
  readonly canAskAgain: boolean
  /** Refused, but not the customer's own no: why it is not set up today. */
  readonly notToday?: NotToday
  readonly permit: null | {
    readonly state: 'ready' | 'open' | 'used' | 'ended'
    readonly until: number | null
  }
}

// ── the customer's signing window ────────────────────────────────────────────────────────────────────────────────────

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
export type WhoUses = 'self' | 'child' | 'teen' | 'adult'

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
  readonly sector: string
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

/** One stroke: points of x, y (CSS px), t (ms since the first point), pressure 0 to 1. */
export type Stroke = readonly (readonly [x: number, y: number, t: number, p: number])[]

/** What the signing window sends for one signature. */
export interface SignatureInput {
  readonly group: string
  readonly form: 'strokes' | 'mark' | 'paper'
  readonly width: number
  readonly height: number
  readonly strokes: readonly Stroke[]
  /** Every pointer event was trusted. */
  readonly trusted: boolean
  readonly companion: boolean
  readonly lang: Lang
}

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

// ── the stopped page ─────────────────────────────────────────────────────────────────────────────────────────────────

export interface StoppedView {
  readonly lang: Lang
  readonly service: { readonly id: ServiceId; readonly name: Words } | null
  readonly origin: string | null
  /** Masked; null where no activation is open. */
  readonly number: string | null
  readonly openedAt: number | null
  readonly act: 'stop' | 'reason' | 'acknowledge' | 'banner' | 'quarantine'
  readonly why: string
  readonly reasons: readonly ChoiceView[]
  readonly promises: readonly ChoiceView[]
  /** The customer can be asked: an activation is open and the notice complete. */
  readonly canAsk: boolean
  /** Why this account's notice cannot be put to anybody; null where it can, or where it is no account. */
  readonly notice: 'notice/not-approved' | 'notice/incomplete' | null
  /** The customer has signed and the permit can be opened. */
  readonly canOpen: boolean
  readonly canOverride: boolean
  readonly refused: boolean
  /** Of a refusal that was not the customer's own no. */
  readonly notToday?: NotToday
  /** Place of the stop in the log; null where it could not be written. */
  readonly seq: number | null
}

// ── the popup ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface PopupView {
  readonly lang: Lang
  readonly shift: { readonly clerk: string; readonly name: string; readonly how: 'portal' | 'pin' } | null
  readonly pledge: boolean
  readonly staff: readonly { readonly id: string; readonly name: string; readonly hasPin: boolean }[]
  readonly tab: { readonly kind: 'portal' | 'free' | 'guarded' | 'idle'; readonly permit: Words | null }
  readonly posture: readonly { readonly code: string; readonly on: boolean }[]
  readonly policy: { readonly name: string; readonly source: string; readonly fault: string | null }
  readonly alarms: readonly string[]
  readonly log: { readonly size: number; readonly root: string }
  readonly vault: boolean
  readonly activations: readonly {
    readonly id: ActivationId
    readonly number: string
    readonly since: number
  }[]
  /** Seconds to wait after wrong PINs; 0: none. */
  readonly wait: number
  /** Displays of this machine as the browser tells them; empty where it does not, or where nobody has allowed it yet. */
  readonly displays: readonly DisplayView[]
  /** The customer's display; null: the clerk's own. */
  readonly display: string | null
}

export interface DisplayView {
  readonly id: string
  readonly name: string
  readonly primary: boolean
}

// ── the console ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface ConsoleView {
  readonly lang: Lang
  /** none: no manager's key yet (first run) · local: made here by a passphrase · policy: recipients from the policy. */
  readonly vault: 'none' | 'local' | 'policy'
  readonly policy: {
    readonly name: string
    readonly source: string
    readonly hash: string
    readonly fault: string | null
  }
  readonly staff: readonly {
    readonly id: string
    readonly name: string
    /** Where their PIN comes from: `none`, nobody has chosen it yet. */
    readonly pin: 'policy' | 'own' | 'none'
  }[]
  readonly services: readonly {
    readonly id: ServiceId
    readonly name: Words
    readonly kind: string
    readonly price: Price
    readonly notices: readonly {
      readonly lang: Lang
      readonly version: string
      readonly hash: string
      readonly missing: readonly string[]
    }[]
    /** A real company's notice that nobody has approved: it stops sign-ups and is put to nobody. */
    readonly draft: boolean
  }[]
  readonly promises: readonly ChoiceView[]
  readonly reasons: readonly ChoiceView[]
  readonly store: { readonly name: Words }
  readonly posture: readonly { readonly code: string; readonly on: boolean }[]
  readonly alarms: readonly string[]
  /** Who can open what is sealed from now on, age recipients. */
  readonly recipients: readonly string[]
  readonly holds: readonly HoldView[]
  /** Days and years after which what is personal is erased by itself. */
  readonly times: { readonly refusalDays: number; readonly recordYears: number }
  /** Logs that were closed as they were found, oldest first. */
  readonly logs: readonly LogView[]
}

/** Something that must not be erased; a customer's is found by number only. */
export interface HoldView {
  readonly id: string
  readonly scope: 'log' | 'customer' | 'activation'
  readonly activation: ActivationId | ''
  readonly reason: string
  readonly at: string
}

/** What lies here of one number. */
export interface TracesView {
  /** Masked. */
  readonly number: string
  /** `at`: when it was opened; null where no log that can be read has it. */
  readonly activations: readonly { readonly id: ActivationId; readonly at: string | null }[]
  /** An activation of this number is open now: nothing can be erased. */
  readonly open: boolean
  readonly guarded: boolean
  /** Holds that stop an erasure. */
  readonly holds: readonly HoldView[]
}

/** A log that was closed as it was found. */
export interface LogView {
  /** Its database. */
  readonly name: string
  readonly size: number
  readonly at: string
  readonly why: string
}
