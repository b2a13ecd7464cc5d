import type { ActivationId, E164, Lang } from '../../base/index.ts'
import type { Catalogue } from '../../notice/index.ts'
import type { Policy, PolicySource } from '../../policy/index.ts'
import type { GuardedRow, LegalHold, Store } from '../../store/index.ts'
import type { BannerTexts, PanelTexts } from '../../wire/index.ts'
import type { Host } from '../host.ts'
import type { Activation } from './activation.ts'
import type { BrowserRun, FloorStop } from './browser-run.ts'
import type { SettingReader } from './settings.ts'

export interface Loaded {
  readonly policy: Policy
  readonly hash: string
  readonly source: PolicySource
  /** Why a newer policy was not taken: a path in the file. */
  readonly fault: string | null
  readonly catalogue: Catalogue
}

export interface Shift {
  readonly clerk: string
  readonly how: 'portal' | 'pin'
  readonly since: number
}

export type WitnessAlarm = 'witness/rolled-back' | 'witness/inconsistent'

/** Wrong tries of a staff id's PIN, and until when it waits. */
export interface PinTries {
  readonly wrong: number
  readonly until: number
}

/** Problem of a portal tab that has no activation yet (`number/not-a-number`, `vault/none`, …). */
export interface TabProblem {
  readonly problem: string | null
  readonly missing: readonly string[]
}

/** What a holder of the manager's key has shown, and until when it counts. */
export interface Proof {
  readonly to: 'manage' | 'reseal'
  readonly until: number
}

/** What the use cases share. Everybody reads it; `commit` alone changes it. */
export interface Counter extends SettingReader {
  readonly store: Store
  readonly host: Host
  readonly now: () => number
  readonly lang: () => Lang
  readonly panelTexts: (lang: Lang) => PanelTexts
  readonly bannerTexts: (lang: Lang) => Omit<BannerTexts, 'reasons' | 'lang'>
  readonly key: readonly [number, number, number, number]
  readonly loaded: Loaded
  readonly activations: ReadonlyMap<ActivationId, Activation>
  readonly shift: Shift | null
  readonly guarded: readonly GuardedRow[]
  readonly run: BrowserRun
  readonly alarms: ReadonlySet<string>
  readonly problems: ReadonlyMap<number, TabProblem>
  /** The first-run manager's recipient, where the policy names none. */
  readonly managerRecipient: string | null
  /** Days on which a clerk has read the pledge, `clerk/2026-11-23`. */
  readonly pledged: readonly string[]
  readonly pinTries: ReadonlyMap<string, PinTries>
  readonly holds: readonly LegalHold[]
  /** What only a holder of the manager's key could read, and what it opens. */
  readonly proofs: ReadonlyMap<string, Proof>
  /** Another has taken its place, since it hung or its log turned bad: it changes nothing any more. */
  readonly isOver: boolean
}

export const openOf = (counter: Counter): readonly Activation[] => [...counter.activations.values()]

/** The activation that a tab shows: the one that was read in it last. */
export function byTab(counter: Counter, tab: number): Activation | null {
  const all = openOf(counter).filter((a) => a.tab === tab)
  const current = counter.run.current.find((c) => c.tab === tab)?.activation
  return all.find((a) => a.id === current) ?? all.sort((a, b) => b.openedAt - a.openedAt)[0] ?? null
}

/** Every number of an activation: the new one, and the others on its sheet. */
export const numbersOf = (activation: Activation): readonly E164[] => [
  activation.number,
  ...activation.numbers,
]

/** The activation that a page other than the portal most likely belongs to: the newest that is open. */
export const newest = (counter: Counter): Activation | null =>
  [...openOf(counter)].sort((a, b) => b.openedAt - a.openedAt)[0] ?? null

/** The stop that a tab's stopped page is about. */
export const stopIn = (counter: Counter, tab: number): FloorStop | undefined =>
  counter.run.stops.find((s) => s.tab === tab)

/** The stops with this one, in place of the one before it in its tab. */
export const stopsWith = (counter: Counter, stop: FloorStop): readonly FloorStop[] => [
  ...counter.run.stops.filter((s) => s.tab !== stop.tab),
  stop,
]
