/**
 * What passes between the sentinel and the background over the sentinel's one port. Types only: the sentinel carries no
 * library and parses by hand; the background validates every message it gets (wire/port-parse.ts).
 */

/** What the sentinel needs to judge without asking. Sent on connect and whenever it changes. */
export interface Snapshot {
  readonly t: 'snapshot'
  /** Something is guarded in this browser. While false the sentinel does nothing on pages that are not ours. */
  readonly guarding: boolean
  /** An activation is open. */
  readonly activation: boolean
  /** Key of the short fingerprints. */
  readonly key: readonly [number, number, number, number]
  /** 20-bit fingerprints of guarded numbers (national digits). */
  readonly whole: readonly number[]
  /** 20-bit fingerprints of every 8-digit window of the numbers of open activations. */
  readonly runs: readonly number[]
  /** What this page's site is. */
  readonly origin: 'free' | 'catalogue' | 'unknown' | 'employer' | 'trading'
  /** A permit for this tab and site: fingerprints (whole) of the one number it opens. */
  readonly permit: { readonly whole: number; readonly spent: boolean } | null
  /** Until when the clerk's own log-in by code may ask this site (ms since the epoch); 0: not at all. */
  readonly logIn: number
  /** Cells changed by the policy: `${row}/${column}` to act. */
  readonly table: Readonly<Record<string, string>>
  /** Cells allowed for this tab until (ms since the epoch): the answer to a `reason`, or a false match. */
  readonly allowed: readonly {
    readonly cell: string
    readonly short: number | null
    readonly until: number
  }[]
  /** Until when a lone code of 4 to 8 digits needs a reason in this tab (ms since the epoch); 0: not at all. */
  readonly codes: number
  /** The portal's order requests; set only on portal pages. */
  readonly orders: readonly { readonly method: string; readonly host: string; readonly path: string }[]
  /** Mask the guarded number on copy and drag (portal pages). */
  readonly maskCopies: boolean
  readonly texts: BannerTexts
}

/** Words of the banner, in the browser's language, so that the sentinel carries none. */
export interface BannerTexts {
  readonly lang: string
  readonly brand: string
  readonly stopped: string
  readonly why: Readonly<Record<string, string>>
  readonly next: Readonly<Record<string, string>>
  readonly close: string
  readonly reasonTitle: string
  readonly reasons: readonly { readonly code: string; readonly words: string }[]
  readonly askCustomer: string
  /** '' where no manager has a PIN. */
  readonly manager: string
  readonly quarantined: string
}

export type ToBackground =
  /** Something was stopped. `digits`: the national digits that matched, to be confirmed; never kept. */
  | {
      readonly t: 'stop'
      readonly n: number
      readonly page: 'sign-up' | 'code-log-in' | 'log-in' | 'field'
      readonly number: 'guarded' | 'other' | 'none'
      readonly way: string
      readonly layer: 'number' | 'page' | 'request'
      readonly act: string
      readonly why: string
      readonly cell: string
      readonly digits: string | null
      /** The number got in by a way that could not be cancelled. */
      readonly quarantine: boolean
      /** A person did it, or has done something in this frame since the last stop. */
      readonly hand: boolean
    }
  /** A person has done something in a frame in which scripts were stopped. */
  | { readonly t: 'person' }
  /** A manager is called for a stop (trusted event only). */
  | { readonly t: 'manager'; readonly n: number }
  /** A log-in by code with another number is about to be sent: what the table allows, the floor has to let through. */
  | { readonly t: 'log-in' }
  /** "Get code" was pressed in a permit's tab. */
  | { readonly t: 'code' }
  /** Digits typed in this frame as the clerk leaves it; handed to the tab's other frames, and kept nowhere else. */
  | { readonly t: 'typed'; readonly digits: string }
  /** The clerk gave a reason in the banner (trusted event only). */
  | { readonly t: 'reason'; readonly n: number; readonly code: string; readonly cell: string }
  /** The clerk asked that the customer decide (opens the signing window for this site's service). */
  | { readonly t: 'ask-customer'; readonly n: number }
  /** An order is about to leave the portal. `body`: text, or base64 where `bytes`. */
  | {
      readonly t: 'order'
      readonly n: number
      readonly url: string
      readonly method: string
      readonly contentType: string | null
      readonly body: string
      readonly bytes: boolean
      readonly route: 'request' | 'form'
    }
  /** The order has been answered or has failed. */
  | { readonly t: 'order-over'; readonly n: number }

export type ToSentinel =
  | Snapshot
  /** A stop was confirmed; `guarded: false` is a false match, the allowance came with a snapshot before it. */
  | { readonly t: 'judged'; readonly n: number; readonly guarded: boolean; readonly service: string | null }
  | { readonly t: 'order'; readonly n: number; readonly go: boolean; readonly why: string }
  /** What was typed in another frame of this tab just now. */
  | { readonly t: 'typed'; readonly digits: string }

export const SENTINEL_PORT = 'sentinel'
