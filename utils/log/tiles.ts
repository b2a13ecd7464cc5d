import type { Bytes, Result } from '../base/index.ts'
import { CodedError, err, ok } from '../base/index.ts'
import { emptyRoot, nodeHash } from './tree.ts'

/** C2SP tlog-tiles: 256 hashes of 32 bytes a tile. */
export const TILE_WIDTH = 256
const HASH = 32

/** One tile as it is kept; partial while `bytes` is shorter than 8,192. */
export interface Tile {
  readonly level: number
  readonly n: number
  readonly bytes: Bytes
}

/**
 * Reads a tile, full or partial; null where there is none. A proof asks for all its tiles before it waits for the first
 * answer, so that a reader may get them together.
 */
export type TileReader = (level: number, n: number) => Promise<Uint8Array | null>

/** The right edge of the tree: all that an append needs to know. */
export interface Edge {
  readonly size: number
  /** Roots of the perfect subtrees, largest first: one for each bit of `size`. */
  readonly peaks: readonly Bytes[]
  /** The partial tile of each level. Buffers are shared with later edges, which only write behind `width`. */
  readonly partial: readonly { readonly buffer: Bytes; readonly width: number }[]
}

export type TileFault = 'tile/missing' | 'tile/short' | 'tile/range'

const half = (n: number): number => Math.floor(n / 2)

/** Number of hashes at a level of tiles for a tree of `size`. */
const levelCount = (size: number, level: number): number => Math.floor(size / TILE_WIDTH ** level)

/** `tile/0/x001/234.p/12`: the path of C2SP tlog-tiles. */
export function tilePath(level: number, n: number, width: number = TILE_WIDTH): string {
  let path = String(n % 1000).padStart(3, '0')
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`
  }
  return `tile/${level}/${path}${width < TILE_WIDTH ? `.p/${width}` : ''}`
}

/** All tiles of a tree of `size`: level, index and width. */
export function* tilesOf(size: number): Generator<{ level: number; n: number; width: number }> {
  for (let level = 0; levelCount(size, level) > 0; level++) {
    const count = levelCount(size, level)
    for (let n = 0; n * TILE_WIDTH < count; n++) {
      yield { level, n, width: Math.min(TILE_WIDTH, count - n * TILE_WIDTH) }
    }
  }
}

/** Root of a perfect subtree given by its 2^k hashes. */
function perfectRoot(hashes: Uint8Array): Bytes {
  let row: Uint8Array[] = []
  for (let i = 0; i < hashes.length; i += HASH) row.push(hashes.slice(i, i + HASH))
  while (row.length > 1) {
    const up: Uint8Array[] = []
    for (let i = 0; i + 1 < row.length; i += 2)
      up.push(nodeHash(row[i] as Uint8Array, row[i + 1] as Uint8Array))
    row = up
  }
  return row[0] as Bytes
}

/** The edge of the empty tree. */
export const emptyEdge = (): Edge => ({ size: 0, peaks: [], partial: [] })

/** Reads the right edge of a tree of `size` from its tiles: one tile a level. */
export async function readEdge(size: number, read: TileReader): Promise<Result<Edge, TileFault>> {
  const partial: { buffer: Bytes; width: number }[] = []
  const byLevel: Bytes[][] = []
  const asked: Promise<Uint8Array | null>[] = []
  for (let level = 0; levelCount(size, level) > 0; level++) {
    const count = levelCount(size, level)
    asked.push(count % TILE_WIDTH > 0 ? read(level, Math.floor(count / TILE_WIDTH)) : Promise.resolve(null))
  }
  const kept = await Promise.all(asked)
  for (const [level, bytes] of kept.entries()) {
    const count = levelCount(size, level)
    const width = count % TILE_WIDTH
    const buffer = new Uint8Array(TILE_WIDTH * HASH)
    const peaks: Bytes[] = []
    if (width > 0) {
      const n = Math.floor(count / TILE_WIDTH)
      if (!bytes) return err('tile/missing', `${level}/${n}`)
      if (bytes.length < width * HASH) return err('tile/short', `${level}/${n}`)
      buffer.set(bytes.subarray(0, width * HASH))
      let at = 0
      for (let bit = TILE_WIDTH / 2; bit >= 1; bit /= 2) {
        if ((width & bit) === 0) continue
        peaks.push(perfectRoot(buffer.subarray(at * HASH, (at + bit) * HASH)))
        at += bit
      }
    }
    partial.push({ buffer, width })
    byLevel.push(peaks)
  }
  return ok({ size, partial, peaks: byLevel.reverse().flat() })
}

/**
 * The edge after `leaves`, and every tile that they touch, full ones included; with `fullOnly` those alone. Does not change
 * `edge`.
 */
export function extend(
  edge: Edge,
  leaves: readonly Bytes[],
  fullOnly = false,
): { edge: Edge; tiles: readonly Tile[] } {
  const peaks = [...edge.peaks]
  const partial = edge.partial.map((p) => ({ buffer: p.buffer, width: p.width, touched: false }))
  const tiles: Tile[] = []
  let size = edge.size

  const put = (level: number, hash: Bytes, sizeAfter: number): void => {
    let p = partial[level]
    if (!p) {
      p = { buffer: new Uint8Array(TILE_WIDTH * HASH), width: 0, touched: false }
      partial[level] = p
    }
    p.buffer.set(hash, p.width * HASH)
    p.width++
    p.touched = true
    if (p.width === TILE_WIDTH) {
      tiles.push({ level, n: levelCount(sizeAfter, level) / TILE_WIDTH - 1, bytes: p.buffer })
      partial[level] = { buffer: new Uint8Array(TILE_WIDTH * HASH), width: 0, touched: false }
    }
  }

  for (const leaf of leaves) {
    let hash = leaf
    put(0, hash, size + 1)
    let height = 0
    for (let rest = size; rest % 2 === 1; rest = half(rest)) {
      hash = nodeHash(peaks.pop() as Bytes, hash)
      height++
      if (height % 8 === 0) put(height / 8, hash, size + 1)
    }
    peaks.push(hash)
    size++
  }
  partial.forEach((p, level) => {
    if (!p.touched || fullOnly) return
    const n = Math.floor(levelCount(size, level) / TILE_WIDTH)
    tiles.push({ level, n, bytes: p.buffer.slice(0, p.width * HASH) })
  })
  return { edge: { size, peaks, partial: partial.map(({ buffer, width }) => ({ buffer, width })) }, tiles }
}

/** Root of the tree at an edge. */
export function rootOf(edge: Edge): Bytes {
  let root = edge.peaks.at(-1)
  if (!root) return emptyRoot()
  for (let i = edge.peaks.length - 2; i >= 0; i--) root = nodeHash(edge.peaks[i] as Bytes, root)
  return root
}

/** The largest power of two below `n`. */
function split(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

function hasher(read: TileReader) {
  const seen = new Map<string, Promise<Uint8Array | null>>()
  const tile = async (level: number, n: number): Promise<Uint8Array> => {
    const key = `${level}/${n}`
    let found = seen.get(key)
    if (!found) {
      found = read(level, n)
      seen.set(key, found)
    }
    const bytes = await found
    if (!bytes) throw new CodedError(`tile/missing ${key}`)
    return bytes
  }
  /** MTH(D[start : start + width]), RFC 6962 2.1; `start` is a multiple of the power of two at or above `width`. */
  const range = async (start: number, width: number): Promise<Bytes> => {
    const height = Math.log2(width)
    if (!Number.isInteger(height)) {
      const k = split(width)
      const [left, right] = await Promise.all([range(start, k), range(start + k, width - k)])
      return nodeHash(left, right)
    }
    const level = Math.floor(height / 8)
    const unit = TILE_WIDTH ** level
    const first = start / unit
    const n = Math.floor(first / TILE_WIDTH)
    const bytes = await tile(level, n)
    const at = (first % TILE_WIDTH) * HASH
    const end = at + (width / unit) * HASH
    if (bytes.length < end) throw new CodedError(`tile/short ${level}/${n}`)
    return perfectRoot(bytes.subarray(at, end))
  }
  return range
}

async function faults<T>(work: () => Promise<T>): Promise<Result<T, TileFault>> {
  try {
    return ok(await work())
  } catch (e) {
    if (!(e instanceof CodedError)) throw e
    const [code, where] = e.code.split(' ')
    return err(code as TileFault, where)
  }
}

const isSize = (n: number): boolean => Number.isSafeInteger(n) && n >= 0

/** Root of the tree at any size up to the one that the tiles hold. */
export async function rootAt(size: number, read: TileReader): Promise<Result<Bytes, TileFault>> {
  if (!isSize(size)) return err('tile/range')
  if (size === 0) return ok(emptyRoot())
  return faults(() => hasher(read)(0, size))
}

/** Inclusion proof of an entry in the tree of `size`, sibling hashes leaf to root (RFC 6962 2.1.1). */
export async function inclusionProof(
  index: number,
  size: number,
  read: TileReader,
): Promise<Result<Bytes[], TileFault>> {
  if (!isSize(index) || !isSize(size) || index >= size) return err('tile/range')
  const range = hasher(read)
  const path = (m: number, start: number, width: number): Promise<Bytes>[] => {
    if (width === 1) return []
    const k = split(width)
    return m < k
      ? [...path(m, start, k), range(start + k, width - k)]
      : [...path(m - k, start + k, width - k), range(start, k)]
  }
  return faults(() => Promise.all(path(index, 0, size)))
}

/** Consistency proof between two sizes (RFC 6962 2.1.2); `size1` of 0 is refused. */
export async function consistencyProof(
  size1: number,
  size2: number,
  read: TileReader,
): Promise<Result<Bytes[], TileFault>> {
  if (!isSize(size1) || !isSize(size2) || size1 === 0 || size1 > size2) return err('tile/range')
  const range = hasher(read)
  const sub = (m: number, start: number, width: number, whole: boolean): Promise<Bytes>[] => {
    if (m === width) return whole ? [] : [range(start, width)]
    const k = split(width)
    return m <= k
      ? [...sub(m, start, k, whole), range(start + k, width - k)]
      : [...sub(m - k, start + k, width - k, false), range(start, k)]
  }
  return faults(() => Promise.all(sub(size1, 0, size2, true)))
}
