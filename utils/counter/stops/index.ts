export { floorBlocked, floorMissed, floorStopped, unreadStopped } from './floor.ts'
export { askCustomer, giveReason, goBack, goOn, openFromStopped, override, stoppedView } from './page.ts'
export { bodyReader } from './request-body.ts'
export { type Line, sentinelMessages } from './sentinel.ts'
