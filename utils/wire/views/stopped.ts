import type { Lang, ServiceId, Words } from '../../base/index.ts'
import type { NotToday } from '../../consent/index.ts'
import type { ChoiceView } from './choice.ts'

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
