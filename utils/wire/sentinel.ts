import * as v from 'valibot'
import { heldOrder } from './holdback.ts'
import { LIMITS } from './limits.ts'
import { bool, fits, int, match, num, type Shaped, service, str } from './shapes.ts'

/**
 * The contract of the sentinel's port. The sentinel imports the types alone, since it carries no library; the background
 * parses every message that it gets.
 */

const act = v.picklist(['allow', 'inform', 'acknowledge', 'reason', 'banner', 'stop'])
const cell = str(60)
/** 20-bit fingerprint. */
const short = num
/** Milliseconds since the epoch. */
const until = num

/** Words of the banner, in the browser's language, so that the sentinel carries none. */
const bannerTexts = v.strictObject({
  lang: v.string(),
  brand: v.string(),
  stopped: v.string(),
  why: v.record(v.string(), v.string()),
  next: v.record(v.string(), v.string()),
  close: v.string(),
  reasonTitle: v.string(),
  reasons: v.array(v.strictObject({ code: v.string(), words: v.string() })),
  askCustomer: v.string(),
  /** '' where no manager has a PIN. */
  manager: v.string(),
  quarantined: v.string(),
})
export type BannerTexts = Shaped<typeof bannerTexts>

/** What the sentinel needs to judge without asking. Sent on connect and whenever it changes. */
const snapshot = v.strictObject({
  t: v.literal('snapshot'),
  /** Something is guarded in this browser. While false the sentinel does nothing on pages that are not ours. */
  guarding: bool,
  /** An activation is open. */
  activation: bool,
  /** Key of the short fingerprints. */
  key: v.strictTuple([num, num, num, num]),
  /** Of guarded numbers (national digits). */
  whole: v.array(short),
  /** Of every 8-digit window of the numbers of open activations. */
  runs: v.array(short),
  /** What this page's site is. */
  origin: v.picklist(['free', 'catalogue', 'unknown', 'employer', 'trading']),
  /** '' where that holds for the whole host; else the part of it, for `inScope` of guard/address.ts. */
  under: v.string(),
  /** A permit for this tab and site: the fingerprint of the one number it opens. */
  permit: v.nullable(v.strictObject({ whole: short, spent: bool })),
  /** Until when the clerk's own log-in by code may ask this site; 0: not at all. */
  logIn: until,
  /** Cells changed by the policy: `${row}/${column}` to act. */
  table: v.record(v.string(), act),
  /** Cells allowed for this tab: the answer to a `reason`, or a false match. */
  allowed: v.array(v.strictObject({ cell: v.string(), short: v.nullable(short), until })),
  /** Until when a lone code of 4 to 8 digits needs a reason in this tab; 0: not at all. */
  codes: until,
  /** The portal's order requests; set only on portal pages. */
  orders: v.array(v.strictObject({ method: v.string(), host: v.string(), path: v.string() })),
  /** Mask the guarded number on copy and drag (portal pages). */
  maskCopies: bool,
  texts: bannerTexts,
})
export type Snapshot = Shaped<typeof snapshot>

/** A stop's number in its frame. */
const n = int
const typed = v.strictObject({ t: v.literal('typed'), digits: match(/^\d{1,24}$/) })

export const toSentinel = v.variant('t', [
  snapshot,
  /** A stop was confirmed; `guarded: false` is a false match, the allowance came with a snapshot before it. */
  v.strictObject({ t: v.literal('judged'), n, guarded: bool, service: v.nullable(service) }),
  /** `go`: the address to which an order goes; '' where it may not go. */
  v.strictObject({ t: v.literal('order'), n, go: v.string(), why: v.string() }),
  /** What was typed in another frame of this tab just now. */
  typed,
])
export type ToSentinel = Shaped<typeof toSentinel>

const toBackground = v.variant('t', [
  /** Something was stopped. `digits`: the national digits that matched, to be confirmed; never kept. */
  v.strictObject({
    t: v.literal('stop'),
    n,
    page: v.picklist(['sign-up', 'code-log-in', 'log-in', 'field']),
    number: v.picklist(['guarded', 'other', 'none']),
    way: str(20),
    layer: v.picklist(['number', 'page', 'request']),
    act: str(20),
    why: str(40),
    cell,
    digits: v.nullable(match(/^\d{4,15}$/)),
    /** The number got in by a way that could not be cancelled. */
    quarantine: bool,
    /** A person did it, or has done something in this frame since the last stop. */
    hand: bool,
  }),
  /** A person has done something in a frame in which scripts were stopped. */
  v.strictObject({ t: v.literal('person') }),
  /** A manager is called for a stop (trusted event only). */
  v.strictObject({ t: v.literal('manager'), n }),
  /** A log-in by code with another number is about to be sent: what the table allows, the floor has to let through. */
  v.strictObject({ t: v.literal('log-in') }),
  /** "Get code" was pressed in a permit's tab. */
  v.strictObject({ t: v.literal('code') }),
  /** Digits typed in this frame as the clerk leaves it; handed to the tab's other frames, and kept nowhere else. */
  typed,
  /** The clerk gave a reason in the banner (trusted event only). */
  v.strictObject({ t: v.literal('reason'), n, code: str(40), cell }),
  /** The clerk asked that the customer decide (opens the signing window for this site's service). */
  v.strictObject({ t: v.literal('ask-customer'), n }),
  /** An order is about to leave the portal. `body`: text, or base64 where `bytes`. */
  v.strictObject({ t: v.literal('order'), n, ...heldOrder.entries }),
  /** The order has been answered or has failed. */
  v.strictObject({ t: v.literal('order-over'), n }),
])
export type ToBackground = Shaped<typeof toBackground>

/** What the sentinel says, or null for anything else. */
export function parseToBackground(message: unknown): ToBackground | null {
  if (!fits(message, LIMITS.sentinel)) return null
  const parsed = v.safeParse(toBackground, message, { abortEarly: true })
  return parsed.success ? parsed.output : null
}

/** An order that does not parse still gets its no: this is the number by which its page waits for an answer. */
export function orderToRefuse(message: unknown): number | null {
  const { t, n } = (message ?? {}) as { t?: unknown; n?: unknown }
  return t === 'order' && Number.isSafeInteger(n) ? (n as number) : null
}
