/** What the next append is hashed on, and whether the log on disk agrees with itself. */
import { CodedError, equal } from '../base/index.ts'
import { type Edge, emptyEdge, openCheckpoint, readEdge, rootAt, rootOf } from '../log/index.ts'
import type { CountersignDb, HeadRow, ProfileRow } from './db.ts'
import { tileReader } from './tiles.ts'

/** What the next append is hashed on. */
export interface LogState {
  readonly edge: Edge
  /** `at` of the last entry, ms; null while the log is empty. */
  readonly at: number | null
  readonly checkpoint: string
}

/**
 * Reads head and right edge, and checks them against each other, against the last entry and against the last checkpoint
 * that left: a log that contradicts itself is not appended to. The error's `where` says what did not agree.
 */
export async function loadLogState(db: CountersignDb, profile: ProfileRow): Promise<LogState> {
  const head = await db.checkpoints.get('head')
  const last = await db.entries.orderBy('seq').lastKey()
  const left = await db.left.orderBy('size').reverse().first()
  if (!head) {
    if (last !== undefined || left) throw await newer(db, undefined, last !== undefined ? 'head' : 'left')
    return { edge: emptyEdge(), at: null, checkpoint: '' }
  }
  const signed = await openCheckpoint(head.checkpoint, [profile.vkey])
  if (!signed.ok) throw await newer(db, head, 'signature')
  if (signed.value.size !== BigInt(head.size)) throw await newer(db, head, 'head')
  if (last !== head.size - 1) throw await newer(db, head, 'entries')
  const edge = await readEdge(head.size, tileReader(db))
  if (!edge.ok) throw await newer(db, head, 'tile')
  if (!equal(signed.value.root, rootOf(edge.value))) throw await newer(db, head, 'root')
  if (left) {
    const outside = await openCheckpoint(left.checkpoint, [profile.vkey])
    const then = outside.ok && left.size <= head.size ? await rootAt(left.size, tileReader(db)) : null
    const agrees = outside.ok && then?.ok && equal(then.value, outside.value.root)
    if (!agrees) throw await newer(db, head, 'left')
  }
  return { edge: edge.value, at: head.at, checkpoint: head.checkpoint }
}

/** The parts are read in several transactions and may be of two heads. That is no damage, only another copy's append. */
async function newer(db: CountersignDb, head: HeadRow | undefined, where: string): Promise<CodedError> {
  const now = await db.checkpoints.get('head')
  return now?.checkpoint === head?.checkpoint
    ? new CodedError('store/damaged', where)
    : new CodedError('store/behind')
}
