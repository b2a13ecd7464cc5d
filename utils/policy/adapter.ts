import type { Words } from '../base/index.ts'
import type { OrderShape } from './order-shape.ts'

/**
 * Where something stands on a page, in one of the ways in which a person would say it: by CSS selector, by the label beside
 * it, by the heading of its column, or by its role and name. Exactly one of `css`, `label`, `column` and `role`.
 */
export interface Locator {
  readonly css?: string
  /** The words beside it: of a `<label>`, a cell before, a form item, a `<dt>`, an `aria-label`. */
  readonly label?: string
  /** The heading of its column, where it is looked for in the row of a table. */
  readonly column?: string
  /** Its role, as a screen reader says it: `button`, `textbox`. With `name`: only the one that is called so. */
  readonly role?: string
  readonly name?: string
  /** An attribute of it, in place of what it shows. */
  readonly attr?: string
  /** A property of it, in place of what it shows. */
  readonly prop?: string
  /** Cuts the value out of the text: a regular expression, of which the first group counts, or the whole of it. */
  readonly pattern?: string
}

/** How to take a text from a page. Of a list, the first locator that finds something. */
export type Pick = Locator | readonly Locator[]

/** How to find something on a page; a text alone is a CSS selector. */
export type Find = string | Pick

/** What one view may show of an activation. */
interface Fields {
  /** Staff id of who is logged in to the portal. */
  readonly clerk?: Pick
  /** The new number. */
  readonly number?: Pick
  /** Every other number that is this customer's, such as sub-cards: each match. */
  readonly numbers?: Pick
  /** The customer's name. */
  readonly customer?: Pick
  /** Resident identity number: only age and its check digit are taken, the number itself is dropped at once. */
  readonly identity?: Pick
  /** Order or case number. */
  readonly order?: Pick
  /** Which kind of business it is, in the portal's words; see `Adapter.kinds`. */
  readonly kind?: Pick
}

/** What a kind of business may need. */
export const KIND_NEEDS = ['customer', 'identity', 'order', 'services'] as const

/** A kind of business: a new number, a replacement, a plan change, broadband. */
export interface Kind {
  readonly id: string
  /** What the portal calls it. */
  readonly words: readonly string[]
  /** What has to be known of it, beside the number, before an order may go. */
  readonly needs?: readonly (typeof KIND_NEEDS)[number][]
}

/** A list of services on a page. */
export interface Services {
  /** One element a service. */
  readonly row: Find
  readonly code: Pick
  readonly name: Pick
  readonly price?: Pick
  /** The tick box in the row; a row without one counts as ordered. */
  readonly tick?: Find
  /** The tick, or its row, matches this CSS selector while it is ticked: for a tick that is only drawn. */
  readonly ticked?: string
  /** The row is part of the plan itself when it matches this. */
  readonly included?: string
  /** While this is there, services are still loading. */
  readonly loading?: Find
  /** The view always shows all of its services: one that is not there any more is not ordered. */
  readonly whole?: boolean
}

/** The portal's submit. */
interface Submit {
  /** The submit button. */
  readonly button: Find
  /** The form around it, where there is one. */
  readonly form?: Find
}

/** One step, tab, dialog or frame of a portal: how it is recognised, and what of an activation it shows. */
export interface View {
  readonly id: string
  /** Its address: `*` stands for anything. `path` and `hash` fit as a whole, `query` by the names that it gives. */
  readonly at?: {
    readonly path?: string
    readonly query?: Readonly<Record<string, string>>
    readonly hash?: string
  }
  /** What is visible on the page while the view is. */
  readonly on?: Find
  /** The part of the page in which everything of this view is looked for (CSS), such as the dialog that is open. */
  readonly within?: string
  /** A view with which another activation begins: what was read in this tab before is not of it. */
  readonly begins?: boolean
  readonly fields?: Fields
  readonly services?: Services
  readonly submit?: Submit
  /** The portal's confirmation: the view itself, or what `on` finds in it. */
  readonly confirmed?: { readonly on?: Find; readonly order?: Pick }
  /** Customers' numbers that the view shows without an activation (search, bills): each match is guarded for a day. */
  readonly seen?: Pick
}

/**
 * How to read one carrier's portal, as data: as a list of views, or as one view with `activation`, `fields`, `services`,
 * `submit` and `confirmed` at the top. A field that should be there and is not makes the page unreadable, and the submit
 * stays held.
 */
export interface Adapter {
  readonly id: string
  readonly name: Words
  /** Match patterns without port, `http://carrier.localhost/*`: where panel and order gate run. */
  readonly matches: readonly string[]
  readonly views?: readonly View[]
  /** The kinds of business that the views tell (`fields.kind`). One that is none of them is held; without a list, all are alike. */
  readonly kinds?: readonly Kind[]
  /** The page shows an activation while this element is there. Without it the panel shows nothing. */
  readonly activation?: { readonly css: string }
  readonly fields?: Fields
  readonly services?: Services
  readonly submit?: Submit
  /** The portal's confirmation. */
  readonly confirmed?: { readonly css: string; readonly order?: Pick }
  /** How an order goes out. */
  readonly order: OrderShape
  /** Further requests that are orders, or look like one, at another address or told apart by their content. */
  readonly orders?: readonly OrderShape[]
}
