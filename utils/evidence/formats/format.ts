import type { Bytes } from '../../base/index.ts'
import type { BundleParts } from '../bundle.ts'
import type { ConsentField } from '../consents.ts'

/** One entry as the log has it. */
export interface ExportRow {
  readonly seq: number
  /** '' where the entry is about none. */
  readonly activation: string
  readonly bytes: Uint8Array
}

/** Entries, oldest first, some at a time. A format may read them more than once. */
export type ExportRows = AsyncIterable<readonly ExportRow[]>

/** Words in the language of whoever exports. */
export interface ExportWords {
  heading(field: ConsentField): string
  service(id: string): string | undefined
  /** `why` of a refusal that was not the customer's own no. */
  outcome(kind: string, why?: string): string
  per(per: string): string
  clerk(id: string): string | undefined
  promise(code: string): string | undefined
}

/** What a format can ask for beside the entries. Nothing is read before a format asks for it. */
export interface ExportContext {
  /** Customer data are masked, or stay sealed. */
  readonly masked: boolean
  readonly words: ExportWords
  /** The signed head. An entry behind it is not covered by its checkpoint. */
  head(): Promise<{ readonly size: number; readonly checkpoint: string; readonly vkey: string }>
  /** Opened from the vault; null after erasure, and where the vault is shut. */
  customer(activation: string): Promise<{ readonly number?: string; readonly name?: string } | null>
  /** What an evidence bundle holds beside the entries. */
  evidence(): Promise<Omit<BundleParts, 'entries' | 'onProgress'>>
  /** Hears how many entries are in the file so far. */
  counted(entries: number): void
  readonly signal: AbortSignal
}

/**
 * A format in which the console hands out a log. A new one is a file in this folder, a line in `index.ts`, and two words in
 * each language: `format.ID` and `format.ID.what` in the console's texts.
 */
export interface ExportFormat<Id extends string = string> {
  /** Stands in the entry of the export: it is never renamed. */
  readonly id: Id
  readonly extension: string
  readonly type: string
  /** The file's name without its extension; it says nothing about anybody. */
  readonly name: string
  /** The same where customer data can be read in it. */
  readonly nameInClear?: string
  /** What goes in: what the filter finds, the whole log, or the one or the other as the manager chooses. */
  readonly entries: 'found' | 'whole' | 'either'
  /** Customer data in it: none, masked or in clear, sealed or opened. */
  readonly personal: 'none' | 'masked' | 'sealed'
  /** Whoever exports it gives a name or a staff id, which stands in it. */
  readonly asksBy: boolean
  /** Writes it. The stream is pulled: only one batch of entries is in memory at a time. A fault ends it as a CodedError. */
  write(rows: ExportRows, context: ExportContext): ReadableStream<Bytes>
}

/** What the name of a file says besides its kind: whose it is, and which time it covers. Days as `2026-11-23`. */
export interface FileAbout {
  readonly store: string
  /** null: from the first entry on. */
  readonly from: string | null
  readonly to: string
}

/** The name of a finished file, so that those of many stores and months lie beside each other: store, period, kind. */
export function fileNameOf(
  { name, nameInClear, extension }: ExportFormat,
  masked: boolean,
  about: FileAbout,
): string {
  const store = about.store.replace(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 40) || 'store'
  const period = about.from === null ? `until-${about.to}` : `${about.from}_${about.to}`
  return `${store}_${period}_${masked ? name : (nameInClear ?? name)}.${extension}`
}
