import { answersJsonl } from './answers-jsonl.ts'
import { bundle } from './bundle.ts'
import { csv } from './csv.ts'
import type { ExportFormat } from './format.ts'
import { jsonl } from './jsonl.ts'

/** Every format in which the console hands out a log, as the export page lists them. */
export const FORMATS = [csv, answersJsonl, jsonl, bundle] as const satisfies readonly ExportFormat[]

export type FormatId = (typeof FORMATS)[number]['id']

/** The format of an id. */
export const formatOf = (id: FormatId): ExportFormat =>
  FORMATS.find((format) => format.id === id) as ExportFormat

export type { ExportContext, ExportFormat, ExportRow, ExportRows, ExportWords } from './format.ts'
export { fileNameOf } from './format.ts'
