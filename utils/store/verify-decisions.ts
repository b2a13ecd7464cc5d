import { fromUtf8, hex } from '../base/index.ts'
import { leafHash, parseCheckpoint, parseEntry, TILE_WIDTH, type TileReader } from '../log/index.ts'
import { type CountersignDb, openDb } from './db.ts'
import { blame, type Members } from './table-fault.ts'
import { tileReader } from './tiles.ts'
import type { DecisionRow } from './types.ts'

export const ANSWERS: readonly string[] = ['consent.given', 'consent.renewed', 'consent.refused']
export const ENDS: readonly string[] = ['consent.withdrawn', 'consent.expired', 'consent.invalidated']
const END = Number.MAX_SAFE_INTEGER

/** A log to which rows of answers may belong: the one in use, or one closed before it. */
interface Origin {
  readonly db: CountersignDb
  readonly tile: TileReader
  /** Size that the log has signed. Entries below it that are not there are gone. */
  readonly size: number
}

async function originOf(db: CountersignDb): Promise<Origin> {
  const head = await db.checkpoints.get('head')
  const signed = parseCheckpoint(head?.checkpoint ?? '')
  return { db, tile: tileReader(db), size: signed.ok ? Number(signed.value.size) : (head?.size ?? 0) }
}

/** The leaf that the log has hashed at a place, hex; null where it keeps none. */
async function leafAt({ tile }: Origin, seq: number): Promise<string | null> {
  // A tile that cannot be read has no leaf to show.
  const bytes = await tile(0, Math.floor(seq / TILE_WIDTH)).catch(() => null)
  const at = (seq % TILE_WIDTH) * 32
  return bytes && bytes.length >= at + 32 ? hex(bytes.subarray(at, at + 32)) : null
}

const membersOf = (bytes: Uint8Array): Members => {
  try {
    return (JSON.parse(fromUtf8(bytes) ?? '') as Members | null) ?? {}
  } catch {
    // An entry that is no JSON has no members.
    return {}
  }
}

/** The last entry about an answer: the one with which it ended, later in its own log or in a log after that. */
async function endOf(row: DecisionRow, seq: number, logs: readonly Origin[]): Promise<string | null> {
  let last: string | null = null
  for (const [i, { db }] of logs.entries()) {
    const from = i === 0 ? seq + 1 : 0
    const own = await db.entries
      .where('[activation+seq]')
      .between([row.activation, from], [row.activation, END])
      .toArray()
    for (const { bytes } of own) {
      const { kind, of, service } = membersOf(bytes)
      if (ENDS.includes(String(kind)) && of === seq && service === row.service) last = String(kind)
    }
  }
  return last
}

/** What an answer's row says, against the entry that it names. `logs`: oldest first, the one in use last. */
async function matches(logs: readonly Origin[], unread: number, row: DecisionRow): Promise<void> {
  const { seq } = row
  // Rows of the first schema name no entry.
  if (seq === undefined) return
  const bad = (): never => blame('table/decisions', row.id)
  let isGone = unread > 0
  for (const [i, log] of [...logs.entries()].reverse()) {
    const leaf = await leafAt(log, seq)
    const isInUse = i === logs.length - 1
    if (leaf === null && !isInUse && seq < log.size) isGone = true
    if (leaf === null || leaf !== row.leaf) continue
    const at = await log.db.entries.get(seq)
    const isWhole = at && hex(leafHash(at.bytes)) === leaf
    // A closed log is kept as it was found: of an entry that is damaged there only its hash is left.
    if (!isWhole && !isInUse) return
    const parsed = at && parseEntry(at.bytes)
    if (!isWhole || !parsed?.ok) return bad()
    const entry: Members = { ...parsed.value }
    const same = (['activation', 'service', 'notice', 'lang'] as const).every((k) => entry[k] === row[k])
    if (!same || row.id !== `${row.activation}:${row.service}`) bad()
    if (at.cust !== undefined && at.cust !== row.cust) bad()
    const kind = String(entry['kind'])
    if (!ANSWERS.includes(kind)) bad()
    // An answer that has ended does not come back: the last entry about this very answer counts.
    const last = (await endOf(row, seq, logs.slice(i))) ?? kind
    // A renewal is given again: its row says either.
    if (last !== `consent.${row.state}` && !(last === 'consent.renewed' && row.state === 'given')) bad()
    return
  }
  // No log that can be read has this leaf there. One that is gone, whole or at that place, may have had it.
  if (!isGone) bad()
}

/**
 * Compares rows of answers one by one with the log to which each belongs. After a repair, rows that were copied name places
 * in the log that was closed.
 */
export async function decisionsMatch(
  db: CountersignDb,
  closed: readonly string[],
  rows: AsyncIterable<DecisionRow>,
): Promise<void> {
  const opened: CountersignDb[] = []
  let unread = 0
  try {
    const logs: Origin[] = []
    for (const name of closed) {
      try {
        const other = await openDb(name)
        opened.push(other)
        logs.push(await originOf(other))
      } catch {
        // Counted: an answer may stand in this one.
        unread++
      }
    }
    logs.push(await originOf(db))
    for await (const row of rows) {
      try {
        await matches(logs, unread, row)
      } catch {
        // It may have been written anew between row and entry: what stands there now counts.
        const now = await db.decisions.get(row.id)
        if (now) await matches([...logs.slice(0, -1), await originOf(db)], unread, now)
      }
    }
  } finally {
    for (const other of opened) other.close()
  }
}
