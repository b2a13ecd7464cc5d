import type { HoldbackState, NumberedOrder, OrderAnswer, Way } from '../../utils/wire/holdback.ts'
import { HOLDBACK_CALLS, SENTINEL_CALLS } from '../../utils/wire/names.ts'

/**
 * The way to `holdback`, which lives in the page's own world. Both scripts run before the first page script, in whichever
 * order: each calls once under a well-known name and listens once for the other's call. What is agreed on is a node that
 * never enters the document: nobody else can reach it, and `document.open()` does not strip its listeners. Only strings
 * cross (Firefox shows a page's objects to an extension through a glass).
 */
export interface Channel {
  /** Tells holdback what to do from now on, and whether there are orders to ask about. */
  state(mode: HoldbackState['mode'], orders: boolean): void
  orderAnswer(i: number, go: string): void
}

export function openChannel(handlers: {
  /** True: held. */
  ask(way: Way, text: string): boolean
  order(order: NumberedOrder): void
  /** The document was opened anew: listeners are gone. Or a shadow root was made. */
  reopened(): void
}): Channel {
  const node = document.createElement('i')
  let last: string | null = null
  const tell = (type: string, detail: string): void => {
    node.dispatchEvent(new CustomEvent(type, { detail }))
  }
  const on = (type: string, act: (detail: string, event: Event) => void): void => {
    node.addEventListener(type, (event) => {
      const { detail } = event as CustomEvent<unknown>
      if (typeof detail === 'string') act(detail, event)
    })
  }
  on('ask', (detail, event) => {
    let held = true
    try {
      held = handlers.ask(detail.slice(0, 1) as Way, detail.slice(1))
    } finally {
      if (held) event.preventDefault()
    }
  })
  on('order', (detail) => handlers.order(JSON.parse(detail) as NumberedOrder))
  on('open', () => handlers.reopened())
  on('here', () => {
    document.removeEventListener(HOLDBACK_CALLS, call, true)
    if (last !== null) tell('state', last)
  })
  const call = (): void => {
    // The smallest of the events that carry a node.
    document.dispatchEvent(new FocusEvent(SENTINEL_CALLS, { relatedTarget: node }))
  }
  document.addEventListener(HOLDBACK_CALLS, call, true)
  call()
  return {
    state(mode, orders) {
      last = JSON.stringify({ mode, orders } satisfies HoldbackState)
      tell('state', last)
    },
    orderAnswer: (i, go) => tell('answer', JSON.stringify({ i, go } satisfies OrderAnswer)),
  }
}
