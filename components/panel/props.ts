import type { ActivationId, Lang, ServiceId } from '../../utils/base/index.ts'
import type { PanelActivation, PanelService, PanelTexts, PanelView } from '../../utils/wire/index.ts'
import type { Said } from './state.ts'
import type { PanelText } from './text.ts'

/** What the panel shows, and what its taps call. */
export interface PanelProps {
  readonly texts: PanelTexts
  readonly view: PanelView | null
  /** Fields that the page itself was found to lack, before the background has said anything. */
  readonly missing: readonly string[]
  readonly folded: boolean
  /** A request is under way: its button waits. */
  readonly busy: boolean
  /** A submit has just been held. */
  readonly held: boolean
  /** The background's last refusal or silence. */
  readonly fault: string | null
  readonly said: Said | null
  readonly now: () => number
  onFold(folded: boolean): void
  onHandOver(promise: string, text: string | null): void
  /** As `onHandOver`, for what an order held and the page does not show. */
  onAskHeld(promise: string, text: string | null): void
  onUntick(services: readonly PanelService[]): void
  onAdd(service: ServiceId): void
  onDrop(service: ServiceId): void
  onOpenSite(service: ServiceId): void
  onWithdraw(decision: string): void
  onAskAgain(service: ServiceId): void
  onDocumentSeen(): void
  onPledge(): void
  /** Opens the customer's window with a paper, to print it. */
  onPaper(activation: ActivationId): void
  onShift(): void
}

/** What every part of the panel gets. */
export type PartProps = PanelProps & { readonly t: PanelText; readonly lang: Lang }

/** What every part that shows an activation gets. */
export type ActivationProps = PartProps & { readonly activation: PanelActivation }
