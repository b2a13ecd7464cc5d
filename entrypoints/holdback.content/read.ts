import { apply, getter, takes } from './hook.ts'

const decoder = new TextDecoder()
const { decode } = decoder
const { forEach: eachField, has } = FormData.prototype
export const paramsText = URLSearchParams.prototype.toString
const { arrayBuffer } = Blob.prototype
const sizeOf = getter(Blob, 'size')
const lengthOf = getter(ArrayBuffer, 'byteLength')
const lockedOf = getter(ReadableStream, 'locked')
const { isArray } = Array
const { keys } = Object
const { isView } = ArrayBuffer
const MOST = 1 << 21

/** Bytes as text, lenient; of a very long body its beginning. */
export const bytesText = (bytes: ArrayBuffer | ArrayBufferView): string => {
  const view = isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes)
  return apply(decode, decoder, [
    view.length > MOST ? new Uint8Array(view.buffer, view.byteOffset, MOST) : view,
  ]) as string
}

export const blobBytes = (blob: Blob): Promise<ArrayBuffer> =>
  apply(arrayBuffer, blob, []) as Promise<ArrayBuffer>

export interface Body {
  readonly text: string
  readonly blobs: readonly Blob[]
  /** What to send in its place: an object that is asked for its text would say another one the second time. */
  readonly body?: unknown
}

/** What a body says: `text` at once, `blobs` only after reading. Null: it cannot be read without using it up. */
export function readBody(body: unknown): Body | null {
  const blobs: Blob[] = []
  let text = ''
  if (typeof body !== 'object' || body === null) text = `${body ?? ''}`
  else if (takes(paramsText, body)) text = apply(paramsText, body, []) as string
  else if (takes(has, body)) {
    apply(eachField, body, [
      (value: unknown, name: string) => {
        text += `${name}\n`
        if (typeof value === 'string') text += `${value}\n`
        else blobs[blobs.length] = value as Blob
      },
    ])
  } else if (takes(sizeOf, body)) blobs[0] = body as Blob
  else if (isView(body) || takes(lengthOf, body)) text = bytesText(body as ArrayBuffer)
  else if (takes(lockedOf, body)) return null
  else if (body instanceof Document) text = body.documentElement?.outerHTML ?? ''
  else body = text = `${body as unknown as string}`
  return { text, blobs, body }
}

export async function blobsText(blobs: readonly Blob[]): Promise<string> {
  let text = ''
  for (let i = 0; i < blobs.length; i++) text += `\n${bytesText(await blobBytes(blobs[i] as Blob))}`
  return text
}

/** The strings, numbers and bytes of a message that is about to be cloned; bounded in depth and size. */
export function messageText(value: unknown, depth = 4): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint') return `${value}`
  if (typeof value !== 'object' || value === null || depth === 0) return ''
  if (value instanceof ArrayBuffer || isView(value)) return bytesText(value as ArrayBuffer)
  let text = ''
  try {
    const list = isArray(value) ? value : null
    const names = list ?? keys(value)
    for (let i = 0; i < names.length && i < 500 && text.length < MOST; i++) {
      const name = list ? i : (names[i] as string)
      const inner = messageText((value as Record<string | number, unknown>)[name], depth - 1)
      // Digits one by one in a list are one number: a space between is a mark.
      if (inner) text += list ? `${inner} ` : `${name}\n${inner}\n`
    }
  } catch {
    // A getter that throws: the clone will throw as well.
  }
  return text
}
