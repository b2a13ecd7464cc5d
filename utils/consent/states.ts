/** The customer's answer for one service. */
export type State = 'given' | 'renewed' | 'refused' | 'withdrawn' | 'expired' | 'invalidated'

/**
 * What may follow what; `none` is "never asked". The gate tests the state, not that a record exists.
 *
 *            ┌────────────── renewed ⇄ renewed ─┐
 *   none ─▶ given ─▶ withdrawn | expired | invalidated ─▶ given (asked anew)
 *                    expired | invalidated (the text changed) ─▶ renewed
 *   none ─▶ refused ─▶ given (only when the customer asks, or after the time)
 */
const NEXT: Readonly<Record<State | 'none', readonly State[]>> = {
  none: ['given', 'refused'],
  given: ['renewed', 'withdrawn', 'expired', 'invalidated'],
  renewed: ['renewed', 'withdrawn', 'expired', 'invalidated'],
  refused: ['given', 'refused'],
  withdrawn: ['given', 'refused'],
  expired: ['renewed', 'given', 'refused'],
  invalidated: ['renewed', 'given', 'refused'],
}

export const mayFollow = (from: State | 'none', to: State): boolean => NEXT[from].includes(to)

/** Only these open a gate. */
export const isValid = (state: State | 'none' | undefined): boolean =>
  state === 'given' || state === 'renewed'
