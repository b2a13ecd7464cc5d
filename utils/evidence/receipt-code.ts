/** The receipt's code: docs/receipt-code.md, byte by byte. */
import {
  type Bytes,
  CodedError,
  concat,
  equal,
  err,
  fromUtf8,
  ok,
  type Result,
  sha256,
  utf8,
} from '../base/index.ts'
import { parseVkey, vkeyOf } from '../log/index.ts'
import { pack, unpack } from './receipt-packing.ts'

/** What one code holds at most: QR version 29-L on 80 mm paper. */
export const MAX_CODE_BYTES = 1600
/** Bits of data in a QR code of version 29, level L. */
const BITS_29_L = 1631 * 8
const MAGIC = [0x43, 0x53, 0x52, 1] as const
const PLAIN = 'CSR1:'
const MAX_PARTS = 15
/** More text than any receipt has codes for. */
const MAX_TEXT = 200_000

/** The proof that a receipt stands in a log. */
export interface ReceiptProof {
  /** Canonical bytes of the `receipt.issued` entry. */
  readonly entry: Uint8Array
  /** Sibling hashes, leaf to root. */
  readonly proof: readonly Uint8Array[]
  /** The signed note. */
  readonly checkpoint: string
  readonly vkey: string
}

// ── the body ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const u16 = (n: number): Bytes => Uint8Array.of(n >> 8, n & 255)

/** The note's text with the signature line of the log's own key alone. */
function ownNote(checkpoint: string): string | null {
  const blank = checkpoint.lastIndexOf('\n\n')
  if (blank < 0) return null
  const text = checkpoint.slice(0, blank + 1)
  const origin = text.slice(0, text.indexOf('\n'))
  const own = checkpoint
    .slice(blank + 2)
    .split('\n')
    .find((line) => line.startsWith(`— ${origin} `))
  return own === undefined ? null : `${text}\n${own}\n`
}

/** The body of a code. Throws CodedError `receipt-code/proof` for what is no proof of an entry. */
export function encodeBody(p: ReceiptProof): Bytes {
  const key = parseVkey(p.vkey)
  const note = ownNote(p.checkpoint)
  const entry = pack(p.entry)
  const checkpoint = pack(utf8(note ?? ''))
  const fits =
    key.ok &&
    note !== null &&
    entry.length <= 0xffff &&
    checkpoint.length <= 0xffff &&
    p.proof.length <= 64 &&
    p.proof.every((h) => h.length === 32)
  if (!fits) throw new CodedError('receipt-code/proof')
  return concat(
    key.value.publicKey,
    u16(entry.length),
    entry,
    u16(checkpoint.length),
    checkpoint,
    Uint8Array.of(p.proof.length),
    ...p.proof,
  )
}

export type CodeFault =
  /** No code, or a code of another version. */
  | 'receipt-code/none'
  /** Not as docs/receipt-code.md says. */
  | 'receipt-code/malformed'
  /** One of several codes is not there; `where`: which, counted from 1. */
  | 'receipt-code/part-missing'
  /** Parts of different receipts. */
  | 'receipt-code/parts-differ'

/** Reads a body; checks no hash and no signature. */
export function decodeBody(body: Uint8Array): Result<ReceiptProof, CodeFault> {
  const bad = err('receipt-code/malformed' as const)
  if (!(body instanceof Uint8Array)) return bad
  let at = 0
  const take = (n: number): Bytes | null => {
    const piece = body.slice(at, at + n)
    at += n
    return piece.length === n ? piece : null
  }
  const packed = (): Bytes | null => {
    const length = take(2)
    const piece = length ? take(((length[0] as number) << 8) | (length[1] as number)) : null
    return piece ? unpack(piece) : null
  }
  const key = take(32)
  const entry = packed()
  const note = packed()
  const count = take(1)?.[0]
  if (!key || !entry || !note || count === undefined || count > 64) return bad
  const proof: Bytes[] = []
  for (let i = 0; i < count; i++) {
    const hash = take(32)
    if (!hash) return bad
    proof.push(hash)
  }
  const checkpoint = fromUtf8(note)
  if (at !== body.length || checkpoint === null || ownNote(checkpoint) !== checkpoint) return bad
  try {
    const vkey = vkeyOf(checkpoint.slice(0, checkpoint.indexOf('\n')), key)
    return ok({ entry, proof, checkpoint, vkey })
  } catch {
    return bad
  }
}

// ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Cuts a body into codes of at most `most` bytes each. */
export function partsOf(body: Uint8Array, most: number = MAX_CODE_BYTES): readonly Bytes[] {
  const id = sha256(body).slice(0, 8)
  if (body.length + 5 <= most) return [concat(Uint8Array.of(...MAGIC, 1), body)]
  const count = Math.ceil(body.length / (most - 13))
  if (most < 64 || count > MAX_PARTS) throw new CodedError('receipt-code/too-long')
  const each = Math.ceil(body.length / count)
  return Array.from({ length: count }, (_, i) =>
    concat(Uint8Array.of(...MAGIC, (i << 4) | count), id, body.slice(i * each, (i + 1) * each)),
  )
}

/** Whether bytes begin as a part of a receipt's code does. */
const isPart = (bytes: Uint8Array): boolean => MAGIC.every((b, i) => bytes[i] === b)

/** Joins parts, in any order, to the body. */
export function joinParts(parts: readonly Uint8Array[]): Result<Bytes, CodeFault> {
  const first = parts[0]
  if (!first) return err('receipt-code/none')
  if (!parts.every(isPart)) return err('receipt-code/none')
  const count = (first[4] ?? 0) & 15
  if (count === 0) return err('receipt-code/malformed')
  const found = new Map<number, Uint8Array>()
  const id = first.subarray(5, 13)
  for (const part of parts) {
    const head = part[4] ?? 0
    const index = head >> 4
    if ((head & 15) !== count || (count > 1 && !equal(part.subarray(5, 13), id))) {
      return err('receipt-code/parts-differ')
    }
    const rest = part.subarray(count > 1 ? 13 : 5)
    const other = found.get(index)
    if (index >= count || rest.length === 0) return err('receipt-code/malformed')
    // The same square read twice is no fault.
    if (other && !equal(other, rest)) return err('receipt-code/parts-differ')
    found.set(index, rest)
  }
  for (let i = 0; i < count; i++) if (!found.has(i)) return err('receipt-code/part-missing', String(i + 1))
  const pieces = Array.from({ length: count }, (_, i) => found.get(i) as Uint8Array)
  const body = concat(...pieces)
  if (count === 1) return ok(body)
  const even = pieces.every((p, i) => i === count - 1 || p.length === (pieces[0] as Uint8Array).length)
  return even && equal(sha256(body).subarray(0, 8), id) ? ok(body) : err('receipt-code/malformed')
}

// ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Digits for a group of so many bytes. */
const DIGITS = [0, 3, 5, 8, 10, 13, 15, 17] as const

/** Bytes as decimal digits: 17 for 7 bytes. */
export function toDigits(bytes: Uint8Array): string {
  let out = ''
  for (let i = 0; i < bytes.length; i += 7) {
    const group = bytes.subarray(i, i + 7)
    let n = 0n
    for (const b of group) n = (n << 8n) | BigInt(b)
    out += n.toString().padStart(DIGITS[group.length] as number, '0')
  }
  return out
}

/** The bytes of digits; null for what no bytes give. */
export function fromDigits(digits: string): Bytes | null {
  if (!/^\d*$/.test(digits)) return null
  const rest = (DIGITS as readonly number[]).indexOf(digits.length % 17)
  if (rest < 0) return null
  const out: number[] = []
  for (let i = 0; i < digits.length; i += 17) {
    const group = digits.slice(i, i + 17)
    const size = group.length === 17 ? 7 : rest
    let n = BigInt(group)
    if (n >> BigInt(size * 8) !== 0n) return null
    const bytes: number[] = []
    for (let b = 0; b < size; b++) {
      bytes.unshift(Number(n & 255n))
      n >>= 8n
    }
    out.push(...bytes)
  }
  return Uint8Array.from(out)
}

/** What stands before the digits: an address, or the mark of plain data. */
function prefixOf(verifyPage: string | undefined): string {
  const page = verifyPage?.split('#')[0] ?? ''
  return /^https?:\/\/[\x21-\x7e]{1,200}$/.test(page) ? `${page}#` : PLAIN
}

/** Bytes of a part that a QR code of version 29-L holds beside what stands before the digits. */
function roomBeside(prefix: string): number {
  // Mode and length of both segments: 4 + 16 bits for bytes, 4 + 14 for digits.
  const digits = Math.floor((BITS_29_L - 20 - prefix.length * 8 - 18) / 10) * 3
  return Math.min(MAX_CODE_BYTES, Math.floor(digits / 17) * 7)
}

/** The texts of a receipt's codes, one for each square. Throws CodedError where there is no proof, or no room for it. */
export function receiptTexts(proof: ReceiptProof, verifyPage?: string): readonly string[] {
  const prefix = prefixOf(verifyPage)
  const most = prefix === PLAIN ? MAX_CODE_BYTES : roomBeside(prefix)
  return partsOf(encodeBody(proof), most).map((part) => prefix + toDigits(part))
}

/** A code's text in the two segments that its square has. */
export function segmentsOf(text: string): { readonly prefix: string; readonly digits: string } {
  const digits = /\d+$/.exec(text)?.[0] ?? ''
  return { prefix: text.slice(0, text.length - digits.length), digits }
}

/**
 * As it was printed: a hand scanner types, and an input method makes its figures and its colon full-width, caps lock turns its
 * letters round.
 */
const asPrinted = (text: string): string => text.normalize('NFKC')

/** Whether a file that begins so holds a receipt's code: bytes of a part, or a text. */
export const beginsAsCode = (head: Uint8Array): boolean =>
  isPart(head) || /^\s*(?:csr1:|https?:\/\/|\d{20})/i.test(asPrinted(new TextDecoder().decode(head)))

/** Reads what a person pasted, a scanner gave or a file holds: texts, or the bytes of one part. */
export function readReceiptCode(input: string | Uint8Array): Result<ReceiptProof, CodeFault> {
  let text = input
  if (text instanceof Uint8Array) {
    if (isPart(text)) {
      const body = joinParts([text])
      return body.ok ? decodeBody(body.value) : body
    }
    const read = text.length > MAX_TEXT ? null : fromUtf8(text)
    if (read === null) return err('receipt-code/none')
    text = read
  }
  if (typeof text !== 'string' || text.length > MAX_TEXT) return err('receipt-code/none')
  text = asPrinted(text)
  const parts: Bytes[] = []
  // Each code begins with its own mark; a mail or a chat breaks the digits into lines.
  for (const found of text.matchAll(/(?:csr1:|https?:\/\/[^\s#]+#)([\d\s]+)/gi)) {
    const bytes = fromDigits((found[1] as string).replace(/\s+/g, ''))
    if (!bytes) return err('receipt-code/malformed')
    parts.push(bytes)
  }
  if (parts.length === 0) {
    const bare = /^[\d\s]+$/.test(text) ? fromDigits(text.replace(/\s+/g, '')) : null
    if (!bare || !isPart(bare)) return err('receipt-code/none')
    parts.push(bare)
  }
  const body = joinParts(parts)
  return body.ok ? decodeBody(body.value) : body
}
