import { fromUtf8 } from '../base/index.ts'
import { type CountersignDb, openDb } from './db.ts'
import type { LegalHold } from './types.ts'

const END = Number.MAX_SAFE_INTEGER
const SCOPES: readonly unknown[] = ['log', 'customer', 'activation']

interface Word {
  readonly hold: string
  /** null: lifted. */
  readonly set: LegalHold | null
}

/** What a log's own entries say of holds, in order. Those of the first builds bear no id and say nothing. */
async function wordsIn(db: CountersignDb): Promise<Word[]> {
  const kinds = ['hold.set', 'hold.lifted']
  const found = await Promise.all(
    kinds.map((kind) => db.entries.where('[kind+seq]').between([kind, 0], [kind, END]).toArray()),
  )
  return found
    .flat()
    .sort((a, b) => a.seq - b.seq)
    .flatMap((row): Word[] => {
      let entry: Readonly<Record<string, unknown>>
      try {
        entry = JSON.parse(fromUtf8(row.bytes) ?? '') as typeof entry
      } catch {
        // The log's own check names an entry that is none.
        return []
      }
      const { kind, hold, scope, activation, reason } = entry
      if (typeof hold !== 'string' || !SCOPES.includes(scope)) return []
      if (kind === 'hold.lifted') return [{ hold, set: null }]
      const set: LegalHold = {
        id: hold,
        scope: scope as LegalHold['scope'],
        cust: row.cust ?? null,
        activation: String(activation) as LegalHold['activation'],
        reason: String(reason),
        at: row.at,
      }
      return kind === 'hold.set' ? [{ hold, set }] : []
    })
}

/**
 * The holds that were set and not lifted, by the entries of the log in use and of those closed before it. `unread`: closed
 * logs that did not open, whose holds only the setting knows.
 */
export async function openLegalHolds(
  db: CountersignDb,
  closed: readonly string[],
): Promise<{ holds: readonly LegalHold[]; unread: number }> {
  const open = new Map<string, LegalHold>()
  const take = (words: readonly Word[]): void => {
    for (const { hold, set } of words) {
      if (set) open.set(hold, set)
      else open.delete(hold)
    }
  }
  let unread = 0
  for (const name of closed) {
    let other: CountersignDb | null = null
    try {
      other = await openDb(name)
      take(await wordsIn(other))
    } catch {
      // Counted: whoever asked says that this log did not open.
      unread++
    } finally {
      other?.close()
    }
  }
  take(await wordsIn(db))
  return { holds: [...open.values()], unread }
}
