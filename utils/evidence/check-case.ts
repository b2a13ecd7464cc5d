/** One case before a checker: what it finds wrong, what it notes, and how an entry is read. */
import { canonicalize, fromUtf8 } from '../base/index.ts'
import { parseEntry } from '../log/index.ts'
import type { ReceiptFault } from './receipt-check.ts'
import type { Source } from './source.ts'
import type { ZipFault } from './unzip.ts'

/** What is wrong. `where` is a place in the log, a file of the bundle, or the size of an outside checkpoint. */
export type CheckCode =
  | ZipFault
  | ReceiptFault
  | 'receipt/answers'
  /** Of a consent record: an event that is not as its entry says, or whose entry nothing places in the log. */
  | 'receipt/event'
  /** Said to be taken back, without the entry of it; and the other way round. */
  | 'receipt/withdrawal'
  | 'receipt/left-out'
  | 'log/checkpoint'
  | 'log/signature'
  | 'log/entry-changed'
  /** The tree vouches for its bytes, which are not in the form of an entry: it was written so. */
  | 'log/entry-form'
  /** The file breaks off within the last line that is there. */
  | 'log/torn'
  | 'log/missing'
  | 'log/order'
  | 'log/root'
  | 'log/beyond'
  | 'log/rolled-back'
  | 'log/two-histories'
  | 'log/known'
  | 'log/other-device'
  | 'proof/malformed'
  | 'proof/index'
  | 'proof/not-in-tree'
  | 'proof/needs-entry'
  | 'proof/needs-key'
  | 'bundle/not'
  | 'bundle/absent'
  | 'bundle/unlisted'
  | 'bundle/manifest'
  | 'bundle/vkey'
  | 'bundle/leaves'
  | 'bundle/proof'
  | 'bundle/notice'
  | 'bundle/opened'
  | 'bundle/sealed'
  /** An entry speaks of a sealed record that is not there, and no entry says that it was erased; `where`: such entries. */
  | 'bundle/no-number'
  | 'bundle/no-customer'
  | 'bundle/no-text'
  | 'bundle/no-signature'
  | 'bundle/no-receipt'
  | 'bundle/line-ends'
  | 'bundle/scope'
  | 'bundle/cosigned'
  /** The entry is not one of an export; the list is not the file that was exported. */
  | 'list/entry'
  | 'list/differs'
  | 'check/vkey'
  | 'check/unknown'
  | 'check/unreadable'

/** What a reader should know though it is no fault. */
export type CheckNote =
  | 'note/own-key'
  | 'note/alone'
  | 'note/not-compared'
  | 'note/known-empty'
  | 'note/line-ends'
  | 'note/line-open'
  /** A computer has packed it again: its own files lie in it, or the folder has another name. */
  | 'note/repacked'
  | 'note/other-files'
  | 'note/about'
  | 'note/notices-absent'
  | 'note/sealed'
  | 'note/sealed-none'
  | 'note/sealed-unsaid'
  | 'note/erased-elsewhere'
  | 'note/opened'
  | 'note/opened-none'
  | 'note/opened-fewer'
  | 'note/opened-unbound'
  | 'note/no-key'
  | 'note/receipt-same'
  | 'note/receipt-alone'
  | 'note/original'
  | 'note/list-alone'
  | 'note/cosigned'

export interface Said<C extends string> {
  readonly code: C
  readonly where?: string
}

export interface CheckAbout {
  readonly store: string
  readonly device: string
  readonly at: string
  readonly by: string
  readonly filter: string
  readonly app: string
}

export interface Verdict {
  readonly what: 'bundle' | 'log' | 'proof' | 'checkpoint' | 'receipt' | 'list' | 'unknown'
  /** `unreadable`: nothing can be said, neither good nor bad. */
  readonly state: 'sound' | 'fault' | 'unreadable'
  /** What the entries alone say, whatever is wrong with the file around them; `none`: they were not held against a tree. */
  readonly log: 'sound' | 'fault' | 'none'
  /** The one that says most comes first. */
  readonly faults: readonly Said<CheckCode>[]
  readonly notes: readonly Said<CheckNote>[]
  /** What was held against the tree; `none` for a checkpoint by itself. */
  readonly scope: 'whole' | 'part' | 'one' | 'none'
  /** Entries checked, and how many the checkpoint covers. */
  readonly entries: number
  readonly of: string
  readonly origin: string
  /** Hex. */
  readonly root: string
  readonly vkey: string
  readonly about: CheckAbout | null
  /** Of a receipt's code: what it names. */
  readonly receipt: CheckReceipt | null
  /** Of a list: what the entry of its export says. */
  readonly list: CheckedList | null
}

interface CheckedList {
  readonly seq: number
  readonly rows: number
  /** SHA-256 of the file that was exported, hex. */
  readonly hash: string
  /** The list itself was given, and held against it. */
  readonly isCompared: boolean
}

export interface CheckReceipt {
  readonly seq: number
  readonly clerk: string
  readonly activation: string
  /** SHA-256 of the full receipt, hex. */
  readonly hash: string
  readonly answers: readonly string[]
  /** The checkpoint that left with it. */
  readonly checkpoint: string
}

export interface CheckOptions {
  /** Checkpoints that left the machine: from a receipt, an earlier export, a witness. */
  readonly known?: readonly string[]
  /** The key that the reader trusts; without it the file's own is taken, and the verdict says so. */
  readonly vkey?: string
  /** For a tlog-proof: the bytes of its entry. */
  readonly entry?: Uint8Array
  /** For a receipt's code: the full receipt, or the consent record that holds it. */
  readonly receipt?: Uint8Array
  /** For what a list is checked by: the list. */
  readonly list?: Source
  readonly onProgress?: (entries: number) => void
  readonly signal?: AbortSignal
}

/** A folder of its own in the zip, as RFC 8493 section 4 asks. */
export const BAG = 'countersign-evidence'

export const MOST_ENTRY = 65_535
export const MOST_LINE = 4_000_000
export const MOST_SMALL = 8_000_000
/** Opened values, and data keys, that are remembered at once: more than a million entries stand for. */
export const MOST_KEPT = 500_000
const MOST_FAULTS = 20

/** A verdict while it is being made. */
export interface Case {
  what: Verdict['what']
  log: Verdict['log']
  faults: Said<CheckCode>[]
  notes: Said<CheckNote>[]
  scope: Verdict['scope']
  entries: number
  of: string
  origin: string
  root: string
  vkey: string
  about: CheckAbout | null
  receipt: CheckReceipt | null
  list: CheckedList | null
}

export const newCase = (what: Verdict['what']): Case => ({
  what,
  log: 'none',
  faults: [],
  notes: [],
  scope: 'none',
  entries: 0,
  of: '',
  origin: '',
  root: '',
  vkey: '',
  about: null,
  receipt: null,
  list: null,
})

export const say = <C extends string>(code: C, where?: string | number): Said<C> =>
  where === undefined ? { code } : { code, where: String(where) }

export function blame(c: Case, code: CheckCode, where?: string | number): void {
  const fault = say(code, where)
  if (c.faults.length < MOST_FAULTS && !c.faults.some((f) => f.code === code && f.where === fault.where)) {
    c.faults.push(fault)
  }
}

export const closed = (c: Case): Verdict => ({ ...c, state: c.faults.length > 0 ? 'fault' : 'sound' })
export const unreadable = (c: Case, code: CheckCode): Verdict => ({
  ...c,
  state: 'unreadable',
  faults: [say(code)],
})

export type Record_ = Readonly<Record<string, unknown>>
export const asRecord = (v: unknown): Record_ | null =>
  typeof v === 'object' && v !== null && !Array.isArray(v) ? (v as Record_) : null

/** A canonical JSON object; null for anything else. */
export function canonicalRecord(bytes: Uint8Array): Record_ | null {
  const text = fromUtf8(bytes)
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    return canonicalize(value) === text ? asRecord(value) : null
  } catch {
    return null
  }
}

/** docs/log-format.md, section 1; null where the bytes are no entry. */
export function entryOf(bytes: Uint8Array): { seq: number; value: Record_ } | null {
  const entry = parseEntry(bytes)
  return entry.ok ? { seq: entry.value.seq, value: { ...entry.value } } : null
}

/** Up to five places, as a fault or a note names them. */
export const placesOf = (places: readonly (string | number)[]): string =>
  `${places.slice(0, 5).join(', ')}${places.length > 5 ? ', …' : ''}`
