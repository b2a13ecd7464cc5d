import {
  type ActivationId,
  err,
  type Lang,
  ok,
  type Result,
  randomId,
  type ServiceId,
} from '../../base/index.ts'
import {
  countTry,
  halvesOf,
  isAlike,
  isValid,
  judgeSignature,
  normalised,
  piecesOf,
  type Session,
  signatureSvg,
  signerOf,
  signGroup,
  stepOf,
  strokeHash,
  TRIES_BEFORE_MARK,
} from '../../consent/index.ts'
import type { Draft, SignatureRef } from '../../log/index.ts'
import { isProvided } from '../../notice/index.ts'
import type { SignatureInput } from '../../wire/index.ts'
import type { Activation, Counter, Standing } from '../state/index.ts'
import { advance, hasSetting, markSetting, type Setting, settingWrite } from '../state/index.ts'
import { decide, headOf, isCurrent } from './decide.ts'
import { identifiedBy } from './identify.ts'

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

/** The coarse fingerprint: the marks of a signature's pieces, and whether most of one shape was seen before. */
async function piecesSeen(
  counter: Counter,
  input: SignatureInput,
): Promise<{ readonly marks: readonly Setting<ActivationId>[]; readonly alike: boolean }> {
  const marks = new Map<string, Setting<ActivationId>>()
  let alike = false
  for (const strokes of shapesOf(input)) {
    const pieces = await Promise.all(
      piecesOf(strokes).map(async (piece) => markSetting(await counter.store.hmac('signature', piece))),
    )
    const known = await Promise.all(pieces.map((mark) => hasSetting(counter, mark)))
    alike ||= isAlike(known.filter(Boolean).length, pieces.length)
    for (const mark of pieces) marks.set(mark.key, mark)
  }
  return { marks: [...marks.values()], alike }
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
    shapesOf(input).map(async (strokes) =>
      markSetting(await counter.store.hmac('signature', normalised(strokes))),
    ),
  )
  for (const mark of seen) {
    if (await hasSetting(counter, mark)) return refused('signature/replay')
  }
  const { marks: pieces, alike } = await piecesSeen(counter, input)
  // With whose it is, so that it goes when they do.
  const marks = [...seen, ...pieces].map((mark) => settingWrite(mark, activation.id))
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
    ...(alike ? { alike: true as const } : {}),
  }
  const at = counter.now()
  const sealed =
    input.form === 'paper'
      ? { writes: [] }
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
      ? { kind: 'consent.renewed', ...headOf(counter, activation), body: { ...body, of: earlier.seq } }
      : { kind: 'consent.given', ...headOf(counter, activation), body }
  })
  await decide(counter, {
    next: {
      ...activation,
      session: signed.value,
      shown: { size: activation.shown?.size ?? null, lang: input.lang },
      again: activation.again.filter((id) => !step.services.includes(id)),
    },
    answers: items.map((i) => ({
      service: i.service,
      notice: i.notice as string,
      lang: i.lang as Lang,
      state: 'given',
      at,
    })),
    drafts,
    writes: [...sealed.writes, ...marks],
  })
  counter.host.nudge({ nudge: 'panel', activation: activation.id })
  counter.host.nudge({ nudge: 'stopped' })
  return ok(null)
}
