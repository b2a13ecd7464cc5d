import * as v from 'valibot'
import type { ActivationId } from '../../base/index.ts'
import type { GuardedRow } from '../../store/index.ts'

const vGuarded: v.GenericSchema<unknown, GuardedRow> = v.looseObject({
  id: v.pipe(v.string(), v.nonEmpty()),
  short: v.pipe(v.number(), v.safeInteger()),
  // '' for a number that a page has only shown.
  activation: v.custom<ActivationId>((id) => typeof id === 'string'),
  until: v.number(),
})

/** What the disk holds of guarded numbers. `damaged`: keys of rows that say no longer which number they guard, or until when. */
export function readGuarded(rows: readonly GuardedRow[]): {
  readonly guarded: readonly GuardedRow[]
  readonly damaged: readonly string[]
} {
  const guarded = rows.filter((row) => v.is(vGuarded, row))
  return { guarded, damaged: rows.filter((row) => !guarded.includes(row)).map(({ id }) => id) }
}
