import type { Result } from '../base/index.ts'
import { err, fromUtf8, hex, ok, randomBytes } from '../base/index.ts'
import {
  cryptoSigner,
  leafHash,
  openCheckpoint,
  openNote,
  parseCheckpoint,
  signNote,
  tilesOf,
} from '../log/index.ts'
import { type Notice, noticeHash } from '../notice/index.ts'
import { policyHash, readPolicy } from '../policy/index.ts'
import { type CountersignDb, type EntryRow, openDb, type ProfileRow } from './db.ts'
import { currentName } from './generations.ts'
import { blame, Fault, type Members, type TableFault } from './table-fault.ts'
import { STEP } from './tiles.ts'
import type { DecisionRow, LeftRow, NoticeRow, VaultKind, VaultRow } from './types.ts'
import { ANSWERS, decisionsMatch } from './verify-decisions.ts'
import { sealedMatch, settingsMatch } from './verify-settings.ts'

const BATCH = 500

async function* rowsOf<T>(db: CountersignDb, table: string, key: string, above?: number): AsyncGenerator<T> {
  const all = above === undefined ? db.table(table).orderBy(key) : db.table(table).where(key).above(above)
  let batch = (await all.limit(BATCH).toArray()) as T[]
  while (batch.length > 0) {
    yield* batch
    const last = (batch.at(-1) as Record<string, unknown>)[key]
    batch = (await db
      .table(table)
      .where(key)
      .above(last as string)
      .limit(BATCH)
      .toArray()) as T[]
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The members of an entry whose bytes the log's own check has vouched for; null where they are none. */
function membersOf(bytes: Uint8Array): Members | null {
  try {
    const value: unknown = JSON.parse(fromUtf8(bytes) ?? '')
    return typeof value === 'object' && value !== null ? (value as Members) : null
  } catch {
    return null
  }
}

/** The columns that an entry itself gives. `cust` is no part of it: it is the same wherever an activation has it. */
function columnsMatch(row: EntryRow, entry: Members): void {
  const said: Record<string, unknown> = {
    kind: text(entry['kind']),
    at: Date.parse(text(entry['at'])),
    clerk: text(entry['clerk']),
    activation: text(entry['activation']),
    service: text(entry['service']),
  }
  for (const [name, value] of Object.entries(said)) {
    const column = (row as unknown as Members)[name] ?? ''
    if (column !== value) blame('table/column', `${row.seq} ${name}`)
  }
  if (row.leaf && hex(row.leaf) !== hex(leafHash(row.bytes))) blame('table/column', `${row.seq} leaf`)
}

/** What an entry speaks of and the vault must hold, until the customer is erased. */
const sealedFor = (entry: Members): VaultKind | null => {
  if (entry['kind'] === 'activation.opened') return 'number'
  if (entry['kind'] === 'receipt.issued') return 'receipt'
  const { form } = (entry['signature'] ?? {}) as { form?: unknown }
  return form === 'strokes' || form === 'mark' ? 'signature' : null
}

/** What the entries say of other tables, gathered on the way through them. */
interface Told {
  readonly notices: Set<string>
  /** The last entry about the policy in force. */
  policy: Members | null
  /** Version that wrote the last entry. */
  app: unknown
  /** Whether a row before had its leaf beside it. */
  leaf: boolean
  /** The column `cust` of each activation: one number, one value. */
  readonly custs: Map<string, string>
  /** Activations of which a `log.erased` says that they were erased; and those whose answers of no alone were. */
  readonly erased: Set<string>
  readonly refusals: Set<string>
  /** What is not there, and should be unless it was erased later on. */
  readonly gone: { readonly activation: string; readonly code: TableFault; readonly where: string }[]
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

/** One batch of entries against the rows that they speak of, looked up at once. */
async function entriesMatch(
  db: CountersignDb,
  device: string,
  rows: readonly EntryRow[],
  told: Told,
): Promise<void> {
  const answers: { id: string; row: EntryRow; cust: string }[] = []
  const sealed: { activation: string; kind: VaultKind; seq: number }[] = []
  for (const row of rows) {
    const entry = membersOf(row.bytes)
    if (!entry) return blame('table/column', `${row.seq} bytes`)
    columnsMatch(row, entry)
    if (entry['device'] !== device) blame('table/keys', 'device')
    const { kind, activation, service, notice } = entry
    told.app = entry['app']
    // Rows of the first schemas have no leaf, and their checkpoints were not kept.
    if (row.leaf) told.leaf = true
    else if (told.leaf) blame('table/column', `${row.seq} leaf`)
    if (row.leaf && LEAVES.includes(text(kind)) && entry['log'] === undefined) {
      if (!(await leftWith(db, row.seq, entry['boot']))) blame('table/left', `${row.seq} ${text(kind)}`)
    }
    if (kind === 'policy.changed') told.policy = entry
    if (kind === 'notice.presented') told.notices.add(text(notice))
    if (kind === 'log.erased') {
      const gone = entry['part'] === 'refusals' ? told.refusals : told.erased
      gone.add(text(activation))
    }
    if (row.cust && row.activation) {
      const cust = told.custs.get(row.activation)
      if (cust === undefined) told.custs.set(row.activation, row.cust)
      else if (cust !== row.cust) blame('table/column', `${row.seq} cust`)
    }
    if (!row.cust) {
      if (ANSWERS.includes(text(kind)) || kind === 'activation.opened') {
        told.gone.push({ activation: text(activation), code: 'table/column', where: `${row.seq} cust` })
      }
      continue
    }
    if (ANSWERS.includes(text(kind)) && entry['why'] === undefined) {
      answers.push({ id: `${text(activation)}:${text(service)}`, row, cust: row.cust })
    }
    const needs = sealedFor(entry)
    if (needs) sealed.push({ activation: text(activation), kind: needs, seq: row.seq })
  }
  const decisions = await db.decisions.bulkGet(answers.map((a) => a.id))
  for (const [i, { id, row, cust }] of answers.entries()) {
    const found = decisions[i]
    // A later answer of the same activation may stand there in its place; an earlier one may not.
    if (!found || found.cust !== cust || (found.seq !== undefined && found.seq < row.seq))
      told.gone.push({ activation: row.activation ?? '', code: 'table/decisions', where: id })
  }
  const activations = [...new Set(sealed.map((s) => s.activation))]
  const records = activations.length ? await db.vault.where('activation').anyOf(activations).toArray() : []
  const kept = new Set(records.map((r) => `${r.activation} ${r.kind}`))
  for (const { activation, kind, seq } of sealed) {
    if (!kept.has(`${activation} ${kind}`)) {
      told.gone.push({ activation, code: 'table/vault', where: `${seq} ${kind}` })
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

/** `isOpened`: the log's own check has opened every one of them; a signature is not checked twice. */
async function leftMatch(db: CountersignDb, vkey: string, from: number, isOpened: boolean): Promise<void> {
  for await (const row of rowsOf<LeftRow>(db, 'left', 'size', from)) {
    const read = isOpened ? parseCheckpoint(row.checkpoint) : await openCheckpoint(row.checkpoint, [vkey])
    if (!read.ok || read.value.size !== BigInt(row.size)) blame('table/left', row.size)
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

export interface TablesMore {
  /** Entries before this one were held against their rows by an earlier check. */
  readonly from?: number
  /** Whether the log's own check has just opened the checkpoints that left. */
  readonly isOpened?: boolean
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Checks what stands beside a log that was itself found sound: columns, notices, answers, sealed records, policy, keys, and
 * the settings of which entries speak. What cannot be checked stands in docs/log-format.md, section 9.
 * With `from` only what the entries from there on speak of; and notices, data keys and the profile's own keys.
 */
export async function verifyTables(
  name?: string,
  { from = 0, isOpened = false, onProgress }: TablesMore = {},
): Promise<Result<null, TableFault>> {
  let db: CountersignDb | null = null
  try {
    db = await openDb(name ?? (await currentName()))
    const { device, vkey } = await keysMatch(db)
    await headMatches(db)
    await tilesMatch(db)
    await leftMatch(db, vkey, from, isOpened)
    const told: Told = {
      notices: new Set(),
      policy: null,
      app: null,
      leaf: false,
      custs: new Map(),
      erased: new Set(),
      refusals: new Set(),
      gone: [],
    }
    const size = (await db.checkpoints.get('head'))?.size ?? 0
    let low = from
    for (;;) {
      const rows = await db.entries.where('seq').aboveOrEqual(low).limit(BATCH).toArray()
      const last = rows.at(-1)
      if (!last) break
      await entriesMatch(db, device, rows, told)
      low = last.seq + 1
      onProgress?.(Math.min(low, size), size)
    }
    for (const { activation, code, where } of told.gone) {
      const excused =
        told.erased.has(activation) || (code === 'table/decisions' && told.refusals.has(activation))
      if (!excused) blame(code, where)
    }
    const closed = await sealedMatch(db)
    // A setting and its entry are read one after the other: what was written in between is no fault.
    await settingsMatch(db, closed).catch(() => settingsMatch(db as CountersignDb, closed))
    await noticesMatch(db, told.notices)
    await decisionsMatch(db, closed, rowsOf<DecisionRow>(db, 'decisions', 'id'), from)
    await policyMatches(db, told)
    const keys = new Set<string>()
    for await (const row of rowsOf<{ id: string; sealed: Uint8Array }>(db, 'dataKeys', 'id')) {
      const head = new TextDecoder().decode(row.sealed.subarray(0, 22))
      if (!head.startsWith('age-encryption.org/v1\n')) blame('table/data-keys', row.id)
      keys.add(row.id)
    }
    if (from > 0) return ok(null)
    for await (const row of rowsOf<VaultRow>(db, 'vault', 'id')) {
      if (!isSealed(row)) blame('table/vault', row.id)
      if (!keys.has(row.key)) blame('table/data-keys', row.key)
    }
    return ok(null)
  } catch (e) {
    return e instanceof Fault ? err(e.code, e.where) : err('table/unreadable')
  } finally {
    db?.close()
  }
}
