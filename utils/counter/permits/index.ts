export { type Answered, followPermits, type PermitFollow } from './follow.ts'
export {
  dropPermits,
  endPermits,
  expirePermits,
  openSite,
  permitPressed,
  permitTabClosed,
  permitVisited,
} from './permit.ts'
