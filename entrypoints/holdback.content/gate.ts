import type { Way } from '../../utils/wire/holdback.ts'
import { apply } from './hook.ts'
import { openLine } from './line.ts'
import { type Body, blobsText } from './read.ts'

/** The sentinel's other end: it is asked about everything that is about to leave. */
export const line = openLine()
const Url = URL
const encode = btoa

/** An address that nobody answers. */
export const NOWHERE = `blob:${location.origin}/0`

/** Nothing of this page has to be looked at. */
export const idle = (): boolean => line.mode === 0 && !line.orders
/** Shorter than eight digits there is nothing to ask about. */
export const held = (way: Way, text: string): boolean =>
  line.mode === 2 || (line.mode !== 0 && text.length > 7 && line.ask(way, text))
/** The same where there is time: blobs are read, the sentinel's first word is waited for. */
export const heldLater = async (way: Way, text: string, blobs: readonly Blob[] = []): Promise<boolean> => {
  text += await blobsText(blobs)
  await line.ready
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
  line.orders && line.ask('o', `${method} ${href}`)
export const base64 = (bytes: ArrayBuffer): string => {
  const view = new Uint8Array(bytes)
  let raw = ''
  for (let i = 0; i < view.length; i++) raw += apply(String.fromCharCode, null, [view[i]])
  return encode(raw)
}
/** Puts an order to the sentinel; settles when it may go, or may not. */
export const order = async (
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
