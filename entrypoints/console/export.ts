import { sha256 } from '@noble/hashes/sha2.js'
import {
  consoleText,
  type ExportFile,
  type ExportJob,
  kindWords,
  type OpenVault,
  oneOf,
} from '../../components/console/index.ts'
import { CodedError, canonicalize, concat, hex, utf8 } from '../../utils/base/index.ts'
import {
  CONSENT_FIELDS,
  type ConsentField,
  type ConsentRecord,
  consentColumns,
  consentRecord,
  csvStream,
} from '../../utils/evidence/index.ts'
import { bundleRows, type LogReader } from '../../utils/store/index.ts'
import { type BundleJob, evidenceBundle } from './bundle.ts'

type Source = Pick<LogReader, 'scan' | 'head' | 'row' | 'proof' | 'notice' | 'cosigned' | 'tile'>
type Progress = (rows: number) => void

/** How many customers are remembered while a file is written: enough for a day, nothing in memory. */
const MOST_KNOWN = 2000

const check = (signal: AbortSignal): void => {
  if (signal.aborted) throw new CodedError('export/cancelled')
}

/**
 * Collects a stream into a file and its hash. As the body of a Response it flows to where the browser keeps large blobs, a
 * file of its own that goes with the blob; Blobs that are made piece by piece stay in memory in Firefox.
 */
async function collect(
  stream: ReadableStream<Uint8Array>,
  type: string,
): Promise<{ blob: Blob; hash: string }> {
  const digest = sha256.create()
  const reader = stream.getReader()
  let failed: { readonly error: unknown } | null = null
  const hashed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (done) return controller.close()
        digest.update(value)
        controller.enqueue(value as Uint8Array<ArrayBuffer>)
      } catch (error) {
        failed = { error }
        controller.error(error)
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
  try {
    const blob = await new Response(hashed, { headers: { 'content-type': type } }).blob()
    return { blob, hash: hex(digest.digest()) }
  } catch (error) {
    // Chromium puts a TypeError of its own in the place of what the stream said.
    throw (failed as { readonly error: unknown } | null)?.error ?? error
  }
}

/** Builds the file; `log` names an earlier one. It leaves this page only after its entry stands in the log. */
export async function buildExport(
  reader: Source,
  job: BundleJob,
  vault: OpenVault,
  progress: Progress,
  signal: AbortSignal,
  log: string | null = null,
): Promise<ExportFile> {
  if (job.form === 'csv') return consents(reader, job, vault, progress, signal)
  if (job.form === 'jsonl') return wholeLog(reader, progress, signal)
  let rows = 0
  const counted = (n: number): void => {
    rows = n
    progress(n)
  }
  const beside = bundleRows(undefined, log)
  try {
    const stream = await evidenceBundle(reader, beside, job, vault, counted, signal)
    const file = await collect(stream, 'application/zip')
    check(signal)
    return { ...file, rows }
  } finally {
    beside.close()
  }
}

async function consents(
  reader: Source,
  job: ExportJob,
  vault: OpenVault,
  progress: Progress,
  signal: AbortSignal,
): Promise<ExportFile> {
  const t = consoleText(job.lang)
  const known = new Map<string, { number?: string; name?: string }>()
  const names = job.services
  let rows = 0

  async function* records(): AsyncGenerator<ConsentRecord> {
    for await (const batch of reader.scan(job.filter)) {
      for (const row of batch) {
        check(signal)
        if (row.activation !== '' && !known.has(row.activation)) {
          if (known.size >= MOST_KNOWN) known.clear()
          const { opened } = await vault.of(row.activation)
          const number = oneOf(opened, 'number')
          const name = oneOf(opened, 'customer')
          known.set(row.activation, {
            ...(number === null ? {} : { number }),
            ...(name === null ? {} : { name }),
          })
        }
        const record = consentRecord(row.bytes, {
          service: (id) => names.get(id),
          outcome: (kind, why) => kindWords(t, job.lang, kind, why),
          per: (per) => (per === 'month' || per === 'year' || per === 'once' ? t(`per.${per}`) : per),
          customer: (activation) => known.get(activation) ?? null,
          masked: job.masked,
        })
        // A list with a line left out would be a lie: the log is to be checked first.
        if (!record.ok) throw new CodedError('log/entry-changed')
        rows++
        yield record.value
      }
      progress(rows)
    }
  }

  const headings = Object.fromEntries(CONSENT_FIELDS.map((field) => [field, t(`csv.${field}`)])) as Record<
    ConsentField,
    string
  >
  const file = await collect(csvStream(records(), consentColumns(headings)), 'text/csv;charset=utf-8')
  check(signal)
  return { ...file, rows }
}

/**
 * The whole log as JSON lines: first a line of its own with the signed checkpoint and the key, then every entry's very
 * bytes, oldest first, up to that checkpoint. The verify page reads it.
 */
async function wholeLog(reader: Source, progress: Progress, signal: AbortSignal): Promise<ExportFile> {
  const head = await reader.head()
  if (head.size === 0) throw new CodedError('log/empty')
  const newline = utf8('\n')
  let rows = 0
  async function* lines(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    yield utf8(`${canonicalize({ countersign: 'log/1', checkpoint: head.checkpoint, vkey: head.vkey })}\n`)
    for await (const batch of reader.scan({})) {
      check(signal)
      for (const row of batch) {
        // Entries that came meanwhile are not under this checkpoint.
        if (row.seq >= head.size) return
        rows++
        yield row.bytes as Uint8Array<ArrayBuffer>
        yield newline
      }
      progress(rows)
    }
  }
  const source = lines()
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const parts: Uint8Array[] = []
      let size = 0
      while (size < 65_536) {
        const next = await source.next()
        if (next.done) break
        parts.push(next.value)
        size += next.value.length
      }
      if (size === 0) return controller.close()
      controller.enqueue(concat(...parts))
    },
  })
  return { ...(await collect(stream, 'application/jsonl')), rows }
}
