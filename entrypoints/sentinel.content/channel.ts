/**
 * The line to `holdback`, which lives in the page's own world. Both scripts run before the first page script, in whichever
 * order: each calls once under a well-known name and listens once for the other's call. What is agreed on is a node that
 * never enters the document: nobody else can reach it, and `document.open()` does not strip its listeners. Only strings
 * cross (Firefox shows a page's objects to an extension through a glass).
 */
const FROM_HOLDBACK = 'countersign:h'
const FROM_SENTINEL = 'countersign:s'

/** 0: nothing to hold; 1: ask; 2: hold everything. */
export type Mode = 0 | 1 | 2

export interface Order {
  readonly i: number
  /** As the page has it. */
  readonly url: string
  readonly method: string
  readonly contentType: string | null
  /** Of a form its fields, as JSON: names and values in pairs. */
  readonly body: string
  readonly bytes: boolean
  readonly route: 'request' | 'form'
}

export interface Channel {
  /** Tells holdback what to do from now on, and which requests are orders. */
  state(mode: Mode, orders: readonly { method: string; host: string; path: string }[]): void
  orderAnswer(i: number, go: boolean): void
}

export function openChannel(handlers: {
  /** True: held. `way` is `v` for a value set by script, `s` for what is sent, `f` for a form, `c` for what a portal copies. */
  ask(way: string, text: string): boolean
  order(order: Order): void
  orderOver(i: number): void
  /** The document was opened anew: listeners are gone. Or a shadow root was made. */
  reopened(): void
}): Channel {
  const line = document.createElement('i')
  let last: string | null = null
  const tell = (type: string, detail: string): void => {
    line.dispatchEvent(new CustomEvent(type, { detail }))
  }
  const on = (type: string, act: (detail: string, event: Event) => void): void => {
    line.addEventListener(type, (event) => {
      const { detail } = event as CustomEvent<unknown>
      if (typeof detail === 'string') act(detail, event)
    })
  }
  on('ask', (detail, event) => {
    let held = true
    try {
      held = handlers.ask(detail.slice(0, 1), detail.slice(1))
    } finally {
      if (held) event.preventDefault()
    }
  })
  on('order', (detail) => handlers.order(JSON.parse(detail) as Order))
  on('over', (detail) => handlers.orderOver(Number(detail)))
  on('open', () => handlers.reopened())
  on('here', () => {
    document.removeEventListener(FROM_HOLDBACK, call, true)
    if (last !== null) tell('state', last)
  })
  const call = (): void => {
    // The smallest of the events that carry a node.
    document.dispatchEvent(new FocusEvent(FROM_SENTINEL, { relatedTarget: line }))
  }
  document.addEventListener(FROM_HOLDBACK, call, true)
  call()
  return {
    state(mode, orders) {
      last = JSON.stringify({
        mode,
        orders: orders.map(
          ({ method, host, path }) => `${method.toUpperCase()} ${host}${path.replace(/\/+$/, '')}/`,
        ),
      })
      tell('state', last)
    },
    orderAnswer: (i, go) => tell('answer', JSON.stringify({ i, go })),
  }
}
