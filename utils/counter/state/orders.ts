import * as v from 'valibot'
import type { ActivationId } from '../../base/index.ts'
import type { Bodies } from '../../log/index.ts'
import type { HeldWhy } from '../../wire/index.ts'
import type { OrderAddress } from './address.ts'
import type { Counter } from './counter.ts'
import { vId } from './shapes.ts'

/** An order whose answer nobody saw (the browser was killed) does not stay "sent" for ever. */
export const ORDER_ANSWER_MS = 60_000

/** What was held last in a tab. It outlives a stopped worker, and never reaches the disk. */
export interface Held {
  readonly tab: number
  readonly activation: ActivationId | null
  readonly why: HeldWhy
  readonly at: number
  /** Of `gate/order`: ids, or the portal's codes, of what lacks a consent. */
  readonly lacking: readonly string[]
  /** Which of them the page showed as ticked then. */
  readonly ticked: readonly string[]
  /** Masked; '' where it is not about a number. */
  readonly number: string
}

/** Lets one order out: the one that was read. */
export interface OrderPass {
  readonly tab: number
  readonly adapter: string
  /** Which of the portal's orders it is; an older version knew of one only. */
  readonly to?: OrderAddress
  readonly until: number
  /** A form leaves as a page, all else as a request of a script. */
  readonly route: 'form' | 'request'
  /** Host of the page that asked. */
  readonly host: string
  /** SHA-256 of the body that was read, hex; '' where the browser shows another form of it. */
  readonly body: string
  /**
   * How its address ends where no listener may block: from its `://` on, with a random word for a hash that no other request
   * has. A hash never reaches a server. '' for a form, and where a listener tells one request from another.
   */
  readonly ends: string
  /** The browser's id of the request that has left under it; null while none has. */
  readonly usedBy: string | null
  /** A request that looks like an order and is none: its answer is no order's. */
  readonly none?: true
  /** The request that had the tab's pass before: its answer may come late, and is not this one's. */
  readonly after?: string
}

/**
 * The same thing held over and over: the first is an entry at once, what follows is counted, and one more entry says how many
 * they were. Without it any page could fill the log as fast as it can send.
 */
export interface Burst {
  /** What makes two of them the same; '' once another has begun in its place. */
  readonly key: string
  readonly from: number
  readonly last: number
  /** Those held so far, the first one too. */
  readonly count: number
  readonly activation: ActivationId | ''
  readonly cust: string | null
  readonly body: Bodies['submit.stopped']
}

/** Passes that may still let something out. */
export const openPasses = (counter: Counter): readonly OrderPass[] =>
  counter.run.orderPasses.filter((p) =>
    // Where a listener counts, the rule stays until the answer: a site may lead an order on to another address.
    p.usedBy === null
      ? p.until > counter.now()
      : counter.host.canBlock() && counter.now() - p.until < ORDER_ANSWER_MS,
  )

/** A reason that this build has no words for is none that it could have kept. */
const vWhy = v.custom<HeldWhy>((why) => typeof why === 'string' && /^(?:order|gate)\/[a-z-]+$/.test(why))

export const vHeld: v.GenericSchema<unknown, Held> = v.object({
  tab: v.number(),
  activation: v.nullable(vId<ActivationId>()),
  why: vWhy,
  at: v.number(),
  lacking: v.array(v.string()),
  ticked: v.array(v.string()),
  number: v.string(),
})

export const vOrderPass: v.GenericSchema<unknown, OrderPass> = v.object({
  tab: v.number(),
  adapter: v.string(),
  to: v.exactOptional(
    v.object({ method: v.picklist(['POST', 'PUT', 'PATCH']), host: v.string(), path: v.string() }),
  ),
  until: v.number(),
  route: v.picklist(['form', 'request']),
  host: v.string(),
  body: v.string(),
  ends: v.optional(v.string(), ''),
  usedBy: v.nullable(v.string()),
  none: v.exactOptional(v.literal(true)),
  after: v.exactOptional(v.string()),
})

export const vBurst: v.GenericSchema<unknown, Burst> = v.object({
  key: v.string(),
  from: v.number(),
  last: v.number(),
  count: v.number(),
  activation: v.union([vId<ActivationId>(), v.literal('')]),
  cust: v.nullable(v.string()),
  body: v.object({
    open: v.array(v.string()),
    route: v.picklist(['button', 'key', 'form', 'request']),
    why: v.string(),
  }),
})
