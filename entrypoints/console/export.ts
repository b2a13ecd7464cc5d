import { sha256 } from '@noble/hashes/sha2.js'
import {
  consoleText,
  type ExportFile,
  kindWords,
  type OpenVault,
  oneOf,
} from '../../components/console/index.ts'
import { CodedError, hex } from '../../utils/base/index.ts'
import { type ExportContext, type ExportWords, formatOf } from '../../utils/evidence/index.ts'
import { bundleRows, type LogReader } from '../../utils/store/index.ts'
import { type BundleJob, evidenceParts, withContext } from './bundle.ts'

type Source = Pick<LogReader, 'scan' | 'head' | 'row' | 'proof' | 'notice' | 'cosigned' | 'tile'>
type Progress = (rows: number) => void

/** How many customers are remembered while a file is written: enough for a day, nothing in memory. */
const MOST_KNOWN = 2000

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
  const format = formatOf(job.form)
  const filter = format.entries === 'whole' ? {} : job.filter
  const isPart = format.entries === 'either' && !job.whole
  const beside = bundleRows(undefined, log)
  let rows = 0
  try {
    const stream = format.write(
      {
        [Symbol.asyncIterator]: () =>
          (isPart ? withContext(reader, filter) : reader.scan(filter))[Symbol.asyncIterator](),
      },
      {
        masked: job.masked,
        words: wordsOf(job),
        head: () => reader.head(),
        customer: customersIn(vault),
        evidence: () => evidenceParts(reader, beside, job, vault, signal),
        counted: (n) => {
          rows = n
          progress(n)
        },
        signal,
      },
    )
    const file = await collect(stream, format.type)
    if (signal.aborted) throw new CodedError('export/cancelled')
    return { ...file, rows }
  } finally {
    beside.close()
  }
}

function wordsOf({ lang, services, staff, promises }: BundleJob): ExportWords {
  const t = consoleText(lang)
  return {
    heading: (field) => t(`csv.${field}`),
    service: (id) => services.get(id),
    clerk: (id) => staff?.get(id),
    promise: (code) => promises?.get(code),
    outcome: (kind, why) => kindWords(t, lang, kind, why),
    per: (per) => (per === 'month' || per === 'year' || per === 'once' ? t(`per.${per}`) : per),
  }
}

/** Numbers and names as the vault gives them; of so many activations they are remembered. */
function customersIn(vault: OpenVault): ExportContext['customer'] {
  const known = new Map<string, { number?: string; name?: string }>()
  return async (activation) => {
    const found = known.get(activation)
    if (found) return found
    if (known.size >= MOST_KNOWN) known.clear()
    const { opened } = await vault.of(activation)
    const number = oneOf(opened, 'number')
    const name = oneOf(opened, 'customer')
    const customer = { ...(number === null ? {} : { number }), ...(name === null ? {} : { name }) }
    known.set(activation, customer)
    return customer
  }
}
