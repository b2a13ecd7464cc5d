import type { ActivationId, Json } from '../base/index.ts'
import { CodedError, hex, utf8 } from '../base/index.ts'
import { cryptoSigner } from '../log/index.ts'
import { createAppender } from './appender.ts'
import {
  allNames,
  beginNext,
  CLOSED_LOGS,
  MANAGER_KEY,
  nameOf,
  newestOf,
  readClosedLogs,
} from './closed-logs.ts'
import { type CountersignDb, coded, DEFAULT_NAME, openDb } from './db.ts'
import { activationsAfter, activationsOf, emptyClosed, eraseIn, eraseWrites, inClosed } from './erase.ts'
import { fastHash } from './fast-hash.ts'
import { flushBrowserLog } from './flush-browser-log.ts'
import { openLegalHolds } from './holds.ts'
import { hmacOf, leftMark } from './left.ts'
import { profileOf } from './profile.ts'
import type { DecisionRow, NoticeRow, Store, StoreOptions, Write } from './types.ts'
import { createVault } from './vault.ts'
import { createWorkingSet } from './working.ts'

/** Keys whose passphrase was said to be lost. Whoever finds it again can open what was sealed to them, and seal it anew. */
export const LOST_KEYS = 'manager.key.lost'

/** Waits before a log that could not be read is tried again: a disk may only have been busy. */
const RETRY_AFTER_MS = [100, 400]

/**
 * Opens the log in use, makes this profile's keys on first run, and checks the head against the kept hashes, the signed
 * checkpoint, the last place and the last checkpoint that left. A log that contradicts itself, or whose data the browser
 * calls lost, stays as it is. A new log begins, whose first entry names the old one, and `closedLogs()` lists it. Any other
 * failure is tried again and then reported: a sound log is not closed because a disk was away.
 * Rejects with CodedError `store/blocked | store/newer | store/damaged | store/failed | store/full | store/no-locks |
 * store/no-ed25519`.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const locks = options.locks ?? globalThis.navigator?.locks
  if (!locks) throw new CodedError('store/no-locks')
  const base = options.name ?? DEFAULT_NAME
  await fastHash()
  // Nothing waits for it here, so that the guard's rules, which only need reading, come first. The first entry waits for it.
  const flushed = options.flushFirst ? flushBrowserLog() : null
  let n = await newestOf(base)
  let waits = 0
  for (let begun = 0; begun < 4; ) {
    try {
      return await openOne(base, n, { ...options, locks, flushed })
    } catch (e) {
      const { code, where } = coded(e)
      const wait = code === 'store/failed' ? RETRY_AFTER_MS[waits++] : undefined
      if (wait !== undefined) {
        await new Promise((next) => setTimeout(next, wait))
        continue
      }
      begun++
      if (code === 'store/unfinished') await beginNext(base, n - 1, 'store/damaged', locks)
      else if (code === 'store/damaged') await beginNext(base, n++, where ?? code, locks)
      else throw e
    }
  }
  throw new CodedError('store/damaged')
}

async function timesIn(db: CountersignDb, activation: string) {
  const own = () =>
    db.entries.where('[activation+seq]').between([activation, 0], [activation, Number.MAX_SAFE_INTEGER])
  const [first, last] = [await own().first(), await own().last()]
  return first && last ? { first: first.at, last: last.at, custs: first.cust ? [first.cust] : [] } : null
}

async function openOne(
  base: string,
  n: number,
  options: StoreOptions & { locks: LockManager; flushed: Promise<void> | null },
): Promise<Store> {
  const name = nameOf(base, n)
  const db = await openDb(name)
  /** Databases of logs that were closed as they were found. */
  const closed = async () => (await allNames(base)).filter((other) => other !== name)
  try {
    const profile = await profileOf(db, n === 1)
    const signer = cryptoSigner(profile.origin, profile.signer, profile.publicKey)
    const { vault, committed } = createVault(options.recipients)
    const { remembered, flushed } = options
    const appender = createAppender(db, profile, signer, options, committed)
    const log: typeof appender = flushed
      ? { ...appender, append: (drafts, writes) => flushed.then(() => appender.append(drafts, writes)) }
      : appender
    await log.check()
    const found = (await log.head()).size
    if (remembered?.vkey === profile.vkey && remembered.size > found) {
      throw new CodedError('store/damaged', 'left')
    }
    const working = createWorkingSet(db, profile.working)

    /** A read whose failure carries a code and no text. */
    const reading = async <T>(work: () => PromiseLike<T>): Promise<T> => {
      try {
        return await work()
      } catch (e) {
        throw coded(e)
      }
    }
    const setting = (name: string): Promise<Json | undefined> =>
      reading(() => db.settings.get(name).then((row) => row?.value as Json | undefined))

    const closedLogs = async () => readClosedLogs(await setting(CLOSED_LOGS))
    const before = (await closedLogs()).at(-1)
    // There was a log and now there is none: the browser threw it away. That is no first run.
    const gone =
      !before && remembered && remembered.size > 0 && remembered.vkey !== profile.vkey
        ? { ...remembered, name: '', at: options.clock.now(), why: 'gone' }
        : null
    const resumes = before ?? gone
    if (resumes && found === 0) {
      // Of two copies that start at once, one writes this entry.
      await options.locks.request(`${name}:first`, async () => {
        if ((await log.head()).size > 0) return
        const { vkey, size, checkpoint, why } = resumes
        const body = { vkey, size, checkpoint, why }
        const list: readonly Write[] = gone
          ? [{ table: 'settings', put: { name: CLOSED_LOGS, value: [gone] } }]
          : []
        await log.append([{ kind: 'log.resumed', clerk: '', activation: '', body }], list)
      })
    }

    const hmac = async (label: string, bytes: Uint8Array): Promise<string> =>
      hex(await hmacOf(profile.index, label, bytes))

    return {
      log,
      vault,
      working,
      indexOf: (number) => hmac('number', utf8(number)),
      hmac,
      async fingerprintKey() {
        const view = new DataView(profile.fingerprint.slice().buffer)
        return [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12)]
      },
      device: async () => profile.device,
      closedLogs,
      leftWrite: async ({ size, checkpoint }, where, at) => ({
        table: 'left',
        put: { size, checkpoint, where, at, mark: await leftMark(profile.index, checkpoint) },
      }),
      left: () => reading(() => db.left.toArray()),
      leftAt: (size) => reading(async () => (await db.left.get(size)) ?? null),
      openLegalHolds: () => reading(async () => (await openLegalHolds(db, await closed())).holds),
      activationsOf: (cust) =>
        reading(async () => {
          const found = new Set(await activationsOf(db, cust))
          await inClosed(await closed(), async (other) => {
            for (const a of await activationsOf(other, cust)) found.add(a)
          })
          return [...found].sort() as ActivationId[]
        }),
      activationsAfter: (after, limit) =>
        reading(async () => {
          const found = new Set(await activationsAfter(db, after, limit))
          await inClosed(await closed(), async (other) => {
            for (const a of await activationsAfter(other, after, limit)) found.add(a)
          })
          return [...found].sort().slice(0, limit) as ActivationId[]
        }),
      timesOf: (activation) =>
        reading(async () => {
          let times = await timesIn(db, activation)
          await inClosed(await closed(), async (other) => {
            const more = await timesIn(other, activation)
            if (more)
              times = {
                first: Math.min(more.first, times?.first ?? more.first),
                last: Math.max(more.last, times?.last ?? more.last),
                custs: [...new Set([...(times?.custs ?? []), ...more.custs])],
              }
          })
          return times
        }),
      decisionsIn: (activation) =>
        reading(async () => {
          const rows = new Map<string, DecisionRow>()
          const add = async (from: CountersignDb) => {
            for (const row of await from.decisions.where('id').startsWith(`${activation}:`).toArray())
              rows.set(row.id, row)
          }
          // What stands in the log in use has the last word.
          await inClosed(await closed(), add)
          await add(db)
          return [...rows.values()]
        }),
      eraseDecisions: (ids) =>
        reading(async () => {
          const unread = await inClosed(await closed(), (other) => other.decisions.bulkDelete([...ids]))
          return { writes: ids.map((remove): Write => ({ table: 'decisions', remove })), unread }
        }),
      erase: (whom) =>
        reading(async () => {
          const unread = await inClosed(await closed(), (other) => eraseIn(other, whom))
          return { ...(await eraseWrites(db, whom)), unread }
        }),
      resealed: (keys, recipients) =>
        reading(async () => {
          const known = new Set(
            await db.dataKeys
              .where('id')
              .anyOf(keys.map((k) => k.id))
              .primaryKeys(),
          )
          if (keys.some((k) => !known.has(k.id))) throw new CodedError('vault/no-key')
          const rows = keys.map(({ id, sealed }) => ({ id, sealed, recipients: [...recipients] }))
          await inClosed(await closed(), async (other) => {
            await other.transaction('rw', 'dataKeys', async () => {
              const ids = rows.map((r) => r.id)
              const there = new Set(await other.dataKeys.where('id').anyOf(ids).primaryKeys())
              await other.dataKeys.bulkPut(rows.filter((r) => there.has(r.id)))
            })
          })
          return rows.map((put): Write => ({ table: 'dataKeys', put }))
        }),
      keyRecipients: () =>
        reading(async () => {
          const all = new Set<string>()
          await db.dataKeys.each((row) => {
            for (const r of row.recipients) all.add(r)
          })
          return [...all].sort()
        }),
      tidy: () =>
        reading(async () => {
          await inClosed(await closed(), (other) => emptyClosed(other, [MANAGER_KEY, LOST_KEYS]))
          const witnessed = await db.left.filter((row) => row.where === 'witness').primaryKeys()
          await db.left.bulkDelete(witnessed.sort((a, b) => a - b).slice(0, -1))
        }),
      guarded: () => reading(() => db.guarded.toArray()),
      decisionsOf: (cust) => reading(() => db.decisions.where('cust').equals(cust).toArray()),
      decision: (id) => reading(async () => (await db.decisions.get(id)) ?? null),
      decisionsDue: (now) =>
        reading<DecisionRow[]>(() => db.decisions.where('until').belowOrEqual(now).toArray()),
      noticeShown: (hash) =>
        reading(async () => (await db.table<NoticeRow, string>('notices').get(hash)) ?? null),
      setting,
      settingWrite: (name, value) => ({ table: 'settings', put: { name, value } }),
      cachedPolicy: () =>
        reading(async () => {
          const row = await db.policy.get('current')
          return row ? { source: row.source, text: row.text, hash: row.hash, at: row.at } : null
        }),
      policyWrite: (source, text, hash, at) => ({
        table: 'policy',
        put: { id: 'current', source, text, hash, at },
      }),
      async managerKey() {
        const value = await setting(MANAGER_KEY)
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
        const { recipient, sealed } = value as { recipient?: unknown; sealed?: unknown }
        return typeof recipient === 'string' && typeof sealed === 'string' ? { recipient, sealed } : null
      },
      close() {
        log.close()
        db.close({ disableAutoOpen: true })
      },
    }
  } catch (e) {
    db.close()
    throw coded(e)
  }
}
