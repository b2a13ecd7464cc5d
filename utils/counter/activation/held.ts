import type { ServiceId } from '../../base/index.ts'
import type { HeldView, HeldWhy } from '../../wire/index.ts'
import {
  type Activation,
  type Burst,
  byTab,
  type Counter,
  clerkOf,
  commit,
  type Held,
  remember,
} from '../state/index.ts'
import { fold, unfold } from './bursts.ts'
import { pageGate, serviceState } from './order-gate.ts'

interface Holding {
  readonly tab: number
  readonly activation: Activation | null
  readonly why: HeldWhy
  readonly lacking?: readonly string[]
  readonly number?: string
  readonly route: 'button' | 'key' | 'form' | 'request'
  /** Told to the panel of this tab, and kept until it is over. The page's own submit is told by its gate. */
  readonly isShown: boolean
  /** A rule of the browser has blocked it: nobody was asked. */
  readonly isUnasked?: boolean
}

const idsOf = (counter: Counter, activation: Activation): readonly string[] =>
  activation.read
    .filter((row) => row.ticked || row.included)
    .map((row) => counter.loaded.catalogue.byCode(row.code)?.id ?? row.code)

/** What a hold is folded by: the same reason, for the same customer. */
export const burstOf = (
  activation: Activation | null,
  { why, lacking = [], route, isUnasked }: Pick<Holding, 'why' | 'lacking' | 'route' | 'isUnasked'>,
): Omit<Burst, 'from' | 'last' | 'count'> => ({
  key: [activation?.id ?? 'none', isUnasked ? 'rule' : 'asked', why, ...lacking].join(' '),
  activation: activation?.id ?? '',
  cust: activation?.cust ?? null,
  body: { open: lacking, route, why },
})

/** What the panel of a tab is told, as it stands now. */
export const heldNow = (
  counter: Counter,
  { tab, activation, why, lacking = [], number = '' }: Omit<Holding, 'route' | 'isShown'>,
): Held => ({
  tab,
  activation: activation?.id ?? null,
  why,
  at: counter.now(),
  lacking,
  ticked: activation ? idsOf(counter, activation).filter((id) => lacking.includes(id)) : [],
  number,
})

/**
 * Something was held: the panel is told, also where the disk refuses, and it is an entry; of a burst of the same the first one
 * and its count. `isFirst`: it has been folded already, and is the first.
 */
export async function hold(counter: Counter, holding: Holding, isFirst?: boolean): Promise<void> {
  const { tab, activation, isShown } = holding
  const burst = burstOf(activation, holding)
  const isMore = !isFirst && fold(counter, burst)
  try {
    await commit(counter, {
      ...(isShown
        ? { shut: { run: { held: [...withoutHeld(counter, tab), heldNow(counter, holding)] } } }
        : {}),
      drafts: isMore
        ? []
        : [
            {
              kind: 'submit.stopped',
              clerk: clerkOf(counter),
              activation: burst.activation,
              ...(activation ? { cust: activation.cust } : {}),
              body: burst.body,
            },
          ],
    })
  } catch (e) {
    unfold(counter, burst.key)
    throw e
  } finally {
    counter.host.nudge({ nudge: 'panel' })
  }
}

/** What is held in the other tabs. */
export const withoutHeld = (counter: Counter, tab: number): readonly Held[] =>
  counter.run.held.filter((h) => h.tab !== tab)

/** The tab is closed. */
export function forgetHeld(counter: Counter, tab: number): void {
  remember(counter, { run: { held: withoutHeld(counter, tab) } })
}

/** What lacks a consent still: an item that was ticked on the page and has been unticked is off the order. */
const stillLacking = (counter: Counter, activation: Activation, held: Held): readonly string[] => {
  const ticked = idsOf(counter, activation)
  return held.lacking.filter((one) => {
    const state = stateOf(counter, activation, one)
    if (state === 'included' || state === 'given') return false
    return !held.ticked.includes(one) || ticked.includes(one)
  })
}

const stateOf = (counter: Counter, activation: Activation, one: string) => {
  const service = counter.loaded.catalogue.services.get(one as ServiceId)
  return serviceState(counter, activation, service?.id ?? null, service ? (service.codes[0] ?? '') : one)
}

/** What was held last in a tab, as long as its reason is not gone. */
export function heldIn(counter: Counter, tab: number): Held | null {
  const held = counter.run.held.find((h) => h.tab === tab)
  const activation = byTab(counter, tab)
  if (!held || (activation?.id ?? null) !== held.activation || activation?.stage === 'confirmed') return null
  if (!activation) return held
  if (held.why === 'gate/unreadable') return activation.missing.length > 0 ? held : null
  if (held.why === 'gate/waiting' || held.why === 'gate/refused-ticked' || held.why === 'gate/loading')
    return pageGate(counter, activation).open ? null : held
  if (held.why === 'order/underway') return activation.underway ? held : null
  if (held.why !== 'gate/order') return held
  return stillLacking(counter, activation, held).length > 0 ? held : null
}

/** What of it can be put to the customer, and is not ticked on the page. */
export function askable(counter: Counter, activation: Activation, held: Held): readonly ServiceId[] {
  if (held.why !== 'gate/order') return []
  const ticked = idsOf(counter, activation)
  return stillLacking(counter, activation, held).filter((one): one is ServiceId => {
    const state = stateOf(counter, activation, one)
    return !ticked.includes(one) && (state === 'waiting' || state === 'marked')
  })
}

/** For the panel. */
export function heldView(counter: Counter, tab: number): HeldView | null {
  const held = heldIn(counter, tab)
  if (!held) return null
  const activation = byTab(counter, tab)
  const isOrder = held.why === 'gate/order'
  const lacking = activation ? (isOrder ? stillLacking(counter, activation, held) : held.lacking) : []
  return {
    why: held.why,
    at: held.at,
    services: lacking.map((one) => {
      const service = counter.loaded.catalogue.services.get(one as ServiceId)
      return {
        name: service?.name ?? { 'zh-CN': one, en: one },
        state: activation ? stateOf(counter, activation, one) : 'unknown',
      }
    }),
    number: held.number || null,
    canAsk:
      activation?.stage === 'open' &&
      askable(counter, activation, held).some((id) => !activation.added.includes(id)),
  }
}
