/** Log-ins and chat with a customer at the counter: what reaches the sites, by the word of the sites. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { browserUnderTest, type DrivenPage } from '../driver/index.ts'
import * as F from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'

const { number: GUARDED } = F.YOUNGER
let c: F.Counter
let portal: DrivenPage
beforeAll(async () => {
  c = await F.openCounter({ browser: browserUnderTest() })
  portal = await F.activate(c, { ...F.YOUNGER, ticks: [] })
})
afterAll(() => c?.close())
beforeEach(() => c.world.reset())
let page: DrivenPage
afterEach(async () => {
  await page?.close().catch(() => undefined)
})

const phone = () => page.field(/手机号/)
const logIn = () => page.button(/^登录$/).nth(-1)
const digits = async () => (await phone().value()).replace(/\D/g, '')

describe('code log-in, which makes an account where none is', () => {
  it.each(['shop', 'social'] as const)(
    '%s: the guarded number cannot be typed, and no code is asked for',
    async (site) => {
      page = await c.d.newPage(c.world.url(site, '/login?by=code'))
      await phone().type(GUARDED)
      await page.panel.waitForText(/验证码登录会悄悄新建账号/)
      expect((await digits()).length).toBeLessThan(8)
      await F.signUp.getCode(page).click()
      await logIn().click()
      expect(F.reached(c, site, 'POST /api/sms') + F.reached(c, site, 'POST /api/code-login'), F.LEAK).toBe(0)
    },
  )

  it('set by a script of the page, it leaves by no way', async () => {
    page = await c.d.newPage(c.world.url('shop', '/login?by=code'))
    // The page may be gone before it has answered: what reached the site counts.
    await page
      .evaluate((number) => {
        const field = document.querySelector<HTMLInputElement>('#phone')
        if (field) field.value = number
        document.querySelector<HTMLButtonElement>('#get-code')?.click()
        const body = JSON.stringify({ text: number })
        fetch('/api/notes', { method: 'POST', body }).catch(() => undefined)
        fetch(`/api/notes?number=${number}`).catch(() => undefined)
      }, GUARDED)
      .catch(() => undefined)
    await F.logUntil(c, 'the stop', (e) => e['way'] === 'script')
    expect(JSON.stringify(c.world.requests()), F.LEAK).not.toContain(GUARDED)
  })
})

describe('password log-in', () => {
  it('the guarded number is stopped', async () => {
    page = await c.d.newPage(c.world.url('shop', '/login'))
    await phone().type(GUARDED)
    expect((await digits()).length).toBeLessThan(8)
    await page.field(/密码/).type('demo-2468')
    await logIn().click()
    expect(JSON.stringify(c.world.requests()), F.LEAK).not.toContain(GUARDED)
  })

  it.each(['shop', 'social'] as const)('%s: another number logs in as ever', async (site) => {
    page = await c.d.newPage(c.world.url(site, '/login'))
    await phone().type(F.OTHER_NUMBER)
    await page.field(/密码/).type('demo-2468')
    await logIn().click()
    await page.waitForText('登录成功')
    expect(F.reached(c, site, 'POST /api/login')).toBe(1)
  })
})

describe('chat', () => {
  const spellings = [
    '13800138001',
    '138 0013 8001',
    '+86 138-0013-8001',
    '１３８００１３８００１',
    '一三八零零一三八零零一',
  ]

  it.each([
    ['/', 'typed', 'Enter'],
    ['/', 'typed', 'button'],
    ['/', 'pasted', 'Enter'],
    ['/', 'pasted', 'button'],
    ['/rich', 'typed', 'Enter'],
    ['/rich', 'typed', 'button'],
    ['/rich', 'pasted', 'Enter'],
    ['/rich', 'pasted', 'button'],
  ] as const)('%s: the guarded number, %s, then %s, does not leave', async (path, how, send) => {
    page = await c.d.newPage(c.world.url('chat', path))
    const text = `号码 ${GUARDED}`
    await (how === 'typed' ? box().type(text) : box().paste(text))
    if (send === 'Enter') await page.press('Enter')
    else await page.button('发送').click()
    // What is left of a stopped number may look like a code: then that is what the banner says of the sending.
    await page.panel.waitForText(/顾客的号码|验证码是顾客的/)
    // What was typed before the run was seen may be sent; a number it is not.
    const sent = c.world.messages().map((m) => m.text.replace(/\D/g, ''))
    for (const text of sent) expect(text.length).toBeLessThan(8)
    expect(JSON.stringify(c.world.requests()), F.LEAK).not.toContain(GUARDED)
  })

  it.each(spellings)('however it is written: %s', async (spelling) => {
    page = await c.d.newPage(c.world.url('chat', '/'))
    await box().paste(spelling)
    await page.panel.waitForText(/顾客的号码/)
    await page.press('Enter')
    expect(c.world.messages(), F.LEAK).toEqual([])
  })

  it.each([
    ['/', 'typed'],
    ['/rich', 'pasted'],
  ] as const)('%s: another number, %s, is nobody’s business', async (path, how) => {
    page = await c.d.newPage(c.world.url('chat', path))
    await (how === 'typed' ? box().type(F.OTHER_NUMBER) : box().paste(F.OTHER_NUMBER))
    await page.press('Enter')
    await F.wait('the message', async () => c.world.messages().length === 1)
    expect(c.world.messages()[0]?.text).toBe(F.OTHER_NUMBER)
  })
})

const CODE = '482913'
const box = () => page.field(/输入消息/)
const isHeld = async () => {
  await page.panel.waitForText(/验证码是顾客的/)
  expect(c.world.messages(), F.LEAK).toEqual([])
}

describe('a code that came by SMS, while a customer is here', () => {
  it.each([
    ['/', 'typed', 'Enter'],
    ['/', 'pasted', 'button'],
    ['/rich', 'typed', 'button'],
  ] as const)('%s: %s, then %s, is held; a reason lets the same go once more', async (path, how, send) => {
    page = await c.d.newPage(c.world.url('chat', path))
    const press = () => (send === 'Enter' ? page.press('Enter') : page.button('发送').click())
    await (how === 'typed' ? box().type(CODE) : box().paste(CODE))
    if (how === 'typed') await press()
    await isHeld()
    const [reason] = c.policy.reasons
    await page.panel.button(reason?.words[c.lang] ?? '').element()
    // No hand is faster.
    await new Promise((done) => setTimeout(done, 300))
    await page.panel.button(reason?.words[c.lang] ?? '').click()
    await F.logUntil(c, 'the reason', (e) => e['kind'] === 'override.granted' && e['how'] === 'reason')
    expect(c.world.messages(), F.LEAK).toEqual([])
    if (how === 'pasted') await box().paste(CODE)
    await box().focus()
    await press()
    await F.wait('the message', async () => c.world.messages().length === 1)
    expect(c.world.messages()[0]?.text).toBe(CODE)
  })

  it('with a few words before it, and into a field of a page that nobody knows', async () => {
    page = await c.d.newPage(c.world.url('chat', '/'))
    await box().type(`验证码：${CODE}`)
    await page.press('Enter')
    await isHeld()
    await page.goto(c.world.url('plain', '/search'))
    await page.field(/搜索文章/).type(CODE)
    await page.press('Enter')
    await page.panel.waitForText(/验证码是顾客的/)
    expect(
      c.world.requests().filter((r) => r.query.includes(CODE)),
      F.LEAK,
    ).toEqual([])
  })

  it.each(['中午吃面', '在 302 等你', '订单 20261123 已经发货，明天到'])('%s is none', async (text) => {
    page = await c.d.newPage(c.world.url('chat', '/'))
    await box().type(text)
    await page.press('Enter')
    await F.wait('the message', async () => c.world.messages().length === 1)
  })
})

describe('with a permit', () => {
  it('a code log-in goes through in its tab alone, makes one account, and closes', async () => {
    const shop = await F.permitFor(c, 'shop')
    page = await c.d.newPage(c.world.url('shop', '/login?by=code'))
    await phone().type(GUARDED)
    expect((await digits()).length).toBeLessThan(8)
    await shop.bringToFront()
    await shop.goto(c.world.url('shop', '/login?by=code'))
    await F.signUp.phone(shop).type(GUARDED)
    await F.signUp.getCode(shop).click()
    const code = await F.wait('the code', async () => c.world.smsCode('shop', GUARDED))
    await F.signUp.code(shop).fill(code)
    await shop
      .button(/^登录$/)
      .nth(-1)
      .click()
    await F.wait('the account', async () => c.world.accounts().length === 1)
    await page.close()
    await F.tabsGone(c, 'shop')
    expect(c.world.accounts().map(({ phone: p, how }) => [p, how])).toEqual([[GUARDED, 'code-login']])
  })
})

describe('after the hand-over', () => {
  it('a code is held where the number was stopped, and nowhere else', async () => {
    await portal.bringToFront()
    await F.allDrawn(portal)
    await F.toConfirm(c, portal)
    await F.pressSubmit(c, portal)
    await F.confirmedBy(portal)
    await F.takeReceipt(c)
    page = await c.d.newPage(c.world.url('chat', '/'))
    await box().type(CODE)
    await page.press('Enter')
    await F.wait('the message', async () => c.world.messages().length === 1)
    c.world.reset()
    await page.reload()
    await box().paste(GUARDED)
    await page.panel.waitForText(/顾客的号码/)
    await box().fill(CODE)
    await page.press('Enter')
    await isHeld()
  })
})
