import { fromUtf8, hex } from '../base/index.ts'
import { parseCheckpoint } from '../log/index.ts'
import { readPolicy } from '../policy/index.ts'
import { CHECKED, CLOSED_LOGS, HOLDS, MANAGER_KEY } from './closed-logs.ts'
import { type CountersignDb, openDb } from './db.ts'
import { openLegalHolds } from './holds.ts'
import { blame, type Members } from './table-fault.ts'
import type { ClosedLog, LegalHold } from './types.ts'

const END = Number.MAX_SAFE_INTEGER

const settingOf = async (db: CountersignDb, name: string): Promise<unknown> =>
  (await db.settings.get(name))?.value

function membersOf(bytes: Uint8Array | undefined): Members {
  try {
    const value: unknown = JSON.parse((bytes && fromUtf8(bytes)) ?? '')
    return typeof value === 'object' && value !== null ? (value as Members) : {}
  } catch {
    // An entry that is no JSON has no members.
    return {}
  }
}

/** The newest entries of a kind first. The columns were held against the entries before. */
async function newestOf(db: CountersignDb, kind: string): Promise<{ seq: number; entry: Members }[]> {
  const rows = await db.entries.where('[kind+seq]').between([kind, 0], [kind, END]).reverse().toArray()
  return rows.map(({ seq, bytes }) => ({ seq, entry: membersOf(bytes) }))
}

const resumedIn = async (db: CountersignDb): Promise<Members | null> => {
  const first = membersOf((await db.entries.get(0))?.bytes)
  return first['kind'] === 'log.resumed' ? first : null
}

const NAMED = ['vkey', 'size', 'checkpoint', 'why'] as const

/**
 * Checks the list of logs that were closed. Entry 0 of the log in use has to name the last of them, entry 0 of that log the
 * one before it, and so on as far as they open. Gives their databases, oldest first.
 */
export async function sealedMatch(db: CountersignDb): Promise<readonly string[]> {
  const bad = (): never => blame('table/settings', CLOSED_LOGS)
  const value = (await settingOf(db, CLOSED_LOGS)) ?? []
  if (!Array.isArray(value)) return bad()
  const list = value as readonly ClosedLog[]
  const there = new Set((await indexedDB.databases()).map(({ name }) => name))
  const opened: CountersignDb[] = []
  try {
    let named = await resumedIn(db)
    if ((named === null) !== (list.length === 0)) bad()
    for (const item of list.toReversed()) {
      // A log that does not open says no more of the one before it.
      if (named && NAMED.some((key) => named?.[key] !== item?.[key])) bad()
      named = null
      // One that the browser threw away has no database.
      if (item.why === 'gone' && item.name === '') continue
      if (!there.has(item.name)) bad()
      // As far as they open, and as far as each can be read: what cannot be read contradicts nothing.
      const other = await openDb(item.name).catch(() => null)
      if (!other) continue
      opened.push(other)
      // The same of its keys.
      const vkey = (await other.keys.get('profile').catch(() => undefined))?.vkey
      if (vkey !== undefined && item.vkey !== '' && vkey !== item.vkey) bad()
      // And of its first entry.
      named = await resumedIn(other).catch(() => null)
    }
    // The oldest that is listed names one before it.
    if (named) bad()
  } finally {
    for (const other of opened) other.close()
  }
  return list.map((item) => item.name).filter((name) => name !== '')
}

/** The holds that the setting lists are those that were set and not lifted. */
async function holdsMatch(db: CountersignDb, closed: readonly string[]): Promise<void> {
  const bad = (id: string): never => blame('table/settings', `${HOLDS} ${id}`)
  const value = (await settingOf(db, HOLDS)) ?? []
  if (!Array.isArray(value)) return blame('table/settings', HOLDS)
  const kept = new Map((value as readonly LegalHold[]).map((hold) => [hold.id, hold]))
  const { holds, unread } = await openLegalHolds(db, closed)
  for (const hold of holds) {
    const row = kept.get(hold.id)
    kept.delete(hold.id)
    const same = row && (['scope', 'activation', 'reason', 'cust'] as const).every((k) => row[k] === hold[k])
    if (!same) bad(hold.id)
  }
  // A hold that was set in a closed log which does not open looks like one that nobody has set.
  const [more] = kept.keys()
  if (more !== undefined && unread === 0) bad(more)
}

/**
 * The manager's key has to be the one that the last change names. No entry names the key of the first run, or one that a
 * policy has replaced by its own. Whether `sealed` is right shows only when it is opened.
 */
async function managerMatches(db: CountersignDb): Promise<void> {
  const [last] = await newestOf(db, 'vault.changed')
  if (!last || last.entry['what'] === 'recipients') return
  const [policy] = await newestOf(db, 'policy.changed')
  if (policy && policy.seq > last.seq) return
  const cached = await db.policy.get('current')
  const read = cached ? readPolicy(cached.text) : null
  if (cached && (!read?.ok || read.value.policy.vault.recipients.length > 0)) return
  const to = last.entry['to']
  const key = (await settingOf(db, MANAGER_KEY)) as { recipient?: unknown } | undefined
  if (!Array.isArray(to) || to[0] !== key?.recipient) blame('table/settings', MANAGER_KEY)
}

/** The next check may go on only from a checkpoint that a check has found sound, with no later check that found a fault. */
async function checkedMatches(db: CountersignDb): Promise<void> {
  const value = (await settingOf(db, CHECKED)) as { size?: unknown; checkpoint?: unknown } | undefined
  if (value === undefined) return
  const read = parseCheckpoint(String(value.checkpoint))
  for (const { entry } of await newestOf(db, 'log.verified')) {
    if (entry['log'] !== undefined) continue
    if (entry['sound'] !== true) break
    const isIt = entry['size'] === value.size && read.ok && entry['root'] === hex(read.value.root)
    if (isIt && read.value.size === BigInt(value.size as number)) return
  }
  blame('table/settings', CHECKED)
}

/** Settings of which entries speak; the rest is known to this profile alone. */
export async function settingsMatch(db: CountersignDb, closed: readonly string[]): Promise<void> {
  await holdsMatch(db, closed)
  await managerMatches(db)
  await checkedMatches(db)
}
