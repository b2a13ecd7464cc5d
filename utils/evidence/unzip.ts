/**
 * Reads a zip that a stranger made: by its central directory, in flat memory. APPNOTE.TXT 6.3, with zip64; stored and
 * deflated members. What two readers could read differently (overlaps, twin names, paths that leave the folder) is refused.
 */
import type { Result } from '../base/index.ts'
import { CodedError, err, fromUtf8, ok } from '../base/index.ts'
import type { Source } from './source.ts'
import { chunksOf } from './source.ts'

/**
 * - `zip/not`: no zip · `zip/damaged`: its structure contradicts itself · `zip/unsupported`: encrypted, split, another method
 * - `zip/name`: a path that is not plain · `zip/twice`: two members of one name · `zip/many`: too many members
 * - `zip/bomb`: far more inside than a file of this size can honestly hold
 */
export type ZipFault =
  | 'zip/not'
  | 'zip/damaged'
  | 'zip/unsupported'
  | 'zip/name'
  | 'zip/twice'
  | 'zip/many'
  | 'zip/bomb'

export interface Member {
  readonly name: string
  readonly size: number
  /**
   * Its bytes; rejects with CodedError `zip/damaged` where the length differs from what the directory says, or, where
   * `checked`, the CRC does. Unchecked, a reader who knows better (a hash) can still say what was changed.
   */
  chunks(checked?: boolean): AsyncGenerator<Uint8Array>
}

const MOST_MEMBERS = 10_000
/** Deflate cannot pass 1032:1; text like ours stays far below this. */
const MOST_RATIO = 250
const MOST_DIRECTORY = 8_000_000

const EOCD = 0x06054b50
const EOCD64 = 0x06064b50
const LOCATOR64 = 0x07064b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50

const view = (b: Uint8Array): DataView => new DataView(b.buffer, b.byteOffset, b.byteLength)

const u64 = (v: DataView, at: number): number => {
  const n = v.getBigUint64(at, true)
  if (n > BigInt(Number.MAX_SAFE_INTEGER)) throw new CodedError('zip/damaged')
  return Number(n)
}

async function exactly(source: Source, from: number, length: number): Promise<Uint8Array> {
  if (from < 0 || from + length > source.size) throw new CodedError('zip/damaged')
  const bytes = await source.read(from, length)
  if (bytes.length !== length) throw new CodedError('zip/damaged')
  return bytes
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

function crcOn(crc: number, bytes: Uint8Array): number {
  let c = crc
  for (let i = 0; i < bytes.length; i++) {
    c = (TABLE[(c ^ (bytes[i] as number)) & 255] as number) ^ (c >>> 8)
  }
  return c
}

/** Relative, forward slashes, no segment that climbs or hides, no control character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
const PLAIN = /^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))(?!.*\/\/)[^\u0000-\u001f\u007f\\:*?"<>|]{1,300}$/s

interface Directory {
  readonly at: number
  readonly size: number
  readonly count: number
}

async function findDirectory(source: Source): Promise<Directory> {
  const tail = Math.min(source.size, 65_557)
  if (tail < 22) throw new CodedError('zip/not')
  const bytes = await exactly(source, source.size - tail, tail)
  const v = view(bytes)
  let at = -1
  for (let i = tail - 22; i >= 0; i--) {
    // The comment reaches exactly to the end: nothing can stand behind a zip.
    if (v.getUint32(i, true) === EOCD && i + 22 + v.getUint16(i + 20, true) === tail) {
      at = i
      break
    }
  }
  if (at < 0) throw new CodedError('zip/not')
  const place = source.size - tail + at
  const plain = {
    count: v.getUint16(at + 10, true),
    size: v.getUint32(at + 12, true),
    at: v.getUint32(at + 16, true),
  }
  if (v.getUint16(at + 4, true) !== 0 || v.getUint16(at + 6, true) !== 0) {
    throw new CodedError('zip/unsupported')
  }
  const wide = plain.count === 0xffff || plain.size === 0xffffffff || plain.at === 0xffffffff
  if (!wide) {
    if (plain.at + plain.size !== place) throw new CodedError('zip/damaged')
    return plain
  }
  const locator = view(await exactly(source, place - 20, 20))
  if (locator.getUint32(0, true) !== LOCATOR64) throw new CodedError('zip/damaged')
  const record = u64(locator, 8)
  const end = view(await exactly(source, record, 56))
  if (end.getUint32(0, true) !== EOCD64) throw new CodedError('zip/damaged')
  const found = { count: u64(end, 32), size: u64(end, 40), at: u64(end, 48) }
  if (found.at + found.size !== record) throw new CodedError('zip/damaged')
  return found
}

interface Row {
  readonly name: string
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

function readDirectory(bytes: Uint8Array, count: number): Row[] {
  const rows: Row[] = []
  const v = view(bytes)
  let at = 0
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || v.getUint32(at, true) !== CENTRAL) throw new CodedError('zip/damaged')
    const flags = v.getUint16(at + 8, true)
    const method = v.getUint16(at + 10, true)
    const nameLength = v.getUint16(at + 28, true)
    const extraLength = v.getUint16(at + 30, true)
    const next = at + 46 + nameLength + extraLength + v.getUint16(at + 32, true)
    if (next > bytes.length) throw new CodedError('zip/damaged')
    // Bit 0: encrypted; bit 13: hidden names.
    if ((flags & 0x2001) !== 0 || (method !== 0 && method !== 8)) throw new CodedError('zip/unsupported')
    if (v.getUint16(at + 34, true) !== 0) throw new CodedError('zip/unsupported')
    // A link (Unix mode in the upper half) is a way out of the folder.
    if (((v.getUint32(at + 38, true) >>> 16) & 0o170000) === 0o120000) throw new CodedError('zip/name')
    const name = fromUtf8(bytes.subarray(at + 46, at + 46 + nameLength))
    if (name === null || !PLAIN.test(name)) throw new CodedError('zip/name')
    let packed = v.getUint32(at + 20, true)
    let size = v.getUint32(at + 24, true)
    let offset = v.getUint32(at + 42, true)
    if (packed === 0xffffffff || size === 0xffffffff || offset === 0xffffffff) {
      let e = at + 46 + nameLength
      const end = e + extraLength
      let found = false
      while (e + 4 <= end) {
        const length = v.getUint16(e + 2, true)
        if (e + 4 + length > end) throw new CodedError('zip/damaged')
        if (v.getUint16(e, true) === 1) {
          let p = e + 4
          const take = (): number => {
            if (p + 8 > e + 4 + length) throw new CodedError('zip/damaged')
            p += 8
            return u64(v, p - 8)
          }
          if (size === 0xffffffff) size = take()
          if (packed === 0xffffffff) packed = take()
          if (offset === 0xffffffff) offset = take()
          found = true
          break
        }
        e += 4 + length
      }
      if (!found) throw new CodedError('zip/damaged')
    }
    if (method === 0 && packed !== size) throw new CodedError('zip/damaged')
    rows.push({ name, method, crc: v.getUint32(at + 16, true), packed, size, offset })
    at = next
  }
  if (at !== bytes.length) throw new CodedError('zip/damaged')
  return rows
}

/** Where the bytes of a member begin; its own header must say the same as the directory. */
async function startOf(source: Source, row: Row): Promise<number> {
  const v = view(await exactly(source, row.offset, 30))
  if (v.getUint32(0, true) !== LOCAL || v.getUint16(8, true) !== row.method) {
    throw new CodedError('zip/damaged')
  }
  const length = v.getUint16(26, true)
  const name = fromUtf8(await exactly(source, row.offset + 30, length))
  if (name !== row.name) throw new CodedError('zip/damaged')
  return row.offset + 30 + length + v.getUint16(28, true)
}

async function* inflated(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = new DecompressionStream('deflate-raw')
  const writer = stream.writable.getWriter()
  const feeding = (async () => {
    for await (const chunk of chunks) await writer.write(chunk as Uint8Array<ArrayBuffer>)
    await writer.close()
  })()
  // What cannot be read ends the stream; a reader must not wait for it.
  feeding.catch((e: unknown) => writer.abort(e).catch(() => undefined))
  const reader = stream.readable.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } catch {
    throw new CodedError('zip/damaged')
  } finally {
    // What has ended cannot be ended again; what was wrong has been thrown above.
    await reader.cancel().catch(() => undefined)
    await writer.abort().catch(() => undefined)
  }
}

async function* bytesOf(
  source: Source,
  row: Row,
  start: number,
  checked: boolean,
): AsyncGenerator<Uint8Array> {
  const raw = chunksOf(source, start, row.packed)
  let seen = 0
  let crc = 0xffffffff
  for await (const chunk of row.method === 8 ? inflated(raw) : raw) {
    seen += chunk.length
    if (seen > row.size) throw new CodedError('zip/damaged')
    if (checked) crc = crcOn(crc, chunk)
    yield chunk
  }
  const whole = seen === row.size && (!checked || (crc ^ 0xffffffff) >>> 0 === row.crc)
  if (!whole) throw new CodedError('zip/damaged')
}

const FAULTS: readonly string[] = [
  'zip/not',
  'zip/damaged',
  'zip/unsupported',
  'zip/name',
  'zip/twice',
  'zip/many',
  'zip/bomb',
] satisfies readonly ZipFault[]

/** The members of a zip, folders left out. Hostile input never throws. */
export async function openZip(source: Source): Promise<Result<readonly Member[], ZipFault>> {
  try {
    const directory = await findDirectory(source)
    if (directory.count > MOST_MEMBERS || directory.size > MOST_DIRECTORY) return err('zip/many')
    const rows = readDirectory(await exactly(source, directory.at, directory.size), directory.count)
    const names = new Set<string>()
    let inside = 0
    for (const row of rows) {
      // Some file systems hold these for one name.
      const key = row.name.normalize('NFC').toLowerCase().replace(/\/$/, '')
      if (names.has(key)) return err('zip/twice')
      names.add(key)
      inside += row.size
    }
    if (inside > source.size * MOST_RATIO) return err('zip/bomb')
    let free = 0
    const members: Member[] = []
    for (const row of [...rows].sort((a, b) => a.offset - b.offset)) {
      if (row.offset < free) return err('zip/damaged')
      const start = await startOf(source, row)
      free = start + row.packed
      if (free > directory.at) return err('zip/damaged')
      if (row.name.endsWith('/')) {
        if (row.size !== 0) return err('zip/damaged')
        continue
      }
      members.push({
        name: row.name,
        size: row.size,
        chunks: (checked = true) => bytesOf(source, row, start, checked),
      })
    }
    return ok(members)
  } catch (e) {
    const code = e instanceof CodedError && FAULTS.includes(e.code) ? (e.code as ZipFault) : 'zip/damaged'
    return err(code)
  }
}
