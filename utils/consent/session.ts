import type { Lang, ServiceId } from '../base/index.ts'
import { err, ok, type Result } from '../base/index.ts'

export type Who = 'self' | 'child' | 'teen' | 'adult'
export type Signer = 'customer' | 'guardian' | 'representative'
/** Said in place of a relation where nobody is there who may answer for the user of the number. */
export const NOBODY = 'none'

/** One turn of the customer before the screen: plain JSON, so that it outlives a killed worker or window. */
export interface Session {
  readonly who: Who | null
  /** How the one who answers stands to the user of the number, a code; asked only where somebody answers for another. */
  readonly relation: string | null
  /** The question back after *Agree* (60 and over). null: nobody knows the age of the one who answers, they are asked. */
  readonly checks: boolean | null
  /** The one before the screen has said that they are under 18: only a child can use the number then. */
  readonly minor?: true
  /** They want to be asked back whatever their age: the slow way. */
  readonly slow?: true
  /** A signature of its own for every service (policy), else one for all carrier services. */
  readonly signEach: boolean
  /** What a guardian answers for 14 to 17 (policy): what costs money and accounts, which is so where it is left out, or all. */
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
  /** When it was refused, if that is still to be respected: the customer is first asked whether they asked themselves. */
  readonly earlier: number | null
  /** They said yes to that. */
  readonly reopened: boolean
  readonly answer: 'agree' | 'refuse' | null
  /** Of a refusal that nobody has to respect for months: it was not the customer's own no. */
  readonly why?: NotToday
  /** Hash and language of the notice that was answered. */
  readonly notice: string | null
  readonly lang: Lang | null
  /** agreed, and the question back still open. */
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
  // The slow way tells of a guardian all that an age would; who answers for themself may still be a child.
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
  // A child who answers alone is known by that answer, and where no guardian is here nobody is there to be asked.
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

/** For anybody, at one tap: a question back after each agreement, from here on. It is not taken back. */
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

/** The one who has to answer is not here: it can be refused, and nothing else. */
export const isAbsent = (session: Session, service: ServiceId): boolean =>
  session.relation === NOBODY && signerOf(session, service) !== 'customer'

/** "You said no on [date]. Did you ask for this yourself?" No takes it off the list; nobody is asked twice. */
export function answerAsked(session: Session, service: ServiceId, yes: boolean): Change {
  const step = stepOf(session)
  if (step.step !== 'asked' || session.items[step.at]?.service !== service) return err('session/not-now')
  if (!yes) return ok({ ...session, items: session.items.filter((i) => i.service !== service) })
  return change(session, service, (i) => ({ ...i, reopened: true }))
}

/** An answer to a text that is no longer in force is none: the item is put to the customer again. */
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

/** Only the item that is on the screen can be answered: an answer to another one comes from a stale or hostile page. */
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

/** The question back. `yes` is right; one wrong answer shows the notice again, a second ends it: not registered today. */
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
 * The customer changes their mind before the signature: the group's services become refused. `alone`: nobody is here to
 * sign beside their mark, which is no change of mind.
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
