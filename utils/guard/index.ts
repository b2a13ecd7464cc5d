export { endsInPath, partsOf } from './address.ts'
export { openBody, type RequestBody, textOfBytes } from './bodies.ts'
export {
  compileDynamic,
  compileFloor,
  compileSession,
  type OrderUrl,
  passLetsOut,
  type SessionInput,
} from './compile.ts'
export { type DnrRule, type DnrUpdate, difference, dnrIds, type Engine, toDnr } from './dnr.ts'
export { type Asked, type Blocked, decide, type Requested, toBlocking } from './match.ts'
export * from './page.ts'
export { IDS, PRIORITY } from './priorities.ts'
export type { Neutral } from './rules.ts'
export { numberRegexes, urlRegex } from './url-regex.ts'
