/** When a permit is used, what counts as asking for a code, and what is left of it in the next run of the browser. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ServiceId } from '../../../utils/base/index.ts'
import type { Neutral } from '../../../utils/guard/index.ts'
import { activation, agreeToAll, begin, openCounter, type TestCounter } from './open-counter.ts'

const MALL = 'jixi-mall' as ServiceId
const NUMBER = '13800138000'
const CREATE = 'http://shop.localhost/api/register'
const CODE = 'http://shop.localhost/api/sms'

let c: TestCounter
let tab: number
const permit = () => [...c.counter.activations.values()][0]?.permits[0]
beforeEach(async () => {
  c = await openCounter()
  const id = await activation(c)
  await c.ok('panel.add-account', { activation: id, service: MALL })
  await agreeToAll(c, await begin(c, id))
  await c.ok('panel.open-site', { activation: id, service: MALL })
  tab = permit()?.tab ?? -1
  await c.events.committed(tab, 'http://shop.localhost/register')
})
afterEach(() => c.close())

const page = 'http://shop.localhost'
const body = (texts: string[], url = CREATE, tabId = tab) =>
  c.events.carries({ url, tabId, initiator: page, type: 'xmlhttprequest', texts })
const answered = (status: number, over: object = {}) =>
  c.events.answered({
    tab,
    url: CREATE,
    method: 'POST',
    status,
    date: null,
    type: 'xmlhttprequest',
    initiator: page,
    ...over,
  })
const whole = [`phone=${NUMBER}&code=482913`]

describe('use', () => {
  it('a well answered wrong code uses nothing up; leaving the page does', async () => {
    body(whole)
    await answered(200)
    await c.events.committed(tab, 'http://shop.localhost/register?again=1')
    expect(permit()?.state).toBe('open')
    await c.events.committed(tab, 'http://shop.localhost/welcome')
    expect(permit()?.state).toBe('used')
  })

  it('created (201) is enough', async () => {
    body(whole)
    await answered(201)
    expect(permit()?.state).toBe('used')
  })

  it('so is an answer that leads elsewhere, and not one that leads back to the form', async () => {
    const led = (to: string) =>
      c.events.redirected(
        { tab, url: CREATE, method: 'POST', status: 303, date: null, type: 'main_frame', initiator: page },
        to,
      )
    await led('http://shop.localhost/register?error=code')
    expect(permit()?.state).toBe('open')
    await led('http://shop.localhost/welcome')
    expect(permit()?.state).toBe('used')
  })

  it('a first step with the number alone is none, and one that nobody could read may be', async () => {
    body([`phone=${NUMBER}`])
    await answered(201)
    await c.events.committed(tab, 'http://shop.localhost/step2')
    expect(permit()?.state).toBe('open')
    await answered(200)
    await c.events.committed(tab, 'http://shop.localhost/welcome')
    expect(permit()?.state).toBe('used')
  })

  it('a refused one, and what is only asked about the address, use nothing up', async () => {
    body(whole)
    await answered(400)
    await answered(204, { method: 'OPTIONS' })
    await answered(200, { method: 'GET' })
    await c.events.committed(tab, 'http://shop.localhost/welcome')
    expect(permit()?.state).toBe('open')
  })

  it('by the site’s own worker, which has no tab, it is the permit’s all the same', async () => {
    body(whole, CREATE, -1)
    await answered(201, { tab: -1, initiator: 'http://chat.localhost' })
    expect(permit()?.state).toBe('open')
    await answered(201, { tab: -1 })
    expect(permit()?.state).toBe('used')
  })
})

describe('a code', () => {
  const asks = (over: object = {}) => answered(200, { url: CODE, ...over })
  it('is counted by whatever method it is asked for, and by whose worker; what is asked before it is not', async () => {
    await asks({ method: 'OPTIONS' })
    expect(permit()?.codes).toBe(0)
    await asks({ method: 'GET', url: `${CODE}?phone=x` })
    expect(permit()?.codes).toBe(1)
    await asks({ tab: -1 })
    expect(permit()?.codes).toBe(2)
    await asks({ tab: -1, initiator: 'http://chat.localhost' })
    await asks({ tab: tab + 1 })
    expect(permit()?.codes).toBe(2)
    await asks()
    expect(permit()).toMatchObject({ codes: 3, state: 'open' })
    await asks({ method: 'GET' })
    expect(permit()?.state).toBe('ended')
  })
})

describe('the next run of the browser', () => {
  it('ends what is left before any rule is made of it, and closes no tab that has its number now', async () => {
    const rules: (readonly Neutral[])[] = []
    const next = await c.restart({
      fresh: true,
      host: { setSessionRules: async (now: readonly Neutral[]) => void rules.push(now) },
    })
    c = next
    expect(permit()?.state).toBe('ended')
    expect(rules.length).toBeGreaterThan(0)
    const opened = rules.flat().filter((r) => r.act === 'allow' && r.where.tabs?.includes(tab))
    expect(opened).toEqual([])
    expect(c.closed).toEqual([])
    expect((await c.entries()).at(-1)).toMatchObject({ kind: 'permit.expired', why: 'tab-closed' })
    expect((await c.entries()).filter((e) => e['kind'] === 'permit.expired')).toHaveLength(1)
  })
})
