import { describe, expect, it } from 'vitest'
import {
  type Asked,
  compileDynamic,
  compileFloor,
  compileSession,
  decide,
  difference,
  dnrIds,
  IDS,
  type Neutral,
  PRIORITY,
  type SessionInput,
  toBlocking,
  toDnr,
  urlRegex,
} from '../../../utils/guard/index.ts'
import { builtIn } from '../../../utils/notice/catalogue-data.ts'
import type { Service } from '../../../utils/notice/service.ts'

const shop = {
  id: 'shop',
  site: {
    domains: ['shop.localhost'],
    start: 'http://shop.localhost/reg',
    signUp: [{ host: 'shop.localhost', path: '/reg' }],
    code: [{ host: 'shop.localhost', path: '/api/code' }],
    create: [{ host: 'shop.localhost', path: '/api/account' }],
  },
} as unknown as Service
const ORDER = { method: 'POST', host: 'carrier.localhost', path: '/tmf/productOrder' }

const nothing: SessionInput = {
  permits: [],
  opened: [],
  logIns: [],
  numbers: [],
  free: [],
  quarantined: [],
  orderPasses: [],
}
const session = (some: Partial<SessionInput>): Neutral[] => compileSession({ ...nothing, ...some })
const always = compileDynamic({ services: [shop], orders: [ORDER], trading: ['codes.example'] })
const ask = (url: string, more: Partial<Asked> = {}): Asked => ({
  url,
  method: 'GET',
  tab: 1,
  initiator: '',
  type: 'page',
  ...more,
})
const act = (rules: readonly Neutral[], asked: Asked): string =>
  decide([...always, ...rules], asked)?.act ?? 'none'
const SIGN_UP = 'http://shop.localhost:8080/reg'

describe('the floor', () => {
  it.each([
    [SIGN_UP, 'stopped-page'],
    ['http://shop.localhost/reg?x=1', 'stopped-page'],
    ['https://m.shop.localhost:1234/reg/step2', 'stopped-page'],
    ['http://shop.localhost/REG', 'stopped-page'],
    ['http://shop.localhost/regular', 'none'],
    ['http://shop.localhost/', 'none'],
    ['http://evilshop.localhost/reg', 'none'],
    // The same page in other spellings: a dot behind the host, two strokes, an encoded letter, a name before the host.
    ['http://shop.localhost./reg', 'stopped-page'],
    ['https://m.shop.localhost.:8080/reg', 'stopped-page'],
    ['http://shop.localhost//reg', 'stopped-page'],
    ['http://shop.localhost/%72eg', 'stopped-page'],
    ['http://shop.localhost/r%65g?x=1', 'stopped-page'],
    ['http://u:p@shop.localhost/reg', 'stopped-page'],
    ['http://a@m.shop.localhost./reg', 'stopped-page'],
    ['http://shop.localhost/%E6%B3%A8%E5%86%8C', 'none'],
    ['http://shop.localhost/?next=%72eg', 'none'],
    ['http://shop.localhost.elsewhere.test/reg', 'none'],
    ['http://shop.localhost@elsewhere.test/reg', 'none'],
    ['http://shop.localhost:80@elsewhere.test/reg', 'none'],
    ['http://other.localhost/?u=http://shop.localhost/reg', 'none'],
  ])('%s: %s', (url, wanted) => expect(act([], ask(url))).toBe(wanted))

  it('blocks frames of the sign-up, and the end points for every type and worker', () => {
    expect(act([], ask(SIGN_UP, { type: 'frame' }))).toBe('block')
    expect(act([], ask('http://shop.localhost/api/code', { type: 'rest', method: 'POST', tab: -1 }))).toBe(
      'block',
    )
    expect(act([], ask('http://shop.localhost/api/account', { method: 'POST' }))).toBe('stopped-page')
  })

  it('is JSON of both engines with unique ids, and names only the service', () => {
    for (const engine of ['chromium', 'firefox'] as const) {
      const rules = compileFloor(builtIn, engine) as { id: number; condition: { regexFilter: string } }[]
      expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length)
      expect(rules.length).toBeGreaterThan(50)
      expect(JSON.stringify(rules)).not.toMatch(/urlFilter"/)
      for (const { condition } of rules) expect(() => new RegExp(condition.regexFilter)).not.toThrow()
    }
  })

  it('matches the root of a host where the path is empty', () => {
    expect(
      new RegExp(urlRegex({ host: 'reg.example', path: '/' })).test('https://reg.example/anything'),
    ).toBe(true)
  })
})

describe('permits and reasons', () => {
  const permit = session({ permits: [{ service: shop, tab: 1 }] })
  const opened = session({ opened: [{ service: shop, tab: 1 }] })

  it('open one site in one tab', () => {
    expect(act(permit, ask(SIGN_UP))).toBe('allow')
    expect(act(permit, ask(SIGN_UP, { tab: 2 }))).toBe('stopped-page')
    expect(act(opened, ask(SIGN_UP))).toBe('allow')
    expect(act(opened, ask(SIGN_UP, { tab: 2 }))).toBe('stopped-page')
  })

  it('open the workers of that site alone', () => {
    const worker = { type: 'rest', tab: -1, method: 'POST' } as const
    const code = 'http://shop.localhost/api/code'
    expect(act(permit, ask(code, { ...worker, initiator: 'shop.localhost' }))).toBe('allow')
    expect(act(permit, ask(code, { ...worker, initiator: 'chat.localhost' }))).toBe('block')
    expect(act(opened, ask(code, { ...worker, initiator: 'shop.localhost' }))).toBe('block')
  })
})

describe('a number in a URL', () => {
  const number = session({ numbers: ['13800138000'], free: ['*://carrier.localhost/*'] })
  const get = (query: string): Asked => ask(`http://chat.localhost/s?${query}`, { type: 'rest' })

  it.each([
    'q=13800138000',
    'q=138-0013-8000',
    'q=138.0013.8000',
    'q=138%200013%208000',
    'q=138%2D0013%2D8000',
    'q=%2B8613800138000',
    'q=%2B86%2013800138000',
    'q=008613800138000',
    'q=1-3-8-0-0-1-3-8-0-0-0',
    'q=%31%33%38%30%30%31%33%38%30%30%30',
    'q=1%3380%30138000',
    'q=%2213800138000%22&x=1',
    // Eight digits in order count as the number, wherever they stand.
    'q=1380013800',
    'q=138001380009',
    'q=38-0013-80',
    'q=1/3/8/0/0/1/3/8',
  ])('%s is blocked', (query) => expect(act(number, get(query))).toBe('block'))

  it.each(['q=13900139000', 'q=1380013', 'q=138001x38000', 'q=13800a13800b'])('%s is not', (query) =>
    expect(act(number, get(query))).toBe('none'),
  )

  it('is blocked in the path of a page, but not on a free host', () => {
    expect(act(number, ask('http://chat.localhost/u/13800138000'))).toBe('block')
    expect(act(number, ask('http://carrier.localhost:81/u/13800138000'))).toBe('allow')
    expect(
      act(
        number,
        ask('http://map.localhost/?n=13800138000', { type: 'rest', initiator: 'carrier.localhost' }),
      ),
    ).toBe('allow')
    expect(act(number, ask('http://chat.localhost/?n=13800138000', { initiator: 'carrier.localhost' }))).toBe(
      'block',
    )
  })

  it('stays out of dynamic rules, and out of session rules when it is no number', () => {
    expect(JSON.stringify(always)).not.toContain('13800138000')
    expect(session({ numbers: ['x'.repeat(11), '', '138'] })).toEqual([])
  })
})

describe('the order address', () => {
  const url = 'http://carrier.localhost:8080/tmf/productOrder'
  const post = { method: 'POST', type: 'rest' } as const

  it('is closed for every tab and worker, and opened for one tab', () => {
    expect(act([], ask(url, post))).toBe('block')
    expect(act([], ask(url, { ...post, tab: -1 }))).toBe('block')
    expect(act([], ask(url, { ...post, type: 'page' }))).toBe('block')
    expect(act([], ask(url, { type: 'rest' }))).toBe('none')
    const pass = session({ orderPasses: [{ tab: 1, order: ORDER, route: 'request', host: ORDER.host }] })
    const own = { ...post, initiator: 'carrier.localhost' }
    expect(act(pass, ask(url, own))).toBe('allow')
    expect(act(pass, ask(url, { ...own, tab: 2 }))).toBe('block')
    expect(act(pass, ask(url, { ...own, tab: -1 }))).toBe('block')
    expect(act(pass, ask(url, { ...own, type: 'page' }))).toBe('block')
    expect(act(pass, ask(url, { ...own, initiator: 'evil.localhost' }))).toBe('block')
  })

  it('is opened for one address, by how it ends', () => {
    const ends = `${url.slice(4)}#0f1e`
    const pass = session({
      orderPasses: [{ tab: 1, order: ORDER, route: 'request', host: ORDER.host, ends }],
    })
    const own = { ...post, initiator: 'carrier.localhost' }
    expect(act(pass, ask(`${url}#0f1e`, own))).toBe('allow')
    for (const other of [url, `${url}#0f1`, `${url}#0F1E`, `${url}#0f1e0`, `${url}?#0f1e`, `${url}//#0f1e`])
      expect(act(pass, ask(other, own)), other).toBe('block')
    expect(act(pass, ask(`${url}#0f1e`, { ...own, tab: 2 }))).toBe('block')
    expect(act(pass, ask(`${url}#0f1e`, { ...own, method: 'PUT' }))).toBe('none')
  })

  it('stays closed on a free host', () => {
    const free = session({ numbers: ['13800138000'], free: ['*://carrier.localhost/*'] })
    expect(act(free, ask(url, post))).toBe('block')
  })
})

describe('relations of priority', () => {
  const permit = session({ permits: [{ service: shop, tab: 1 }], numbers: ['13800138000'] })
  const opened = session({ opened: [{ service: shop, tab: 1 }], numbers: ['13800138000'] })
  const coded = ask('http://shop.localhost/api/code?p=13800138000', { type: 'rest' })

  it('a permit opens its number in a URL; a reason does not', () => {
    expect(act(permit, coded)).toBe('allow')
    expect(act(opened, coded)).toBe('block')
  })

  it('a clerk’s own log-in by code asks its site, and opens no sign-up, no number and no other site', () => {
    const own = session({ logIns: [{ service: shop, tab: 1 }], numbers: ['13800138000'] })
    const code = 'http://shop.localhost/api/code'
    const from = (initiator: string, more: object = {}) =>
      ask(code, { type: 'rest', method: 'POST', initiator, ...more })
    expect(act(own, from('shop.localhost'))).toBe('allow')
    expect(act(own, from('shop.localhost', { tab: -1 }))).toBe('allow')
    expect(act(own, from('shop.localhost', { tab: 2 }))).toBe('block')
    expect(act(own, from('chat.localhost'))).toBe('block')
    expect(act(own, from('chat.localhost', { tab: -1 }))).toBe('block')
    expect(act(own, ask(SIGN_UP, { initiator: 'shop.localhost' }))).toBe('stopped-page')
    expect(act(own, { ...from('shop.localhost'), url: `${code}?p=13800138000` })).toBe('block')
  })

  it('quarantine closes what a permit opened, also for the site and its workers', () => {
    const rules = session({
      permits: [{ service: shop, tab: 1 }],
      quarantined: [{ tab: 1, hosts: ['chat.localhost'] }],
    })
    expect(act(rules, ask(SIGN_UP))).toBe('block')
    expect(act(rules, ask('http://x.test/', { tab: -1, type: 'rest', initiator: 'chat.localhost' }))).toBe(
      'block',
    )
    expect(act(rules, ask('http://x.test/', { tab: 5, type: 'rest', initiator: 'chat.localhost' }))).toBe(
      'block',
    )
    expect(act(rules, ask('http://x.test/', { tab: 5, type: 'rest', initiator: 'news.localhost' }))).toBe(
      'none',
    )
  })

  it('a named host gets a number in an address, from its tab, and what the floor stops stays stopped elsewhere', () => {
    const named = session({
      numbers: ['13800138000'],
      named: [{ tab: 1, hosts: ['oa.localhost'] }, { hosts: ['hr.localhost'] }, { hosts: [] }],
    })
    const at = (host: string, tab: number) =>
      act(named, ask(`http://${host}/t?n=13800138000`, { type: 'rest', tab }))
    expect([at('oa.localhost', 1), at('oa.localhost', 2)]).toEqual(['allow', 'block'])
    expect([at('hr.localhost', 2), at('chat.localhost', 1)]).toEqual(['allow', 'block'])
    expect(session({ named: [{ tab: 1, hosts: ['oa.localhost'] }] })).toEqual([])
    const shut = session({
      numbers: ['13800138000'],
      named: [{ tab: 1, hosts: ['codes.example'] }],
      quarantined: [{ tab: 2, hosts: [] }],
    })
    expect(act(shut, ask('https://codes.example/?n=13800138000'))).toBe('stopped-page')
  })

  it('a permit whose codes are spent asks for no more, and still opens its site', () => {
    const spent = session({ permits: [{ service: shop, tab: 1, codesSpent: true }] })
    const code = ask('http://shop.localhost/api/code', { type: 'rest', method: 'POST' })
    expect(act(spent, code)).toBe('block')
    expect(act(spent, ask(SIGN_UP))).toBe('allow')
  })

  it('a trading site is closed for reason and permit', () => {
    const bad = { ...shop, site: { ...shop.site, domains: ['codes.example'] } } as Service
    const rules = session({ permits: [{ service: bad, tab: 1 }], opened: [{ service: bad, tab: 1 }] })
    expect(act(rules, ask('https://www.codes.example/'))).toBe('stopped-page')
    expect(act(rules, ask('https://codes.example/x', { type: 'rest' }))).toBe('block')
    expect(act(rules, ask('https://www.codes.example./'))).toBe('stopped-page')
  })

  it('a service that the policy took out is open', () => {
    const rules = compileDynamic({ services: [], without: [shop], orders: [], trading: [] })
    expect(decide([...always, ...rules], ask(SIGN_UP))?.act).toBe('allow')
  })

  it('stands in one order', () => {
    const order = [
      'floor',
      'removed',
      'logIn',
      'opened',
      'number',
      'free',
      'permit',
      'codes',
      'trading',
      'quarantine',
      'order',
      'orderPass',
    ] as const
    expect(Object.keys(PRIORITY).sort()).toEqual([...order].sort())
    for (let i = 1; i < order.length; i++)
      expect(PRIORITY[order[i] as keyof typeof PRIORITY]).toBeGreaterThan(
        PRIORITY[order[i - 1] as keyof typeof PRIORITY],
      )
  })

  it('gives each kind a range of ids, in order and apart', () => {
    for (const ranges of [IDS.dynamic, IDS.session]) {
      const starts = Object.values(ranges)
      expect([...starts].sort((a, b) => a - b)).toEqual(starts)
    }
    const many = session({
      permits: Array.from({ length: 40 }, (_, tab) => ({ service: shop, tab })),
      opened: Array.from({ length: 40 }, (_, tab) => ({ service: shop, tab })),
      logIns: Array.from({ length: 40 }, (_, tab) => ({ service: shop, tab })),
      numbers: Array.from({ length: 200 }, (_, i) => String(13_800_000_000 + i)),
      free: ['*://a.test/*'],
      named: Array.from({ length: 40 }, (_, tab) => ({ tab, hosts: ['c.test'] })),
      quarantined: Array.from({ length: 40 }, (_, tab) => ({ tab, hosts: ['b.test'] })),
      orderPasses: [{ tab: 1, order: ORDER, route: 'request', host: ORDER.host }],
    })
    const ids = many.flatMap((rule) => toDnr(rule, 'chromium').map((one) => one.id))
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('a blocking listener', () => {
  const held = toBlocking([...always, ...session({ quarantined: [{ tab: 3, hosts: ['chat.localhost'] }] })])
  const asked = { method: 'GET', tabId: 9, type: 'main_frame' }
  it('says what the rules say, by either browser’s word for who asks', () => {
    expect(held({ ...asked, url: SIGN_UP })).toEqual({ act: 'stopped-page', service: 'shop' })
    expect(held({ ...asked, url: 'http://x.test/' })).toBeNull()
    expect(held({ ...asked, url: 'http://x.test/', tabId: 3 })).toEqual({ act: 'block' })
    const script = { ...asked, url: 'http://x.test/', type: 'xmlhttprequest' }
    for (const from of ['initiator', 'originUrl', 'documentUrl'])
      expect(held({ ...script, [from]: 'http://chat.localhost/a' })).toEqual({ act: 'block' })
    expect(held({ ...script, initiator: 'null' })).toBeNull()
    expect(held({ ...script, url: 'about:blank' })).toBeNull()
  })
})

describe('declarativeNetRequest', () => {
  it('splits a rule for every type in two, and keeps a page redirect one', () => {
    const [rule] = session({ permits: [{ service: shop, tab: 7 }] }) as [Neutral]
    const made = toDnr(rule, 'firefox') as unknown as { id: number; condition: Record<string, unknown> }[]
    expect(made.map((one) => one.id)).toEqual(dnrIds(rule))
    expect(made[0]?.condition['resourceTypes']).toEqual(['main_frame'])
    expect(made[1]?.condition['resourceTypes']).toBeUndefined()
    expect(made[1]?.condition['tabIds']).toEqual([7])
    const page = always.find((one) => one.act === 'stopped-page') as Neutral
    expect(toDnr(page, 'chromium')).toMatchObject([
      { action: { type: 'redirect', redirect: { extensionPath: '/stopped.html?s=shop' } } },
    ])
  })

  it('sends only what changed', () => {
    const made = always.flatMap((rule) => toDnr(rule, 'chromium'))
    const back = made.map((rule) => ({
      condition: rule.condition,
      action: rule.action,
      priority: rule.priority,
      id: rule.id,
    }))
    expect(difference(back as never, made)).toEqual({ removeRuleIds: [], addRules: [] })
    const [first, ...rest] = made
    expect(difference(made, rest).removeRuleIds).toEqual([first?.id])
    const changed = made.map((rule, i) => (i === 0 ? { ...rule, priority: 99 } : rule))
    expect(difference(made, changed)).toEqual({ removeRuleIds: [first?.id], addRules: [changed[0]] })
    expect(difference([], made).addRules).toHaveLength(made.length)
  })
})

describe('the built-in catalogue', () => {
  it('is services of accounts with a site, without price, each once', () => {
    expect(builtIn.length).toBeGreaterThanOrEqual(25)
    expect(new Set(builtIn.map(({ id }) => id)).size).toBe(builtIn.length)
    for (const { id, kind, name, company, price, site, codes } of builtIn) {
      expect(id).toMatch(/^[a-z0-9][a-z0-9.-]{0,63}$/)
      expect([kind, price.fen, codes.length]).toEqual(['account', 0, 0])
      expect(name['zh-CN'] && name.en && company['zh-CN'] && company.en).toBeTruthy()
      expect(site?.domains.length).toBeGreaterThan(0)
      expect(new URL(site?.start ?? '').protocol).toBe('https:')
    }
  })
})
