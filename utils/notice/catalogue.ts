import * as v from 'valibot'
import {
  cleanHost,
  err,
  hostIn,
  isServiceId,
  isSuffix,
  type Json,
  LANGS,
  type Lang,
  ok,
  type Result,
  type ServiceId,
} from '../base/index.ts'
import { FULL_TEXTS, forEachName, KEY_FACTS } from './fields.ts'
import { noticeHash } from './hash.ts'
import { missing } from './missing.ts'
import type { Approval, Notice } from './notice.ts'
import type { Service } from './service.ts'

/** One notice as it stands in the catalogue. */
export interface KnownNotice {
  readonly notice: Notice
  readonly hash: string
  /** Gaps by `missing()`, with the service's kind and price in mind. */
  readonly missing: readonly string[]
}

/** Every service that this counter knows, with its notices. */
export interface Catalogue {
  readonly services: ReadonlyMap<ServiceId, Service>
  /** By a code under which a portal orders it. */
  byCode(code: string): Service | null
  notice(id: ServiceId, lang: Lang): KnownNotice | null
  /** Its notice has no gap in any language of the product: it can be put to a customer. */
  complete(id: ServiceId): boolean
  /**
   * Why it cannot be: `notice/not-approved` for a real company's draft, whatever else it lacks; `notice/incomplete` for a
   * gap, or no notice at all; null where it can.
   */
  why(id: ServiceId): 'notice/not-approved' | 'notice/incomplete' | null
  /** Whose site a host is; sub-domains count, the longest domain wins. A port is ignored. */
  siteOf(host: string): Service | null
}

// Direction marks can make a price or a name read differently from what is hashed; control characters say nothing.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
const HIDDEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/

const text = (max = 2000) =>
  v.pipe(
    v.string(),
    v.maxLength(max),
    v.check((s) => !HIDDEN.test(s) && s.isWellFormed()),
  )
const words = v.strictObject({
  'zh-CN': v.pipe(text(200), v.nonEmpty()),
  en: v.pipe(text(200), v.nonEmpty()),
})

const HOST = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const host = v.pipe(
  v.string(),
  v.maxLength(253),
  v.regex(HOST),
  // One of these as a domain would open, or close, half the web.
  v.check((s) => !isSuffix(s)),
)
const path = v.pipe(v.string(), v.maxLength(300), v.regex(/^\/[!-~]*$/))
const match = v.strictObject({ host, path })
const matches = v.pipe(v.array(match), v.maxLength(50))

const local = (h: string): boolean => h === 'localhost' || h.endsWith('.localhost')

const site = v.pipe(
  v.strictObject({
    domains: v.pipe(v.array(host), v.minLength(1), v.maxLength(50)),
    start: v.pipe(v.string(), v.maxLength(500)),
    signUp: matches,
    code: matches,
    create: matches,
  }),
  v.forward(
    v.check((s) => {
      const url = URL.parse(s.start)
      if (!url || url.username || url.password) return false
      const safe = url.protocol === 'https:' || (url.protocol === 'http:' && local(url.hostname))
      return safe && hostIn(url.hostname, s.domains)
    }),
    ['start'],
  ),
)

const id = v.custom<ServiceId>(isServiceId)

const service = v.strictObject({
  id,
  kind: v.picklist(['carrier', 'account']),
  sector: v.picklist([
    'telecom',
    'insurance',
    'shop',
    'social',
    'video',
    'payment',
    'food',
    'travel',
    'games',
    'mail',
    'other',
  ]),
  name: words,
  company: words,
  codes: v.pipe(v.array(v.pipe(text(64), v.nonEmpty())), v.maxLength(50)),
  price: v.strictObject({
    fen: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000_000)),
    per: v.picklist(['month', 'year', 'once']),
  }),
  site: v.exactOptional(site),
})

const party = v.strictObject({ name: text(), address: text(), contact: text() })
const kinds = v.pipe(v.array(text(200)), v.maxLength(40))

// Fields may be empty: a draft leaves open what is not publicly stated. `missing` then says so.
const notice = v.strictObject({
  service: id,
  lang: v.picklist(LANGS),
  version: v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}[\w.-]{0,20}$/)),
  title: text(200),
  key: v.strictObject(forEachName(KEY_FACTS, () => text(400))),
  full: v.strictObject({
    provider: party,
    receiver: v.nullable(party),
    ...forEachName(FULL_TEXTS, () => text()),
    kinds,
    sensitive: v.nullable(v.strictObject({ kinds, why: text(), effect: text() })),
    kept: v.strictObject({ where: text(), howLong: text(), after: text() }),
    lastsDays: v.exactOptional(
      v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(36_500))),
    ),
  }),
  status: v.picklist(['final', 'draft']),
  sources: v.exactOptional(v.record(text(100), v.strictObject({ source: text(), on: text(40) }))),
  approval: v.exactOptional(
    v.strictObject({ by: text(200), on: text(40), hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) }),
  ),
})

/** Reads a list with one schema; the error's `where` is a path, never a value. */
function read<T>(
  schema: v.GenericSchema<unknown, T>,
  list: readonly Json[],
  where: string,
): Result<T[], 'catalogue/invalid'> {
  if (!Array.isArray(list)) return err('catalogue/invalid', where)
  const out: T[] = []
  for (const [i, item] of list.entries()) {
    const parsed = v.safeParse(schema, item, { abortEarly: true })
    if (!parsed.success) {
      const at = v.getDotPath(parsed.issues[0])
      return err('catalogue/invalid', `${where}.${i}${at ? `.${at}` : ''}`)
    }
    out.push(parsed.output)
  }
  return ok(out)
}

/** The text names the price that the order will have: 6 as a figure, or that it costs nothing. */
function namesPrice(said: string, { fen }: Service['price']): boolean {
  if (fen === 0)
    return /免费|不收费|不要钱|不花钱|(?<![\d.])0(?:\.00?)? ?元|\bfree\b|no (?:charge|cost)|costs? nothing/i.test(
      said,
    )
  const figures = (said.normalize('NFKC').match(/\d+(?:\.\d+)?/g) ?? []).map(Number)
  return figures.some((f) => Math.round(f * 100) === fen)
}

/**
 * The catalogue in force: the built-in services, less `without`, changed and added to by the policy's. Hostile input
 * gives `catalogue/invalid` with the path of the first fault; nothing is taken over half.
 */
export function readCatalogue(input: {
  readonly builtIn: readonly Service[]
  readonly services: readonly Json[]
  readonly without: readonly string[]
  readonly notices: readonly Json[]
  /** Notices of the product itself; the policy's take their place. */
  readonly builtInNotices?: readonly Notice[]
  /** Approvals that stand apart from the text: by its hash. */
  readonly approvals?: readonly Approval[]
}): Result<Catalogue, 'catalogue/invalid'> {
  const added = read<Service>(service, input.services, 'services')
  if (!added.ok) return added
  const own = read<Notice>(notice, input.notices, 'notices')
  if (!own.ok) return own

  const services = new Map<ServiceId, Service>()
  const without = new Set<string>(input.without)
  for (const s of input.builtIn) if (!without.has(s.id)) services.set(s.id, s)
  const seen = new Set<ServiceId>()
  for (const [i, s] of added.value.entries()) {
    if (seen.has(s.id)) return err('catalogue/invalid', `services.${i}.id`)
    seen.add(s.id)
    services.set(s.id, s)
  }

  const codes = new Map<string, Service>()
  for (const s of services.values()) {
    for (const code of s.codes) {
      const other = codes.get(code)
      if (other && other !== s) {
        const i = added.value.indexOf(s)
        return err('catalogue/invalid', `services.${i < 0 ? added.value.indexOf(other) : i}.codes`)
      }
      codes.set(code, s)
    }
  }

  // Read only where it is asked for: hashing what nobody is shown would cost every start of the background.
  const held = new Map<string, Notice>()
  const known = new Map<string, KnownNotice>()
  const real = new Set<string>(input.builtIn.map((s) => s.id))
  const realDomains = input.builtIn.flatMap((s) => s.site?.domains ?? [])
  /** A real company's, by its id or by whose sites it opens: another name for it is no way round the approval. */
  const isReal = (s: Service): boolean => {
    if (real.has(s.id)) return true
    const domains = s.site?.domains ?? []
    return domains.some((d) => hostIn(d, realDomains)) || realDomains.some((d) => hostIn(d, domains))
  }
  const weigh = (given: Notice, s: Service): KnownNotice => {
    const hash = noticeHash(given)
    const approval = given.approval ?? input.approvals?.find((a) => a.hash === hash)
    const n: Notice = {
      ...given,
      // Whoever writes the policy, and whatever it says: what is told about a real company is approved by somebody.
      status: isReal(s) ? 'draft' : given.status,
      ...(approval ? { approval } : {}),
    }
    const gaps = missing(n, s.kind)
    if (n.key.price.trim() !== '' && !namesPrice(n.key.price, s.price))
      gaps.push('key.price (not the price of the service)')
    return { notice: n, hash, missing: gaps }
  }
  for (const n of input.builtInNotices ?? []) held.set(`${n.service}/${n.lang}`, n)
  const told = new Set<string>()
  for (const [i, n] of own.value.entries()) {
    if (!services.has(n.service) && !without.has(n.service))
      return err('catalogue/invalid', `notices.${i}.service`)
    const name = `${n.service}/${n.lang}`
    if (told.has(name)) return err('catalogue/invalid', `notices.${i}`)
    told.add(name)
    held.set(name, n)
  }

  const domains = new Map<string, Service>()
  for (const s of services.values())
    for (const d of s.site?.domains ?? []) if (!domains.has(d)) domains.set(d, s)

  const find = (id: ServiceId, lang: Lang): KnownNotice | null => {
    const name = `${id}/${lang}`
    const before = known.get(name)
    if (before) return before
    const given = held.get(name)
    const s = services.get(id)
    if (!given || !s) return null
    const now = weigh(given, s)
    known.set(name, now)
    return now
  }
  const complete = (id: ServiceId): boolean => LANGS.every((lang) => find(id, lang)?.missing.length === 0)
  return ok({
    services,
    byCode: (code) => codes.get(code) ?? null,
    notice: find,
    complete,
    why: (id) =>
      complete(id)
        ? null
        : LANGS.some((lang) => find(id, lang)?.missing.includes('approval'))
          ? 'notice/not-approved'
          : 'notice/incomplete',
    siteOf(name) {
      let h = cleanHost(name.replace(/:\d+$/, ''))
      while (h.includes('.')) {
        const s = domains.get(h)
        if (s) return s
        h = h.slice(h.indexOf('.') + 1)
      }
      return null
    },
  })
}
