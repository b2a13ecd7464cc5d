import { defineContentScript } from 'wxt/utils/define-content-script'
import { apply, disguise, getter, hook, hookNew, hookSetter, takes, weakMap } from './hook.ts'
import { openLine } from './line.ts'
import { type Body, blobsText, bytesText, messageText, paramsText, readBody } from './read.ts'

const FORM_TYPE = 'application/x-www-form-urlencoded'
const GONE = import.meta.env.FIREFOX ? 'NetworkError when attempting to fetch resource.' : 'Failed to fetch'

function start(): void {
  const line = openLine()
  const Request_ = Request
  const Headers_ = Headers
  const Url = URL
  const Obj = Object
  const Form = FormData
  const fieldsOf = getter(HTMLFormElement, 'length')
  const Params = URLSearchParams
  const Failure = TypeError
  const Dom = DOMException
  const protocolOf = getter(URL, 'protocol')
  const { arrayBuffer, clone } = Request.prototype
  const { append } = URLSearchParams.prototype
  const { forEach: eachHeader } = Headers.prototype
  const encode = btoa

  /**
   * Cheap: a text that can hold no digit, in no spelling that the sentinel opens, is not asked about. Comparisons alone: a
   * pattern would ask RegExp.prototype.exec, which a page can replace.
   */
  const worth = (text: string): boolean => {
    let run = 0
    if (text.length > 7) {
      for (let i = 0; i < text.length; i++) {
        const c = text[i] as string
        if ((c >= '0' && c <= '9') || c === '%' || c === '\\' || c > '\x7f') return true
        run = (c >= 'A' && c <= 'z') || c === '+' || c === '/' || c === '-' ? run + 1 : 0
        if (run > 11) return true
      }
    }
    return false
  }
  const idle = (): boolean => line.mode === 0 && line.orders.length === 0
  const held = (way: string, text: string): boolean =>
    line.mode === 2 || (line.mode !== 0 && worth(text) && line.ask(way, text))
  /** The same where there is time: blobs are read, the sentinel's first word is waited for. */
  const heldLater = async (way: string, text: string, blobs: readonly Blob[] = []): Promise<boolean> => {
    const all = text + (await blobsText(blobs))
    if (line.mode === 3) await line.ready
    return held(way, all)
  }
  /** Goes once it has been read, if it may. */
  const later = async (
    text: string,
    blobs: readonly Blob[],
    go: () => unknown,
    fail?: () => unknown,
  ): Promise<void> => {
    ;(await heldLater('s', text, blobs)) ? fail?.() : go()
  }

  const at = (href: string): URL => new Url(href, document.baseURI)
  const upper = (text: string): string => apply(''.toUpperCase, text, []) as string
  const isOrder = (method: string, href: string): boolean => {
    const { orders } = line
    if (orders.length === 0) return false
    let url: URL
    try {
      url = at(href)
    } catch {
      return false
    }
    const wanted = upper(method)
    for (let i = 0; i < orders.length; i++) {
      const one = orders[i] as (typeof orders)[number]
      if (one.method !== wanted || one.host !== url.hostname) continue
      if (apply(''.indexOf, `${url.pathname}/`, [`${one.path}/`]) === 0) return true
    }
    return false
  }
  const base64 = (bytes: ArrayBuffer): string => {
    const view = new Uint8Array(bytes)
    let raw = ''
    for (let i = 0; i < view.length; i++) raw += apply(String.fromCharCode, null, [view[i]])
    return encode(raw)
  }
  /** Puts an order to the sentinel; settles when it may go, or may not. */
  const order = async (
    method: string,
    href: string,
    contentType: string | null,
    read: Body,
    route: 'request' | 'form' = 'request',
  ): ReturnType<typeof line.order> =>
    line.order({
      url: at(href).href,
      method: upper(method),
      contentType,
      body: read.text + (await blobsText(read.blobs)),
      bytes: false,
      route,
    })

  // fetch
  const send = async (fetch_: never, self: unknown, request: Request, gate: boolean): Promise<Response> => {
    const go = (): Promise<Response> => apply(fetch_, self, [request])
    const copy = apply(clone, request, []) as Request
    const bytes = (await apply(arrayBuffer, copy, [])) as ArrayBuffer
    if (gate) {
      const answer = await line.order({
        url: request.url,
        method: request.method,
        contentType: request.headers.get('content-type'),
        body: base64(bytes),
        bytes: true,
        route: 'request',
      })
      if (!answer.go) throw new Failure(GONE)
      try {
        return await go()
      } finally {
        answer.over()
      }
    }
    if (await heldLater('s', `${request.url}\n${bytesText(bytes)}`)) throw new Failure(GONE)
    return go()
  }
  /** Asynchronous, so that whatever an argument throws when it is read rejects, as it does in the browser's own. */
  const fetched = async (original: never, self: unknown, args: unknown[]): Promise<unknown> => {
    const asked = args[0] instanceof Request_ ? args[0] : null
    const href = asked ? asked.url : `${args[0] as string}`
    const input = asked ?? href
    let init = args[1] as RequestInit | undefined
    const body = init?.body ?? undefined
    const read = asked?.body && body === undefined ? null : readBody(body)
    if (init) {
      // The browser takes no options of another kind, and says so.
      if (init !== Obj(init)) return apply(original, self, args)
      // Everything is asked for once: an option that says one thing here and another to the browser is of no use.
      const { method, headers } = init
      const once: RequestInit = { __proto__: init, body: read ? read.body : body } as never
      init = once
      if (method !== undefined) once.method = `${method}`
      if (headers !== undefined) {
        try {
          once.headers = new Headers_(headers)
        } catch {
          return apply(original, self, args)
        }
      }
    }
    args = [input, init]
    const gate = isOrder(init?.method ?? asked?.method ?? 'GET', href)
    if (gate || !read || read.blobs.length > 0) {
      try {
        // From here on the request is what was read: the page cannot change it any more.
        const options = read ? init : ({ __proto__: init ?? null, duplex: 'half' } as RequestInit)
        return send(original, self, new Request_(input, asked && !init ? undefined : options), gate)
      } catch {
        return apply(original, self, args)
      }
    }
    let text = `${href}\n${read.text}`
    if (init?.headers) {
      apply(eachHeader, init.headers, [
        (value: string) => {
          text += `\n${value}`
        },
      ])
    }
    if (held('s', text) && (line.mode !== 3 || (await heldLater('s', text)))) throw new Failure(GONE)
    return apply(original, self, args)
  }
  hook(globalThis, 'fetch', (original, self, args) =>
    idle() || !args.length || typeof args[0] === 'symbol'
      ? apply(original, self, args)
      : fetched(original as never, self, args),
  )

  const NONE: Body = { text: '', blobs: [] }
  // XMLHttpRequest
  interface Opened {
    method: string
    href: string
    later: boolean
    type: string | null
    rest: string
  }
  const opened = weakMap<object, Opened>()
  const xhr = XMLHttpRequest.prototype
  const { open } = xhr
  hook(xhr, 'open', (original, self, args) => {
    // Texts, made once: what is looked at is what is used.
    for (let i = 0; i < 2 && i < args.length; i++) if (typeof args[i] !== 'symbol') args[i] = `${args[i]}`
    const [method, href, async_ = true] = args as string[]
    const result = apply(original, self, args)
    opened.set(self as object, {
      method: method as string,
      href: href as string,
      later: Boolean(async_),
      type: null,
      rest: '',
    })
    return result
  })
  hook(xhr, 'setRequestHeader', (original, self, args) => {
    const about = opened.get(self as object)
    if (about) {
      if (apply(''.toLowerCase, `${args[0]}`, []) === 'content-type') about.type = `${args[1]}`
      about.rest += `\n${args[1]}`
    }
    return apply(original, self, args)
  })
  hook(xhr, 'send', (original, self, args) => {
    const about = opened.get(self as object)
    if (idle() || !about) return apply(original, self, args)
    const target = self as XMLHttpRequest
    const go = (): unknown => apply(original, self, args)
    /** What the network does when there is none: an address that nobody answers, and the states that follow. */
    const fail = (): unknown => {
      apply(open, target, ['GET', `blob:${location.origin}/0`, about.later])
      return apply(original, target, [])
    }
    const read = readBody(args[0]) ?? NONE
    const params = args[0] instanceof Params
    if (read.body) args[0] = read.body
    if (isOrder(about.method, about.href)) {
      if (!about.later) throw new Dom('', 'NetworkError')
      void (async () => {
        const answer = await order(about.method, about.href, about.type ?? (params ? FORM_TYPE : null), read)
        if (!answer.go) return fail()
        target.addEventListener('loadend', answer.over)
        return go()
      })()
      return undefined
    }
    const text = `${about.href}${about.rest}\n${read.text}`
    if (read.blobs.length === 0) {
      if (!held('s', text)) return go()
      if (line.mode !== 3 || !about.later) return fail()
    } else if (!about.later) return fail()
    return void later(text, read.blobs, go, fail)
  })

  // Beacons and forms
  hook(Navigator.prototype, 'sendBeacon', (original, self, args) => {
    if (idle() || !args.length) return apply(original, self, args)
    const href = `${args[0]}`
    args[0] = href
    try {
      if ((apply(protocolOf, at(href), []) as string)[0] !== 'h') throw 0
    } catch {
      // The browser itself refuses it, at once and in its own words.
      return apply(original, self, args)
    }
    const read = readBody(args[1]) ?? NONE
    const { blobs } = read
    const text = `${href}\n${read.text}`
    const gate = isOrder('POST', href)
    // An order, too early to know, or not to be read at once: it is said to go, and goes if it may.
    const go = (): unknown => apply(original, self, args)
    if (gate) {
      void (async () => {
        // What an order is answered is nobody's to see here: the browser tells the background.
        if ((await order('POST', href, blobs[0]?.type || null, read)).go) go()
      })()
    } else if (line.mode === 3 || (blobs.length > 0 && line.mode !== 0)) void later(text, blobs, go)
    else return held('s', text) ? false : go()
    return true
  })
  hook(HTMLFormElement.prototype, 'submit', (original, self, args) => {
    if (idle() || !takes(fieldsOf, self)) return apply(original, self, args)
    const form = self as HTMLFormElement
    const href = form.getAttribute('action') || document.URL
    const method = form.getAttribute('method') || 'get'
    const data = new Form(form)
    const go = (): unknown => apply(original, self, args)
    if (isOrder(method, href)) {
      const isPlain = apply(''.toLowerCase, form.getAttribute('enctype') ?? '', []) === 'text/plain'
      const fields = new Params()
      let lines = ''
      apply(Form.prototype.forEach, data, [
        (value: unknown, name: string) => {
          const plain = typeof value === 'string' ? value : ''
          lines += `${name}=${plain}\r\n`
          apply(append, fields, [name, plain])
        },
      ])
      void (async () => {
        const text = isPlain ? lines : (apply(paramsText, fields, []) as string)
        const answer = await order(
          method,
          href,
          isPlain ? 'text/plain' : FORM_TYPE,
          { ...NONE, text },
          'form',
        )
        if (answer.go) go()
      })()
      return undefined
    }
    if (line.mode !== 0) {
      const { text, blobs } = readBody(data) as Body
      // `f` asks about the page as well: a form sent by script is a form sent.
      if (line.ask('f', `${href}\n${text}`)) return undefined
      if (blobs.length > 0) return void later('', blobs, go)
    }
    return go()
  })

  // Values set by script
  for (const { prototype } of [HTMLInputElement, HTMLTextAreaElement]) {
    const put = (value: unknown): boolean => line.mode === 1 && held('v', `${value}`)
    hookSetter(prototype, 'value', (original, self, args) => {
      const [value] = args
      if (typeof value === 'string') {
        if (put(value)) args = ['']
        // Too early to know: looked at again with the sentinel's first word.
        else if (line.mode === 3 && worth(value)) {
          void (async () => {
            if (await heldLater('v', value)) apply(original, self, [''])
          })()
        }
      }
      return apply(original, self, args)
    })
    hook(prototype, 'setRangeText', (original, self, args) =>
      put(args[0]) ? undefined : apply(original, self, args),
    )
  }
  // What a person is asked for by the browser's own window, and what a script takes off the clipboard, meets no event.
  hook(globalThis, 'prompt', (original, self, args) => {
    const said = apply(original, self, args)
    return said && held('v', said) ? '' : said
  })
  const { Clipboard: clipboard } = globalThis
  hook(clipboard?.prototype, 'readText', async (original, self, args) => {
    const text = (await apply(original, self, args)) as string
    return (await heldLater('v', text)) ? '' : text
  })
  hook(clipboard?.prototype, 'writeText', (original, self, args) =>
    // On a portal: nothing of the number is handed out.
    apply(original, self, line.orders.length > 0 && line.ask('c', `${args[0]}`) ? ['*'] : args),
  )

  // Sockets, channels, and what is posted to a worker
  const socket = (owner: object | undefined, method: string): void => {
    hook(owner, method, (original, self, args) => {
      const go = (): unknown => apply(original, self, args)
      const read = line.mode !== 0 && readBody(args[0])
      if (!read) return go()
      if (read.blobs.length > 0) return void later('', read.blobs, go)
      return held('s', read.text) ? undefined : go()
    })
  }
  socket(globalThis.WebSocket?.prototype, 'send')
  socket(globalThis.RTCDataChannel?.prototype, 'send')
  // What WebTransport, and a page's own compression, is fed with.
  socket(globalThis.WritableStreamDefaultWriter?.prototype, 'write')
  // Address and sub-protocols leave with the handshake, before any send.
  hookNew('WebSocket', (args) => !held('s', `${args[0]}\n${args[1]}`))
  hookSetter(Document.prototype, 'cookie', (original, self, args) =>
    held('s', `${args[0]}`) ? undefined : apply(original, self, args),
  )
  for (const owner of [
    globalThis.Worker,
    globalThis.ServiceWorker,
    globalThis.MessagePort,
    globalThis.BroadcastChannel,
  ]) {
    hook(owner?.prototype, 'postMessage', (original, self, args) =>
      line.mode !== 0 && held('s', messageText(args[0])) ? undefined : apply(original, self, args),
    )
  }

  // A document that is opened anew loses every listener; the sentinel comes back before the page does.
  for (const name of ['open', 'write', 'writeln']) {
    hook(Document.prototype, name, (original, self, args) => {
      const result = apply(original, self, args)
      line.opened()
      return result
    })
  }
  disguise()
}

export default defineContentScript({
  matches: ['<all_urls>'],
  allFrames: true,
  matchAboutBlank: true,
  matchOriginAsFallback: true,
  runAt: 'document_start',
  world: 'MAIN',
  // Nothing of ours is to be found among the page's globals.
  globalName: false,
  main() {
    start()
  },
})
