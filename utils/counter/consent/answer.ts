import { err, type Lang, ok, type Result, type ServiceId } from '../../base/index.ts'
import {
  type AgeBand,
  answerAsked,
  answerCheck,
  answerItem,
  backOut,
  isAbsent,
  type Session,
  sayAge,
  sayWho,
  signerOf,
  slowDown,
  stepOf,
} from '../../consent/index.ts'
import type { WhoUses } from '../../wire/index.ts'
import type { Activation, Counter } from '../state/index.ts'
import { advance } from '../state/index.ts'
import { decide, headOf, isCurrent } from './decide.ts'

export async function who(
  counter: Counter,
  activation: Activation,
  answer: WhoUses,
  relation: string | null,
): Promise<Result<null>> {
  if (!activation.session) return err('session/none')
  // What the portal's identity data says of the age is not talked away on a screen.
  if (activation.age !== null && !mayBe(answer, activation.age)) return err('signer/age')
  if (activation.session.minor && answer !== 'child' && answer !== 'teen') return err('signer/age')
  const next = sayWho(activation.session, answer, relation)
  if (!next.ok) return next
  await advance(counter, { ...activation, session: next.value, user: userOf(next.value) })
  return ok(null)
}

/** A customer under 18 does not use the number as an adult, nor opens one for somebody else. */
const mayBe = (who: WhoUses, age: number): boolean =>
  age >= 18 || (age < 14 ? who === 'child' : who === 'teen')

const userOf = ({ who, relation, checks, minor, slow }: Session) => ({
  who,
  relation,
  checks,
  ...(minor ? { minor } : {}),
  ...(slow ? { slow } : {}),
})

/** The one tap where nobody knows the age of the one who answers. */
export async function age(counter: Counter, activation: Activation, band: AgeBand): Promise<Result<null>> {
  if (!activation.session) return err('session/none')
  const next = sayAge(activation.session, band)
  if (!next.ok) return next
  await advance(counter, { ...activation, session: next.value, user: userOf(next.value) })
  return ok(null)
}

export async function slow(counter: Counter, activation: Activation): Promise<Result<null>> {
  if (!activation.session) return err('session/none')
  const session = slowDown(activation.session)
  // Its largest type goes before the size of a notice that was shown before.
  const shown = activation.shown && { ...activation.shown, size: null }
  await advance(counter, { ...activation, session, user: userOf(session), shown })
  return ok(null)
}

/** "You said no on [date]. Did you ask for this yourself?" Both answers are written down; no ends it. */
export async function asked(
  counter: Counter,
  activation: Activation,
  service: ServiceId,
  yes: boolean,
): Promise<Result<null>> {
  const { session } = activation
  if (!session) return err('session/none')
  const item = session.items.find((i) => i.service === service)
  const next = answerAsked(session, service, yes)
  if (!next.ok || !item) return next.ok ? err('session/unknown-service') : next
  const over = !yes
  await advance(
    counter,
    {
      ...activation,
      session: next.value,
      again: over ? activation.again.filter((id) => id !== service) : activation.again,
    },
    [
      {
        kind: 'consent.asked',
        ...headOf(counter, activation),
        body: { service, refused: new Date(item.earlier ?? 0).toISOString(), yes },
      },
    ],
  )
  counter.host.nudge({ nudge: 'panel', activation: activation.id })
  return ok(null)
}

/** Writes what the customer refused, and remembers it; with a reason that is no no of theirs, for today only. */
async function refuse(
  counter: Counter,
  activation: Activation,
  session: Session,
  services: readonly { service: ServiceId; notice: string; lang: Lang }[],
): Promise<void> {
  const at = counter.now()
  const why = session.items.find((i) => i.service === services[0]?.service)?.why
  const gone = services.map((s) => s.service)
  await decide(counter, {
    next: { ...activation, session, again: activation.again.filter((id) => !gone.includes(id)) },
    answers: services.map((s) => ({ ...s, state: 'refused', at, ...(why ? { why } : {}) })),
    drafts: services.map((s) => ({
      kind: 'consent.refused',
      ...headOf(counter, activation),
      body: {
        service: s.service,
        notice: s.notice,
        lang: s.lang,
        asked: isReopened(session, s.service) ? 'customer' : 'counter',
        ...(why ? { why } : {}),
        ...answeredBy(session, s.service),
      },
    })),
  })
}

/** Where nobody was there who may answer, whoever pressed it was not that one. */
function answeredBy(session: Session, service: ServiceId): { who?: 'guardian' | 'representative' } {
  const who = signerOf(session, service)
  return who === 'customer' || isAbsent(session, service) ? {} : { who }
}

const isReopened = (session: Session, service: ServiceId): boolean =>
  session.items.some((i) => i.service === service && i.reopened)

export async function answer(
  counter: Counter,
  activation: Activation,
  service: ServiceId,
  hash: string,
  lang: Lang,
  said: 'agree' | 'refuse',
): Promise<Result<null>> {
  if (!activation.session) return err('session/none')
  if (!isCurrent(counter, service, lang, hash)) return err('notice/not-current')
  const next = answerItem(activation.session, service, said, hash, lang)
  if (!next.ok) return next
  if (said === 'refuse') await refuse(counter, activation, next.value, [{ service, notice: hash, lang }])
  else await advance(counter, { ...activation, session: next.value })
  counter.host.nudge({ nudge: 'panel', activation: activation.id })
  return ok(null)
}

export async function check(
  counter: Counter,
  activation: Activation,
  service: ServiceId,
  yes: boolean,
  lang: Lang,
): Promise<Result<null>> {
  if (!activation.session) return err('session/none')
  const before = activation.session.items.find((i) => i.service === service)
  const next = answerCheck(activation.session, service, yes)
  if (!next.ok || !before) return next.ok ? err('session/unknown-service') : next
  const after = next.value.items.find((i) => i.service === service)
  if (after?.answer === 'refuse' && before.notice) {
    await refuse(counter, activation, next.value, [
      { service, notice: before.notice, lang: before.lang ?? lang },
    ])
    counter.host.nudge({ nudge: 'panel', activation: activation.id })
  } else {
    await advance(counter, { ...activation, session: next.value })
  }
  return ok(null)
}

export async function takeBack(
  counter: Counter,
  activation: Activation,
  group: string,
  alone: boolean,
): Promise<Result<null>> {
  const { session } = activation
  if (!session) return err('session/none')
  const step = stepOf(session)
  const next = backOut(session, group, alone)
  if (!next.ok || step.step !== 'sign') return next.ok ? err('session/not-now') : next
  const services = session.items
    .filter((i) => step.services.includes(i.service))
    .flatMap((i) => (i.notice && i.lang ? [{ service: i.service, notice: i.notice, lang: i.lang }] : []))
  await refuse(counter, activation, next.value, services)
  counter.host.nudge({ nudge: 'panel', activation: activation.id })
  return ok(null)
}
