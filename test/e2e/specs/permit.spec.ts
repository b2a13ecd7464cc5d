/** A permit: one site, one number, one tab, one account, a few codes; and what is left when it ends. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Service, Site } from '../../../utils/notice/index.ts'
import type { Policy } from '../../../utils/policy/index.ts'
import { browserUnderTest, type DrivenPage } from '../driver/index.ts'
import * as F from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'

const { number: SIGNED } = F.YOUNGER
const ALSO_GUARDED = '13800138004'
let c: F.Counter
let shop: DrivenPage
/** Opened for a minute, at a site whose end points nobody knows. */
let social: DrivenPage
beforeAll(async () => {
  const unknown = (policy: Policy): Policy => ({
    ...policy,
    services: (policy.services as unknown as Service[]).map((s) =>
      s.id === 'shiguang' ? { ...s, site: { ...(s.site as Site), code: [], create: [] } } : s,
    ) as unknown as Policy['services'],
  })
  c = await F.openCounter({
    browser: browserUnderTest(),
    policy: (policy) => unknown({ ...policy, times: { ...policy.times, permitMinutes: 1 } }),
  })
  // Two customers at the counter; the one in front, the newest, signs.
  await F.activate(c, { ...F.CUSTOMER, number: ALSO_GUARDED, ticks: [] })
  await F.activate(c, { ...F.YOUNGER, ticks: [] })
  social = await F.permitFor(c, 'social')
  await social.evaluate(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: what a site leaves behind
    document.cookie = 'left=behind; path=/; max-age=9999'
    localStorage.setItem('left', 'behind')
  })
  const longer = { ...c.policy, times: { ...c.policy.times, permitMinutes: 10 } }
  await F.ask(c, 'console.html', [
    ['console.open', {}],
    ['policy.import', { text: JSON.stringify(longer) }],
  ])
  shop = await F.permitFor(c, 'shop')
})
afterAll(() => c?.close())
beforeEach(() => c.world.reset())

const codes = () => F.reached(c, 'shop', 'POST /api/sms')
const fresh = async (): Promise<void> => {
  await shop.bringToFront()
  await shop.goto(c.world.url('shop', '/register'))
  await shop.waitForUrl('/register')
}

describe('while it is open', () => {
  it('another tab stays stopped', async () => {
    const other = await F.stoppedAt(c, c.world.url('shop', '/register'))
    expect(F.reached(c, 'shop', 'GET /register'), F.LEAK).toBe(0)
    await other.close()
  })

  it('another site stays stopped in its tab', async () => {
    await shop.bringToFront()
    await F.stoppedAt(c, c.world.url('social', '/signup'), shop)
    expect(F.reached(c, 'social', 'GET /signup'), F.LEAK).toBe(0)
  })

  it('another guarded number is stopped in its tab', async () => {
    await fresh()
    await F.signUp.phone(shop).type(ALSO_GUARDED)
    await shop.panel.waitForText(/顾客没有签过/)
    expect((await F.signUp.phone(shop).value()).length).toBeLessThan(11)
    expect(JSON.stringify(c.world.requests()), F.LEAK).not.toContain(ALSO_GUARDED)
  })

  it('a number that nobody brought is stopped in its tab', async () => {
    await fresh()
    await F.signUp.phone(shop).type(F.OTHER_NUMBER)
    await F.signUp.getCode(shop).click()
    await shop.panel.waitForText(/换一个号码也不行/)
    expect(codes()).toBe(0)
  })

  it('a code in a field of the site is nobody else’s business', async () => {
    await shop.bringToFront()
    await shop.goto(c.world.url('shop', '/'))
    await shop.field(/搜索商品/).type('482913')
    await shop.press('Enter')
    await shop.waitForUrl('q=482913')
  })

  it('three codes may be asked for, a fourth may not', async () => {
    for (let n = 1; n <= 3; n++) {
      await fresh()
      await F.signUp.phone(shop).type(SIGNED)
      await F.signUp.getCode(shop).click()
      await shop.waitForText('秒后重发')
      expect(codes()).toBe(n)
    }
    await fresh()
    await F.signUp.phone(shop).type(SIGNED)
    await F.signUp.getCode(shop).click()
    await shop.panel.waitForText(/三次验证码/)
    expect(codes()).toBe(3)
  })

  it('closing its tab ends it', async () => {
    await shop.close()
    await F.logUntil(c, 'the end', (e) => e['kind'] === 'permit.expired' && e['why'] === 'tab-closed')
    const again = await F.stoppedAt(c, c.world.url('shop', '/register'))
    expect(F.reached(c, 'shop', 'GET /register'), F.LEAK).toBe(0)
    // Unused, it may be opened anew over the same signature: one tap.
    await again.button(c.t.stopped('openSite')).click()
    shop = await c.d.waitForPage(c.world.url('shop', '/register'))
  })
})

describe('a wrong code and a reload', () => {
  it('use nothing up', async () => {
    await fresh()
    await F.signUp.phone(shop).type(SIGNED)
    await F.signUp.getCode(shop).click()
    await shop.waitForText('秒后重发')
    await F.signUp.code(shop).type('000000')
    await F.signUp.agree(shop).click()
    await F.signUp.submit(shop).click()
    await shop.waitForText('验证码不对')
    await shop.reload()
    await shop.waitForUrl('/register')
    expect((await F.logOf(c)).filter((e) => e['kind'] === 'permit.used')).toEqual([])
  })
})

describe('when the account is made', () => {
  it('the tab closes, nobody stays logged in, and no second account opens', async () => {
    await shop.bringToFront()
    await F.signUpWith(c, shop, 'shop', SIGNED)
    await F.tabsGone(c, 'shop')
    expect(c.world.accounts().map(({ site, phone }) => [site, phone])).toEqual([['shop', SIGNED]])
    await F.logUntil(c, 'the use', (e) => e['kind'] === 'permit.used')
    c.world.reset()
    const page = await c.d.newPage(c.world.url('shop', '/'))
    const [home] = c.world.requests().filter((r) => r.host === 'shop' && r.path === '/')
    expect(home?.headers['cookie'] ?? '').not.toContain('shop_session')
    await F.stoppedAt(c, c.world.url('shop', '/register'), page)
    expect(await page.button(c.t.stopped('openSite')).here()).toBe(false)
    expect(F.reached(c, 'shop', 'GET /register'), F.LEAK).toBe(0)
    await page.close()
  })
})

describe('where the end points of the site are not known', () => {
  const at = async (path: string) => {
    await social.bringToFront()
    await social.goto(c.world.url('social', path))
  }

  it('its time closes the tab, and what the site left is gone; one tap renews it', async () => {
    const isOver = (e: Record<string, unknown>) => e['kind'] === 'permit.expired' && e['why'] === 'time'
    await F.wait('its time', async () => (await F.logOf(c)).some(isOver), { timeout: 75_000 })
    await F.tabsGone(c, 'social')
    const page = await c.d.newPage(c.world.url('social', '/'))
    social = page
    expect(await page.evaluate(() => `${document.cookie}${localStorage.getItem('left') ?? ''}`)).toBe('')
    await F.stoppedAt(c, c.world.url('social', '/signup'), page)
    await page.button(c.t.stopped('openSite')).click()
    social = await c.d.waitForPage(c.world.url('social', '/signup'))
  })

  it('a third press for a code is the last; the account is made when the page is left with number and code', async () => {
    const asked = () => F.reached(c, 'social', 'POST /api/sms')
    for (let n = 1; n <= 3; n++) {
      await at('/signup')
      await F.signUp.phone(social).type(SIGNED)
      await F.signUp.getCode(social).click()
      await F.wait('the code', async () => asked() === n)
    }
    await at('/signup')
    await F.signUp.phone(social).type(SIGNED)
    await F.signUp.getCode(social).click()
    await social.panel.waitForText(/三次验证码/)
    expect(asked()).toBe(3)
    // What the banner says has been read; it stands over the form.
    await social.panel.button('知道了').click()
    const code = await F.wait('the code', async () => c.world.smsCode('social', SIGNED))
    await F.signUp.code(social).type(code)
    await F.signUp.agree(social).click()
    await F.signUp.submit(social).click()
    await F.wait('the account', async () => c.world.accounts().some((a) => a.site === 'social'))
    const isUsed = (e: Record<string, unknown>) => e['kind'] === 'permit.used' && e['service'] === 'shiguang'
    expect((await F.logOf(c)).filter(isUsed)).toEqual([])
    await social.evaluate(() => void setTimeout(() => location.assign('/')))
    await F.logUntil(c, 'the use', isUsed)
    await F.tabsGone(c, 'social')
  })
})

describe('at hand-over', () => {
  it('an open permit ends, and its tab closes', async () => {
    const number = '13800138005'
    const portal = await F.activate(c, { ...F.YOUNGER, number, ticks: [] })
    await F.permitFor(c, 'social')
    await portal.bringToFront()
    await F.allDrawn(portal)
    await F.toConfirm(c, portal)
    await F.pressSubmit(c, portal)
    await F.confirmedBy(portal)
    await F.takeReceipt(c)
    await F.tabsGone(c, 'social')
    await F.logUntil(c, 'the end', (e) => e['kind'] === 'permit.expired' && e['why'] === 'hand-over')
    expect(c.world.accounts(), F.LEAK).toEqual([])
  })
})
