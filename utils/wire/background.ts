/** The background's door: what parses messages. The surfaces carry none of it, so it does not stand in index.ts. */
export { createRouter } from './router.ts'
export { orderToRefuse, parseToBackground } from './sentinel.ts'
