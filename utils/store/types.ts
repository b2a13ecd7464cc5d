import type { ActivationId, Commitment, E164, Json, Lang, Seq, ServiceId } from '../base/index.ts'
import type { Draft, Entry } from '../log/index.ts'
import type { Notice } from '../notice/index.ts'

/** A change of a table that goes with an append, in the same transaction: both are on disk or neither is. */
export type Write =
  | { readonly table: WriteTable; readonly put: object }
  | { readonly table: WriteTable; readonly remove: string }
  /** Clears the column that says whose entry this is. The entry's own bytes cannot be written a second time. */
  | { readonly table: 'entries'; readonly forget: number }
/**
 * Changes of tables for an append; a function is given the entries' places first (`decisions` rows name seq and leaf).
 * It runs before the transaction, so it may wait for a key. It runs again when the head has moved: it only builds, it
 * changes nothing.
 */
export type Writes =
  | readonly Write[]
  | ((sealed: readonly Appended[]) => readonly Write[] | Promise<readonly Write[]>)
export type WriteTable =
  | 'vault'
  | 'dataKeys'
  | 'working'
  | 'guarded'
  | 'decisions'
  | 'notices'
  | 'settings'
  | 'policy'
  | 'left'

/** An entry that is on disk. */
export interface Appended {
  readonly seq: Seq
  /** Leaf hash, 32 bytes in hex. */
  readonly leaf: string
  readonly entry: Entry
}

export interface Head {
  /** Number of entries. */
  readonly size: number
  /** Root of the tree, hex. */
  readonly root: string
  /** The signed checkpoint (C2SP tlog-checkpoint), text of a signed note; '' while the log is empty. */
  readonly checkpoint: string
  /** Verifier key, C2SP vkey. */
  readonly vkey: string
}

/** What is kept of a head outside the database. */
export type HeadMark = Pick<Head, 'size' | 'checkpoint' | 'vkey'>

/** The header fields that the background knows and the appender writes into each entry. */
export interface HeaderFields {
  readonly store: string
  readonly app: string
  /** Hash of the policy in force. */
  readonly policy: string
}

export interface Log {
  /**
   * Appends in order, atomically with `writes`. Resolves once all of it is on disk (`strict`).
   * Rejects with CodedError `store/full | store/closed | store/behind | store/failed`; then nothing was written.
   */
  append(drafts: readonly Draft[], writes?: Writes): Promise<readonly Appended[]>
  /** Writes without an entry, in one strict transaction. */
  write(writes: readonly Write[]): Promise<void>
  head(): Promise<Head>
  /** Inclusion proof of an entry in the tree of `size` (default: head), sibling hashes leaf to root. */
  proof(seq: Seq, size?: number): Promise<Uint8Array[]>
}

/** A row of the log as the console lists it: index columns beside the canonical bytes. */
export interface Row {
  readonly seq: Seq
  readonly bytes: Uint8Array
  readonly kind: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly clerk: string
  readonly activation: string
  readonly service: string
  /** HMAC of the customer's number; '' after erasure. */
  readonly cust: string
}

export interface Filter {
  readonly from?: number
  readonly to?: number
  readonly clerk?: string
  readonly service?: string
  readonly kinds?: readonly string[]
  readonly activation?: string
}

/** Reading for the console: newest first, in pages, by cursor. */
export interface Reader {
  page(filter: Filter, before: Seq | null, limit: number): Promise<readonly Row[]>
  count(filter: Filter): Promise<number>
  /** Oldest first, in batches, for verify and export: flat memory. */
  scan(filter: Filter, batch?: number): AsyncIterable<readonly Row[]>
  row(seq: Seq): Promise<Row | null>
  head(): Promise<Head>
  /** The text with this hash, if it was ever put to a customer here. */
  notice(hash: string): Promise<NoticeRow | null>
}

export type VaultKind = 'number' | 'customer' | 'text' | 'signature' | 'receipt'

/** A sealed record: AES-GCM under a data key that is itself sealed with age to the managers. */
export interface VaultRow {
  readonly id: string
  readonly kind: VaultKind
  readonly activation: ActivationId
  readonly key: string
  readonly iv: Uint8Array
  readonly box: Uint8Array
}

export interface Vault {
  /** False while no recipient is known: nothing can be sealed, so nothing that needs it may go on. */
  ready(): boolean
  /** Seals one value; the rows to write with the entry that names it. */
  seal(
    kind: VaultKind,
    activation: ActivationId,
    value: Json,
  ): Promise<{ id: string; writes: readonly Write[] }>
  /** A salted commitment to `value` (docs/log-format.md), with salt and value sealed. */
  commit(
    kind: 'number' | 'customer' | 'text',
    activation: ActivationId,
    value: string,
  ): Promise<{ commitment: Commitment; writes: readonly Write[] }>
}

/** Opens vault records in the console with the manager's identity, which never reaches the background. */
export interface VaultKeyring {
  open(row: VaultRow): Promise<Json>
  /** The content of an age file that is sealed to this identity. Rejects with `vault/not-for-you`. */
  unseal(sealed: Uint8Array): Promise<Uint8Array>
  /** The same data key, sealed to others: no record under it changes. */
  reseal(row: { readonly sealed: Uint8Array }, recipients: readonly string[]): Promise<Uint8Array>
}

/** What an open activation needs, sealed with a non-extractable key of this profile; erased at hand-over. */
export interface WorkingSet {
  seal(kind: string, id: string, value: Json): Promise<Write>
  /** Everything of a kind; a record that cannot be opened is left out and counted. */
  all(kind: string): Promise<{ values: readonly { id: string; value: Json }[]; damaged: number }>
  erase(kind: string, id: string): Write
}

/** A number of an open or recent activation: only a keyed HMAC and short fingerprints are kept. */
export interface GuardedRow {
  /** HMAC-SHA-256 of the E.164 number under the non-extractable key, hex. */
  readonly id: string
  /** Short fingerprint of the whole number, 20 bits. */
  readonly short: number
  readonly activation: ActivationId
  /** Guarded until, ms. */
  readonly until: number
}

/** The state of one service for one customer: a projection of the log, found by the local index. */
export interface DecisionRow {
  /** `${activation}:${service}` */
  readonly id: string
  readonly cust: string
  readonly activation: ActivationId
  readonly service: ServiceId
  readonly state: 'given' | 'renewed' | 'refused' | 'withdrawn' | 'expired' | 'invalidated'
  readonly notice: string
  readonly lang: Lang
  readonly at: number
  /** Place of the entry that this row stands for; rows of the first schema have none. */
  readonly seq?: number
  readonly leaf?: string
  /** Until when it lasts, ms, where its notice says so. */
  readonly until?: number
  /** A withdrawn carrier service that the portal has since removed. */
  readonly removed?: boolean
  /** When a consent came to its end (withdrawn, expired, invalidated), ms; rows of the first builds have none. */
  readonly ended?: number
}

/** A notice as it stood when it was put to a customer. */
export interface NoticeRow {
  readonly hash: string
  readonly service: ServiceId
  readonly lang: Lang
  /** The whole notice, as the catalogue had it. */
  readonly notice: Notice
  /** When it was first put to somebody, ms. */
  readonly at: number
}

/** A checkpoint that left the machine: the log can no longer be cut behind it unseen. */
export interface LeftRow {
  readonly size: number
  readonly checkpoint: string
  readonly where: 'receipt' | 'export' | 'witness'
  readonly at: number
  /** The mark by which this profile knows a copy that it signed and kept (`leftMark`). Rows of earlier builds have none. */
  readonly mark?: Uint8Array
}

/** A log that was closed as it was found, because it contradicted itself or could not be read. */
export interface ClosedLog {
  /** Its database: `openReader(name)` reads it; '' for one that is gone. */
  readonly name: string
  readonly vkey: string
  readonly size: number
  /** The last signed checkpoint that could be read; '' for none. */
  readonly checkpoint: string
  /** When it was closed, ms. */
  readonly at: number
  /** What did not agree: `keys | entries | head | signature | root | tile | left | gone`, or `store/damaged`. */
  readonly why: string
}

/** A legal hold: something that must not be erased, as its entry says it. */
export interface LegalHold {
  readonly id: string
  readonly scope: 'log' | 'customer' | 'activation'
  /** HMAC of the customer's number, for a hold on a customer. Null where the entry's column has been erased. */
  readonly cust: string | null
  readonly activation: ActivationId | ''
  readonly reason: string
  /** When it was set, ms. */
  readonly at: number
}

export interface Store {
  readonly log: Log
  readonly vault: Vault
  readonly working: WorkingSet
  /** HMAC of a number under the profile's non-extractable key, hex: the `cust` column and GuardedRow.id. */
  indexOf(number: E164): Promise<string>
  /** HMAC-SHA-256 under the same key over `label`, 0x00, bytes; hex. Recognises a replayed signature without keeping it. */
  hmac(label: string, bytes: Uint8Array): Promise<string>
  /** The per-device key of the short fingerprints, four 32-bit words. */
  fingerprintKey(): Promise<readonly [number, number, number, number]>
  /** Random id of this profile, hex; made on first run, stands in every entry. */
  device(): Promise<string>
  /** Logs that were closed as they were found, oldest first. As a rule there is none. */
  closedLogs(): Promise<readonly ClosedLog[]>
  /** Keeps a checkpoint that leaves with a receipt, an export or a witness. */
  leftWrite(head: Pick<Head, 'size' | 'checkpoint'>, where: LeftRow['where'], at: number): Promise<Write>
  left(): Promise<readonly LeftRow[]>
  /** The one of this size, if it left. */
  leftAt(size: number): Promise<LeftRow | null>
  /** Holds that were set and not lifted, by the entries of this log and of those that were closed. */
  openLegalHolds(): Promise<readonly LegalHold[]>
  /** Activations of a customer, by the HMAC of the number, in this log and in those that were closed. */
  activationsOf(cust: string): Promise<readonly ActivationId[]>
  /** The next activations, by id, of which the disk still holds personal records. */
  activationsAfter(after: string, limit: number): Promise<readonly ActivationId[]>
  /**
   * The times of an activation's first and last entry, ms, and the HMACs of the number that stand beside its entries. Null
   * where no readable log has it.
   */
  timesOf(
    activation: ActivationId,
  ): Promise<{ readonly first: number; readonly last: number; readonly custs: readonly string[] } | null>
  /** Answers of one activation, also those that only a closed log has. */
  decisionsIn(activation: ActivationId): Promise<readonly DecisionRow[]>
  /** Erases answers alone, as `erase` does whole customers. */
  eraseDecisions(ids: readonly string[]): Promise<{ writes: readonly Write[]; unread: number }>
  /**
   * Erases customers: at once in the closed logs, and in this one by the changes that it gives, for the transaction of their
   * `log.erased`. `unread`: closed logs that did not open, where nothing could be erased.
   */
  erase(whom: {
    readonly activations: readonly ActivationId[]
    readonly cust: string | null
  }): Promise<{ writes: readonly Write[]; records: number; unread: number }>
  /**
   * The changes that store data keys as a manager has sealed them anew, for the transaction of their entry. Closed logs get
   * the keys at once. Rejects with `vault/no-key` for a key that is not here.
   */
  resealed(
    keys: readonly { readonly id: string; readonly sealed: Uint8Array }[],
    recipients: readonly string[],
  ): Promise<readonly Write[]>
  /** Every recipient that a data key here is sealed to. */
  keyRecipients(): Promise<readonly string[]>
  /** Removes what is of no use any more: parts of closed logs, and checkpoints of the witness that a later one replaces. */
  tidy(): Promise<void>
  guarded(): Promise<readonly GuardedRow[]>
  decisionsOf(cust: string): Promise<readonly DecisionRow[]>
  decision(id: string): Promise<DecisionRow | null>
  /** Rows whose time is over. */
  decisionsDue(now: number): Promise<readonly DecisionRow[]>
  noticeShown(hash: string): Promise<NoticeRow | null>
  /** Small values by name (`settings` table). */
  setting(name: string): Promise<Json | undefined>
  settingWrite(name: string, value: Json): Write
  cachedPolicy(): Promise<{ source: string; text: string; hash: string; at: number } | null>
  policyWrite(source: string, text: string, hash: string, at: number): Write
  /** The manager's identity as sealed by the passphrase (age, scrypt), and the recipient that goes with it. */
  managerKey(): Promise<{ recipient: string; sealed: string } | null>
  close(): void
}

export interface StoreOptions {
  readonly name?: string
  readonly headerFields: () => HeaderFields
  readonly clock: { now(): number; mono(): number }
  readonly boot: string
  /** age recipients in force: the policy's, else the first-run one. */
  readonly recipients: () => readonly string[]
  /** First start of a browser run in Chromium: see `flushBrowserLog`. */
  readonly flushFirst?: boolean
  /**
   * The head as it was last kept outside the database. Where the database is empty now, or ends before this head, the browser
   * has thrown it away, or somebody has put an older copy in its place.
   */
  readonly remembered?: HeadMark | null
  /** The browser's Web Locks unless a test passes its own. */
  readonly locks?: LockManager
}
