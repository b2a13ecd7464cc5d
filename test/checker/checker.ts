/**
 * A second checker, written from docs/log-format.md alone, with node:crypto and nothing of the product: no import leaves
 * this folder. It says `sound`, `fault` or `unreadable` and why; where it and the product differ, one of the two is wrong.
 */
import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto'
import { crc32, inflateRawSync } from 'node:zlib'

export interface Finding {
  readonly state: 'sound' | 'fault' | 'unreadable'
  readonly why: string
}

class Fault extends Error {}
class Unreadable extends Error {}
export const fail = (why: string): never => {
  throw new Fault(why)
}
export const give = (why: string): never => {
  throw new Unreadable(why)
}

export const sha = (...parts: (Buffer | Uint8Array | string)[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

// ── section 1 ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** RFC 8785: JSON.stringify writes numbers and strings as ECMAScript does; sort() compares UTF-16 code units. */
function jcs(value: unknown, inside = 0): string {
  if (typeof value === 'object' && value !== null && inside >= 1000) throw new Error('nested too deep')
  if (Array.isArray(value)) return `[${value.map((v) => jcs(v, inside + 1)).join(',')}]`
  if (typeof value === 'string' && !value.isWellFormed()) throw new Error('lone surrogate')
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const rows = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${rows.map(([k, v]) => `${jcs(k)}:${jcs(v, inside + 1)}`).join(',')}}`
}

export function strictText(bytes: Buffer): string {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  return text
}

export type Json = Record<string, unknown>

function canonical(bytes: Buffer): Json {
  const text = strictText(bytes)
  const value: unknown = JSON.parse(text)
  if (jcs(value) !== text || typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('not canonical')
  }
  return value as Json
}

/** A day of the calendar and a time of the clock, figure by figure. */
function isDay(at: string): boolean {
  const [year, month, day, hour, minute, second] = at.split(/[-T:.]/).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
  return day >= 1 && day <= days && hour < 24 && minute < 60 && second < 60
}

const HEADER: Record<string, (v: unknown) => boolean> = {
  v: (v) => v === 1,
  seq: (v) => Number.isSafeInteger(v) && (v as number) >= 0,
  mono: (v) => typeof v === 'number' && v >= 0,
  at: (v) => typeof v === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(v) && isDay(v),
}
for (const name of ['kind', 'tz', 'boot', 'store', 'device', 'clerk', 'activation', 'app', 'policy']) {
  HEADER[name] = (v) => typeof v === 'string'
}

export function readEntry(bytes: Buffer, where: string): Json {
  if (bytes.length === 0 || bytes.length > 65_535) return fail(`entry ${where}: size`)
  let entry: Json
  try {
    entry = canonical(bytes)
  } catch {
    return fail(`entry ${where}: not canonical JSON`)
  }
  for (const [name, right] of Object.entries(HEADER)) if (!right(entry[name])) fail(`entry ${where}: ${name}`)
  return entry
}

// ── section 2 ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const leafOf = (bytes: Buffer): Buffer => sha(Buffer.of(0), bytes)
const nodeOf = (left: Buffer, right: Buffer): Buffer => sha(Buffer.of(1), left, right)

/** MTH as it is written down, over a range. */
function rootOf(leaves: readonly Buffer[], from = 0, to = leaves.length): Buffer {
  const n = to - from
  if (n === 0) return sha('')
  if (n === 1) return leaves[from] as Buffer
  let k = 1
  while (k * 2 < n) k *= 2
  return nodeOf(rootOf(leaves, from, from + k), rootOf(leaves, from + k, to))
}

/** The root that a path gives: by the shape of the tree, from the top down, as MTH splits it. */
export function rootByPath(leaf: Buffer, index: bigint, size: bigint, path: readonly Buffer[]): Buffer {
  if (index >= size) return fail('index beyond the tree')
  if (size === 1n) return path.length === 0 ? leaf : fail('proof too long')
  const top = path.at(-1)
  if (!top) return fail('proof too short')
  const rest = path.slice(0, -1)
  let k = 1n
  while (k * 2n < size) k *= 2n
  return index < k
    ? nodeOf(rootByPath(leaf, index, k, rest), top)
    : nodeOf(top, rootByPath(leaf, index - k, size - k, rest))
}

// ── section 4 ────────────────────────────────────────────────────────────────────────────────────────────────────────

function strictBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : fail('base64')
}

function decimal(text: string): bigint {
  if (!/^(0|[1-9]\d*)$/.test(text) || BigInt(text) > 2n ** 64n - 1n) return fail('number')
  return BigInt(text)
}

interface Key {
  readonly name: string
  readonly id: Buffer
  readonly key: Buffer
}

/** Not empty, neither `+` nor Unicode's White_Space in it. */
const isName = (name: string): boolean => /^[^+\p{White_Space}]+$/u.test(name)

function readVkey(text: string): Key {
  const parts = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text)
  if (!parts || text.length > 1000 || !isName(parts[1] as string)) return fail('vkey')
  const bytes = strictBase64(parts[3] as string)
  if (bytes.length !== 33 || bytes[0] !== 1) return fail('vkey')
  const id = sha(`${parts[1]}\n`, bytes).subarray(0, 4)
  if (id.toString('hex') !== parts[2]) return fail('vkey id')
  return { name: parts[1] as string, id, key: bytes.subarray(1) }
}

const P = 2n ** 255n - 19n
/** y coordinates of the points of small order, canonical encodings. */
const SMALL = new Set([
  0n,
  1n,
  P - 1n,
  2707385501144840649318225287225658788936804267575313519463743609750303021335n,
  55188659117513257062467267217118295137698188065244968500265048394206261417927n,
])
function soundPoint(point: Buffer): boolean {
  const y = BigInt(`0x${Buffer.from(point).reverse().toString('hex')}`) & (2n ** 255n - 1n)
  return y < P && !SMALL.has(y)
}

function signed(key: Key, signature: Buffer, text: string): boolean {
  if (signature.length !== 64 || !soundPoint(key.key) || !soundPoint(signature.subarray(0, 32))) return false
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key.key])
  try {
    const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' })
    return verifySignature(null, Buffer.from(text), publicKey, signature)
  } catch {
    return false
  }
}

interface Head {
  readonly origin: string
  readonly size: bigint
  readonly root: Buffer
}

/** The lines of a note below its text: each a key name and what its base64 gives. */
function signatureLines(note: string): { readonly name: string; readonly bytes: Buffer }[] {
  const lines = note.slice(note.lastIndexOf('\n\n') + 2, -1).split('\n')
  if (lines.length > 100) return fail('too many signatures')
  return lines.map((line) => {
    const [, name, base64] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? fail('signature line')
    const bytes = strictBase64(base64 as string)
    return isName(name as string) && bytes.length >= 5
      ? { name: name as string, bytes }
      : fail('signature line')
  })
}

export function readCheckpoint(note: string, vkey: string): Head {
  const key = readVkey(vkey)
  if (note.length > 1_000_000) return fail('size of a note')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the format refuses them
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) return fail('control character')
  const at = note.lastIndexOf('\n\n')
  if (at < 0 || !note.endsWith('\n')) return fail('no note')
  const text = note.slice(0, at + 1)
  let held = false
  for (const { name, bytes } of signatureLines(note)) {
    if (name !== key.name || !bytes.subarray(0, 4).equals(key.id)) continue
    if (!signed(key, bytes.subarray(4), text)) return fail('bad signature')
    held = true
  }
  if (!held) return fail('not signed by this key')
  const body = text.slice(0, -1).split('\n')
  if (body.length < 3 || body.includes('')) return fail('no checkpoint')
  const [origin, size, root] = body as [string, string, string]
  if (origin !== key.name) return fail('origin')
  const bytes = strictBase64(root)
  return bytes.length === 32 ? { origin, size: decimal(size), root: bytes } : fail('root')
}

/** The checkpoint that entries are held against. */
function readHead(note: string, vkey: string): Head {
  const head = readCheckpoint(note, vkey)
  return head.size < 2n ** 53n ? head : fail('size of the log')
}

/** What an origin says of the device; null where it says nothing. */
const deviceOf = (head: Head): string | null => /^countersign\/([0-9a-f]{24})$/.exec(head.origin)?.[1] ?? null
function sameDevice(head: Head, said: Json, where: string): void {
  const device = deviceOf(head)
  if (device !== null && said['device'] !== device) fail(`device ${where}`)
}

// ── section 5 ────────────────────────────────────────────────────────────────────────────────────────────────────────

function hashes(lines: readonly string[], most: number): Buffer[] {
  if (lines.length > most) return fail('too many hashes')
  return lines.map((line) => {
    const hash = strictBase64(line)
    return hash.length === 32 ? hash : fail('hash')
  })
}

interface Proof {
  readonly index: bigint
  readonly path: readonly Buffer[]
  readonly checkpoint: string
}

function readProof(text: string): Proof {
  if (text.length > 1_000_000) return fail('size of a proof')
  const blank = text.indexOf('\n\n')
  const lines = text.slice(0, blank).split('\n')
  if (blank < 0 || lines.shift() !== 'c2sp.org/tlog-proof@v1') return fail('no tlog-proof')
  if (lines[0]?.startsWith('extra ')) strictBase64((lines.shift() as string).slice(6))
  const index = /^index (\d+)$/.exec(lines.shift() ?? '')?.[1]
  if (index === undefined) return fail('no index')
  const path = hashes(lines, 64)
  return { index: decimal(index), path, checkpoint: text.slice(blank + 2) }
}

/** The evidence of one entry. */
export function checkProof(text: string, entry: Buffer, vkey: string): Finding {
  return judged(() => {
    const proof = readProof(text)
    const head = readHead(proof.checkpoint, vkey)
    if (!rootByPath(leafOf(entry), proof.index, head.size, proof.path).equals(head.root))
      fail('not in the tree')
    if (BigInt(readEntry(entry, 'proved')['seq'] as number) !== proof.index) fail('index')
  })
}

// ── sections 8 and 9 ─────────────────────────────────────────────────────────────────────────────────────────────────

function rows(bytes: Buffer): Buffer[] {
  if (bytes.length === 0) return []
  if (bytes.at(-1) !== 10) return fail('a line without an end')
  const out: Buffer[] = []
  let from = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
    out.push(bytes.subarray(from, at))
    from = at + 1
  }
  return out
}

/** Lines of a log by itself: an end may be another one, the last may have none, and empty lines may follow. */
function looseRows(bytes: Buffer): Buffer[] {
  const out = bytes
    .toString('latin1')
    .split('\n')
    .map((line) => Buffer.from(line.endsWith('\r') ? line.slice(0, -1) : line, 'latin1'))
  while (out.length > 0 && out.at(-1)?.length === 0) out.pop()
  return out
}

function outside(head: Head, vkey: string, known: readonly string[], leaves: readonly Buffer[] | null): void {
  for (const note of known) {
    const other = readCheckpoint(note, vkey)
    if (other.size > head.size) fail(`rolled back ${other.size}`)
    if (other.size === head.size && !other.root.equals(head.root)) fail(`two histories ${other.size}`)
    if (leaves && other.size > 0n && !rootOf(leaves, 0, Number(other.size)).equals(other.root)) {
      fail(`two histories ${other.size}`)
    }
  }
}

/** Entries from 0 up to the checkpoint's size; gives their leaves. */
function wholeLog(lines: readonly Buffer[], head: Head): Buffer[] {
  const leaves: Buffer[] = []
  for (const [i, line] of lines.entries()) {
    if (BigInt(i) >= head.size) fail('beyond the checkpoint')
    const entry = readEntry(line, String(i))
    if (entry['seq'] !== i) fail(`out of order ${i}`)
    sameDevice(head, entry, String(i))
    leaves.push(leafOf(line))
  }
  if (BigInt(leaves.length) !== head.size) fail(`missing ${leaves.length}`)
  if (!rootOf(leaves).equals(head.root)) fail('root')
  return leaves
}

export function checkLog(file: Buffer, known: readonly string[] = []): Finding {
  return judged(() => {
    const bare = file.subarray(0, 3).toString('hex') === 'efbbbf' ? file.subarray(3) : file
    const [head0, ...rest] = looseRows(bare)
    if (!head0 || head0.length > 65_535) return give('no first line')
    let first: Json
    try {
      first = canonical(head0)
    } catch {
      return give('first line')
    }
    const { checkpoint, vkey } = first
    if (first['countersign'] !== 'log/1' || typeof checkpoint !== 'string' || typeof vkey !== 'string') {
      return give('first line')
    }
    const head = readHead(checkpoint, vkey)
    const leaves = wholeLog(rest, head)
    outside(head, vkey, known, leaves)
  })
}

// ── section 10 ───────────────────────────────────────────────────────────────────────────────────────────────────────

const ONES = 0xffffffff

function wide(bytes: Buffer, at: number): number {
  if (at < 0 || at + 8 > bytes.length) return give('zip64')
  const number = bytes.readBigUInt64LE(at)
  return number < 2n ** 53n ? Number(number) : give('zip64')
}

/** The extra field of zip64. */
function wideField(extra: Buffer): Buffer {
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + extra.readUInt16LE(at + 2)
    if (end > extra.length) break
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, end)
    at = end
  }
  return give('extra field')
}

/** A zip by its central directory. Members whose bytes do not unpack are kept as null: their hash cannot match. */
function unzip(file: Buffer): Map<string, Buffer | null> {
  let end = -1
  for (let i = file.length - 22; i >= Math.max(0, file.length - 65_557); i--) {
    if (file.readUInt32LE(i) === 0x06054b50 && i + 22 + file.readUInt16LE(i + 20) === file.length) {
      end = i
      break
    }
  }
  if (end < 0) return give('no zip')
  if (file.readUInt32LE(end + 4) !== 0) return give('split')
  let count = file.readUInt16LE(end + 10)
  let length = file.readUInt32LE(end + 12)
  let at = file.readUInt32LE(end + 16)
  let directoryEnd = end
  if (count === 0xffff || length === ONES || at === ONES) {
    if (end < 20 || file.readUInt32LE(end - 20) !== 0x07064b50) return give('locator')
    directoryEnd = wide(file, end - 12)
    if (directoryEnd + 56 > file.length || file.readUInt32LE(directoryEnd) !== 0x06064b50)
      return give('end record')
    count = wide(file, directoryEnd + 32)
    length = wide(file, directoryEnd + 40)
    at = wide(file, directoryEnd + 48)
  }
  if (at + length !== directoryEnd) return give('directory')
  if (count > 10_000 || length > 8_000_000) return give('too many')
  const members = new Map<string, Buffer | null>()
  const folded = new Set<string>()
  const taken: [number, number][] = []
  const directory = at
  let claimed = 0
  for (let i = 0; i < count; i++) {
    if (at + 46 > directoryEnd || file.readUInt32LE(at) !== 0x02014b50) return give('directory')
    const flags = file.readUInt16LE(at + 8)
    const method = file.readUInt16LE(at + 10)
    let packed = file.readUInt32LE(at + 20)
    let size = file.readUInt32LE(at + 24)
    const nameLength = file.readUInt16LE(at + 28)
    let local = file.readUInt32LE(at + 42)
    const extra = at + 46 + nameLength
    const next = extra + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32)
    if (next > directoryEnd) return give('directory')
    const name = strictText(file.subarray(at + 46, at + 46 + nameLength))
    if ((flags & 1) === 1 || (flags & 0x2000) !== 0) return give('encrypted')
    if (method !== 0 && method !== 8) return give('method')
    if (file.readUInt16LE(at + 34) !== 0) return give('split')
    if (((file.readUInt32LE(at + 38) >>> 16) & 0xf000) === 0xa000) return give('link')
    const segments = name.split('/')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the format refuses them
    if (/[\u0000-\u001f\u007f\\:*?"<>|]/.test(name) || segments[0] === '' || name.length > 300)
      return give('name')
    if (segments.some((s, n) => s === '.' || s === '..' || (s === '' && n < segments.length - 1)))
      return give('name')
    const fold = name.normalize('NFC').toLowerCase().replace(/\/$/, '')
    if (folded.has(fold)) return give('twice')
    folded.add(fold)
    if (packed === ONES || size === ONES || local === ONES) {
      const field = wideField(file.subarray(extra, extra + file.readUInt16LE(at + 30)))
      let place = 0
      const take = (): number => {
        place += 8
        return place > field.length ? give('extra field') : wide(field, place - 8)
      }
      if (size === ONES) size = take()
      if (packed === ONES) packed = take()
      if (local === ONES) local = take()
    }
    if (method === 0 && packed !== size) return give('size')
    if (local + 30 > directory || file.readUInt32LE(local) !== 0x04034b50) return give('member')
    if (file.readUInt16LE(local + 8) !== method) return give('member')
    const nameEnd = local + 30 + file.readUInt16LE(local + 26)
    if (strictText(file.subarray(local + 30, nameEnd)) !== name) return give('member')
    const start = nameEnd + file.readUInt16LE(local + 28)
    if (start + packed > directory) return give('member')
    if (taken.some(([a, b]) => local < b && a < start + packed)) return give('overlap')
    taken.push([local, start + packed])
    claimed += size
    if (claimed > 250 * file.length) return give('bomb')
    let bytes: Buffer | null = file.subarray(start, start + packed)
    if (method === 8) {
      try {
        const unpacked = inflateRawSync(bytes, {
          maxOutputLength: Math.max(1, size),
          info: true,
        }) as unknown as {
          readonly buffer: Buffer
          readonly engine: { readonly bytesWritten: number }
        }
        // What stands behind the stream's end is no part of it.
        bytes = unpacked.engine.bytesWritten === packed ? unpacked.buffer : null
      } catch {
        bytes = null
      }
    }
    if (bytes?.length !== size || crc32(bytes) !== file.readUInt32LE(at + 16)) bytes = null
    if (!name.endsWith('/')) members.set(name, bytes)
    else if (size !== 0) return give('a folder with bytes')
    at = next
  }
  return at === directoryEnd ? members : give('directory')
}

/**
 * Both roots that a consistency proof gives, from the top down as SUBPROOF is written; `left` is the root of the older tree
 * where it is a whole subtree at the left, which is not in the proof.
 */
function rootsBy(m: bigint, n: bigint, left: Buffer | null, path: Buffer[]): [Buffer, Buffer] {
  if (m === n) {
    const own = left ?? path.pop() ?? fail('consistency: too short')
    return path.length === 0 ? [own, own] : fail('consistency: too long')
  }
  let k = 1n
  while (k * 2n < n) k *= 2n
  const top = path.pop() ?? fail('consistency: too short')
  if (m <= k) {
    const [older, newer] = rootsBy(m, k, left, path)
    return [older, nodeOf(newer, top)]
  }
  const [older, newer] = rootsBy(m - k, n - k, null, path)
  return [nodeOf(top, older), nodeOf(top, newer)]
}

function cosigned(text: string, head: Head, vkey: string): void {
  const blank = text.indexOf('\n\n')
  if (blank < 0) fail('cosigned')
  const [witness = '', ...rest] = text.slice(0, blank).split('\n')
  const path = hashes(rest, 130)
  const parts = /^([^+]{1,200})\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(witness)
  const bytes = strictBase64(parts?.[3] ?? fail('witness'))
  const name = parts?.[1] as string
  if (!isName(name)) fail('witness key')
  const id = sha(`${name}\n`, bytes).subarray(0, 4)
  if (bytes.length !== 33 || bytes[0] !== 4 || id.toString('hex') !== parts?.[2]) fail('witness key')
  const note = text.slice(blank + 2)
  const older = readCheckpoint(note, vkey)
  const at = note.lastIndexOf('\n\n')
  let held = false
  for (const { name: who, bytes: own } of signatureLines(note)) {
    if (who !== name || !own.subarray(0, 4).equals(id)) continue
    if (own.length !== 4 + 8 + 64) fail('cosignature')
    const time = own.readBigUInt64BE(4)
    if (time > 8_640_000_000_000n) fail('cosignature time')
    const said = `cosignature/v1\ntime ${time}\n${note.slice(0, at + 1)}`
    if (!signed({ name, id, key: bytes.subarray(1) }, own.subarray(12), said)) fail('cosignature')
    held = true
  }
  if (!held) fail('not cosigned')
  if (older.size < 1n || older.size > head.size) fail('cosigned size')
  const [was, is] = rootsBy(older.size, head.size, older.root, path)
  if (!was.equals(older.root) || !is.equals(head.root)) fail('cosigned: not a part of this log')
}

/** The folder in which `bagit.txt` lies highest; what a computer has put into the zip by itself is left out before. */
function theBag(members: Map<string, Buffer | null>): [string, Map<string, Buffer | null>] {
  const own = new Map(
    [...members].filter(([path]) => {
      const segments = path.split('/').map((s) => s.toLowerCase())
      const last = segments.at(-1) as string
      return !(
        segments.slice(0, -1).includes('__macosx') ||
        last.startsWith('._') ||
        ['.ds_store', 'thumbs.db', 'ehthumbs.db', 'desktop.ini'].includes(last)
      )
    }),
  )
  const tops = [...own.keys()]
    .map((path) => path.split('/'))
    .filter((segments) => segments.at(-1) === 'bagit.txt' && segments.length <= 5)
  const least = Math.min(...tops.map((segments) => segments.length))
  const highest = tops.filter((segments) => segments.length === least)
  if (highest.length !== 1) return give('no bag')
  return [
    (highest[0] as string[])
      .slice(0, -1)
      .map((s) => `${s}/`)
      .join(''),
    own,
  ]
}

/** Sealed records that the entries speak of, each as `activation kind hash`; an erasure takes those before it away. */
function spoken(entries: readonly Json[]): Set<string> {
  const out = new Set<string>()
  for (const e of entries) {
    const activation = e['activation'] as string
    if (activation === '') continue
    const name = (kind: string, hash: unknown) => {
      if (typeof hash === 'string') out.add(JSON.stringify([activation, kind, hash]))
    }
    if (e['kind'] === 'activation.opened') {
      name('number', e['number'])
      name('customer', e['customer'])
    }
    if (e['kind'] === 'promise.stated') name('text', e['text'])
    if (e['kind'] === 'receipt.issued') name('receipt', e['receipt'])
    if (e['kind'] === 'consent.given' || e['kind'] === 'consent.renewed') {
      const signature = isObject(e['signature']) ? e['signature'] : {}
      if (signature['form'] === 'strokes' || signature['form'] === 'mark')
        name('signature', signature['hash'])
    }
    if (e['kind'] === 'log.erased' && !('part' in e)) {
      for (const row of out) if ((JSON.parse(row) as string[])[0] === activation) out.delete(row)
    }
  }
  return out
}

function manifest(bytes: Buffer | null | undefined): Map<string, string> {
  const out = new Map<string, string>()
  for (const line of rows(bytes ?? fail('no manifest'))) {
    const parts = /^([0-9a-f]{64}) {2}([^%\r]+)$/.exec(strictText(line))
    if (!parts || out.has(parts[2] as string)) return fail('manifest line')
    out.set(parts[2] as string, parts[1] as string)
  }
  return out
}

const hashesOf = (entry: Json): string[] => {
  const own = Object.values(entry).filter(
    (v): v is string => typeof v === 'string' && /^[0-9a-f]{64}$/.test(v),
  )
  const signature = (entry['signature'] as Json | undefined)?.['hash']
  return typeof signature === 'string' ? [...own, signature] : own
}

const isObject = (v: unknown): v is Json => typeof v === 'object' && v !== null && !Array.isArray(v)

function openedHash(row: Json): string {
  const value = row['value']
  if (!isObject(value) || typeof row['activation'] !== 'string') return fail('opened')
  if (row['kind'] === 'signature') {
    const { height, strokes, width } = value
    if (height === undefined || strokes === undefined || width === undefined) return fail('signature')
    return sha(jcs({ height, strokes, v: 1, width })).toString('hex')
  }
  if (row['kind'] === 'receipt') {
    const { hash: _, ...rest } = value
    return sha(jcs(rest)).toString('hex')
  }
  const { salt, value: clear } = value
  if (typeof salt !== 'string' || typeof clear !== 'string') return fail('commitment')
  const bytes = Buffer.from(salt, 'hex')
  if (bytes.toString('hex') !== salt) return fail('salt')
  const made = sha(bytes, clear).toString('hex')
  return made === value['commitment'] ? made : fail('commitment')
}

/** Records of the vault, then each data key that they name. */
function sealed(bytes: Buffer): Map<string, number> {
  const kept = new Map<string, number>()
  const named = new Set<string>()
  const there = new Set<string>()
  const text = (v: unknown): string => (typeof v === 'string' ? v : fail('sealed'))
  for (const line of rows(bytes)) {
    if (line.length > 4_000_000) fail('sealed: line')
    const row = canonical(line)
    const members = (v: unknown): string => (isObject(v) ? Object.keys(v).sort().join() : '')
    if (members(row) === 'record' && there.size === 0) {
      const record = row['record'] as Json
      if (members(record) !== 'activation,box,id,iv,key,kind') fail('sealed: record')
      for (const value of Object.values(record)) text(value)
      if (strictBase64(text(record['iv'])).length !== 12) fail('sealed: iv')
      if (strictBase64(text(record['box'])).length < 16) fail('sealed: box')
      named.add(text(record['key']))
      const kind = JSON.stringify([record['activation'], record['kind']])
      kept.set(kind, (kept.get(kind) ?? 0) + 1)
    } else if (members(row) === 'key') {
      const key = row['key'] as Json
      if (members(key) !== 'id,recipients,sealed') fail('sealed: key')
      if (strictBase64(text(key['sealed'])).length === 0) fail('sealed: key')
      const recipients = key['recipients']
      if (!Array.isArray(recipients)) fail('sealed: recipients')
      for (const recipient of recipients as unknown[]) text(recipient)
      const id = text(key['id'])
      if (!named.has(id) || there.has(id)) fail('sealed: a key of no record, or twice')
      there.add(id)
    } else fail('sealed: form')
    if (named.size > 500_000) fail('sealed: keys')
  }
  if (there.size !== named.size) fail('sealed: a key is missing')
  return kept
}

const isText = (v: unknown): boolean => typeof v === 'string'
const isTexts = (v: unknown): boolean => v === undefined || (Array.isArray(v) && v.every(isText))
const EXPORT: Record<string, (v: unknown) => boolean> = {
  entries: Number.isSafeInteger,
  of: Number.isSafeInteger,
  noticesAbsent: Array.isArray,
  opened: (v) => typeof v === 'boolean',
  erased: isTexts,
  context: isTexts,
  ...Object.fromEntries(['app', 'at', 'by', 'device', 'filter', 'store'].map((name) => [name, isText])),
}
const SMALL_FILES = [
  'bagit.txt',
  'bag-info.txt',
  'manifest-sha256.txt',
  'tagmanifest-sha256.txt',
  ...['export.json', 'checkpoint.txt', 'vkey.txt', 'cosigned.txt'].map((name) => `data/${name}`),
]

export function checkBundle(zip: Buffer, known: readonly string[] = []): Finding {
  return judged(() => {
    const files = new Map<string, Buffer | null>()
    const [folder, members] = theBag(unzip(zip))
    for (const [name, bytes] of members) {
      if (!name.startsWith(folder)) fail(`beside the bag: ${name}`)
      files.set(name.slice(folder.length), bytes)
    }
    const file = (path: string): Buffer => files.get(path) ?? fail(`missing ${path}`)
    const line = (path: string): string => {
      const all = rows(file(path))
      return all.length === 1 ? strictText(all[0] as Buffer) : fail(path)
    }
    for (const path of SMALL_FILES) if ((files.get(path)?.length ?? 0) > 8_000_000) fail(`size of ${path}`)
    if (String(file('bagit.txt')) !== 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n')
      fail('bagit.txt')
    const payload = manifest(files.get('manifest-sha256.txt'))
    const tags = manifest(files.get('tagmanifest-sha256.txt'))
    for (const [list, isPayload] of [
      [payload, true],
      [tags, false],
    ] as const) {
      for (const [path, hash] of list) {
        if (path.startsWith('data/') !== isPayload) fail(`listed in the wrong manifest: ${path}`)
        if (sha(file(path)).toString('hex') !== hash) fail(`changed: ${path}`)
      }
    }
    for (const path of files.keys()) {
      if (path !== 'tagmanifest-sha256.txt' && !payload.has(path) && !tags.has(path))
        fail(`unlisted: ${path}`)
    }
    const said = canonical(Buffer.from(line('data/export.json')))
    if (said['countersign'] !== 'evidence/1') fail('export.json')
    for (const [name, right] of Object.entries(EXPORT)) if (!right(said[name])) fail(`export.json: ${name}`)
    const vkey = line('data/vkey.txt')
    const note = strictText(file('data/checkpoint.txt'))
    const head = readHead(note, vkey)
    const lines = rows(file('data/entries.jsonl'))
    let leaves: Buffer[] | null = null
    if (said['scope'] === 'whole') {
      leaves = wholeLog(lines, head)
      const kept = rows(file('data/leaves.txt')).map(String)
      if (kept.join() !== leaves.map((l) => l.toString('hex')).join()) fail('leaves')
    } else if (said['scope'] === 'part') {
      const proofs = strictText(file('data/proofs.txt')).split(/^(?=c2sp\.org\/tlog-proof@v1\n)/m)
      if (rows(file('data/proofs.txt')).some((row) => row.length > 10_000)) fail('proofs: line')
      if (proofs.some((proof) => proof.length > 200_000)) fail('proofs: size')
      if (proofs.length !== lines.length && !(lines.length === 0 && proofs.join('') === '')) fail('proofs')
      let last = -1
      for (const [i, bytes] of lines.entries()) {
        const entry = readEntry(bytes, `line ${i}`)
        const proof = readProof(proofs[i] as string)
        if (proof.checkpoint !== note) fail('another checkpoint')
        if (!rootByPath(leafOf(bytes), proof.index, head.size, proof.path).equals(head.root))
          fail(`entry ${i}`)
        if (BigInt(entry['seq'] as number) !== proof.index || (entry['seq'] as number) <= last)
          fail(`order ${i}`)
        sameDevice(head, entry, String(i))
        last = entry['seq'] as number
      }
    } else fail('scope')
    outside(head, vkey, known, leaves)
    if (files.has('data/cosigned.txt')) cosigned(strictText(file('data/cosigned.txt')), head, vkey)

    const entries = lines.map((bytes) => JSON.parse(String(bytes)) as Json)
    const notices = new Set(entries.map((e) => e['notice']).filter((n) => typeof n === 'string'))
    const texts = [...files.keys()].filter((path) => path.startsWith('data/notices/'))
    for (const path of texts) {
      const name = /^data\/notices\/([0-9a-f]{64})\.json$/.exec(path)?.[1]
      if (name === undefined) continue
      if (sha(file(path)).toString('hex') !== name || !notices.delete(name)) fail(`notice ${name}`)
    }
    const absent = said['noticesAbsent'] as unknown[]
    for (const hash of notices) if (!absent.includes(hash)) fail(`notice ${hash}`)
    const opened = new Set<string>()
    if (files.has('data/opened.jsonl')) {
      const values = new Set<string>()
      for (const bytes of rows(file('data/opened.jsonl'))) {
        if (bytes.length > 4_000_000) fail('opened: line')
        const row = canonical(bytes)
        const hash = openedHash(row)
        if (values.add(`${row['activation']}/${hash}`).size > 500_000) fail('opened: too many')
        const found = entries.some((e) => e['activation'] === row['activation'] && hashesOf(e).includes(hash))
        if (found) opened.add(`${row['activation']}/${hash}`)
        if (!found && said['scope'] === 'whole') fail('opened value of no entry')
      }
    }
    const kept = sealed(file('data/sealed.jsonl'))
    const context = (said['context'] ?? []) as unknown[]
    if (said['scope'] === 'whole' || context.includes('log.erased')) {
      const need = new Map<string, number>()
      const closed = new Set<string>()
      for (const row of spoken(entries)) {
        const [activation, kind, hash] = JSON.parse(row) as string[]
        if (((said['erased'] ?? []) as unknown[]).includes(activation)) continue
        const of = JSON.stringify([activation, kind])
        need.set(of, (need.get(of) ?? 0) + 1)
        if (!opened.has(`${activation}/${hash}`)) closed.add(of)
      }
      for (const [of, n] of need)
        if (n > (kept.get(of) ?? 0) && closed.has(of)) fail(`sealed record missing: ${of}`)
    }
    if (files.has('data/opened.jsonl') !== said['opened']) fail('opened')
    const scope =
      said['scope'] === 'whole'
        ? 'whole log'
        : `${lines.length} of ${head.size} entries; nothing follows about the others`
    const info = (label: string): string | null => {
      const found = strictText(file('bag-info.txt'))
        .split('\n')
        .filter((row) => row.startsWith(`${label}: `))
      return found.length === 1 ? (found[0] as string).slice(label.length + 2) : null
    }
    if (info('Countersign-Scope') !== scope) fail('scope')
    const data = [...files]
      .filter(([path]) => path.startsWith('data/'))
      .map(([, bytes]) => bytes?.length ?? 0)
    const oxum = `${data.reduce((a, b) => a + b, 0)}.${data.length}`
    if (info('Payload-Oxum') !== oxum) fail('Payload-Oxum')
    if (said['entries'] !== lines.length || said['of'] !== Number(head.size)) fail('count')
    sameDevice(head, said, 'of the export')
  })
}

export function judged(work: () => void): Finding {
  try {
    work()
    return { state: 'sound', why: '' }
  } catch (e) {
    if (e instanceof Unreadable) return { state: 'unreadable', why: e.message }
    return { state: 'fault', why: e instanceof Error ? e.message : 'unknown' }
  }
}
