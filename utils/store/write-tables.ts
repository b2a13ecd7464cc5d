/** Rows and writes of an append, as they go into the transaction. */
import type { Bytes } from '../base/index.ts'
import type { Entry } from '../log/index.ts'
import type { CountersignDb, EntryRow } from './db.ts'
import type { Write } from './types.ts'

const emptyColumn = <K extends string>(name: K, value: string | undefined): { [P in K]?: string } =>
  (value ? { [name]: value } : {}) as { [P in K]?: string }

export function rowOf(
  entry: Entry,
  bytes: Bytes,
  leaf: Bytes,
  at: number,
  cust: string | undefined,
): EntryRow {
  const service = (entry as { service?: unknown }).service
  return {
    seq: entry.seq,
    bytes,
    leaf,
    kind: entry.kind,
    at,
    ...emptyColumn('clerk', entry.clerk),
    ...emptyColumn('activation', entry.activation),
    ...emptyColumn('service', typeof service === 'string' ? service : ''),
    ...emptyColumn('cust', cust),
  }
}

/** Puts `writes` into the running transaction. */
export function apply(db: CountersignDb, writes: readonly Write[]): PromiseLike<unknown>[] {
  return writes.map((w) =>
    'put' in w
      ? db.table(w.table).put(w.put)
      : 'remove' in w
        ? db.table(w.table).delete(w.remove)
        : db.entries.get(w.forget).then((row) => (row ? db.entries.put(forgotten(row)) : undefined)),
  )
}

export const forgotten = ({ cust: _, ...row }: EntryRow): EntryRow => row

export const tablesOf = (writes: readonly Write[]): string[] => [...new Set(writes.map((w) => w.table))]
