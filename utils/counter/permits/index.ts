export {
  endPermit,
  expirePermits,
  openPermitsOf,
  type Shut,
  shutPermits,
  withoutStale,
} from './end.ts'
export {
  type Answered,
  followPermits,
  type PermitFollow,
  permitPressed,
  permitTabClosed,
  permitVisited,
} from './follow.ts'
export { openSite } from './issue.ts'
