import { type Bytes, err, ok, type Result } from '../base/index.ts'
import { leafHash } from '../log/index.ts'
import { currentName } from './closed-logs.ts'
import { type CountersignDb, openDb } from './db.ts'
import { type Stretch, scanLog } from './scan-log.ts'
import { blame, Fault, type TableFault } from './table-fault.ts'
import { answersOf } from './verify-answers.ts'
import {
  headMatches,
  keysMatch,
  keysThere,
  leftMatch,
  noticesMatch,
  policyMatches,
  tilesMatch,
  vaultMatches,
} from './verify-beside.ts'
import { entriesMatch, sealedGone, type Told } from './verify-entries.ts'
import { sealedMatch, settingsMatch } from './verify-settings.ts'

/** The check of what stands beside a log. It takes the log's entries on the way through them, and is finished after. */
export interface Beside {
  take(stretch: Stretch, leaves: readonly Bytes[]): Promise<void>
  /** Reads on from where the entries ended; `opened`: checkpoints up to this size were opened by the log's own check. */
  finish(
    opened: number,
    onProgress?: (done: number, total: number) => void,
  ): Promise<Result<null, TableFault>>
}

/** `from`: entries before it were held against their rows by an earlier check. */
export async function besideLog(db: CountersignDb, from: number): Promise<Beside> {
  // `keysMatch` names keys that cannot be read.
  const device = (await db.keys.get('profile').catch(() => undefined))?.device ?? ''
  const told: Told = {
    notices: new Set(),
    policy: null,
    app: null,
    leaf: false,
    spoken: new Map(),
    erased: new Set(),
    refusals: new Set(),
    gone: [],
    answers: answersOf(from),
  }
  let next = from
  // Nothing is said of it before the log itself was found sound.
  let failed: unknown = null
  let before: Promise<void> = Promise.resolve()

  // The vault is read while the entries are read: each waits for the disk in turn.
  let tell: ((done: number, total: number) => void) | undefined
  const sealed = keysThere(db).then(async (keys) => {
    if (from === 0) await vaultMatches(db, keys, told, (done, total) => tell?.(done, total))
  })
  // `finish` waits for it, and says what it found.
  sealed.catch(() => undefined)

  const take = async (stretch: Stretch, leaves: readonly Bytes[]): Promise<void> => {
    await before
    next = (stretch.rows.at(-1)?.seq ?? next - 1) + 1
    if (failed !== null) return
    before = entriesMatch(db, device, stretch, leaves, told).catch((e: unknown) => {
      failed ??= e
    })
  }
  /** What has been appended since. */
  const readOn = async (): Promise<void> => {
    for await (const stretch of scanLog(db, next)) {
      await take(
        stretch,
        stretch.rows.map((row) => leafHash(row.bytes)),
      )
    }
    await before
    if (failed !== null) throw failed
  }

  return {
    take,
    async finish(opened, onProgress) {
      try {
        const profile = await keysMatch(db)
        await headMatches(db)
        await tilesMatch(db)
        await leftMatch(db, profile, opened)
        await before
        if (failed !== null) throw failed
        tell = onProgress
        await sealed
        await readOn()
        await sealedGone(db, told)
        for (const { id, activation } of await told.answers.unanswered(db)) {
          told.gone.push({ activation, code: 'table/decisions', where: id })
        }
        // A record that was erased during this check has its `log.erased` by now.
        if (told.gone.length > 0) await readOn()
        for (const { activation, code, where } of told.gone) {
          const excused =
            told.erased.has(activation) || (code === 'table/decisions' && told.refusals.has(activation))
          if (!excused) blame(code, where)
        }
        const closed = await sealedMatch(db)
        // A setting and its entry are read one after the other: what was written in between is no fault.
        await settingsMatch(db, closed).catch(() => settingsMatch(db, closed))
        await noticesMatch(db, told.notices)
        await told.answers.finish(db, closed)
        await policyMatches(db, told)
        onProgress?.(next, next)
        return ok(null)
      } catch (e) {
        return e instanceof Fault ? err(e.code, e.where) : err('table/unreadable')
      }
    },
  }
}

export interface TablesMore {
  /** Entries before this one were held against their rows by an earlier check. */
  readonly from?: number
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Checks what stands beside a log that was itself found sound: columns, notices, answers, sealed records, policy, keys, and
 * the settings of which entries speak. What cannot be checked stands in docs/log-format.md, section 9.
 * With `from` it checks only what the entries from there on speak of, and notices, data keys and the profile's own keys.
 */
export async function verifyTables(
  name?: string,
  { from = 0, onProgress }: TablesMore = {},
): Promise<Result<null, TableFault>> {
  let db: CountersignDb | null = null
  try {
    db = await openDb(name ?? (await currentName()))
    return await (await besideLog(db, from)).finish(from, onProgress)
  } catch {
    return err('table/unreadable')
  } finally {
    db?.close()
  }
}
