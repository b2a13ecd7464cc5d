/** What is held at the network, in a real browser: its words on the panel, its size, a flood, and a second order beside a first. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { heldWords } from '../../../components/text/held.ts'
import { type Lang, maskNumber } from '../../../utils/base/index.ts'
import type { HeldView, HeldWhy } from '../../../utils/wire/index.ts'
import { browserUnderTest, type DrivenPage } from '../driver/index.ts'
import * as F from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'
import { ORDER, orderBody, sendBesidePolling, sendOrder } from '../orders.ts'

const GAME = 'qinghe-game-pass'
let c: F.Counter
let page: DrivenPage
beforeAll(async () => {
  c = await F.openCounter({ browser: browserUnderTest() })
})
afterAll(() => c?.close())
beforeEach(() => c.world.reset())
afterEach(async () => {
  for (const p of await c.d.pages()) {
    const url = await p.url().catch(() => '')
    if (/sign\.html|localhost/.test(url)) await p.close().catch(() => undefined)
  }
})

let n = 0
/** Every case has a number of its own: nothing is left over from the one before. */
const nextNumber = () => `138001382${String(n++).padStart(2, '0')}`
const orders = () => F.reached(c, 'carrier', `POST ${ORDER}`)
const stops = async () => (await F.logOf(c)).filter((e) => e['kind'] === 'submit.stopped')

/** The confirm step with the plan alone, all drawn. */
async function confirmStep(number: string, query = ''): Promise<void> {
  page = await F.activate(c, { ...F.YOUNGER, number, step: 'confirm', ticks: [], query })
  await F.allDrawn(page)
}

/** "You can submit", in any of its forms and in both languages. */
const MAY = /可以(?:直接)?提交|you can submit/i

/** The panel says this and nothing that contradicts it. */
async function said(lang: Lang, why: HeldWhy, about: Partial<HeldView> = {}): Promise<void> {
  const words = heldWords({ why, at: 0, services: [], number: null, canAsk: false, ...about }, lang)
  const parts = [words.title, ...words.why, words.next, ...(words.code ? [words.code] : [])]
  // All of them: two forms of order differ in their code alone.
  const text = await F.wait(`the words of ${why}`, async () => {
    const seen = await page.panel.text()
    return parts.every((part) => seen.includes(part)) ? seen : null
  })
  expect(text).not.toMatch(MAY)
}

/** Nothing of what was held stands there any more. */
async function nothingHeld(lang: Lang): Promise<void> {
  const { title } = heldWords({ why: 'gate/order', at: 0, services: [], number: null, canAsk: false }, lang)
  await page.panel.waitForNoText(title)
}

/** The clerk presses submit, again where it was held, until the portal confirms. */
const submitUntilConfirmed = (): Promise<unknown> =>
  F.wait('the confirmation', async () => {
    const is = await page.evaluate(() =>
      document.querySelector('.result-ok[data-order]')
        ? 'confirmed'
        : document.querySelector('#submit-order:not([disabled])')
          ? 'waits'
          : 'underway',
    )
    if (is === 'waits') await F.pressSubmit(c, page)
    return is === 'confirmed'
  })

const setLang = (lang: Lang) =>
  F.ask(c, 'console.html', [
    ['console.open', {}],
    ['policy.import', { text: JSON.stringify({ ...c.policy, lang }) }],
  ])

describe.each(['zh-CN', 'en'] as const)('the panel says at once why an order was held, in %s', (lang) => {
  // For each test: after one that failed everything is opened afresh, in Chinese.
  beforeEach(async () => {
    if (lang === 'en') await setLang('en')
  })
  afterEach(async () => {
    if (lang === 'en') await setLang('zh-CN')
  })

  it('for each reason that a page can make, and no more once a right order has gone', async () => {
    const number = nextNumber()
    await confirmStep(number)
    const name = {
      'zh-CN': F.nameOf({ ...c, lang: 'zh-CN' }, GAME),
      en: F.nameOf({ ...c, lang: 'en' }, GAME),
    }
    const plan = ['PLAN39']
    const cases: [HeldWhy, string, Partial<HeldView>?, 'worker'?][] = [
      ['order/other-way', orderBody(number, plan), {}, 'worker'],
      [
        'gate/order',
        orderBody(number, [...plan, 'GME15']),
        { services: [{ name, state: 'waiting' }], canAsk: true },
      ],
      ['order/other-number', orderBody(F.OTHER_NUMBER, plan), { number: maskNumber(F.OTHER_NUMBER) }],
      ['order/not-json', 'the plan, please'],
      ['order/no-items', JSON.stringify({ '@type': 'ProductOrder', externalId: 'QH-test' })],
    ]
    for (const [why, body, about, from] of cases) {
      const before = (await stops()).length
      expect(await sendOrder(c, page, body, from)).toBe(0)
      await said(lang, why, about)
      await F.wait(`the stop for ${why}`, async () => (await stops())[before]?.['why'] === why)
    }
    expect(orders(), F.LEAK).toBe(0)
    await submitUntilConfirmed()
    await nothingHeld(lang)
    expect(c.world.orders().map((o) => o.codes)).toEqual([['PLAN39', 'CLIP00']])
  })

  it('without an activation, until there is one', async () => {
    const number = nextNumber()
    page = await c.d.newPage(c.world.url('carrier', '/'))
    // Its own listeners are there once the page has drawn itself.
    await F.wait('the panel’s script', async () => {
      expect(await sendOrder(c, page, orderBody(number, ['PLAN39']))).toBe(0)
      return (await page.panel.text()) !== ''
    })
    await said(lang, 'order/no-activation')
    expect(orders(), F.LEAK).toBe(0)
    // Another query, so that the page is loaded anew.
    await F.activate(c, { ...F.YOUNGER, number, step: 'confirm', ticks: [], query: 'via=fetch', page })
    await F.allDrawn(page)
    await nothingHeld(lang)
    await submitUntilConfirmed()
    expect(orders()).toBe(1)
  })
})

it('a service that the page does not show is put to the customer by one tap, and may go when signed', async () => {
  await confirmStep(nextNumber(), 'hidden=GME15')
  await F.pressSubmit(c, page)
  const name = F.nameOf(c, GAME)
  await page.panel.waitForText(name)
  expect(orders(), F.LEAK).toBe(0)
  const sign = await F.handOver(c, page)
  const asked: string[] = []
  await F.customerAnswers(c, sign, {
    seen: async (step, window) => {
      if (step === 'item') asked.push(await window.text())
    },
  })
  expect(asked).toHaveLength(1)
  expect(asked[0]).toContain(name)
  await F.giveBack(c, sign)
  await nothingHeld('zh-CN')
  await submitUntilConfirmed()
  expect(c.world.orders().map((o) => o.codes)).toEqual([['PLAN39', 'CLIP00', 'GME15']])
})

describe('an order with a photograph', () => {
  /** What a camera makes looks like chance; this one is the same each time. */
  const photograph = (bytes: number): string => {
    const made = new Uint8Array(bytes)
    for (let i = 0, x = 1; i < bytes; i++) {
      x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0
      made[i] = x >>> 16
    }
    return Buffer.from(made).toString('base64')
  }
  const withPhotograph = (number: string, bytes: number) =>
    orderBody(number, ['PLAN39'], { attachment: [{ mimeType: 'image/jpeg', content: photograph(bytes) }] })

  it('of 1.6 MB goes through', async () => {
    const number = nextNumber()
    await confirmStep(number)
    const body = withPhotograph(number, 1_200_000)
    expect(body.length).toBeGreaterThan(1_600_000)
    expect(await sendOrder(c, page, body)).toBe(201)
    expect(c.world.requests().find((r) => r.path === ORDER)?.body).toBe(body)
  })

  it('of more than 8 MB is held, with an entry and in words', async () => {
    const number = nextNumber()
    await confirmStep(number)
    const before = (await stops()).length
    const body = withPhotograph(number, 6_400_000)
    expect(body.length).toBeGreaterThan(8 * 1024 * 1024)
    expect(await sendOrder(c, page, body)).toBe(0)
    await said('zh-CN', 'order/too-large')
    expect((await stops()).slice(before).map((e) => e['why'])).toEqual(['order/too-large'])
    expect(orders(), F.LEAK).toBe(0)
  })
})

it('a page elsewhere that posts 100 times a second fills no log, and the honest order is answered meanwhile', async () => {
  const number = nextNumber()
  await confirmStep(number)
  const before = (await stops()).length
  const flood = await c.d.newPage(c.world.url('plain', '/'))
  await flood.evaluate(
    (url, body) => {
      // A worker's clock is not slowed down in a tab that lies behind.
      const code = 'setInterval(() => postMessage(0), 10)'
      const clock = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })))
      const counts = { sent: 0, failed: 0 }
      Object.assign(window, { counts, endFlood: () => clock.terminate() })
      clock.onmessage = () => {
        counts.sent++
        fetch(url, { method: 'POST', mode: 'no-cors', body }).catch(() => counts.failed++)
      }
    },
    new URL(ORDER, c.world.url('carrier')).href,
    orderBody(F.OTHER_NUMBER, ['PLAN39', 'RBT06']),
  )
  const counts = () =>
    flood.evaluate(() => (window as unknown as { counts: { sent: number; failed: number } }).counts)
  await F.wait('the flood', async () => (await counts()).failed > 50)
  await page.bringToFront()
  await F.pressSubmit(c, page)
  await F.confirmedBy(page)
  const then = (await counts()).sent
  await F.takeReceipt(c)
  // It was under way all the time, and is still.
  await F.wait('more of the flood', async () => (await counts()).sent > then)
  await flood.evaluate(() => (window as unknown as { endFlood: () => void }).endFlood())
  await F.wait('the last of the flood', async () => {
    const { sent, failed } = await counts()
    return sent === failed
  })
  const { sent } = await counts()
  expect(c.world.orders().map((o) => o.codes)).toEqual([['PLAN39', 'CLIP00']])
  expect(orders(), F.LEAK).toBe(1)
  const some = await F.wait('the count in the log', async () => {
    const entries = (await stops()).slice(before)
    return entries.some((e) => 'count' in e) ? entries : null
  })
  expect(some.map((e) => e['count'])).toEqual([undefined, sent])
})

describe('while an order has its pass, a worker of the page that sends another one', () => {
  it.each([0, 15, 40])(
    'gets none to the carrier, and the order goes, begun %i ms after it',
    async (later) => {
      const number = nextNumber()
      await confirmStep(number)
      const [good, bad] = [orderBody(number, ['PLAN39']), orderBody(number, ['PLAN39', 'RBT06'])]
      const informed = async () =>
        (await F.logOf(c)).filter((e) => e['kind'] === 'guard.informed' && e['why'] === 'order/got-out')
          .length
      const [before, stopped] = [await informed(), (await stops()).length]
      const polled = await sendBesidePolling(c, page, good, bad, later)
      expect(polled.during + polled.after).toBeGreaterThan(20)
      const out = c.world.orders().filter((o) => o.codes.includes('RBT06')).length
      expect(out, F.LEAK).toBe(0)
      expect(polled.outAfter, F.LEAK).toBe(0)
      expect(polled.status).toBe(201)
      await F.wait('what was blocked in the log', async () => (await stops()).length > stopped)
      expect(await informed()).toBe(before)
    },
  )
})
