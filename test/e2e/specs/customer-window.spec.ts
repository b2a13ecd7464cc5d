/** The window itself: languages, keyboard, zoom, two of them, one that is killed at each step. */
import { afterEach, describe, expect, it } from 'vitest'
import { afresh, atStep, begin, confirm, drawn, giveBack, gone, logOf, stepOf, tap } from '../customer.ts'
import { axeViolations } from '../driver/axe.ts'
import { browserUnderTest, type DrivenPage, until } from '../driver/index.ts'
import * as F from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'
import { itOnce } from '../where.ts'

let c: F.Counter
beforeAll(async () => {
  c = await F.openCounter({ browser: browserUnderTest() })
})
afterAll(() => c?.close())
afterEach(() => afresh(c))

const given = (log: readonly Record<string, unknown>[]) => log.filter((e) => e['kind'] === 'consent.given')

/** Tab until the control that does this has the focus, then Enter. */
async function byKey(page: DrivenPage, action: string): Promise<void> {
  for (let i = 0; i < 40; i++) {
    if (
      await page.evaluate(
        (a) => (document.activeElement as HTMLElement | null)?.dataset['action'] === a,
        action,
      )
    ) {
      await page.press('Enter')
      return
    }
    await page.press('Tab')
  }
  throw new Error(`no key leads to ${action}`)
}

describe('the window', () => {
  it('a killed window at each step: it goes on where it was, and nothing is given before the signature', async () => {
    const number = '13800138130'
    const portal = await F.activate(c, {
      number,
      name: '王秀芬',
      ticks: ['RBT06'],
    })
    await drawn(portal)
    let sign = await F.handOver(c, portal)
    const steps: string[] = []
    for (let i = 0; i < 8; i++) {
      const step = await until('a step', async () => {
        const s = await stepOf(sign).catch(() => '')
        return s && s !== 'loading' ? s : null
      })
      steps.push(step)
      if (step === 'done') break
      expect(given(await logOf(c, number))).toEqual([])
      // The browser is told to close it, as a clerk or a crash would; the clerk hands over again.
      await sign.close()
      await portal.bringToFront()
      sign = await F.handOver(c, portal)
      await atStep(sign, step)
      if (step === 'who') await tap(c, sign, 'who-self')
      else if (step === 'item') await tap(c, sign, 'agree')
      else if (step === 'check') await tap(c, sign, 'check-yes')
      else {
        await sign.get('img', c.t.sign('padLabel')).draw(F.autograph())
        await tap(c, sign, 'signed')
      }
      await until('the next step', async () => (await stepOf(sign)) !== step)
    }
    expect(steps).toEqual(['who', 'item', 'check', 'sign', 'done'])
    expect(given(await logOf(c, number))).toHaveLength(1)
    await portal.close()
  })

  it('two windows: what one has answered the other cannot answer differently', async () => {
    const { portal, sign } = await begin(c, { ...F.YOUNGER, number: '13800138131', ticks: ['RBT06'] })
    await F.customerAnswers(c, sign, { stopAt: 'item' })
    const twin = await c.d.newPage(await sign.url())
    await atStep(twin, 'turn')
    await twin.page.click('[data-action=begin]')
    await atStep(twin, 'item')
    await sign.bringToFront()
    await tap(c, sign, 'refuse')
    await atStep(sign, 'done')
    await twin.bringToFront()
    // It has been told; where it was not, its answer to a screen that is over does not count.
    await until('the other window to follow', async () => {
      if ((await stepOf(twin)) === 'done') return true
      await (await twin.page.$('[data-action=agree]'))?.click().catch(() => undefined)
      return false
    })
    expect(given(await logOf(c, ''))).toEqual([])
    await portal.close()
  })

  it('keyboard only, in English and the largest type, from the first question to the receipt, which is as they read; a signature on paper', async () => {
    const portal = await F.activate(c, { ...F.YOUNGER, number: '13800138132', ticks: ['RBT06', 'INS03'] })
    await drawn(portal)
    await portal.panel.button(c.policy.promises[0]?.words[c.lang] ?? '').click()
    const sign = await c.d.waitForPage('sign.html')
    await sign.bringToFront()
    await atStep(sign, 'turn')
    await byKey(sign, 'begin')
    await atStep(sign, 'who')
    await byKey(sign, 'size')
    await byKey(sign, 'size')
    await byKey(sign, 'language')
    await byKey(sign, 'who-self')
    await atStep(sign, 'item')
    await byKey(sign, 'agree')
    await until('the second', () =>
      sign.evaluate(() => document.querySelector<HTMLElement>('[data-at]')?.dataset['at'] === '1'),
    )
    await byKey(sign, 'refuse')
    await atStep(sign, 'sign')
    await byKey(sign, 'paper')
    await sign.page.waitForSelector('[data-action=paper-done]')
    await byKey(sign, 'paper-done')
    await atStep(sign, 'done')
    await byKey(sign, 'close')
    // The window goes while the key is still down; that it went is seen next.
    await byKey(sign, 'go-on').catch(() => undefined)
    await gone(c, 'sign.html')
    // The portal is the clerk's, with a mouse.
    await portal.bringToFront()
    await confirm(c, portal)
    const receipt = await c.d.waitForPage('sign.html')
    await receipt.bringToFront()
    await atStep(receipt, 'turn')
    await byKey(receipt, 'begin')
    await atStep(receipt, 'hand-over')
    const asRead = () => [document.documentElement.lang, document.documentElement.dataset['size']]
    await until('the receipt as they read', async () => `${await receipt.evaluate(asRead)}` === 'en,3')
    await byKey(receipt, 'handover')
    await atStep(receipt, 'over')
    await byKey(receipt, 'close')
    await byKey(receipt, 'go-on').catch(() => undefined)
    await gone(c, 'sign.html')
    const log = await logOf(c, '')
    expect(given(log)).toMatchObject([{ service: 'qinghe-ring-tone', signature: { form: 'paper' } }])
    expect(log.filter((e) => e['kind'] === 'consent.refused')).toHaveLength(1)
    expect(log.findLast((e) => e['kind'] === 'handover.confirmed')).toMatchObject({ handset: true })
    await portal.close()
  })

  itOnce(
    '200 % zoom: nothing runs out of the window sideways, both answers are in sight and alike',
    async () => {
      const { portal, sign } = await begin(c, { ...F.YOUNGER, number: '13800138133', ticks: ['RBT06'] })
      // Twice the zoom is half the width in CSS px.
      await sign.viewport(683, 384)
      for (const step of ['who', 'item', 'sign', 'done']) {
        await atStep(sign, step)
        const wide = await sign.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect(wide, step).toBeLessThanOrEqual(0)
        expect(await axeViolations(sign), step).toEqual([])
        if (step === 'who') await tap(c, sign, 'who-self')
        else if (step === 'item') {
          const boxes = await sign.evaluate(() =>
            ['refuse', 'agree'].map((a) => {
              const box = document.querySelector(`[data-action=${a}]`)?.getBoundingClientRect()
              return box
                ? [Math.round(box.width), Math.round(box.height), box.bottom <= innerHeight + 1]
                : null
            }),
          )
          expect(boxes[0]).toEqual(boxes[1])
          expect(boxes[0]?.[2]).toBe(true)
          await tap(c, sign, 'agree')
        } else if (step === 'sign') {
          await tap(c, sign, 'paper')
          await tap(c, sign, 'paper-done')
        }
      }
      expect(given(await logOf(c, ''))).toHaveLength(1)
      await portal.close()
    },
  )

  itOnce(
    'in English, changed to Chinese in the middle: the answer is bound to the text that was on the screen',
    async () => {
      const { portal, sign } = await begin(c, {
        ...F.YOUNGER,
        number: '13800138134',
        ticks: ['RBT06', 'INS03'],
      })
      await F.customerAnswers(c, sign, { stopAt: 'item' })
      await tap(c, sign, 'language')
      await until('English', () => sign.evaluate(() => document.documentElement.lang === 'en'))
      expect(await axeViolations(sign)).toEqual([])
      await tap(c, sign, 'agree')
      await until('the second', () =>
        sign.evaluate(() => document.querySelector<HTMLElement>('[data-at]')?.dataset['at'] === '1'),
      )
      await tap(c, sign, 'language')
      await until('Chinese', () => sign.evaluate(() => document.documentElement.lang === 'zh-CN'))
      await F.customerAnswers(c, sign)
      await giveBack(c, sign)
      const log = await logOf(c, '')
      expect(given(log).map((e) => e['lang'])).toEqual(['en', 'zh-CN'])
      const shown = log.filter((e) => e['kind'] === 'notice.presented')
      for (const e of given(log))
        expect(shown.some((s) => s['notice'] === e['notice'] && s['lang'] === e['lang'])).toBe(true)
      await portal.close()
    },
  )
})
