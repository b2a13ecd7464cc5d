/** The drafts of real companies: nothing without a source, nothing that can be put to a customer as it stands. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { type Json, LANGS, type ServiceId } from '../../../utils/base/index.ts'
import { entries } from '../../../utils/notice/catalogue-data.ts'
import { FULL_TEXTS, KEY_FACTS, namesOf } from '../../../utils/notice/fields.ts'
import {
  builtInServices,
  type Draft,
  draftNotices,
  drafts,
  keyLength,
  missing,
  type Notice,
  noticeHash,
  noticeOf,
  readCatalogue,
} from '../../../utils/notice/index.ts'
import { json, noticeFor } from './notice.ts'

const ROOT = join(import.meta.dirname, '../../..')
const FOLDER = join(ROOT, 'utils/notice/drafts')
const load = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
const all = drafts()
const read = (notices: readonly Json[] = [], approvals: { by: string; on: string; hash: string }[] = []) => {
  const r = readCatalogue({
    builtIn: builtInServices,
    builtInNotices: draftNotices(),
    services: [],
    without: [],
    notices,
    approvals,
  })
  if (!r.ok) throw new Error(r.error.where)
  return r.value
}
const JD = 'cn.jd' as ServiceId
/** What somebody would make of a draft: every gap filled. */
const filled = (id: ServiceId, lang: 'zh-CN' | 'en'): Notice => {
  const service = builtInServices.find((s) => s.id === id)
  if (!service) throw new Error(id)
  return { ...noticeFor(service, lang), status: 'draft' }
}

describe('the files', () => {
  const check = new Ajv2020({ allErrors: true }).compile(load(join(ROOT, 'docs/schema/draft-notices.json')))

  it.each(readdirSync(FOLDER))('%s keeps to docs/schema/draft-notices.json', (name) => {
    check(load(join(FOLDER, name)))
    expect(check.errors ?? []).toEqual([])
  })

  it('the schema takes every field of a notice with its source, and refuses one without, and one that no notice has', () => {
    const draft = { service: 'x', version: '2026-11-23', sources: {}, pages: {} }
    const file = (zh: unknown) => ({
      $schema: '../../../docs/schema/draft-notices.json',
      drafts: [{ ...draft, 'zh-CN': zh }],
    })
    expect(check(file({}))).toBe(true)
    expect(check(file({ 'full.purpose': { says: '建立账号' } }))).toBe(false)
    expect(check(file({ 'full.purpose': { says: '', source: 'privacy' } }))).toBe(false)
    for (const path of [
      ...namesOf(KEY_FACTS).map((n) => `key.${n}`),
      ...namesOf(FULL_TEXTS).map((n) => `full.${n}`),
    ])
      expect(check(file({ [path]: { says: 'x', source: 'privacy' } })), path).toBe(true)
    expect(check(file({ 'full.provider.name': { says: '青禾移动', source: 'privacy' } }))).toBe(false)
  })

  it('hold one draft for each service of the catalogue, in the file of its sector', () => {
    expect(all.map((d) => d.service).sort()).toEqual(entries.map((e) => e.id).sort())
    expect(all.length).toBeGreaterThanOrEqual(80)
    for (const name of readdirSync(FOLDER)) {
      const data = readFileSync(join(ROOT, 'utils/notice/data', name.replace('.json', '.ts')), 'utf8')
      for (const { service } of load(join(FOLDER, name))['drafts'] as Draft[])
        expect([name, service, data.includes(`id: '${service}'`)]).toEqual([name, service, true])
    }
  })
})

it('docs/catalogue.md says how far they go', () => {
  const withFields = all.filter((d) => LANGS.some((lang) => Object.keys(d[lang] ?? {}).length > 0)).length
  const withPages = all.filter((d) => Object.keys(d.pages).length > 0).length
  const told = readFileSync(join(ROOT, 'docs/catalogue.md'), 'utf8')
  expect(told).toContain(`Of ${all.length}: ${withFields} have fields`)
  expect(told).toContain(
    `, ${withPages - withFields} the address of a privacy policy or of terms, ${all.length - withPages} nothing yet`,
  )
})

describe.each(all.map((d) => [d.service, d] as const))('%s', (service, draft) => {
  const fields = LANGS.flatMap((lang) => Object.entries(draft[lang] ?? {}))

  it('rests each field on a page whose text was read, on a day that has been', () => {
    for (const [path, { source }] of fields) {
      const from = draft.sources[source]
      expect([path, from?.how === 'page' || from?.how === 'archive']).toEqual([path, true])
    }
    for (const name of Object.values(draft.pages)) expect(Object.keys(draft.sources)).toContain(name)
    const used = new Set([...fields.map(([, s]) => s.source), ...Object.values(draft.pages)])
    for (const [name, from] of Object.entries(draft.sources)) {
      expect(used).toContain(name)
      expect(URL.canParse(from.at)).toBe(true)
      expect(Date.parse(from.on)).toBeLessThanOrEqual(Date.now())
      if (from.dated) expect(from.dated <= from.on).toBe(true)
    }
  })

  it.each(LANGS)('names in %s every gap, and that nobody has approved it', (lang) => {
    const notice = noticeOf(draft, lang)
    const gaps = missing(notice, 'account')
    expect(gaps).toContain('approval')
    expect(gaps).toContain('full.provider.name (PIPL 17)')
    const stated = Object.keys(draft[lang] ?? {})
    for (const path of stated) expect(gaps.some((gap) => gap.startsWith(`${path} `))).toBe(false)
    for (const path of stated) expect(notice.sources?.[path]?.source).toMatch(/^https:/)
    // Each field that is filled has a source: what the notice holds beyond its sources is empty.
    const texts = (value: unknown, at: string): string[] =>
      typeof value === 'string'
        ? value === ''
          ? []
          : [at]
        : Array.isArray(value)
          ? value.length > 0
            ? [at]
            : []
          : Object.entries((value ?? {}) as object).flatMap(([k, v]) => texts(v, at ? `${at}.${k}` : k))
    const { title, key, full } = notice
    expect(texts({ title, key, full }, '').sort()).toEqual([...stated].sort())
    expect(keyLength(Object.values(key))).toBeLessThanOrEqual(lang === 'en' ? 60 : 120)
  })

  it('names the company that the catalogue names', () => {
    const entry = entries.find((e) => e.id === service)
    const [zh, en] = [draft['zh-CN'], draft.en].map(
      (f) => f?.['full.receiver.name']?.says as string | undefined,
    )
    const bare = (name: string) =>
      name.toLowerCase().replace(/[^\p{L}\p{N}]|co(?=mpany limited|\.)|\bltd\b/gu, '')
    if (zh && entry)
      expect([
        entry.company['zh-CN'],
        zh.includes(entry.company['zh-CN']) || bare(zh) === bare(entry.company.en),
      ]).toEqual([entry.company['zh-CN'], true])
    expect(zh === undefined).toBe(en === undefined)
  })
})

describe('a draft before the customer', () => {
  it('none of the package can be put to one', () => {
    const c = read()
    for (const { id } of builtInServices)
      expect([id, c.complete(id), c.why(id)]).toEqual([id, false, 'notice/not-approved'])
    expect(c.why('nobody' as ServiceId)).toBe('notice/incomplete')
  })

  it('filled by the policy, it still waits for the approval of each language', () => {
    const [zh, en] = [filled(JD, 'zh-CN'), filled(JD, 'en')]
    const by = (n: Notice) => ({ by: '王经理', on: '2026-11-24', hash: noticeHash(n) })
    const notices = [zh, en].map(json)
    expect(read(notices).notice(JD, 'zh-CN')?.missing).toEqual(['approval'])
    expect(read(notices).why(JD)).toBe('notice/not-approved')
    expect(read(notices, [by(zh)]).why(JD)).toBe('notice/not-approved')
    const c = read(notices, [by(zh), by(en)])
    expect([c.complete(JD), c.why(JD)]).toEqual([true, null])
    expect(c.notice(JD, 'zh-CN')?.notice.approval?.by).toBe('王经理')
    // In the notice itself, as well.
    expect(read([json({ ...zh, approval: by(zh) }), json({ ...en, approval: by(en) })]).complete(JD)).toBe(
      true,
    )
  })

  it('an approval is of one text: a letter changed, and it is none', () => {
    const [zh, en] = [filled(JD, 'zh-CN'), filled(JD, 'en')]
    const approvals = [zh, en].map((n) => ({ by: '王经理', on: '2026-11-24', hash: noticeHash(n) }))
    const changed = { ...zh, full: { ...zh.full, close: `${zh.full.close}。` } }
    const c = read([changed, en].map(json), approvals)
    expect(c.notice(JD, 'zh-CN')?.missing).toEqual(['approval'])
    expect(c.complete(JD)).toBe(false)
  })

  it('an approval does not fill a gap', () => {
    const draft = all.find((d) => d.service === JD) as Draft
    const hashes = LANGS.map((lang) => noticeHash(noticeOf(draft, lang)))
    const c = read(
      [],
      hashes.map((hash) => ({ by: '王经理', on: '2026-11-24', hash })),
    )
    expect([c.complete(JD), c.why(JD)]).toEqual([false, 'notice/incomplete'])
  })

  it("a policy that calls a real company's notice final gets no further by it", () => {
    const notices = LANGS.map((lang) => json({ ...filled(JD, lang), status: 'final' }))
    expect(read(notices).why(JD)).toBe('notice/not-approved')
  })
})
