export { age, answer, asked, check, slow, takeBack, who } from './answer.ts'
export { expireConsents, invalidateChanged } from './expire-consents.ts'
export { aloudFirst, isUnidentified } from './identify.ts'
export { presented } from './present.ts'
export { decisionsForManager, decisionsOfNumber, noteRead } from './read-decisions.ts'
export { sign } from './sign.ts'
export {
  decisionView,
  holdBack,
  isToRemove,
  latestOf,
  removalSeen,
  withdrawAtPage,
  withdrawalSeen,
  withdrawHere,
  withdrawnView,
} from './withdraw.ts'
