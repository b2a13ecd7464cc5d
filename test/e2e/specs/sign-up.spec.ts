/** Sign-ups that nobody signed for: what reaches the sites, by the word of the sites. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { browserUnderTest, type DrivenPage } from '../driver/index.ts'
import * as F from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'

let c: F.Counter
beforeAll(async () => {
  c = await F.openCounter({ browser: browserUnderTest() })
})
afterAll(() => c?.close())
beforeEach(() => c.world.reset())
let page: DrivenPage | null = null
afterEach(async () => {
  await page?.close().catch(() => undefined)
  page = null
})

/** What a site got that could make an account. */
const asked = (site: 'shop' | 'social'): number =>
  F.reached(c, site, 'POST /api/sms') +
  F.reached(c, site, 'POST /api/register') +
  F.reached(c, site, 'POST /api/code-login')

describe('no activation, nothing guarded', () => {
  it('the known sign-up page is replaced, opens after a tap, and sends nothing without a number', async () => {
    page = await F.stoppedAt(c, c.world.url('shop', '/register'))
    expect(F.reached(c, 'shop', 'GET /register'), F.LEAK).toBe(0)
    await page.replacedBy(() => (page as DrivenPage).button(c.t.stopped('goOn')).click())
    await page.waitForUrl('/register')
    await F.signUp.getCode(page).click()
    await page.panel.waitForText(/没有顾客签名/)
    expect(asked('shop')).toBe(0)
  })

  it('another number needs a reason from the list, and then goes', async () => {
    page = await F.stoppedAt(c, c.world.url('shop', '/register'))
    await page.replacedBy(() => (page as DrivenPage).button(c.t.stopped('goOn')).click())
    await page.waitForUrl('/register')
    await F.signUp.phone(page).type(F.OTHER_NUMBER)
    await F.signUp.getCode(page).click()
    const [reason] = c.policy.reasons
    const answer = page.panel.button(reason?.words[c.lang] ?? '')
    await answer.element()
    // No hand is faster.
    await new Promise((done) => setTimeout(done, 300))
    // A page that hides what is pressed wins nothing by the press.
    const wear = (style: string | null) =>
      (page as DrivenPage).evaluate((given) => {
        const host = document.documentElement.lastElementChild as HTMLElement
        const worn = host.getAttribute('style') ?? ''
        if (given) host.setAttribute('style', given)
        else host.style.setProperty('opacity', '0.01', 'important')
        return worn
      }, style)
    const worn = await wear(null)
    await answer.click()
    await wear(worn)
    // Still there: it did not count.
    await answer.click()
    expect(asked('shop')).toBe(0)
    await F.logUntil(c, 'the reason', (e) => e['kind'] === 'override.granted' && e['how'] === 'reason')
    await F.signUp.getCode(page).click()
    await F.wait('the code request', async () => F.reached(c, 'shop', 'POST /api/sms') === 1)
  })

  it('a clerk’s own log-in by code goes through, in its tab and for its page alone', async () => {
    page = await c.d.newPage(c.world.url('shop', '/login?by=code'))
    await F.signUp.phone(page).type(F.OTHER_NUMBER)
    await F.signUp.getCode(page).click()
    const code = await F.wait('the code', async () => c.world.smsCode('shop', F.OTHER_NUMBER))
    const other = await c.d.newPage(c.world.url('shop', '/'))
    const failed = await other.evaluate(() =>
      fetch('/api/sms', { method: 'POST', body: new URLSearchParams({ phone: '13900000000' }) }).then(
        () => 'went',
        () => 'failed',
      ),
    )
    expect(failed).toBe('failed')
    await other.close()
    await page.bringToFront()
    await F.signUp.code(page).fill(code)
    await page
      .button(/^登录$/)
      .nth(-1)
      .click()
    await page.waitForText('登录成功')
    expect(F.reached(c, 'shop', 'POST /api/sms')).toBe(1)
    await F.stoppedAt(c, c.world.url('shop', '/register'), page)
    expect(F.reached(c, 'shop', 'GET /register'), F.LEAK).toBe(0)
  })

  it('a sign-up in a dialog, which no address shows, warns and holds what it sends', async () => {
    page = await c.d.newPage(c.world.url('social', '/?join=1'))
    await page.panel.waitForText(/这是注册账号的页面/)
    await F.signUp.getCode(page).click()
    await F.signUp.submit(page).click()
    expect(asked('social')).toBe(0)
    // By the page's own script, which fires no event.
    await page.evaluate(() => {
      const form = document.createElement('form')
      form.action = '/sent-by-script'
      document.body.append(form)
      form.submit()
    })
    await F.logUntil(c, 'the stop', (e) => e['kind'] === 'signup.stopped' && e['way'] === 'submit')
    expect(F.reached(c, 'social', 'GET /sent-by-script')).toBe(0)
  })
})

describe('an activation is open', () => {
  const GUARDED = F.CUSTOMER.number
  beforeAll(async () => {
    await F.activate(c, { ticks: [] })
  })

  it.each([
    ['shop', '/register'],
    ['social', '/signup'],
  ] as const)('%s%s is replaced by the stopped page, with no request', async (site, path) => {
    page = await F.stoppedAt(c, c.world.url(site, path))
    await page.waitForText('138 **** 8000')
    expect(F.reached(c, site, `GET ${path}`), F.LEAK).toBe(0)
    expect(await page.text()).not.toContain(GUARDED)
    await F.logUntil(c, 'the stop', (e) => e['kind'] === 'signup.stopped' && e['layer'] === 'floor')
  })

  it('a manager lets it through on the spot, with a PIN of their own; a wrong one does not', async () => {
    page = await F.stoppedAt(c, c.world.url('shop', '/register'))
    const words = c.t.stopped
    await page.evaluate(() => document.querySelector('details.override summary')?.scrollIntoView())
    await (await page.page.waitForSelector('details.override summary'))?.click()
    const field = (name: string) => (page as DrivenPage).page.waitForSelector(`input[name=${name}]`)
    const go = async (pin: string) => {
      await (await field('pin'))?.type(pin)
      await (page as DrivenPage).button(words('overrideGo')).click()
    }
    await (await field('manager'))?.type('m01')
    await (await field('reason'))?.click()
    await go('1111')
    await page.waitForText(words('error.pin/wrong'))
    expect(F.reached(c, 'shop', 'GET /register'), F.LEAK).toBe(0)
    await (page as DrivenPage).replacedBy(() => go('9753'))
    await page.waitForUrl('/register')
    const log = await F.logUntil(
      c,
      'the override',
      (e) => e['kind'] === 'override.granted' && e['how'] === 'override',
    )
    const entry = log.findLast((e) => e['kind'] === 'override.granted')
    expect(entry).toMatchObject({ by: 'm01', service: 'jixi-mall' })
    expect(log.some((e) => e['kind'] === 'manager.rejected')).toBe(true)
    expect(JSON.stringify(entry)).not.toContain(GUARDED)
    await F.signUp.phone(page).type(F.OTHER_NUMBER)
    await F.signUp.getCode(page).click()
    await F.wait('the code request', async () => F.reached(c, 'shop', 'POST /api/sms') === 1)
    // In this tab alone.
    const other = await F.stoppedAt(c, c.world.url('shop', '/register'))
    await other.close()
  })

  it('the code end points are blocked for scripts of the site too', async () => {
    page = await c.d.newPage(c.world.url('shop', '/'))
    const failed = await page.evaluate(async (number) => {
      const post = (path: string) =>
        fetch(path, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: `phone=${number}`,
        }).then(
          () => 'went',
          () => 'failed',
        )
      return [await post('/api/sms'), await post('/api/register'), await post('/api/code-login')]
    }, F.OTHER_NUMBER)
    expect(failed).toEqual(['failed', 'failed', 'failed'])
    expect(asked('shop')).toBe(0)
  })

  it.each(['typed', 'pasted'] as const)(
    'the guarded number, %s into the dialog, is not in it',
    async (how) => {
      page = await c.d.newPage(c.world.url('social', '/?join=1'))
      const phone = F.signUp.phone(page)
      await (how === 'typed' ? phone.type(GUARDED) : phone.paste(GUARDED))
      await F.wait('the banner', async () =>
        /顾客没有签过|顾客的号码/.test(await (page as DrivenPage).panel.text()),
      )
      expect((await phone.value()).replace(/\D/g, '').length).toBeLessThan(8)
      await F.signUp.getCode(page).click()
      expect(asked('social')).toBe(0)
    },
  )

  it('another number is stopped while a customer is at the counter', async () => {
    page = await c.d.newPage(c.world.url('social', '/?join=1'))
    await F.signUp.phone(page).type(F.OTHER_NUMBER)
    await F.signUp.getCode(page).click()
    await page.panel.waitForText(/换一个号码也不行/)
    await F.signUp.submit(page).click()
    expect(asked('social')).toBe(0)
  })

  it('no number: the warning stands and nothing is sent', async () => {
    page = await c.d.newPage(c.world.url('social', '/?join=1'))
    await page.panel.waitForText(/这是注册账号的页面/)
    await F.signUp.submit(page).click()
    await F.signUp.getCode(page).click()
    expect(asked('social')).toBe(0)
  })

  it('made no account anywhere', () => {
    expect(c.world.accounts(), F.LEAK).toEqual([])
  })
})
