import type { ActivationId, Lang, Result, ServiceId } from '../base/index.ts'
import type { Adapter } from '../policy/index.ts'
import type {
  CodeView,
  ConsoleView,
  DecisionsView,
  ElsewhereView,
  PanelView,
  PopupView,
  Reading,
  ReceiptView,
  SignatureInput,
  SignView,
  StoppedView,
  TakenView,
  TracesView,
  WhoUses,
} from './views.ts'

/**
 * The one message contract. Key: the message's name; `from` says who may send it; each answers a Result.
 * `panel`: the counter content script (may only ask). `page`: the extension's own top-level pages, with a one-time token.
 */
export interface Messages {
  'panel.open': { in: Record<string, never>; out: { adapters: readonly Adapter[]; view: PanelView } }
  'panel.read': { in: { reading: Reading }; out: PanelView }
  /** The clerk says that the customer asks, after a no, for this service: the customer's own screen asks them first. */
  'panel.ask-again': { in: { activation: ActivationId; service: ServiceId }; out: PanelView }
  /** The customer takes a consent back; `decision` as the panel's view names it. */
  'panel.withdraw': { in: { activation: ActivationId; decision: string }; out: PanelView }
  /** Where the portal has no real-name data of the one who signs: the clerk has seen their own paper. Nothing of it is kept. */
  'panel.document-seen': { in: { activation: ActivationId }; out: PanelView }
  /** States the promise and opens the customer's window: the clerk's one tap. `text` only with code `other`. */
  'panel.hand-over': {
    in: { activation: ActivationId; promise: string; text: string | null }
    out: PanelView
  }
  'panel.add-account': { in: { activation: ActivationId; service: ServiceId }; out: PanelView }
  'panel.drop-account': { in: { activation: ActivationId; service: ServiceId }; out: PanelView }
  'panel.open-site': { in: { activation: ActivationId; service: ServiceId }; out: PanelView }
  'panel.submit-stopped': {
    in: { activation: ActivationId | null; route: 'button' | 'key' | 'form' }
    out: PanelView
  }
  'panel.pledge-read': { in: Record<string, never>; out: PanelView }
  /** Opens the popup page in a window of its own: a PIN is never typed on a portal page. */
  'panel.shift': { in: Record<string, never>; out: null }
  'panel.copied': { in: { activation: ActivationId }; out: null }

  'sign.open': { in: { activation: ActivationId }; out: SignView }
  'sign.who': { in: { activation: ActivationId; who: WhoUses; relation: string | null }; out: SignView }
  /** The one tap where nobody knows the age of the one who answers; a guardian is not `minor`. */
  'sign.age': { in: { activation: ActivationId; band: 'minor' | 'adult' | 'aged' }; out: SignView }
  /** The slow way, for anybody: largest type, reading aloud offered first, one question back. */
  'sign.slow': { in: { activation: ActivationId }; out: SignView }
  /** After an earlier no: "Did you ask for this yourself?" */
  'sign.asked': {
    in: { activation: ActivationId; service: ServiceId; yes: boolean; lang: Lang }
    out: SignView
  }
  /** What was withdrawn, and how to close the account, has been read. */
  'sign.seen': { in: { activation: ActivationId }; out: SignView }
  'sign.presented': {
    in: {
      activation: ActivationId
      service: ServiceId
      hash: string
      lang: Lang
      layer: 'key' | 'full'
      ms: number
      scrolled: boolean
      aloud: boolean
      size: 1 | 2 | 3
    }
    out: null
  }
  'sign.answer': {
    in: { activation: ActivationId; service: ServiceId; hash: string; lang: Lang; answer: 'agree' | 'refuse' }
    out: SignView
  }
  /** The question back, "Does your SIM work without this?": `yes` is right. */
  'sign.check': {
    in: { activation: ActivationId; service: ServiceId; yes: boolean; lang: Lang }
    out: SignView
  }
  /**
   * Error codes: `signature/empty | dot | straight | short | long | synthetic | replay | companion-needed`; of a mark's
   * halves `signature/mark-missing | companion-missing`.
   */
  'sign.signature': { in: { activation: ActivationId; signature: SignatureInput }; out: SignView }
  /** Takes back an agreement before it is signed; nothing is registered for these services. */
  'sign.back-out': {
    /** `alone`: a mark needs a companion, and nobody is there: not today, and no refusal to be kept for months. */
    in: { activation: ActivationId; group: string; alone: boolean; lang: Lang }
    out: SignView
  }
  /** The customer gives the screen back. */
  'sign.close': { in: { activation: ActivationId }; out: null }
  /** `handset`: it was in the customer's hand or in sight all the time. */
  'sign.handover': { in: { activation: ActivationId; handset: boolean }; out: SignView }

  'stopped.open': { in: { service: ServiceId | null }; out: StoppedView }
  /** `text` only with code `other`. */
  'stopped.ask': { in: { service: ServiceId; promise: string; text: string | null }; out: StoppedView }
  'stopped.open-site': { in: { service: ServiceId }; out: null }
  'stopped.reason': { in: { service: ServiceId | null; code: string }; out: StoppedView }
  /** Read and understood, where the table says `banner` or `acknowledge`: opens the site for this tab. */
  'stopped.go-on': { in: { service: ServiceId | null }; out: StoppedView }
  'stopped.override': {
    in: { service: ServiceId | null; manager: string; pin: string; reason: string }
    out: StoppedView
  }
  'stopped.back': { in: Record<string, never>; out: null }

  'popup.open': { in: Record<string, never>; out: PopupView }
  /** First use of a staff id without a PIN sets it. Errors: `pin/wrong`, `pin/wait`, `pin/weak`, `staff/unknown`. */
  'shift.start': { in: { staff: string; pin: string }; out: PopupView }
  'shift.end': { in: Record<string, never>; out: PopupView }
  'shift.pledge': { in: Record<string, never>; out: PopupView }
  'popup.console': { in: Record<string, never>; out: null }
  'popup.resume': { in: { activation: ActivationId }; out: null }
  /** Opens the page on which a customer takes something back. */
  'popup.take-back': { in: Record<string, never>; out: null }
  /** Which display the customer's window opens on; null: the clerk's own, full screen. */
  'popup.display': { in: { display: string | null }; out: PopupView }

  'withdraw.open': { in: Record<string, never>; out: { lang: Lang } }
  /** Decisions of a number, typed on our own page, never on a portal's. Errors: `number/not-a-number`. */
  'withdraw.number': { in: { number: string }; out: DecisionsView }
  /** A receipt's code as a hand scanner types it: one square's text or several. Errors: those of the code. */
  'withdraw.code': { in: { code: string }; out: CodeView }
  /** One service; `number` masked, as the list named it, '' by a code. */
  'withdraw.take': { in: { decision: string; by: 'counter' | 'receipt'; number: string }; out: TakenView }
  /** For another counter's receipt: an entry here, nothing there. `answer` as its view names it. */
  'withdraw.elsewhere': {
    in: { code: string; answer: string }
    out: ElsewhereView & { receipt: ReceiptView; codes: readonly string[] }
  }

  'console.open': { in: Record<string, never>; out: ConsoleView }
  'vault.create': { in: { recipient: string; sealed: string }; out: ConsoleView }
  /** Errors carry `where`: the path in the file that is wrong. */
  'policy.import': { in: { text: string }; out: ConsoleView }
  'console.unlocked': { in: { reason: string }; out: null }
  'console.rejected': { in: Record<string, never>; out: null }
  'console.decisions': { in: { number: string }; out: DecisionsView }
  'console.withdraw': { in: { decision: string; number: string }; out: TakenView }
  /**
   * `log`: the database of an earlier log, where it was that one. `since`: size up to which an earlier check had read, 0 for
   * the whole. `checkpoint`: the head that was found sound, from which the next check may go on.
   */
  'log.verified': {
    in: {
      size: number
      root: string
      sound: boolean
      fault: string | null
      where: string | null
      since: number
      checkpoint: string | null
      log: string | null
    }
    out: null
  }
  'log.exported': {
    in: {
      format: string
      rows: number
      masked: boolean
      filter: string
      hash: string
      log: string | null
    }
    out: { seq: number }
  }

  /**
   * A random value that only the manager's key opens (age, base64). What changes something below carries it as `proof`,
   * hex; without it, or ten minutes later, the answer is `manager/proof`.
   */
  'vault.challenge': { in: { to: 'manage' | 'reseal' }; out: { sealed: string } }
  /** The same key under a new passphrase. */
  'vault.passphrase': { in: { recipient: string; sealed: string; proof: string }; out: ConsoleView }
  /** A new key, since the passphrase of the old one is lost: nobody can prove anything. */
  'vault.replace': { in: { recipient: string; sealed: string }; out: ConsoleView }
  /** Data keys sealed anew to the recipients in force; `last`: there are no more. */
  'vault.reseal': {
    in: { keys: readonly { readonly id: string; readonly sealed: string }[]; last: boolean; proof: string }
    out: ConsoleView
  }
  /** An alarm that stands until a manager has looked. */
  'console.seen': {
    in: {
      alarm:
        | 'log/resumed'
        | 'vault/replaced'
        | 'permit/not-cleaned'
        | 'witness/rolled-back'
        | 'witness/inconsistent'
      proof: string
    }
    out: ConsoleView
  }
  /** A clerk may choose a new PIN. Errors: `staff/unknown`, `pin/policy` (it stands in the policy), `pin/none`. */
  'console.reset-pin': { in: { staff: string; proof: string }; out: ConsoleView }
  'console.traces': { in: { number: string }; out: TracesView }
  /** Errors: `erase/none | erase/open | erase/held`. */
  'console.erase': { in: { number: string; reason: string; proof: string }; out: TracesView }
  'console.hold': {
    in: {
      scope: 'log' | 'customer' | 'activation'
      number: string | null
      activation: ActivationId | null
      reason: string
      proof: string
    }
    out: ConsoleView
  }
  'console.lift': { in: { hold: string; reason: string; proof: string }; out: ConsoleView }
}

/** Why something personal is erased, held or released: codes, in words in the console. */
export const ERASE_REASONS = ['customer-asks', 'wrong-number', 'authority'] as const
export const HOLD_REASONS = ['complaint', 'police', 'court', 'audit'] as const

export type Name = keyof Messages
export type In<N extends Name> = Messages[N]['in']
export type Out<N extends Name> = Messages[N]['out']

/** On the wire. `k`: the page's one-time token; each answer to a page carries the next. */
export interface Envelope<N extends Name = Name> {
  readonly m: N
  readonly b: In<N>
  readonly k?: string
}
export type Answer<N extends Name = Name> = { readonly r: Result<Out<N>>; readonly k?: string }

/** Pushed to panels and pages when what they show may have changed; they ask again. Carries nothing. */
export interface Nudge {
  readonly nudge: 'panel' | 'sign' | 'stopped' | 'popup' | 'console'
  readonly activation?: ActivationId
}

/** What a surface uses. Entry points make it from `platform`; previews and tests pass their own. */
export interface Client {
  ask<N extends Name>(name: N, body: In<N>): Promise<Result<Out<N>>>
  onNudge(listener: (nudge: Nudge) => void): () => void
}
