export { Console } from './Console.tsx'
export type {
  ConsoleDesk,
  ExportFile,
  ExportForm,
  ExportJob,
  Opened,
  OpenVault,
  VaultPart,
  Verdict,
} from './desk.ts'
export { entryOf, oneOf, signatureOf } from './entry.ts'
export { consoleText, kindWords } from './text.ts'
