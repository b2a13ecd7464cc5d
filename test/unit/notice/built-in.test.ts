/** The catalogue of the package: data that anybody may review, held to its schema and to the browsers' limits. */
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../utils/base/index.ts'
import { compileFloor } from '../../../utils/guard/index.ts'
import { entries } from '../../../utils/notice/catalogue-data.ts'
import { builtInServices, missing, readCatalogue } from '../../../utils/notice/index.ts'
import { noticeFor } from './notice.ts'

const within = (host: string, domains: readonly string[]): boolean =>
  domains.some((domain) => host === domain || host.endsWith(`.${domain}`))

describe('the services of the package', () => {
  it('are at least eighty, of every sector that accounts are traded in, in China and elsewhere', () => {
    expect(entries.length).toBeGreaterThanOrEqual(80)
    for (const sector of ['shop', 'social', 'video', 'payment', 'food', 'travel', 'games', 'mail'] as const)
      expect([sector, entries.filter((e) => e.sector === sector).length >= 5]).toEqual([sector, true])
    const china = entries.filter((e) => e.id.startsWith('cn.')).length
    expect(china).toBeGreaterThanOrEqual(40)
    expect(entries.length - china).toBeGreaterThanOrEqual(40)
  })

  it('pass the same schema as the services of a policy', () => {
    const read = readCatalogue({
      builtIn: [],
      services: builtInServices as unknown as Json[],
      without: [],
      notices: [],
    })
    expect(read.ok ? [] : [read.error.where]).toEqual([])
  })

  it('have each id and each domain once', () => {
    expect(new Set(entries.map((e) => e.id)).size).toBe(entries.length)
    const domains = entries.flatMap((e) => e.domains)
    expect(domains.filter((d, i) => domains.indexOf(d) !== i)).toEqual([])
  })

  it.each(entries.map((e) => [e.id, e] as const))(
    '%s: what is stopped is what a permit opens',
    (_, entry) => {
      for (const known of [entry.signUp, entry.code, entry.create]) {
        if (!known) continue
        expect(known.at.length).toBeGreaterThan(0)
        for (const address of known.at) {
          expect(address).toMatch(/^[a-z0-9.-]+\/[!-~]*$/)
          const host = address.slice(0, address.indexOf('/'))
          expect([address, within(host, entry.domains)]).toEqual([address, true])
        }
      }
      // What serves only a sign-up is a page; what sends a code is known from programs, never from a page.
      if (entry.signUp) expect(entry.signUp.from).toBe('public-page')
    },
  )

  it('name no address twice: one that another covers would be a rule that never takes effect', () => {
    const rules = compileFloor(builtInServices, 'chromium') as { condition: { regexFilter: string } }[]
    const filters = [...new Set(rules.map(({ condition }) => condition.regexFilter))]
    const all = entries.flatMap((e) => [e.signUp, e.code, e.create].flatMap((known) => known?.at ?? []))
    const covered = all.filter(
      (at) => filters.filter((f) => new RegExp(f, 'i').test(`https://${at}`)).length > 1,
    )
    expect(covered).toEqual([])
  })

  it('have no notice: none can be put to a customer, and a draft names the approval that it lacks', () => {
    const read = readCatalogue({ builtIn: builtInServices, services: [], without: [], notices: [] })
    if (!read.ok) throw new Error(read.error.where)
    for (const { id } of builtInServices) expect([id, read.value.complete(id)]).toEqual([id, false])
    const [first] = builtInServices
    if (!first) throw new Error('empty')
    const draft = { ...noticeFor(first, 'zh-CN'), status: 'draft' as const }
    expect(missing(draft, 'account')).toContain('approval')
  })

  it.each(['chromium', 'firefox'] as const)('compile for %s within what browsers take', (engine) => {
    const rules = compileFloor(builtInServices, engine) as { condition: { regexFilter?: string } }[]
    const filters = rules.flatMap(({ condition }) => condition.regexFilter ?? [])
    // Chrome: at most 1,000 regex rules of each type, each of them 2 KB when it is compiled.
    expect(filters.length).toBeLessThanOrEqual(1000)
    expect(Math.max(...filters.map((f) => f.length))).toBeLessThan(200)
  })
})
