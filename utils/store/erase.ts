import type { ActivationId } from '../base/index.ts'
import { type CountersignDb, coded, openDb } from './db.ts'
import type { Write, WriteTable } from './types.ts'

const END = Number.MAX_SAFE_INTEGER
/** Marks of signatures already seen: `signature/<HMAC>`, with the activation that they belong to. */
export const SIGNATURE_MARK = 'signature/'

/** The personal records of some activations in one database, by table and key. */
interface Traces {
  readonly remove: readonly { readonly table: WriteTable; readonly key: string }[]
  /** Entries whose index column says whose they are; the entry itself says nothing. */
  readonly forget: readonly number[]
}

/** Whom to look for: by activation, and by the HMAC of the number where it is known. */
export interface Whom {
  readonly activations: readonly ActivationId[]
  readonly cust: string | null
}

async function tracesIn(db: CountersignDb, { activations, cust }: Whom): Promise<Traces> {
  const own = new Set<string>(activations)
  const keys = async (table: WriteTable, found: PromiseLike<readonly unknown[]>) =>
    (await found).map((key) => ({ table, key: String(key) }))
  const [vault, guarded, working, marks, ...more] = await Promise.all([
    keys('vault', db.vault.where('activation').anyOf(activations).primaryKeys()),
    keys('guarded', db.guarded.filter((row) => own.has(row.activation) || row.id === cust).primaryKeys()),
    keys('working', db.working.filter((row) => own.has(row.name)).primaryKeys()),
    keys(
      'settings',
      db.settings
        .where('name')
        .startsWith(SIGNATURE_MARK)
        .filter((row) => own.has(String(row.value)))
        .primaryKeys(),
    ),
    ...activations.map((a) => keys('decisions', db.decisions.where('id').startsWith(`${a}:`).primaryKeys())),
    ...(cust === null ? [] : [keys('decisions', db.decisions.where('cust').equals(cust).primaryKeys())]),
  ])
  const places = await Promise.all([
    ...activations.map((a) =>
      db.entries
        .where('[activation+seq]')
        .between([a, 0], [a, END])
        .filter((row) => row.cust !== undefined)
        .primaryKeys(),
    ),
    ...(cust === null ? [] : [db.entries.where('cust').equals(cust).primaryKeys()]),
  ])
  const all = [vault, guarded, working, marks, ...more].flat()
  return {
    remove: [...new Map(all.map((r) => [`${r.table} ${r.key}`, r])).values()],
    forget: [...new Set(places.flat())],
  }
}

/** The changes that erase them from the log in use, for one transaction with their `log.erased`. */
export async function eraseWrites(
  db: CountersignDb,
  whom: Whom,
): Promise<{ writes: readonly Write[]; records: number }> {
  const { remove, forget } = await tracesIn(db, whom)
  return {
    writes: [
      ...remove.map(({ table, key }): Write => ({ table, remove: key })),
      ...forget.map((seq): Write => ({ table: 'entries', forget: seq })),
    ],
    records: remove.length,
  }
}

/** Activations of a customer in one database. */
export async function activationsOf(db: CountersignDb, cust: string): Promise<readonly string[]> {
  const [decisions, entries, guarded] = await Promise.all([
    db.decisions.where('cust').equals(cust).toArray(),
    db.entries.where('cust').equals(cust).toArray(),
    db.guarded.get(cust),
  ])
  const found = [...decisions, ...entries, ...(guarded ? [guarded] : [])].map((row) => row.activation ?? '')
  return [...new Set(found)].filter((a) => a !== '')
}

/** The next activations, in the order of their ids, of which the vault or the decisions still hold something. */
export async function activationsAfter(
  db: CountersignDb,
  after: string,
  limit: number,
): Promise<readonly string[]> {
  const vault = await db.vault
    .where('activation')
    .above(after)
    .limit(limit * 6)
    .toArray()
  // `;` follows `:` in the order of signs, so that no decision of `after` itself is found.
  const past = after === '' ? '' : `${after};`
  const decisions = await db.decisions
    .where('id')
    .above(past)
    .limit(limit * 6)
    .toArray()
  // Behind the last row of the shorter list the other table may hold ids that come earlier.
  const ends = [vault, decisions].flatMap((rows) =>
    rows.length < limit * 6 ? [] : [rows.at(-1)?.activation ?? ''],
  )
  const end = ends.sort()[0]
  const all = [...new Set<string>([...vault, ...decisions].map((row) => row.activation))].sort()
  return all.filter((a) => end === undefined || a <= end).slice(0, limit)
}

/** Works on each of the databases that are not in use; one that does not open or read is counted. */
export async function inClosed(
  names: readonly string[],
  work: (db: CountersignDb) => Promise<void>,
): Promise<number> {
  let unread = 0
  for (const name of names) {
    let db: CountersignDb | null = null
    try {
      db = await openDb(name)
      await work(db)
    } catch (e) {
      // A full disk is no damage. Nothing was erased there, and whoever asked has to know.
      if (coded(e).code === 'store/full') throw coded(e)
      unread++
    } finally {
      db?.close()
    }
  }
  return unread
}

/** Removes them from a log that is closed: its entries, hashes and checkpoint stay, byte for byte. */
export async function eraseIn(db: CountersignDb, whom: Whom): Promise<void> {
  const { remove, forget } = await tracesIn(db, whom)
  if (remove.length === 0 && forget.length === 0) return
  const tables = [...new Set(['entries', ...remove.map((r) => r.table)])]
  await db.transaction('rw', tables, async () => {
    for (const { table, key } of remove) await db.table(table).delete(key)
    for (const seq of forget) {
      const row = await db.entries.get(seq)
      if (!row) continue
      const { cust: _, ...rest } = row
      await db.entries.put(rest)
    }
  })
}

/**
 * What went along into the next log, and is of use only in the one in use: open activations and guarded numbers, and a
 * manager's key. Nobody reads them here, and no hand-over erases them.
 */
export async function emptyClosed(db: CountersignDb, settings: readonly string[]): Promise<void> {
  await db.transaction('rw', ['working', 'guarded', 'settings'], async () => {
    await db.working.clear()
    await db.guarded.clear()
    await db.settings.bulkDelete([...settings])
  })
}
