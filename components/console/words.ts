import type { Lang } from '../../utils/base/index.ts'
import type { Entry } from '../../utils/log/index.ts'
import type { Price } from '../../utils/notice/index.ts'
import type { ConsoleView } from '../../utils/wire/index.ts'
import type { TagKind } from '../base/index.ts'
import { heldCount, heldLine } from '../text/held.ts'
import { commonText, notTodayText, priceText } from '../text/index.ts'
import { codeWords, consoleText, type T } from './text.ts'

/** Turns ids, codes and times into words, in one language. */
export interface Words {
  readonly lang: Lang
  readonly t: T
  service(id: string): string
  clerk(id: string): string
  promise(code: string): string
  reason(code: string): string
  code(group: string, code: string): string
  count(n: number): string
  /** `11-23 10:44` */
  shortTime(at: number | string): string
  /** `2026-11-23 10:44:05` */
  fullTime(at: number | string): string
  seconds(ms: number): string
}

const two = (n: number): string => String(n).padStart(2, '0')

export function wordsOf(
  view: Pick<ConsoleView, 'services' | 'staff' | 'promises' | 'reasons'>,
  lang: Lang,
): Words {
  const t = consoleText(lang)
  const services = new Map<string, string>(view.services.map((s) => [s.id, s.name[lang]]))
  const staff = new Map(view.staff.map((s) => [s.id, s.name]))
  const promises = new Map(view.promises.map((p) => [p.code, p.words[lang]]))
  const reasons = new Map(view.reasons.map((r) => [r.code, r.words[lang]]))
  const number = new Intl.NumberFormat('en-US')
  return {
    lang,
    t,
    service: (id) => services.get(id) ?? id,
    clerk: (id) => {
      const name = staff.get(id)
      return id === '' ? t('nobody') : name ? `${id} ${name}` : id
    },
    promise: (code) => promises.get(code) ?? codeWords(t, 'promise', code),
    reason: (code) => reasons.get(code) ?? codeWords(t, 'reason', code),
    code: (group, code) => codeWords(t, group, code),
    count: (n) => number.format(n),
    shortTime: (at) => {
      const d = new Date(at)
      return `${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}`
    },
    fullTime: (at) => {
      const d = new Date(at)
      return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`
    },
    seconds: (ms) => t('secondsShort', { n: Math.max(1, Math.round(ms / 1000)) }),
  }
}

/** The outcome of one entry as a tag. Red is for what the guard stopped, never for a customer's no. */
export function outcomeOf(
  entry: Pick<Entry, 'kind'> & { readonly why?: string },
  w: Words,
): { readonly tag: TagKind; readonly words: string } {
  switch (entry.kind) {
    case 'consent.given':
    case 'consent.renewed':
      return { tag: 'given', words: w.t('outcomeGiven') }
    case 'consent.refused':
      return { tag: 'declined', words: entry.why ? commonText(w.lang)('notToday') : w.t('outcomeRefused') }
    case 'consent.withdrawn':
    case 'consent.expired':
    case 'consent.invalidated':
      return { tag: 'declined', words: w.code('kind', entry.kind) }
    case 'signup.stopped':
    case 'number.stopped':
    case 'request.stopped':
    case 'submit.stopped':
      return { tag: 'stopped', words: w.code('kindShort', entry.kind) }
    case 'override.granted':
    case 'manager.rejected':
    case 'clock.stepped':
    case 'witness.refused':
    case 'activation.abandoned':
      return { tag: 'waiting', words: w.code('kind', entry.kind) }
    default:
      return { tag: 'declined', words: w.code('kind', entry.kind) }
  }
}

/** What the entry is about, for the table: a service, a site, or nothing. */
export function subjectOf(entry: Entry, w: Words): string {
  if (entry.kind === 'submit.stopped') return entry.open.map(w.service).join(w.t('comma'))
  if ('service' in entry && entry.service !== null) return w.service(entry.service)
  if ('origin' in entry) return hostOf(entry.origin)
  return ''
}

const hostOf = (origin: string): string => origin.replace(/^https?:\/\//, '')

/** One entry as a sentence. A kind that this version does not know is named, not hidden. */
export function sentence(entry: Entry, w: Words): string {
  const { t } = w
  switch (entry.kind) {
    case 'browser.started':
      return t('say.browser.started', { browser: entry.browser, platform: entry.platform })
    case 'browser.silent':
      return t('say.browser.silent', { call: entry.call })
    case 'shift.started':
      return [
        t(entry.how === 'pin' ? 'say.shift.pin' : 'say.shift.portal', { clerk: w.clerk(entry.clerk) }),
        ...(entry.first ? [t('say.shift.first')] : []),
      ].join(' ')
    case 'pin.reset':
      return t('say.pin.reset', { clerk: w.clerk(entry.staff) })
    case 'shift.ended':
      return t('say.shift.ended', { why: w.code('why', entry.why) })
    case 'activation.opened':
      return entry.order ? t('say.opened.order', { order: entry.order }) : t('say.opened')
    case 'activation.submitted':
      return t(entry.unread ? 'say.submitted.unread' : 'say.submitted', {
        items: entry.items.map((i) => w.service(i.service)).join(t('comma')) || t('nothing'),
        status: entry.status,
      })
    case 'activation.completed':
      return t('say.completed', { n: w.count(entry.minutes) })
    case 'activation.abandoned':
      return t('say.abandoned', { why: w.code('why', entry.why) })
    case 'promise.stated':
      return t('say.promise', { promise: w.promise(entry.code) })
    case 'notice.presented':
      return [
        t(entry.layer === 'key' ? 'say.notice.key' : 'say.notice.full', {
          service: w.service(entry.service),
          time: w.seconds(entry.ms),
        }),
        ...(entry.aloud ? [t('say.notice.aloud')] : []),
        ...(entry.scrolled ? [t('say.notice.end')] : []),
      ].join(t('comma'))
    case 'consent.given':
      return [
        t('say.given', {
          service: w.service(entry.service),
          price: priceText(priceOf(entry.price), w.lang),
        }),
        ...(entry.signature?.alike ? [t('say.alike')] : []),
      ].join(t('comma'))
    case 'consent.renewed':
      return [
        t('say.renewed', { service: w.service(entry.service), seq: w.count(entry.of) }),
        ...(entry.signature?.alike ? [t('say.alike')] : []),
      ].join(t('comma'))
    case 'consent.refused':
      return entry.why
        ? t('say.notToday', { service: w.service(entry.service), why: notTodayText(entry.why, w.lang) })
        : t('say.refused', { service: w.service(entry.service) })
    case 'consent.asked':
      return t(entry.yes ? 'say.asked.yes' : 'say.asked.no', { service: w.service(entry.service) })
    case 'consent.withdrawn':
      return t('say.withdrawn', { service: w.service(entry.service), seq: w.count(entry.of) })
    case 'consent.expired':
      return t('say.expired', { service: w.service(entry.service), seq: w.count(entry.of) })
    case 'consent.invalidated':
      return t('say.invalidated', { service: w.service(entry.service), why: w.code('why', entry.why) })
    case 'permit.issued':
      return t('say.permit.issued', { service: w.service(entry.service), until: w.shortTime(entry.until) })
    case 'permit.used':
      return [
        t('say.permit.used', { service: w.service(entry.service) }),
        ...(entry.left ? [t('say.permit.left')] : []),
      ].join(' ')
    case 'permit.expired':
      return [
        t('say.permit.expired', { service: w.service(entry.service), why: w.code('why', entry.why) }),
        ...(entry.left ? [t('say.permit.left')] : []),
      ].join(' ')
    case 'signup.stopped':
    case 'number.stopped':
    case 'request.stopped':
    case 'guard.informed':
      return t(`say.${entry.kind}`, {
        site: entry.service ? w.service(entry.service) : hostOf(entry.origin),
        way: w.code('way', entry.way),
        why: w.code('why', entry.why),
      })
    case 'submit.stopped':
      return [
        t('say.submit.stopped', {
          route: w.code('route', entry.route),
          // A reason of another version is shown as it is, never hidden.
          why: heldLine(entry.why, entry.open.map(w.service), w.lang) || entry.why,
        }),
        ...(entry.count === undefined ? [] : [heldCount(entry.count, w.lang)]),
      ].join(' ')
    case 'override.granted':
      return t('say.override', {
        by: w.clerk(entry.by),
        site: entry.service ? w.service(entry.service) : hostOf(entry.origin),
        reason: w.reason(entry.reason),
      })
    case 'receipt.issued':
      return t('say.receipt', { n: entry.answers.length, hash: shortHash(entry.receipt) })
    case 'withdrawal.received':
      return t('say.withdrawal.received', {
        store: entry.shown.store,
        seq: w.count(entry.shown.seq),
        n: entry.answers.length,
      })
    case 'handover.confirmed':
      return [
        t(entry.handset === false ? 'say.handover.away' : 'say.handover', { n: w.count(entry.minutes) }),
        ...(entry.long ? [t('say.handover.long', { n: w.count(entry.gap ?? 0) })] : []),
      ].join(' ')
    case 'log.verified':
      if (!entry.sound) {
        const fault = entry.fault ? faultWords(entry.fault, w) : ''
        const place = entry.fault ? placeWords(entry.fault, entry.where ?? null, w) : ''
        return t('say.verified.fault', { n: w.count(entry.size), fault: `${fault}${place && ` ${place}`}` })
      }
      return t(entry.since ? 'say.verified.since' : 'say.verified.sound', {
        n: w.count(entry.size),
        from: w.count(entry.since ?? 0),
      })
    case 'log.exported':
      return t(entry.masked ? 'say.exported.masked' : 'say.exported.clear', {
        n: w.count(entry.rows),
        format: entry.format,
        hash: shortHash(entry.hash),
      })
    case 'log.resumed':
      return t(entry.why === 'gone' ? 'say.resumed.gone' : 'say.resumed', {
        size: w.count(entry.size),
        why: entry.why,
      })
    case 'log.erased':
      return [
        t(entry.part === 'refusals' ? 'say.erased.refusals' : 'say.erased', {
          n: w.count(entry.records),
          reason: w.code('erase', entry.reason),
        }),
        ...(entry.unread ? [t('say.erased.unread', { n: w.count(entry.unread) })] : []),
      ].join(' ')
    case 'hold.set':
    case 'hold.lifted':
      return t(`say.${entry.kind}`, {
        scope: t(`scope.${entry.scope ?? 'log'}`),
        reason: w.code('hold', entry.reason),
      })
    case 'decisions.read':
      return t(entry.refused ? 'say.read.refused' : 'say.read', {
        how: w.code('read', entry.how),
        n: w.count(entry.count ?? 0),
      })
    case 'alarm.seen':
      return t('say.alarm', { alarm: w.code('alarm', entry.alarm) })
    case 'vault.changed':
      return t(`say.vault.${entry.what}`, {
        n: w.count(entry.keys),
        to: entry.to.map(shortHash).join(t('comma')),
      })
    case 'manager.unlocked':
      return t('say.unlocked', { reason: w.code('unlock', entry.reason) })
    case 'manager.rejected':
      return t('say.rejected', { where: w.code('where', entry.where) })
    case 'policy.changed':
      return t('say.policy', { source: w.code('source', entry.source), hash: shortHash(entry.to) })
    case 'posture.changed':
      return t(entry.off.length > 0 ? 'say.posture' : 'say.posture.all', {
        n: w.count(entry.on.length),
        off: entry.off.map((code) => w.code('posture', code)).join(t('comma')),
      })
    case 'clock.stepped':
      return t('say.clock', { seconds: Math.round((entry.wall - entry.mono) / 1000) })
    case 'witness.refused':
      return t('say.witness', { size: w.count(entry.size), why: w.code('witness', entry.why) })
    default:
      return t('say.unknown', { kind: String((entry as { kind?: unknown }).kind ?? '') })
  }
}

/** A price as it stands in an entry. */
export const priceOf = (price: { readonly fen: number; readonly per: string }): Price => ({
  fen: price.fen,
  per: price.per === 'month' || price.per === 'year' ? price.per : 'once',
})

/** Enough of a hash to compare by eye. */
export const shortHash = (hash: string): string =>
  hash.length > 16 ? `${hash.slice(0, 8)}…${hash.slice(-6)}` : hash

/** What a policy that was not taken leaves in force. */
export const policyFault = (
  { name, source, fault }: { readonly name: string; readonly source: string; readonly fault: string },
  w: Words,
): string =>
  w.t(source === 'built-in' ? 'policyFaultBuiltIn' : 'policyFault', { name, fault: w.code('fault', fault) })

/** A fault of the log's check, in words. Unknown codes are shown as they are. */
export const faultWords = (fault: string, w: Pick<Words, 'code'>): string => w.code('fault', fault)

/** Which words a fault's place is said in; of the rest it is a row's name. */
const PLACES: Readonly<Record<string, 'entry' | 'tile' | 'outside' | 'left' | 'column' | 'record'>> = {
  'log/entry-changed': 'entry',
  'log/missing': 'entry',
  'log/order': 'entry',
  'log/tile': 'tile',
  'log/rolled-back': 'outside',
  'log/two-histories': 'outside',
  'table/tiles': 'tile',
  'table/left': 'left',
  'table/column': 'column',
  'table/vault': 'record',
}

/** Where a fault lies, as a sentence; '' where that is not known. */
export function placeWords(fault: string, where: string | null, w: Words): string {
  if (where === null) return ''
  const { t } = w
  const [first = '', rest] = where.split(' ')
  const number = /^\d{1,15}$/.test(first) ? w.count(Number(first)) : null
  switch (number === null ? 'row' : PLACES[fault]) {
    case 'entry':
      return t('at.entry', { seq: number as string })
    case 'left':
      return rest === undefined
        ? t('at.outside', { n: number as string })
        : t('at.entry', { seq: number as string })
    case 'outside':
      return t('at.outside', { n: number as string })
    case 'column':
      return t('at.column', { seq: number as string, column: rest ?? '' })
    case 'record':
      return t('at.record', { seq: number as string, kind: w.code('record', rest ?? '') })
    default:
      return PLACES[fault] === 'tile' ? t('at.tile', { tile: where }) : t('at.row', { row: where })
  }
}
