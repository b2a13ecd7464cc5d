import { canonicalize, type Json, utf8 } from '../../base/index.ts'
import { CONSENT_FIELDS } from '../consents.ts'
import type { ExportFormat } from './format.ts'
import { recordsOf } from './records.ts'
import { streamOf } from './stream.ts'

/** The list of answers for programs: a JSON object a line, its members named as the columns are; what there is not is null. */
export const answersJsonl: ExportFormat<'answers-jsonl'> = {
  id: 'answers-jsonl',
  extension: 'jsonl',
  type: 'application/jsonl',
  name: 'consents',
  nameInClear: 'consents-unmasked',
  entries: 'found',
  personal: 'masked',
  asksBy: false,
  write: (rows, context) =>
    streamOf(
      (async function* () {
        for await (const record of recordsOf(rows, context)) {
          const members = CONSENT_FIELDS.map((field): [string, Json] => [
            field,
            record[field] === '' ? null : record[field],
          ])
          yield utf8(`${canonicalize(Object.fromEntries(members))}\n`)
        }
      })(),
    ),
}
