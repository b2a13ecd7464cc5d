import { type Bytes, CodedError, canonicalize, utf8 } from '../../base/index.ts'
import type { ExportContext, ExportFormat, ExportRows } from './format.ts'
import { streamOf } from './stream.ts'

/**
 * The whole log as JSON lines: first a line of its own with the signed checkpoint and the key, then every entry's very
 * bytes, oldest first, up to that checkpoint. The verify page reads it.
 */
export const jsonl: ExportFormat<'jsonl'> = {
  id: 'jsonl',
  extension: 'jsonl',
  type: 'application/jsonl',
  name: 'log',
  entries: 'whole',
  personal: 'none',
  asksBy: false,
  write: (rows, context) => streamOf(linesOf(rows, context)),
}

async function* linesOf(rows: ExportRows, { head, counted, signal }: ExportContext): AsyncGenerator<Bytes> {
  const { size, checkpoint, vkey } = await head()
  if (size === 0) throw new CodedError('log/empty')
  const newline = utf8('\n')
  yield utf8(`${canonicalize({ countersign: 'log/1', checkpoint, vkey })}\n`)
  let n = 0
  for await (const batch of rows) {
    if (signal.aborted) throw new CodedError('export/cancelled')
    for (const row of batch) {
      // Entries that came meanwhile are not under this checkpoint.
      if (row.seq >= size) {
        counted(n)
        return
      }
      n++
      yield row.bytes as Bytes
      yield newline
    }
    counted(n)
  }
}
