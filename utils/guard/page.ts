/** The door for content scripts: no library, no rule compiler, nothing that a page should not pay for. */
export { digitsOf, fewDigits } from '../base/digits.ts'
export {
  type Address,
  inScope,
  matchAddress,
  matchPatterns,
  normaliseAddress,
  partsOf,
  readPath,
  scopeOf,
  withSubdomains,
} from './address.ts'
export { type ClassifyOptions, classifyPage, classifySteps, type Page } from './classify.ts'
export { attr, type Control, call, controlKind, isButton, native, parentOf, tag, textOf } from './controls.ts'
export type { PageKind } from './form-kind.ts'
export {
  type Act,
  type Changes,
  CODE_CELL,
  COLUMNS,
  type Column,
  cellOf,
  holdsSending,
  isLoneCode,
  isStop,
  judge,
  ROWS,
  type Row,
  type Situation,
  TABLE,
  type Verdict,
  WHYS,
  type Why,
} from './judge.ts'
export {
  type FingerprintKey,
  findNumbers,
  findWindows,
  fingerprint,
  RUN,
  spellings,
  windows,
} from './numbers.ts'
export { type Answer, answer, answerCode, findGuarded, findTail, type Hit, type View } from './watch.ts'
