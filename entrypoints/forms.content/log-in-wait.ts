import type { FrameCore as Core } from '../../utils/wire/frame.ts'
import { numberOn } from './verdict.ts'

export const cancel = (event: Event): void => {
  event.preventDefault()
  event.stopImmediatePropagation()
}

export interface LogInWait {
  /** True: this press has to wait for the rules, which have been asked for. */
  waits(event: Event): boolean
  /** Cancels a press and keeps it for when the rules stand. */
  later(event: Event, press: () => void): void
  /** Does the press that was kept, where the rules stand now. */
  pressAgain(): void
}

/** The clerk's own log-in by code: the rules have to let it through before its press does anything. */
export function createLogInWait(core: Core): LogInWait {
  let again: (() => void) | null = null
  let asked = 0

  /**
   * The clerk's own log-in by code at a site of the catalogue: the table allows it and the floor knows no clerk. True while
   * the rules that let it through do not stand yet; they are asked for. By a hand alone, and for a number that was read.
   */
  const waits = (event: Event): boolean => {
    const { view, snapshot } = core
    if (!event.isTrusted || view?.origin !== 'catalogue' || view.activation || view.permit) return false
    const page = core.page()
    if (page.kind !== 'code-log-in' || !snapshot || snapshot.logIn > Date.now() + 500) return false
    const { number, short } = numberOn(core, page.phone)
    if (number !== 'other' || core.judge(number, short).stops) return false
    if (Date.now() - asked > 1_000) core.tell('log-in')
    asked = Date.now()
    return true
  }
  const later = (event: Event, press: () => void): void => {
    cancel(event)
    again = press
    setTimeout(() => {
      if (again === press) again = null
    }, 3_000)
  }
  return {
    waits,
    later,
    pressAgain() {
      const press = again
      if (press && (core.snapshot?.logIn ?? 0) > Date.now()) {
        again = null
        press()
      }
    },
  }
}
