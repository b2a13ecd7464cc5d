import { CodedError } from '../../base/index.ts'
import type { Draft } from '../../log/index.ts'
import type { Sealed, Write, Writes } from '../../store/index.ts'
import type { Activation, Counter } from './counter.ts'

/** What the disk may say, each told in its own words; gone once an entry is on disk again. */
const TROUBLE: readonly string[] = ['store/full', 'store/failed', 'store/closed', 'store/behind']

/**
 * Appends, and turns a refusal of the disk into an alarm. It throws on, so that the act that asked for the entry does
 * not happen: nothing is done that could not be written down.
 */
export async function record(
  counter: Counter,
  drafts: readonly Draft[],
  writes: Writes = [],
): Promise<readonly Sealed[]> {
  try {
    const sealed = drafts.length > 0 ? await counter.store.log.append(drafts, writes) : []
    if (drafts.length === 0) await counter.store.log.write(typeof writes === 'function' ? writes([]) : writes)
    if (TROUBLE.filter((code) => counter.alarms.delete(code)).length > 0)
      counter.host.nudge({ nudge: 'popup' })
    return sealed
  } catch (e) {
    const code = e instanceof CodedError ? e.code : 'store/failed'
    if (code === 'store/damaged') {
      // A log that turned bad while it was open: opening it anew closes it as it is and begins the next, which is an alarm.
      counter.host.reopen()
      throw e
    }
    counter.alarms.add(TROUBLE.includes(code) ? code : 'store/failed')
    counter.host.nudge({ nudge: 'popup' })
    throw e instanceof CodedError ? e : new CodedError('store/failed')
  }
}

/** Appends and replaces the activation in one transaction; memory follows only once it is on disk. */
export async function advance(
  counter: Counter,
  next: Activation,
  drafts: readonly Draft[] = [],
  writes: Writes = [],
): Promise<readonly Sealed[]> {
  const own = await sealActivation(counter, next)
  const all: Writes = typeof writes === 'function' ? (sealed) => [...writes(sealed), own] : [...writes, own]
  const sealed = await record(counter, drafts, all)
  counter.activations.set(next.id, next)
  return sealed
}

export const sealActivation = (counter: Counter, activation: Activation): Promise<Write> =>
  counter.store.working.seal('activation', activation.id, JSON.parse(JSON.stringify(activation)))

export const clerkOf = (counter: Counter): string => counter.shift?.clerk ?? ''
