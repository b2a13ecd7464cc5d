import { isServiceId, LANGS, type Lang } from '../base/index.ts'
import { FULL_TEXTS, KEY_FACTS, namesOf } from './fields.ts'
import { noticeHash } from './hash.ts'
import type { Notice } from './notice.ts'

/** What the first layer may hold: 120 Chinese characters; 60 English words take about as much of the screen. */
const KEY_LIMIT: Readonly<Record<Lang, number>> = { 'zh-CN': 120, en: 60 }
/** Characters of the title, which stands above the first layer on the same screen: two lines at the largest type. */
const TITLE_LIMIT: Readonly<Record<Lang, number>> = { 'zh-CN': 24, en: 60 }

/** Words that stand where a fact should: as good as empty. */
const PLACEHOLDER =
  /^(?:todo|tbd|tba|tbc|x{2,}|n\/?a|unknown|lorem ipsum.*|[-–—_.…?？/\s]+|待定|待补充?|待填写?|待确认|暂无|未知|略)$/i

/** Kinds of data that PIPL 28 calls sensitive, and those whose misuse costs as much, as notices name them. */
const SENSITIVE =
  /人脸|面部|指纹|声纹|虹膜|生物识别|银行卡|银行账[户号]|金融账户|支付账[户号]|身份证|护照|证件号|医疗|健康|病历|行踪|轨迹|宗教|\bfac(?:e|ial)\b|fingerprint|biometric|bank (?:card|account)|payment account|identity (?:card|number|document)|\bID (?:card|number)|passport|health|medical|precise location|whereabouts|religio/i

/** A Chinese character counts one, and so does a word or a figure in other letters; marks between them do not. */
export const keyLength = (facts: readonly string[]): number =>
  facts.reduce(
    (n, s) => n + (s.match(/\p{Script=Han}|[\p{L}\p{N}]+(?:[.,'’-][\p{L}\p{N}]+)*/gu) ?? []).reduce(count, 0),
    0,
  )
// A word such as 每月6 starts with letters that are themselves Han: each of those counts.
const count = (n: number, word: string): number => {
  const han = word.match(/\p{Script=Han}/gu)?.length ?? 0
  const rest = word.replace(/\p{Script=Han}/gu, ' ').trim()
  return n + han + (rest === '' ? 0 : rest.split(/\s+/).length)
}

type Bag = Readonly<Record<string, unknown>>
const bag = (v: unknown): Bag => (typeof v === 'object' && v !== null && !Array.isArray(v) ? (v as Bag) : {})
const said = (v: unknown): v is string =>
  typeof v === 'string' && v.trim() !== '' && !PLACEHOLDER.test(v.trim())
const list = (v: unknown): boolean => Array.isArray(v) && v.length > 0 && v.every(said)

const PARTY = ['name', 'address', 'contact'] as const
const KEPT = [
  ['where', 'PIPL 17'],
  ['howLong', 'PIPL 17, 19; GDPR 13(2)(a)'],
  ['after', 'PIPL 47; Network Data Regulation 21'],
] as const

/** What a draft says of another company is that company's own public statement: each names where it stands. */
const SOURCED = [
  'receiver.name',
  'receiver.address',
  'receiver.contact',
  'kinds',
  'kept.where',
  'kept.howLong',
  'kept.after',
  ...namesOf(FULL_TEXTS).filter((name) => 'sourced' in FULL_TEXTS[name]),
]

/**
 * The gaps of a notice, each with the article that asks for it: `full.receiver.contact (PIPL 23)`. Empty: it can be put
 * to a customer. `kind` is the service's: an `account` has a receiver; without it a `null` receiver is taken as a
 * carrier's own service. Never throws, whatever it is given.
 */
export function missing(notice: Notice, kind?: 'carrier' | 'account'): string[] {
  const gaps: string[] = []
  const gap = (path: string, article: string) => gaps.push(`${path} (${article})`)
  const n = bag(notice)
  const key = bag(n['key'])
  const full = bag(n['full'])

  if (!isServiceId(n['service'])) gap('service', 'PIPL 14')
  if (!LANGS.includes(n['lang'] as Lang)) gap('lang', 'PIPL 17')
  if (typeof n['version'] !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(n['version'])) gap('version', 'PIPL 14')
  if (!said(n['title'])) gap('title', 'PIPL 17')
  else if ([...n['title']].length > (TITLE_LIMIT[n['lang'] as Lang] ?? TITLE_LIMIT['zh-CN']))
    gap('title.length', 'PIPL 17')

  for (const name of namesOf(KEY_FACTS)) if (!said(key[name])) gap(`key.${name}`, KEY_FACTS[name].law)
  const facts = namesOf(KEY_FACTS)
    .map((name) => key[name])
    .filter((s) => typeof s === 'string')
  if (keyLength(facts) > (KEY_LIMIT[n['lang'] as Lang] ?? KEY_LIMIT['zh-CN'])) gap('key.length', 'PIPL 17')

  const provider = bag(full['provider'])
  for (const name of PARTY) if (!said(provider[name])) gap(`full.provider.${name}`, 'PIPL 17')
  if (full['receiver'] !== null || kind === 'account') {
    const receiver = bag(full['receiver'])
    for (const name of PARTY) if (!said(receiver[name])) gap(`full.receiver.${name}`, 'PIPL 23')
  }
  for (const name of namesOf(FULL_TEXTS)) if (!said(full[name])) gap(`full.${name}`, FULL_TEXTS[name].law)
  if (!list(full['kinds'])) gap('full.kinds', 'PIPL 17, 23')

  const sensitive = full['sensitive']
  if (sensitive === null) {
    const kinds = full['kinds']
    if (Array.isArray(kinds) && kinds.some((k) => typeof k === 'string' && SENSITIVE.test(k)))
      gap('full.sensitive', 'PIPL 28, 30')
  } else {
    const s = bag(sensitive)
    if (!list(s['kinds'])) gap('full.sensitive.kinds', 'PIPL 28')
    if (!said(s['why'])) gap('full.sensitive.why', 'PIPL 30')
    if (!said(s['effect'])) gap('full.sensitive.effect', 'PIPL 30')
  }

  const kept = bag(full['kept'])
  for (const [name, article] of KEPT) if (!said(kept[name])) gap(`full.kept.${name}`, article)

  if (n['status'] !== 'final') {
    const sources = bag(n['sources'])
    for (const path of SOURCED) {
      const value = path.split('.').reduce<unknown>((at, name) => bag(at)[name], full)
      const source = bag(sources[`full.${path}`])
      if ((said(value) || list(value)) && !(said(source['source']) && said(source['on'])))
        gaps.push(`sources.full.${path}`)
    }
    if (!approved(notice)) gaps.push('approval')
  }
  return gaps
}

/** The policy's approval names the very text that stands here. */
function approved(notice: Notice): boolean {
  const a = bag(notice?.approval)
  if (!said(a['by']) || !said(a['on'])) return false
  try {
    return a['hash'] === noticeHash(notice)
  } catch {
    return false
  }
}
