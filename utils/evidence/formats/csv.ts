import { CONSENT_FIELDS, type ConsentField, consentColumns } from '../consents.ts'
import { csvStream } from '../csv.ts'
import type { ExportFormat } from './format.ts'
import { recordsOf } from './records.ts'

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
