import * as v from 'valibot'
import type { Adapter } from '../../policy/index.ts'
import { LIMITS } from '../limits.ts'
import { activation, bool, code, decision, list, type Shaped, service, str } from '../shapes.ts'
import type { PanelTexts, PanelView } from '../views/panel.ts'
import { asks } from './message.ts'

const shown = v.nullable(str(LIMITS.shown))

const readService = v.strictObject({
  code: str(100),
  name: str(LIMITS.shown),
  price: v.nullable(str(100)),
  ticked: bool,
  included: bool,
  /** The view that shows it, of an adapter that has a list of views. */
  view: v.exactOptional(str(LIMITS.id)),
})
export type ReadService = Shaped<typeof readService>

const reading = v.strictObject({
  adapter: str(LIMITS.id),
  /** As the page shows it; the background normalises. null: the page shows none. */
  number: v.nullable(str(64)),
  customer: shown,
  /** Whole years; from the identity number, which itself never leaves the page. */
  age: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(149))),
  /** The portal holds real-name data with a right check digit. */
  realName: bool,
  clerk: v.nullable(str(64)),
  order: v.nullable(str(100)),
  services: list(readService, LIMITS.services),
  /** Services are still loading. */
  loading: bool,
  confirmed: v.nullable(v.strictObject({ order: v.nullable(str(100)) })),
  /** Names of adapter fields that should be there and are not: the page is unreadable, the submit held. */
  missing: list(str(60), LIMITS.missing),
  /** Every other number of this customer. */
  numbers: v.exactOptional(list(str(64), LIMITS.numbers)),
  /** The views in sight, of an adapter that has a list of them. */
  views: v.exactOptional(list(str(LIMITS.id), LIMITS.views)),
  /** The kind of business. */
  kind: v.exactOptional(str(LIMITS.id)),
  /** The submit button is in sight. */
  submit: v.exactOptional(bool),
})
/** What the panel read from the portal page through the adapter (portal room: `readPage`). */
export type Reading = Shaped<typeof reading>

/** The clerk's panel, a content script: it may only ask, and only about an activation of its own tab. */
export const PANEL = {
  'panel.open': asks({}).answers<{
    adapters: readonly Adapter[]
    view: PanelView
    texts: PanelTexts
  }>(),
  /** null: the frame shows nothing of an activation any more. */
  'panel.read': asks({ reading: v.nullable(reading) }).answers<PanelView>(),
  /** Customers' numbers that a page shows without an activation. */
  'panel.seen': asks({ numbers: list(str(LIMITS.shown), LIMITS.numbers) }).answers<null>(),
  /** Services to untick that stand in another frame of this tab. */
  'panel.untick': asks({ codes: list(str(100), LIMITS.unticked) }).answers<null>(),
  /** The clerk says that the customer asks, after a no, for this service: the customer's own screen asks them first. */
  'panel.ask-again': asks({ activation, service }).answers<PanelView>(),
  /** The customer takes a consent back; `decision` as the panel's view names it. */
  'panel.withdraw': asks({ activation, decision }).answers<PanelView>(),
  /** Where the portal has no real-name data of the one who signs: the clerk has seen their own paper. Nothing of it is kept. */
  'panel.document-seen': asks({ activation }).answers<PanelView>(),
  /** States the promise and opens the customer's window: the clerk's one tap. `text` only with code `other`. */
  'panel.hand-over': asks({
    activation,
    promise: code,
    text: v.nullable(str(LIMITS.text)),
  }).answers<PanelView>(),
  /** What an order held and the page does not show is put to the customer with what else waits: the same one tap. */
  'panel.ask-held': asks({
    activation,
    promise: code,
    text: v.nullable(str(LIMITS.text)),
  }).answers<PanelView>(),
  'panel.add-account': asks({ activation, service }).answers<PanelView>(),
  'panel.drop-account': asks({ activation, service }).answers<PanelView>(),
  'panel.open-site': asks({ activation, service }).answers<PanelView>(),
  'panel.submit-stopped': asks({
    activation: v.nullable(activation),
    route: v.picklist(['button', 'key', 'form']),
  }).answers<PanelView>(),
  /** Opens the customer's window with a paper that the view names, to print it. */
  'panel.paper': asks({ activation }).answers<PanelView>(),
  'panel.pledge-read': asks({}).answers<PanelView>(),
  /** Opens the popup page in a window of its own: a PIN is never typed on a portal page. */
  'panel.shift': asks({}).answers<null>(),
} as const
