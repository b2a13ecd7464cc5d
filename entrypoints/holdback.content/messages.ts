import { held, later, sentinel } from './gate.ts'
import { Dom, hook, Obj } from './hook.ts'
import { type Body, readBody, readMessage } from './read.ts'

// What is sent through a socket, a channel, a stream or to a worker.

const copy = structuredClone

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
      const body = sentinel.mode && read(args)
      if (!body) return go()
      const { text, blobs } = body
      if (blobs[0]) return void later(text, blobs, go)
      // Read anew with the sentinel's first word: the page may have changed it.
      return held('s', text) ? void (isEarly && later('', [], look)) : go()
    }
    return look(sentinel.mode === 3)
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
    sentinel.mode === 1 && typeof value === 'string' ? { text: value, blobs: [] } : null,
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
  if (sentinel.mode) throw new Dom('', 'NetworkError')
  return go()
})
