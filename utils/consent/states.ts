/** The customer's answer for one service. */
export type State = 'given' | 'renewed' | 'refused' | 'withdrawn' | 'expired' | 'invalidated'

/**
 * What may follow what, of one service in one activation; `none` is "never asked". The counter's `commit` refuses anything
 * else. The gate tests the state, not that a record exists.
 *
 *   none ─▶ given ─▶ withdrawn | expired | invalidated ─▶ given (asked anew)
 *                    expired | invalidated (the text changed) ─▶ renewed
 *           given ⇄ renewed (a renewal is given again: its row says either)
 *           given ─▶ refused (asked anew, since the text changed after the order was sent)
 *   none ─▶ refused ─▶ given (only when the customer asks, or after the time)
 */
const ASKED_ANEW: readonly State[] = ['given', 'renewed', 'refused']
const NEXT: Readonly<Record<State | 'none', readonly State[]>> = {
  none: ['given', 'refused'],
  given: [...ASKED_ANEW, 'withdrawn', 'expired', 'invalidated'],
  renewed: [...ASKED_ANEW, 'withdrawn', 'expired', 'invalidated'],
  refused: ['given', 'refused'],
  withdrawn: ['given', 'refused'],
  expired: ASKED_ANEW,
  invalidated: ASKED_ANEW,
}

export const mayFollow = (from: State | 'none', to: State): boolean => NEXT[from].includes(to)

/** Only these open a gate. */
export const isValid = (state: State | 'none' | undefined): boolean =>
  state === 'given' || state === 'renewed'
