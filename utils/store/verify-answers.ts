import type { Bytes } from '../base/index.ts'
import { hex } from '../base/index.ts'
import { rowsAt, rowsOf } from './along.ts'
import type { CountersignDb, EntryRow } from './db.ts'
import type { Members } from './table-fault.ts'
import type { DecisionRow } from './types.ts'
import { decisionsMatch } from './verify-decisions.ts'

/** An entry with a customer's answer, as the way through the log finds it. */
export interface Answer {
  readonly entry: Members
  readonly row: EntryRow
  readonly cust: string
  readonly leaf: Bytes
}

/** The rows of answers, held against the entries on the way through them. */
export interface Answers {
  /** Looks up the rows of some answers, and gives those of which there is none that may be theirs. */
  match(
    db: CountersignDb,
    answers: readonly Answer[],
  ): Promise<readonly { readonly id: string; readonly activation: string }[]>
  /** An entry with which an answer came to its end. */
  ended(entry: Members): void
  /** Rows that are not plainly what the entries say are looked at one by one; blames. */
  finish(db: CountersignDb, closed: readonly string[]): Promise<void>
}

const SAME = ['activation', 'service', 'notice', 'lang'] as const

/** A bit for each place. */
function places() {
  let bits = new Uint8Array(1024)
  return {
    has: (n: number): boolean => ((bits[n >> 3] ?? 0) & (1 << (n & 7))) !== 0,
    add(n: number): void {
      if (n >> 3 >= bits.length) {
        const more = new Uint8Array(Math.max(bits.length * 2, (n >> 3) + 1))
        more.set(bits)
        bits = more
      }
      bits[n >> 3] = (bits[n >> 3] as number) | (1 << (n & 7))
    },
  }
}

/**
 * A row that says what its entry says is done with at once; what ended, or is not plain, is remembered, and looked at in the
 * end as `decisionsMatch` does. `from`: rows of places before it were held against the log by an earlier check.
 */
export function answersOf(from: number): Answers {
  const matched = places()
  let count = 0
  /** Rows whose state is not that of their entry, by place. */
  const odd = new Map<number, { readonly id: string; readonly state: string }>()
  const ends = new Map<number, { readonly id: string; readonly kind: string }>()
  const suspect = new Set<string>()

  async function* suspects(db: CountersignDb): AsyncGenerator<DecisionRow> {
    for (const id of suspect) {
      const row = await db.decisions.get(id)
      if (row) yield row
    }
  }

  /** The rows that no entry of this log has matched. */
  async function* others(db: CountersignDb): AsyncGenerator<DecisionRow> {
    for await (const row of rowsOf<DecisionRow>(db, 'decisions', 'id')) {
      const { seq } = row
      if (seq !== undefined && seq >= from && !matched.has(seq)) yield row
    }
  }

  /** Rows whose place was matched: as many as places, where no two share one. */
  async function shared(db: CountersignDb): Promise<boolean> {
    let found = 0
    for await (const { seq } of rowsOf<DecisionRow>(db, 'decisions', 'id')) {
      if (seq !== undefined && matched.has(seq)) found++
    }
    return found > count
  }

  return {
    async match(db, answers) {
      const idOf = ({ entry }: Answer): string => `${entry['activation']}:${entry['service']}`
      const found = await rowsAt<DecisionRow>(db, 'decisions', answers.map(idOf))
      const gone: { id: string; activation: string }[] = []
      for (const [i, answer] of answers.entries()) {
        const row = found[i]
        const { entry, cust, leaf } = answer
        const { seq } = answer.row
        const id = idOf(answer)
        // A later answer of the same activation may stand there in its place; an earlier one may not.
        if (!row || row.cust !== cust || (row.seq !== undefined && row.seq < seq)) {
          gone.push({ id, activation: answer.row.activation ?? '' })
        }
        if (row?.seq !== seq) continue
        if (!SAME.every((k) => entry[k] === row[k]) || row.leaf !== hex(leaf) || row.cust !== cust) {
          suspect.add(id)
          continue
        }
        matched.add(seq)
        count++
        const kind = String(entry['kind'])
        const plain = kind === `consent.${row.state}` || (kind === 'consent.renewed' && row.state === 'given')
        if (!plain) odd.set(seq, { id, state: row.state })
      }
      return gone
    },
    ended(entry) {
      const { of, activation, service, kind } = entry
      if (typeof of === 'number') ends.set(of, { id: `${activation}:${service}`, kind: String(kind) })
    },
    async finish(db, closed) {
      for (const [seq, { id, state }] of odd) {
        const end = ends.get(seq)
        if (end?.id !== id || end.kind !== `consent.${state}`) suspect.add(id)
      }
      for (const [seq, { id }] of ends) if (matched.has(seq) && !odd.has(seq)) suspect.add(id)
      if (suspect.size > 0) await decisionsMatch(db, closed, suspects(db))
      if ((await db.decisions.count()) === count) return
      await decisionsMatch(db, closed, others(db))
      if (await shared(db)) await decisionsMatch(db, closed, rowsOf<DecisionRow>(db, 'decisions', 'id'))
    },
  }
}
