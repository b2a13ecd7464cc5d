import type { Way } from '../../utils/wire/holdback.ts'
import { apply, getter, hook, recall, remember, type Stand, takes } from './hook.ts'
import { openLine, stringify } from './line.ts'
import { type Body, blobsText, bytesText, eachField, readBody, readMessage } from './read.ts'

const FORM_TYPE = 'application/x-www-form-urlencoded'

/** What is known of a request between `open` and `send`. */
interface Opened {
  readonly method: string
  readonly href: string
  readonly isLater: unknown
  type?: string
  rest: string
}

/** What runs in a page; the build begins with it (wxt.config.ts). */
export function start(): void {
  const line = openLine()
  const Request_ = Request
  const Headers_ = Headers
  const Url = URL
  const Obj = Object
  const Form = FormData
  const fieldsOf = getter(HTMLFormElement, 'length')
  const Params = URLSearchParams
  const Dom = DOMException
  const protocolOf = getter(URL, 'protocol')
  const { arrayBuffer, clone } = Request.prototype
  const [urlOf, methodOf, headersOf, referrerOf, bodyOf] = [
    'url',
    'method',
    'headers',
    'referrer',
    'body',
  ].map((name) => getter(Request, name)) as [
    () => unknown,
    () => unknown,
    () => unknown,
    () => unknown,
    () => unknown,
  ]
  /** An address that nobody answers. */
  const NOWHERE = `blob:${location.origin}/0`
  const { getAttribute } = Element.prototype
  const { forEach: eachHeader } = Headers.prototype
  const encode = btoa
  const copy = structuredClone

  const idle = (): boolean => line.mode === 0 && line.orders.length === 0
  /** Shorter than eight digits there is nothing to ask about. */
  const held = (way: Way, text: string): boolean =>
    line.mode === 2 || (line.mode !== 0 && text.length > 7 && line.ask(way, text))
  /** The same where there is time: blobs are read, the sentinel's first word is waited for. */
  const heldLater = async (way: Way, text: string, blobs: readonly Blob[] = []): Promise<boolean> => {
    text += await blobsText(blobs)
    await line.ready
    return held(way, text)
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
  const isOrder = (method: string, href: string): boolean => {
    const { orders } = line
    let asked = ''
    try {
      const url = at(href)
      asked = `${apply(''.toUpperCase, method, [])} ${url.hostname}${url.pathname}/`
    } catch {
      // No address: the browser refuses it.
    }
    for (let i = 0; i < orders.length; i++) if (apply(''.indexOf, asked, [orders[i]]) === 0) return true
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
    url: string,
    contentType: string | null,
    read: Body,
    bytes = false,
    route: 'request' | 'form' = 'request',
  ): ReturnType<typeof line.order> =>
    line.order({
      url,
      method,
      contentType,
      body: read.text + (await blobsText(read.blobs, false)),
      bytes,
      route,
    })

  // fetch
  /** It fails as the network does, in the browser's own words. */
  const nowhere = (go: () => unknown, args: unknown[], init?: object): unknown => {
    args[0] = NOWHERE
    args[1] = init
    return go()
  }
  const send = async (
    go: () => unknown,
    args: unknown[],
    request: Request,
    gate: boolean,
    text: string,
  ): Promise<unknown> => {
    const bytes = (await apply(arrayBuffer, apply(clone, request, []), [])) as ArrayBuffer
    // From here on the request is what was read: the page cannot change it any more.
    args[0] = request
    args[1] = undefined
    if (gate) {
      const body = { text: base64(bytes), blobs: [] }
      const answer = await order(request.method, request.url, request.headers.get('content-type'), body, true)
      if (!answer.go) return nowhere(go, args)
      try {
        return await go()
      } finally {
        answer.over()
      }
    }
    return (await heldLater('s', text + bytesText(bytes))) ? nowhere(go, args) : go()
  }
  /** Asynchronous, so that whatever an argument throws when it is read rejects, as it does in the browser's own. */
  const fetched = async (go: () => unknown, args: unknown[]): Promise<unknown> => {
    const asked = takes(urlOf, args[0]) ? args[0] : null
    const of = (read: () => unknown): unknown => asked && read && apply(read, asked, [])
    const href = (of(urlOf) ?? `${args[0] as string}`) as string
    const init = args[1] as RequestInit | undefined
    // The browser takes no options of another kind, and says so.
    if (init && init !== Obj(init)) return go()
    // Everything is asked for once: an option that says one thing here and another to the browser is of no use.
    const { method, referrer, headers, body } = init ?? ({} as RequestInit)
    const read = of(bodyOf) && !(body ?? null) ? null : readBody(body)
    let text = `${href}\n${of(referrerOf)}\n${read?.text}`
    /** A text, asked for once and noted; what is none is for the browser to refuse. */
    const note = (value: unknown, name?: unknown): unknown => {
      if (value === undefined || typeof value === 'symbol') return value
      value = `${value}`
      text += `\n${name}\n${value}`
      return value
    }
    const once = {
      __proto__: init ?? null,
      body: read ? read.body : body,
      method: note(method),
      referrer: note(referrer),
      headers: undefined as unknown,
      // Asked for with a body that is read as it goes.
      duplex: read ? undefined : 'half',
    } as RequestInit
    if (headers !== undefined) {
      try {
        once.headers = new Headers_(headers)
      } catch {
        // What says something else the second time goes nowhere.
        return nowhere(go, args, { headers })
      }
    }
    if (once.headers) apply(eachHeader, once.headers, [note])
    if (asked) apply(eachHeader, of(headersOf), [note])
    args[0] = asked ?? href
    if (init) args[1] = once
    const gate = isOrder((once.method ?? of(methodOf) ?? 'GET') as string, href)
    if (gate || !read || read.blobs[0]) {
      let request: Request
      try {
        request = new Request_(args[0] as string, init ? once : undefined)
      } catch {
        return go()
      }
      return send(go, args, request, gate, text)
    }
    return held('s', text) && (line.mode !== 3 || (await heldLater('s', text))) ? nowhere(go, args) : go()
  }
  hook('', 'fetch', (go, args) =>
    idle() || !args.length || typeof args[0] === 'symbol' ? go() : fetched(go, args),
  )

  // XMLHttpRequest
  const { open } = XMLHttpRequest.prototype
  hook('XMLHttpRequest', 'open', (go, args, self) => {
    // Texts, made once: what is looked at is what is used.
    for (let i = 0; i < 2 && i < args.length; i++) if (typeof args[i] !== 'symbol') args[i] = `${args[i]}`
    const [method, href, isLater = true] = args as string[]
    const result = go()
    remember(self, { method, href, isLater, rest: '' })
    return result
  })
  hook('XMLHttpRequest', 'setRequestHeader', (go, args, self) => {
    const about = recall(self) as Opened | undefined
    if (about) {
      if (apply(''.toLowerCase, `${args[0]}`, []) === 'content-type') about.type = `${args[1]}`
      about.rest += `\n${args[0]}\n${args[1]}`
    }
    return go()
  })
  hook('XMLHttpRequest', 'send', (go, args, self) => {
    const about = recall(self) as Opened | undefined
    if (idle() || !about) return go()
    const { method, href, isLater } = about
    /** What the network does when there is none, with the states that follow. */
    const fail = (): unknown => {
      apply(open, self, ['GET', NOWHERE, isLater])
      args.length = 0
      return go()
    }
    const read = readBody(args[0]) ?? { text: '', blobs: [] }
    const type = about.type ?? (args[0] instanceof Params ? FORM_TYPE : null)
    if (read.body) args[0] = read.body
    if (isOrder(method, href)) {
      if (!isLater) throw new Dom('', 'NetworkError')
      void (async () => {
        const answer = await order(method, href, type, read)
        if (!answer.go) return fail()
        ;(self as XMLHttpRequest).addEventListener('loadend', answer.over)
        return go()
      })()
      return undefined
    }
    const text = `${href}${about.rest}\n${read.text}`
    const isRead = !read.blobs[0]
    if (isRead && !held('s', text)) return go()
    return !isLater || (isRead && line.mode !== 3) ? fail() : void later(text, read.blobs, go, fail)
  })

  // Beacons and forms
  hook('Navigator', 'sendBeacon', (go, args) => {
    if (idle() || !args.length) return go()
    const href = `${args[0]}`
    args[0] = href
    try {
      if ((apply(protocolOf, at(href), []) as string)[0] !== 'h') throw 0
    } catch {
      // The browser itself refuses it, at once and in its own words.
      return go()
    }
    const read = readBody(args[1]) ?? { text: '', blobs: [] }
    const { blobs } = read
    const text = `${href}\n${read.text}`
    // An order, too early to know, or not to be read at once: it is said to go, and goes if it may.
    if (isOrder('POST', href)) {
      void (async () => {
        // What an order is answered is nobody's to see here: the browser tells the background.
        if ((await order('POST', href, blobs[0]?.type || null, read)).go) go()
      })()
    } else if (line.mode === 3 || (blobs[0] && line.mode)) void later(text, blobs, go)
    else return held('s', text) ? false : go()
    return true
  })
  hook('HTMLFormElement', 'submit', (go, _, form) => {
    if (idle() || !takes(fieldsOf, form)) return go()
    const attribute = (name: string): string => (apply(getAttribute, form, [name]) ?? '') as string
    const href = attribute('action') || document.URL
    const method = attribute('method') || 'get'
    const data = new Form(form as HTMLFormElement)
    if (isOrder(method, href)) {
      const pairs: [string, string][] = []
      apply(eachField, data, [
        (value: unknown, name: string) => {
          pairs[pairs.length] = [name, typeof value === 'string' ? value : '']
        },
      ])
      void (async () => {
        const body = { text: stringify(pairs), blobs: [] }
        if ((await order(method, href, attribute('enctype'), body, false, 'form')).go) go()
      })()
      return undefined
    }
    const { text, blobs } = readBody(data) as Body
    const all = `${href}\n${text}`
    // `f` asks about the page as well: a form sent by script is a form sent.
    if (!line.mode || (line.mode !== 3 && !blobs[0])) return held('f', all) ? undefined : go()
    void (async () => {
      if (await heldLater('f', all, blobs)) return
      // Many a page sends one as soon as it is there, and takes it away again; one that is nowhere goes nowhere.
      const isGone = !(form as Element).isConnected
      if (isGone) document.body.append(form as Element)
      go()
      if (isGone) (form as Element).remove()
    })()
    return undefined
  })

  // Values set by script
  for (const field of ['HTMLInputElement', 'HTMLTextAreaElement']) {
    const put = (value: unknown): boolean => line.mode === 1 && held('v', `${value}`)
    hook(field, 'value', (go, args) => {
      const [value] = args
      if (typeof value === 'string') {
        if (put(value)) args[0] = ''
        // Too early to know: looked at again with the sentinel's first word.
        else if (line.mode === 3) {
          void (async () => {
            if (await heldLater('v', value)) {
              args[0] = ''
              go()
            }
          })()
        }
      }
      return go()
    })
    hook(field, 'setRangeText', (go, args) => (put(args[0]) ? undefined : go()))
  }
  // What a person is asked for by the browser's own window, and what a script takes off the clipboard, meets no event.
  hook('', 'prompt', (go) => {
    const said = go() as string | null
    return said && held('v', said) ? '' : said
  })
  const { ClipboardItem: Item } = globalThis
  const typesOf = Item && getter(Item, 'types')
  const partOf = Item?.prototype.getType
  /** The texts among what is, or will be, on the clipboard. */
  const texts = async (items: readonly unknown[]): Promise<string> => {
    const blobs: Blob[] = []
    for (let i = 0; i < items.length; i++) {
      const types = apply(typesOf as never, items[i], []) as string[]
      for (let j = 0; j < types.length; j++)
        if (types[j]?.[0] === 't')
          blobs[blobs.length] = (await apply(partOf as never, items[i], [types[j]])) as Blob
    }
    return blobsText(blobs)
  }
  hook('Clipboard', 'readText', async (go) => {
    const text = (await go()) as string
    return (await heldLater('v', text)) ? '' : text
  })
  hook('Clipboard', 'read', async (go) => {
    const items = (await go()) as unknown[]
    return line.mode && (await heldLater('v', await texts(items))) ? [] : items
  })
  // On a portal: nothing of the number is handed out.
  hook('Clipboard', 'writeText', (go, args) => {
    if (line.orders.length > 0 && line.ask('c', `${args[0]}`)) args[0] = '*'
    return go()
  })
  hook('Clipboard', 'write', async (go, args) => {
    if (line.orders.length > 0) {
      const items = [...(args[0] as unknown[])]
      args[0] = line.ask('c', await texts(items)) ? [new Item({ 'text/plain': '*' })] : items
    }
    return go()
  })

  /** What is looked at before it goes. */
  const watch = (
    owner: string,
    method: string,
    read = (args: unknown[]): Body | null => {
      const body = readBody(args[0])
      // What was read is what goes: a text that is asked for twice would say another one the second time.
      if (body?.body) args[0] = body.body
      return body
    },
  ): void => {
    hook(owner, method, (go, args) => {
      const look = (isEarly?: boolean): unknown => {
        const body = line.mode && read(args)
        if (!body) return go()
        const { text, blobs } = body
        if (blobs[0]) return void later(text, blobs, go)
        // Read anew with the sentinel's first word: the page may have changed it.
        return held('s', text) ? void (isEarly && later('', [], look)) : go()
      }
      return look(line.mode === 3)
    })
  }
  const message = (args: unknown[]): Body => {
    const read = readMessage(args[0])
    // It waits to be read: the page must not change it meanwhile.
    if (read.blobs[0]) args[0] = copy(args[0])
    return read
  }
  // What a listener adds to a form as it leaves, when everybody else has looked at it.
  for (const method of ['append', 'set'])
    watch('FormData', method, ([, value]) =>
      line.mode === 1 && typeof value === 'string' ? { text: value, blobs: [] } : null,
    )
  watch('WebSocket', 'send')
  watch('RTCDataChannel', 'send')
  // What WebTransport, and a page's own compression, is fed with.
  watch('WritableStreamDefaultWriter', 'write', message)
  for (const owner of ['Worker', 'ServiceWorker', 'MessagePort', 'BroadcastChannel'])
    watch(owner, 'postMessage', message)
  watch('CookieStore', 'set', (args) => {
    if (args[0] === Obj(args[0])) args[0] = { ...(args[0] as object) }
    return readMessage(args)
  })
  // Address and sub-protocols leave with the handshake, before any send.
  hook('', 'WebSocket', (go, args) => {
    // What is no text at all fails in the browser's own words.
    if (typeof args[0] === 'symbol') return go()
    // Texts, made once: what is looked at is what is used.
    if (args.length > 0) args[0] = `${args[0]}`
    if (args[1] && typeof args[1] !== 'string') args[1] = [...(args[1] as string[])]
    // As it fails for an address that it cannot use.
    if (held('s', `${args[0]}\n${args[1]}`)) throw new Dom('', 'SecurityError')
    return go()
  })
  watch('Document', 'cookie')
  // It leaves when the page has gone, and nobody is shown its body.
  hook('', 'fetchLater', (go) => {
    if (line.mode) throw new Dom('', 'NetworkError')
    return go()
  })

  // A document that is opened anew loses every listener; the sentinel comes back before the page does. Nor does it see into a
  // shadow root that it has not met.
  const told: Stand = (go) => {
    const result = go()
    line.opened()
    return result
  }
  for (const name of ['open', 'write', 'writeln']) hook('Document', name, told)
  hook('Element', 'attachShadow', told)
  // `toString` of what was replaced is that of the original.
  hook('Function', 'toString', (_, args, self, original) => apply(original, recall(self) || self, args))
}
