import type { Bytes, Result } from '../base/index.ts'
import {
  base64,
  CodedError,
  concat,
  err,
  fromBase64,
  fromUtf8,
  hex,
  ok,
  sha256,
  utf8,
} from '../base/index.ts'
import { verifyEd25519 } from './ed25519.ts'

/** C2SP signed-note: only type 0x01, Ed25519 over the note text. */
const ED25519 = 1
/** Unicode white space, and `+`: neither may stand in a key name. */
const NOT_IN_NAME = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000+]/
const DASH = '— '
/** As in Go's sumdb/note: a text with more signatures is no note, whoever signed it. */
const MAX_SIGNATURES = 100
const MAX_BYTES = 1_000_000

export interface VerifierKey {
  readonly name: string
  /** First four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key), hex. */
  readonly id: string
  readonly publicKey: Bytes
}

export interface Signer {
  readonly name: string
  /** 32 bytes, RFC 8032. */
  readonly publicKey: Uint8Array
  sign(message: Uint8Array): Promise<Uint8Array>
}

export interface Note {
  /** With its final newline: what was signed. */
  readonly text: string
  /** Names of the keys whose signature held. */
  readonly verified: readonly string[]
  /** Names that stand on signatures by unknown keys; they say nothing. */
  readonly unverified: readonly string[]
}

export type NoteFault = 'note/malformed' | 'note/vkey' | 'note/ambiguous' | 'note/signature' | 'note/unsigned'

export const isName = (name: string): boolean => name !== '' && !NOT_IN_NAME.test(name)

/** The key id of an Ed25519 key under a name, hex. */
const keyId = (name: string, publicKey: Uint8Array): string =>
  hex(sha256(concat(utf8(`${name}\n`), Uint8Array.of(ED25519), publicKey)).subarray(0, 4))

/** `<name>+<key id>+<base64(0x01 ‖ key)>`. Throws `note/name` for a name that no note may carry. */
export function vkeyOf(name: string, publicKey: Uint8Array): string {
  if (!isName(name)) throw new CodedError('note/name')
  return `${name}+${keyId(name, publicKey)}+${base64(concat(Uint8Array.of(ED25519), publicKey))}`
}

/** Reads a vkey; the id must be the one that name and key give. */
export function parseVkey(text: unknown): Result<VerifierKey, 'note/vkey'> {
  if (typeof text !== 'string' || text.length > 1000) return err('note/vkey')
  const parts = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(text)
  if (!parts) return err('note/vkey')
  const [, name = '', id = '', key = ''] = parts
  const bytes = fromBase64(key)
  if (!isName(name) || bytes?.length !== 33 || bytes[0] !== ED25519) return err('note/vkey')
  const publicKey = bytes.slice(1)
  return keyId(name, publicKey) === id ? ok({ name, id, publicKey }) : err('note/vkey')
}

interface SignatureLine {
  readonly name: string
  readonly id: string
  readonly signature: Bytes
  readonly whole: string
}

function signatureLine(line: string): SignatureLine | null {
  if (!line.startsWith(DASH)) return null
  const rest = line.slice(DASH.length)
  const at = rest.indexOf(' ')
  if (at < 0) return null
  const name = rest.slice(0, at)
  const bytes = fromBase64(rest.slice(at + 1))
  if (!isName(name) || !bytes || bytes.length < 5) return null
  return { name, id: hex(bytes.subarray(0, 4)), signature: bytes.slice(4), whole: line }
}

/** Text and signature lines, unchecked; null where it is no note. */
export function splitNote(note: unknown): { text: string; lines: readonly SignatureLine[] } | null {
  if (typeof note !== 'string' && !(note instanceof Uint8Array)) return null
  if (note.length > MAX_BYTES) return null
  const whole = typeof note === 'string' ? note : fromUtf8(note)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a note may hold no control character but newline
  if (whole === null || /[\u0000-\u0009\u000b-\u001f]/.test(whole) || !whole.isWellFormed()) return null
  const at = whole.lastIndexOf('\n\n')
  if (at < 0 || !whole.endsWith('\n')) return null
  const rows = whole.slice(at + 2, -1).split('\n')
  if (rows.length > MAX_SIGNATURES) return null
  const lines: SignatureLine[] = []
  for (const row of rows) {
    const line = signatureLine(row)
    if (!line) return null
    lines.push(line)
  }
  return { text: whole.slice(0, at + 1), lines }
}

/**
 * Opens a signed note with the keys that the reader trusts. At least one known key must have signed; a known key's
 * signature that does not hold spoils the whole note.
 */
export async function openNote(
  note: string | Uint8Array,
  vkeys: readonly string[],
): Promise<Result<Note, NoteFault>> {
  const split = splitNote(note)
  if (!split) return err('note/malformed')
  if (!Array.isArray(vkeys)) return err('note/vkey')
  const known = new Map<string, { key: VerifierKey; twice: boolean }>()
  for (const text of vkeys) {
    const key = parseVkey(text)
    if (!key.ok) return key
    const handle = `${key.value.name}+${key.value.id}`
    known.set(handle, { key: key.value, twice: known.has(handle) })
  }
  const message = utf8(split.text)
  const verified = new Set<string>()
  const done = new Set<string>()
  const unverified = new Map<string, string>()
  for (const line of split.lines) {
    const handle = `${line.name}+${line.id}`
    const entry = known.get(handle)
    if (!entry) {
      unverified.set(line.whole, line.name)
      continue
    }
    if (entry.twice) return err('note/ambiguous')
    // The same line twice counts once. Another line of the same key has to hold by itself.
    if (done.has(line.whole)) continue
    done.add(line.whole)
    if (!(await verifyEd25519(entry.key.publicKey, line.signature, message))) return err('note/signature')
    verified.add(line.name)
  }
  if (verified.size === 0) return err('note/unsigned')
  return ok({ text: split.text, verified: [...verified], unverified: [...unverified.values()] })
}

/** One signature line, with its newline, to stand under `body`. */
export async function signatureOf(body: string, signer: Signer): Promise<string> {
  const signature = await signer.sign(utf8(body))
  const id = sha256(concat(utf8(`${signer.name}\n`), Uint8Array.of(ED25519), signer.publicKey)).subarray(0, 4)
  return `${DASH}${signer.name} ${base64(concat(id, signature))}\n`
}

/** Signs `body`, which ends in a newline. Throws `note/body` or `note/name` for what no note may carry. */
export async function signNote(body: string, signer: Signer): Promise<string> {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a note may hold no control character but newline
  if (!body.endsWith('\n') || /[\u0000-\u0009\u000b-\u001f]/.test(body) || !body.isWellFormed()) {
    throw new CodedError('note/body')
  }
  if (!isName(signer.name)) throw new CodedError('note/name')
  return `${body}\n${await signatureOf(body, signer)}`
}

/** A signer over a WebCrypto key, which need not be extractable. */
export const cryptoSigner = (name: string, privateKey: CryptoKey, publicKey: Uint8Array): Signer => ({
  name,
  publicKey,
  sign: async (message) =>
    new Uint8Array(await globalThis.crypto.subtle.sign('Ed25519', privateKey, message as Bytes)),
})
