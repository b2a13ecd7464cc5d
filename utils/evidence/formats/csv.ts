import { CodedError } from '../../base/index.ts'
import {
  CONSENT_FIELDS,
  type ConsentField,
  type ConsentRecord,
  consentColumns,
  consentRecord,
} from '../consents.ts'
import { csvStream } from '../csv.ts'
import type { ExportContext, ExportFormat, ExportRows } from './format.ts'

/** The list of answers, for spreadsheets. */
export const csv: ExportFormat<'csv'> = {
  id: 'csv',
  extension: 'csv',
  type: 'text/csv;charset=utf-8',
  name: 'consents',
  nameInClear: 'consents-unmasked',
  entries: 'found',
  personal: 'masked',
  asksBy: false,
  write(rows, context) {
    const headings = CONSENT_FIELDS.map((field) => [field, context.words.heading(field)])
    return csvStream(
      recordsOf(rows, context),
      consentColumns(Object.fromEntries(headings) as Record<ConsentField, string>),
    )
  },
}

async function* recordsOf(
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
