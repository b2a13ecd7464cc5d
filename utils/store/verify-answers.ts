import type { Bytes } from '../base/index.ts'
import { equal, hex, sha256, utf8 } from '../base/index.ts'
import type { CountersignDb, EntryRow } from './db.ts'
import { rowsAt, rowsOf } from './scan-log.ts'
import { type Members, membersOf } from './table-fault.ts'
import type { DecisionRow } from './types.ts'
import { decisionsMatch } from './verify-decisions.ts'

/** An answer that should have a row, where no row can be its own. */
interface Unanswered {
  readonly id: string
  readonly activation: string
}

/** The rows of answers against the entries: first all entries, then one way through the rows. */
export interface Answers {
  /** An entry with a customer's answer. */
  given(row: EntryRow, entry: Members, leaf: Bytes): void
  /** An entry with which an answer came to its end. */
  ended(entry: Members): void
  /** Goes through the rows, and gives the answers that no row is of. */
  unanswered(db: CountersignDb): Promise<readonly Unanswered[]>
  /** Looks one by one at the rows that do not plainly say what their entry says, and throws the fault. */
  finish(db: CountersignDb, closed: readonly string[]): Promise<void>
}

/** Bytes of a digest that are kept for an answer. */
const KEPT = 16
/** Answers without a row that are looked up at a time. */
const AT_ONCE = 500

/** What entry and row both say, in few bytes: a log has many answers. */
const digestOf = (
  said: Readonly<Record<'activation' | 'service' | 'notice' | 'lang', unknown>>,
  id: string,
  cust: string,
  leaf: string,
): Bytes =>
  sha256(
    utf8(`${id}\n${said.activation}\n${said.service}\n${said.notice}\n${said.lang}\n${cust}\n${leaf}`),
  ).subarray(0, KEPT) as Bytes

const idOf = (said: Members): string => `${said['activation']}:${said['service']}`

/** Makes room for one more. */
const grown = <T extends Uint8Array | Float64Array>(list: T, length: number): T => {
  if (length <= list.length) return list
  const more = new (list.constructor as new (n: number) => T)(Math.max(length, list.length * 2))
  more.set(list)
  return more
}

/** `from`: rows of places before it were held against the log by an earlier check. */
export function answersOf(from: number): Answers {
  // In the order of the log: place, digest, kind, and whether a row is of it.
  let count = 0
  let places = new Float64Array(256)
  let digests = new Uint8Array(256 * KEPT)
  let taken = new Uint8Array(256)
  const renewed = new Set<number>()
  const refused = new Set<number>()
  const ends = new Map<number, { readonly id: string; readonly kind: string }>()
  let odd = false

  const find = (seq: number): number => {
    let low = 0
    let high = count
    while (low < high) {
      const middle = (low + high) >> 1
      if ((places[middle] as number) < seq) low = middle + 1
      else high = middle
    }
    return low < count && places[low] === seq ? low : -1
  }

  /** The state that the row of an answer may have. */
  const fits = (seq: number, { id, state }: DecisionRow): boolean => {
    const end = ends.get(seq)
    if (end) return end.id === id && end.kind === `consent.${state}`
    if (refused.has(seq)) return state === 'refused'
    return state === 'given' || (state === 'renewed' && renewed.has(seq))
  }

  /** Which answer of this log a row is of, and says so in every respect; -1 for none. */
  const plain = (row: DecisionRow): number => {
    const { seq, leaf } = row
    const at = typeof seq === 'number' ? find(seq) : -1
    if (at < 0 || seq === undefined || leaf === undefined || !fits(seq, row)) return -1
    const digest = digestOf(row, row.id, row.cust, leaf)
    return equal(digest, digests.subarray(at * KEPT, (at + 1) * KEPT)) ? at : -1
  }

  const isOld = ({ seq }: DecisionRow): boolean => seq === undefined || (from > 0 && seq < from)

  async function* odds(db: CountersignDb): AsyncGenerator<DecisionRow> {
    for await (const row of rowsOf<DecisionRow>(db, 'decisions', 'id')) {
      if (!isOld(row) && plain(row) < 0) yield row
    }
  }

  return {
    given(row, entry, leaf) {
      places = grown(places, count + 1)
      digests = grown(digests, (count + 1) * KEPT)
      taken = grown(taken, count + 1)
      places[count] = row.seq
      const said = entry as Parameters<typeof digestOf>[0]
      digests.set(digestOf(said, idOf(entry), row.cust ?? '', hex(leaf)), count * KEPT)
      if (entry['kind'] === 'consent.renewed') renewed.add(row.seq)
      if (entry['kind'] === 'consent.refused') refused.add(row.seq)
      count++
    },
    ended(entry) {
      const { of, kind } = entry
      if (typeof of === 'number') ends.set(of, { id: idOf(entry), kind: String(kind) })
    },
    async unanswered(db) {
      for await (const row of rowsOf<DecisionRow>(db, 'decisions', 'id')) {
        if (isOld(row)) continue
        const at = plain(row)
        if (at < 0) odd = true
        else taken[at] = 1
      }
      const gone: Unanswered[] = []
      for (let low = 0; low < count; ) {
        const some: number[] = []
        for (; low < count && some.length < AT_ONCE; low++) if (!taken[low]) some.push(places[low] as number)
        const own = (await rowsAt<EntryRow>(db, 'entries', some)).flatMap((row) => {
          const entry = row && membersOf(row.bytes)
          return entry
            ? { seq: row.seq, cust: row.cust, activation: row.activation ?? '', id: idOf(entry) }
            : []
        })
        const found = await rowsAt<DecisionRow>(
          db,
          'decisions',
          own.map(({ id }) => id),
        )
        for (const [i, { seq, cust, id, activation }] of own.entries()) {
          const row = found[i]
          // A later answer of the same activation may stand there in its place; an earlier one may not.
          if (!row || row.cust !== cust || (row.seq !== undefined && row.seq < seq))
            gone.push({ id, activation })
        }
      }
      return gone
    },
    async finish(db, closed) {
      if (odd) await decisionsMatch(db, closed, odds(db))
    },
  }
}
