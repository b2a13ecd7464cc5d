/** One whole activation, with every tap counted: what the honest way costs the clerk and the customer. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { browserUnderTest } from '../driver/index.ts'
import * as F from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'
import { itOnce } from '../where.ts'

let c: F.Counter
beforeAll(async () => {
  c = await F.openCounter({ browser: browserUnderTest() })
})
afterAll(() => c?.close())
beforeEach(() => {
  Object.assign(c.taps, { clerk: 0, customer: 0, who: 0, answers: 0, checks: 0, signatures: 0, turns: 0 })
  c.world.reset()
})
afterEach(async () => {
  const [keep, ...rest] = await c.d.pages()
  await Promise.all(rest.map((p) => p.close().catch(() => undefined)))
  await keep?.goto('about:blank').catch(() => undefined)
})

const stops = async (): Promise<string[]> => F.kindsOf(await F.logOf(c)).filter((k) => k.endsWith('.stopped'))

describe('what an activation costs', () => {
  it('plain SIM: the clerk taps nothing, nothing is held, and the receipt is there', async () => {
    const before = (await stops()).length
    const portal = await F.activate(c, { ...F.YOUNGER, ticks: [] })
    await F.allDrawn(portal)
    await F.toConfirm(c, portal)
    await F.pressSubmit(c, portal)
    await F.confirmedBy(portal)
    expect(c.world.orders().map((o) => o.codes)).toEqual([['PLAN39', 'CLIP00']])
    expect(F.reached(c, 'carrier', 'POST /tmf-api/productOrderingManagement/v4/productOrder')).toBe(1)
    await F.takeReceipt(c)
    expect(c.taps.clerk).toBe(0)
    // The one tap with which the customer takes the receipt; before it they take the screen, which is the clerk's too.
    expect(c.taps).toMatchObject({ customer: 1, turns: 1 })
    expect((await stops()).length).toBe(before)
    const kinds = F.kindsOf(await F.logOf(c))
    for (const kind of ['activation.opened', 'activation.submitted', 'receipt.issued', 'handover.confirmed'])
      expect(kinds).toContain(kind)
    expect(kinds).not.toContain('promise.stated')
  })

  itOnce(
    'carrier add-ons, any number: one tap of the clerk, one answer each, one signature for all',
    async () => {
      const portal = await F.activate(c, {
        ...F.YOUNGER,
        number: '13800138002',
        ticks: ['RBT06', 'DATA10', 'MCR02'],
      })
      await F.allDrawn(portal)
      const sign = await F.handOver(c, portal)
      await F.customerAnswers(c, sign)
      await F.giveBack(c, sign)
      await portal.panel.waitForText(c.t.panel('open.done'))
      await F.toConfirm(c, portal)
      await F.pressSubmit(c, portal)
      await F.confirmedBy(portal)
      expect(c.world.orders().map((o) => [...o.codes].sort())).toEqual([
        ['CLIP00', 'DATA10', 'MCR02', 'PLAN39', 'RBT06'],
      ])
      await F.takeReceipt(c)
      expect(c.taps.clerk).toBe(1)
      expect(c.taps).toMatchObject({ who: 1, answers: 3, checks: 0, signatures: 1 })
      // who, three answers, "signed", back to the clerk, receipt.
      expect(c.taps.customer).toBe(1 + 3 + 1 + 1 + 1)
      // The screen to them and back, and to them again for the receipt.
      expect(c.taps.turns).toBe(3)
    },
  )

  itOnce('a third-party account: two taps of the clerk, one signature of its own', async () => {
    const portal = await F.activate(c, { ...F.YOUNGER, number: '13800138003', ticks: [] })
    const shop = await F.permitFor(c, 'shop')
    await F.signUpWith(c, shop, 'shop', '13800138003')
    await F.tabsGone(c, 'shop')
    expect(c.world.accounts().map(({ site, phone, how }) => ({ site, phone, how }))).toEqual([
      { site: 'shop', phone: '13800138003', how: 'register' },
    ])
    expect(c.taps.clerk).toBe(2)
    expect(c.taps).toMatchObject({ who: 1, answers: 1, checks: 0, signatures: 1 })
    await F.allDrawn(portal)
    await F.toConfirm(c, portal)
    await F.pressSubmit(c, portal)
    await F.confirmedBy(portal)
    await F.takeReceipt(c)
    expect(c.taps.clerk).toBe(2)
    const used = (await F.logOf(c)).filter((e) => e['kind'] === 'permit.used')
    expect(used).toMatchObject([{ service: 'jixi-mall' }])
  })

  it('at 68: two carrier services and an account, one refused; who is asked once, one signature each kind', async () => {
    const portal = await F.activate(c, { ticks: ['RBT06', 'INS03'] })
    await F.allDrawn(portal)
    const sign = await F.handOver(c, portal)
    await F.customerAnswers(c, sign, { answers: { 'qinghe-account-safety': 'refuse' } })
    await F.giveBack(c, sign)
    await portal.panel.button(c.t.panel('untick')).click()
    c.taps.clerk++
    await portal.panel.waitForText(c.t.panel('open.done'))
    const shop = await F.permitFor(c, 'shop')
    await F.signUpWith(c, shop, 'shop', F.CUSTOMER.number)
    await F.tabsGone(c, 'shop')
    expect(c.world.accounts().length).toBe(1)
    await F.toConfirm(c, portal)
    // The portal ticks INS03 again when the step is drawn anew: it is held, the panel takes it off.
    await F.pressSubmit(c, portal)
    await portal.panel.button(c.t.panel('untick')).click()
    await portal.panel.waitForText(c.t.panel('open.done'))
    expect(c.world.orders(), F.LEAK).toEqual([])
    await F.pressSubmit(c, portal)
    await F.confirmedBy(portal)
    await F.takeReceipt(c)
    expect(c.world.orders().map((o) => [...o.codes].sort())).toEqual([['CLIP00', 'PLAN39', 'RBT06']])
    expect(c.taps).toMatchObject({ who: 1, answers: 3, checks: 2, signatures: 2 })
    const entries = await F.logOf(c)
    const given = entries.filter((e) => e['kind'] === 'consent.given' && e['service'] !== undefined)
    expect(given.slice(-2).map((e) => [e['service'], e['basis']])).toEqual([
      ['qinghe-ring-tone', 'contract'],
      ['jixi-mall', 'provision'],
    ])
    // No clear customer data in any entry.
    const text = JSON.stringify(entries)
    for (const clear of ['13800138000', '王秀芬', '990000195803120420']) expect(text).not.toContain(clear)
  })
})
