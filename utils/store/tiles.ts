import type { Seq } from '../base/index.ts'
import { CodedError, concat, hex } from '../base/index.ts'
import type { Tile, TileReader } from '../log/index.ts'
import { emptyRoot, inclusionProof, parseCheckpoint, TILE_WIDTH } from '../log/index.ts'
import type { CountersignDb, EntryRow, TileRow } from './db.ts'
import { coded } from './db.ts'
import type { Head } from './types.ts'

const FULL_TILE = TILE_WIDTH * 32

/**
 * A partial tile of leaves is written at every 16th leaf. Until then the leaves stand in the entries' rows. Written at every
 * append, it would be 4 KB on average for the 32 bytes that changed.
 */
export const STEP = 16

/** Whether a tile that an append touched is written. */
export const mustKeep = (tile: Tile, sizeBefore: number): boolean => {
  if (tile.level > 0 || tile.bytes.length === FULL_TILE) return true
  const before = Math.max(0, sizeBefore - tile.n * TILE_WIDTH)
  return Math.floor(tile.bytes.length / 32 / STEP) > Math.floor(before / STEP)
}

/** The leaves that the entries' rows hold for a partial tile of leaves that begins at `from`. */
function filled(kept: Uint8Array | null, rows: readonly EntryRow[], from: number): Uint8Array | null {
  const leaves: Uint8Array[] = kept ? [kept] : []
  for (const [i, row] of rows.entries()) {
    if (row.seq !== from + i || row.leaf?.length !== 32) break
    leaves.push(row.leaf)
  }
  return leaves.length > 0 ? concat(...leaves) : null
}

interface Asked {
  readonly level: number
  readonly n: number
  resolve(bytes: Uint8Array | null): void
  reject(e: unknown): void
}

/** One tile within a transaction. Leaves that its record lacks are read from the entries' rows. */
function readOne(tx: IDBTransaction, { level, n, resolve, reject }: Asked): void {
  const request = tx.objectStore('tiles').get([level, n]) as IDBRequest<TileRow | undefined>
  request.onerror = () => reject(coded(request.error))
  request.onsuccess = () => {
    const kept = request.result?.bytes ?? null
    if (level > 0 || kept?.length === FULL_TILE) return resolve(kept)
    const from = n * TILE_WIDTH + (kept?.length ?? 0) / 32
    const range = IDBKeyRange.bound(from, (n + 1) * TILE_WIDTH, false, true)
    const behind = tx.objectStore('entries').getAll(range) as IDBRequest<EntryRow[]>
    behind.onerror = () => reject(coded(behind.error))
    behind.onsuccess = () => resolve(filled(kept, behind.result, from))
  }
}

/** Kept tiles. Tiles that are asked for in one turn are read in one transaction, so that a proof costs one. */
export function tileReader(db: CountersignDb): TileReader {
  let asked: Asked[] = []
  const read = (): void => {
    const all = asked
    asked = []
    try {
      const idb = db.backendDB() as IDBDatabase | null
      if (!idb) throw new CodedError('store/closed')
      const tx = idb.transaction(['tiles', 'entries'])
      tx.onabort = () => {
        for (const one of all) one.reject(coded(tx.error))
      }
      for (const one of all) readOne(tx, one)
    } catch (e) {
      for (const one of all) one.reject(coded(e))
    }
  }
  return (level, n) =>
    new Promise((resolve, reject) => {
      if (asked.push({ level, n, resolve, reject }) === 1) queueMicrotask(read)
    })
}

/** The signed head as it is on disk. */
export async function readHead(db: CountersignDb): Promise<Head> {
  try {
    const [head, profile] = await Promise.all([db.checkpoints.get('head'), db.keys.get('profile')])
    const vkey = profile?.vkey ?? ''
    if (!head) return { size: 0, root: hex(emptyRoot()), checkpoint: '', vkey }
    const { checkpoint } = head
    // A closed log may name another size beside its signed checkpoint: the signed one counts.
    const signed = parseCheckpoint(checkpoint)
    return signed.ok
      ? { size: Number(signed.value.size), root: hex(signed.value.root), checkpoint, vkey }
      : { size: head.size, root: head.root, checkpoint, vkey }
  } catch (e) {
    throw coded(e)
  }
}

/** Inclusion proof from the kept tiles: O(log n) records. */
export async function readProof(db: CountersignDb, seq: Seq, size?: number): Promise<Uint8Array[]> {
  try {
    const at = size ?? (await db.checkpoints.get('head'))?.size ?? 0
    const proof = await inclusionProof(seq, at, tileReader(db))
    if (!proof.ok) throw new CodedError(proof.error.code === 'tile/range' ? 'store/range' : 'store/damaged')
    return proof.value
  } catch (e) {
    throw coded(e)
  }
}
