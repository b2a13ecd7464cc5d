import { type CountersignDb, coded, type EntryRow } from './db.ts'
import type { LeftRow } from './types.ts'

/** Rows read at a time on the way through a whole log. */
const STRIDE = 1024

/** A stretch of the log, and the checkpoints that left within it: those of a size above its first `seq`. */
export interface Stretch {
  readonly rows: readonly EntryRow[]
  readonly left: readonly LeftRow[]
}

/**
 * Every entry from `from` on, oldest first, with the checkpoints that left on the way. This is the fastest way through a log:
 * two stretches are being read while the caller works on the one before them.
 */
export async function* scanLog(db: CountersignDb, from = 0): AsyncGenerator<Stretch> {
  const idb = db.backendDB() as IDBDatabase
  const ask = (low: number): Promise<Stretch> =>
    new Promise((resolve, reject) => {
      try {
        const tx = idb.transaction(['entries', 'left'])
        const high = low + STRIDE
        const rows = tx.objectStore('entries').getAll(IDBKeyRange.bound(low, high, false, true))
        const left = tx.objectStore('left').getAll(IDBKeyRange.bound(low, high, true, false))
        tx.oncomplete = () => resolve({ rows: rows.result, left: left.result })
        tx.onabort = () => reject(coded(tx.error ?? rows.error ?? left.error))
      } catch (e) {
        reject(coded(e))
      }
    })
  const last = (await db.entries.orderBy('seq').lastKey()) as number | undefined
  const ahead: Promise<Stretch>[] = []
  let low = from
  while (last !== undefined && (low <= last || ahead.length > 0)) {
    for (; ahead.length < 3 && low <= last; low += STRIDE) {
      const asked = ask(low)
      // A failure is reported when this stretch's turn comes; until then nobody waits for it.
      asked.catch(() => undefined)
      ahead.push(asked)
    }
    yield (await ahead.shift()) as Stretch
  }
}

/** Rows by key, all in one transaction; undefined for one that is not there. */
export function rowsAt<T>(
  db: CountersignDb,
  table: string,
  keys: readonly IDBValidKey[],
): Promise<(T | undefined)[]> {
  if (keys.length === 0) return Promise.resolve([])
  return new Promise((resolve, reject) => {
    try {
      const tx = (db.backendDB() as IDBDatabase).transaction(table)
      const asked = keys.map((key) => tx.objectStore(table).get(key) as IDBRequest<T | undefined>)
      tx.oncomplete = () => resolve(asked.map(({ result }) => result))
      tx.onabort = () => reject(coded(tx.error))
    } catch (e) {
      reject(coded(e))
    }
  })
}

/** Every row of a table in the order of its key, of those above `above`. */
export async function* rowsOf<T>(
  db: CountersignDb,
  table: string,
  key: keyof T & string,
  above?: number,
): AsyncGenerator<T> {
  const ask = (after: IDBValidKey | undefined): Promise<T[]> =>
    new Promise((resolve, reject) => {
      try {
        const store = (db.backendDB() as IDBDatabase).transaction(table).objectStore(table)
        const request = store.getAll(
          after === undefined ? null : IDBKeyRange.lowerBound(after, true),
          STRIDE,
        ) as IDBRequest<T[]>
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(coded(request.error))
      } catch (e) {
        reject(coded(e))
      }
    })
  let after: IDBValidKey | undefined = above
  for (;;) {
    const rows = await ask(after)
    yield* rows
    const last = rows.at(-1)
    if (rows.length < STRIDE || !last) return
    after = last[key] as IDBValidKey
  }
}
