export { checkLog, checkNote, type Finding } from './check.ts'
export { Verify } from './Verify.tsx'
