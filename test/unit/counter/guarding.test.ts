/** What a sentinel is told: a clerk's own log-in, and how long a lone code needs a reason. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ServiceId } from '../../../utils/base/index.ts'
import { seen } from '../../../utils/counter/manager/vault.ts'
import { activation, agreeToAll, begin, know, openCounter, type TestCounter } from './open-counter.ts'

let c: TestCounter
let events: TestCounter['events']
const SHOP = { tab: 9, frame: 0, url: 'http://shop.localhost/login?by=code' }
const CHAT = { tab: 9, frame: 0, url: 'http://chat.localhost/' }
beforeEach(async () => {
  c = await openCounter()
  events = c.events
})
afterEach(() => c.close())

const opened = () => events.snapshot(SHOP)?.logIn

describe('a clerk’s own log-in by code', () => {
  const ask = (line = SHOP) => events.sentinel(line, { t: 'log-in' })

  it('opens its site in its tab, for a minute', async () => {
    expect(opened()).toBe(0)
    await ask()
    expect(opened()).toBe(c.clock.wall + 60_000)
    expect(events.snapshot({ ...SHOP, tab: 10 })?.logIn).toBe(0)
    expect(events.snapshot({ ...SHOP, url: 'http://social.localhost/login' })?.logIn).toBe(0)
    c.clock.wall += 60_000
    expect(opened()).toBe(0)
  })

  it('ends with the tab', async () => {
    await ask()
    await events.tabClosed(SHOP.tab)
    expect(opened()).toBe(0)
  })

  it('is none at a site that the catalogue does not know, and none where the table asks for a reason', async () => {
    await ask(CHAT)
    expect(c.counter.run.logIns).toEqual([])
    await c.policy((policy) => {
      policy['table'] = { 'code-log-in': { other: 'reason' } }
    })
    await ask()
    expect(c.counter.run.logIns).toEqual([])
  })

  it('is over when a customer is at the counter, and none begins', async () => {
    await ask()
    await activation(c)
    expect(opened()).toBe(0)
    await ask()
    expect(opened()).toBe(0)
  })
})

describe('a permit', () => {
  const MALL = 'jixi-mall' as ServiceId
  it('ends with what every host of its site has left that its tab has shown', async () => {
    const cleaned: (readonly string[])[] = []
    Object.assign(c.counter.host, {
      cleanSite: async (hosts: readonly string[]) => cleaned.push(hosts) > 0,
    })
    const id = await activation(c)
    await c.ok('panel.add-account', { activation: id, service: MALL })
    await agreeToAll(c, await begin(c, id))
    await c.ok('panel.open-site', { activation: id, service: MALL })
    const tab = c.counter.activations.get(id)?.permits[0]?.tab ?? -1
    for (const url of ['http://login.shop.localhost:8731/a', 'http://login.shop.localhost:8731/b', CHAT.url])
      events.snapshot({ tab, frame: 0, url })
    events.snapshot({ tab: 9, frame: 0, url: 'http://other.shop.localhost/' })
    await events.tabClosed(tab)
    expect(cleaned).toEqual([['shop.localhost', 'login.shop.localhost:8731']])
    expect(c.counter.run.permits.visited).toEqual([])
    const [end] = (await c.entries()).filter((e) => e['kind'] === 'permit.expired')
    expect(end).not.toHaveProperty('left')
    expect([...c.counter.alarms]).toEqual([])
  })

  it('whose site was not cleared ends all the same, with an alarm that stands until a manager has looked', async () => {
    Object.assign(c.counter.host, { cleanSite: async () => false })
    const id = await activation(c)
    await c.ok('panel.add-account', { activation: id, service: MALL })
    await agreeToAll(c, await begin(c, id))
    await c.ok('panel.open-site', { activation: id, service: MALL })
    await events.tabClosed(c.counter.activations.get(id)?.permits[0]?.tab ?? -1)
    expect(c.counter.activations.get(id)?.permits[0]?.state).toBe('ended')
    expect((await c.entries()).at(-1)).toMatchObject({
      kind: 'permit.expired',
      why: 'tab-closed',
      left: true,
    })
    expect((await c.ok('popup.open', {})).alarms).toEqual(['permit/not-cleaned'])
    c = await c.restart()
    expect((await c.ok('console.open', {})).alarms).toEqual(['permit/not-cleaned'])
    await seen(c.counter, 'permit/not-cleaned')
    expect((await c.entries()).at(-1)).toMatchObject({ kind: 'alarm.seen', alarm: 'permit/not-cleaned' })
    expect((await c.ok('console.open', {})).alarms).toEqual([])
    c = await c.restart()
    expect((await c.ok('console.open', {})).alarms).toEqual([])
  })
})

describe('a database that went away in the middle of a run', () => {
  it('leaves every number guarded but on free sites, until the run ends', async () => {
    expect(events.guarding()).toBe(false)
    know(c.counter, { run: { ...c.counter.run, isLost: true } })
    expect(events.snapshot(CHAT)).toBeNull()
    expect(events.snapshot({ ...CHAT, url: 'http://carrier.localhost/' })).not.toBeNull()
    expect(events.guarding()).toBe(true)
    const sent = { url: CHAT.url, tabId: 9, initiator: '', type: 'xmlhttprequest' }
    expect(events.carries({ ...sent, texts: ['13900139000'] })).toMatchObject({ digits: '13900139000' })
    expect(events.carries({ ...sent, texts: ['hello'] })).toBeNull()
  })
})

describe('a lone code', () => {
  it('needs a reason everywhere while an activation is open, after it where a number was stopped', async () => {
    expect(events.snapshot(CHAT)?.codes).toBe(0)
    await activation(c)
    expect(events.snapshot(CHAT)?.codes).toBe(Number.MAX_SAFE_INTEGER)
    await events.sentinel(CHAT, {
      t: 'stop',
      n: 1,
      page: 'field',
      number: 'guarded',
      way: 'paste',
      layer: 'number',
      act: 'stop',
      why: 'number-elsewhere',
      cell: 'field/guarded',
      digits: '13800138000',
      quarantine: false,
      hand: true,
    })
    know(c.counter, { activations: new Map() })
    expect(events.snapshot(CHAT)?.codes).toBe(c.clock.wall + 10 * 60_000)
    expect(events.snapshot({ ...CHAT, tab: 10 })?.codes).toBe(0)
    c.clock.wall += 10 * 60_000
    expect(events.snapshot(CHAT)?.codes).toBe(0)
  })
})
