import type { Json } from '../base/index.ts'
import { CodedError, faults } from '../base/index.ts'
import { openCheckpoint } from '../log/index.ts'
import { type CountersignDb, coded, DEFAULT_NAME, openDb } from './db.ts'
import { makeProfile } from './profile.ts'
import type { ClosedLog } from './types.ts'

/** The setting that lists the logs that were closed as they were found, oldest first. */
export const CLOSED_LOGS = 'log.sealed'

/** The setting that says how many of them a manager has looked at. */
export const CLOSED_SEEN = 'log.sealed.seen'

/** The setting that holds the checkpoint up to which the last sound check has read. */
export const CHECKED = 'log.checked'

/** The setting that lists what must not be erased. */
export const HOLDS = 'holds'

/** The setting that holds the manager's key as `createManagerKey` made it. */
export const MANAGER_KEY = 'manager.key'

/** The setting that holds what a witness knows of the log and has cosigned of it. */
export const WITNESSED = 'witness'

const nameOf = (base: string, n: number): string => (n === 1 ? base : `${base}.${n}`)

/** Which generations of the log lie in this profile, oldest first. As a rule there is one; a new one follows a damaged one. */
async function generationsOf(base: string): Promise<number[]> {
  const databases = await indexedDB.databases().catch((e: unknown) => {
    // With no list, the log in use could be taken for the first one, and a closed log be written to.
    throw coded(e)
  })
  return databases
    .flatMap(({ name }) => name ?? [])
    .flatMap((name) => {
      if (name === base) return 1
      const rest = name.startsWith(`${base}.`) ? name.slice(base.length + 1) : ''
      return /^[1-9]\d{0,3}$/.test(rest) && rest !== '1' ? Number(rest) : []
    })
    .sort((a, b) => a - b)
}

export const newestOf = async (base: string): Promise<number> => (await generationsOf(base)).at(-1) ?? 1

/** The database of the log in use, and those of every log in this profile. */
export const currentName = async (base: string = DEFAULT_NAME): Promise<string> =>
  nameOf(base, await newestOf(base))
export const allNames = async (base: string = DEFAULT_NAME): Promise<string[]> => {
  const found = await generationsOf(base)
  return (found.length > 0 ? found : [1]).map((n) => nameOf(base, n))
}
export { nameOf }

/** Rows that are copied at a time: a signature's strokes may be long. */
const COPIED = 200

/** Some rows by key. One that cannot be read stays where it is, and is noted: what is whole goes on. */
async function readable(db: CountersignDb, table: string, keys: readonly string[]): Promise<object[]> {
  const rows = db.table<object, string>(table)
  const found = await rows.bulkGet([...keys]).catch(() =>
    // Reading them together fails when one of them is damaged. Read one by one, the others are found.
    Promise.all(keys.map((key) => rows.get(key).catch(faults.noted('store/carry')))),
  )
  return found.filter((row) => row !== undefined)
}

/** Copies a table in order of its keys. It begins behind the last key that is there, so that a copy that was cut off goes on. */
async function copyTable(old: CountersignDb, next: CountersignDb, table: string): Promise<void> {
  let last = (await next.table<object, string>(table).orderBy(':id').lastKey()) as string | undefined
  for (;;) {
    const from = old.table<object, string>(table)
    const rest = last === undefined ? from.orderBy(':id') : from.where(':id').above(last)
    const keys = await rest
      .limit(COPIED)
      .primaryKeys()
      .catch((e: unknown) => {
        faults.note('store/carry', e)
        return []
      })
    if (keys.length === 0) return
    const rows = await readable(
      old,
      table,
      keys.filter((key) => !LEFT_BEHIND.has(key)),
    )
    await next.table(table).bulkPut(rows)
    last = keys.at(-1)
  }
}

/** The old log's head, as far as it can be read, else the newest checkpoint that left. */
async function lastWord(db: CountersignDb | null, why: string): Promise<ClosedLog> {
  const nothing: ClosedLog = { name: db?.name ?? '', vkey: '', size: 0, checkpoint: '', at: Date.now(), why }
  if (!db) return nothing
  try {
    const vkey = (await db.keys.get('profile'))?.vkey ?? ''
    const head = await db.checkpoints.get('head')
    const left = await db.left.orderBy('size').reverse().first()
    for (const checkpoint of [head?.checkpoint, left?.checkpoint]) {
      if (checkpoint === undefined) continue
      const opened = await openCheckpoint(checkpoint, [vkey])
      if (opened.ok) return { ...nothing, vkey, size: Number(opened.value.size), checkpoint }
    }
    return { ...nothing, vkey, checkpoint: head?.checkpoint ?? '' }
  } catch (e) {
    faults.note('store/last-word', e)
    return nothing
  }
}

const CARRIED = [
  'settings',
  'policy',
  'notices',
  'vault',
  'dataKeys',
  'decisions',
  'guarded',
  'working',
] as const
/** Settings that speak of the old log itself, and mean nothing for the next one. */
const LEFT_BEHIND = new Set<string>([WITNESSED, CHECKED])
/** Tables that nobody can use without the keys of the profile that made them. */
const KEYED = new Set<string>(['decisions', 'guarded', 'working'])

/**
 * Starts the next log beside one that contradicts itself or cannot be read. The old database stays as it is, entry for
 * entry. Everything that is not the log is copied into the new one. The new log has a key and an origin of its own, because
 * under the old ones it would be a second history. It is safe to call this again, and from two copies at once.
 */
export async function beginNext(base: string, from: number, why: string, locks: LockManager): Promise<void> {
  await locks.request(`${base}:next`, async () => {
    const next = await openDb(nameOf(base, from + 1))
    let old: CountersignDb | null = null
    try {
      if (await next.keys.get('profile')) return
      old = await openDb(nameOf(base, from)).catch((e: unknown) => {
        // Another copy holds it, or it is of another version. That is no damage, and a new log would lose what is in it.
        if (coded(e).code !== 'store/damaged') throw e
        return null
      })
      const oldProfile = await old?.keys.get('profile').catch(faults.noted('store/carry'))
      const closed = { ...(await lastWord(old, why)), name: nameOf(base, from) }
      for (const table of CARRIED) {
        if (old && (oldProfile || !KEYED.has(table))) await copyTable(old, next, table)
      }
      const earlier = (await old?.settings.get(CLOSED_LOGS).catch(faults.noted('store/carry')))?.value
      const profile = await makeProfile(oldProfile)
      // The profile last: without it the log is not finished, and whoever comes next goes on.
      await next.transaction('rw', ['settings', 'keys'], async () => {
        if (await next.keys.get('profile')) return
        const list = [...(Array.isArray(earlier) ? earlier : []), closed]
        await next.settings.put({ name: CLOSED_LOGS, value: list })
        await next.keys.add(profile)
      })
    } catch (e) {
      throw coded(e)
    } finally {
      old?.close()
      next.close()
    }
  })
}

/** The list that `beginNext` keeps. */
export function readClosedLogs(value: Json | undefined): readonly ClosedLog[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new CodedError('store/damaged')
  return value as readonly ClosedLog[]
}
