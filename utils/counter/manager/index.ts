export { eraseNumber, tracesOfNumber } from './erase.ts'
export { holdView, liftHold, readHolds, setHold } from './legal-hold.ts'
export {
  checkPin,
  endShift,
  isPledged,
  pinOf,
  readPledge,
  resetPin,
  STRANGER,
  shiftFromPortal,
  startShift,
} from './pins.ts'
export { builtInLoaded, loadPolicy, takePolicy } from './policy.ts'
export { postureKeeper, postureOf } from './posture.ts'
export { retain } from './retention.ts'
export {
  challenge,
  changePassphrase,
  isProven,
  lastingAlarms,
  recipientsOf,
  replaceKey,
  resealKeys,
  seen,
} from './vault.ts'
export { createWitness, type Post, type Witness } from './witness.ts'
