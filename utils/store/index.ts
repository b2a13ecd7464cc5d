export type { BundleRows } from './bundle-rows.ts'
export { bundleRows } from './bundle-rows.ts'
export {
  allNames,
  CHECKED,
  CLOSED_LOGS,
  CLOSED_SEEN,
  currentName,
  HOLDS,
  MANAGER_KEY,
  WITNESSED,
} from './closed-logs.ts'
export { SIGNATURE_MARK } from './erase.ts'
export { fastHash } from './fast-hash.ts'
export type { SealedKey } from './manager-key.ts'
export { managerKeysOf } from './manager-key.ts'
export type { LogReader } from './reader.ts'
export { openReader } from './reader.ts'
export { LOST_KEYS, openStore } from './store.ts'
export type { TableFault } from './table-fault.ts'
export type {
  Appended,
  ClosedLog,
  DecisionRow,
  Filter,
  GuardedRow,
  Head,
  HeaderFields,
  HeadMark,
  LeftRow,
  LegalHold,
  Log,
  NoticeRow,
  Reader,
  Row,
  Store,
  StoreOptions,
  Vault,
  VaultKeyring,
  VaultKind,
  VaultRow,
  WorkingSet,
  Write,
  Writes,
  WriteTable,
} from './types.ts'
export {
  changePassphrase,
  createManagerKey,
  openKeyring,
  openManagerKey,
  sealTo,
  vaultRowsOf,
} from './vault.ts'
export type { Checked, StoredMore } from './verify.ts'
export { verifyAll, verifyStored } from './verify.ts'
export { verifyTables } from './verify-tables.ts'
