export type {
  BundleAbout,
  BundleEntry,
  BundleParts,
  OpenedRecord,
  SealedKey,
  SealedRecord,
} from './bundle.ts'
export { bundleStream } from './bundle.ts'
export type { CheckAbout, CheckCode, CheckNote, CheckOptions, Said, Verdict } from './check.ts'
export { asNote, checkFile, checkpointIn } from './check.ts'
export { BAG } from './check-case.ts'
export type { ConsentField, ConsentRecord, Resolve } from './consents.ts'
export { CONSENT_FIELDS, consentColumns, consentRecord } from './consents.ts'
export type { Cosigned } from './cosigned.ts'
export type { Cell, Column } from './csv.ts'
export { csvHeader, csvRow, csvStream } from './csv.ts'
export type { ReceiptFault, ReceiptFinding } from './receipt-check.ts'
export { checkFullReceipt, checkReceiptCode } from './receipt-check.ts'
export type { CodeFault, ReceiptProof } from './receipt-code.ts'
export {
  decodeBody,
  encodeBody,
  fromDigits,
  joinParts,
  MAX_CODE_BYTES,
  pack,
  partsOf,
  readReceiptCode,
  receiptTexts,
  segmentsOf,
  toDigits,
  unpack,
} from './receipt-code.ts'
export type { RecordKind, RecordNotice, RecordParts } from './record-jsonld.ts'
export { consentJsonLd, RECORD_PROFILE, STATUS } from './record-jsonld.ts'
export type { Source } from './source.ts'
export { sourceOfBlob, sourceOfBytes } from './source.ts'
export type { Member, ZipFault } from './unzip.ts'
export { openZip } from './unzip.ts'
