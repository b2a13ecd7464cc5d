import { abandonOld } from './activation/index.ts'
import { expireConsents } from './consent/index.ts'
import { retain } from './manager/index.ts'
import { expirePermits } from './permits/index.ts'
import { dropOldGuards } from './start.ts'
import { type Counter, followClock, type InTurn } from './state/index.ts'

/** The minute's work: what ends by time, ends here. */
export function createTick(
  counter: Counter,
  inTurn: InTurn,
  posture: () => Promise<void>,
  endOrders: () => Promise<void>,
) {
  return async (): Promise<void> => {
    await endOrders()
    await inTurn(async () => {
      await expirePermits(counter)
      await expireConsents(counter)
      await abandonOld(counter)
      await dropOldGuards(counter)
      await retain(counter)
      await followClock(counter)
    })
    await posture()
  }
}
