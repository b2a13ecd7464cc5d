import type { Json, Lang, Words } from '../base/index.ts'
import type { Adapter } from './adapter.ts'

/** What the guard does in one cell of the table of design section 6. */
export type Act = 'stop' | 'reason' | 'acknowledge' | 'banner' | 'inform' | 'allow'

/** Cells of the guard's table that a policy changes: row, then column. What `judge()` takes. */
export type GuardTable = Readonly<Record<string, Readonly<Record<string, Act>>>>

/** What checks a PIN: PBKDF2-HMAC-SHA-256. The PIN itself is not kept. */
export interface PinVerifier {
  readonly salt: string
  readonly rounds: number
  readonly hash: string
}

export interface Staff {
  readonly id: string
  readonly name: string
  /** The clerk's own numbers are never guarded. */
  readonly phones?: readonly string[]
  readonly pin?: PinVerifier
}

export interface Choice {
  readonly code: string
  readonly words: Words
}

/** The settings of one store, as an administrator or a manager gives them. */
export interface Policy {
  readonly v: 1
  /** For people: `2026-11-demo`. What binds is the hash of the canonical JSON. */
  readonly name: string
  /** Language of the panel and the popup; the browser's own where it is not given. The customer always has both. */
  readonly lang?: Lang
  readonly store: {
    readonly id: string
    readonly name: Words
    readonly address: Words
    readonly phone: string
  }
  readonly carrier: { readonly name: Words; readonly address: Words; readonly contact: string }
  readonly portals: readonly Adapter[]
  /** Origins of carrier systems, free; match patterns without port. */
  readonly free: readonly string[]
  /** The employer's own origins: `reason` instead of `stop` for chat, post, search. */
  readonly employer: readonly string[]
  /** Code-receiving and account-trading sites, domains: always stopped. */
  readonly trading: readonly string[]
  /** Services added to or changed in the built-in catalogue, read by the notice room. */
  readonly services: readonly Json[]
  /** Ids of built-in services that this store's catalogue leaves out. */
  readonly without: readonly string[]
  /** Notices, read by the notice room. */
  readonly notices: readonly Json[]
  /** Approvals of notices, each of exactly the text with this hash. */
  readonly approvals?: readonly { readonly by: string; readonly on: string; readonly hash: string }[]
  readonly staff: readonly Staff[]
  readonly managers: readonly Staff[]
  readonly vault: { readonly recipients: readonly string[] }
  readonly reasons: readonly Choice[]
  readonly promises: readonly Choice[]
  /** Changed cells of the guard's table: row, then column. */
  readonly table: GuardTable
  readonly times: {
    readonly guardDays: number
    readonly permitMinutes: number
    readonly refusalDays: number
    readonly recordYears: number
    readonly aloudAge: number
  }
  /** Public numbers printed on the receipt. */
  readonly report: readonly { readonly name: Words; readonly number: string }[]
  /** One signature for all carrier services, or one each. */
  readonly signEach: boolean
  /** What a guardian answers for who is 14 to 17: what costs money and accounts, or everything. */
  readonly teenGuardian: 'paid-and-accounts' | 'all'
  /** Whether the panel puts the masked number on the clipboard in place of a guarded one. */
  readonly maskCopies: boolean
  readonly verifyPage?: string
  readonly witness?: { readonly url: string; readonly vkey: string }
}

/** Where the policy in force comes from. */
export type PolicySource = 'managed' | 'local' | 'built-in'
