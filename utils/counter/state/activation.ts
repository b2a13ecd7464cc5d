import * as v from 'valibot'
import type { ActivationId, E164, Json, Lang, Seq, ServiceId } from '../../base/index.ts'
import type { NotToday, Permit, Session, State } from '../../consent/index.ts'
import type { Ordered } from '../../portal/index.ts'
import type { ReadService, ReceiptView } from '../../wire/index.ts'
import { vService as vReadService } from './in-sight.ts'
import { vHash, vId, vLang } from './shapes.ts'

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

/** Stands for the place of an answer whose entry is not of this activation, or was written by the first schema. */
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
  added: [],
  numbers: [],
  kind: null,
} as const

/** One open activation. Plain JSON: it is sealed into the working set at every step and read back after a restart. */
export interface Activation {
  readonly id: ActivationId
  readonly number: E164
  /** Every other number of this customer that the sheet shows, such as sub-cards. */
  readonly numbers: readonly E164[]
  /** HMAC of the number: index column, and the guarded row's id. */
  readonly cust: string
  readonly customer: string | null
  readonly age: number | null
  readonly realName: boolean
  readonly portal: string
  readonly tab: number
  readonly clerk: string
  readonly order: string | null
  /** The kind of business, where the portal's adapter tells kinds apart. */
  readonly kind: string | null
  readonly openedAt: number
  readonly stage: 'open' | 'submitted' | 'confirmed'
  readonly read: readonly ReadService[]
  readonly loading: boolean
  readonly missing: readonly string[]
  /** Third-party accounts that were asked for at this counter. */
  readonly accounts: readonly ServiceId[]
  /** Services that an order held and the page does not show, put to the customer all the same. */
  readonly added: readonly ServiceId[]
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
  /** That order could not be read, by the adapter's word: it stands on what the pages showed. */
  readonly unread?: true
  readonly receipt: ReceiptView | null
  /** Texts of the receipt's squares; not there before they are made. */
  readonly codes?: readonly string[]
  readonly confirmedAt: number | null
}

const vText = v.nullable(v.string())
const vService = vId<ServiceId>()
const vNumber = v.custom<E164>((n) => typeof n === 'string' && /^\+\d{6,15}$/.test(n))
const vNotToday = v.picklist(['nobody-there', 'not-understood', 'no-companion'])

const standing = {
  state: v.picklist(['given', 'renewed', 'refused', 'withdrawn', 'expired', 'invalidated']),
  notice: v.string(),
  lang: vLang,
  at: v.number(),
  seq: v.custom<Seq>((n) => Number.isSafeInteger(n)),
  leaf: v.string(),
  why: v.exactOptional(vNotToday),
}

const user = {
  who: v.nullable(v.picklist(['self', 'child', 'teen', 'adult'])),
  relation: vText,
  checks: v.nullable(v.boolean()),
  minor: v.exactOptional(v.literal(true)),
  slow: v.exactOptional(v.literal(true)),
}

const vItem = v.looseObject({
  service: vService,
  kind: v.picklist(['carrier', 'account']),
  paid: v.boolean(),
  earlier: v.nullable(v.number()),
  reopened: v.boolean(),
  answer: v.nullable(v.picklist(['agree', 'refuse'])),
  why: v.exactOptional(vNotToday),
  notice: vText,
  lang: v.nullable(vLang),
  checking: v.boolean(),
  wrong: v.number(),
  signed: v.boolean(),
  tries: v.number(),
})

const vSession = v.looseObject({
  ...user,
  signEach: v.boolean(),
  teenGuardian: v.exactOptional(v.picklist(['paid-and-accounts', 'all'])),
  items: v.array(vItem),
  closed: v.boolean(),
})

const vPermit = v.looseObject({
  id: v.string(),
  service: vService,
  consent: v.number(),
  tab: v.number(),
  issuedAt: v.number(),
  until: v.number(),
  codes: v.number(),
  state: v.picklist(['open', 'used', 'ended']),
})

/** A receipt is shown and printed again, never judged: its id, its hash and its lists say that it is one. */
export const vReceipt = v.custom<ReceiptView>((value) => {
  const lists = { agreed: v.array(v.looseObject({})), refused: v.array(v.looseObject({})) }
  return v.is(v.looseObject({ id: v.string(), hash: vHash, at: v.string(), ...lists }), value)
})

const vActivation: v.GenericSchema<unknown, Activation> = v.looseObject({
  id: vId<ActivationId>(),
  number: vNumber,
  numbers: v.array(vNumber),
  cust: v.string(),
  customer: vText,
  age: v.nullable(v.number()),
  realName: v.boolean(),
  portal: v.string(),
  tab: v.number(),
  clerk: v.string(),
  order: vText,
  kind: vText,
  openedAt: v.number(),
  stage: v.picklist(['open', 'submitted', 'confirmed']),
  read: v.array(vReadService),
  loading: v.boolean(),
  missing: v.array(v.string()),
  accounts: v.array(vService),
  added: v.array(vService),
  unread: v.exactOptional(v.literal(true)),
  standing: v.record(v.string(), v.looseObject(standing)),
  session: v.nullable(vSession),
  user: v.nullable(v.looseObject(user)),
  promise: vText,
  promiseText: vText,
  documentSeen: v.boolean(),
  earlier: v.array(v.looseObject({ ...standing, row: v.string(), service: vService })),
  again: v.array(vService),
  removals: v.array(v.string()),
  withdrawn: v.array(vService),
  takenBack: v.array(v.looseObject({ service: vService, at: v.number(), leaf: v.exactOptional(v.string()) })),
  slips: v.array(v.looseObject({ receipt: vReceipt, codes: v.array(v.string()) })),
  shown: v.nullable(v.looseObject({ lang: vLang, size: v.nullable(v.picklist([1, 2, 3])) })),
  permits: v.array(vPermit),
  opened: v.array(vService),
  submittedAt: v.nullable(v.number()),
  underway: v.nullable(
    v.array(v.looseObject({ code: v.string(), action: v.picklist(['add', 'modify', 'delete', 'noChange']) })),
  ),
  receipt: v.nullable(vReceipt),
  codes: v.exactOptional(v.array(v.string())),
  confirmedAt: v.nullable(v.number()),
})

/** What the working set holds of an activation, also as an older build wrote it; null where it is none. */
export function readActivation(value: Json): Activation | null {
  const whole = typeof value === 'object' && value !== null ? { ...ACTIVATION_DEFAULTS, ...value } : value
  const read = v.safeParse(vActivation, whole)
  return read.success ? read.output : null
}
