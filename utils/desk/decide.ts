import { err, type Lang, ok, type Result, randomId, type ServiceId } from '../base/index.ts'
import {
  answerCheck,
  answerItem,
  backOut,
  countTry,
  isValid,
  judgeSignature,
  normalised,
  type Session,
  sayWho,
  signerOf,
  signGroup,
  stepOf,
  strokeHash,
} from '../consent/index.ts'
import type { Draft, SignatureRef } from '../log/index.ts'
import type { DecisionRow, Write } from '../store/index.ts'
import type { SignatureInput, WhoUses } from '../wire/index.ts'
import { applyGuard } from './guarding.ts'
import { advance, clerkOf } from './record.ts'
import { type Activation, type Desk, NOT_PLACED, type Standing } from './state.ts'

const head = (desk: Desk, a: Activation) =>
  ({ clerk: clerkOf(desk), activation: a.id, cust: a.cust }) as const

function decisionWrite(
  activation: Activation,
  service: ServiceId,
  s: Pick<Standing, 'state' | 'notice' | 'lang' | 'at'>,
): Write {
  const row: DecisionRow = {
    id: `${activation.id}:${service}`,
    cust: activation.cust,
    activation: activation.id,
    service,
    state: s.state,
    notice: s.notice,
    lang: s.lang,
    at: s.at,
  }
  return { table: 'decisions', put: row }
}

export async function who(
  desk: Desk,
  activation: Activation,
  answer: WhoUses,
  relation: string | null,
): Promise<Result<null>> {
  if (!activation.session) return err('session/none')
  const next = sayWho(activation.session, answer, relation)
  if (!next.ok) return next
  await advance(desk, { ...activation, session: next.value, user: { who: answer, relation } })
  return ok(null)
}

/** The notice that is on the screen is the one in force; an answer to any other text does not count. */
function isCurrent(desk: Desk, service: ServiceId, lang: Lang, hash: string): boolean {
  const found = desk.loaded.catalogue.notice(service, lang)
  return found !== null && found.missing.length === 0 && found.hash === hash
}

/** Writes what the customer refused, and remembers it. */
async function refuse(
  desk: Desk,
  activation: Activation,
  session: Session,
  services: readonly { service: ServiceId; notice: string; lang: Lang }[],
): Promise<void> {
  const at = desk.now()
  const drafts: Draft[] = services.map((s) => ({
    kind: 'consent.refused',
    ...head(desk, activation),
    body: { ...s, asked: 'counter' },
  }))
  const next = { ...activation, session }
  const writes = services.map((s) => decisionWrite(activation, s.service, { ...s, state: 'refused', at }))
  await settle(
    desk,
    next,
    drafts,
    writes,
    services.map((s) => ({ ...s, state: 'refused' as const, at })),
  )
}

/** Appends answers and puts them into the activation with their place in the log, which only the append knows. */
async function settle(
  desk: Desk,
  next: Activation,
  drafts: readonly Draft[],
  writes: readonly Write[],
  answers: readonly {
    service: ServiceId
    notice: string
    lang: Lang
    state: Standing['state']
    at: number
  }[],
): Promise<void> {
  const provisional = Object.fromEntries(
    answers.map((a) => [
      a.service,
      { state: a.state, notice: a.notice, lang: a.lang, at: a.at, seq: NOT_PLACED, leaf: '' },
    ]),
  )
  const sealed = await advance(
    desk,
    { ...next, standing: { ...next.standing, ...provisional } },
    drafts,
    writes,
  )
  const placed = Object.fromEntries(
    answers.map((a) => {
      const entry = sealed.find((s) => 'service' in s.entry && s.entry.service === a.service)
      const at = provisional[a.service] as Standing
      return [a.service, entry ? { ...at, seq: entry.seq, leaf: entry.leaf } : at]
    }),
  )
  await advance(desk, { ...next, standing: { ...next.standing, ...placed } })
}

export async function answer(
  desk: Desk,
  activation: Activation,
  service: ServiceId,
  hash: string,
  lang: Lang,
  said: 'agree' | 'refuse',
): Promise<Result<null>> {
  if (!activation.session) return err('session/none')
  if (!isCurrent(desk, service, lang, hash)) return err('notice/not-current')
  const next = answerItem(activation.session, service, said, hash, lang)
  if (!next.ok) return next
  if (said === 'refuse') await refuse(desk, activation, next.value, [{ service, notice: hash, lang }])
  else await advance(desk, { ...activation, session: next.value })
  desk.host.nudge({ nudge: 'panel', activation: activation.id })
  return ok(null)
}

export async function check(
  desk: Desk,
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
    await refuse(desk, activation, next.value, [
      { service, notice: before.notice, lang: before.lang ?? lang },
    ])
    desk.host.nudge({ nudge: 'panel', activation: activation.id })
  } else {
    await advance(desk, { ...activation, session: next.value })
  }
  return ok(null)
}

export async function takeBack(desk: Desk, activation: Activation, group: string): Promise<Result<null>> {
  const { session } = activation
  if (!session) return err('session/none')
  const step = stepOf(session)
  const next = backOut(session, group)
  if (!next.ok || step.step !== 'sign') return next.ok ? err('session/not-now') : next
  const services = session.items
    .filter((i) => step.services.includes(i.service))
    .flatMap((i) => (i.notice && i.lang ? [{ service: i.service, notice: i.notice, lang: i.lang }] : []))
  await refuse(desk, activation, next.value, services)
  desk.host.nudge({ nudge: 'panel', activation: activation.id })
  return ok(null)
}

/** A signature under what was agreed: judged, sealed, and written with every decision that it stands for. */
export async function sign(desk: Desk, activation: Activation, input: SignatureInput): Promise<Result<null>> {
  const { session } = activation
  if (!session) return err('session/none')
  const step = stepOf(session)
  if (step.step !== 'sign' || step.group !== input.group) return err('session/not-now')
  const items = session.items.filter((i) => step.services.includes(i.service))
  // The text may have changed while the pen was on the pad.
  if (items.some((i) => !i.notice || !i.lang || !isCurrent(desk, i.service, i.lang, i.notice))) {
    return err('notice/not-current')
  }
  const refused = async (code: string): Promise<Result<null>> => {
    await advance(desk, { ...activation, session: countTry(session, input.group) })
    return err(code)
  }
  if (input.form === 'mark' && !input.companion) return err('signature/companion-needed')
  if (input.form !== 'paper') {
    const judged = judgeSignature(input, step.tries)
    // A mark is what the customer can do: it has to be made by a hand, and no more.
    if (!judged.ok && !(input.form === 'mark' && !['empty', 'synthetic'].includes(judged.why))) {
      return refused(`signature/${judged.why}`)
    }
  }
  const marks: Write[] = []
  if (input.form === 'strokes') {
    const seen = `signature/${await desk.store.hmac('signature', normalised(input.strokes))}`
    if ((await desk.store.setting(seen)) !== undefined) return refused('signature/replay')
    marks.push(desk.store.settingWrite(seen, true))
  }
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
  const sealed =
    input.form === 'paper'
      ? { writes: [] as readonly Write[] }
      : await desk.store.vault.seal('signature', activation.id, {
          hash: signature.hash,
          group: signature.group,
          width: input.width,
          height: input.height,
          strokes: input.strokes,
        })
  const at = desk.now()
  const answers = items.map((i) => ({
    service: i.service,
    notice: i.notice as string,
    lang: i.lang as Lang,
    state: 'given' as const,
    at,
  }))
  const drafts = items.map((i): Draft => {
    const service = desk.loaded.catalogue.services.get(i.service)
    const body = {
      service: i.service,
      notice: i.notice as string,
      lang: i.lang as Lang,
      basis: i.kind === 'carrier' ? ('contract' as const) : ('provision' as const),
      signature,
      signer: {
        who: signerOf(session, i.service),
        identified: activation.realName ? ('portal-real-name' as const) : ('none' as const),
        companion: input.companion,
      },
      promise: activation.promise ?? '',
      price: { fen: service?.price.fen ?? 0, per: service?.price.per ?? 'once' },
    }
    const earlier = activation.standing[i.service]
    return earlier && isValid(earlier.state)
      ? { kind: 'consent.renewed', ...head(desk, activation), body: { ...body, of: earlier.seq } }
      : { kind: 'consent.given', ...head(desk, activation), body }
  })
  const writes = [...sealed.writes, ...marks, ...answers.map((a) => decisionWrite(activation, a.service, a))]
  await settle(desk, { ...activation, session: signed.value }, drafts, writes, answers)
  await applyGuard(desk)
  desk.host.nudge({ nudge: 'panel', activation: activation.id })
  desk.host.nudge({ nudge: 'stopped' })
  return ok(null)
}
