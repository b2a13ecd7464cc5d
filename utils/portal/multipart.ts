/** One part of a multipart body. */
export interface Part {
  readonly name: string
  /** A file was put in: what it holds is no field of the order. */
  readonly isFile: boolean
  /** Its `Content-Type`, in small letters; '' where it has none. */
  readonly type: string
  readonly bytes: Uint8Array
}

const MOST_PARTS = 1000

/** Each byte is one character, so that places in the text are places in the bytes. */
const latin = new TextDecoder('latin1')

/** The boundary that a content type names; null where it names none that a browser or server would write. */
export function boundaryOf(contentType: string): string | null {
  const found = /;\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))\s*(?:;|$)/i.exec(contentType)
  return found?.[1] ?? found?.[2] ?? null
}

/** One value of a `Content-Disposition`; null where it is not there, or stands there twice. */
function headerValue(header: string, key: string): string | null {
  const found = [...header.matchAll(new RegExp(`;\\s*${key}="([^"\\r\\n]*)"`, 'gi'))]
  return found.length === 1 ? (found[0]?.[1] ?? null) : null
}

/**
 * The parts of a `multipart/form-data` body as browsers write it. Whatever is written otherwise makes it null: a server may
 * read such a body in its own way.
 */
export function readMultipart(bytes: Uint8Array, boundary: string): readonly Part[] | null {
  const text = latin.decode(bytes)
  const mark = `--${boundary}`
  if (!text.startsWith(`${mark}\r\n`)) return null
  const parts: Part[] = []
  let at = mark.length + 2
  for (;;) {
    const end = text.indexOf(`\r\n${mark}`, at)
    const head = text.indexOf('\r\n\r\n', at)
    if (end < 0 || head < 0 || head + 4 > end || parts.length >= MOST_PARTS) return null
    const headers = text.slice(at, head).split('\r\n')
    const dispositions = headers.filter((h) => /^content-disposition:/i.test(h))
    const [disposition = ''] = dispositions
    const name = headerValue(disposition, 'name')
    // A part that says how it is packed is not what its bytes look like.
    const isPlain = headers.every((h) => /^content-(?:disposition|type):/i.test(h))
    if (
      dispositions.length !== 1 ||
      !/^[^:]*:\s*form-data\s*;/i.test(disposition) ||
      name === null ||
      !isPlain
    )
      return null
    const isFile = /;\s*filename\*?=/i.test(disposition)
    const type = headers.find((h) => /^content-type:/i.test(h))?.slice(13) ?? ''
    parts.push({ name, isFile, type: type.trim().toLowerCase(), bytes: bytes.subarray(head + 4, end) })
    const after = end + 2 + mark.length
    if (text.startsWith('--', after)) return /^(?:\r\n)?$/.test(text.slice(after + 2)) ? parts : null
    if (!text.startsWith('\r\n', after)) return null
    at = after + 2
  }
}
