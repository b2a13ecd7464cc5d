import { Dexie, type Table } from 'dexie'
import { CodedError, faults } from '../base/index.ts'
import { migrations } from './migrations/index.ts'
import type { DecisionRow, GuardedRow, LeftRow, VaultRow } from './types.ts'

export const DEFAULT_NAME = 'countersign'

/** An entry on disk: the canonical bytes, and columns that only serve to find it. Empty columns are left out. */
export interface EntryRow {
  readonly seq: number
  readonly bytes: Uint8Array
  /** The leaf hash, until the tile that holds it is full and after; rows of the first schema have none. */
  readonly leaf?: Uint8Array
  readonly kind: string
  readonly at: number
  readonly clerk?: string
  readonly activation?: string
  readonly service?: string
  readonly cust?: string
}

export interface TileRow {
  readonly level: number
  readonly n: number
  readonly bytes: Uint8Array
}

/** The signed head; `id` is `head`. */
export interface HeadRow {
  readonly id: string
  readonly size: number
  readonly root: string
  readonly checkpoint: string
  /** `at` of the last entry, ms. */
  readonly at: number
}

/** The keys of this profile, made on first run. They are one row (`id` is `profile`), so that two first runs cannot make two. */
export interface ProfileRow {
  readonly id: string
  readonly device: string
  /** Origin of the log and name of its key. */
  readonly origin: string
  readonly vkey: string
  readonly publicKey: Uint8Array
  /** Ed25519, not extractable. */
  readonly signer: CryptoKey
  /** HMAC-SHA-256, not extractable: numbers to `cust` columns. */
  readonly index: CryptoKey
  /** AES-GCM, not extractable: the working set. */
  readonly working: CryptoKey
  /** Key of the short fingerprints, 16 bytes: content scripts must be able to hold it. */
  readonly fingerprint: Uint8Array
}

export interface DataKeyRow {
  readonly id: string
  /** The AES key of one run, sealed with age to `recipients`. */
  readonly sealed: Uint8Array
  readonly recipients: readonly string[]
}

export interface WorkingRow {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly iv: Uint8Array
  readonly box: Uint8Array
}

export interface PolicyRow {
  readonly id: string
  readonly source: string
  readonly text: string
  readonly hash: string
  readonly at: number
}

/** The one database. Strict durability: a promise resolves once the bytes have left the browser's caches. */
export class CountersignDb extends Dexie {
  declare readonly entries: Table<EntryRow, number>
  declare readonly tiles: Table<TileRow, [number, number]>
  declare readonly checkpoints: Table<HeadRow, string>
  declare readonly keys: Table<ProfileRow, string>
  declare readonly settings: Table<{ name: string; value: unknown }, string>
  declare readonly policy: Table<PolicyRow, string>
  declare readonly vault: Table<VaultRow, string>
  declare readonly dataKeys: Table<DataKeyRow, string>
  declare readonly working: Table<WorkingRow, string>
  declare readonly guarded: Table<GuardedRow, string>
  declare readonly left: Table<LeftRow, number>
  declare readonly decisions: Table<DecisionRow, string>

  constructor(name: string) {
    // Dexie hands `durability` to every browser, in spite of the option's name (transaction constructor, 4.x).
    super(name, { autoOpen: false, cache: 'disabled', chromeTransactionDurability: 'strict' })
    for (const { number, stores, upgrade } of migrations) {
      const version = this.version(number).stores({ ...stores })
      if (upgrade) version.upgrade(upgrade)
    }
    // A newer copy of the extension wants to migrate: let go at once, for good. Later calls get `store/closed`.
    this.on('versionchange', () => {
      this.close({ disableAutoOpen: true })
      return false
    })
  }
}

const BLOCKED_AFTER_MS = 10_000

/** Opens, or rejects with `store/blocked | store/newer | store/full | store/damaged | store/failed`. */
export async function openDb(
  name: string = DEFAULT_NAME,
  blockedAfter: number = BLOCKED_AFTER_MS,
): Promise<CountersignDb> {
  const db = new CountersignDb(name)
  let timer: ReturnType<typeof setTimeout> | undefined
  const blocked = new Promise<never>((_, reject) => {
    db.on('blocked', () => {
      timer ??= setTimeout(() => reject(new CodedError('store/blocked')), blockedAfter)
    })
  })
  try {
    await Promise.race([db.open(), blocked])
  } catch (e) {
    db.close()
    throw coded(e)
  } finally {
    clearTimeout(timer)
  }
  // Dexie opens a database of a newer version without an error, and an older copy must not write to it.
  const found = db.backendDB().version / 10
  if (found > (migrations.at(-1)?.number ?? 0)) {
    db.close()
    throw new CodedError('store/newer')
  }
  return db
}

function names(e: unknown): string[] {
  const out: string[] = []
  let at: unknown = e
  for (let i = 0; i < 5 && typeof at === 'object' && at !== null; i++) {
    const one = at as { name?: unknown; inner?: unknown; failures?: unknown }
    if (typeof one.name === 'string') out.push(one.name)
    if (Array.isArray(one.failures)) out.push(...one.failures.flatMap(names))
    at = one.inner
  }
  return out
}

/**
 * A coded error for whatever IndexedDB or Dexie threw. The error's text is dropped, because it may quote a key. Only what the
 * browser itself calls lost data is damage: anything else may succeed the next time.
 */
export function coded(e: unknown): CodedError {
  if (e instanceof CodedError) return e
  const all = names(e)
  if (all.includes('QuotaExceededError')) return new CodedError('store/full')
  if (all.includes('DatabaseClosedError') || all.includes('InvalidStateError'))
    return new CodedError('store/closed')
  if (all.includes('VersionError')) return new CodedError('store/newer')
  if (all.includes('NotReadableError')) return new CodedError('store/damaged')
  // A kind that nobody expected: the code alone would not say which.
  faults.note('store/other', e)
  return new CodedError('store/failed')
}
