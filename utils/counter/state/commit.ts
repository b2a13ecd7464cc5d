import type { ActivationId } from '../../base/index.ts'
import { CodedError } from '../../base/index.ts'
import type { Draft } from '../../log/index.ts'
import type { GuardedRow, Sealed, Write, Writes } from '../../store/index.ts'
import type { Nudge } from '../../wire/index.ts'
import { keepRun } from './browser-run.ts'
import type { Activation, Counter, Hold, Loaded, Shift } from './counter.ts'
import { applyGuard } from './guarding.ts'

/** What is replaced of the memory; what is not named stays as it is. */
export interface Patch {
  /** Each replaces the one of the same id, in memory and in the working set on disk. */
  readonly activations?: readonly Activation[]
  /** Activations that are over: they leave memory and disk. */
  readonly over?: readonly ActivationId[]
  readonly guarded?: readonly GuardedRow[]
  readonly shift?: Shift | null
  readonly loaded?: Loaded
  readonly holds?: readonly Hold[]
  readonly managerRecipient?: string | null
  /** Any part of the browser run. */
  readonly run?: Partial<RunPatch>
  readonly alarms?: { readonly on?: readonly string[]; readonly off?: readonly string[] }
}

type RunPatch = Pick<
  Counter,
  | 'isLost'
  | 'visited'
  | 'opened'
  | 'logIns'
  | 'allowed'
  | 'codeTabs'
  | 'quarantined'
  | 'alone'
  | 'orderPasses'
>

/** One change of everything that the counter knows. */
export interface Change {
  /**
   * What must not stay open whatever the disk says, such as a permit that has ended. It is replaced in memory and taken out
   * of the rules before anything is written. `next` replaces it again where it names the same.
   */
  readonly shut?: Patch
  readonly drafts?: readonly Draft[]
  readonly writes?: Writes
  /**
   * The memory as it is once all of it is on disk. A function is given the places of the drafts, and may be called again
   * when the log has grown meanwhile: it only builds.
   */
  readonly next?: Patch | ((sealed: readonly Sealed[]) => Patch)
  /** Pages that look again afterwards. */
  readonly tell?: readonly Nudge[]
}

/**
 * The only way to change anything. It shuts what must be shut; writes entries, tables and activations in one transaction;
 * replaces the memory; makes rules and snapshots follow it; and tells the pages. Where the disk refuses, it throws after
 * shutting: nothing else has happened, since nothing is done that could not be written down.
 */
export async function commit(counter: Counter, change: Change): Promise<readonly Sealed[]> {
  const { shut, drafts = [], writes = [], next = {}, tell = [] } = change
  if (shut) {
    replace(counter, shut)
    await follow(counter)
  }
  let patch: Patch = {}
  const build = async (sealed: readonly Sealed[]): Promise<readonly Write[]> => {
    patch = typeof next === 'function' ? next(sealed) : next
    const own = typeof writes === 'function' ? await writes(sealed) : writes
    return [...own, ...(await activationWrites(counter, patch))]
  }
  const isOnDisk =
    [drafts, writes].some((some) => typeof some === 'function' || some.length > 0) ||
    typeof next === 'function' ||
    next.activations ||
    next.over
  const sealed = isOnDisk ? await onDisk(counter, drafts, build) : []
  if (!isOnDisk) patch = next as Patch
  if (Object.keys(patch).length > 0) {
    replace(counter, patch)
    await follow(counter)
  }
  for (const nudge of tell) counter.host.nudge(nudge)
  return sealed
}

/** Puts a patch into memory. */
function replace(counter: Counter, patch: Patch): void {
  const { activations = [], over = [], run = {}, alarms, ...rest } = patch
  for (const a of activations) counter.activations.set(a.id, a)
  for (const id of over) counter.activations.delete(id)
  for (const code of alarms?.on ?? []) counter.alarms.add(code)
  for (const code of alarms?.off ?? []) counter.alarms.delete(code)
  Object.assign(counter, rest, run)
}

/** Rules, snapshots and what is kept of the browser run follow the memory. */
async function follow(counter: Counter): Promise<void> {
  await applyGuard(counter)
  await keepRun(counter)
}

const activationWrites = (counter: Counter, { activations = [], over = [] }: Patch): Promise<Write[]> =>
  Promise.all([
    ...activations.map((a) => counter.store.working.seal('activation', a.id, JSON.parse(JSON.stringify(a)))),
    ...over.map((id) => counter.store.working.erase('activation', id)),
  ])

/** What the disk may say, each told in its own words; gone once something is on disk again. */
const TROUBLE: readonly string[] = ['store/full', 'store/failed', 'store/closed', 'store/behind']

/** Appends, or writes alone where there is nothing to append; a refusal of the disk becomes an alarm. */
async function onDisk(
  counter: Counter,
  drafts: readonly Draft[],
  build: (sealed: readonly Sealed[]) => Promise<readonly Write[]>,
): Promise<readonly Sealed[]> {
  try {
    const sealed = drafts.length > 0 ? await counter.store.log.append(drafts, build) : []
    if (drafts.length === 0) await counter.store.log.write(await build([]))
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

/** Writes entries and tables alone. */
export const record = (
  counter: Counter,
  drafts: readonly Draft[],
  writes: Writes = [],
): Promise<readonly Sealed[]> => commit(counter, { drafts, writes })

/** Writes entries and tables, and replaces one activation with them. */
export const advance = (
  counter: Counter,
  next: Activation,
  drafts: readonly Draft[] = [],
  writes: Writes = [],
): Promise<readonly Sealed[]> => commit(counter, { drafts, writes, next: { activations: [next] } })

export const clerkOf = (counter: Counter): string => counter.shift?.clerk ?? ''
