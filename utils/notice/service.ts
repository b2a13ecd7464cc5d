import type { ServiceId, Words } from '../base/index.ts'

/** Where a service lives on the web: what the floor stops and a permit opens. Ports never matter. */
export interface Site {
  /** Registrable or full host names; sub-domains are included. */
  readonly domains: readonly string[]
  /** The address a permit opens, absolute. `{origin-port}` never stands here: ports come from the policy as written. */
  readonly start: string
  /** Addresses that serve only a sign-up: on the static floor. */
  readonly signUp: readonly UrlMatch[]
  /** End points that send an SMS code. */
  readonly code: readonly UrlMatch[]
  /** End points that create the account: a permit is used when one of them has answered with success. */
  readonly create: readonly UrlMatch[]
}

/** A host with its sub-domains, and a path prefix that ends at a `/`, `?`, `#` or the end. */
export interface UrlMatch {
  readonly host: string
  readonly path: string
}

/** Price in fen (1/100 yuan); 0 is free. */
export interface Price {
  readonly fen: number
  readonly per: 'month' | 'year' | 'once'
}

/**
 * Anything that can be registered for the customer. A `carrier` service is an order confirmed (PIPL 13(1)2), an `account`
 * is data provided to another handler (PIPL 23).
 */
export interface Service {
  readonly id: ServiceId
  readonly kind: 'carrier' | 'account'
  readonly sector:
    | 'telecom'
    | 'insurance'
    | 'shop'
    | 'social'
    | 'video'
    | 'payment'
    | 'food'
    | 'travel'
    | 'games'
    | 'mail'
    | 'other'
  readonly name: Words
  readonly company: Words
  /** The codes under which a portal orders it. */
  readonly codes: readonly string[]
  readonly price: Price
  readonly site?: Site
}
