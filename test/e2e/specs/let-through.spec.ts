/** What goes in spite of the guard: the table says `inform`, a reason on the employer's page, a manager's PIN in a chat. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { browserUnderTest, type DrivenPage } from '../driver/index.ts'
import * as F from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'

const { number: GUARDED } = F.YOUNGER
let c: F.Counter
let page: DrivenPage
beforeAll(async () => {
  c = await F.openCounter({
    browser: browserUnderTest(),
    policy: (policy) => ({ ...policy, table: { ...policy.table, 'log-in': { guarded: 'inform' } } }),
  })
  await F.activate(c, { ...F.YOUNGER, ticks: [] })
})
afterAll(() => c?.close())
beforeEach(() => c.world.reset())
afterEach(async () => {
  await page?.close().catch(() => undefined)
})

const sent = (site: string) => c.world.requests().filter((r) => r.host === site && r.method === 'POST')

describe('where the table says inform', () => {
  it('the number goes in and leaves, the clerk is told, and one entry says so', async () => {
    page = await c.d.newPage(c.world.url('shop', '/login'))
    await page.field(/手机号/).type(GUARDED)
    await page.panel.waitForText(/没有拦下，已经记入日志/)
    expect(await page.field(/手机号/).value()).toBe(GUARDED)
    await page.panel.button('知道了').click()
    await page.field(/密码/).type('demo-2468')
    await page
      .button(/^登录$/)
      .nth(-1)
      .click()
    await F.wait('the log-in', async () => sent('shop').some((r) => r.body.includes(GUARDED)))
    const log = await F.logUntil(c, 'the entry', (e) => e['kind'] === 'guard.informed')
    expect(log.filter((e) => e['kind'] === 'guard.informed')).toMatchObject([
      { page: 'log-in', number: 'guarded', service: 'jixi-mall', why: 'log-in-unsigned' },
    ])
    expect(log.filter((e) => String(e['kind']).endsWith('.stopped'))).toEqual([])
    expect(await page.url()).toContain('/login')
  })
})

describe('on the employer’s own page', () => {
  it('a reason lets the number go, typed, in what the page sends', async () => {
    page = await c.d.newPage(c.world.url('oa', '/'))
    const field = page.field(/客户号码/)
    await field.type(GUARDED)
    const [reason] = c.policy.reasons
    await page.panel.button(reason?.words[c.lang] ?? '').element()
    // What is pressed the moment it appears is nobody's answer.
    await new Promise((done) => setTimeout(done, 300))
    await page.panel.button(reason?.words[c.lang] ?? '').click()
    await F.logUntil(c, 'the reason', (e) => e['kind'] === 'override.granted' && e['how'] === 'reason')
    expect(sent('oa')).toEqual([])
    await field.fill('')
    await field.type(GUARDED)
    expect(await field.value()).toBe(GUARDED)
    await page.button('提交工单').click()
    await page.waitForText('工单已提交')
    expect(sent('oa').map((r) => r.body)).toEqual([JSON.stringify({ number: GUARDED, text: '' })])
  })
})

describe('a manager', () => {
  it('is called from a chat, and opens it for this tab alone', async () => {
    page = await c.d.newPage(c.world.url('chat', '/'))
    const box = () => page.field(/输入消息/)
    await box().paste(GUARDED)
    const shown = page
    await shown.panel.button('请店长放行').click()
    await shown.waitForUrl(/stopped\.html/)
    await (await shown.page.waitForSelector('details.override summary'))?.click()
    const field = (name: string) => shown.page.waitForSelector(`input[name=${name}]`)
    await (await field('manager'))?.type('m01')
    await (await field('pin'))?.type('9753')
    await (await field('reason'))?.click()
    await shown.replacedBy(() => shown.button(c.t.stopped('overrideGo')).click())
    await shown.waitForUrl('chat.localhost')
    const log = await F.logUntil(c, 'the override', (e) => e['how'] === 'override')
    expect(log.findLast((e) => e['how'] === 'override')).toMatchObject({
      by: 'm01',
      service: null,
      origin: c.world.url('chat', '').replace(/\/$/, ''),
      number: 'guarded',
    })
    // In this tab alone.
    const other = await c.d.newPage(c.world.url('chat', '/'))
    await other.field(/输入消息/).paste(GUARDED)
    await other.panel.waitForText(/顾客的号码/)
    await other.close()
    await page.bringToFront()
    await box().paste(GUARDED)
    await page.press('Enter')
    await F.wait('the message', async () => c.world.messages().length === 1)
    expect(c.world.messages()[0]?.text).toBe(GUARDED)
    // It is there, and was not closed off afterwards.
    expect(await page.url()).toContain('chat.localhost')
  })
})
