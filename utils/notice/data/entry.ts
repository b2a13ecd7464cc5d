import type { Words } from '../../base/index.ts'
import type { Service } from '../service.ts'

/**
 * Where an address is known from. `public-page`: the service itself links to it from pages that anybody can open.
 * `public-code`: it stands in open-source programs that speak with the service; such an address ages faster.
 */
type Source = 'public-page' | 'public-code'

/** Addresses as `host/path`, without scheme: a host with its sub-domains, and a path prefix. */
interface Known {
  readonly from: Source
  readonly at: readonly string[]
}

/** One service as it stands in these files. What is not publicly known is left out, never guessed: see docs/catalogue.md. */
export interface Entry {
  /** `cn.` in front of what is run for customers in China; the brand elsewhere. */
  readonly id: string
  readonly sector: Service['sector']
  readonly name: Words
  readonly company: Words
  readonly domains: readonly string[]
  /** Where a permit leads. */
  readonly start: string
  /** Addresses that serve only a sign-up. */
  readonly signUp?: Known
  /** End points that send an SMS code. */
  readonly code?: Known
  /** End points that create the account. */
  readonly create?: Known
}
