import type { Bytes, Result } from '../base/index.ts'
import { equal, ok } from '../base/index.ts'
import type { Edge, LogFault } from '../log/index.ts'
import { openCheckpoint, readEdge, rootOf, verifyLog } from '../log/index.ts'
import { fastHash } from './fast-hash.ts'
import type { LogReader } from './reader.ts'
import type { Head } from './types.ts'

/** What was found sound; `from`: the entries before it were not read, an earlier check had read them. */
export interface Checked {
  readonly size: number
  readonly root: Bytes
  readonly from: number
}

export interface StoredMore {
  /** Checkpoints seen outside, beside the copies that are kept here of those that left. */
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
 * Checks what is on disk against its signed head: every entry and every kept hash, or what came since an earlier check.
 * An earlier checkpoint that does not fit is one more known from outside, and everything is read.
 */
export async function verifyStored(
  reader: LogReader,
  head: Head,
  onProgress?: (done: number, total: number) => void,
  signal?: AbortSignal,
  { known = [], since }: StoredMore = {},
): Promise<Result<Checked, LogFault>> {
  await fastHash()
  const from = await edgeOf(reader, head, since)
  // Those that left before that were held against the log by the earlier check.
  const left = (await reader.left(from?.size ?? 0).catch(() => [])).map((row) => row.checkpoint)
  const outside = [...known, ...left]
  const result = await verifyLog(
    reader.stored(from?.size ?? 0),
    head.checkpoint,
    head.vkey,
    onProgress,
    signal,
    {
      known: since && !from ? [...outside, since] : outside,
      tile: reader.tile,
      ...(from ? { from } : {}),
    },
  )
  return result.ok ? ok({ ...result.value, from: from?.size ?? 0 }) : result
}
