import { apply, getter, takes } from './hook.ts'

const decoder = new TextDecoder()
const { decode } = decoder
export const { forEach: eachField } = FormData.prototype
const { has } = FormData.prototype
const paramsText = URLSearchParams.prototype.toString
const { arrayBuffer } = Blob.prototype
const sizeOf = getter(Blob, 'size')
const lockedOf = getter(ReadableStream, 'locked')
const { isArray } = Array
const { getOwnPropertyNames } = Object
const { forEach: eachEntry } = Map.prototype
const { forEach: eachMember } = Set.prototype
const mapSize = getter(Map, 'size')
const setSize = getter(Set, 'size')
const nameOf = getter(File, 'name')

/** Bytes as text, lenient; of a very long body its beginning. Null where they are no bytes. */
export const bytesText = (bytes: unknown): string | null => {
  try {
    return apply(''.slice, apply(decode, decoder, [bytes]), [0, 1 << 21]) as string
  } catch {
    // To throw is the decoder's answer.
    return null
  }
}

export interface Body {
  readonly text: string
  readonly blobs: readonly Blob[]
  /** What to send in its place: an object that is asked for its text would say another one the second time. */
  readonly body?: unknown
}

/** What is sent without a body, or cannot be read. */
export const NOTHING: Body = { text: '', blobs: [] }

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
  else if (takes(lockedOf, body)) return null
  else if (body instanceof Document) text = body.documentElement?.outerHTML ?? ''
  else {
    const bytes = bytesText(body)
    if (bytes === null) body = `${body as unknown as string}`
    text = bytes ?? (body as string)
  }
  return { text, blobs, body }
}

/** What blobs hold, a file's name before it. */
export async function blobsText(blobs: readonly Blob[]): Promise<string> {
  let text = ''
  for (let i = 0; i < blobs.length; i++) {
    const blob = blobs[i] as Blob
    if (takes(nameOf, blob)) text += `\n${apply(nameOf, blob, [])}`
    text += `\n${bytesText(await apply(arrayBuffer, blob, []))}`
  }
  return text
}

/** A message that is about to be cloned: its strings, numbers, bytes and blobs; bounded in depth and number. */
export function readMessage(message: unknown): Body {
  const blobs: Blob[] = []
  let text = ''
  let room = 50_000
  const walk = (value: unknown, depth: number): void => {
    try {
      // Digits one by one in a list are one number: white space between is a mark.
      if (typeof value !== 'object') text += `${value as string}\n`
      else if (value && depth < 31 && room-- > 0) {
        const bytes = bytesText(value)
        if (bytes !== null) text += bytes
        else if (takes(sizeOf, value)) blobs[blobs.length] = value as Blob
        else if (takes(mapSize, value)) {
          apply(eachEntry, value, [
            (one: unknown, name: unknown) => {
              walk(name, depth + 1)
              walk(one, depth + 1)
            },
          ])
        } else if (takes(setSize, value)) apply(eachMember, value, [(one: unknown) => walk(one, depth + 1)])
        else {
          const list = isArray(value) ? value : null
          // What an error says is its own, and not among the names that are listed.
          const names = list ?? getOwnPropertyNames(value)
          for (let i = 0; i < names.length && room > 0; i++) {
            const name = list ? i : (names[i] as string)
            if (!list) text += `${name}\n`
            walk((value as Record<string | number, unknown>)[name], depth + 1)
          }
        }
      }
    } catch {
      // A getter that throws: the clone will throw as well. A symbol is no text.
    }
  }
  walk(message, 0)
  return { text, blobs }
}
