import type { ActivationId, Commitment, Lang, Seq, ServiceId } from '../base/index.ts'

/** How a number came to the guard. It is a code and never a text. */
export type Way =
  | 'key'
  | 'paste'
  | 'drop'
  | 'insert'
  | 'composition'
  | 'autofill'
  | 'script'
  | 'address'
  | 'text'
  | 'page'
  | 'button'
  | 'submit'
  | 'request'
  | 'navigation'
  | 'copy'

/** The signature under a decision. */
export interface SignatureRef {
  /** SHA-256 of the canonical stroke data, hex. The strokes in the vault's record must have this hash. */
  readonly hash: string
  readonly form: 'strokes' | 'mark' | 'paper'
  /** Decisions with the same group share one signature. */
  readonly group: string
  readonly points: number
  readonly ms: number
  /** Most of it was seen before in this profile, though not all: a signal that somebody may look at. */
  readonly alike?: true
}

export interface SignerRef {
  readonly who: 'customer' | 'guardian' | 'representative'
  readonly identified: 'portal-real-name' | 'document-seen' | 'none'
  readonly companion: boolean
  /** Who will use the number, and how the signer stands to them where somebody answers for another: codes. */
  readonly user?: 'self' | 'child' | 'teen' | 'adult'
  readonly relation?: string
}

interface Decision {
  readonly service: ServiceId
  /** Hash of the notice that was shown. */
  readonly notice: string
  readonly lang: Lang
}

/** What each kind of entry adds to the header. Kinds and optional fields may be added, never changed. */
export interface Bodies {
  'browser.started': { readonly browser: string; readonly platform: string }
  /** A call of the browser did not answer in time (`cleanSite`, `closeTab`, …), or a whole turn of the counter (`turn`). */
  'browser.silent': { readonly call: string }
  'shift.started': {
    readonly how: 'portal' | 'pin'
    readonly instead?: string
    /** The staff id had no PIN: whoever started this shift has chosen it. */
    readonly first?: true
  }
  /** A manager has taken a clerk's own PIN away. Whoever starts the next shift under that staff id chooses a new one. */
  'pin.reset': { readonly staff: string }
  'shift.ended': { readonly why: 'clerk' | 'other-clerk' | 'day' }
  'activation.opened': {
    readonly portal: string
    readonly number: Commitment
    readonly customer: Commitment | null
    readonly order: string | null
  }
  'activation.submitted': {
    readonly order: string | null
    /** Services ordered, by id or, where the catalogue has none, by the portal's code. */
    readonly items: readonly { readonly service: string; readonly action: string }[]
    /** `Date` header of the portal's answer. */
    readonly answered: string | null
    readonly status: number
    /** Nobody could read the order, by the adapter's word: `items` is what the pages showed as ticked. */
    readonly unread?: true
  }
  'activation.completed': { readonly minutes: number }
  'activation.abandoned': {
    /** `no-hand-over`: the portal had confirmed, and nobody took the receipt. This is a signal. */
    readonly why: 'clerk' | 'time' | 'replaced' | 'no-hand-over'
    /** Staff id of the clerk who opened it: another may be on shift when it is closed. */
    readonly openedBy?: string
  }
  'promise.stated': {
    readonly code: string
    readonly text: Commitment | null
    readonly services: readonly ServiceId[]
  }
  'notice.presented': {
    readonly service: ServiceId
    readonly notice: string
    readonly lang: Lang
    readonly layer: 'key' | 'full'
    /** Only the time in which the window was visible and in front. */
    readonly ms: number
    readonly scrolled: boolean
    readonly aloud: boolean
    readonly size: 1 | 2 | 3
    /** Zoom of the window, per cent. */
    readonly zoom?: number
    /** Type size of the key facts, CSS px, before the zoom. */
    readonly px?: number
    /** With the row for a child under 14, all of whose data is sensitive: why it is needed and what it means. */
    readonly child?: true
  }
  'consent.given': Decision & {
    readonly basis: 'contract' | 'provision'
    readonly signature: SignatureRef
    readonly signer: SignerRef
    readonly promise: string
    readonly price: { readonly fen: number; readonly per: string }
    /** `customer`: after an earlier no, the customer has said on their own screen that they asked for it themselves. */
    readonly asked?: 'customer'
  }
  'consent.renewed': Bodies['consent.given'] & { readonly of: Seq }
  'consent.refused': Decision & {
    readonly asked: 'counter' | 'customer' | 'companion'
    /** Not the customer's own no: the one who answers was not there, or the question back was answered wrongly twice. */
    readonly why?: 'nobody-there' | 'not-understood' | 'no-companion'
    /** Who answered, where that was not the customer. */
    readonly who?: 'guardian' | 'representative'
  }
  /** After an earlier refusal: "Did you ask for this yourself?", and what the customer said. */
  'consent.asked': { readonly service: ServiceId; readonly refused: string; readonly yes: boolean }
  'consent.withdrawn': {
    readonly service: ServiceId
    readonly of: Seq
    readonly by?: 'counter' | 'console' | 'receipt'
  }
  /** Somebody has looked up what a number has agreed to. */
  'decisions.read': {
    /**
     * What opened it: the customer's own activation was open · the code on a receipt · the last four characters of one · a
     * manager in the console.
     */
    readonly how: 'activation' | 'receipt' | 'tail' | 'manager'
    /** How many answers were shown. */
    readonly count: number
    /** The characters were of no receipt of that number: nothing was shown. */
    readonly refused?: true
  }
  'consent.expired': { readonly service: ServiceId; readonly of: Seq }
  'consent.invalidated': { readonly service: ServiceId; readonly of: Seq; readonly why: string }
  'permit.issued': {
    readonly permit: string
    readonly service: ServiceId
    readonly until: string
    readonly consent: Seq
  }
  'permit.used': {
    readonly permit: string
    readonly service: ServiceId
    /** The browser did not remove what the site left behind: the account may still be logged in here. */
    readonly left?: true
  }
  'permit.expired': {
    readonly permit: string
    readonly service: ServiceId
    readonly why: 'time' | 'hand-over' | 'withdrawn' | 'tab-closed' | 'codes'
    readonly left?: true
  }
  'signup.stopped': StopBody
  'number.stopped': StopBody
  'request.stopped': StopBody
  /** Not stopped: the table of the policy says `inform`. */
  'guard.informed': StopBody
  'submit.stopped': {
    /** Services that lack a valid consent, by id, or the portal's code where the catalogue has none. */
    readonly open: readonly string[]
    readonly route: 'button' | 'key' | 'form' | 'request'
    readonly why: string
    /** This entry ends a burst. So many were held in it, including the first, which has an entry of its own. */
    readonly count?: number
  }
  'override.granted': {
    readonly by: string
    readonly how: 'reason' | 'acknowledge' | 'override'
    readonly reason: string
    readonly origin: string
    readonly service: ServiceId | null
    /** Which kind of number was seen. Whose number it was, only the header's activation says. */
    readonly number?: 'guarded' | 'other' | 'none'
  }
  'receipt.issued': {
    /** SHA-256 of the canonical receipt, hex. */
    readonly receipt: string
    /** Leaf hashes of the answers it names, hex, and after them of the withdrawals. */
    readonly answers: readonly string[]
    /** Services that were agreed to when the receipt was made. Each names its place in `answers`. */
    readonly agreed?: Readonly<Record<string, number>>
  }
  /** A customer took back, at this counter, what another counter's receipt proves. Nothing of this log is changed by it. */
  'withdrawal.received': {
    readonly shown: {
      readonly store: string
      readonly device: string
      /** Place of the other log's `receipt.issued`, and the hash of the receipt. */
      readonly seq: number
      readonly receipt: string
      /** The key that signed it. It came with the code, and nothing here proves whose key it is. */
      readonly vkey: string
    }
    /** Leaf hashes, in the other log, of the answers taken back, hex. */
    readonly answers: readonly string[]
    /** Their services, in the same order, as the receipt names them; '' where it names none. */
    readonly services: readonly string[]
  }
  'handover.confirmed': {
    readonly by: 'customer'
    readonly minutes: number
    /** false: the customer says that the handset was out of their hand and sight for a while. */
    readonly handset?: boolean
    /** Minutes from the portal's confirmation to the hand-over. */
    readonly gap?: number
    /** The gap was longer than a hand-over takes: a signal. */
    readonly long?: true
  }
  'log.verified': {
    readonly size: number
    readonly root: string
    readonly sound: boolean
    readonly fault: string | null
    /** Where the fault lies: an entry's place, a tile, a row's name, an outside checkpoint's size. */
    readonly where?: string
    /** Size up to which an earlier check had read, so that only later entries were read. Absent where all were read. */
    readonly since?: number
    /** Origin of an earlier log, where that one was checked and not the log in use. */
    readonly log?: string
  }
  'log.exported': {
    readonly format: string
    readonly rows: number
    readonly masked: boolean
    /** The filter in canonical JSON; holds no customer data. */
    readonly filter: string
    readonly hash: string
    readonly log?: string
  }
  /** First entry of a log that follows a damaged one. It names the damaged log and its last signed checkpoint. */
  'log.resumed': {
    readonly vkey: string
    readonly size: number
    readonly checkpoint: string
    /** What did not agree. */
    readonly why: string
  }
  /** The personal records of the header's activation have been erased: a reason's code, and how many records there were. */
  'log.erased': {
    readonly reason: string
    readonly records: number
    /** Refusals only: their time ends before that of the rest. */
    readonly part?: 'refusals'
    /** Closed logs that could not be opened, so that nothing was erased there. */
    readonly unread?: number
  }
  'hold.set': HoldBody
  'hold.lifted': HoldBody
  /** A manager has seen an alarm that stays until then. */
  'alarm.seen': { readonly alarm: string }
  /** Who can open the vault from now on, by age recipient. */
  'vault.changed': {
    /** In this order: a new passphrase for the same key, a new key for a lost one, data keys sealed anew. */
    readonly what: 'passphrase' | 'lost' | 'recipients'
    readonly to: readonly string[]
    /** Data keys that were sealed anew. */
    readonly keys: number
  }
  'manager.unlocked': { readonly reason: string }
  'manager.rejected': { readonly where: 'vault' | 'override' }
  'policy.changed': { readonly from: string; readonly to: string; readonly source: string }
  /** Codes of the protections that are in force from now on, and of those that are not: all of them, sorted. */
  'posture.changed': { readonly on: readonly string[]; readonly off: readonly string[] }
  'clock.stepped': { readonly wall: number; readonly mono: number; readonly last: string }
  'witness.refused': {
    /** Status of the witness's answer; 0 where it was not asked. */
    readonly status: number
    /** Size of the checkpoint that was to be cosigned. */
    readonly size: number
    /** The size that the witness says it knows. */
    readonly seen: number | null
    readonly why: string
  }
}

interface HoldBody {
  readonly reason: string
  /** What must not be erased. The entry names no customer, and an activation only in its header. */
  readonly scope?: 'log' | 'customer' | 'activation'
  /** Random id: which hold was lifted. */
  readonly hold?: string
}

interface StopBody {
  /** Origin of the page, never its path. */
  readonly origin: string
  readonly service: ServiceId | null
  readonly page: 'sign-up' | 'code-log-in' | 'log-in' | 'field'
  readonly number: 'guarded' | 'other' | 'none'
  readonly way: Way
  readonly layer: 'number' | 'page' | 'request' | 'floor'
  readonly why: string
}

export type Kind = keyof Bodies

/** What stands in every entry, before what the kind needs. */
export interface Header {
  readonly v: 1
  readonly seq: Seq
  readonly kind: Kind
  /** UTC with milliseconds, `2026-11-23T02:44:05.123Z`. */
  readonly at: string
  readonly tz: string
  /** Milliseconds since `boot`. */
  readonly mono: number
  readonly boot: string
  readonly store: string
  readonly device: string
  /** Staff id, or '' where nobody is on shift. */
  readonly clerk: string
  readonly activation: ActivationId | ''
  readonly app: string
  /** Hash of the policy in force, hex. */
  readonly policy: string
}

export type Entry<K extends Kind = Kind> = {
  [P in K]: Omit<Header, 'kind'> & { readonly kind: P } & Bodies[P]
}[K]

/** What the counter asks to be appended; the appender adds the rest of the header. */
export type Draft<K extends Kind = Kind> = {
  [P in K]: {
    readonly kind: P
    readonly clerk: string
    readonly activation: ActivationId | ''
    /** HMAC of the customer's number under the local non-extractable key: an index column, never part of the entry. */
    readonly cust?: string
    readonly body: Bodies[P]
  }
}[K]
