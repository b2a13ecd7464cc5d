import * as v from 'valibot'
import { MOST_POINTS, MOST_STROKES } from '../../consent/index.ts'
import { activation, bool, code, hash, int, lang, list, match, num, type Shaped, service } from '../shapes.ts'
import type { SignView } from '../views/sign.ts'
import { asks } from './message.ts'

const group = match(/^[a-z0-9.-]{1,64}$/)

const whoUses = v.picklist(['self', 'child', 'teen', 'adult'])
export type WhoUses = v.InferOutput<typeof whoUses>

/** x, y (CSS px), t (ms since the first point), pressure 0 to 1. */
const point = v.strictTuple([num, num, num, num])
// That a signature is too long the gate says, in words; this is what no window of ours sends.
const stroke = list(point, 2 * MOST_POINTS)
/** One stroke: points of x, y (CSS px), t (ms since the first point), pressure 0 to 1. */
export type Stroke = Shaped<typeof stroke>

const signature = v.strictObject({
  group,
  form: v.picklist(['strokes', 'mark', 'paper']),
  width: num,
  height: num,
  strokes: list(stroke, 2 * MOST_STROKES),
  /** Every pointer event was trusted. */
  trusted: bool,
  companion: bool,
  lang,
})
/** What the signing window sends for one signature. */
export type SignatureInput = Shaped<typeof signature>

/** The customer's signing window. */
export const SIGN = {
  'sign.open': asks({ activation }).answers<SignView>(),
  'sign.who': asks({ activation, who: whoUses, relation: v.nullable(code) }).answers<SignView>(),
  /** The one tap where nobody knows the age of the one who answers; a guardian is not `minor`. */
  'sign.age': asks({ activation, band: v.picklist(['minor', 'adult', 'aged']) }).answers<SignView>(),
  /** The slow way, for anybody: largest type, reading aloud offered first, one question back. */
  'sign.slow': asks({ activation }).answers<SignView>(),
  /** After an earlier no: "Did you ask for this yourself?" */
  'sign.asked': asks({ activation, service, yes: bool, lang }).answers<SignView>(),
  /** What was withdrawn, and how to close the account, has been read. */
  'sign.seen': asks({ activation }).answers<SignView>(),
  'sign.presented': asks({
    activation,
    service,
    hash,
    lang,
    layer: v.picklist(['key', 'full']),
    /** Less than a day. */
    ms: v.pipe(num, v.minValue(0), v.ltValue(86_400_000)),
    scrolled: bool,
    aloud: bool,
    size: v.picklist([1, 2, 3]),
    /** Of the window, per cent. */
    zoom: v.exactOptional(v.pipe(int, v.minValue(1), v.maxValue(10_000))),
    /** Type size of the key facts, CSS px. */
    px: v.exactOptional(v.pipe(int, v.minValue(1), v.maxValue(200))),
  }).answers<null>(),
  'sign.answer': asks({
    activation,
    service,
    hash,
    lang,
    answer: v.picklist(['agree', 'refuse']),
  }).answers<SignView>(),
  /** The question back, "Does your SIM work without this?": `yes` is right. */
  'sign.check': asks({ activation, service, yes: bool, lang }).answers<SignView>(),
  /**
   * Error codes: `signature/empty | dot | straight | short | long | synthetic | replay | companion-needed`; of a mark's
   * halves `signature/mark-missing | companion-missing`.
   */
  'sign.signature': asks({ activation, signature }).answers<SignView>(),
  /**
   * Takes back an agreement before it is signed; nothing is registered for these services. `alone`: a mark needs a
   * companion, and nobody is there: not today, and no refusal to be kept for months.
   */
  'sign.back-out': asks({ activation, group, alone: bool, lang }).answers<SignView>(),
  /** The customer gives the screen back. */
  'sign.close': asks({ activation }).answers<null>(),
  /** `handset`: it was in the customer's hand or in sight all the time. */
  'sign.handover': asks({ activation, handset: bool }).answers<SignView>(),
} as const
