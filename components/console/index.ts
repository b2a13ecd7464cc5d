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
export { entryOf, oneOf } from './entry.ts'
export { consoleText, kindWords } from './text.ts'
