export { Verify } from './Verify.tsx'
export { type VerdictWords, verdictWords, verifyText } from './words.ts'
