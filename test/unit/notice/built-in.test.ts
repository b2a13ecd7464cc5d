/** The catalogue of the package: data that anybody may review, held to its schema and to the browsers' limits. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../utils/base/index.ts'
import { compileFloor } from '../../../utils/guard/index.ts'
import { entries } from '../../../utils/notice/catalogue-data.ts'
import { builtInServices, readCatalogue } from '../../../utils/notice/index.ts'

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

  it('keep to docs/schema/catalogue-entry.json: kind, domains, where a permit leads, and whence each address is known', () => {
    const schema = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../docs/schema/catalogue-entry.json'), 'utf8'),
    ) as object
    const check = new Ajv2020({ allErrors: true }).compile(schema)
    for (const entry of entries) {
      check(entry)
      expect([entry.id, check.errors ?? []]).toEqual([entry.id, []])
    }
    // What nobody knows an address of is stopped by the classifier; most are known.
    const stopped = entries.filter((e) => e.signUp || e.code || e.create)
    expect(stopped.length).toBeGreaterThanOrEqual(80)
    const { from: _, ...nameless } = entries.find((e) => e.signUp)?.signUp ?? { from: '', at: [] }
    expect(check({ ...entries[0], signUp: nameless })).toBe(false)
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

  it.each(['chromium', 'firefox'] as const)('compile for %s within what browsers take', (engine) => {
    const rules = compileFloor(builtInServices, engine) as { condition: { regexFilter?: string } }[]
    const filters = rules.flatMap(({ condition }) => condition.regexFilter ?? [])
    // Chrome: at most 1,000 regex rules of each type, each of them 2 KB when it is compiled.
    expect(filters.length).toBeLessThanOrEqual(1000)
    expect(Math.max(...filters.map((f) => f.length))).toBeLessThan(200)
  })
})
