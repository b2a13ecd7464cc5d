/** The packing of a text in a receipt's code: docs/receipt-code.md. */
import { type Bytes, base64, concat, equal, fromBase64, fromHex, hex, utf8 } from '../base/index.ts'

const HEX_BYTES = 64
const B64_LEAST = 16
const B64_MOST = 79

const isHex = (b: number | undefined): boolean =>
  b !== undefined && ((b >= 0x30 && b <= 0x39) || (b >= 0x61 && b <= 0x66))
const isB64 = (b: number | undefined): boolean =>
  b !== undefined &&
  ((b >= 0x30 && b <= 0x39) ||
    (b >= 0x41 && b <= 0x5a) ||
    (b >= 0x61 && b <= 0x7a) ||
    b === 0x2b ||
    b === 0x2f)
const EQUALS = 0x3d

const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

/** The hex run at a place: its length in characters, even, 0 where it is too short to be worth a piece. */
function hexRun(text: Uint8Array, at: number): number {
  let n = 0
  while (n < HEX_BYTES * 2 && isHex(text[at + n])) n++
  n -= n % 2
  return n >= 8 ? n : 0
}

function base64Run(text: Uint8Array, at: number): Bytes | null {
  const before = text[at - 1]
  if (at > 0 && (isB64(before) || before === EQUALS)) return null
  let n = 0
  while (isB64(text[at + n])) {
    // Longer than the longest piece: no run of the rule's.
    if (++n > 108) return null
  }
  for (let i = 0; i < 2 && text[at + n] === EQUALS; i++) n++
  const bytes = n > 0 ? fromBase64(ascii(text.subarray(at, at + n))) : null
  return bytes && bytes.length >= B64_LEAST && bytes.length <= B64_MOST ? bytes : null
}

/** The one packing of a text. */
export function pack(text: Uint8Array): Bytes {
  const out: Uint8Array[] = []
  let literal: number[] = []
  const flush = (): void => {
    for (let i = 0; i < literal.length; i += 128) {
      const run = literal.slice(i, i + 128)
      out.push(Uint8Array.of(run.length - 1, ...run))
    }
    literal = []
  }
  let at = 0
  while (at < text.length) {
    const digits = hexRun(text, at)
    if (digits > 0) {
      flush()
      const bytes = fromHex(ascii(text.subarray(at, at + digits))) as Bytes
      out.push(Uint8Array.of(0x80 + bytes.length - 1), bytes)
      at += digits
      continue
    }
    const b64 = base64Run(text, at)
    if (b64) {
      flush()
      out.push(Uint8Array.of(0xc0 + b64.length - B64_LEAST), b64)
      at += Math.ceil(b64.length / 3) * 4
      continue
    }
    literal.push(text[at] as number)
    at++
  }
  flush()
  return concat(...out)
}

/** The text of a packing; null for bytes that are not the one packing of a text. */
export function unpack(packed: Uint8Array): Bytes | null {
  const out: Uint8Array[] = []
  let at = 0
  while (at < packed.length) {
    const tag = packed[at] as number
    const length = tag < 0x80 ? tag + 1 : tag < 0xc0 ? tag - 0x80 + 1 : tag - 0xc0 + B64_LEAST
    const bytes = packed.subarray(at + 1, at + 1 + length)
    if (bytes.length < length) return null
    out.push(tag < 0x80 ? bytes : utf8(tag < 0xc0 ? hex(bytes) : base64(bytes)))
    at += 1 + length
  }
  const text = concat(...out)
  return equal(pack(text), packed) ? text : null
}
