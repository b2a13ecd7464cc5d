export { type Catalogue, type KnownNotice, readCatalogue } from './catalogue.ts'
export { builtIn as builtInServices } from './catalogue-data.ts'
export { type Draft, type DraftSource, draftNotices, drafts, noticeOf, type Stated } from './draft.ts'
export { noticeHash } from './hash.ts'
export { keyLength, missing } from './missing.ts'
export {
  type Approval,
  type FullList,
  type FullText,
  isProvided,
  type KeyFact,
  type KeyFacts,
  type Notice,
  type Party,
} from './notice.ts'
export type { Price, Service, Site, UrlMatch } from './service.ts'
