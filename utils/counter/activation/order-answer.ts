import type { Answered } from '../permits/index.ts'
import { byTab, type Counter, hitsUrl, type InTurn } from '../state/index.ts'
import { orderOver, orderUnasked } from './order.ts'

/** True where a request is an order: by the policy's portals alone, whichever page sent it. */
export const isOrder = (counter: Counter, url: string, method: string) =>
  counter.loaded.policy.portals.some(
    ({ order }) => order.method === method && hitsUrl(url, { host: order.host, path: order.path }),
  )

/** The portal has answered an order, or has led on what a form sent. False where it was none. */
export async function orderAnswered(counter: Counter, inTurn: InTurn, seen: Answered): Promise<boolean> {
  if (!isOrder(counter, seen.url, seen.method)) return false
  await inTurn(() => orderOver(counter, seen.tab, { status: seen.status, date: seen.date }))
  return true
}

/** An order did not reach the portal: the browser has blocked it, or the network failed. False where it was none. */
export async function orderFailed(
  counter: Counter,
  inTurn: InTurn,
  seen: Answered,
  blocked: boolean,
): Promise<boolean> {
  if (!isOrder(counter, seen.url, seen.method)) return false
  const unasked = blocked && !byTab(counter, seen.tab)?.underway
  await inTurn(() => (unasked ? orderUnasked(counter, seen.tab) : orderOver(counter, seen.tab, null)))
  return true
}
