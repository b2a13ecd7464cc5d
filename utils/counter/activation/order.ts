import { CodedError, err, fromBase64, maskNumber, ok, type Result, utf8 } from '../../base/index.ts'
import { findNumbers, matchPatterns, passLetsOut } from '../../guard/index.ts'
import type { Draft } from '../../log/index.ts'
import type { OrderShape } from '../../policy/index.ts'
import { type Ordered, orderShapes, readRequest } from '../../portal/index.ts'
import type { Write } from '../../store/index.ts'
import type { HeldWhy, ToBackground } from '../../wire/index.ts'
import { removalSeen } from '../consent/index.ts'
import {
  type Activation,
  byTab,
  type Counter,
  clerkOf,
  commit,
  hitsElsewhere,
  hitsUrl,
  isPortal,
  newest,
  numbersOf,
  type OrderAddress,
  type OrderPass,
  orderAddresses,
  SETTINGS,
  safeOrigin,
  settingWrite,
} from '../state/index.ts'
import { BURST_GAP_MS, fold, lastOf } from './bursts.ts'
import { burstOf, heldNow, hold, withoutHeld } from './held.ts'
import { knownCodes, orderGate, pageGate, shownItems } from './order-gate.ts'
import {
  addressOf,
  isLetOutBy,
  isUnderway,
  type Leaving,
  passFor,
  passOf,
  unusedPasses,
} from './order-pass.ts'
import { isBegun } from './readings.ts'

type Asked = Extract<ToBackground, { t: 'order' }>

/**
 * An order is about to leave the portal. It goes on only when every item in it is the plan or has a valid consent; what
 * cannot be read, belongs to another number, or has no activation is held. Gives the address to send it to.
 */
export async function askOrder(
  counter: Counter,
  tab: number,
  pageUrl: string,
  asked: Asked,
): Promise<Result<string>> {
  // The sentinel asks about every spelling that only looks like an order's: what is none goes, without a pass.
  const { portals } = counter.loaded.policy
  const isElsewhere = portals.some((p) => matchPatterns(pageUrl, p.matches) && hitsElsewhere(asked, p))
  if (
    !isElsewhere &&
    !portals.some((portal) => orderAddresses(portal).some((order) => hitsOrder(asked, order)))
  )
    return ok(asked.url)
  const judged = judgeOrder(counter, tab, pageUrl, asked)
  const activation = byTab(counter, tab)
  const route = asked.route === 'form' ? 'form' : 'request'
  if (!judged.ok) {
    const { why, lacking, number } = judged
    await hold(counter, { tab, activation, why, lacking, number, route, isShown: true })
    return err(why)
  }
  try {
    await letGo(counter, judged)
    return ok(addressOf(judged.pass, asked.url))
  } catch (e) {
    // On disk before it leaves: a disk that refuses holds the order. Its entry is tried all the same.
    const why = 'order/not-recorded'
    await hold(counter, { tab, activation, why, route, isShown: true })
    throw e instanceof CodedError ? e : new CodedError('store/failed')
  }
}

const hitsOrder = ({ url, method }: Pick<Asked, 'url' | 'method'>, order: OrderAddress): boolean =>
  order.method === method && hitsUrl(url, order)

interface MayGo {
  readonly ok: true
  /** Null for a request that looks like an order and is none. */
  readonly activation: Activation | null
  readonly items: readonly Pick<Ordered, 'code' | 'action'>[]
  /** Nobody has read it: the items are what the pages showed. */
  readonly isUnread: boolean
  readonly pass: OrderPass
}

type Judged =
  | MayGo
  | {
      readonly ok: false
      readonly why: HeldWhy
      readonly lacking: readonly string[]
      readonly number: string
    }

function judgeOrder(counter: Counter, tab: number, pageUrl: string, asked: Asked): Judged {
  const no = (why: HeldWhy, lacking: readonly string[] = [], number = ''): Judged => ({
    ok: false,
    why,
    lacking,
    number,
  })
  const adapter = counter.loaded.policy.portals.find((a) => matchPatterns(pageUrl, a.matches))
  if (!adapter) return no('order/no-portal')
  if (hitsElsewhere(asked, adapter)) return no('order/other-host')
  const bytes = asked.bytes ? fromBase64(asked.body) : utf8(asked.body)
  const { contentType, route, url } = asked
  const pass = (order: OrderShape): OrderPass =>
    passFor(counter, {
      tab,
      adapter: adapter.id,
      order,
      pageUrl,
      url,
      route,
      contentType,
      bytes: bytes ?? utf8(''),
    })
  // The longest path says best what a request is: a draft beneath the address of orders is a draft. At one address what is known
  // by its content comes before what takes all the rest.
  const shapes = orderShapes(adapter)
    .filter((order) => hitsOrder(asked, order) && passLetsOut(url, order))
    .sort((a, b) => b.path.length - a.path.length || Number(!a.when) - Number(!b.when))
  const [order, ...orders] = shapes
  const read =
    order && bytes && readRequest({ contentType, bytes }, { order, orders }, knownCodes(counter, tab))
  const activation = byTab(counter, tab)
  if (order && read?.ok && read.value.kind === 'none') {
    // One pass a tab: a draft would take that of the order which is on its way, and its answer.
    if (activation && isUnderway(counter, activation)) return no('order/underway')
    return { ok: true, activation: null, items: [], isUnread: false, pass: { ...pass(order), none: true } }
  }
  if (!activation || isBegun(counter, tab)) return no('order/no-activation')
  // An order in a spelling that no portal uses: its pass would not let it out either.
  if (!order) return no('order/other-way')
  if (activation.missing.length > 0) return no('gate/unreadable')
  if (isUnderway(counter, activation)) return no('order/underway')
  if (!read) return no('order/unreadable')
  if (!read.ok) return no(read.error.code)
  // An order that names a number names one that the customer before the counter has signed for.
  const numbers: readonly string[] = numbersOf(activation)
  const other = findNumbers(read.value.text).find((number) => !numbers.includes(number))
  if (other !== undefined) return no('order/other-number', [], maskNumber(other))
  const isUnread = read.value.kind === 'opaque'
  const gate = isUnread ? pageGate(counter, activation) : orderGate(counter, activation, read.value.items)
  if (!gate.open) return no(gate.why ?? 'gate/order', gate.lacking)
  // Where no listener can tell one form from another, none has a pass while something else in this tab tries for it.
  const unasked = lastOf(counter, unaskedKey(activation))
  if (route === 'form' && !counter.host.canBlock() && counter.now() - unasked < BURST_GAP_MS)
    return no('order/other-way')
  const items = isUnread ? shownItems(activation) : read.value.items
  return { ok: true, activation, items, isUnread, pass: pass(order) }
}

/** The order may leave: first on disk, then the pass, and what was held before it is over. */
async function letGo(counter: Counter, { activation, items, isUnread, pass }: MayGo): Promise<void> {
  if (activation) {
    // With the activation, so that an answer which comes after the worker was stopped still finds what was ordered.
    const underway = items.map(({ code, action }) => ({ code, action }))
    const { unread: _, ...rest } = activation
    const next: Activation = {
      ...rest,
      stage: 'submitted',
      submittedAt: counter.now(),
      underway,
      ...(isUnread ? { unread: true } : {}),
    }
    await commit(counter, { next: { activations: [next] } })
  }
  const { tab } = pass
  // Looked up only now: a pass of another tab may have been used meanwhile.
  const others = counter.run.orderPasses.filter((p) => p.tab !== tab)
  const before = passOf(counter, tab)?.usedBy
  const own: OrderPass = before ? { ...pass, after: before } : pass
  const held = activation ? { held: withoutHeld(counter, tab) } : {}
  await commit(counter, { next: { run: { orderPasses: [...others, own], ...held } } })
}

/** A message that carries an order and is none that can be read: its page gets a no at once, and the clerk is told. */
export const refuseOrder = (counter: Counter, tab: number): Promise<void> =>
  hold(counter, {
    tab,
    activation: byTab(counter, tab),
    why: 'order/unreadable',
    route: 'request',
    isShown: true,
  })

/** A request to an order's address that no script of ours has asked about. */
export interface Unasked {
  readonly tab: number
  /** Origin of what sent it; '' where there is none. */
  readonly initiator: string
  /** At an order's path on a host that is not listed. */
  readonly isElsewhere?: boolean
}

const unaskedKey = (activation: Activation): string =>
  burstOf(activation, { why: 'order/other-way', route: 'request', isUnasked: true }).key

/** Whose counter it is about, and why it was held: another may have its pass just now. */
function whoseOrder(counter: Counter, { tab, initiator, isElsewhere }: Unasked) {
  const isOurs = initiator !== '' && isPortal(counter, `${initiator}/`)
  // A worker that all tabs of a site share has no tab.
  const activation = byTab(counter, tab) ?? (tab < 0 && isOurs ? newest(counter) : null)
  const why: HeldWhy = isElsewhere
    ? 'order/other-host'
    : passOf(counter, tab)
      ? 'order/second'
      : 'order/other-way'
  return {
    tab: activation?.tab ?? tab,
    activation,
    why,
    route: 'request' as const,
    isUnasked: true,
    isShown: isOurs || activation !== null,
  }
}

/** True where it is one more of many: it has been counted, and takes no turn. */
export function foldUnasked(counter: Counter, unasked: Unasked): boolean {
  const about = whoseOrder(counter, unasked)
  return fold(counter, burstOf(about.activation, about))
}

/**
 * An order went out by a way that no script of ours meets, such as a worker of the page, and the rule beneath has blocked
 * it: what was in it nobody could read, so even the plan alone is held. The clerk is told, and it is an entry. Called for
 * the first one of a burst, which has been folded.
 */
export const orderUnasked = (counter: Counter, unasked: Unasked): Promise<void> =>
  hold(counter, whoseOrder(counter, unasked), true)

/**
 * In Chromium that lets no listener block: a request has left under another one's pass before the rule was taken back. It
 * cannot be undone. It is an entry, as something that was seen and not stopped, and the clerk is told.
 */
export async function orderGotOut(
  counter: Counter,
  unasked: Unasked & { readonly url: string },
): Promise<void> {
  const { tab, activation } = whoseOrder(counter, unasked)
  await commit(counter, {
    shut: {
      run: {
        held: [...withoutHeld(counter, tab), heldNow(counter, { tab, activation, why: 'order/got-out' })],
      },
    },
    drafts: [
      {
        kind: 'guard.informed',
        clerk: clerkOf(counter),
        activation: activation?.id ?? '',
        ...(activation ? { cust: activation.cust } : {}),
        body: {
          origin: safeOrigin(unasked.url),
          service: null,
          page: 'field',
          number: 'none',
          way: 'request',
          layer: 'request',
          why: 'order/got-out',
        },
      },
    ],
    tell: [{ nudge: 'panel' }],
  })
}

/**
 * Another request has begun that the pass of this tab could let out: nothing leaves under it any more, and its order is over
 * when its page has its no.
 */
export async function shutPass(counter: Counter, leaving: Leaving): Promise<void> {
  const pass = passOf(counter, leaving.tab)
  if (pass?.usedBy !== null || !isLetOutBy(pass, leaving)) return
  const shut = { ...pass, until: Math.min(pass.until, counter.now()) }
  const orderPasses = counter.run.orderPasses.map((p) => (p === pass ? shut : p))
  await commit(counter, { shut: { run: { orderPasses } } })
}

/** Nothing more leaves under the pass of this tab. */
async function closePass(counter: Counter, tab: number): Promise<void> {
  if (!passOf(counter, tab)) return
  await commit(counter, {
    shut: { run: { orderPasses: counter.run.orderPasses.filter((p) => p.tab !== tab) } },
  })
}

/** Passes that nobody has used in time: their orders never left, and the activation is open again. */
export async function endPasses(counter: Counter): Promise<void> {
  for (const { tab } of unusedPasses(counter)) await orderOver(counter, tab, null)
}

/** The page has its answer, or none; which it was, only the browser says. One that has never left is over. */
export async function orderLet(counter: Counter, tab: number): Promise<void> {
  if (passOf(counter, tab)?.usedBy === null) await orderOver(counter, tab, null)
}

/** The order has been answered, or has failed. */
export async function orderOver(
  counter: Counter,
  tab: number,
  answer: { status: number; date: string | null } | null,
  id?: string,
): Promise<void> {
  const pass = passOf(counter, tab)
  // Looked at in the turn: the pass may be another request's by now, such as the order's that follows a draft.
  if (pass && id !== undefined && (pass.after === id || (pass.usedBy !== null && pass.usedBy !== id))) return
  await closePass(counter, tab)
  if (pass?.none) return
  const found = byTab(counter, tab)
  if (!found?.underway) return
  const items = found.underway
  const activation: Activation = { ...found, underway: null }
  const accepted = answer !== null && answer.status >= 200 && answer.status < 400
  const isOver = accepted || found.stage !== 'submitted'
  const told = Date.parse(answer?.date ?? '')
  // The one clock that is not this machine's: retention is held against it.
  const outside: Write[] = Number.isNaN(told) ? [] : [settingWrite(SETTINGS.outsideClock, told)]
  const draft: Draft = {
    kind: 'activation.submitted',
    clerk: clerkOf(counter),
    activation: activation.id,
    cust: activation.cust,
    body: {
      order: activation.order,
      items: items.map((i) => ({
        service: counter.loaded.catalogue.byCode(i.code)?.id ?? i.code,
        action: i.action,
      })),
      answered: answer?.date ?? null,
      status: answer?.status ?? 0,
      ...(found.unread ? { unread: true as const } : {}),
    },
  }
  const next: Activation = isOver ? activation : { ...activation, stage: 'open', submittedAt: null }
  await commit(counter, { drafts: [draft], writes: outside, next: { activations: [next] } })
  const after = counter.activations.get(activation.id)
  if (accepted && after) await removalSeen(counter, after, items)
  counter.host.nudge({ nudge: 'panel', activation: activation.id })
}
