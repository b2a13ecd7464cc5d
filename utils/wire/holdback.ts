import * as v from 'valibot'
import { LIMITS } from './limits.ts'
import { bool, int, type Shaped, str } from './shapes.ts'

/**
 * The contract of holdback, in the page's own world, with the sentinel of the same frame. Only texts cross: each shape here
 * is that of a text's JSON. Both scripts import the types alone and carry no validator; what leads to an act is parsed once
 * more by the background, as the sentinel's message.
 */

/** How a request that is an order stands, in holdback's words. The sentinel makes the address whole. */
export const heldOrder = v.strictObject({
  /** As the page has it. */
  url: str(LIMITS.url),
  method: str(LIMITS.method),
  contentType: v.nullable(str(LIMITS.contentType)),
  /** Of a form its fields, as JSON: names and values in pairs. */
  body: str(LIMITS.orderBody),
  /** `body` is base64. */
  bytes: bool,
  route: v.picklist(['request', 'form']),
})
export type HeldOrder = Shaped<typeof heldOrder>

/** Holdback to sentinel, event `order`: an order that waits for its answer; `i` is holdback's number for it. */
export const numberedOrder = v.strictObject({ ...heldOrder.entries, i: int })
export type NumberedOrder = Shaped<typeof numberedOrder>

/**
 * Holdback to sentinel, event `ask`: the first letter of the text. `v` for a value set by script, `s` for what is sent, `f`
 * for a form, `c` for what a portal copies, `o` for what may be an order (method, blank, address). A cancelled event is a no.
 */
export const way = v.picklist(['v', 's', 'f', 'c', 'o'])
export type Way = Shaped<typeof way>

/** Sentinel to holdback, event `state`. */
export const state = v.strictObject({
  /** 0: nothing to hold; 1: ask; 2: hold everything. Holdback's own 3: the sentinel does not know yet. */
  mode: v.picklist([0, 1, 2]),
  /** The page is a portal's: which requests are orders, the sentinel is asked. */
  orders: bool,
})
export type HoldbackState = Shaped<typeof state>

/** Sentinel to holdback, event `answer`: the address to which an order goes; '' where it may not go. */
export const orderAnswer = v.strictObject({ i: int, go: v.string() })
export type OrderAnswer = Shaped<typeof orderAnswer>
