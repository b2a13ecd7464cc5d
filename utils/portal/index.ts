export { ageOf } from './identity.ts'
export { EMPTY_SHEET, join, lacksOfKind, merge, type Sheet } from './merge.ts'
export {
  type OrderAdapter,
  type Ordered,
  type OrderFault,
  type OrderReading,
  orderShapes,
  readOrder,
  readRequest,
} from './order.ts'
export {
  findRow,
  findSubmit,
  findTick,
  type PageReading,
  type PageService,
  readPage,
  readSeen,
} from './page.ts'
export type { Eyes } from './roots.ts'
export { viewsOf } from './views.ts'
