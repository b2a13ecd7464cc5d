import type { ActivationId } from '../../utils/base/index.ts'
import type { PopupView } from '../../utils/wire/index.ts'
import type { OwnEntry } from './Own.tsx'
import type { PopupText } from './text.ts'

/** What the popup shows, and what its taps call. */
export interface PopupProps {
  readonly view: PopupView
  readonly busy: boolean
  /** Code of the last refusal. */
  readonly fault: string | null
  own: (clerk: string) => Promise<readonly OwnEntry[]>
  onStart(staff: string, pin: string): void
  onEnd(): void
  onPledge(): void
  onResume(activation: ActivationId): void
  onConsole(): void
  /** Asks the browser for its displays; needs the tap. Left out where the browser has none to tell. */
  onAllowDisplays?: (() => void) | undefined
  onDisplay(display: string | null): void
  /** Opens the page on which a customer takes something back. */
  onTakeBack(): void
}

/** What every part of the popup gets. */
export type PartProps = PopupProps & { readonly t: PopupText }
