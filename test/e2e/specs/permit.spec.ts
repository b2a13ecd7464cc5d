/** A permit: one site, one number, one tab, one account, a few codes; and what is left when it ends. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { browserUnderTest, type DrivenPage } from '../driver/index.ts'
import * as F from '../flow.ts'

const { number: SIGNED } = F.YOUNGER
const ALSO_GUARDED = '13800138004'
let c: F.Counter
let shop: DrivenPage
beforeAll(async () => {
  c = await F.openCounter({ browser: browserUnderTest() })
  // Two customers at the counter; the one in front, the newest, signs.
  await F.activate(c, { ...F.CUSTOMER, number: ALSO_GUARDED, ticks: [] })
  await F.activate(c, { ...F.YOUNGER, ticks: [] })
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
    expect(F.reached(c, 'shop', 'GET /register')).toBe(0)
    await other.close()
  })

  it('another site stays stopped in its tab', async () => {
    await shop.bringToFront()
    await F.stoppedAt(c, c.world.url('social', '/signup'), shop)
    expect(F.reached(c, 'social', 'GET /signup')).toBe(0)
  })

  it('another guarded number is stopped in its tab', async () => {
    await fresh()
    await F.signUp.phone(shop).type(ALSO_GUARDED)
    await shop.panel.waitForText(/顾客没有签过/)
    expect((await F.signUp.phone(shop).value()).length).toBeLessThan(11)
    expect(JSON.stringify(c.world.requests())).not.toContain(ALSO_GUARDED)
  })

  it('a number that nobody brought is stopped in its tab', async () => {
    await fresh()
    await F.signUp.phone(shop).type(F.OTHER_NUMBER)
    await F.signUp.getCode(shop).click()
    await shop.panel.waitForText(/换一个号码也不行/)
    expect(codes()).toBe(0)
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
    await shop.waitForText('网络异常')
    expect(codes()).toBe(3)
  })

  it('closing its tab ends it', async () => {
    await shop.close()
    await F.logUntil(c, 'the end', (e) => e['kind'] === 'permit.expired' && e['why'] === 'tab-closed')
    const again = await F.stoppedAt(c, c.world.url('shop', '/register'))
    expect(F.reached(c, 'shop', 'GET /register')).toBe(0)
    // Unused, it may be opened anew over the same signature: one tap.
    await again.button(c.t.stopped('openSite')).click()
    shop = await c.d.waitForPage(c.world.url('shop', '/register'))
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
    expect(F.reached(c, 'shop', 'GET /register')).toBe(0)
    await page.close()
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
    expect(c.world.accounts()).toEqual([])
  })
})
