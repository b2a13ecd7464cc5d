/** What `webRequest.onBeforeRequest` shows of a body. */
export interface RequestBody {
  readonly formData?: Readonly<Record<string, readonly unknown[]>> | null
  readonly raw?: readonly { readonly bytes?: ArrayBuffer; readonly file?: string }[] | null
  readonly error?: string | null
}

/** More than any form holds; beyond it a body is read at both ends. */
const MOST = 1 << 20

const lenient = new TextDecoder('utf-8')

/** Bytes as text, lenient: digits survive in every encoding that a browser sends. */
export function textOfBytes(bytes: Uint8Array): string {
  const wide =
    bytes.length > 3 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[1] === 0 && bytes[3] === 0))
  const decoder = wide ? new TextDecoder('utf-16le') : lenient
  if (bytes.length <= MOST) return decoder.decode(bytes)
  return `${decoder.decode(bytes.subarray(0, MOST / 2))}\n${decoder.decode(bytes.subarray(bytes.length - MOST / 2))}`
}

/** The texts in which numbers are looked for; never throws. File parts are hidden from every browser's extension. */
export function openBody(body: RequestBody | null | undefined): string[] {
  const texts: string[] = []
  for (const [name, values] of Object.entries(body?.formData ?? {})) {
    texts.push(name)
    const strings = values.map((value) =>
      typeof value === 'string'
        ? value
        : value instanceof ArrayBuffer
          ? textOfBytes(new Uint8Array(value))
          : '',
    )
    texts.push(...strings)
    // One digit a box: fields of one name are one number.
    if (strings.length > 1) texts.push(strings.join(' '))
  }
  const parts: Uint8Array[] = []
  let size = 0
  for (const part of body?.raw ?? []) {
    if (!part.bytes) continue
    const bytes = new Uint8Array(part.bytes)
    parts.push(bytes)
    size += bytes.length
  }
  if (parts.length > 0) {
    const whole = new Uint8Array(size)
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    texts.push(textOfBytes(whole))
  }
  return texts.filter((text) => text !== '')
}
