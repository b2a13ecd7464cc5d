import { ok, type Result } from '../../base/index.ts'
import type { Sender, StoppedView } from '../../wire/index.ts'
import type { Counter, InTurn } from '../state/index.ts'
import {
  askCustomer,
  giveReason,
  goBack,
  goOn,
  openFromStopped,
  override,
  stoppedView,
} from '../stops/index.ts'
import { type HandlersOf, tabOf, type Work } from './shared.ts'

/** The page in place of what was stopped. What it shows and does lies in stops/page.ts. */
export function stoppedHandlers(counter: Counter, inTurn: InTurn): HandlersOf<'stopped'> {
  const atStopped = async (
    from: Sender,
    id: Parameters<typeof stoppedView>[2],
    work: Work,
  ): Promise<Result<StoppedView>> =>
    inTurn(async () => {
      const done = await work()
      return done && !done.ok ? done : ok(stoppedView(counter, tabOf(from), id))
    })

  return {
    'stopped.open': ({ service }, from) => atStopped(from, service, async () => undefined),
    'stopped.ask': (b, from) =>
      atStopped(from, b.service, () => askCustomer(counter, b.service, b.promise, b.text)),
    'stopped.open-site': (b, from) =>
      inTurn(async () => {
        const done = await openFromStopped(counter, tabOf(from), b.service)
        return done.ok ? ok(null) : done
      }),
    'stopped.reason': (b, from) =>
      atStopped(from, b.service, () => giveReason(counter, tabOf(from), b.service, b.code)),
    'stopped.go-on': (b, from) => atStopped(from, b.service, () => goOn(counter, tabOf(from), b.service)),
    'stopped.override': (b, from) =>
      atStopped(from, b.service, () => override(counter, tabOf(from), b.service, b.manager, b.pin, b.reason)),
    'stopped.back': (_, from) =>
      inTurn(async () => {
        await goBack(counter, tabOf(from))
        return ok(null)
      }),
  }
}
