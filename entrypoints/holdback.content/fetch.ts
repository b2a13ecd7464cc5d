import { held, heldLater, idle, isOrder, NOWHERE, order, sentinel } from './gate.ts'
import { apply, getter, hook, Obj, Proxied, takes } from './hook.ts'
import { bytesText, readBody } from './read.ts'

// A request by `fetch`: what cannot be read at once is read first, an order is put to the sentinel.

const Request_ = Request
const Headers_ = Headers
const { arrayBuffer, clone } = Request.prototype
const [urlOf, methodOf, headersOf, referrerOf, bodyOf] = ['url', 'method', 'headers', 'referrer', 'body'].map(
  (name) => getter(Request, name),
) as [() => unknown, () => unknown, () => unknown, () => unknown, () => unknown]
const { forEach: eachHeader } = Headers.prototype

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
    const { go: to } = await order(request.method, request.url, request.headers.get('content-type'), bytes)
    if (!to) return nowhere(go, args)
    args[0] = to
    // As bytes, which the browser shows to who counts its requests: of a blob it shows nothing.
    args[1] = new Proxied(request, {
      get: (_, name) => (name === 'body' ? bytes : request[name as keyof Request]),
    })
    return go()
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
      // The browser itself refuses it, at once and in its own words.
      return go()
    }
    return send(go, args, request, gate, text)
  }
  return held('s', text) && (sentinel.mode !== 3 || (await heldLater('s', text))) ? nowhere(go, args) : go()
}
hook('', 'fetch', (go, args) =>
  idle() || !args.length || typeof args[0] === 'symbol' ? go() : fetched(go, args),
)
