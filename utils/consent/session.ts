import type { Lang, ServiceId } from '../base/index.ts'
import { err, ok, type Result } from '../base/index.ts'

export type Who = 'self' | 'child' | 'teen' | 'adult'
export type Signer = 'customer' | 'guardian' | 'representative'
/** Stands in place of a relation when nobody is present who may answer for the user of the number. */
export const NOBODY = 'none'

/** One turn of the customer before the screen: plain JSON, so that it outlives a killed worker or window. */
export interface Session {
  readonly who: Who | null
  /** How the one who answers stands to the user of the number, a code; asked only where somebody answers for another. */
  readonly relation: string | null
  /** Whether a question follows *Agree* (60 and over). null: the age of the one who answers is not known, and is asked for. */
  readonly checks: boolean | null
  /** The one before the screen has said that they are under 18. Then only a child can be the user of the number. */
  readonly minor?: true
  /** The customer wants the question after each *Agree* at any age: the slow way. */
  readonly slow?: true
  /** true: every service has its own signature (policy). false: all carrier services share one. */
  readonly signEach: boolean
  /** What a guardian answers for 14 to 17 (policy): all services, or, also when left out, those that cost money and accounts. */
  readonly teenGuardian?: 'paid-and-accounts' | 'all'
  readonly items: readonly Item[]
  readonly closed: boolean
}

/** Why a service is not set up today, where that is not the customer's own no. */
export type NotToday = 'nobody-there' | 'not-understood' | 'no-companion'

export interface Item {
  readonly service: ServiceId
  readonly kind: 'carrier' | 'account'
  readonly paid: boolean
  /** Time of an earlier refusal that still counts. The customer is then first asked whether they want the service themselves. */
  readonly earlier: number | null
  /** The customer said yes to that question. */
  readonly reopened: boolean
  readonly answer: 'agree' | 'refuse' | null
  /** Why the service is not set up today, when it was not the customer's own no. Such a refusal does not count later. */
  readonly why?: NotToday
  /** Hash and language of the notice that was answered. */
  readonly notice: string | null
  readonly lang: Lang | null
  /** The customer has agreed and has not yet answered the question that follows. */
  readonly checking: boolean
  readonly wrong: number
  readonly signed: boolean
  readonly tries: number
}

export type Step =
  | { readonly step: 'who' | 'age' }
  | { readonly step: 'asked' | 'item' | 'check'; readonly at: number }
  | {
      readonly step: 'sign'
      readonly group: string
      readonly services: readonly ServiceId[]
      readonly tries: number
    }
  | { readonly step: 'done' }

export function startSession(
  services: readonly {
    readonly service: ServiceId
    readonly kind: 'carrier' | 'account'
    readonly paid: boolean
    readonly earlier?: number | null
  }[],
  options: Pick<Session, 'checks' | 'signEach' | 'teenGuardian' | 'minor' | 'slow'>,
): Session {
  // Carrier services first: their one signature comes before any account's own.
  const order = [...services].sort((a, b) => Number(a.kind === 'account') - Number(b.kind === 'account'))
  return {
    who: null,
    relation: null,
    ...options,
    items: order.map((s) => ({
      ...s,
      earlier: s.earlier ?? null,
      reopened: false,
      answer: null,
      notice: null,
      lang: null,
      checking: false,
      wrong: 0,
      signed: false,
      tries: 0,
    })),
    closed: false,
  }
}

/**
 * Services that stand above one signature: one for all carrier services of the same signer, one for each account. The id
 * is stable while the session lasts.
 */
export function groupsOf(
  session: Session,
): readonly { readonly id: string; readonly services: readonly ServiceId[] }[] {
  const agreed = session.items.filter((i) => i.answer === 'agree' && !i.checking)
  const together = session.signEach ? [] : agreed.filter((i) => i.kind === 'carrier')
  const alone = agreed.filter((i) => !together.includes(i))
  const bySigner = (['customer', 'guardian', 'representative'] as const).flatMap((signer) => {
    const services = together.map((i) => i.service).filter((s) => signerOf(session, s) === signer)
    return services.length > 0
      ? [{ id: signer === 'customer' ? 'carrier' : `carrier.${signer}`, services }]
      : []
  })
  return [...bySigner, ...alone.map((i) => ({ id: i.service as string, services: [i.service] }))]
}

/** Where the session stands: derived, never stored, so that a reopened window goes on where it was. */
export function stepOf(session: Session): Step {
  if (session.who === null) return { step: 'who' }
  // A guardian who chose the slow way need not be asked for an age. Somebody who answers for themself may still be a child.
  if (session.checks === null && !(session.slow && isChild(session.who))) return { step: 'age' }
  const open = session.items.findIndex((i) => i.answer === null || i.checking)
  if (open >= 0) {
    const item = session.items[open] as Item
    if (item.earlier !== null && !item.reopened) return { step: 'asked', at: open }
    return { step: item.checking ? 'check' : 'item', at: open }
  }
  for (const group of groupsOf(session)) {
    const items = session.items.filter((i) => group.services.includes(i.service))
    if (items.some((i) => !i.signed)) {
      return {
        step: 'sign',
        group: group.id,
        services: group.services,
        tries: Math.max(...items.map((i) => i.tries)),
      }
    }
  }
  return { step: 'done' }
}

type Change = Result<Session, 'session/not-now' | 'session/unknown-service' | 'signer/absent'>

const change = (session: Session, service: ServiceId, to: (item: Item) => Item | null): Change => {
  const item = session.items.find((i) => i.service === service)
  if (!item) return err('session/unknown-service')
  const next = to(item)
  if (!next) return err('session/not-now')
  return ok({ ...session, items: session.items.map((i) => (i.service === service ? next : i)) })
}

/** Whether somebody answers for the user of the number, so that the relation has to be known. */
export const asksRelation = (session: Pick<Session, 'items' | 'teenGuardian'>, who: Who): boolean =>
  who === 'child' || session.items.some((i) => answersFor({ ...session, who }, i) !== 'customer')

export function sayWho(session: Session, who: Who, relation: string | null): Change {
  if (session.who !== null) return err('session/not-now')
  const asks = asksRelation(session, who)
  if (asks && !relation) return err('session/not-now')
  if (session.minor && !isChild(who)) return err('session/not-now')
  // The age need not be asked for when a child answers alone, or when the guardian is not present.
  const isKnown = isChild(who) && (!asks || relation === NOBODY)
  return ok({
    ...session,
    who,
    relation: asks ? relation : null,
    checks: session.checks ?? (isKnown ? false : null),
  })
}

const isChild = (who: Who): boolean => who === 'child' || who === 'teen'

/** Whether a question back follows an agreement. */
export const asksBack = (session: Pick<Session, 'checks' | 'slow'>): boolean =>
  session.checks === true || session.slow === true

/** Anybody can have a question after each *Agree* from here on, with one tap. It cannot be switched off again. */
export const slowDown = (session: Session): Session => ({ ...session, slow: true })

/** Ages as they are asked for: under 18, up to 59, 60 and over. */
export type AgeBand = 'minor' | 'adult' | 'aged'

/**
 * The one tap where nobody knows the age of the one who answers. Who is under 18 neither uses a number as an adult nor
 * opens one for somebody else: they are asked again who uses it. A guardian is no minor.
 */
export function sayAge(session: Session, band: AgeBand): Change {
  if (stepOf(session).step !== 'age' || session.who === null) return err('session/not-now')
  if (band !== 'minor') return ok({ ...session, checks: band === 'aged' })
  if (isChild(session.who)) return err('session/not-now')
  return ok({ ...session, who: null, relation: null, minor: true })
}

/**
 * Under 14 always the guardian; 14 to 17 the guardian for anything paid and for accounts, or for all by policy. An account that another adult
 * will use is theirs: who opens it at the counter acts for them; a carrier service is the customer's own order.
 */
function answersFor(
  { who, teenGuardian }: Pick<Session, 'who' | 'teenGuardian'>,
  item: Pick<Item, 'kind' | 'paid'>,
): Signer {
  if (who === 'child') return 'guardian'
  if (who === 'teen' && (teenGuardian === 'all' || item.paid || item.kind === 'account')) return 'guardian'
  return who === 'adult' && item.kind === 'account' ? 'representative' : 'customer'
}

/** Who answers and signs for this item. */
export function signerOf(session: Session, service: ServiceId): Signer {
  const item = session.items.find((i) => i.service === service)
  return answersFor(session, item ?? { kind: 'carrier', paid: false })
}

/** The one who has to answer is not present, so the service can only be refused. */
export const isAbsent = (session: Session, service: ServiceId): boolean =>
  session.relation === NOBODY && signerOf(session, service) !== 'customer'

/** The answer to "You said no on [date]. Did you ask for this yourself?" *No* takes the service off the list. */
export function answerAsked(session: Session, service: ServiceId, yes: boolean): Change {
  const step = stepOf(session)
  if (step.step !== 'asked' || session.items[step.at]?.service !== service) return err('session/not-now')
  if (!yes) return ok({ ...session, items: session.items.filter((i) => i.service !== service) })
  return change(session, service, (i) => ({ ...i, reopened: true }))
}

/** An answer to a text that is no longer in force does not count. The service is put to the customer again. */
export const freshen = (
  session: Session,
  isCurrent: (service: ServiceId, lang: Lang, notice: string) => boolean,
): Session => ({
  ...session,
  items: session.items.map((i) =>
    i.answer === 'agree' && !i.signed && i.notice && i.lang && !isCurrent(i.service, i.lang, i.notice)
      ? { ...i, answer: null, notice: null, lang: null, checking: false, tries: 0 }
      : i,
  ),
})

/** Only the service on the screen can be answered. An answer to another one comes from a stale or hostile page. */
export function answerItem(
  session: Session,
  service: ServiceId,
  answer: 'agree' | 'refuse',
  notice: string,
  lang: Lang,
): Change {
  const step = stepOf(session)
  if (step.step !== 'item' || session.items[step.at]?.service !== service) return err('session/not-now')
  if (answer === 'agree' && isAbsent(session, service)) return err('signer/absent')
  return change(session, service, (i) => ({
    ...i,
    answer,
    ...(answer === 'refuse' && isAbsent(session, service) ? { why: 'nobody-there' as const } : {}),
    notice,
    lang,
    checking: answer === 'agree' && asksBack(session),
  }))
}

/** The question after *Agree*. *Yes* is right. The first wrong answer shows the notice again; the second one ends it for today. */
export function answerCheck(session: Session, service: ServiceId, yes: boolean): Change {
  const step = stepOf(session)
  if (step.step !== 'check' || session.items[step.at]?.service !== service) return err('session/not-now')
  return change(session, service, (i) => {
    if (yes) return { ...i, checking: false }
    if (i.wrong === 0) return { ...i, answer: null, checking: false, wrong: 1 }
    return { ...i, answer: 'refuse', why: 'not-understood', checking: false, wrong: 2 }
  })
}

export function countTry(session: Session, group: string): Session {
  const services = groupsOf(session).find((g) => g.id === group)?.services ?? []
  return {
    ...session,
    items: session.items.map((i) => (services.includes(i.service) ? { ...i, tries: i.tries + 1 } : i)),
  }
}

export function signGroup(session: Session, group: string): Change {
  const step = stepOf(session)
  if (step.step !== 'sign' || step.group !== group) return err('session/not-now')
  return ok({
    ...session,
    items: session.items.map((i) => (step.services.includes(i.service) ? { ...i, signed: true } : i)),
  })
}

/**
 * The customer changes their mind before the signature, and the group's services become refused. `alone`: nobody is present
 * to sign beside the customer's mark, so this is not the customer's own no.
 */
export function backOut(session: Session, group: string, alone: boolean): Change {
  const step = stepOf(session)
  if (step.step !== 'sign' || step.group !== group) return err('session/not-now')
  return ok({
    ...session,
    items: session.items.map((i) =>
      step.services.includes(i.service)
        ? { ...i, answer: 'refuse', ...(alone ? { why: 'no-companion' as const } : {}) }
        : i,
    ),
  })
}
