export type { ConsentField, ConsentRecord, Resolve } from './consents.ts'
export { CONSENT_FIELDS, consentColumns, consentRecord } from './consents.ts'
export type { Cell, Column } from './csv.ts'
export { csvHeader, csvRow, csvStream } from './csv.ts'
