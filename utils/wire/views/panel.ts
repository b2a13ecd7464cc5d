import type { ActivationId, Lang, ServiceId, Words } from '../../base/index.ts'
import type { NotToday } from '../../consent/index.ts'
import type { Price } from '../../notice/index.ts'
import type { ChoiceView } from './choice.ts'
import type { HeldView } from './held.ts'

export interface PanelView {
  readonly lang: Lang
  readonly shift: { readonly clerk: string; readonly name: string; readonly how: 'portal' | 'pin' } | null
  /** The pledge is due today for this clerk. */
  readonly pledge: boolean
  readonly activation: PanelActivation | null
  /** The panel stands in this frame: a tab has one. */
  readonly stands: boolean
  /** Some frame of this tab shows something of an activation. */
  readonly inSight: boolean
  /** The portal's log-in is a staff id that the policy does not know. */
  readonly stranger: boolean
  /** Fields the adapter could not find. */
  readonly missing: readonly string[]
  /** A coded problem that holds things: `store/full`, `vault/none`, `policy/none`, `number/not-a-number`, … */
  readonly problem: string | null
  /** What was held last in this tab, and still would be. */
  readonly held: HeldView | null
  /** Third-party accounts that can be put to the customer (complete notice). */
  readonly accounts: readonly { readonly id: ServiceId; readonly name: Words }[]
  readonly promises: readonly ChoiceView[]
  /** Papers that can still be printed: never handed over (the customer before), or handed over last. `number`: masked. */
  readonly papers: readonly {
    readonly activation: ActivationId
    readonly number: string
    readonly handed: boolean
  }[]
}

/** The panel's words in one language, by key. */
export interface PanelTexts {
  readonly lang: Lang
  readonly panel: Readonly<Record<string, string>>
  /** Of why an order was held. */
  readonly held: Readonly<Record<string, string>>
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
  /** Nobody can read this portal's orders, by its adapter's word: only what its pages show is checked. */
  readonly unread?: true
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
