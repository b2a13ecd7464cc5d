import type { ActivationId } from '../../base/index.ts'
import { CodedError } from '../../base/index.ts'
import { mayFollow } from '../../consent/index.ts'
import type { Draft } from '../../log/index.ts'
import type { Appended, DecisionRow, GuardedRow, LegalHold, Write, Writes } from '../../store/index.ts'
import type { Nudge } from '../../wire/index.ts'
import type { Activation } from './activation.ts'
import { type BrowserRun, keepRun } from './browser-run.ts'
import type { Counter, Loaded, PinTries, Proof, Shift, TabProblem } from './counter.ts'
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
  readonly holds?: readonly LegalHold[]
  readonly managerRecipient?: string | null
  readonly pledged?: readonly string[]
  readonly pinTries?: ReadonlyMap<string, PinTries>
  readonly proofs?: ReadonlyMap<string, Proof>
  /** Any part of the browser run. */
  readonly run?: Partial<BrowserRun>
  readonly alarms?: { readonly on?: readonly string[]; readonly off?: readonly string[] }
  /** By tab; null: there is none any more. */
  readonly problems?: readonly (readonly [tab: number, problem: TabProblem | null])[]
}

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
  readonly next?: Patch | ((appended: readonly Appended[]) => Patch)
  /** Pages that look again afterwards. */
  readonly tell?: readonly Nudge[]
}

/**
 * The only way to change anything. It shuts what must be shut; writes entries, tables and activations in one transaction;
 * replaces the memory; makes rules and snapshots follow it; and tells the pages. Where the disk refuses, it throws after
 * shutting: nothing else has happened, since nothing is done that could not be written down.
 */
export async function commit(counter: Counter, change: Change): Promise<readonly Appended[]> {
  const { shut, drafts = [], writes = [], next = {}, tell = [] } = change
  refuseOver(counter)
  if (shut) {
    const permits = { run: { ...shut.run, shut: [...counter.run.shut, ...shutPermits(counter, shut)] } }
    replace(counter, { ...shut, ...permits })
    await follow(counter)
  }
  let patch: Patch = typeof next === 'function' ? {} : next
  const build = async (appended: readonly Appended[]): Promise<readonly Write[]> => {
    if (typeof next === 'function') patch = next(appended)
    const own = typeof writes === 'function' ? await writes(appended) : writes
    await refuseIllegal(counter, own)
    return [...own, ...(await activationWrites(counter, patch))]
  }
  const isOnDisk =
    [drafts, writes].some((some) => typeof some === 'function' || some.length > 0) ||
    typeof next === 'function' ||
    patch.activations !== undefined ||
    patch.over !== undefined
  const appended = isOnDisk ? await onDisk(counter, drafts, build) : []
  if (Object.keys(patch).length > 0) {
    refuseOver(counter)
    replace(counter, patch)
    if (patch.activations) replace(counter, { run: { shut: stillShut(counter, patch.activations) } })
    if (FOLLOWED.some((part) => part in patch)) await follow(counter)
  }
  for (const nudge of tell) counter.host.nudge(nudge)
  return appended
}

/** What rules, snapshots and the kept run are made of. */
const FOLLOWED: readonly (keyof Patch)[] = ['activations', 'over', 'guarded', 'loaded', 'run']

/**
 * Replaces what is in memory alone, at once, where the browser tells something that no turn may wait for. No rule follows it
 * before the next commit.
 */
export function remember(
  counter: Counter,
  patch: Pick<Patch, 'run' | 'alarms' | 'problems' | 'proofs'>,
): void {
  replace(counter, patch)
}

/** Rules and snapshots follow the clock: what has run out is no longer open. The rules are held against the browser's own. */
export const followClock = (counter: Counter): Promise<void> => follow(counter, true)

/** Another takes its place: it changes nothing any more, whatever still runs in it. */
export function letGo(counter: Counter): void {
  memoryOf(counter).isOver = true
  counter.store.close()
}

function refuseOver(counter: Counter): void {
  if (counter.isOver) throw new CodedError('store/closed')
}

/** The one place at which the memory is not read-only. */
type Memory = { -readonly [P in keyof Counter]: Counter[P] }
const memoryOf = (counter: Counter): Memory => counter

/** Puts a patch into memory. */
function replace(counter: Counter, patch: Patch): void {
  const memory = memoryOf(counter)
  const { activations, over, run, alarms, problems, ...rest } = patch
  Object.assign(memory, rest)
  if (activations || over) {
    const all = new Map(counter.activations)
    for (const a of activations ?? []) all.set(a.id, a)
    for (const id of over ?? []) all.delete(id)
    memory.activations = all
  }
  if (run) memory.run = { ...counter.run, ...run }
  if (alarms) {
    const all = new Set(counter.alarms)
    for (const code of alarms.on ?? []) all.add(code)
    for (const code of alarms.off ?? []) all.delete(code)
    memory.alarms = all
  }
  if (problems) {
    const all = new Map(counter.problems)
    for (const [tab, problem] of problems) {
      if (problem) all.set(tab, problem)
      else all.delete(tab)
    }
    memory.problems = all
  }
}

/** Rules, snapshots and what is kept of the browser run follow the memory. */
async function follow(counter: Counter, anew = false): Promise<void> {
  refuseOver(counter)
  await applyGuard(counter, anew)
  await keepRun(counter)
}

/** Permits that a patch shuts: the run remembers them until the disk has them. */
function shutPermits(counter: Counter, { activations = [] }: Patch): readonly string[] {
  return activations.flatMap((next) => {
    const before = counter.activations.get(next.id)?.permits ?? []
    const wasOpen = new Set(before.filter((p) => p.state === 'open').map((p) => p.id))
    return next.permits.filter((p) => p.state !== 'open' && wasOpen.has(p.id)).map((p) => p.id)
  })
}

const stillShut = (counter: Counter, written: readonly Activation[]): readonly string[] => {
  const known = new Set(written.flatMap((a) => a.permits.map((p) => p.id)))
  return counter.run.shut.filter((id) => !known.has(id))
}

/** A decision follows the one before it as a consent may (`consent/states.ts`); anything else is not written. */
async function refuseIllegal(counter: Counter, writes: readonly Write[]): Promise<void> {
  for (const write of writes) {
    if (write.table !== 'decisions' || !('put' in write)) continue
    const next = write.put as DecisionRow
    const before = await counter.store.decision(next.id)
    if (before?.state === next.state && before.seq === next.seq) continue
    if (!mayFollow(before?.state ?? 'none', next.state)) throw new CodedError('consent/not-from-here')
  }
}

const activationWrites = (counter: Counter, { activations = [], over = [] }: Patch): Promise<Write[]> =>
  Promise.all([
    ...activations.map((a) => counter.store.working.seal('activation', a.id, JSON.parse(JSON.stringify(a)))),
    ...over.map((id) => counter.store.working.erase('activation', id)),
  ])

/** What the disk may say, each told in its own words; gone once something is on disk again. */
const TROUBLE: readonly string[] = ['store/full', 'store/failed', 'store/closed', 'store/behind']

/**
 * Appends, or writes alone where there is nothing to append. A refusal of the disk becomes an alarm. What a use case itself
 * refuses while it makes its writes says nothing of the disk: whoever asked is told.
 */
async function onDisk(
  counter: Counter,
  drafts: readonly Draft[],
  build: (appended: readonly Appended[]) => Promise<readonly Write[]>,
): Promise<readonly Appended[]> {
  try {
    const appended = drafts.length > 0 ? await counter.store.log.append(drafts, build) : []
    if (drafts.length === 0) await counter.store.log.write(await build([]))
    const off = TROUBLE.filter((code) => counter.alarms.has(code))
    if (off.length > 0) {
      replace(counter, { alarms: { off } })
      counter.host.nudge({ nudge: 'popup' })
    }
    return appended
  } catch (e) {
    const code = e instanceof CodedError ? e.code : 'store/failed'
    if (!code.startsWith('store/')) throw e
    if (code === 'store/damaged') {
      // A log that turned bad while it was open: opening it anew closes it as it is and begins the next, which is an alarm.
      counter.host.reopen()
      throw e
    }
    replace(counter, { alarms: { on: [TROUBLE.includes(code) ? code : 'store/failed'] } })
    counter.host.nudge({ nudge: 'popup' })
    throw e instanceof CodedError ? e : new CodedError('store/failed')
  }
}

/** Writes entries and tables alone. */
export const record = (
  counter: Counter,
  drafts: readonly Draft[],
  writes: Writes = [],
): Promise<readonly Appended[]> => commit(counter, { drafts, writes })

/** Writes entries and tables, and replaces one activation with them. */
export const advance = (
  counter: Counter,
  next: Activation,
  drafts: readonly Draft[] = [],
  writes: Writes = [],
): Promise<readonly Appended[]> => commit(counter, { drafts, writes, next: { activations: [next] } })

export const clerkOf = (counter: Counter): string => counter.shift?.clerk ?? ''
