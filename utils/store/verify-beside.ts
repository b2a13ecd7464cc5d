import { hex, randomBytes } from '../base/index.ts'
import { cryptoSigner, openNote, parseCheckpoint, signNote, tilesOf } from '../log/index.ts'
import { noticeHash } from '../notice/index.ts'
import { policyHash, readPolicy } from '../policy/index.ts'
import type { CountersignDb, DataKeyRow, ProfileRow } from './db.ts'
import { isOwn } from './left.ts'
import { rowsOf } from './scan-log.ts'
import { blame, membersOf } from './table-fault.ts'
import { STEP } from './tiles.ts'
import type { LeftRow, NoticeRow, VaultRow } from './types.ts'
import { bitOf, spokenOf, type Told, text } from './verify-entries.ts'

/** Sealed records between two reports of progress. */
const TOLD = 1000

const isSealed = (row: VaultRow): boolean =>
  row.iv instanceof Uint8Array && row.iv.length === 12 && row.box instanceof Uint8Array && row.box.length > 16

export async function noticesMatch(db: CountersignDb, told: ReadonlySet<string>): Promise<void> {
  const kept = new Set<string>()
  for await (const row of rowsOf<NoticeRow>(db, 'notices', 'hash')) {
    const notice = row.notice
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
 * The policy in the cache has to be the one that the last entry about it names, and its text has to have that hash. The hash
 * covers the defaults of the version that took the policy, which a later version may have changed.
 */
export async function policyMatches(db: CountersignDb, { policy, app }: Told): Promise<void> {
  const row = await db.policy.get('current')
  if (!policy) return
  const read = row ? readPolicy(row.text) : null
  const known = policy['app'] === app
  const own = !known || (read?.ok && policyHash(read.value.policy) === row?.hash)
  if (!row || row.hash !== policy['to'] || row.source !== policy['source'] || !own)
    blame('table/policy', 'current')
}

/** What is kept beside the signed head to save parsing it: its root, and the time of the last entry. */
export async function headMatches(db: CountersignDb): Promise<void> {
  const head = await db.checkpoints.get('head')
  if (!head) return
  const signed = parseCheckpoint(head.checkpoint)
  const last = membersOf((await db.entries.get(head.size - 1))?.bytes ?? new Uint8Array())
  if (!signed.ok || hex(signed.value.root) !== head.root || BigInt(head.size) !== signed.value.size) {
    blame('table/column', 'head root')
  }
  if (Date.parse(text(last?.['at'])) !== head.at) blame('table/column', 'head at')
}

/** The log's own check does not need a tile of leaves, because the rows hold them. A tile that is gone is found here. */
export async function tilesMatch(db: CountersignDb): Promise<void> {
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
export async function leftMatch(
  db: CountersignDb,
  { vkey, index }: ProfileRow,
  above: number,
): Promise<void> {
  for await (const row of rowsOf<LeftRow>(db, 'left', 'size', above)) {
    const read = parseCheckpoint(row.checkpoint)
    const isSame = read.ok && read.value.size === BigInt(row.size)
    if (!isSame || !(await isOwn(row, vkey, index))) blame('table/left', row.size)
  }
}

export async function keysMatch(db: CountersignDb): Promise<ProfileRow> {
  const profile = await db.keys.get('profile')
  if (!profile) return blame('table/keys', 'profile')
  try {
    const signer = cryptoSigner(profile.origin, profile.signer, profile.publicKey)
    const note = await signNote(`${profile.origin}\n${hex(randomBytes(16))}\n`, signer)
    const opened = await openNote(note, [profile.vkey])
    if (!opened.ok || profile.origin !== `countersign/${profile.device}`)
      return blame('table/keys', 'profile')
  } catch {
    // Keys that cannot sign are no keys of this log.
    return blame('table/keys', 'profile')
  }
  return profile
}

/** Every sealed record has to have its form and an existing data key. Records of which entries speak are noted. */
export async function vaultMatches(
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
    // A background that has started meanwhile has a key of its own.
    if (!keys.has(row.key) && !(await db.dataKeys.get(row.key))) blame('table/data-keys', row.key)
    spokenOf(told, row.activation).has |= bitOf(row.kind)
  }
}

export async function keysThere(db: CountersignDb): Promise<ReadonlySet<string>> {
  const keys = new Set<string>()
  for await (const row of rowsOf<DataKeyRow>(db, 'dataKeys', 'id')) {
    const head = new TextDecoder().decode(row.sealed.subarray(0, 22))
    if (!head.startsWith('age-encryption.org/v1\n')) blame('table/data-keys', row.id)
    keys.add(row.id)
  }
  return keys
}
