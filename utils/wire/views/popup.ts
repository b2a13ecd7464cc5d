import type { ActivationId, Lang, NotedFault, Words } from '../../base/index.ts'

export interface PopupView {
  readonly lang: Lang
  readonly shift: { readonly clerk: string; readonly name: string; readonly how: 'portal' | 'pin' } | null
  readonly pledge: boolean
  readonly staff: readonly { readonly id: string; readonly name: string; readonly hasPin: boolean }[]
  readonly tab: { readonly kind: 'portal' | 'free' | 'guarded' | 'idle'; readonly permit: Words | null }
  readonly posture: readonly { readonly code: string; readonly on: boolean }[]
  /** The last faults inside the extension in this browser run, oldest first. */
  readonly faults: readonly NotedFault[]
  readonly policy: { readonly name: string; readonly source: string; readonly fault: string | null }
  readonly alarms: readonly string[]
  readonly log: { readonly size: number; readonly root: string }
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
