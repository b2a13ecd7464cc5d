export { abandonOld } from './abandon.ts'
export {
  addAccount,
  askAgain,
  closeSession,
  documentSeen,
  dropAccount,
  handOver,
  handToCustomer,
} from './hand-over.ts'
export { askOrder, closePass } from './order.ts'
export { orderAnswered, orderFailed } from './order-answer.ts'
export { isSigned, pageGate, serviceState, waiting } from './order-gate.ts'
export { readPortal } from './ticks.ts'
