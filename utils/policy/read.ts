import * as v from 'valibot'
import { canonicalize, err, hex, type Json, ok, type Result, sha256, utf8 } from '../base/index.ts'
import { PAGE, pageFault } from './adapter-page.ts'
import { builtInPolicy } from './built-in.ts'
import { orderShape } from './order-shape.ts'
import type { Policy } from './policy.ts'

export type PolicyFault = 'policy/not-json' | 'policy/too-large' | 'policy/too-deep' | 'policy/invalid'

const LIMIT = 2 * 1024 * 1024
const DEPTH = 40

const line = (max = 200) => v.pipe(v.string(), v.maxLength(max), v.regex(/^[^\p{Cc}\p{Cs}]*$/u))
const filled = (max = 200) => v.pipe(line(max), v.regex(/\S/))
const words = v.strictObject({ 'zh-CN': line(500), en: line(500) })
const filledWords = v.strictObject({ 'zh-CN': filled(500), en: filled(500) })
const list = <T extends v.GenericSchema>(item: T, max = 500) => v.pipe(v.array(item), v.maxLength(max))
const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/))
const code = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,31}$/))
const whole = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))

const HOST = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const host = v.pipe(v.string(), v.regex(HOST))
const path = v.pipe(v.string(), v.maxLength(500), v.regex(/^\/[^\s?#\\\p{Cc}]*$/u))
/** `http://carrier.localhost/*`: scheme, host with at most one leading `*.`, path, and never a port or every host. */
const pattern = v.pipe(
  v.string(),
  v.maxLength(600),
  v.regex(/^(?:https?|\*):\/\/[^/]+\/[^\s#\p{Cc}]*$/u),
  v.check((p) => HOST.test((p.split('/')[2] as string).replace(/^\*\./, ''))),
  // `*.com` would make every shop of the country free.
  v.check((p) => !/^(?:\*):?\/\/\*\.[^./]+\//.test(p) && !/^[^/]+\/\/\*\.[^./]+\//.test(p)),
)
const domain = v.pipe(
  v.string(),
  v.regex(HOST),
  v.check((d) => d.includes('.')),
)

const adapter = v.pipe(
  v.strictObject({
    id,
    name: filledWords,
    matches: v.pipe(list(pattern, 20), v.minLength(1)),
    ...PAGE,
    order: orderShape({ host, path }),
    orders: v.exactOptional(list(orderShape({ host, path }), 20)),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    const key = dataset.typed ? pageFault(dataset.value) : ''
    if (key === '') return
    const input = dataset.value as Record<string, unknown>
    addIssue({ path: [{ type: 'object', origin: 'value', input, key, value: input[key] }] })
  }),
)

const bytesText = v.pipe(
  v.string(),
  v.regex(/^(?:[A-Za-z0-9+/]{4}){5,40}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/),
)
const staff = v.strictObject({
  id,
  name: filled(100),
  phones: v.exactOptional(list(v.pipe(v.string(), v.regex(/^\+?[\d\s-]{5,24}$/)), 20)),
  pin: v.exactOptional(
    v.strictObject({ salt: bytesText, rounds: whole(100_000, 5_000_000), hash: bytesText }),
  ),
})
const people = v.pipe(
  list(staff, 2000),
  v.checkItems((person, at, all) => all.findIndex((other) => other.id === person.id) === at),
)

const choices = <T extends v.GenericSchema<{ 'zh-CN': string; en: string }>>(said: T) =>
  v.pipe(
    list(v.strictObject({ code, words: said }), 12),
    v.minLength(1),
    v.checkItems((choice, at, all) => all.findIndex((other) => other.code === choice.code) === at),
  )
/** A promise stands above the key facts of a notice, on the customer's one screen. */
const promised = v.strictObject({ 'zh-CN': filled(60), en: filled(60) })

const act = v.picklist(['stop', 'reason', 'acknowledge', 'banner', 'inform', 'allow'])
const key = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,39}$/))
const day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/))
const approval = v.strictObject({
  by: filled(200),
  on: day,
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
})
/** Read by the notice room; here it is known only that it came out of a JSON text. */
const anything = v.record(
  v.string(),
  v.custom<Json>(() => true),
)
const phone = v.pipe(v.string(), v.regex(/^[+\d][\d\s-]{1,24}$/))
const web = v.pipe(
  v.string(),
  v.maxLength(500),
  v.regex(/^https:\/\/[^\s\p{Cc}]+$|^http:\/\/[^/\s]*localhost(?::\d+)?\/[^\s\p{Cc}]*$/u),
)

/** What has a sensible default may be left out; what says who and where may not. */
const schema = v.strictObject({
  v: v.literal(1),
  name: filled(100),
  lang: v.exactOptional(v.picklist(['zh-CN', 'en'])),
  store: v.strictObject({
    id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)),
    name: filledWords,
    address: words,
    phone: line(60),
  }),
  carrier: v.strictObject({ name: filledWords, address: words, contact: line(200) }),
  portals: v.pipe(
    list(adapter, 20),
    v.checkItems((one, at, all) => all.findIndex((other) => other.id === one.id) === at),
  ),
  free: v.optional(list(pattern), []),
  employer: v.optional(list(pattern), []),
  trading: v.optional(list(domain, 5000), []),
  services: v.optional(list(anything, 2000), []),
  without: v.optional(list(v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/)), 2000), []),
  notices: v.optional(list(anything, 4000), []),
  approvals: v.exactOptional(list(approval, 4000)),
  staff: people,
  managers: v.optional(people, []),
  vault: v.optional(
    v.strictObject({ recipients: list(v.pipe(v.string(), v.regex(/^age1[02-9a-z]{58,2000}$/)), 20) }),
    { recipients: [] },
  ),
  reasons: v.optional(choices(filledWords), () => [...builtInPolicy.reasons]),
  promises: v.optional(choices(promised), () => [...builtInPolicy.promises]),
  table: v.optional(v.record(key, v.record(key, act)), {}),
  times: v.optional(
    v.strictObject({
      guardDays: v.optional(whole(1, 90), builtInPolicy.times.guardDays),
      permitMinutes: v.optional(whole(1, 60), builtInPolicy.times.permitMinutes),
      refusalDays: v.optional(whole(1, 3650), builtInPolicy.times.refusalDays),
      recordYears: v.optional(whole(3, 30), builtInPolicy.times.recordYears),
      aloudAge: v.optional(whole(0, 120), builtInPolicy.times.aloudAge),
    }),
    { ...builtInPolicy.times },
  ),
  report: v.optional(list(v.strictObject({ name: filledWords, number: phone }), 12), () => [
    ...builtInPolicy.report,
  ]),
  signEach: v.optional(v.boolean(), builtInPolicy.signEach),
  teenGuardian: v.optional(v.picklist(['paid-and-accounts', 'all']), builtInPolicy.teenGuardian),
  maskCopies: v.optional(v.boolean(), builtInPolicy.maskCopies),
  verifyPage: v.exactOptional(web),
  witness: v.exactOptional(v.strictObject({ url: web, vkey: filled(300) })),
})

/** Nesting and shape that the canonical form and the schema can walk without running out of stack. */
function depth(text: string): number {
  let now = 0
  let most = 0
  let inside = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (inside) {
      if (c === 0x5c) i++
      else if (c === 0x22) inside = false
    } else if (c === 0x22) inside = true
    else if (c === 0x7b || c === 0x5b) most = Math.max(most, ++now)
    else if (c === 0x7d || c === 0x5d) now--
  }
  return most
}

/** Keys that are the machinery of the language, not data. */
function tainted(value: unknown, at: string): string | null {
  if (typeof value !== 'object' || value === null) return null
  for (const [name, inner] of Object.entries(value)) {
    const where = at ? `${at}.${name}` : name
    if (name === '__proto__' || name === 'constructor' || name === 'prototype') return where
    const found = tainted(inner, where)
    if (found) return found
  }
  return null
}

/** A path names fields of the policy; a key somebody else chose is cut to a harmless shape. */
const asPath = (parts: readonly unknown[]): string =>
  parts
    .map((p) =>
      String(p)
        .replace(/[^\w-]/g, '?')
        .slice(0, 40),
    )
    .join('.')

/**
 * Reads a policy that an administrator or a manager gives: one JSON text, at most 2 MB. Strict: an unknown field is a
 * fault, since a misspelt protection would otherwise be no protection. `where` is the path of the first fault, as
 * `portals.0.fields.number.css`. The hash is SHA-256 (hex) of the canonical JSON of the policy with its defaults.
 */
export function readPolicy(text: string): Result<{ policy: Policy; hash: string }, PolicyFault> {
  if (typeof text !== 'string') return err('policy/not-json')
  if (text.length > LIMIT || utf8(text).length > LIMIT) return err('policy/too-large')
  if (depth(text) > DEPTH) return err('policy/too-deep')
  let raw: unknown
  try {
    raw = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return err('policy/not-json')
  }
  const bad = tainted(raw, '')
  if (bad) return err('policy/invalid', asPath(bad.split('.')))
  try {
    const read = v.safeParse(schema, raw, { abortEarly: true })
    if (!read.success) {
      const parts = (read.issues[0].path ?? []).map((item: { key: unknown }) => item.key)
      return err('policy/invalid', asPath(parts))
    }
    const policy: Policy = read.output
    return ok({ policy, hash: policyHash(policy) })
  } catch {
    // A lone surrogate in a notice: canonical JSON has no form for it.
    return err('policy/invalid')
  }
}

/** SHA-256 of the canonical JSON, hex: what every entry names. */
export const policyHash = (policy: Policy): string => hex(sha256(utf8(canonicalize(policy))))
