import type { Bytes, Result } from '../base/index.ts'
import { equal, ok } from '../base/index.ts'
import type { Edge, LogFault } from '../log/index.ts'
import { openCheckpoint, readEdge, rootOf, verifyLog } from '../log/index.ts'
import { currentName } from './closed-logs.ts'
import { openDb } from './db.ts'
import { fastHash } from './fast-hash.ts'
import { isOwn } from './left.ts'
import type { LogReader } from './reader.ts'
import type { Stretch } from './scan-log.ts'
import type { TableFault } from './table-fault.ts'
import type { Head, LeftRow } from './types.ts'
import { type Beside, besideLog } from './verify-tables.ts'

/** What was found sound. `from`: entries before it were not read, because an earlier check had read them. */
export interface Checked {
  readonly size: number
  readonly root: Bytes
  readonly from: number
}

export interface StoredMore {
  /** Checkpoints that were seen outside. The kept copies of checkpoints that left are checked as well. */
  readonly known?: readonly string[]
  /** The checkpoint up to which an earlier check has read everything: only what came after it is read again. */
  readonly since?: string
}

/** The tree of an earlier checkpoint, where it is signed by this key and the kept hashes still give it. */
async function edgeOf(reader: LogReader, head: Head, since: string | undefined): Promise<Edge | null> {
  if (!since) return null
  const opened = await openCheckpoint(since, [head.vkey])
  if (!opened.ok || opened.value.size > BigInt(head.size)) return null
  const edge = await readEdge(Number(opened.value.size), reader.tile)
  return edge.ok && equal(rootOf(edge.value), opened.value.root) ? edge.value : null
}

/**
 * Checks what is on disk against its signed head: every entry, every kept hash, and each checkpoint that left, or only what
 * came since an earlier check. Where the earlier checkpoint does not fit, it counts as one seen outside, and everything is
 * read.
 */
export async function verifyStored(
  reader: LogReader,
  head: Head,
  onProgress?: (done: number, total: number) => void,
  signal?: AbortSignal,
  { known = [], since }: StoredMore = {},
  beside?: (from: number) => Promise<Pick<Beside, 'take'>>,
): Promise<Result<Checked, LogFault>> {
  await fastHash()
  const from = await edgeOf(reader, head, since)
  const first = from?.size ?? 0
  // A checkpoint above the head is no fault where the log has only grown meanwhile.
  const above = await reader.left(head.size).catch(() => [])
  const now = above.length > 0 ? (await reader.head()).size : head.size
  const behind = above.filter((row) => row.size > now).map((row) => row.checkpoint)
  const key = await reader.marker()
  const besides = await beside?.(first)
  let stretch: Stretch = { rows: [], left: [] }
  async function* scan(): AsyncGenerator<Stretch['rows']> {
    for await (stretch of reader.stretches(first)) yield stretch.rows
  }
  const result = await verifyLog(scan(), head.checkpoint, head.vkey, onProgress, signal, {
    known: [...known, ...behind, ...(since && !from ? [since] : [])],
    // The earlier check has compared those that left before with the log.
    left: () => stretch.left,
    isOwn: (left) => isOwn(left as LeftRow, head.vkey, key),
    tile: reader.tile,
    ...(from ? { from } : {}),
    each: (rows, leaves) =>
      besides?.take({ rows: stretch.rows.slice(0, rows.length), left: stretch.left }, leaves),
  })
  return result.ok ? ok({ ...result.value, from: first }) : result
}

/**
 * The console's whole check: the log, and what stands beside it, on one way through the entries. A fault of the log itself
 * is reported first, because what stands beside it is compared with sound entries.
 */
export async function verifyAll(
  name: string | undefined,
  reader: LogReader,
  head: Head,
  onProgress?: (done: number, total: number, what: 'log' | 'beside') => void,
  more: StoredMore = {},
): Promise<Result<Checked, LogFault | TableFault>> {
  const db = await openDb(name ?? (await currentName()))
  try {
    let beside: Beside | null = null
    const log = await verifyStored(
      reader,
      head,
      (done, total) => onProgress?.(done, total, 'log'),
      undefined,
      more,
      async (from) => {
        beside = await besideLog(db, from)
        return beside
      },
    )
    if (!log.ok || !beside) return log
    const rest = await (beside as Beside).finish(log.value.size, (done, total) =>
      onProgress?.(done, total, 'beside'),
    )
    return rest.ok ? log : rest
  } finally {
    db.close()
  }
}
