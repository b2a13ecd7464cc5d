import type { Words } from '../base/index.ts'

/** How to take a text from a page: a CSS selector, and an attribute instead of the text content. */
export interface Pick {
  readonly css: string
  readonly attr?: string
}

/**
 * How to read one carrier's portal, as data. Selectors are looked up in the whole document (open shadow roots are not
 * searched); a field that should be there and is not makes the page unreadable, and the submit stays held.
 */
export interface Adapter {
  readonly id: string
  readonly name: Words
  /** Match patterns without port, `http://carrier.localhost/*`: where panel and order gate run. */
  readonly matches: readonly string[]
  /** The page shows an activation while this element is there. Without it the panel shows nothing. */
  readonly activation: { readonly css: string }
  readonly fields: {
    /** Staff id of who is logged in to the portal. */
    readonly clerk?: Pick
    /** The new number. */
    readonly number: Pick
    /** The customer's name. */
    readonly customer?: Pick
    /** Resident identity number: only age and its check digit are taken, the number itself is dropped at once. */
    readonly identity?: Pick
    /** Order or case number. */
    readonly order?: Pick
  }
  readonly services: {
    /** One element a service. */
    readonly row: string
    readonly code: Pick
    readonly name: Pick
    readonly price?: Pick
    /** The tick box in the row; a row without one counts as ordered. */
    readonly tick?: string
    /** The row is part of the plan itself when it matches this. */
    readonly included?: string
    /** While this matches in the document, services are still loading. */
    readonly loading?: string
  }
  readonly submit: {
    /** The submit button. */
    readonly button: string
    /** The form around it, where there is one. */
    readonly form?: string
  }
  /** The portal's confirmation. */
  readonly confirmed: { readonly css: string; readonly order?: Pick }
  /** How an order goes out. */
  readonly order: OrderShape
}

/**
 * Forms in which a portal writes an order. `tmf622`: TM Forum product order (v4 and v5, nested items); `json`: an array at
 * `items`; `form`: urlencoded, with a field of codes.
 */
export const ORDER_FORMATS = ['tmf622', 'json', 'form'] as const

/** The order request, and where its items stand. */
export interface OrderShape {
  readonly method: 'POST' | 'PUT' | 'PATCH'
  readonly host: string
  /** Path prefix. */
  readonly path: string
  readonly format: (typeof ORDER_FORMATS)[number]
  /** For `json`: dotted paths. */
  readonly items?: string
  readonly code?: string
  readonly quantity?: string
  readonly action?: string
  /** For `form`: the repeated field, or one split at `,`. */
  readonly field?: string
  /** Codes that are the plan itself and need no consent, beside those the catalogue does not list as a service. */
  readonly plan?: readonly string[]
  /** An order without items is right, since the plan stands elsewhere in it. Else it counts as unreadable. */
  readonly empty?: boolean
}
