import { MOST_POINTS, MOST_STROKES } from '../consent/index.ts'
import { ERASE_REASONS, HOLD_REASONS, type Name } from './messages.ts'

/**
 * Shapes of what arrives, checked before a handler sees it. Small on purpose: a body is a flat record, but for a reading
 * and a signature.
 */
export type Check = (value: unknown) => boolean

const str =
  (max: number): Check =>
  (v) =>
    typeof v === 'string' && v.length <= max
const num: Check = (v) => typeof v === 'number' && Number.isFinite(v)
const bool: Check = (v) => typeof v === 'boolean'
const orNull =
  (check: Check): Check =>
  (v) =>
    v === null || check(v)
const one =
  (...values: readonly unknown[]): Check =>
  (v) =>
    values.includes(v)
const match =
  (re: RegExp): Check =>
  (v) =>
    typeof v === 'string' && re.test(v)
const list =
  (check: Check, max: number): Check =>
  (v) =>
    Array.isArray(v) && v.length <= max && v.every(check)

/** Exactly these keys: a body with a key more is another message. */
export const record =
  (shape: Readonly<Record<string, Check>>): Check =>
  (v) => {
    if (typeof v !== 'object' || v === null || Array.isArray(v)) return false
    const keys = Object.keys(v)
    const names = Object.keys(shape)
    return (
      keys.length === names.length &&
      names.every((k) => Object.hasOwn(v, k) && (shape[k] as Check)((v as Record<string, unknown>)[k]))
    )
  }

/** `activation:service` */
const decision = match(/^[0-9a-f]{24}:[a-z0-9][a-z0-9.-]{0,63}$/)
const activation = match(/^[0-9a-f]{24}$/)
const service = match(/^[a-z0-9][a-z0-9.-]{0,63}$/)
const code = match(/^[a-z0-9-]{1,40}$/)
const hash = match(/^[0-9a-f]{64}$/)
const lang = one('zh-CN', 'en')
/** As it is shown; a whole number is none. */
const masked = match(/^(?:\d{3} \*{4} \d{4})?$/)
const nothing = record({})
const recipient = match(/^age1[0-9a-z]{58}$/)
/** A database of this extension's. */
const log = match(/^countersign(?:\.\d{1,4})?$/)
const pin = match(/^\d{1,12}$/)

const reading = record({
  adapter: str(64),
  number: orNull(str(64)),
  customer: orNull(str(200)),
  age: orNull((v) => Number.isInteger(v) && (v as number) >= 0 && (v as number) < 150),
  realName: bool,
  clerk: orNull(str(64)),
  order: orNull(str(100)),
  services: list(
    record({ code: str(100), name: str(200), price: orNull(str(100)), ticked: bool, included: bool }),
    200,
  ),
  loading: bool,
  confirmed: orNull(record({ order: orNull(str(100)) })),
  missing: list(str(60), 40),
})

const point: Check = (v) => Array.isArray(v) && v.length === 4 && v.every(num)
const signature = record({
  group: match(/^[a-z0-9.-]{1,64}$/),
  form: one('strokes', 'mark', 'paper'),
  width: num,
  height: num,
  // That a signature is too long the gate says, in words; this is what no window of ours sends.
  strokes: list(list(point, 2 * MOST_POINTS), 2 * MOST_STROKES),
  trusted: bool,
  companion: bool,
  lang,
})

export const SHAPES: Readonly<Record<Name, Check>> = {
  'panel.open': nothing,
  'panel.read': record({ reading }),
  'panel.hand-over': record({ activation, promise: code, text: orNull(str(400)) }),
  'panel.ask-again': record({ activation, service }),
  'panel.withdraw': record({ activation, decision }),
  'panel.document-seen': record({ activation }),
  'panel.add-account': record({ activation, service }),
  'panel.drop-account': record({ activation, service }),
  'panel.open-site': record({ activation, service }),
  'panel.submit-stopped': record({ activation: orNull(activation), route: one('button', 'key', 'form') }),
  'panel.pledge-read': nothing,
  'panel.shift': nothing,
  'panel.copied': record({ activation }),
  'sign.open': record({ activation }),
  'sign.who': record({ activation, who: one('self', 'child', 'teen', 'adult'), relation: orNull(code) }),
  'sign.age': record({ activation, band: one('minor', 'adult', 'aged') }),
  'sign.slow': record({ activation }),
  'sign.asked': record({ activation, service, yes: bool, lang }),
  'sign.seen': record({ activation }),
  'sign.presented': record({
    activation,
    service,
    hash,
    lang,
    layer: one('key', 'full'),
    ms: (v) => num(v) && (v as number) >= 0 && (v as number) < 86_400_000,
    scrolled: bool,
    aloud: bool,
    size: one(1, 2, 3),
  }),
  'sign.answer': record({ activation, service, hash, lang, answer: one('agree', 'refuse') }),
  'sign.check': record({ activation, service, yes: bool, lang }),
  'sign.signature': record({ activation, signature }),
  'sign.back-out': record({ activation, group: match(/^[a-z0-9.-]{1,64}$/), alone: bool, lang }),
  'sign.close': record({ activation }),
  'sign.handover': record({ activation, handset: bool }),
  'stopped.open': record({ service: orNull(service) }),
  'stopped.ask': record({ service, promise: code, text: orNull(str(400)) }),
  'stopped.open-site': record({ service }),
  'stopped.reason': record({ service: orNull(service), code }),
  'stopped.go-on': record({ service: orNull(service) }),
  'stopped.override': record({ service: orNull(service), manager: str(32), pin, reason: code }),
  'stopped.back': nothing,
  'popup.open': nothing,
  'shift.start': record({ staff: str(32), pin }),
  'shift.end': nothing,
  'shift.pledge': nothing,
  'popup.console': nothing,
  'popup.resume': record({ activation }),
  'popup.take-back': nothing,
  'popup.display': record({ display: orNull(str(100)) }),
  'console.decisions': record({ number: str(40) }),
  'console.withdraw': record({ decision, number: masked }),
  'withdraw.open': nothing,
  'withdraw.number': record({ number: str(40) }),
  'withdraw.code': record({ code: str(200_000) }),
  'withdraw.take': record({ decision, by: one('counter', 'receipt'), number: masked }),
  'withdraw.elsewhere': record({ code: str(200_000), answer: match(/^(?:[0-9a-f]{64})?$/) }),
  'console.open': nothing,
  'vault.create': record({ recipient, sealed: str(4000) }),
  'policy.import': record({ text: str(2_500_000) }),
  'console.unlocked': record({ reason: code }),
  'console.rejected': nothing,
  'log.verified': record({
    size: num,
    root: str(64),
    sound: bool,
    fault: orNull(str(200)),
    where: orNull(str(100)),
    since: num,
    checkpoint: orNull(str(4000)),
    log: orNull(log),
  }),
  'log.exported': record({
    format: code,
    rows: num,
    masked: bool,
    filter: str(2000),
    hash,
    log: orNull(log),
  }),
  'vault.challenge': record({ to: one('manage', 'reseal') }),
  'vault.passphrase': record({ recipient, sealed: str(4000), proof: hash }),
  'vault.replace': record({ recipient, sealed: str(4000) }),
  'vault.reseal': record({
    keys: list(record({ id: match(/^[0-9a-f]{24}$/), sealed: str(8000) }), 200),
    last: bool,
    proof: hash,
  }),
  'console.seen': record({
    alarm: one(
      'log/resumed',
      'vault/replaced',
      'permit/not-cleaned',
      'witness/rolled-back',
      'witness/inconsistent',
    ),
    proof: hash,
  }),
  'console.reset-pin': record({ staff: str(32), proof: hash }),
  'console.traces': record({ number: str(40) }),
  'console.erase': record({ number: str(40), reason: one(...ERASE_REASONS), proof: hash }),
  'console.hold': record({
    scope: one('log', 'customer', 'activation'),
    number: orNull(str(40)),
    activation: orNull(activation),
    reason: one(...HOLD_REASONS),
    proof: hash,
  }),
  'console.lift': record({
    hold: match(/^[0-9a-f]{16}$/),
    reason: one(...HOLD_REASONS, 'over'),
    proof: hash,
  }),
}
