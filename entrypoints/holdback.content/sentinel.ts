import type { HeldOrder, HoldbackState, NumberedOrder, OrderAnswer, Way } from '../../utils/wire/holdback.ts'
import { HOLDBACK_CALLS, SENTINEL_CALLS } from '../../utils/wire/names.ts'
import { apply, getter } from './hook.ts'

/** The other end of the sentinel's channel (entrypoints/sentinel.content/channel.ts). */
export interface Channel {
  /** 0: nothing to hold, 1: ask, 2: hold everything, 3: the sentinel does not know yet. */
  mode: number
  /** The page is a portal's: which requests are orders, the sentinel says. */
  orders: boolean
  /** Settles with the sentinel's first word, or after a while without one. */
  readonly ready: Promise<void>
  /** True: held. */
  ask(way: Way, text: string): boolean
  /** Settles with the address to send it to; '' where it may not go. */
  order(order: HeldOrder): Promise<string>
  opened(): unknown
}

export const { parse, stringify } = JSON
const Event_ = CustomEvent
const dispatch = EventTarget.prototype.dispatchEvent
const listen = EventTarget.prototype.addEventListener
const unlisten = EventTarget.prototype.removeEventListener
const detailOf = getter(CustomEvent, 'detail')
const relatedOf = getter(FocusEvent, 'relatedTarget')

export function openChannel(): Channel {
  let node: EventTarget | null = null
  let settle!: () => void
  let count = 0
  const waiting: Record<number, ((go: string) => void) | undefined> = { __proto__: null } as never
  const say = (type: string, detail: string): boolean =>
    node !== null && apply(dispatch, node, [new Event_(type, { detail, cancelable: true })]) === false

  const sentinel: Channel = {
    mode: 3,
    orders: false,
    ready: new Promise((resolve) => {
      settle = resolve
      setTimeout(resolve, 3_000)
    }),
    ask: (way, text) => say('ask', way + text),
    order: (order) =>
      new Promise((resolve) => {
        const i = ++count
        waiting[i] = resolve
        say('order', stringify({ ...order, i } satisfies NumberedOrder))
      }),
    opened: () => say('open', ''),
  }

  const met = (event: Event): void => {
    const related = apply(relatedOf, event, []) as EventTarget | null
    if (!related || node) return
    node = related
    apply(unlisten, document, [SENTINEL_CALLS, met, true])
    const on = (type: string, act: (detail: string) => void): void => {
      apply(listen, related, [type, (told: Event) => act(apply(detailOf, told, []) as string)])
    }
    on('state', (detail) => {
      const { mode, orders } = parse(detail) as HoldbackState
      sentinel.mode = mode
      sentinel.orders = orders
      settle()
    })
    on('answer', (detail) => {
      const { i, go } = parse(detail) as OrderAnswer
      waiting[i]?.(go)
      delete waiting[i]
    })
    say('here', '')
  }
  apply(listen, document, [SENTINEL_CALLS, met, true])
  apply(dispatch, document, [new Event_(HOLDBACK_CALLS)])
  // Where no sentinel runs there is nobody to ask, and the page could pose as one.
  setTimeout(() => node ?? apply(unlisten, document, [SENTINEL_CALLS, met, true]))
  return sentinel
}
