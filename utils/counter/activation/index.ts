export { abandonOld } from './abandon.ts'
export {
  addAccount,
  askAgain,
  askHeld,
  closeSession,
  documentSeen,
  dropAccount,
  handOver,
  handToCustomer,
  papersIn,
  showPaper,
} from './hand-over.ts'
export { forgetHeld, heldView, hold } from './held.ts'
export { type OrderRequests, orderRequests } from './order-answer.ts'
export { isSigned, isUnread, pageGate, serviceState, waiting } from './order-gate.ts'
export { seen } from './seen.ts'
export { type At, nothingInSight, readPortal } from './ticks.ts'
