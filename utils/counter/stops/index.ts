export { floorBlocked, floorMissed, floorStopped, unreadStopped } from './floor.ts'
export { askCustomer, giveReason, goBack, goOn, openFromStopped, override, stoppedView } from './page.ts'
export { bodyReader } from './request-body.ts'
export { type SentinelFrame, sentinelMessages } from './sentinel.ts'
