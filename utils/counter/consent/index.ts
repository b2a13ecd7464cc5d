export { age, answer, asked, check, sign, slow, takeBack, who } from './answer.ts'
export { expireConsents, invalidateChanged } from './expire.ts'
export { aloudFirst, isUnidentified } from './identify.ts'
export { presented } from './present.ts'
export {
  decisionsOfNumber,
  decisionView,
  isToRemove,
  latestOf,
  removalSeen,
  withdrawAtPage,
  withdrawalSeen,
  withdrawHere,
  withdrawnView,
} from './withdraw.ts'
