export { MAX_CODES, mayIssue, opens, type Permit } from './permit.ts'
export {
  answerCheck,
  answerItem,
  backOut,
  countTry,
  groupsOf,
  type Item,
  type Session,
  type Step,
  sayWho,
  signerOf,
  signGroup,
  startSession,
  stepOf,
} from './session.ts'
export { type BadSignature, judgeSignature, normalised, type PadData, strokeHash } from './signature.ts'
export { isValid, mayFollow, type State } from './states.ts'
