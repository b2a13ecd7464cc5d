/**
 * One table of cases, two engines: what the browser's own declarativeNetRequest does with the rules, asked of the browser
 * itself, and what `decide` says of the same rules. Every rule of the package has to have taken effect.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type Asked,
  compileDynamic,
  compileFloor,
  type DnrRule,
  decide,
  dnrIds,
  type Neutral,
  toDnr,
} from '../../../utils/guard/index.ts'
import { builtInServices, type UrlMatch } from '../../../utils/notice/index.ts'
import { browserUnderTest, builtExtension, type Driven, type DrivenPage, launch } from '../driver/index.ts'
import { afterAll, beforeAll } from '../hooks.ts'
import { dynamicRules, type Request, sessionRules, table } from '../rules-table.ts'

const browser = browserUnderTest()

interface Hit {
  readonly ruleId: number
  readonly rulesetId: string
}
interface Dnr {
  testMatchOutcome(request: Request): Promise<{ matchedRules: Hit[] }>
  isRegexSupported(options: object): Promise<{ isSupported: boolean }>
  getDynamicRules(): Promise<{ id: number }[]>
  getSessionRules(): Promise<{ id: number }[]>
  updateDynamicRules(update: object): Promise<void>
  updateSessionRules(update: object): Promise<void>
}

const KIND = { main_frame: 'page', sub_frame: 'frame', xmlhttprequest: 'rest' } as const
const asked = (request: Request): Asked => ({
  url: request.url,
  method: (request.method ?? 'get').toUpperCase(),
  tab: request.tabId ?? -1,
  initiator: request.initiator ? new URL(request.initiator).hostname : '',
  type: KIND[request.type],
})

let d: Driven
let page: DrivenPage
let folder: string
beforeAll(async () => {
  // The package as it is built, with the one permission that lets it ask about its own rules.
  folder = mkdtempSync(join(tmpdir(), 'countersign-rules-'))
  cpSync(builtExtension(browser), folder, { recursive: true })
  const path = join(folder, 'manifest.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { permissions: string[] }
  manifest.permissions.push('declarativeNetRequestFeedback')
  writeFileSync(path, JSON.stringify(manifest))
  d = await launch({ browser, extensionPath: folder })
  page = await d.newPage(d.extensionUrl('popup.html'))
})
afterAll(async () => {
  await d?.close()
  rmSync(folder, { recursive: true, force: true })
})

const outcomes = (requests: readonly Request[]): Promise<Hit[][]> =>
  page.evaluate(async (list) => {
    const api = (globalThis as unknown as { browser: { declarativeNetRequest: Dnr } }).browser
      .declarativeNetRequest
    const out: Hit[][] = []
    for (const request of list) out.push((await api.testMatchOutcome(request)).matchedRules)
    return out
  }, requests as Request[])

const urlOf = ({ host, path }: UrlMatch): string => `https://${host}${path}`
const more = (url: string): string[] => [
  url,
  url.replace('https://', 'http://www.'),
  url.replace(/^https:\/\/([^/]+)/, 'https://$1:8443'),
  `${url}${url.endsWith('/') ? '' : '/'}step2?from=app`,
  `${url}?a=1`,
  // A dot behind the host, two strokes for one, a name in front.
  url.replace(/^https:\/\/([^/]+)\//, 'https://u:p@$1.//'),
]
/** The first letter of its path as a browser does not write it. */
const encoded = (url: string): string =>
  url.replace(/^(https:\/\/[^/]+\/)(.)/, (_, start, char) => `${start}%${char.charCodeAt(0).toString(16)}`)
/** The last part of its path behind an encoded `/`, or behind a part with a parameter: only the rule of its own stops it. */
const parted = ({ host, path }: UrlMatch): string[] => {
  const name = path.replace(/\/+$/, '').split('/').at(-1)
  return name ? [`https://${host}/x%2f${name}`, `https://www.${host}/x;v=2/${name}`] : []
}

describe('the static rules of the package', () => {
  const floor = compileFloor(builtInServices, browser) as DnrRule[]
  const cases = builtInServices.flatMap(({ id, site }) => [
    ...(site?.signUp ?? []).map((match) => ({ id, match, domains: site?.domains ?? [], rest: false })),
    ...[...(site?.code ?? []), ...(site?.create ?? [])].map((match) => ({
      id,
      match,
      domains: site?.domains ?? [],
      rest: true,
    })),
  ])
  const spelled = cases.flatMap(({ id, match, rest }) =>
    [
      ...more(urlOf(match)).map((url) => [url, rest] as const),
      // For every end point of its host at once.
      ...(match.path === '/'
        ? []
        : [
            [
              encoded(urlOf(match)),
              cases.some((c) => c.rest && c.id === id && c.match.host === match.host),
            ] as const,
          ]),
    ].flatMap(([url, rest]): { id: string; request: Request; act: string }[] => [
      { id, request: { url, type: 'main_frame' }, act: 'redirect' },
      { id, request: { url, type: 'sub_frame', tabId: 1 }, act: 'block' },
      {
        id,
        request: { url, type: 'xmlhttprequest', method: 'post', tabId: -1 },
        act: rest ? 'block' : 'none',
      },
    ]),
  )
  const isEnd = (id: string, url: string): boolean =>
    cases.some((one) => one.rest && one.id === id && parted(one.match).includes(url))
  const all = [
    ...spelled,
    // A page of these spellings is sent on when it has come, so no rule stops one.
    ...cases.flatMap(({ id, match }) =>
      parted(match).flatMap((url): typeof spelled => [
        { id, request: { url, type: 'main_frame' }, act: 'none' },
        { id, request: { url, type: 'sub_frame', tabId: 1 }, act: 'block' },
        {
          id,
          request: { url, type: 'xmlhttprequest', method: 'post', tabId: -1 },
          act: isEnd(id, url) ? 'block' : 'none',
        },
      ]),
    ),
  ]

  it(`stop every address of the catalogue by every way to it (${cases.length} addresses)`, async () => {
    const rules = new Map(floor.map((rule) => [rule.id, rule]))
    const said = await outcomes(all.map(({ request }) => request))
    const wrong = all.filter(({ id, act }, i) => {
      const [hit] = (said[i] ?? []).filter(({ rulesetId }) => rulesetId === 'floor')
      const rule = hit && rules.get(hit.ruleId)
      const action = rule?.action as { type: string; redirect?: { extensionPath: string } } | undefined
      const named = action?.redirect?.extensionPath
      return (action?.type ?? 'none') !== act || (named !== undefined && named !== `/stopped.html?s=${id}`)
    })
    expect(wrong).toEqual([])
  })

  it(`have all taken effect (${floor.length} rules)`, async () => {
    const said = await outcomes(all.map(({ request }) => request))
    const seen = new Set(said.flat().map(({ ruleId }) => ruleId))
    expect(floor.map(({ id }) => id).filter((id) => !seen.has(id))).toEqual([])
  })

  it('leave alone what only looks like one', async () => {
    const near = cases.flatMap(({ match, domains }): Request[] => {
      const url = urlOf(match)
      const root = match.path === '/'
      const domain = domains.find((name) => match.host.endsWith(name)) ?? ''
      return [
        { url: url.replace(domain, `not${domain}`), type: 'main_frame' },
        { url: `https://elsewhere.example/?u=${url}`, type: 'main_frame' },
        { url: `https://${match.host}.elsewhere.example${match.path}`, type: 'main_frame' },
        ...(root ? [] : [{ url: `${url}x`, type: 'main_frame' } as const]),
        ...parted(match).map((one) => ({ url: `${one}x`, type: 'sub_frame' }) as const),
      ]
    })
    const said = await outcomes(near)
    expect(near.filter((_, i) => (said[i] ?? []).length > 0)).toEqual([])
  })
})

describe('the pattern of an address', () => {
  /** So many letters, with a mark after every sixth. */
  const word = (length: number, mark: string): string =>
    'abskde'
      .split('')
      .concat(mark)
      .join('')
      .repeat(length)
      .slice(0, length - 1)
      .concat('z')
  const lengths = [5, 12, 20, 27, 35, 45, 60, 61, 80]
  const hosts = lengths.map((length) => `*.${word(length - 4, '.')}.com`)
  const paths = ['/', '-', 'x'].flatMap((mark) =>
    Array.from({ length: 16 }, (_, i) => `/${word(4 + i * 6, mark)}`),
  )
  const matches = hosts.flatMap((host) => paths.map((path) => ({ host, path })))

  it(`is one that the browser takes, however long host and path are (${matches.length} of them)`, async () => {
    const rules = compileDynamic({
      services: [],
      orders: matches.map((m) => ({ method: 'POST', ...m })),
      trading: [],
    })
    const filters = [...new Set(rules.flatMap(({ where }) => where.regex ?? []))]
    const taken = await page.evaluate(async (list) => {
      const api = (globalThis as unknown as { browser: { declarativeNetRequest: Dnr } }).browser
        .declarativeNetRequest
      const out: boolean[] = []
      for (const regex of list)
        out.push((await api.isRegexSupported({ regex, isCaseSensitive: false })).isSupported)
      return out
    }, filters)
    expect(filters.length).toBeGreaterThan(matches.length)
    expect(filters.filter((_, i) => !taken[i])).toEqual([])
  })
})

describe('dynamic and session rules, by both engines', () => {
  const dynamic = dynamicRules
  const session = sessionRules()
  const neutral = [...dynamic, ...session]

  it.each(table)('%s: decide', (_, request, act) => {
    expect(decide(neutral, asked(request))?.act ?? 'none').toBe(act)
  })

  it(`${browser} says the same of all of them`, async () => {
    const [forDynamic, forSession] = [dynamic, session].map((rules) =>
      rules.flatMap((r) => toDnr(r, browser)),
    )
    await page.evaluate(
      async (one, two) => {
        const api = (globalThis as unknown as { browser: { declarativeNetRequest: Dnr } }).browser
          .declarativeNetRequest
        const ids = (rules: { id: number }[]) => rules.map(({ id }) => id)
        await api.updateDynamicRules({ removeRuleIds: ids(await api.getDynamicRules()), addRules: one })
        await api.updateSessionRules({ removeRuleIds: ids(await api.getSessionRules()), addRules: two })
      },
      forDynamic as DnrRule[],
      forSession as DnrRule[],
    )
    const acts = new Map<string, Neutral['act']>()
    for (const [set, rules] of [
      ['_dynamic', dynamic],
      ['_session', session],
    ] as const)
      for (const rule of rules) for (const id of dnrIds(rule)) acts.set(`${set} ${id}`, rule.act)
    const said = await outcomes(table.map(([, request]) => request))
    const told = table.map(([what], i) => {
      const [hit] = said[i] ?? []
      return [what, hit ? acts.get(`${hit.rulesetId} ${hit.ruleId}`) : 'none']
    })
    expect(told).toEqual(table.map(([what, , act]) => [what, act]))
  })
})
