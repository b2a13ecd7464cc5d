import type { ActivationId, Lang, NotedFault, ServiceId, Words } from '../../base/index.ts'
import type { Price } from '../../notice/index.ts'
import type { ChoiceView } from './choice.ts'

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
  readonly store: { readonly id: string; readonly name: Words }
  readonly posture: readonly { readonly code: string; readonly on: boolean }[]
  /** The last faults inside the extension in this browser run, oldest first. */
  readonly faults: readonly NotedFault[]
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
