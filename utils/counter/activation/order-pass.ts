import { hex, hostOf, randomId, sha256 } from '../../base/index.ts'
import {
  type Activation,
  type Counter,
  ORDER_ANSWER_MS,
  type OrderAddress,
  type OrderPass,
  remember,
} from '../state/index.ts'

/** An order that may go leaves at once; a pass that nobody has used ends after so long. */
export const PASS_MS = 10_000

/** A request to an order's address, as it begins. */
export interface Leaving {
  readonly id: string
  readonly tab: number
  readonly url: string
  readonly type: string
  /** The bytes of its body where the browser shows them whole; `form` where it shows fields; else null. */
  readonly body: () => Uint8Array | 'form' | null
}

export const passOf = (counter: Counter, tab: number): OrderPass | null =>
  counter.run.orderPasses.find((p) => p.tab === tab) ?? null

/** An order of this activation is on its way: no second one beside it. */
export function isUnderway(counter: Counter, activation: Activation): boolean {
  const pass = passOf(counter, activation.tab)
  if (!activation.underway || !pass) return false
  return pass.usedBy === null
    ? pass.until > counter.now()
    : counter.now() - (activation.submittedAt ?? 0) < ORDER_ANSWER_MS
}

/** The pass for an order that was read and may go. */
export function passFor(
  counter: Counter,
  order: {
    readonly tab: number
    readonly adapter: string
    readonly order: OrderAddress
    /** Of the page that asks. */
    readonly pageUrl: string
    readonly url: string
    readonly route: 'form' | 'request'
    readonly contentType: string | null
    readonly bytes: Uint8Array
  },
): OrderPass {
  const { tab, adapter, pageUrl, url, route, contentType, bytes } = order
  const { method, host, path } = order.order
  // Of fields the browser shows the names and values, not the bytes that leave.
  const isForm = route === 'form' || /^\s*(?:multipart|application\/x-www-form)/i.test(contentType ?? '')
  return {
    tab,
    adapter,
    to: { method, host, path },
    until: counter.now() + PASS_MS,
    route,
    host: hostOf(pageUrl),
    body: isForm ? '' : hex(sha256(bytes)),
    // No worker can send a form.
    ends: route === 'form' || counter.host.canBlock() ? '' : `${afterScheme(url)}#${randomId(16)}`,
    usedBy: null,
  }
}

/** An address from its `://` on, without its hash. A browser may make `https` of `http` on the way. */
const afterScheme = (url: string): string => url.slice(url.indexOf(':')).replace(/#.*/s, '')

/** Where to send the order that has this pass. */
export const addressOf = ({ ends }: OrderPass, url: string): string =>
  ends ? url.slice(0, url.indexOf(':')) + ends : url

/** Whether the rule of a pass could have let this request out. */
export const isLetOutBy = (pass: OrderPass, { url }: Leaving): boolean => url.endsWith(pass.ends)

const fits = (pass: OrderPass, leaving: Leaving): boolean => {
  const { type, body } = leaving
  if (!isLetOutBy(pass, leaving)) return false
  const isPage = type === 'main_frame' || type === 'sub_frame'
  if (isPage !== (pass.route === 'form')) return false
  if (pass.body === '') return true
  const shown = body()
  // Of a beacon with a blob the browser shows nothing, and a worker has no beacons.
  if (shown === null) return /^(?:ping|beacon)$/.test(type)
  return shown !== 'form' && hex(sha256(shown)) === pass.body
}

/**
 * A request to an order's address begins, and the rules let it through: the one that has the pass, or one that takes its
 * chance. Synchronous: a listener that blocks waits for it. True: it may go.
 */
export function orderLeaves(counter: Counter, leaving: Leaving): boolean {
  const pass = passOf(counter, leaving.tab)
  if (!pass) return false
  // The same request once more, led on to another address.
  if (pass.usedBy !== null) return pass.usedBy === leaving.id
  // Where no listener may block the rule has let it out, if only just: what fits is the order that was read.
  const may = (pass.until > counter.now() || !counter.host.canBlock()) && fits(pass, leaving)
  if (may) {
    const used = { ...pass, usedBy: leaving.id }
    remember(counter, { run: { orderPasses: counter.run.orderPasses.map((p) => (p === pass ? used : p)) } })
  }
  return may
}

/** Passes that nobody has used in time. */
export const unusedPasses = (counter: Counter): readonly OrderPass[] =>
  counter.run.orderPasses.filter((p) => p.usedBy === null && p.until <= counter.now())
