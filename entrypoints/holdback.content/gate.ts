import { MOST_ORDER_BYTES } from '../../utils/base/limits.ts'
import type { Way } from '../../utils/wire/holdback.ts'
import { apply } from './hook.ts'
import { blobsText } from './read.ts'
import { openChannel } from './sentinel.ts'

/** The sentinel's other end: it is asked about everything that is about to leave. */
export const sentinel = openChannel()
const Url = URL
const encode = btoa
const { fromCharCode } = String
const Bytes = Uint8Array
const Response_ = Response
const { arrayBuffer } = Response.prototype

/** An address that nobody answers. */
export const NOWHERE = `blob:${location.origin}/0`

/** Nothing of this page has to be looked at. */
export const idle = (): boolean => sentinel.mode === 0 && !sentinel.orders
/** Shorter than eight digits there is nothing to ask about. */
export const held = (way: Way, text: string): boolean =>
  sentinel.mode === 2 || (sentinel.mode !== 0 && text.length > 7 && sentinel.ask(way, text))
/** The same where there is time: blobs are read, the sentinel's first word is waited for. */
export const heldLater = async (way: Way, text: string, blobs: readonly Blob[] = []): Promise<boolean> => {
  text += await blobsText(blobs)
  await sentinel.ready
  return held(way, text)
}
/** Goes once it has been read, if it may. */
export const later = async (
  text: string,
  blobs: readonly Blob[],
  go: () => unknown,
  fail?: () => unknown,
): Promise<void> => {
  ;(await heldLater('s', text, blobs)) ? fail?.() : go()
}

export const at = (href: string): URL => new Url(href, document.baseURI)
/** The sentinel decides: nothing in this world that the page may have changed says what an order is. */
export const isOrder = (method: string, href: string): boolean =>
  sentinel.orders && sentinel.ask('o', `${method} ${href}`)
/** Of a body that is too large for an order so much that this can be seen. */
const base64 = (bytes: ArrayBuffer): string => {
  const view = new Bytes(bytes)
  let raw = ''
  // Behind its end there is nothing, and a page cannot make it say otherwise as it can of a length.
  for (let i = 0; view[i] !== undefined && i <= MOST_ORDER_BYTES; i++) raw += fromCharCode(view[i] as number)
  return encode(raw)
}

/**
 * Puts an order to the sentinel. The answer is the address to send it to, or '' where it may not go. With it comes the body as
 * the browser makes it: its bytes, which the page cannot change any more, and the type that it gives them.
 */
export const order = async (method: string, url: string, type: string | null | undefined, body: unknown) => {
  const made = new Response_(body as BodyInit)
  const contentType = type ?? made.headers.get('content-type')
  const bytes = (await apply(arrayBuffer, made, [])) as ArrayBuffer
  const go = await sentinel.order({
    url,
    method,
    contentType,
    body: base64(bytes),
    bytes: true,
    route: 'request',
  })
  return { go, bytes, contentType }
}
