import type { Hit } from '../../utils/guard/page.ts'
import type { Core } from './core.ts'

/** Digits are forgotten when nothing was typed for so long. */
const FORGET_MS = 120_000
/** Of what was typed so much is kept: two numbers with their country codes. */
const KEEP = 24

/** What was typed or pasted in this frame, whatever into: a number across fields, or into a page that draws its own. */
export const typed = {
  digits: '',
  /** The same with the stopped ones: who leaves out the eighth digit and types on has not typed another number. */
  meant: '',
  /** When the last digit came. */
  at: 0,
  /** When the last key came, by the clock of events. */
  keyed: 0,
}

/** The digits as they are with these behind them. */
export const withDigits = (digits: string): string =>
  ((Date.now() - typed.at > FORGET_MS ? '' : typed.digits) + digits).slice(-KEEP)

export const keepDigits = (digits: string): void => {
  typed.digits = digits
  typed.at = Date.now()
}

export const keepMeant = (digits: string): void => {
  typed.meant = digits.slice(-KEEP)
}

/** The last digit is gone again. */
export const dropDigit = (): void => {
  typed.digits = typed.digits.slice(0, -1)
}

/** Judges what was found; reports it and returns true where it is stopped. */
export function stops(
  core: Core,
  hit: Hit | null,
  way: string,
  event: Event,
  quarantine = false,
  text = '',
): boolean {
  if (!hit) return false
  const answer = core.judge('guarded', hit.short)
  return core.stopped({
    answer,
    number: 'guarded',
    way,
    layer: 'number',
    digits: hit.digits,
    // A `reason` is answered on this page: it must stand.
    quarantine: quarantine && answer.act === 'stop',
    trusted: event.isTrusted,
    text,
  })
}
