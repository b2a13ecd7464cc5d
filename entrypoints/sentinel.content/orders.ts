import { MOST_ORDER_BYTES } from '../../utils/base/index.ts'
import { attr, call } from '../../utils/guard/page.ts'
import type { HeldOrder, NumberedOrder } from '../../utils/wire/holdback.ts'
import type { Channel } from './channel.ts'
import type { Core } from './core.ts'
import type { Link } from './link.ts'

/** An order that gets no answer is not sent. */
const ORDER_ANSWER_MS = 20_000

export interface Orders {
  readonly submit: (event: Event) => void
  /** Method, blank, address. */
  isOrder(said: string): boolean
  /** An order that a script is about to send. */
  ask(order: NumberedOrder): void
  answered(n: number, go: string): void
}

export function watchOrders(core: Core, link: Link, channel: () => Channel): Orders {
  const waiting = new Map<number, (go: string) => void>()
  let n = 0

  const send = (order: HeldOrder, then: (go: string) => void): void => {
    const mine = ++n
    const timer = setTimeout(() => {
      answered(mine, '')
      // Should the answer come after all, it must open nothing.
      link.post({ t: 'order-over', n: mine })
    }, ORDER_ANSWER_MS)
    waiting.set(mine, (go) => {
      clearTimeout(timer)
      then(go)
    })
    const { contentType, body, bytes, route } = order
    const url = new URL(order.url, document.baseURI).href
    link.post({
      t: 'order',
      n: mine,
      url,
      method: order.method.toUpperCase(),
      contentType,
      // Of one that is too large so much that this can be seen.
      body: bytes ? body : body.slice(0, MOST_ORDER_BYTES + 1),
      bytes,
      route,
    })
  }
  const answered = (which: number, go: string): void => {
    const then = waiting.get(which)
    waiting.delete(which)
    then?.(go)
  }

  /** What may be an order: as it is, or in a spelling that the background reads (guard/address.ts). It has the last word. */
  const isOrder = (said: string): boolean => {
    const { orders = [] } = core.snapshot ?? {}
    const [method = '', href = ''] = said.split(/ (.*)/s)
    try {
      const { hostname, pathname } = new URL(href, document.baseURI)
      return orders.some(
        (one) =>
          one.method === method.toUpperCase() &&
          `.${hostname}`.includes(`.${one.host}`) &&
          (/;|%[0-7]|%.?%|%u|\/\//.test(pathname) || `${pathname}/`.toLowerCase().startsWith(`${one.path}/`)),
      )
    } catch {
      // No address: the browser refuses it.
      return false
    }
  }

  /** A form that is an order, as it will be sent. */
  const ordered = (method: string, action: string, enctype: string, pairs: [string, string][]): HeldOrder => {
    const isPlain = enctype.toLowerCase() === 'text/plain'
    return {
      url: action || document.URL,
      method,
      contentType: isPlain ? 'text/plain' : 'application/x-www-form-urlencoded',
      body: isPlain
        ? pairs.map(([name, value]) => `${name}=${value}\r\n`).join('')
        : `${new URLSearchParams(pairs)}`,
      bytes: false,
      route: 'form',
    }
  }

  /** After the page's own listeners: many fill the form there, or send something else in its place. */
  const submit = (event: Event): void => {
    if (event.defaultPrevented || !core.snapshot || core.snapshot.orders.length === 0) return
    const form = (event.composedPath()[0] ?? event.target) as HTMLFormElement
    if (!(form instanceof HTMLFormElement)) return
    const { submitter } = event as SubmitEvent
    const action = submitter?.getAttribute('formaction') ?? attr(form, 'action') ?? ''
    const method = submitter?.getAttribute('formmethod') ?? (attr(form, 'method') || 'get')
    if (!isOrder(`${method} ${action || document.URL}`)) return
    event.preventDefault()
    const pairs: [string, string][] = []
    new FormData(form, submitter).forEach((value, name) => {
      pairs.push([name, typeof value === 'string' ? value : ''])
    })
    const enctype = submitter?.getAttribute('formenctype') ?? attr(form, 'enctype')
    const order = ordered(method, action, enctype, pairs)
    send(order, (go) => {
      if (!go) return
      // As it stands, without the page's listeners once more; what the button would have said goes with it.
      const said = document.createElement('input')
      said.type = 'hidden'
      const name = submitter?.getAttribute('name')
      if (name) {
        said.name = name
        said.value = submitter?.getAttribute('value') ?? ''
        call(form, 'append', said)
      }
      HTMLFormElement.prototype.submit.call(form)
      said.remove()
    })
  }

  return {
    submit,
    isOrder,
    ask(order) {
      const { i, method, url, contentType } = order
      const asked =
        order.route === 'form'
          ? ordered(method, url, contentType ?? '', JSON.parse(order.body) as [string, string][])
          : order
      send(asked, (go) => channel().orderAnswer(i, go))
    },
    answered,
  }
}
