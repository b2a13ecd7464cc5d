export { ageOf } from './identity.ts'
export { type OrderAdapter, type Ordered, type OrderFault, orderText, readOrder } from './order.ts'
export { findRow, findTick, type PageReading, type PageService, readPage } from './page.ts'
