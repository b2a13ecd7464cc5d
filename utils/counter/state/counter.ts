import type { ActivationId, E164, Lang, Seq, ServiceId } from '../../base/index.ts'
import type { NotToday, Permit, Session, State } from '../../consent/index.ts'
import type { Catalogue } from '../../notice/index.ts'
import type { Policy, PolicySource } from '../../policy/index.ts'
import type { Ordered } from '../../portal/index.ts'
import type { GuardedRow, OpenHold, Store } from '../../store/index.ts'
import type { BannerTexts, ReadService, ReceiptView } from '../../wire/index.ts'
import type { Host } from '../host.ts'

/** The customer's answer for one service, as the gate tests it. */
export interface Standing {
  readonly state: State
  readonly notice: string
  readonly lang: Lang
  readonly at: number
  readonly seq: Seq
  readonly leaf: string
  /** Of a refusal: not the customer's own no. */
  readonly why?: NotToday
}

/** Stands for the place of an answer whose entry is not of this activation, or not yet known. */
export const NOT_PLACED = -1 as Seq

/** A decision of an earlier activation, by its row. */
export interface Earlier extends Standing {
  readonly row: string
  readonly service: ServiceId
}

/** What an activation that was sealed by an older version does not have. */
export const ACTIVATION_DEFAULTS = {
  promiseText: null,
  documentSeen: false,
  earlier: [],
  again: [],
  removals: [],
  withdrawn: [],
  takenBack: [],
  slips: [],
  shown: null,
} as const

/** One open activation. Plain JSON: it is sealed into the working set at every step and read back after a restart. */
export interface Activation {
  readonly id: ActivationId
  readonly number: E164
  /** HMAC of the number: index column, and the guarded row's id. */
  readonly cust: string
  readonly customer: string | null
  readonly age: number | null
  readonly realName: boolean
  readonly portal: string
  readonly tab: number
  readonly clerk: string
  readonly order: string | null
  readonly openedAt: number
  readonly stage: 'open' | 'submitted' | 'confirmed'
  readonly read: readonly ReadService[]
  readonly loading: boolean
  readonly missing: readonly string[]
  /** Third-party accounts that were asked for at this counter. */
  readonly accounts: readonly ServiceId[]
  readonly standing: Readonly<Record<string, Standing>>
  readonly session: Session | null
  /** Who will use the number: asked once, kept for a second turn before the screen. */
  readonly user: Pick<Session, 'who' | 'relation' | 'checks' | 'minor' | 'slow'> | null
  readonly promise: string | null
  /** What the clerk wrote under "other": shown to the customer, sealed for the manager. */
  readonly promiseText: string | null
  /** Where the portal has no real-name data of the one who signs: the clerk has seen their paper. */
  readonly documentSeen: boolean
  /** The last word on each service from earlier activations of this number, where a consent was given. */
  readonly earlier: readonly Earlier[]
  /** Refused or withdrawn services that, the clerk says, the customer asks for now. */
  readonly again: readonly ServiceId[]
  /** Decisions (by row) of withdrawn carrier services whose removal has not been seen. */
  readonly removals: readonly string[]
  /** Withdrawn just now: the customer's display says so, and how to close an account. */
  readonly withdrawn: readonly ServiceId[]
  /** Given in an earlier activation and taken back in this one: its receipt says so. */
  readonly takenBack: readonly { readonly service: ServiceId; readonly at: number; readonly leaf?: string }[]
  /** Receipts of what was withdrawn just now, before the confirmation has made one. */
  readonly slips: readonly { readonly receipt: ReceiptView; readonly codes: readonly string[] }[]
  /** How the customer reads: language and type size of the last notice. Their next window begins with it. */
  readonly shown: { readonly lang: Lang; readonly size: 1 | 2 | 3 | null } | null
  readonly permits: readonly Permit[]
  /** Accounts opened with a permit. */
  readonly opened: readonly ServiceId[]
  readonly submittedAt: number | null
  /** What an order that was let through and is not yet answered holds. */
  readonly underway: readonly Pick<Ordered, 'code' | 'action'>[] | null
  readonly receipt: ReceiptView | null
  /** Texts of the receipt's squares; not there before they are made. */
  readonly codes?: readonly string[]
  readonly confirmedAt: number | null
}

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

/** A stop that the floor made, until the stopped page asks what happened. */
export interface FloorStop {
  readonly tab: number
  readonly service: ServiceId | null
  readonly url: string
  readonly act: 'stop' | 'reason' | 'acknowledge' | 'banner' | 'quarantine'
  readonly why: string
  readonly seq: Seq | null
  /** Of a stop in a page: the cell and the place that a manager may open, which number it was about, and whose. */
  readonly cell?: string
  readonly at?: string
  readonly number?: 'guarded' | 'other' | 'none'
  readonly about?: ActivationId
}

/** The setting that lists what a witness said and nobody has looked at yet. */
export const WITNESS_ALARMS = 'witness.alarms'
export type WitnessAlarm = 'witness/rolled-back' | 'witness/inconsistent'

/** Something that must not be erased. */
export type Hold = OpenHold

/** What the use cases share. Only the background makes one, and changes it after an append has been acknowledged. */
export interface Counter {
  readonly store: Store
  readonly host: Host
  readonly now: () => number
  readonly lang: () => Lang
  readonly bannerTexts: (lang: Lang) => Omit<BannerTexts, 'reasons' | 'lang'>
  readonly key: readonly [number, number, number, number]
  loaded: Loaded
  readonly activations: Map<ActivationId, Activation>
  shift: Shift | null
  guarded: readonly GuardedRow[]
  /** Numbers were guarded in this run of the browser, and the database that held them is another now. */
  isLost: boolean
  /** Sites opened for one tab by a reason or an override. */
  opened: readonly { readonly tab: number; readonly service: ServiceId; readonly until: number }[]
  /** Tabs in which a clerk's own log-in by code may ask its site. */
  logIns: readonly { readonly tab: number; readonly service: ServiceId; readonly until: number }[]
  /** Hosts (with their ports) that a permit's tab has shown of its site: what they left behind is removed with it. */
  visited: readonly { readonly tab: number; readonly host: string }[]
  allowed: readonly {
    readonly tab: number
    readonly cell: string
    readonly short: number | null
    readonly until: number
    /** `placeOf` where it counts; none: wherever the tab is, as for a false match. */
    readonly at?: string
  }[]
  /** Tabs in which a number was stopped: for a while a lone code needs a reason there. */
  codeTabs: readonly { readonly tab: number; readonly until: number }[]
  quarantined: readonly { readonly tab: number; readonly hosts: readonly string[] }[]
  /** Stops in a row without a hand, by tab: a page that tries numbers one by one, in however many frames. */
  alone: readonly { readonly tab: number; readonly count: number }[]
  orderPasses: readonly { readonly tab: number; readonly adapter: string; readonly until: number }[]
  readonly stops: Map<number, FloorStop>
  readonly alarms: Set<string>
  /** Problem of a portal tab that has no activation yet (`number/not-a-number`, `vault/none`, …). */
  readonly problems: Map<number, { readonly problem: string | null; readonly missing: readonly string[] }>
  /** The first-run manager's recipient, where the policy names none. */
  managerRecipient: string | null
  /** Days on which a clerk has read the pledge, `clerk/2026-11-23`. */
  readonly pledged: Set<string>
  readonly pins: Map<string, { wrong: number; until: number }>
  holds: readonly Hold[]
  /** What only a holder of the manager's key could read, and what it opens. */
  readonly proofs: Map<string, { readonly to: 'manage' | 'reseal'; readonly until: number }>
}

export const openOf = (counter: Counter): readonly Activation[] => [...counter.activations.values()]

export const byTab = (counter: Counter, tab: number): Activation | null =>
  openOf(counter)
    .filter((a) => a.tab === tab)
    .sort((a, b) => b.openedAt - a.openedAt)[0] ?? null

/** The activation that a page other than the portal most likely belongs to: the newest that is open. */
export const newest = (counter: Counter): Activation | null =>
  [...openOf(counter)].sort((a, b) => b.openedAt - a.openedAt)[0] ?? null
