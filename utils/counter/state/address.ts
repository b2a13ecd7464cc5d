import { matchAddress, withSubdomains } from '../../guard/index.ts'
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
