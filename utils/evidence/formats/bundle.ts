import { CodedError } from '../../base/index.ts'
import { bundleStream } from '../bundle.ts'
import type { ExportFormat } from './format.ts'
import { streamLater } from './stream.ts'

/** The evidence bundle: entries, proofs, checkpoint, key and notices in a zip that anybody can check. */
export const bundle: ExportFormat<'bundle'> = {
  id: 'bundle',
  extension: 'zip',
  type: 'application/zip',
  name: 'countersign-evidence',
  nameInClear: 'countersign-evidence-opened',
  entries: 'either',
  personal: 'sealed',
  asksBy: true,
  write: (rows, { evidence, counted, signal }) =>
    streamLater(async () =>
      bundleStream({
        ...(await evidence()),
        async *entries() {
          for await (const batch of rows) {
            if (signal.aborted) throw new CodedError('export/cancelled')
            yield batch
          }
        },
        onProgress: counted,
      }),
    ),
}
