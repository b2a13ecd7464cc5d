import { cleanHost, hostIn, hostOf } from '../base/index.ts'
import { matchAddress } from './address.ts'
import type { Neutral } from './rules.ts'

/** A request as both engines see it. */
export interface Asked {
  readonly url: string
  readonly method: string
  /** -1 where no tab asked: a worker. */
  readonly tab: number
  /** Host of the page that asks; '' where there is none. */
  readonly initiator: string
  readonly type: 'page' | 'frame' | 'rest'
}

const compiled = new Map<string, RegExp>()
function regexOf(source: string): RegExp {
  let regex = compiled.get(source)
  if (!regex) {
    if (compiled.size > 5_000) compiled.clear()
    regex = new RegExp(source, 'i')
    compiled.set(source, regex)
  }
  return regex
}

function meets(rule: Neutral, asked: Asked, host: string): boolean {
  const { where } = rule
  if (!where.types.includes(asked.type)) return false
  if (where.tabs && !where.tabs.includes(asked.tab)) return false
  if (where.methods && !where.methods.includes(asked.method.toLowerCase())) return false
  if (where.hosts && !hostIn(host, where.hosts)) return false
  if (where.notHosts && hostIn(host, where.notHosts)) return false
  if (where.initiators && !hostIn(asked.initiator, where.initiators)) return false
  if (where.ends) return asked.url.endsWith(where.ends)
  if (!where.regex || regexOf(where.regex).test(asked.url)) return true
  const { address } = where
  // The host first: a policy can bring thousands of addresses.
  return (
    address !== undefined &&
    hostIn(host, [address.host.replace(/^\*\./, '')]) &&
    matchAddress(asked.url, address)
  )
}

/** At equal priority an allow wins over a block, a block over a redirect, as in declarativeNetRequest. */
const RANK: Readonly<Record<Neutral['act'], number>> = { allow: 2, block: 1, 'stopped-page': 0 }

/** The rule that decides a request, or null. The second engine: what declarativeNetRequest does, in the open. */
export function decide(rules: readonly Neutral[], asked: Asked): Neutral | null {
  let host: string
  try {
    host = cleanHost(new URL(asked.url).hostname)
  } catch {
    return null
  }
  let best: Neutral | null = null
  for (const rule of rules) {
    if (
      best &&
      (rule.priority < best.priority || (rule.priority === best.priority && RANK[rule.act] <= RANK[best.act]))
    )
      continue
    if (meets(rule, asked, host)) best = rule
  }
  return best
}

/** A request as `webRequest.onBeforeRequest` tells it, in either browser. */
export interface Requested {
  readonly url: string
  readonly method: string
  readonly tabId: number
  readonly type: string
  /** Chromium's name for who asks; Firefox has two others. */
  readonly initiator?: string | undefined
  readonly originUrl?: string | undefined
  readonly documentUrl?: string | undefined
}

/** What a blocking listener does with it: nothing, or stop it; with the service whose page is to be shown, where there is one. */
export type Blocked = null | { readonly act: 'block' | 'stopped-page'; readonly service?: string }

/** The rules for a blocking webRequest listener: the other adapter beside `toDnr`. */
export const toBlocking =
  (rules: readonly Neutral[]) =>
  (request: Requested): Blocked => {
    const { url, method, tabId, type } = request
    const rule = decide(rules, {
      url,
      method,
      tab: tabId,
      initiator: hostOf(request.initiator ?? request.originUrl ?? request.documentUrl ?? ''),
      type: type === 'main_frame' ? 'page' : type === 'sub_frame' ? 'frame' : 'rest',
    })
    if (!rule || rule.act === 'allow') return null
    return rule.service ? { act: rule.act, service: rule.service } : { act: rule.act }
  }
