export type {
  ConsoleBackend,
  ExportFile,
  ExportJob,
  Opened,
  OpenVault,
  VaultPart,
  Verdict,
} from './backend.ts'
export { Console } from './Console.tsx'
export { oneOf, signatureOf } from './entry.ts'
export { consoleText, kindWords } from './text.ts'
