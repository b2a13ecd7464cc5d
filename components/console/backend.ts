import type { Json, Result } from '../../utils/base/index.ts'
import type { FormatId } from '../../utils/evidence/index.ts'
import type { Filter, Reader, VaultKind } from '../../utils/store/index.ts'
import type { Client } from '../../utils/wire/index.ts'

/** One opened vault record. It lives in this page's memory only. */
export interface Opened {
  readonly id: string
  readonly kind: VaultKind
  readonly value: Json
}

/** What an activation has in the vault. `fault`: a record did not open, and why. */
export interface VaultPart {
  readonly opened: readonly Opened[]
  readonly fault: string | null
}

/** The vault while the manager's identity is in this page's memory. */
export interface OpenVault {
  of(activation: string): Promise<VaultPart>
  /** What a challenge holds, hex; null where it is sealed to another key. */
  prove(sealed: string): Promise<string | null>
  /**
   * Seals every data key that this identity opens to `recipients` and hands them on in batches, the last one marked; those
   * that are sealed to them already are passed over, so that it can be broken off. Gives how many it could not open.
   */
  reseal(
    recipients: readonly string[],
    hand: (keys: readonly { id: string; sealed: string }[], last: boolean) => Promise<Result<unknown>>,
    progress: (done: number) => void,
    signal: AbortSignal,
  ): Promise<Result<{ done: number; closed: number }>>
  /** Forgets the identity and everything opened with it. */
  lock(): void
}

/** What is checked: all of it, or what came after the last sound check; and what was seen outside, as it was pasted. */
export interface CheckAsk {
  readonly scope: 'whole' | 'since'
  readonly outside: string
}

export interface Verdict {
  /** Entries in the log that was looked at. */
  readonly size: number
  /** Entries before this one were not read: an earlier check had read them. */
  readonly from: number
  /** The head that was checked, signed. */
  readonly checkpoint: string
  /** Sizes of the checkpoints seen outside that it was held against. */
  readonly outside: readonly number[]
  /** Root that was computed, hex. */
  readonly root: string
  readonly sound: boolean
  /** A code, in words by `faultWords`. */
  readonly fault: string | null
  /** Where the fault lies, where that is known: an entry's number, a row's name; in words by `placeWords`. */
  readonly where: string | null
}

export interface ExportJob {
  readonly form: FormatId
  readonly filter: Filter
  readonly masked: boolean
  readonly lang: 'zh-CN' | 'en'
  /** Names of services, by id. */
  readonly services: ReadonlyMap<string, string>
  /** Names of clerks by staff id, and words of promises by code. */
  readonly staff?: ReadonlyMap<string, string>
  readonly promises?: ReadonlyMap<string, string>
  /** For a bundle: everything, or what the filter finds; and who makes it. */
  readonly whole: boolean
  readonly by: string
}

/** A finished file that nobody has yet: it is handed over once its entry is in the log. */
export interface ExportFile {
  readonly blob: Blob
  readonly rows: number
  /** SHA-256 of the file, hex. */
  readonly hash: string
}

/**
 * What the console needs from outside: the messages (every write), the log to read, a worker for what takes seconds.
 * `entrypoints/console` makes the true one; previews and tests pass their own.
 */
export interface ConsoleBackend {
  readonly client: Client
  /** The database of an earlier log, where it is that one; null for the log in use. */
  readonly log: string | null
  /** The same, for an earlier log: that one is read, checked and exported. */
  forLog(log: string): ConsoleBackend
  readonly reader: Pick<Reader, 'page' | 'count' | 'head'> & Partial<Pick<Reader, 'notice'>>
  /** Makes the manager's key from a passphrase. 1 to 2 s, in a worker. */
  createKey(passphrase: string): Promise<Result<{ recipient: string; sealed: string }>>
  /** The same key under another passphrase. 2 to 4 s, in a worker. */
  changeKey(passphrase: string, next: string): Promise<Result<{ recipient: string; sealed: string }>>
  /** Data keys that are not sealed to exactly these. */
  keysElsewhere(recipients: readonly string[]): Promise<number>
  /** Opens the vault: the passphrase, or, where the policy names the recipients, the manager's own age identity. */
  unlock(secret: string): Promise<Result<OpenVault>>
  /** Up to where the last sound check has read; null where the whole log has to be. */
  checked(): Promise<number | null>
  /** Rejects with `outside/unreadable | outside/other-log` for something pasted that no check can be held against. */
  verify(
    ask: CheckAsk,
    /** `beside`: the log is through, and what stands beside it is held against its entries. */
    progress: (done: number, total: number, what: 'log' | 'beside') => void,
    signal: AbortSignal,
  ): Promise<Verdict>
  build(
    job: ExportJob,
    vault: OpenVault,
    progress: (rows: number) => void,
    signal: AbortSignal,
  ): Promise<ExportFile>
  /** The consent record of one activation as JSON-LD, or its consent receipt; rejects with a coded error. */
  record?(activation: string, vault: OpenVault, kind: 'record' | 'receipt'): Promise<ExportFile>
  /**
   * What a list can be checked by later: the entry of its export, which holds its SHA-256, with the proof that it stands in the
   * log in use.
   */
  listProof?(seq: number): Promise<Blob>
  save(name: string, file: Blob): void
}
