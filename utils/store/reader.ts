import type { Collection } from 'dexie'
import type { Seq } from '../base/index.ts'
import type { TileReader } from '../log/index.ts'
import { CHECKED, currentName, WITNESSED } from './closed-logs.ts'
import type { CountersignDb, EntryRow } from './db.ts'
import { coded, openDb } from './db.ts'
import { type Stretch, scanLog } from './scan-log.ts'
import { readHead, readProof, tileReader } from './tiles.ts'
import type { Filter, LeftRow, NoticeRow, Reader, Row } from './types.ts'

const END = Number.MAX_SAFE_INTEGER
/** Above this many steps of the clock a date is looked up by walking. */
const MAX_STRETCHES = 64
const toRow = (row: EntryRow): Row => ({
  clerk: '',
  activation: '',
  service: '',
  cust: '',
  ...row,
  seq: row.seq as Seq,
})

/** A range of `seq`, both ends included. */
interface Bounds {
  readonly low: number
  readonly high: number
}

/** One index that gives candidates in order of `seq`: a column and its value, or the whole log. */
type Source = { readonly column: 'activation' | 'service' | 'kind' | 'clerk'; readonly value: string } | null

/** The narrowest index first; several kinds are several sources, merged. */
function sourcesOf(f: Filter): readonly Source[] {
  if (f.activation !== undefined) return [{ column: 'activation', value: f.activation }]
  if (f.service !== undefined) return [{ column: 'service', value: f.service }]
  if (f.kinds !== undefined) return [...new Set(f.kinds)].map((value) => ({ column: 'kind', value }))
  if (f.clerk !== undefined) return [{ column: 'clerk', value: f.clerk }]
  return [null]
}

const matches =
  (f: Filter) =>
  (row: EntryRow): boolean =>
    (f.activation === undefined || row.activation === f.activation) &&
    (f.service === undefined || row.service === f.service) &&
    (f.clerk === undefined || row.clerk === f.clerk) &&
    (f.kinds === undefined || f.kinds.includes(row.kind)) &&
    (f.from === undefined || row.at >= f.from) &&
    (f.to === undefined || row.at <= f.to)

/** Whether the source alone answers the filter, so that rows need not be looked at. */
const isPlain = (f: Filter): boolean =>
  [f.activation, f.service, f.clerk, f.kinds, f.from, f.to].filter((v) => v !== undefined).length <= 1 &&
  f.from === undefined &&
  f.to === undefined

export interface LogReader extends Reader {
  /** The kept hashes, for `verifyLog`. */
  readonly tile: TileReader
  /** Every entry from `from` on, oldest first, with what left on the way, for `verifyLog`. */
  stretches(from?: number): AsyncIterable<Stretch>
  /** Checkpoints that left the machine, of more than `above` entries. */
  left(above?: number): Promise<readonly LeftRow[]>
  /** The key under which kept copies of those are marked; null where the profile has none that works. */
  marker(): Promise<CryptoKey | null>
  /** Inclusion proof of an entry in the tree of `size` (default: head). */
  proof(seq: Seq, size?: number): Promise<Uint8Array[]>
  /** The last checkpoint that a witness cosigned, with the witness's key; null where none has. */
  cosigned(): Promise<{ readonly vkey: string; readonly checkpoint: string } | null>
  /** The checkpoint up to which the last sound check has read; null where none was kept. */
  checked(): Promise<{ readonly size: number; readonly checkpoint: string } | null>
  close(): void
}

const nameOr = (name: string | undefined): Promise<string> =>
  name === undefined ? currentName() : Promise.resolve(name)

/** Reads for a page and never writes. The database is opened at the first call: that of the log in use unless one is named. */
export function openReader(name?: string): LogReader {
  let opening: Promise<CountersignDb> | null = null
  let tiles: TileReader | null = null
  const open = (): Promise<CountersignDb> => {
    opening ??= nameOr(name)
      .then(openDb)
      .catch((e: unknown) => {
        opening = null
        throw e
      })
    return opening
  }

  async function reading<T>(work: (db: CountersignDb) => PromiseLike<T>): Promise<T> {
    try {
      return await work(await open())
    } catch (e) {
      throw coded(e)
    }
  }

  const select = (db: CountersignDb, source: Source, { low, high }: Bounds): Collection<EntryRow, number> =>
    source === null
      ? db.entries.where('seq').between(low, high, true, true)
      : db.entries
          .where(`[${source.column}+seq]`)
          .between([source.value, low], [source.value, high], true, true)

  /** First `seq` in [low, high] for which `at` has reached `time`, in a stretch without a step of the clock. */
  async function search(db: CountersignDb, low: number, high: number, reached: (at: number) => boolean) {
    let from = low
    let to = high + 1
    while (from < to) {
      const middle = Math.floor((from + to) / 2)
      const row = await db.entries.get(middle)
      if (row && !reached(row.at)) from = middle + 1
      else to = middle
    }
    return from
  }

  /**
   * Dates to places: `at` only grows between two steps of the clock (the appender writes an entry at each), so a few
   * look-ups stand in for an index of its own.
   */
  async function boundsOf(db: CountersignDb, f: Filter): Promise<Bounds | null> {
    const last = await db.entries.orderBy('seq').lastKey()
    if (last === undefined) return null
    if (f.from === undefined && f.to === undefined) return { low: 0, high: END }
    const steps = await db.entries
      .where('[kind+seq]')
      .between(['clock.stepped', 0], ['clock.stepped', END], true, true)
      .limit(MAX_STRETCHES)
      .primaryKeys()
    if (steps.length >= MAX_STRETCHES) return { low: 0, high: END }
    const starts = [0, ...steps.filter((seq) => seq > 0)]
    let low = END
    let high = -1
    for (const [i, start] of starts.entries()) {
      const end = (starts[i + 1] ?? (last as number) + 1) - 1
      if (end < start) continue
      const { from, to } = f
      const first = from === undefined ? start : await search(db, start, end, (at) => at >= from)
      const after = to === undefined ? end + 1 : await search(db, start, end, (at) => at > to)
      if (first >= after) continue
      low = Math.min(low, first)
      high = Math.max(high, after - 1)
    }
    return low > high ? null : { low, high }
  }

  return {
    page: (filter, before, limit) =>
      reading(async (db) => {
        const bounds = await boundsOf(db, filter)
        if (!bounds) return []
        const high = before === null ? bounds.high : Math.min(bounds.high, before - 1)
        if (high < bounds.low) return []
        const plain = isPlain(filter)
        const found: EntryRow[] = []
        for (const source of sourcesOf(filter)) {
          const newest = select(db, source, { low: bounds.low, high }).reverse()
          found.push(...(await (plain ? newest : newest.filter(matches(filter))).limit(limit).toArray()))
        }
        return found
          .sort((a, b) => b.seq - a.seq)
          .slice(0, limit)
          .map(toRow)
      }),

    count: (filter) =>
      reading(async (db) => {
        const bounds = await boundsOf(db, filter)
        if (!bounds) return 0
        const sources = sourcesOf(filter)
        if (sources[0] === null && isPlain(filter)) return (await readHead(db)).size
        let n = 0
        for (const source of sources) {
          const all = select(db, source, bounds)
          n += await (isPlain(filter) ? all : all.filter(matches(filter))).count()
        }
        return n
      }),

    async *scan(filter, batch = 500) {
      const bounds = await reading((db) => boundsOf(db, filter))
      if (!bounds) return
      const sources = sourcesOf(filter)
      let low = bounds.low
      while (low <= bounds.high) {
        const from = low
        const parts: EntryRow[][] = await reading((db) =>
          Promise.all(
            sources.map((s) => select(db, s, { low: from, high: bounds.high }).limit(batch).toArray()),
          ),
        )
        // A source that gave a full batch may hold more rows. Only the rows up to where all sources have come are in order.
        let reached = END
        for (const part of parts) {
          if (part.length === batch) reached = Math.min(reached, (part.at(-1) as EntryRow).seq)
        }
        const rows = parts
          .flat()
          .filter((row) => row.seq <= reached && matches(filter)(row))
          .sort((a, b) => a.seq - b.seq)
        if (rows.length > 0) yield rows.map(toRow)
        if (reached === END) return
        low = reached + 1
      }
    },

    async *stretches(from) {
      yield* scanLog(await reading(async (db) => db), from)
    },

    row: (seq) => reading(async (db) => db.entries.get(seq).then((row) => (row ? toRow(row) : null))),
    head: () => reading(readHead),
    notice: (hash) => reading(async (db) => (await db.table<NoticeRow, string>('notices').get(hash)) ?? null),
    proof: (seq, size) => reading((db) => readProof(db, seq, size)),
    tile: (level, n) =>
      reading((db) => {
        tiles ??= tileReader(db)
        return tiles(level, n)
      }),
    left: (above = 0) => reading((db) => db.left.where('size').above(above).toArray()),
    marker: () =>
      reading(async (db) => {
        const key = (await db.keys.get('profile'))?.index
        return key instanceof CryptoKey ? key : null
      }),
    cosigned: () =>
      reading(async (db) => {
        const kept = (await db.settings.get(WITNESSED))?.value as
          | { vkey?: unknown; checkpoint?: unknown }
          | undefined
        return typeof kept?.vkey === 'string' && typeof kept.checkpoint === 'string' && kept.checkpoint !== ''
          ? { vkey: kept.vkey, checkpoint: kept.checkpoint }
          : null
      }),
    checked: () =>
      reading(async (db) => {
        const kept = (await db.settings.get(CHECKED))?.value as
          | { size?: unknown; checkpoint?: unknown }
          | undefined
        return typeof kept?.size === 'number' && typeof kept.checkpoint === 'string'
          ? { size: kept.size, checkpoint: kept.checkpoint }
          : null
      }),
    // One that never opened has nothing to close; who asked it for something knows why.
    close: () => void opening?.then((db) => db.close()).catch(() => undefined),
  }
}
