/** Worker stopped, tab reloaded, two tabs, browser closed and killed: the activation goes on where it was. */
import { afterEach, describe, expect, it } from 'vitest'
import { maskNumber } from '../../../utils/base/index.ts'
import { afresh } from '../customer.ts'
import { browserUnderTest, type DrivenPage } from '../driver/index.ts'
import * as F from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'
import { itOnce } from '../where.ts'

let c: F.Counter
beforeAll(async () => {
  c = await F.openCounter({ browser: browserUnderTest() })
})
afterAll(() => c?.close())
// What a test that failed has left open must not stand in the way of the next, nor of its own second try.
afterEach(() => afresh(c))

let numbers = 20
const freshNumber = (): string => `138001380${numbers++}`

const TICKS = ['RBT06', 'DATA10', 'MCR02']
/** The customer has answered the first, and stands before the second. */
async function inTheMiddle(number: string): Promise<{ portal: DrivenPage; sign: DrivenPage }> {
  const portal = await F.activate(c, { ...F.YOUNGER, number, ticks: TICKS })
  await F.allDrawn(portal)
  const sign = await F.handOver(c, portal)
  let items = 0
  await F.customerAnswers(c, sign, { until: (step) => step === 'item' && ++items > 1 })
  return { portal, sign }
}

/** The rest of the way, from the second answer to the receipt. */
async function goOn(portal: DrivenPage, sign: DrivenPage): Promise<void> {
  const { answers } = c.taps
  await sign.bringToFront()
  await F.customerAnswers(c, sign)
  expect(c.taps.answers - answers).toBe(2)
  await F.giveBack(c, sign)
  await portal.bringToFront()
  await portal.panel.waitForText(c.t.panel('open.done'))
  await F.toConfirm(c, portal)
  await F.pressSubmit(c, portal)
  await F.confirmedBy(portal)
  expect(c.world.orders().map((o) => [...o.codes].sort())).toEqual([
    ['CLIP00', 'DATA10', 'MCR02', 'PLAN39', 'RBT06'],
  ])
  await F.takeReceipt(c)
  const sheet = await c.d.waitForPage('sign.html')
  await sheet.close()
  await portal.close()
}

describe('in the middle of a signing', () => {
  it('the worker is stopped', async () => {
    const { portal, sign } = await inTheMiddle(freshNumber())
    await c.d.stopWorker()
    await goOn(portal, sign)
  })

  it('the portal’s tab is loaded again', async () => {
    const number = freshNumber()
    const { portal, sign } = await inTheMiddle(number)
    await portal.bringToFront()
    await portal.reload()
    await portal.panel.waitForText(maskNumber(number))
    await F.allDrawn(portal)
    await goOn(portal, sign)
  })

  itOnce('the signing window is loaded again', async () => {
    const { portal, sign } = await inTheMiddle(freshNumber())
    await sign.reload()
    await goOn(portal, sign)
  })

  it.each([false, true])('the browser is closed (killed: %s)', async (kill) => {
    const number = freshNumber()
    await inTheMiddle(number)
    const before = await F.logOf(c)
    await c.d.restart({ kill })
    c.world.reset()
    // The guard stands before anything is opened.
    const stopped = await F.stoppedAt(c, c.world.url('shop', '/register'))
    await stopped.close()
    const chat = await c.d.newPage(c.world.url('chat', '/'))
    await chat.field(/输入消息/).paste(number)
    await chat.panel.waitForText(/顾客的号码/)
    await chat.press('Enter')
    expect(c.world.messages(), F.LEAK).toEqual([])
    await chat.close()
    const portal = await F.activate(c, { ...F.YOUNGER, number, ticks: TICKS })
    await F.allDrawn(portal)
    const sign = await F.handOver(c, portal)
    await goOn(portal, sign)
    const after = await F.logOf(c)
    expect(after.slice(0, before.length)).toEqual(before)
    expect(after.filter((e) => e['kind'] === 'activation.opened').length).toBe(
      before.filter((e) => e['kind'] === 'activation.opened').length,
    )
  })
})

describe('in the middle of a submit', () => {
  it('the worker is stopped: the order is held until it is back, and goes once', async () => {
    const portal = await F.activate(c, { ...F.YOUNGER, number: freshNumber(), ticks: [], step: 'confirm' })
    await F.allDrawn(portal)
    await portal.panel.waitForText(c.t.panel('open.none'))
    await c.d.stopWorker()
    await F.pressSubmit(c, portal)
    await F.confirmedBy(portal)
    await F.takeReceipt(c)
    expect(c.world.orders().length).toBe(1)
    await (await c.d.waitForPage('sign.html')).close()
    await portal.close()
  })
})

describe('two customers in two tabs', () => {
  it('each signs for their own, each order goes for its own', async () => {
    const first = await F.activate(c, { ...F.YOUNGER, number: freshNumber(), ticks: ['RBT06'] })
    const second = await F.activate(c, { ...F.CUSTOMER, number: freshNumber(), ticks: ['DATA10'] })
    await F.allDrawn(second)
    const sign = await F.handOver(c, second)
    await F.customerAnswers(c, sign)
    await F.giveBack(c, sign)
    await second.panel.waitForText(c.t.panel('open.done'))
    // The other customer's consent is not this one's.
    await first.bringToFront()
    await first.panel.waitForText(c.t.panel('why.waiting.one'))
    await F.toConfirm(c, first)
    await F.pressSubmit(c, first)
    await first.panel.waitForText(c.t.panel('held'))
    expect(c.world.orders(), F.LEAK).toEqual([])
    await second.bringToFront()
    await F.toConfirm(c, second)
    await F.pressSubmit(c, second)
    await F.confirmedBy(second)
    expect(c.world.orders().map((o) => [...o.codes].sort())).toEqual([['CLIP00', 'DATA10', 'PLAN39']])
    await F.takeReceipt(c)
  })
})
