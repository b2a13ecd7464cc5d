import type { Bytes, Result } from '../base/index.ts'
import { equal, err, hex, ok, randomBytes } from '../base/index.ts'
import { cryptoSigner, leafHash, openNote, parseCheckpoint, signNote, tilesOf } from '../log/index.ts'
import { type Notice, noticeHash } from '../notice/index.ts'
import { policyHash, readPolicy } from '../policy/index.ts'
import { along, rowsOf, type Stretch } from './along.ts'
import { type CountersignDb, type DataKeyRow, type EntryRow, openDb, type ProfileRow } from './db.ts'
import { currentName } from './generations.ts'
import { isOwn } from './left.ts'
import { blame, Fault, type Members, membersOf, type TableFault } from './table-fault.ts'
import { STEP } from './tiles.ts'
import type { LeftRow, NoticeRow, VaultKind, VaultRow } from './types.ts'
import { type Answers, answersOf } from './verify-answers.ts'
import { ANSWERS, ENDS } from './verify-decisions.ts'
import { sealedMatch, settingsMatch } from './verify-settings.ts'

/** Activations that are looked up at a time. */
const AT_ONCE = 200
/** Sealed records between two words of how far it has come. */
const TOLD = 1000

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The columns that an entry itself gives. `cust` is no part of it: it is the same wherever an activation has it. */
const COLUMNS = ['kind', 'clerk', 'activation', 'service'] as const

function columnsMatch(row: EntryRow, entry: Members, leaf: Bytes): void {
  for (const name of COLUMNS)
    if ((row[name] ?? '') !== text(entry[name])) blame('table/column', `${row.seq} ${name}`)
  if (row.at !== Date.parse(text(entry['at']))) blame('table/column', `${row.seq} at`)
  if (row.leaf && !equal(row.leaf, leaf)) blame('table/column', `${row.seq} leaf`)
}

/** What an entry speaks of and the vault must hold, until the customer is erased. */
const sealedFor = (entry: Members): VaultKind | null => {
  if (entry['kind'] === 'activation.opened') return 'number'
  if (entry['kind'] === 'receipt.issued') return 'receipt'
  const { form } = (entry['signature'] ?? {}) as { form?: unknown }
  return form === 'strokes' || form === 'mark' ? 'signature' : null
}

/** What the entries say of one activation. */
interface Spoken {
  /** The column `cust`: one number, one value. */
  cust: string
  /** Kinds of records that the vault must hold, and those that it holds: a bit each. */
  need: number
  has: number
}

const KINDS: readonly VaultKind[] = ['number', 'customer', 'text', 'signature', 'receipt']
const bitOf = (kind: VaultKind): number => 1 << KINDS.indexOf(kind)

/** What the entries say of other tables, gathered on the way through them. */
interface Told {
  readonly notices: Set<string>
  /** The last entry about the policy in force. */
  policy: Members | null
  /** Version that wrote the last entry. */
  app: unknown
  /** Whether a row before had its leaf beside it. */
  leaf: boolean
  readonly spoken: Map<string, Spoken>
  /** Activations of which a `log.erased` says that they were erased; and those whose answers of no alone were. */
  readonly erased: Set<string>
  readonly refusals: Set<string>
  /** What is not there, and should be unless it was erased later on. */
  readonly gone: { readonly activation: string; readonly code: TableFault; readonly where: string }[]
  readonly answers: Answers
}

/** Entries with which a checkpoint leaves the machine, kept in the same transaction: that of the head before them. */
const LEAVES: readonly string[] = ['receipt.issued', 'log.exported']
/** Entries that may have come between a head that was read and the entry for it: a step of the clock, another copy's. */
const BETWEEN = 64

async function leftWith(db: CountersignDb, seq: number, boot: unknown): Promise<boolean> {
  for (let size = seq; size > 0 && size > seq - BETWEEN; size--) {
    const row = await db.left.get(size)
    // One that only a witness has seen is removed in time.
    if (row && row.where !== 'witness') return true
    const before = membersOf((await db.entries.get(size - 1))?.bytes ?? new Uint8Array())
    if (before?.['kind'] !== 'clock.stepped' && before?.['boot'] === boot) return false
  }
  return seq === 0
}

function spokenOf({ spoken }: Told, activation: string): Spoken {
  const known = spoken.get(activation)
  if (known) return known
  const made = { cust: '', need: 0, has: 0 }
  spoken.set(activation, made)
  return made
}

/** One stretch of entries against the rows that they speak of, looked up at once. */
async function entriesMatch(
  db: CountersignDb,
  device: string,
  { rows, left }: Stretch,
  leaves: readonly Bytes[],
  told: Told,
): Promise<void> {
  const kept = new Set(left.filter(({ where }) => where !== 'witness').map(({ size }) => size))
  for (const [i, row] of rows.entries()) {
    const entry = membersOf(row.bytes)
    const leaf = leaves[i] as Bytes
    if (!entry) return blame('table/column', `${row.seq} bytes`)
    columnsMatch(row, entry, leaf)
    if (entry['device'] !== device) blame('table/keys', 'device')
    const { activation, notice } = entry
    const kind = text(entry['kind'])
    told.app = entry['app']
    // Rows of the first schemas have no leaf, and their checkpoints were not kept.
    if (row.leaf) told.leaf = true
    else if (told.leaf) blame('table/column', `${row.seq} leaf`)
    if (row.leaf && LEAVES.includes(kind) && entry['log'] === undefined && !kept.has(row.seq)) {
      if (!(await leftWith(db, row.seq, entry['boot']))) blame('table/left', `${row.seq} ${kind}`)
    }
    if (kind === 'policy.changed') told.policy = entry
    if (kind === 'notice.presented') told.notices.add(text(notice))
    if (kind === 'log.erased') {
      const gone = entry['part'] === 'refusals' ? told.refusals : told.erased
      gone.add(text(activation))
    }
    if (ENDS.includes(kind)) told.answers.ended(entry)
    const isAnswer = ANSWERS.includes(kind)
    if (!row.cust) {
      if (isAnswer || kind === 'activation.opened') {
        told.gone.push({ activation: text(activation), code: 'table/column', where: `${row.seq} cust` })
      }
      continue
    }
    const needs = sealedFor(entry)
    if (row.activation || needs) {
      const spoken = spokenOf(told, text(activation))
      if (spoken.cust === '') spoken.cust = row.cust
      else if (spoken.cust !== row.cust) blame('table/column', `${row.seq} cust`)
      if (needs) spoken.need |= bitOf(needs)
    }
    if (isAnswer && entry['why'] === undefined) told.answers.given(row, entry, leaf)
  }
}

/** The place of the entry that speaks of a sealed record, as a fault names it. */
async function speaksOf(db: CountersignDb, activation: string, bit: number): Promise<string> {
  const own = await db.entries
    .where('[activation+seq]')
    .between([activation, 0], [activation, Infinity])
    .toArray()
  for (const { seq, bytes } of own) {
    const kind = sealedFor(membersOf(bytes) ?? {})
    if (kind && bitOf(kind) === bit) return `${seq} ${kind}`
  }
  return activation
}

/** Which activations lack a record; asked of the vault itself, since one may have come after the way through it. */
async function sealedGone(db: CountersignDb, { spoken, gone }: Told): Promise<void> {
  const lacking = [...spoken].filter(([, { need, has }]) => (need & ~has) !== 0)
  for (let i = 0; i < lacking.length; i += AT_ONCE) {
    const some = lacking.slice(i, i + AT_ONCE)
    const records = await db.vault
      .where('activation')
      .anyOf(some.map(([activation]) => activation))
      .toArray()
    for (const { activation, kind } of records) {
      const one = spoken.get(activation)
      if (one) one.has |= bitOf(kind)
    }
    for (const [activation, { need, has }] of some) {
      for (const kind of KINDS) {
        const bit = bitOf(kind) & need & ~has
        if (bit !== 0)
          gone.push({ activation, code: 'table/vault', where: await speaksOf(db, activation, bit) })
      }
    }
  }
}

const isSealed = (row: VaultRow): boolean =>
  row.iv instanceof Uint8Array && row.iv.length === 12 && row.box instanceof Uint8Array && row.box.length > 16

async function noticesMatch(db: CountersignDb, told: ReadonlySet<string>): Promise<void> {
  const kept = new Set<string>()
  for await (const row of rowsOf<NoticeRow>(db, 'notices', 'hash')) {
    const notice = row.notice as unknown as Notice
    let hash = ''
    try {
      hash = noticeHash(notice)
    } catch {
      // What has no canonical form was never put to anybody.
    }
    if (hash !== row.hash || notice.service !== row.service || notice.lang !== row.lang) {
      blame('table/notices', row.hash)
    }
    kept.add(row.hash)
  }
  for (const hash of told) if (!kept.has(hash)) blame('table/notices', hash)
}

/**
 * The policy in the cache is the one that the last entry about it names, and its text has that hash: by the defaults of
 * the version that took it, which another one may no longer have.
 */
async function policyMatches(db: CountersignDb, { policy, app }: Told): Promise<void> {
  const row = await db.policy.get('current')
  if (!policy) return
  const read = row ? readPolicy(row.text) : null
  const known = policy['app'] === app
  const own = !known || (read?.ok && policyHash(read.value.policy) === row?.hash)
  if (!row || row.hash !== policy['to'] || row.source !== policy['source'] || !own)
    blame('table/policy', 'current')
}

/** What stands beside the signed head for whoever reads it in haste: its root, and the time of the last entry. */
async function headMatches(db: CountersignDb): Promise<void> {
  const head = await db.checkpoints.get('head')
  if (!head) return
  const signed = parseCheckpoint(head.checkpoint)
  const last = membersOf((await db.entries.get(head.size - 1))?.bytes ?? new Uint8Array())
  if (!signed.ok || hex(signed.value.root) !== head.root || BigInt(head.size) !== signed.value.size) {
    blame('table/column', 'head root')
  }
  if (Date.parse(text(last?.['at'])) !== head.at) blame('table/column', 'head at')
}

/** The log's own check reads through a tile of leaves that is gone, since the rows hold them; here it is missed. */
async function tilesMatch(db: CountersignDb): Promise<void> {
  const size = (await db.checkpoints.get('head'))?.size ?? 0
  const keys = (await db.tiles.orderBy('[level+n]').primaryKeys()) as [number, number][]
  const kept = new Set(keys.map(([level, n]) => `${level}/${n}`))
  const due = [...tilesOf(size)].map(({ level, n, width }) => ({ key: `${level}/${n}`, level, width }))
  for (const { key, level, width } of due) {
    // The last tile of leaves may not have come to its first sixteenth.
    if (!kept.delete(key) && (level > 0 || width >= STEP)) blame('table/tiles', key)
  }
  const [more] = kept
  if (more !== undefined) blame('table/tiles', more)
}

/** The kept copies above a size: those up to there were opened by the log's own check. */
async function leftMatch(db: CountersignDb, { vkey, index }: ProfileRow, above: number): Promise<void> {
  for await (const row of rowsOf<LeftRow>(db, 'left', 'size', above)) {
    const read = parseCheckpoint(row.checkpoint)
    const isSame = read.ok && read.value.size === BigInt(row.size)
    if (!isSame || !(await isOwn(row, vkey, index))) blame('table/left', row.size)
  }
}

async function keysMatch(db: CountersignDb): Promise<ProfileRow> {
  const profile = await db.keys.get('profile')
  if (!profile) return blame('table/keys', 'profile')
  try {
    const signer = cryptoSigner(profile.origin, profile.signer, profile.publicKey)
    const note = await signNote(`${profile.origin}\n${hex(randomBytes(16))}\n`, signer)
    const opened = await openNote(note, [profile.vkey])
    if (!opened.ok || profile.origin !== `countersign/${profile.device}`)
      return blame('table/keys', 'profile')
  } catch {
    return blame('table/keys', 'profile')
  }
  return profile
}

/** Every sealed record has the form of one and a data key that is there; what of it the entries speak of is noted. */
async function vaultMatches(
  db: CountersignDb,
  keys: ReadonlySet<string>,
  told: Told,
  progress: (done: number, total: number) => void,
): Promise<void> {
  const total = await db.vault.count()
  let done = 0
  for await (const row of rowsOf<VaultRow>(db, 'vault', 'id')) {
    if (++done % TOLD === 0) progress(Math.min(done, total), total)
    if (!isSealed(row)) blame('table/vault', row.id)
    // A run that has begun meanwhile has a key of its own.
    if (!keys.has(row.key) && !(await db.dataKeys.get(row.key))) blame('table/data-keys', row.key)
    spokenOf(told, row.activation).has |= bitOf(row.kind)
  }
}

async function keysThere(db: CountersignDb): Promise<ReadonlySet<string>> {
  const keys = new Set<string>()
  for await (const row of rowsOf<DataKeyRow>(db, 'dataKeys', 'id')) {
    const head = new TextDecoder().decode(row.sealed.subarray(0, 22))
    if (!head.startsWith('age-encryption.org/v1\n')) blame('table/data-keys', row.id)
    keys.add(row.id)
  }
  return keys
}

/** The check of what stands beside a log: fed with its entries on the way through them, and brought to its end after. */
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

  // Beside the way through the entries: each waits for the disk in turn.
  let tell: ((done: number, total: number) => void) | undefined
  const sealed = keysThere(db).then(async (keys) => {
    if (from === 0) await vaultMatches(db, keys, told, (done, total) => tell?.(done, total))
  })
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
    for await (const stretch of along(db, next)) {
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
        // What was erased while it was looked for has its entry by now.
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
 * With `from` only what the entries from there on speak of; and notices, data keys and the profile's own keys.
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
