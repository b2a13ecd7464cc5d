import { CodedError } from '../base/index.ts'
import type { Draft } from '../log/index.ts'
import type { Sealed, Write, Writes } from '../store/index.ts'
import type { Activation, Desk } from './state.ts'

/** What the disk may say, each told in its own words; gone once an entry is on disk again. */
const TROUBLE: readonly string[] = ['store/full', 'store/failed', 'store/closed', 'store/behind']

/**
 * Appends, and turns a refusal of the disk into an alarm. It throws on, so that the act that asked for the entry does
 * not happen: nothing is done that could not be written down.
 */
export async function record(
  desk: Desk,
  drafts: readonly Draft[],
  writes: Writes = [],
): Promise<readonly Sealed[]> {
  try {
    const sealed = drafts.length > 0 ? await desk.store.log.append(drafts, writes) : []
    if (drafts.length === 0) await desk.store.log.write(typeof writes === 'function' ? writes([]) : writes)
    if (TROUBLE.filter((code) => desk.alarms.delete(code)).length > 0) desk.host.nudge({ nudge: 'popup' })
    return sealed
  } catch (e) {
    const code = e instanceof CodedError ? e.code : 'store/failed'
    if (code === 'store/damaged') {
      // A log that turned bad while it was open: opening it anew closes it as it is and begins the next, which is an alarm.
      desk.host.reopen()
      throw e
    }
    desk.alarms.add(TROUBLE.includes(code) ? code : 'store/failed')
    desk.host.nudge({ nudge: 'popup' })
    throw e instanceof CodedError ? e : new CodedError('store/failed')
  }
}

/** Appends and replaces the activation in one transaction; memory follows only once it is on disk. */
export async function advance(
  desk: Desk,
  next: Activation,
  drafts: readonly Draft[] = [],
  writes: Writes = [],
): Promise<readonly Sealed[]> {
  const own = await sealActivation(desk, next)
  const all: Writes = typeof writes === 'function' ? (sealed) => [...writes(sealed), own] : [...writes, own]
  const sealed = await record(desk, drafts, all)
  desk.activations.set(next.id, next)
  return sealed
}

export const sealActivation = (desk: Desk, activation: Activation): Promise<Write> =>
  desk.store.working.seal('activation', activation.id, JSON.parse(JSON.stringify(activation)))

export const clerkOf = (desk: Desk): string => desk.shift?.clerk ?? ''
