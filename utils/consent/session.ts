import type { Lang, ServiceId } from '../base/index.ts'
import { err, ok, type Result } from '../base/index.ts'

/** One turn of the customer before the screen: plain JSON, so that it outlives a killed worker or window. */
export interface Session {
  readonly who: 'self' | 'child' | 'teen' | 'adult' | null
  readonly relation: string | null
  /** The question back after *Agree* (60 and over, or asked for). */
  readonly checks: boolean
  /** A signature of its own for every service (policy), else one for all carrier services. */
  readonly signEach: boolean
  readonly items: readonly Item[]
  readonly closed: boolean
}

export interface Item {
  readonly service: ServiceId
  readonly kind: 'carrier' | 'account'
  readonly paid: boolean
  readonly answer: 'agree' | 'refuse' | null
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
  | { readonly step: 'who' }
  | { readonly step: 'item' | 'check'; readonly at: number }
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
  }[],
  options: { readonly checks: boolean; readonly signEach: boolean },
): Session {
  // Carrier services first: their one signature comes before any account's own.
  const order = [...services].sort((a, b) => Number(a.kind === 'account') - Number(b.kind === 'account'))
  return {
    who: null,
    relation: null,
    ...options,
    items: order.map((s) => ({
      ...s,
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

/** Services that stand above one signature. The id is stable while the session lasts. */
export function groupsOf(
  session: Session,
): readonly { readonly id: string; readonly services: readonly ServiceId[] }[] {
  const agreed = session.items.filter((i) => i.answer === 'agree' && !i.checking)
  const together = session.signEach ? [] : agreed.filter((i) => i.kind === 'carrier')
  const alone = agreed.filter((i) => !together.includes(i))
  return [
    ...(together.length > 0 ? [{ id: 'carrier', services: together.map((i) => i.service) }] : []),
    ...alone.map((i) => ({ id: i.service as string, services: [i.service] })),
  ]
}

/** Where the session stands: derived, never stored, so that a reopened window goes on where it was. */
export function stepOf(session: Session): Step {
  if (session.who === null) return { step: 'who' }
  const open = session.items.findIndex((i) => i.answer === null || i.checking)
  if (open >= 0) {
    return { step: (session.items[open] as Item).checking ? 'check' : 'item', at: open }
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

type Change = Result<Session, 'session/not-now' | 'session/unknown-service'>

const change = (session: Session, service: ServiceId, to: (item: Item) => Item | null): Change => {
  const item = session.items.find((i) => i.service === service)
  if (!item) return err('session/unknown-service')
  const next = to(item)
  if (!next) return err('session/not-now')
  return ok({ ...session, items: session.items.map((i) => (i.service === service ? next : i)) })
}

export function sayWho(session: Session, who: NonNullable<Session['who']>, relation: string | null): Change {
  if (session.who !== null) return err('session/not-now')
  // For a child the guardian answers, and says how they are related.
  if (who === 'child' && !relation) return err('session/not-now')
  return ok({ ...session, who, relation })
}

/** Who answers for this item: under 14 always the guardian, 14 to 17 for anything paid and for accounts. */
export function signerOf(session: Session, service: ServiceId): 'customer' | 'guardian' {
  if (session.who === 'child') return 'guardian'
  const item = session.items.find((i) => i.service === service)
  return session.who === 'teen' && (item?.paid || item?.kind === 'account') ? 'guardian' : 'customer'
}

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
  return change(session, service, (i) => ({
    ...i,
    answer,
    notice,
    lang,
    checking: answer === 'agree' && session.checks,
  }))
}

/** The question back. `yes` is right; one wrong answer shows the notice again, a second ends it: not registered today. */
export function answerCheck(session: Session, service: ServiceId, yes: boolean): Change {
  const step = stepOf(session)
  if (step.step !== 'check' || session.items[step.at]?.service !== service) return err('session/not-now')
  return change(session, service, (i) => {
    if (yes) return { ...i, checking: false }
    if (i.wrong === 0) return { ...i, answer: null, checking: false, wrong: 1 }
    return { ...i, answer: 'refuse', checking: false, wrong: 2 }
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

/** The customer changes their mind before the signature: the group's services become refused. */
export function backOut(session: Session, group: string): Change {
  const step = stepOf(session)
  if (step.step !== 'sign' || step.group !== group) return err('session/not-now')
  return ok({
    ...session,
    items: session.items.map((i) => (step.services.includes(i.service) ? { ...i, answer: 'refuse' } : i)),
  })
}
