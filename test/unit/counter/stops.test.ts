/** What the background makes of stops: the table, reasons and managers at the request too, false matches, quarantine. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ServiceId } from '../../../utils/base/index.ts'
import { stopIn } from '../../../utils/counter/state/index.ts'
import { fingerprint, type Neutral, toBlocking } from '../../../utils/guard/index.ts'
import type { ToBackground } from '../../../utils/wire/index.ts'
import { activation, know, openCounter, type TestCounter } from './open-counter.ts'

const NUMBER = '13800138000'
const OTHER = '13700137000'
const OA = { tab: 9, frame: 0, url: 'http://oa.localhost/' }
const CHAT = { tab: 9, frame: 0, url: 'http://chat.localhost/room' }
const SHOP = { tab: 9, frame: 0, url: 'http://shop.localhost/?join=1' }

let c: TestCounter
let rules: readonly Neutral[]
let went: [number, string][]
let top: string
beforeEach(async () => {
  c = await openCounter()
  went = []
  top = ''
  Object.assign(c.counter.host, {
    setSessionRules: async (now: readonly Neutral[]) => {
      rules = now
    },
    goTab: async (tab: number, url: string) => void went.push([tab, url]),
    tabUrl: async () => top,
  })
  await activation(c)
})
afterEach(() => c.close())

type Stop = Extract<ToBackground, { t: 'stop' }>
let n = 0
const stop = (over: Partial<Stop> = {}): Stop => ({
  t: 'stop',
  n: ++n,
  page: 'field',
  number: 'guarded',
  way: 'paste',
  layer: 'number',
  act: 'stop',
  why: 'number-elsewhere',
  cell: 'field/guarded',
  digits: NUMBER,
  quarantine: false,
  hand: true,
  ...over,
})
const sent = (url: string, over: object = {}) =>
  c.events.carries({
    url,
    tabId: 9,
    initiator: new URL(url).origin,
    type: 'xmlhttprequest',
    texts: [`n=${NUMBER}`],
    ...over,
  })
const address = (url: string, tabId = 9) =>
  toBlocking(rules)({ url, method: 'GET', tabId, type: 'main_frame' })?.act ?? 'passes'
const entries = async (kind: string) => (await c.entries()).filter((e) => e['kind'] === kind)
const manager = (over: object = {}, service: ServiceId | null = null) =>
  c.ask('stopped.override', {
    service,
    manager: 'm01',
    pin: '9753',
    reason: 'customer-support',
    ...over,
  } as never)
/** The stopped page speaks for the tab that it stands in: the counter's is 2. */
const HERE = 2

describe('a request', () => {
  it('is judged by the table, as the page is', async () => {
    expect(sent('http://oa.localhost/api/tickets')).toMatchObject({ cell: 'employer-field/guarded' })
    expect(sent('http://chat.localhost/api/messages')).toMatchObject({
      cell: 'field/guarded',
      digits: NUMBER,
    })
    expect(address(`http://oa.localhost/t?n=${NUMBER}`)).toBe('block')
    await c.policy((p) => {
      p['table'] = { 'employer-field': { guarded: 'inform' } }
    })
    expect(sent('http://oa.localhost/api/tickets')).toBeNull()
    expect(address(`http://oa.localhost/t?n=${NUMBER}`)).toBe('passes')
    expect(sent('http://chat.localhost/api/messages')).not.toBeNull()
    expect(sent('http://oa.localhost/api/tickets', { initiator: '', tabId: -1 })).toBeNull()
  })

  it('of a trading site is stopped whatever the table and a manager say', async () => {
    await c.policy((p) => {
      p['table'] = { trading: { guarded: 'allow' }, field: { guarded: 'allow' } }
    })
    expect(sent('http://code-trade.localhost./post')).not.toBeNull()
    expect(sent('http://chat.localhost/api/messages')).toBeNull()
  })

  it('goes after a reason on the employer’s page: in that tab, for that number, for a minute', async () => {
    const said = stop({
      cell: 'employer-field/guarded',
      act: 'reason',
      why: 'employer-reason',
      digits: '13800138',
    })
    await c.events.sentinel(OA, said)
    await c.events.sentinel(OA, { t: 'reason', n: said.n, code: 'customer-support', cell: said.cell })
    expect(sent('http://oa.localhost/api/tickets')).toBeNull()
    expect(address(`http://oa.localhost/t?n=${NUMBER}`)).toBe('passes')
    expect(sent('http://oa.localhost/api/tickets', { tabId: 10 })).not.toBeNull()
    expect(address(`http://oa.localhost/t?n=${NUMBER}`, 10)).toBe('block')
    // The page goes on elsewhere with it: that is another cell.
    expect(sent('http://chat.localhost/api/messages', { initiator: 'http://oa.localhost' })).not.toBeNull()
    await activation(c, { number: '13800138004', customer: '李示例' })
    expect(sent('http://oa.localhost/api/tickets', { texts: ['13800138004'] })).not.toBeNull()
    // Typed, it is eight digits at a time: one answer is enough for all of them.
    const short = (digits: string) => fingerprint(digits, c.counter.key)
    const allowed = c.events.snapshot(OA)?.allowed.map((a) => a.short)
    for (const digits of [NUMBER, '13800138', '38001380', '00138000'])
      expect(allowed).toContain(short(digits))
    expect(c.events.snapshot(CHAT)?.allowed).toEqual([])
    c.clock.wall += 60_000
    expect(sent('http://oa.localhost/api/tickets')).not.toBeNull()
    expect(await entries('override.granted')).toMatchObject([
      { how: 'reason', number: 'guarded', origin: 'http://oa.localhost' },
    ])
  })

  it('that only looks like one is let go the next time, and leads to no quarantine', async () => {
    // Another number whose short fingerprint is that of a guarded one.
    const [row] = c.counter.guarded
    const alike = { ...row, id: 'x', short: fingerprint(OTHER, c.counter.key) } as never
    know(c.counter, { guarded: [...c.counter.guarded, alike] })
    const body = { texts: [OTHER] }
    const hit = sent(CHAT.url, body)
    expect(hit).toMatchObject({ digits: OTHER })
    await c.events.leaked({ url: CHAT.url, tabId: 9, initiator: 'http://chat.localhost' }, hit as never)
    expect(c.counter.run.quarantined).toEqual([])
    expect(sent(CHAT.url, body)).toBeNull()
    const again = sent(CHAT.url, { ...body, tabId: 10 })
    await c.events.carried({ url: CHAT.url, tabId: 10 }, again as never)
    expect(sent(CHAT.url, { ...body, tabId: 10 })).toBeNull()
    expect(await entries('request.stopped')).toEqual([])
    // The guarded number itself is closed off, and written down.
    await c.events.leaked({ url: CHAT.url, tabId: 9, initiator: '' }, sent(CHAT.url) as never)
    expect(c.counter.run.quarantined).toHaveLength(1)
  })
})

describe('inform', () => {
  const told = (over: Partial<Stop> = {}) => stop({ act: 'inform', ...over })
  beforeEach(() =>
    c.policy((p) => {
      p['table'] = { field: { guarded: 'inform' }, 'log-in': { guarded: 'allow' } }
    }),
  )

  it('is one entry, and no stop; what is sent with it goes', async () => {
    await c.events.sentinel(CHAT, told())
    await c.events.sentinel(CHAT, told({ way: 'submit' }))
    expect(await entries('guard.informed')).toMatchObject([
      { origin: 'http://chat.localhost', number: 'guarded', way: 'paste', why: 'number-elsewhere' },
    ])
    expect(await entries('number.stopped')).toEqual([])
    expect(sent(CHAT.url)).toBeNull()
    expect(JSON.stringify(await c.entries())).not.toContain(NUMBER)
  })

  it('is taken for a cell of the table alone', async () => {
    const page = { page: 'sign-up', cell: 'unknown-sign-up/guarded' } as const
    await c.events.sentinel(CHAT, told(page))
    await c.events.sentinel(CHAT, { ...told(page), act: 'allow' })
    expect(c.counter.run.allowed).toEqual([])
    expect(await entries('guard.informed')).toEqual([])
  })

  it('what the table allows goes at the request too, with no entry', async () => {
    await c.policy((p) => {
      p['table'] = { 'log-in': { guarded: 'allow' } }
    })
    expect(sent('http://shop.localhost/api/login')).not.toBeNull()
    const page = { page: 'log-in', cell: 'log-in/guarded', act: 'allow' } as const
    await c.events.sentinel({ ...SHOP, url: 'http://shop.localhost/login' }, stop(page))
    expect(sent('http://shop.localhost/api/login')).toBeNull()
    expect(await entries('guard.informed')).toEqual([])
  })
})

describe('a manager', () => {
  const called = async (line: typeof CHAT, over: Partial<Stop> = {}) => {
    const at = { ...line, tab: HERE }
    const said = stop(over)
    await c.events.sentinel(at, said)
    await c.events.sentinel(at, { t: 'manager', n: said.n })
    return c.ok('stopped.open', { service: stopIn(c.counter, HERE)?.service ?? null })
  }
  const here = { tabId: HERE }

  it('called from a chat, which no service is, opens that cell of that origin in that tab', async () => {
    expect(await called(CHAT)).toMatchObject({ canOverride: true, act: 'stop', service: null })
    expect(went.at(-1)).toEqual([HERE, '/stopped.html'])
    expect((await manager({ pin: '1111' })).ok).toBe(false)
    expect(sent(CHAT.url, here)).not.toBeNull()
    expect((await manager()).ok).toBe(true)
    expect(went.at(-1)).toEqual([HERE, CHAT.url])
    expect(sent(CHAT.url, here)).toBeNull()
    expect(address(`${CHAT.url}?n=${NUMBER}`, HERE)).toBe('passes')
    expect(c.events.snapshot({ ...CHAT, tab: HERE })?.allowed).toMatchObject([
      { cell: 'field/guarded', short: null },
    ])
    for (const url of ['http://plain.localhost/', 'http://social.localhost/']) {
      expect(sent(url, here)).not.toBeNull()
      expect(c.events.snapshot({ ...CHAT, tab: HERE, url })?.allowed).toEqual([])
    }
    const [entry] = await entries('override.granted')
    expect(entry).toMatchObject({
      by: 'm01',
      service: null,
      origin: 'http://chat.localhost',
      number: 'guarded',
    })
    expect(entry?.['activation']).toBe([...c.counter.activations.keys()][0])
    expect(JSON.stringify(entry)).not.toContain('8000')
  })

  it('opens a password log-in of a service, with the guarded number', async () => {
    const view = await called(
      { ...SHOP, url: 'http://shop.localhost/login' },
      { page: 'log-in', cell: 'log-in/guarded', why: 'log-in-unsigned' },
    )
    expect(view).toMatchObject({ canOverride: true, service: { id: 'jixi-mall' } })
    expect((await manager({}, 'jixi-mall' as ServiceId)).ok).toBe(true)
    expect(sent('http://shop.localhost/api/login', here)).toBeNull()
    expect(c.events.snapshot({ ...SHOP, tab: HERE })?.allowed.map((a) => a.cell)).toContain('log-in/guarded')
  })

  it('opens a quarantined tab again', async () => {
    await c.events.sentinel({ ...CHAT, tab: HERE }, stop({ quarantine: true }))
    expect(await c.ok('stopped.open', { service: null })).toMatchObject({
      act: 'quarantine',
      canOverride: true,
    })
    expect((await manager()).ok).toBe(true)
    expect(c.counter.run.quarantined).toEqual([])
    expect(went.at(-1)).toEqual([HERE, 'http://chat.localhost/'])
  })

  it('is offered nothing on a trading site, for a page in a file, and where nothing was stopped', async () => {
    expect((await called({ ...CHAT, url: 'http://code-trade.localhost/' })).canOverride).toBe(false)
    expect((await manager()).ok).toBe(false)
    await c.events.unread(HERE)
    expect((await c.ok('stopped.open', { service: null })).canOverride).toBe(false)
    know(c.counter, { run: { ...c.counter.run, stops: [] } })
    expect((await c.ok('stopped.open', { service: null })).canOverride).toBe(false)
    expect(await entries('override.granted')).toEqual([])
  })

  it('is called for a stop alone, and from a frame comes back to the page around it', async () => {
    top = 'http://plain.localhost/story'
    const said = stop({ act: 'reason' })
    await c.events.sentinel(CHAT, said)
    await c.events.sentinel(CHAT, { t: 'manager', n: said.n })
    expect(stopIn(c.counter, 9)).toBeUndefined()
    const inner = stop()
    await c.events.sentinel({ ...CHAT, frame: 4 }, inner)
    await c.events.sentinel({ ...CHAT, frame: 4 }, { t: 'manager', n: inner.n })
    expect(stopIn(c.counter, 9)).toMatchObject({ url: top, at: 'http://chat.localhost' })
  })
})

describe('quarantine', () => {
  const from = (initiator: string, tabId = 10) =>
    toBlocking(rules)({ url: 'http://x.test/', method: 'GET', tabId, type: 'xmlhttprequest', initiator })?.act

  it('shuts every host of the site, and the site of the page around the frame', async () => {
    top = 'http://news.plain.localhost/story'
    await c.events.sentinel(
      { ...CHAT, frame: 3, url: 'http://www.chat.localhost/' },
      stop({ quarantine: true }),
    )
    for (const site of ['www.chat', 'm.chat', 'chat', 'plain', 'cdn.plain'])
      expect([site, from(`http://${site}.localhost`)]).toEqual([site, 'block'])
    expect(from('http://social.localhost')).toBeUndefined()
    // Back to the first page of what the tab showed, afresh: that lifts it.
    expect(stopIn(c.counter, 9)?.url).toBe('http://news.plain.localhost/')
  })

  it('shuts all domains of a service, and never the portal', async () => {
    top = 'http://carrier.localhost/'
    await c.events.sentinel({ ...SHOP, frame: 3 }, stop({ quarantine: true }))
    expect(c.counter.run.quarantined).toEqual([{ tab: 9, hosts: ['shop.localhost'] }])
    expect(from('http://carrier.localhost')).toBeUndefined()
  })

  it('comes after five stops without a hand, in whichever frames; a hand begins anew', async () => {
    const alone = (frame: number) =>
      c.events.sentinel({ ...CHAT, frame }, stop({ way: 'script', hand: false }))
    for (const frame of [0, 1, 2, 3]) await alone(frame)
    expect(c.counter.run.quarantined).toEqual([])
    await c.events.sentinel(CHAT, { t: 'person' })
    for (const frame of [4, 5, 6, 7]) await alone(frame)
    expect(c.counter.run.quarantined).toEqual([])
    await c.events.sentinel({ ...CHAT, tab: 10 }, stop({ way: 'script', hand: false }))
    expect(c.counter.run.quarantined).toEqual([])
    await alone(8)
    expect(c.counter.run.quarantined).toMatchObject([{ tab: 9 }])
    expect(stopIn(c.counter, 9)?.why).toBe('too-many')
  })
})
