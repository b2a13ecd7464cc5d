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
export { isListProof, listProofText, PROOF_ENDING } from './check-list.ts'
export type { ConsentField, ConsentRecord, Resolve } from './consents.ts'
export { CONSENT_FIELDS, consentColumns, consentRecord } from './consents.ts'
export type { Cosigned } from './cosigned.ts'
export type { Cell, Column, Id } from './csv.ts'
export { csvHeader, csvRow, csvStream } from './csv.ts'
export type {
  ExportContext,
  ExportFormat,
  ExportRow,
  ExportRows,
  ExportWords,
  FormatId,
} from './formats/index.ts'
export { FORMATS, fileNameOf, formatOf } from './formats/index.ts'
export type { ReceiptFault, ReceiptFinding } from './receipt-check.ts'
export { checkFullReceipt, checkReceiptCode } from './receipt-check.ts'
export type { CodeFault, ReceiptProof } from './receipt-code.ts'
export {
  decodeBody,
  encodeBody,
  fromDigits,
  joinParts,
  MAX_CODE_BYTES,
  partsOf,
  readReceiptCode,
  receiptTexts,
  segmentsOf,
  toDigits,
} from './receipt-code.ts'
export { pack, unpack } from './receipt-packing.ts'
export { STATUS } from './record-events.ts'
export type { RecordKind } from './record-jsonld.ts'
export { consentJsonLd, RECORD_PROFILE } from './record-jsonld.ts'
export type { RecordNotice, RecordParts } from './record-process.ts'
export type { Source } from './source.ts'
export { sourceOfBlob, sourceOfBytes } from './source.ts'
export type { Member, ZipFault } from './unzip.ts'
export { openZip } from './unzip.ts'
