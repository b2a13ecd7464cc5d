import { hostIn, hostOf } from '../../base/index.ts'
import { endsInPath, matchAddress, partsOf, withSubdomains } from '../../guard/index.ts'
import type { UrlMatch } from '../../notice/index.ts'
import type { Adapter, OrderShape } from '../../policy/index.ts'
import { orderShapes } from '../../portal/index.ts'

/** Whether an address is this one, or lies beneath it: on its host or a sub-domain, in whatever spelling. */
export const hitsUrl = (url: string, match: UrlMatch): boolean => matchAddress(url, withSubdomains(match))

/** Where a request of a portal that is an order goes. */
export type OrderAddress = Pick<OrderShape, 'method' | 'host' | 'path'>

/** The addresses of a portal's orders, each once. */
export function orderAddresses(adapter: Pick<Adapter, 'order' | 'orders'>): readonly OrderAddress[] {
  const found = new Map<string, OrderAddress>()
  for (const { method, host, path } of orderShapes(adapter))
    found.set(`${method} ${host}${path}`, { method, host, path })
  return [...found.values()]
}

/**
 * A portal's order by its path, on a host that is none of the adapter's: an IP number, an alias. A path that is a whole host
 * says nothing.
 */
export const hitsElsewhere = (
  { url, method }: { readonly url: string; readonly method: string },
  adapter: Pick<Adapter, 'order' | 'orders'>,
): boolean => {
  const addresses = orderAddresses(adapter).filter((order) => order.method === method)
  return !hostIn(hostOf(url), orderHosts(adapter)) && addresses.some(({ path }) => endsInPath(url, path))
}

/** The hosts that a portal's orders go to. Other paths on them are the portal's own affair. */
export const orderHosts = (adapter: Pick<Adapter, 'order' | 'orders'>): readonly string[] => [
  ...new Set(orderAddresses(adapter).map(({ host }) => host.replace(/^\*\./, ''))),
]

/** The hosts of a portal's own pages. */
export const portalHosts = ({ matches }: Pick<Adapter, 'matches'>): readonly string[] =>
  matches.flatMap((pattern) => partsOf(pattern)?.host.replace(/^\*\./, '') ?? [])

/** Whether a page of this portal asks, by the origin that the browser names. */
export const isAskedBy = (initiator: string, adapter: Pick<Adapter, 'matches'>): boolean =>
  hostIn(hostOf(initiator), portalHosts(adapter))
