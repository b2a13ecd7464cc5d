import type { Bytes, Result } from '../base/index.ts'
import { equal, err, fromUtf8, ok } from '../base/index.ts'
import type { Checkpoint } from './checkpoint.ts'
import { checkpointBody, openCheckpoint, parseCheckpoint } from './checkpoint.ts'
import type { Edge, Tile, TileReader } from './tiles.ts'
import { emptyEdge, extend, rootAt, rootOf, TILE_WIDTH } from './tiles.ts'
import { leafHash } from './tree.ts'

/** One stored entry: its place, and the bytes that were hashed. */
export interface Stored {
  readonly seq: number
  readonly bytes: Uint8Array
}

/**
 * What is wrong with a log. `where` names the entry (`seq`), the tile (`level/n`) or the outside checkpoint (its size).
 *
 * - `log/checkpoint`: the head is no checkpoint · `log/signature`: it is not signed by this key
 * - `log/entry-changed`: the bytes of entry `where` are not those that were hashed
 * - `log/missing`: entry `where` is not there · `log/order`: at `where` stands another entry (swapped, repeated, moved)
 * - `log/root`: the entries do not give the signed root, and nothing kept can say which one was changed
 * - `log/tile`: the entries are sound, the kept hashes at `where` are not
 * - `log/rolled-back`: the log ends before an outside checkpoint of size `where`
 * - `log/two-histories`: at size `where` an outside checkpoint shows another tree
 * - `log/known`: an outside checkpoint is not this log's, or not signed by its key
 */
export type LogFault =
  | 'log/checkpoint'
  | 'log/signature'
  | 'log/entry-changed'
  | 'log/missing'
  | 'log/order'
  | 'log/root'
  | 'log/tile'
  | 'log/rolled-back'
  | 'log/two-histories'
  | 'log/known'
  | 'log/cancelled'
  | 'log/unreadable'

/** The kept copy of a checkpoint that left the machine: on a receipt, in an export, to a witness. */
interface Left {
  readonly size: number
  readonly checkpoint: string
}

export interface VerifyMore {
  /** Checkpoints that were seen outside. */
  readonly known?: readonly string[]
  /** Kept copies of the checkpoints that left within the stretch that `scan` has just given. */
  left?(): readonly Left[]
  /** Whether this log has signed a kept copy. Without this function the copy's signature is checked. */
  isOwn?(left: Left): Promise<boolean>
  /** Takes a stretch that has been hashed, with its leaves. The next stretch waits until it returns. */
  each?(rows: readonly Stored[], leaves: readonly Bytes[]): Promise<void> | void
  /** The kept hashes; with them a changed entry can be named. */
  readonly tile?: TileReader
  /** The tree that an earlier check vouched for: `scan` then begins behind it. */
  readonly from?: Edge
}

/** Signatures that are checked at a time. */
const TOGETHER = 64

/** The `seq` in an entry's own bytes; null where they are no entry. */
function seqIn(bytes: Uint8Array): number | null {
  const text = fromUtf8(bytes)
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    const seq = (value as { seq?: unknown } | null)?.seq
    return typeof seq === 'number' ? seq : null
  } catch {
    return null
  }
}

const KEY = [...'"seq":'].map((c) => c.charCodeAt(0))

/**
 * Whether the member `seq` of the object itself, not of one within it, is `expected`: one pass over the bytes, a tenth of
 * what parsing costs. It says no when in doubt, and `seqIn` then parses.
 */
function bearsSeq(bytes: Uint8Array, expected: number): boolean {
  let depth = 0
  for (let i = 0; i < bytes.length; i++) {
    const b = bytes[i]
    if (b === 0x22) {
      if (depth === 1 && KEY.every((k, n) => bytes[i + n] === k)) {
        let value = 0
        let at = i + KEY.length
        for (; ; at++) {
          const digit = (bytes[at] ?? 0) - 0x30
          if (digit < 0 || digit > 9) break
          value = value * 10 + digit
        }
        return value === expected && at > i + KEY.length && (bytes[at] === 0x2c || bytes[at] === 0x7d)
      }
      for (i++; bytes[i] !== 0x22; i++) {
        if (i >= bytes.length) return false
        if (bytes[i] === 0x5c) i++
      }
    } else if (b === 0x7b || b === 0x5b) depth++
    else if (b === 0x7d || b === 0x5d) depth--
  }
  return false
}

/** Where recomputed hashes and kept ones first differ: the first such hash of the lowest level. */
interface Difference {
  readonly level: number
  readonly n: number
  readonly index: number
}

async function compare(tiles: readonly Tile[], read: TileReader): Promise<Difference | null> {
  const found = await Promise.all(tiles.map((tile) => read(tile.level, tile.n)))
  for (const [at, tile] of tiles.entries()) {
    const kept = found[at]
    for (let i = 0; i < tile.bytes.length / 32; i++) {
      const ours = tile.bytes.subarray(i * 32, (i + 1) * 32)
      if (!kept || !equal(ours, kept.subarray(i * 32, (i + 1) * 32))) {
        return { level: tile.level, n: tile.n, index: i }
      }
    }
  }
  return null
}

const lower = (a: Difference | null, b: Difference | null): Difference | null => {
  if (!a || !b) return a ?? b
  if (a.level !== b.level) return a.level < b.level ? a : b
  return a.n <= b.n ? a : b
}

/**
 * Checks a whole log against a signed checkpoint, in order and in flat memory, and names the fault. Entries after the
 * checkpoint's size are left out, so that a log may grow meanwhile. Hostile rows never throw; a fault of the reader
 * itself is `log/unreadable`.
 */
export async function verifyLog(
  scan: AsyncIterable<readonly Stored[]>,
  checkpoint: string,
  vkey: string,
  onProgress?: (done: number, total: number) => void,
  signal?: AbortSignal,
  more: VerifyMore = {},
): Promise<Result<{ size: number; root: Bytes }, LogFault>> {
  const head = await openCheckpoint(checkpoint, [vkey])
  if (!head.ok)
    return err(head.error.code === 'note/signature' ? 'log/signature' : unsignedOrBad(head.error.code))
  const { origin } = head.value
  const size = Number(head.value.size)
  if (!Number.isSafeInteger(size)) return err('log/checkpoint')

  const known: Checkpoint[] = []
  const texts = more.known ?? []
  for (let i = 0; i < texts.length; i += TOGETHER) {
    if (signal?.aborted) return err('log/cancelled')
    // Several at once: the browser checks signatures on threads of its own.
    for (const outside of await Promise.all(
      texts.slice(i, i + TOGETHER).map((text) => openCheckpoint(text, [vkey])),
    )) {
      if (!outside.ok) return err('log/known')
      if (outside.value.size > head.value.size) return err('log/rolled-back', String(outside.value.size))
      known.push(outside.value)
    }
  }
  known.sort((a, b) => Number(a.size - b.size))

  let edge: Edge = more.from ?? emptyEdge()
  let leaves: Bytes[] = []
  let expected = edge.size
  let difference: Difference | null = null
  /** The size at which another tree was seen. */
  let history: number | null = null
  /** Checkpoints that are compared with the tree of their size, by size: one seen outside, or a kept copy of one that left. */
  let waiting: { readonly size: number; readonly outside?: Checkpoint; readonly left?: Left }[] = known
    .filter((k) => k.size > BigInt(edge.size))
    .map((outside) => ({ size: Number(outside.size), outside }))
  let next = 0
  let bad: Left | null = null
  const signedHere = async (one: Left): Promise<boolean> => (await openCheckpoint(one.checkpoint, [vkey])).ok
  const { isOwn = signedHere } = more
  let opening: Promise<unknown> = Promise.resolve()

  /** Reads a kept copy: its root, or null where it is none of its size. */
  const rootIn = (one: Left): Bytes | null => {
    const read = parseCheckpoint(one.checkpoint)
    if (read.ok && Number(read.value.size) === one.size) return read.value.root
    bad ??= one
    return null
  }
  /** Checks the copies of a stretch while the next stretch is read: the browser checks signatures on threads of its own. */
  const expect = async (left: readonly Left[]): Promise<void> => {
    await opening
    if (left.length === 0 && next === 0) return
    const found: typeof waiting = []
    for (const one of left) {
      if (Number.isSafeInteger(one.size) && one.size <= size) found.push({ size: one.size, left: one })
      else rootIn(one)
    }
    opening = Promise.all(
      found.map(async ({ left: one }) => {
        if (one && !(await isOwn(one))) bad ??= one
      }),
    )
    waiting = [...waiting.slice(next), ...found].sort((x, y) => x.size - y.size)
    next = 0
  }
  /** Whether a checkpoint shows another tree of its size. A copy that begins with our own checkpoint need not be read. */
  const isOther = ({ outside, left: one }: (typeof waiting)[number]): boolean => {
    const ours = rootOf(edge)
    if (outside) return !equal(ours, outside.root)
    if (!one || one.checkpoint.startsWith(`${checkpointBody(origin, edge.size, ours)}\n`)) return false
    const kept = rootIn(one)
    return kept !== null && !equal(ours, kept)
  }

  let full: Tile[] = []
  let comparing: Promise<void> = Promise.resolve()
  const take = (): void => {
    const step = extend(edge, leaves, true)
    edge = step.edge
    leaves = []
    // Partial tiles grow with later batches: only full ones are compared on the way.
    full.push(...step.tiles)
  }
  /** The kept hashes of a stretch are read at once, while the next one is on its way. */
  const compareFull = async (): Promise<void> => {
    await comparing
    const { tile } = more
    const some = full
    full = []
    if (tile) {
      comparing = compare(some, tile).then((found) => {
        difference = lower(difference, found)
      })
      // It is waited for below, and fails there.
      comparing.catch(() => undefined)
    }
  }

  try {
    for (const outside of known) {
      if (outside.size === 0n || outside.size > BigInt(edge.size) || !more.tile) continue
      const ours = await rootAt(Number(outside.size), more.tile)
      if (!ours.ok || !equal(ours.value, outside.root)) history ??= Number(outside.size)
    }
    for await (const batch of scan) {
      if (signal?.aborted) return err('log/cancelled')
      await expect(more.left?.() ?? [])
      const hashed: Bytes[] = []
      for (const row of batch) {
        if (expected >= size) break
        if (row.seq > expected) return err('log/missing', String(expected))
        if (row.seq < expected) return err('log/order', String(expected))
        if (!bearsSeq(row.bytes, expected)) {
          const inside = seqIn(row.bytes)
          if (inside === null) return err('log/entry-changed', String(expected))
          if (inside !== expected) return err('log/order', String(expected))
        }
        const leaf = leafHash(row.bytes)
        leaves.push(leaf)
        hashed.push(leaf)
        expected++
        for (; waiting[next]?.size === expected; next++) {
          take()
          const due = waiting[next] as (typeof waiting)[number]
          if (isOther(due)) history ??= due.size
        }
      }
      take()
      await compareFull()
      await more.each?.(batch.slice(0, hashed.length), hashed)
      onProgress?.(expected, size)
      if (expected >= size) break
    }
    await comparing
    if (expected < size) return err('log/missing', String(expected))

    const { tile } = more
    if (tile) difference = lower(difference, await compare(partialTiles(edge), tile))
    const root = rootOf(edge)
    if (!equal(root, head.value.root)) {
      if (tile && difference && difference.level === 0) {
        const kept = await rootAt(size, tile)
        if (kept.ok && equal(kept.value, head.value.root)) {
          return err('log/entry-changed', String(difference.n * TILE_WIDTH + difference.index))
        }
      }
      return err('log/root')
    }
    await opening
    if (bad) return err('log/known', String((bad as Left).size))
    if (history !== null) return err('log/two-histories', String(history))
    if (difference) return err('log/tile', `${difference.level}/${difference.n}`)
    return ok({ size, root })
  } catch {
    return err('log/unreadable')
  }
}

const unsignedOrBad = (code: string): LogFault =>
  code === 'note/unsigned' || code === 'note/vkey' || code === 'checkpoint/origin'
    ? 'log/signature'
    : 'log/checkpoint'

const partialTiles = (edge: Edge): readonly Tile[] =>
  edge.partial.flatMap(({ buffer, width }, level) =>
    width === 0
      ? []
      : [
          {
            level,
            n: Math.floor(Math.floor(edge.size / TILE_WIDTH ** level) / TILE_WIDTH),
            bytes: buffer.slice(0, width * 32),
          },
        ],
  )
