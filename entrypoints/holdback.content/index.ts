import { defineContentScript } from 'wxt/utils/define-content-script'
import { apply, disguise, getter, hook, hookNew, hookSetter, takes, weakMap } from './hook.ts'
import { openLine } from './line.ts'
import { type Body, blobsText, bytesText, messageText, readBody } from './read.ts'

const GONE = import.meta.env.FIREFOX ? 'NetworkError when attempting to fetch resource.' : 'Failed to fetch'

function start(): void {
  const line = openLine()
  const Request_ = Request
  const Headers_ = Headers
  const Url = URL
  const Form = FormData
  const fieldsOf = getter(HTMLFormElement, 'length')
  const Params = URLSearchParams
  const Failure = TypeError
  const Dom = DOMException
  const { arrayBuffer, clone } = Request.prototype
  const { append } = URLSearchParams.prototype
  const { forEach: eachHeader } = Headers.prototype
  const paramsText = URLSearchParams.prototype.toString
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
  /** The same where there is time: the sentinel's first word is waited for. */
  const heldLater = async (way: string, text: string): Promise<boolean> => {
    if (line.mode === 3) await line.ready
    return held(way, text)
  }

  const isOrder = (method: string, href: string): boolean => {
    const { orders } = line
    if (orders.length === 0) return false
    let url: URL
    try {
      url = new Url(href, document.baseURI)
    } catch {
      return false
    }
    const upper = apply(''.toUpperCase, method, [])
    for (let i = 0; i < orders.length; i++) {
      const one = orders[i] as (typeof orders)[number]
      if (one.method !== upper || one.host !== url.hostname) continue
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
  const absolute = (href: string): string => new Url(href, document.baseURI).href

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
  hook(globalThis, 'fetch', (original, self, args) => {
    if (idle() || !args.length) return apply(original, self, args)
    const asked = args[0] instanceof Request_ ? args[0] : null
    const href = asked ? asked.url : `${args[0] as string}`
    const input = asked ?? href
    let init = args[1] as RequestInit | undefined
    const body = init?.body ?? undefined
    const read = asked?.body && body === undefined ? null : readBody(body)
    if (init !== undefined && init !== null) {
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
        return send(original as never, self, new Request_(input, asked && !init ? undefined : options), gate)
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
    if (!held('s', text)) return apply(original, self, args)
    return (async () => {
      if (line.mode !== 3 || (await heldLater('s', text))) throw new Failure(GONE)
      return apply(original, self, args)
    })()
  })

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
    for (let i = 0; i < 2 && i < args.length; i++) args[i] = `${args[i]}`
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
        const answer = await line.order({
          url: absolute(about.href),
          method: apply(''.toUpperCase, about.method, []) as string,
          contentType: about.type ?? (params ? 'application/x-www-form-urlencoded' : null),
          body: read.text + (await blobsText(read.blobs)),
          bytes: false,
          route: 'request',
        })
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
    void (async () => {
      return (await heldLater('s', text + (await blobsText(read.blobs)))) ? fail() : go()
    })()
    return undefined
  })

  // Beacons and forms
  hook(Navigator.prototype, 'sendBeacon', (original, self, args) => {
    if (idle() || !args.length) return apply(original, self, args)
    const href = `${args[0]}`
    const read = readBody(args[1]) ?? NONE
    if (isOrder('POST', href)) {
      void (async () => {
        const [blob] = read.blobs
        const answer = await line.order({
          url: absolute(href),
          method: 'POST',
          contentType: blob?.type || null,
          body: read.text + (await blobsText(read.blobs)),
          bytes: false,
          route: 'request',
        })
        // Its answer is nobody's to see here: the browser tells the background.
        if (answer.go) apply(original, self, args)
      })()
      return true
    }
    // Too early to know, or not to be read at once: it is said to go, and goes if it may.
    if (line.mode === 3 || (read.blobs.length > 0 && line.mode !== 0)) {
      void (async () => {
        if (!(await heldLater('s', `${href}\n${read.text}${await blobsText(read.blobs)}`)))
          apply(original, self, args)
      })()
      return true
    }
    return held('s', `${href}\n${read.text}`) ? false : apply(original, self, args)
  })
  hook(HTMLFormElement.prototype, 'submit', (original, self, args) => {
    if (idle() || !takes(fieldsOf, self)) return apply(original, self, args)
    const form = self as HTMLFormElement
    const href = form.getAttribute('action') || document.URL
    const method = form.getAttribute('method') || 'get'
    const fields = new Params()
    let lines = ''
    apply(Form.prototype.forEach, new Form(form), [
      (value: unknown, name: string) => {
        const plain = typeof value === 'string' ? value : ''
        lines += `${name}=${plain}\r\n`
        apply(append, fields, [name, plain])
      },
    ])
    const text = apply(paramsText, fields, []) as string
    const isPlain = apply(''.toLowerCase, form.getAttribute('enctype') ?? '', []) === 'text/plain'
    if (isOrder(method, href)) {
      void (async () => {
        const answer = await line.order({
          url: absolute(href),
          method: apply(''.toUpperCase, method, []) as string,
          contentType: isPlain ? 'text/plain' : 'application/x-www-form-urlencoded',
          body: isPlain ? lines : text,
          bytes: false,
          route: 'form',
        })
        if (answer.go) apply(original, self, args)
      })()
      return undefined
    }
    // `f` asks about the page as well: a form sent by script is a form sent.
    return line.mode !== 0 && line.ask('f', `${href}\n${text}`) ? undefined : apply(original, self, args)
  })

  // Values set by script
  const unseen: (() => void)[] = []
  const setter = (owner: object, name: string): void => {
    hookSetter(owner, name, (original, self, args) => {
      const value = args[0]
      if (line.mode === 0 || line.mode === 2 || typeof value !== 'string' || !worth(value))
        return apply(original, self, args)
      if (line.mode === 3) {
        // Too early to know: looked at again with the sentinel's first word.
        unseen[unseen.length] = () => {
          if (held('v', value)) apply(original, self, [''])
        }
        return apply(original, self, args)
      }
      return apply(original, self, held('v', value) ? [''] : args)
    })
  }
  setter(HTMLInputElement.prototype, 'value')
  setter(HTMLTextAreaElement.prototype, 'value')
  for (const owner of [HTMLInputElement.prototype, HTMLTextAreaElement.prototype]) {
    hook(owner, 'setRangeText', (original, self, args) =>
      line.mode === 1 && held('v', `${args[0]}`) ? undefined : apply(original, self, args),
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
  void (async () => {
    await line.ready
    for (let i = 0; i < unseen.length; i++) unseen[i]?.()
  })()

  // Sockets, channels, and what is posted to a worker
  const socket = (owner: object | undefined, method: string): void => {
    hook(owner, method, (original, self, args) => {
      if (line.mode === 0) return apply(original, self, args)
      const read = readBody(args[0])
      if (!read) return apply(original, self, args)
      if (read.blobs.length > 0) {
        void (async () => {
          if (!(await heldLater('s', await blobsText(read.blobs)))) apply(original, self, args)
        })()
        return undefined
      }
      return held('s', read.text) ? undefined : apply(original, self, args)
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
  const post = (owner: object | undefined): void => {
    hook(owner, 'postMessage', (original, self, args) =>
      line.mode !== 0 && held('s', messageText(args[0])) ? undefined : apply(original, self, args),
    )
  }
  for (const owner of [
    globalThis.Worker,
    globalThis.ServiceWorker,
    globalThis.MessagePort,
    globalThis.BroadcastChannel,
  ])
    post(owner?.prototype)

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
