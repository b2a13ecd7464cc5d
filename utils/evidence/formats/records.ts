import { CodedError } from '../../base/index.ts'
import { type ConsentRecord, consentRecord } from '../consents.ts'
import type { ExportContext, ExportRows } from './format.ts'

/** The lines of a list: one for each entry that the filter finds, in the order of the log. */
export async function* recordsOf(
  rows: ExportRows,
  { words, masked, customer, counted, signal }: ExportContext,
): AsyncGenerator<ConsentRecord> {
  let n = 0
  for await (const batch of rows) {
    for (const row of batch) {
      if (signal.aborted) throw new CodedError('export/cancelled')
      const who = row.activation === '' ? null : await customer(row.activation)
      const record = consentRecord(row.bytes, {
        service: words.service,
        outcome: words.outcome,
        per: words.per,
        clerk: words.clerk,
        promise: words.promise,
        customer: (activation) => (activation === row.activation ? who : null),
        masked,
      })
      // A list with a line left out would be a lie: the log is to be checked first.
      if (!record.ok) throw new CodedError('log/entry-changed')
      n++
      yield record.value
    }
    counted(n)
  }
}
