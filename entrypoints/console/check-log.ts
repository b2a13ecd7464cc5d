import { hex } from '../../utils/base/index.ts'
import { parseCheckpoint } from '../../utils/log/index.ts'
import { openReader, verifyAll, verifyStored } from '../../utils/store/index.ts'

export interface CheckAsk {
  /** The database of an earlier log; null for the log in use. */
  readonly log: string | null
  readonly scope: 'whole' | 'since'
  /** Checkpoints seen outside. */
  readonly known: readonly string[]
}

export interface Checked {
  readonly size: number
  readonly root: string
  /** The head that was checked, signed. */
  readonly checkpoint: string
  /** Entries before this one were not read. */
  readonly from: number
  /** Sizes of the outside checkpoints. */
  readonly outside: readonly number[]
  readonly fault: string | null
  readonly where: string | null
}

/** A place that goes into an entry and on the screen: what stands in a row's key may be anybody's writing. */
const placeOf = (where: string | undefined): string | null =>
  where !== undefined && /^[\x20-\x7e]{1,100}$/.test(where) ? where : null

const sizeOf = (checkpoint: string): readonly number[] => {
  const read = parseCheckpoint(checkpoint)
  return read.ok ? [Number(read.value.size)] : []
}

/**
 * Checks a log, and with the one in use what stands beside it, in flat memory. *Since* goes on from the checkpoint that the
 * last sound check has left; one that does not fit is a fault, and then everything is read.
 */
export async function checkLog(
  { log, scope, known }: CheckAsk,
  progress: (done: number, total: number, what: 'log' | 'beside') => void,
): Promise<Checked> {
  const reader = openReader(log ?? undefined)
  const nothing = { checkpoint: '', from: 0, outside: known.flatMap(sizeOf), where: null }
  try {
    const head = await reader.head()
    if (head.size === 0) return { ...nothing, size: 0, root: head.root, fault: 'log/empty' }
    const since = scope === 'since' && log === null ? (await reader.checked())?.checkpoint : undefined
    const more = { known, ...(since === undefined ? {} : { since }) }
    const inLog = (done: number, total: number): void => progress(done, total, 'log')
    // What stood beside an earlier log went along into the next, and what was erased since then is named there.
    const result = await (log === null
      ? verifyAll(undefined, reader, head, progress, more)
      : verifyStored(reader, head, inLog, undefined, more))
    const { size, root, from } = result.ok
      ? { ...result.value, root: hex(result.value.root) }
      : { size: head.size, root: head.root, from: 0 }
    return {
      ...nothing,
      size,
      root,
      from,
      checkpoint: head.checkpoint,
      fault: result.ok ? null : result.error.code,
      where: result.ok ? null : placeOf(result.error.where),
    }
  } catch {
    // What the check finds has its own code; anything else is a log that it could not read.
    return { ...nothing, size: 0, root: '', fault: 'log/unreadable' }
  } finally {
    reader.close()
  }
}
