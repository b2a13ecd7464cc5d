import { err, type Lang, ok, type Result, randomId, type ServiceId } from '../../base/index.ts'
import {
  type AgeBand,
  answerAsked,
  answerCheck,
  answerItem,
  backOut,
  countTry,
  halvesOf,
  isAbsent,
  isValid,
  judgeSignature,
  type NotToday,
  normalised,
  type Session,
  sayAge,
  sayWho,
  signatureSvg,
  signerOf,
  signGroup,
  slowDown,
  stepOf,
  strokeHash,
  TRIES_BEFORE_MARK,
} from '../../consent/index.ts'
import type { Draft, SignatureRef } from '../../log/index.ts'
import { isProvided } from '../../notice/index.ts'
import { type DecisionRow, type Sealed, SIGNATURE_MARK, type Write, type Writes } from '../../store/index.ts'
import type { SignatureInput, WhoUses } from '../../wire/index.ts'
import {
  type Activation,
  advance,
  applyGuard,
  type Counter,
  clerkOf,
  NOT_PLACED,
  type Standing,
} from '../state/index.ts'
import { lastsUntil } from './expire.ts'
import { identifiedBy } from './identify.ts'

const head = (counter: Counter, a: Activation) =>
  ({ clerk: clerkOf(counter), activation: a.id, cust: a.cust }) as const

/** The row names its entry, which only the append knows. */
function decisionWrite(
  counter: Counter,
  activation: Activation,
  service: ServiceId,
  s: Pick<Standing, 'state' | 'notice' | 'lang' | 'at'>,
  sealed: readonly Sealed[],
): Write {
  const entry = placeOf(sealed, service)
  const until = isValid(s.state) ? lastsUntil(counter, s, service) : undefined
  const row: DecisionRow = {
    id: `${activation.id}:${service}`,
    cust: activation.cust,
    activation: activation.id,
    service,
    state: s.state,
    notice: s.notice,
    lang: s.lang,
    at: s.at,
    ...(entry ? { seq: entry.seq, leaf: entry.leaf } : {}),
    ...(until === undefined ? {} : { until }),
  }
  return { table: 'decisions', put: row }
}

const placeOf = (sealed: readonly Sealed[], service: ServiceId): Sealed | undefined =>
  sealed.find(
    ({ entry }) =>
      (entry.kind === 'consent.given' ||
        entry.kind === 'consent.renewed' ||
        entry.kind === 'consent.refused') &&
      entry.service === service,
  )

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
        ...head(counter, activation),
        body: { service, refused: new Date(item.earlier ?? 0).toISOString(), yes },
      },
    ],
  )
  counter.host.nudge({ nudge: 'panel', activation: activation.id })
  return ok(null)
}

/** The notice that is on the screen is the one in force; an answer to any other text does not count. */
function isCurrent(counter: Counter, service: ServiceId, lang: Lang, hash: string): boolean {
  const found = counter.loaded.catalogue.notice(service, lang)
  return found !== null && found.missing.length === 0 && found.hash === hash
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
  const drafts: Draft[] = services.map((s) => ({
    kind: 'consent.refused',
    ...head(counter, activation),
    body: {
      service: s.service,
      notice: s.notice,
      lang: s.lang,
      asked: isReopened(session, s.service) ? 'customer' : 'counter',
      ...(why ? { why } : {}),
      ...answeredBy(session, s.service),
    },
  }))
  const gone = services.map((s) => s.service)
  const next = { ...activation, session, again: activation.again.filter((id) => !gone.includes(id)) }
  const writes = (sealed: readonly Sealed[]): readonly Write[] =>
    why
      ? []
      : services.map((s) =>
          decisionWrite(counter, activation, s.service, { ...s, state: 'refused', at }, sealed),
        )
  await settle(
    counter,
    next,
    drafts,
    writes,
    services.map((s) => ({ ...s, state: 'refused' as const, at, ...(why ? { why } : {}) })),
  )
}

/** Where nobody was there who may answer, whoever pressed it was not that one. */
function answeredBy(session: Session, service: ServiceId): { who?: 'guardian' | 'representative' } {
  const who = signerOf(session, service)
  return who === 'customer' || isAbsent(session, service) ? {} : { who }
}

const isReopened = (session: Session, service: ServiceId): boolean =>
  session.items.some((i) => i.service === service && i.reopened)

/** Appends answers and puts them into the activation with their place in the log, which only the append knows. */
async function settle(
  counter: Counter,
  next: Activation,
  drafts: readonly Draft[],
  writes: Writes,
  answers: readonly {
    service: ServiceId
    notice: string
    lang: Lang
    state: Standing['state']
    at: number
    why?: NotToday
  }[],
): Promise<void> {
  const provisional = Object.fromEntries(
    answers.map(({ service, ...a }) => [service, { ...a, seq: NOT_PLACED, leaf: '' }]),
  )
  const sealed = await advance(
    counter,
    { ...next, standing: { ...next.standing, ...provisional } },
    drafts,
    writes,
  )
  const placed = Object.fromEntries(
    answers.map((a) => {
      const entry = placeOf(sealed, a.service)
      const at = provisional[a.service] as Standing
      return [a.service, entry ? { ...at, seq: entry.seq, leaf: entry.leaf } : at]
    }),
  )
  await advance(counter, { ...next, standing: { ...next.standing, ...placed } })
}

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

/** An earlier consent to the same service, whose text or time has changed since: this one renews it. */
function renewable(activation: Activation, service: ServiceId): Standing | null {
  const before = activation.standing[service] ?? activation.earlier.find((e) => e.service === service)
  const lapsed = before?.state === 'expired' || before?.state === 'invalidated'
  return before && before.seq >= 0 && (isValid(before.state) || lapsed) ? before : null
}

/** What is wrong with it, as a code; null: nothing. */
function judged(input: SignatureInput, tries: number): string | null {
  if (input.form === 'paper') return null
  const whole = judgeSignature(input, tries)
  if (input.form === 'strokes') return whole.ok ? null : `signature/${whole.why}`
  if (!input.companion) return 'signature/companion-needed'
  if (tries < TRIES_BEFORE_MARK) return 'session/not-now'
  // A mark is what the customer can do: it has to be made by a hand, and no more.
  if (!whole.ok && ['empty', 'long', 'synthetic'].includes(whole.why)) return `signature/${whole.why}`
  const { mark, companion } = halvesOf(input)
  if (mark.strokes.length === 0) return 'signature/mark-missing'
  // The companion's is a signature like any other, with as many tries of its own before a single line is taken.
  return judgeSignature(companion, tries - TRIES_BEFORE_MARK).ok ? null : 'signature/companion-missing'
}

/** Fewer points than this say nothing of a hand: two crosses may well be alike. */
const LEAST_POINTS = 12

/** Shapes that no hand makes twice: a mark's halves each for itself, so that a signature kept from elsewhere is found. */
function shapesOf(input: SignatureInput): readonly SignatureInput['strokes'][] {
  if (input.form === 'paper') return []
  if (input.form === 'strokes') return [input.strokes]
  const { mark, companion } = halvesOf(input)
  const isTelling = mark.strokes.flat().length >= LEAST_POINTS
  return [input.strokes, companion.strokes, ...(isTelling ? [mark.strokes] : [])]
}

/** A carrier's order is a contract; an account elsewhere, and an order for which data goes to somebody else, is more. */
function basisOf(counter: Counter, item: Session['items'][number]): 'contract' | 'provision' {
  const full = item.lang && counter.loaded.catalogue.notice(item.service, item.lang)?.notice.full
  return item.kind === 'carrier' && full && !isProvided(full) ? 'contract' : 'provision'
}

/** A signature under what was agreed: judged, sealed, and written with every decision that it stands for. */
export async function sign(
  counter: Counter,
  activation: Activation,
  input: SignatureInput,
): Promise<Result<null>> {
  const { session } = activation
  if (!session) return err('session/none')
  const step = stepOf(session)
  if (step.step !== 'sign' || step.group !== input.group) return err('session/not-now')
  const items = session.items.filter((i) => step.services.includes(i.service))
  // The text may have changed while the pen was on the pad.
  if (items.some((i) => !i.notice || !i.lang || !isCurrent(counter, i.service, i.lang, i.notice))) {
    return err('notice/not-current')
  }
  const refused = async (code: string): Promise<Result<null>> => {
    await advance(counter, { ...activation, session: countTry(session, input.group) })
    return err(code)
  }
  const wrong = judged(input, step.tries)
  if (wrong === 'session/not-now' || wrong === 'signature/companion-needed') return err(wrong)
  if (wrong) return refused(wrong)
  const seen = await Promise.all(
    shapesOf(input).map(
      async (strokes) => `${SIGNATURE_MARK}${await counter.store.hmac('signature', normalised(strokes))}`,
    ),
  )
  for (const mark of seen) {
    if ((await counter.store.setting(mark)) !== undefined) return refused('signature/replay')
  }
  // With whose it is, so that it goes when they do.
  const marks: Write[] = seen.map((mark) => counter.store.settingWrite(mark, activation.id))
  const signed = signGroup(session, input.group)
  if (!signed.ok) return signed
  const points = input.strokes.reduce((n, s) => n + s.length, 0)
  const ms = Math.round(Math.max(0, ...input.strokes.flatMap((s) => s.map((p) => p[2]))))
  const signature: SignatureRef = {
    hash: strokeHash(input),
    form: input.form,
    group: randomId(8),
    points,
    ms,
  }
  const at = counter.now()
  const sealed =
    input.form === 'paper'
      ? { writes: [] as readonly Write[] }
      : await counter.store.vault.seal('signature', activation.id, {
          hash: signature.hash,
          group: signature.group,
          width: input.width,
          height: input.height,
          strokes: input.strokes,
          picture: signatureSvg(input),
          form: input.form,
          // What it stands under, beside it: the entry names the hash, the vault names the texts.
          of: items.map((i) => ({ service: i.service, notice: i.notice, lang: i.lang })),
          at,
        })
  const answers = items.map((i) => ({
    service: i.service,
    notice: i.notice as string,
    lang: i.lang as Lang,
    state: 'given' as const,
    at,
  }))
  const drafts = items.map((i): Draft => {
    const service = counter.loaded.catalogue.services.get(i.service)
    const body = {
      service: i.service,
      notice: i.notice as string,
      lang: i.lang as Lang,
      basis: basisOf(counter, i),
      signature,
      signer: {
        who: signerOf(session, i.service),
        identified: identifiedBy(activation, session, i.service),
        companion: input.companion,
        ...(session.who ? { user: session.who } : {}),
        ...(session.relation && signerOf(session, i.service) !== 'customer'
          ? { relation: session.relation }
          : {}),
      },
      promise: activation.promise ?? '',
      price: { fen: service?.price.fen ?? 0, per: service?.price.per ?? 'once' },
      ...(i.reopened ? { asked: 'customer' as const } : {}),
    }
    const earlier = renewable(activation, i.service)
    return earlier
      ? { kind: 'consent.renewed', ...head(counter, activation), body: { ...body, of: earlier.seq } }
      : { kind: 'consent.given', ...head(counter, activation), body }
  })
  const writes = (placed: readonly Sealed[]): readonly Write[] => [
    ...sealed.writes,
    ...marks,
    ...answers.map((a) => decisionWrite(counter, activation, a.service, a, placed)),
  ]
  const next = {
    ...activation,
    session: signed.value,
    shown: { size: activation.shown?.size ?? null, lang: input.lang },
    again: activation.again.filter((id) => !step.services.includes(id)),
  }
  await settle(counter, next, drafts, writes, answers)
  await applyGuard(counter)
  counter.host.nudge({ nudge: 'panel', activation: activation.id })
  counter.host.nudge({ nudge: 'stopped' })
  return ok(null)
}
