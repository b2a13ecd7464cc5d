import type { Lang } from '../../utils/base/index.ts'
import type { HeldView, HeldWhy } from '../../utils/wire/index.ts'
import type { Translate } from './format.ts'
import type zh from './zh-CN/held.json'

type Key = keyof typeof zh
export type HeldText = Translate<typeof zh>

interface Told {
  /** Where it is not that the order was not sent. */
  readonly title?: Key & `title.${string}`
  readonly why: Key & `why.${string}`
  /** The same where the services are known by name. */
  readonly of?: Key & `why.${string}`
  readonly next: Key & `next.${string}`
  /** Short enough to be read out on a telephone; only where the manager needs one. Never given to another reason. */
  readonly code?: string
}

const form = (code: string): Told => ({ why: 'why.form', next: 'next.call', code })

/** What was found and what the clerk does next, for every reason. A reason without a row does not compile. */
export const TOLD: Readonly<Record<HeldWhy, Told>> = {
  'gate/order': { why: 'why.hidden', next: 'next.ask' },
  'gate/quantity': { why: 'why.quantity', of: 'why.quantityOf', next: 'next.correct' },
  'gate/price': { why: 'why.price', of: 'why.priceOf', next: 'next.correct' },
  'gate/unreadable': { why: 'why.unreadable', next: 'next.reload' },
  'gate/loading': { why: 'why.loading', next: 'next.moment' },
  'gate/unknown': { why: 'why.unknown', next: 'next.untick' },
  'gate/waiting': { why: 'why.waiting', next: 'next.askFirst' },
  'gate/refused-ticked': { why: 'why.refused', next: 'next.untick' },
  'order/no-portal': { why: 'why.noPortal', next: 'next.manager' },
  'order/no-activation': { why: 'why.noActivation', next: 'next.open' },
  'order/other-number': { why: 'why.otherNumber', next: 'next.number' },
  'order/unreadable': { why: 'why.damaged', next: 'next.reload' },
  'order/too-large': { why: 'why.large', next: 'next.smaller' },
  'order/other-way': { why: 'why.otherWay', next: 'next.reloadCall', code: 'W1' },
  'order/other-host': { why: 'why.otherHost', next: 'next.reloadCall', code: 'W4' },
  'order/second': { title: 'title.again', why: 'why.second', next: 'next.second', code: 'W2' },
  'order/got-out': { title: 'title.out', why: 'why.gotOut', next: 'next.gotOut', code: 'W3' },
  'order/underway': { title: 'title.again', why: 'why.underway', next: 'next.wait' },
  'order/not-recorded': { why: 'why.disk', next: 'next.disk' },
  'order/not-json': form('F1'),
  'order/not-form': form('F2'),
  'order/no-items': form('F3'),
  'order/unknown-type': form('F4'),
  'order/charset': form('F5'),
  'order/compressed': form('F6'),
  'order/too-many': form('F7'),
  'order/too-deep': form('F8'),
  'order/duplicate-key': form('F9'),
  'order/code': form('F10'),
  'order/action': form('F11'),
  'order/quantity': form('F12'),
  'order/shape': form('F13'),
  'order/adapter': form('F14'),
  'order/not-xml': form('F15'),
  'order/other-kind': form('F16'),
  'order/opaque': form('F17'),
}

export const isHeldWhy = (why: string): why is HeldWhy => Object.hasOwn(TOLD, why)

export interface HeldWords {
  /** What happened. */
  readonly title: string
  /** What was found, a sentence each. */
  readonly why: readonly string[]
  /** What the clerk does now. */
  readonly next: string
  /** To be read out to the manager; null where there is none. */
  readonly code: string | null
}

/** What was held, in the words of the panel; `isSigning` while the customer has the screen, so that it is not offered. */
export function heldWordsIn(t: HeldText, held: HeldView, lang: Lang, isSigning = false): HeldWords {
  const told = TOLD[held.why]
  const title = t(told.title ?? 'title')
  const code = told.code ?? null
  // A number is not broken at the end of a line.
  if (held.why === 'order/other-number' && held.number)
    return {
      title,
      why: [t('why.number', { number: held.number.replaceAll(' ', '\u00a0') })],
      next: t(told.next),
      code,
    }
  const quoted = (services: HeldView['services']): string =>
    services.map((s) => `“${s.name[lang]}”`).join(lang === 'zh-CN' ? '、' : ', ')
  if (held.why !== 'gate/order' || held.services.length === 0) {
    const names = quoted(held.services)
    const why = told.of !== undefined && names ? t(told.of, { names }) : t(told.why)
    return { title, why: [why], next: t(told.next), code }
  }
  const names = (...states: readonly string[]): string =>
    quoted(held.services.filter((s) => states.includes(s.state)))
  const parts = [
    ['why.ask', names('waiting', 'marked')],
    ['why.no', names('refused', 'withdrawn')],
    ['why.cannot', names('unknown', 'draft', 'included', 'given')],
  ] as const
  const why = parts.flatMap(([key, some]) => (some ? [t(key, { names: some })] : []))
  const canHand = held.canAsk ? 'next.ask' : parts[0][1] ? 'next.askFirst' : null
  const next = canHand === null ? 'next.remove' : isSigning ? 'next.signing' : canHand
  return { title, why, next: t(next), code }
}
