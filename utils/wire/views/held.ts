import type { Words } from '../../base/index.ts'
import type { OrderFault } from '../../portal/index.ts'
import type { PanelService } from './panel.ts'

/**
 * Every reason for which a submit or an order is held. `order/*`: the request itself, judged by what is in it. `gate/*`: what
 * the page shows. Each has its words in components/text/held.ts; one without does not compile.
 */
export type HeldWhy =
  | OrderFault
  /** The page that sends is none of a portal. */
  | 'order/no-portal'
  /** Nobody knows whose order it is. */
  | 'order/no-activation'
  /** The message that carries it is damaged. */
  | 'order/unreadable'
  | 'order/other-number'
  /** It went by a way on which nobody could read it, such as a worker, and a rule has blocked it. */
  | 'order/other-way'
  /** At the path of an order, on a host that the adapter does not list. */
  | 'order/other-host'
  /** It came while the pass of another was open. */
  | 'order/second'
  /** One is on its way and not yet answered. */
  | 'order/underway'
  /** It could not be written down. */
  | 'order/not-recorded'
  /** Not held: it got out unread in the moment in which another had its pass (Chromium that lets no listener block). */
  | 'order/got-out'
  | 'gate/unreadable'
  | 'gate/loading'
  | 'gate/unknown'
  | 'gate/waiting'
  | 'gate/refused-ticked'
  /** The order holds a service without a valid consent. */
  | 'gate/order'
  /** It orders a service more than once. */
  | 'gate/quantity'
  /** It orders a service for more than its notice says. */
  | 'gate/price'

/** What was held last in a tab, until an order has been let through or the reason is gone. */
export interface HeldView {
  readonly why: HeldWhy
  /** Milliseconds since the epoch: a new one unfolds the panel. */
  readonly at: number
  /** Of `gate/order`, `gate/quantity` and `gate/price`: what it is about. */
  readonly services: readonly {
    readonly name: Words
    readonly state: PanelService['state']
  }[]
  /** Of `order/other-number`: the number that the order names, masked. */
  readonly number: string | null
  /** Something in it can be put to the customer, and is not on the list yet. */
  readonly canAsk: boolean
}
