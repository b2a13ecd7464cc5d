export { MAX_CODES, mayIssue, opens, type Permit } from './permit.ts'
export { channelsOf, signatureSvg } from './picture.ts'
export {
  type AgeBand,
  answerAsked,
  answerCheck,
  answerItem,
  asksBack,
  asksRelation,
  backOut,
  countTry,
  freshen,
  groupsOf,
  type Item,
  isAbsent,
  NOBODY,
  type NotToday,
  type Session,
  type Signer,
  type Step,
  sayAge,
  sayWho,
  signerOf,
  signGroup,
  slowDown,
  startSession,
  stepOf,
  type Who,
} from './session.ts'
export {
  type BadSignature,
  halvesOf,
  isAlike,
  judgeSignature,
  MOST_POINTS,
  MOST_STROKES,
  normalised,
  type PadData,
  piecesOf,
  strokeHash,
  TRIES_BEFORE_MARK,
} from './signature.ts'
export { isValid, mayFollow, type State } from './states.ts'
export { compressStrokes } from './stroke-compression.ts'
