/** Refusing, withdrawing, renewing, being asked again: the customer's word. What opens and closes gates is tried in both browsers. */
import { afterEach, describe, expect, it } from 'vitest'
import { maskNumber } from '../../../utils/base/index.ts'
import {
  afresh,
  answersIn,
  atStep,
  begin,
  drawn,
  finish,
  giveBack,
  logOf,
  stepOf,
  tap,
  untick,
} from '../customer.ts'
import { axeViolations } from '../driver/axe.ts'
import { browserUnderTest } from '../driver/index.ts'
import * as F from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'
import { describeOnce, itOnce } from '../where.ts'

const RING = 'qinghe-ring-tone'
const MALL = 'jixi-mall'

let c: F.Counter
beforeAll(async () => {
  c = await F.openCounter({ browser: browserUnderTest() })
})
afterAll(() => c?.close())
afterEach(() => afresh(c))

describeOnce('refusing', () => {
  it('everything: one tap each, no question follows, the SIM works, the receipt says so', async () => {
    const who = { ...F.YOUNGER, number: '13800138110' }
    const { portal, sign } = await begin(c, { ...who, ticks: ['RBT06', 'INS03', 'DATA10'] })
    const seen: string[] = []
    await F.customerAnswers(c, sign, {
      answers: { [RING]: 'refuse', 'qinghe-account-safety': 'refuse', 'qinghe-data-pack': 'refuse' },
      seen: async (step) => void seen.push(step),
    })
    expect(seen).toEqual(['who', 'item', 'item', 'item', 'done'])
    // Who uses it, and three times no: fewer than the five taps and a signature that three times yes takes.
    expect(c.taps.customer).toBe(4)
    expect(await sign.text()).toContain(c.t.sign('doneNothing'))
    expect(await sign.text()).toContain(c.t.sign('sim'))
    await giveBack(c, sign)
    await untick(c, portal)
    // The portal ticks one again by itself when the step is drawn anew.
    await finish(c, portal)
    expect(c.world.orders().map((o) => [...o.codes].sort())).toEqual([['CLIP00', 'PLAN39']])
    const log = await logOf(c, who.number)
    expect(answersIn(log).map((a) => a.split(' ')[0])).toEqual(['refused', 'refused', 'refused'])
    expect(log.filter((e) => e['kind'] === 'receipt.issued')).toHaveLength(1)
  })
})

describe('withdrawing', () => {
  it('agree, then take it back in the panel: the gate closes at once, the screen says how to close it', async () => {
    const who = { ...F.YOUNGER, number: '13800138111' }
    const { portal, sign } = await begin(c, { ...who, ticks: ['RBT06'] })
    await F.customerAnswers(c, sign)
    await giveBack(c, sign)
    await portal.panel.waitForText(c.t.panel('open.done'))
    await portal.panel.button(new RegExp(`^${c.t.panel('withdraw')}`)).click()
    const said = await F.turned(c)
    await atStep(said, 'withdrawn')
    expect(await said.text()).toContain(F.nameOf(c, RING))
    // A receipt of its own, to print: nothing has been confirmed yet.
    await said.page.waitForSelector('.papers .receipt svg')
    expect(await said.page.$('[data-action=print]')).not.toBeNull()
    expect(await axeViolations(said)).toEqual([])
    await tap(c, said, 'seen')
    await portal.panel.waitForText(c.t.panel('state.withdrawn'))
    await F.toConfirm(c, portal)
    await F.pressSubmit(c, portal)
    await portal.panel.waitForText(c.t.panel('held'))
    expect(c.world.orders(), F.LEAK).toEqual([])
    const log = await logOf(c, who.number)
    expect(answersIn(log)).toEqual([`given ${RING}`, `withdrawn ${RING}`])
    expect(log.filter((e) => e['kind'] === 'receipt.issued')).toHaveLength(1)
    expect(log.find((e) => e['kind'] === 'consent.withdrawn')?.['of']).toBe(
      log.find((e) => e['kind'] === 'consent.given')?.['seq'],
    )
  })

  it('an open account permit is over at once, and its tab is gone', async () => {
    const portal = await F.activate(c, { ...F.YOUNGER, number: '13800138112', ticks: [] })
    await F.permitFor(c, 'shop')
    await portal.bringToFront()
    await portal.panel.button(new RegExp(`^${c.t.panel('withdraw')}`)).click()
    await F.tabsGone(c, 'shop')
    const said = await F.turned(c)
    await atStep(said, 'withdrawn')
    expect(await said.text()).toContain(c.t.sign('withdrawnAccount'))
    // What was allowed a moment ago is stopped again.
    await F.stoppedAt(c, c.world.url('shop', '/register'))
    const log = await logOf(c, '13800138112')
    expect(log.find((e) => e['kind'] === 'permit.expired')).toMatchObject({ service: MALL, why: 'withdrawn' })
  })

  itOnce(
    'days later, by number on our own page: the panel keeps it until the order that removes it',
    async () => {
      const who = { ...F.YOUNGER, number: '13800138113' }
      const { portal, sign } = await begin(c, { ...who, ticks: ['RBT06'] })
      await F.customerAnswers(c, sign)
      await giveBack(c, sign)
      await portal.panel.waitForText(c.t.panel('open.done'))
      await finish(c, portal)
      // From the popup to the page for it; the clerk's own page is not needed.
      const popup = await c.d.newPage(c.d.extensionUrl('popup.html'))
      await (await popup.page.waitForSelector('[data-action=take-back]'))?.click()
      const page = await c.d.waitForPage('withdraw.html')
      const field = await page.page.waitForSelector('.by-number input')
      await field?.type('138 0013 8113')
      await (await page.page.$('.by-number form button'))?.click()
      // Nobody's answers are shown to whoever knows their number.
      await page.page.waitForSelector('.by-number .alert:not([hidden])')
      expect(await page.text()).not.toContain(F.nameOf(c, RING))
      const receipt = (await logOf(c, who.number)).find((e) => e['kind'] === 'receipt.issued')
      await field?.type('138 0013 8113')
      await (await page.page.$('.by-number .tail'))?.type(String(receipt?.['receipt']).slice(-4))
      await (await page.page.$('.by-number form button'))?.click()
      await page.waitForText(F.nameOf(c, RING))
      // The number is not left on the screen.
      expect(await page.text()).not.toContain('13800138113')
      expect(await page.page.$eval('.by-number input', (e) => (e as { value?: string }).value)).toBe('')
      await page.page.click('.by-number [data-action=withdraw]')
      await (await page.page.waitForSelector('.by-number [data-action=withdraw-now]'))?.click()
      // A receipt of its own, outside any activation.
      await page.page.waitForSelector('.by-number .receipt svg')
      expect(await page.page.$('.by-number [data-action=withdraw]')).toBeNull()
      expect(await page.text()).toContain(maskNumber(who.number))
      expect(await axeViolations(page)).toEqual([])
      await page.close()
      const again = await F.activate(c, { ...who, ticks: [] })
      await again.panel.waitForText(c.t.panel('hint.remove'))
      // The portal's own way to remove it: an order with action delete.
      await again.evaluate(() =>
        fetch('/tmf-api/productOrderingManagement/v4/productOrder', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            productOrderItem: [
              { id: '1', action: 'noChange', quantity: 1, productOffering: { id: 'PLAN39' } },
              { id: '2', action: 'delete', quantity: 1, productOffering: { id: 'RBT06' } },
            ],
          }),
        }).then(
          (r) => r.status,
          () => 0,
        ),
      )
      await again.panel.waitForNoText(c.t.panel('hint.remove'))
      const log = await F.logOf(c)
      expect(log.filter((e) => e['kind'] === 'consent.withdrawn').at(-1)).toMatchObject({ service: RING })
    },
  )
})

describeOnce('a changed notice', () => {
  it('what was signed no longer holds; signed again it is a renewal of that entry', async () => {
    const who = { ...F.YOUNGER, number: '13800138114' }
    const { portal, sign } = await begin(c, { ...who, ticks: ['RBT06'] })
    await F.customerAnswers(c, sign)
    await giveBack(c, sign)
    await portal.panel.waitForText(c.t.panel('open.done'))
    const changed = JSON.parse(JSON.stringify(c.policy))
    for (const n of changed.notices) if (n.service === RING) n.full.rights += ' 2.'
    await F.ask(c, 'console.html', [
      ['console.open', {}],
      ['policy.import', { text: JSON.stringify(changed) }],
    ])
    await portal.bringToFront()
    await portal.panel.waitForText(c.t.panel('state.waiting'))
    const second = await F.handOver(c, portal)
    await F.customerAnswers(c, second)
    await giveBack(c, second)
    await portal.panel.waitForText(c.t.panel('open.done'))
    await finish(c, portal)
    const log = await logOf(c, who.number)
    const [given, invalid, renewed] = ['given', 'invalidated', 'renewed'].map((k) =>
      log.find((e) => e['kind'] === `consent.${k}`),
    )
    expect(invalid).toMatchObject({ service: RING, of: given?.['seq'], why: 'notice-changed' })
    expect(renewed).toMatchObject({ service: RING, of: given?.['seq'] })
    expect(renewed?.['notice']).not.toBe(given?.['notice'])
  })
})

describeOnce('asked again after a no', () => {
  const number = '13800138115'
  it('by the clerk: not in the next activation either, until the customer themself says that they asked', async () => {
    const who = { ...F.YOUNGER, number, ticks: ['RBT06'] }
    const first = await begin(c, who)
    await F.customerAnswers(c, first.sign, { answers: { [RING]: 'refuse' } })
    await giveBack(c, first.sign)
    await untick(c, first.portal)
    await finish(c, first.portal)
    await first.portal.close()

    // Another activation of the same number, the service ticked again: the panel offers no hand-over.
    const portal = await F.activate(c, who)
    await drawn(portal)
    await portal.panel.waitForText(c.t.panel('state.refused'))
    expect(await portal.panel.text()).not.toContain(c.t.panel('hand.ask'))

    // "The customer asks for it": the customer says that they did not.
    await portal.panel.button(new RegExp(`^${c.t.panel('askAgain')}`)).click()
    const sign = await F.handOver(c, portal)
    await F.customerAnswers(c, sign, { stopAt: 'asked' })
    expect(await axeViolations(sign)).toEqual([])
    const before = c.taps.customer
    await tap(c, sign, 'asked-no')
    await atStep(sign, 'done')
    expect(c.taps.customer - before).toBe(1)
    await giveBack(c, sign)
    await portal.panel.waitForText(c.t.panel('state.refused'))
    let log = await logOf(c, number)
    expect(log.filter((e) => e['kind'] === 'consent.asked')).toMatchObject([{ service: RING, yes: false }])
    expect(answersIn(log)).toEqual([])

    // And once more, and now they did.
    await portal.panel.button(new RegExp(`^${c.t.panel('askAgain')}`)).click()
    const yes = await F.handOver(c, portal)
    await F.customerAnswers(c, yes)
    expect(await stepOf(yes)).toBe('done')
    await giveBack(c, yes)
    await portal.panel.waitForText(c.t.panel('open.done'))
    log = await logOf(c, number)
    expect(log.filter((e) => e['kind'] === 'consent.asked').map((e) => e['yes'])).toEqual([false, true])
    expect(log.find((e) => e['kind'] === 'consent.given')).toMatchObject({ service: RING, asked: 'customer' })
  })
})

describeOnce('what the clerk promised', () => {
  it('in own words, from the stopped page: the customer sees them, the log holds a commitment', async () => {
    const portal = await F.activate(c, { ...F.YOUNGER, number: '13800138116', ticks: [] })
    const stopped = await F.stoppedAt(c, c.world.url('shop', '/register'))
    const other = c.policy.promises.find((p) => p.code === 'other')
    await stopped.button(other?.words[c.lang] ?? '').click()
    const field = await stopped.page.waitForSelector('form input')
    await field?.type('送一张膜')
    await stopped.button(c.t.stopped('otherGo')).click()
    const sign = await c.d.waitForPage('sign.html')
    await F.customerAnswers(c, sign, { stopAt: 'item' })
    expect(await sign.text()).toContain('送一张膜')
    expect(await sign.text()).toContain(c.t.sign('gift'))
    const log = await F.logOf(c)
    expect(log.filter((e) => e['kind'] === 'promise.stated').at(-1)).toMatchObject({ code: 'other' })
    expect(JSON.stringify(log)).not.toContain('送一张膜')
    await portal.close()
  })
})
