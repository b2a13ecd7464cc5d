/**
 * One table of cases, two engines: what the browser's own declarativeNetRequest does with the rules, asked of the browser
 * itself, and what `decide` says of the same rules. Every rule of the package has to have taken effect.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Asked,
  compileDynamic,
  compileFloor,
  compileSession,
  type DnrRule,
  decide,
  dnrIds,
  type Neutral,
  toDnr,
} from '../../../utils/guard/index.ts'
import { builtInServices, type Service, type UrlMatch } from '../../../utils/notice/index.ts'
import { browserUnderTest, builtExtension, type Driven, type DrivenPage, launch } from '../driver/index.ts'

const browser = browserUnderTest()

interface Request {
  readonly url: string
  readonly type: 'main_frame' | 'sub_frame' | 'xmlhttprequest'
  readonly method?: string
  readonly tabId?: number
  readonly initiator?: string
}
interface Hit {
  readonly ruleId: number
  readonly rulesetId: string
}
interface Dnr {
  testMatchOutcome(request: Request): Promise<{ matchedRules: Hit[] }>
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
]

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
  const all = cases.flatMap(({ id, match, rest }) =>
    more(urlOf(match)).flatMap((url): { id: string; request: Request; act: string }[] => [
      { id, request: { url, type: 'main_frame' }, act: 'redirect' },
      { id, request: { url, type: 'sub_frame', tabId: 1 }, act: 'block' },
      {
        id,
        request: { url, type: 'xmlhttprequest', method: 'post', tabId: -1 },
        act: rest ? 'block' : 'none',
      },
    ]),
  )

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
      ]
    })
    const said = await outcomes(near)
    expect(near.filter((_, i) => (said[i] ?? []).length > 0)).toEqual([])
  })
})

describe('dynamic and session rules, by both engines', () => {
  const shop = {
    id: 'shop',
    site: {
      domains: ['shop.example'],
      start: 'https://shop.example/reg',
      signUp: [{ host: 'shop.example', path: '/reg' }],
      code: [{ host: 'shop.example', path: '/api/code' }],
      create: [{ host: 'shop.example', path: '/api/account' }],
    },
  } as unknown as Service
  const order = { method: 'POST', host: 'carrier.example', path: '/tmf/productOrder' }
  const dynamic = compileDynamic({ services: [shop], orders: [order], trading: ['codes.example'] })
  const base = { permits: [], opened: [], numbers: [], free: [], quarantined: [], orderPasses: [] }
  const session = compileSession({
    ...base,
    permits: [{ service: shop, tab: 1 }],
    opened: [{ service: shop, tab: 2 }],
    numbers: ['13800138000'],
    free: ['carrier.example'],
    quarantined: [{ tab: 3, hosts: ['chat.example'] }],
    orderPasses: [{ tab: 4, order }],
  })
  const reg = 'https://shop.example/reg'
  const code = 'https://shop.example/api/code'
  const orders = 'https://carrier.example/tmf/productOrder'
  const number = 'https://chat.example/s?q='
  const table: readonly (readonly [what: string, request: Request, act: Neutral['act'] | 'none'])[] = [
    ['sign-up, no permit', { url: reg, type: 'main_frame', tabId: 9 }, 'stopped-page'],
    ['sign-up in the tab of the permit', { url: reg, type: 'main_frame', tabId: 1 }, 'allow'],
    ['sign-up where a reason was given', { url: reg, type: 'main_frame', tabId: 2 }, 'allow'],
    ['sign-up in a frame', { url: reg, type: 'sub_frame', tabId: 9 }, 'block'],
    ['code, no permit', { url: code, type: 'xmlhttprequest', tabId: 9, method: 'post' }, 'block'],
    [
      'code in the tab of the permit',
      { url: code, type: 'xmlhttprequest', tabId: 1, method: 'post' },
      'allow',
    ],
    [
      'code by a worker of the site',
      { url: code, type: 'xmlhttprequest', tabId: -1, method: 'post', initiator: 'https://shop.example' },
      'allow',
    ],
    [
      'code by a worker of another site',
      { url: code, type: 'xmlhttprequest', tabId: -1, method: 'post', initiator: 'https://chat.example' },
      'block',
    ],
    [
      'the number in the tab of the permit',
      { url: `${code}?p=13800138000`, type: 'xmlhttprequest', tabId: 1 },
      'allow',
    ],
    [
      'the number where a reason was given',
      { url: `${code}?p=13800138000`, type: 'xmlhttprequest', tabId: 2 },
      'block',
    ],
    ['the number', { url: `${number}13800138000`, type: 'xmlhttprequest', tabId: 9 }, 'block'],
    ['the number with dashes', { url: `${number}138-0013-8000`, type: 'main_frame', tabId: 9 }, 'block'],
    [
      'the number percent-encoded',
      { url: `${number}%31%33800138000`, type: 'main_frame', tabId: 9 },
      'block',
    ],
    [
      'the number with encoded blanks',
      { url: `${number}138%200013%208000`, type: 'main_frame', tabId: 9 },
      'block',
    ],
    ['another number', { url: `${number}13900139000`, type: 'main_frame', tabId: 9 }, 'none'],
    ['seven digits of it', { url: `${number}1380013`, type: 'main_frame', tabId: 9 }, 'none'],
    [
      'the number to a free host',
      { url: 'https://carrier.example/u/13800138000', type: 'main_frame', tabId: 9 },
      'allow',
    ],
    [
      'the number by a script of a free page',
      {
        url: 'https://map.example/?n=13800138000',
        type: 'xmlhttprequest',
        tabId: 9,
        initiator: 'https://carrier.example',
      },
      'allow',
    ],
    ['an order', { url: orders, type: 'xmlhttprequest', method: 'post', tabId: 9 }, 'block'],
    ['an order by a worker', { url: orders, type: 'xmlhttprequest', method: 'post', tabId: -1 }, 'block'],
    ['an order that was read', { url: orders, type: 'xmlhttprequest', method: 'post', tabId: 4 }, 'allow'],
    ['reading orders', { url: orders, type: 'xmlhttprequest', method: 'get', tabId: 9 }, 'allow'],
    [
      'anything of a quarantined tab',
      { url: 'https://news.example/', type: 'main_frame', tabId: 3 },
      'block',
    ],
    [
      'anything of its site in another tab',
      { url: 'https://x.example/', type: 'xmlhttprequest', tabId: 9, initiator: 'https://chat.example' },
      'block',
    ],
    ['another site in another tab', { url: 'https://news.example/', type: 'main_frame', tabId: 9 }, 'none'],
    ['a trading site', { url: 'https://www.codes.example/', type: 'main_frame', tabId: 1 }, 'stopped-page'],
    [
      'a trading site’s script',
      { url: 'https://codes.example/x', type: 'xmlhttprequest', tabId: 1 },
      'block',
    ],
  ]
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
