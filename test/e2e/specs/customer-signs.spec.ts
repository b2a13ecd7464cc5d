/** Who signs, and how: old, a child's guardian, a mark with a companion, on paper; in both browsers. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  afresh,
  atStep,
  begin,
  bornFor,
  draw,
  finish,
  giveBack,
  identity,
  logOf,
  stepOf,
  tap,
} from '../customer.ts'
import { axeViolations } from '../driver/axe.ts'
import { browserUnderTest } from '../driver/index.ts'
import * as F from '../flow.ts'

const RING = 'qinghe-ring-tone'

let c: F.Counter
beforeAll(async () => {
  c = await F.openCounter({ browser: browserUnderTest() })
})
afterAll(() => c?.close())
afterEach(() => afresh(c))

const given = (log: readonly Record<string, unknown>[]) =>
  log.filter((e) => e['kind'] === 'consent.given') as unknown as {
    service: string
    signer: Record<string, unknown>
    signature: Record<string, unknown>
  }[]

describe('an old customer', () => {
  it('largest type, reading aloud offered first, one question back; two wrong answers: not today', async () => {
    const who = { number: '13800138120', name: '王秀芬', id: identity(bornFor(76)) }
    const { portal, sign } = await begin(c, { ...who, ticks: ['RBT06', 'MCR02'] })
    await F.customerAnswers(c, sign, { stopAt: 'item' })
    expect(await sign.evaluate(() => document.documentElement.dataset['size'])).toBe('3')
    expect(await sign.page.$('[data-action=aloud-offer]')).not.toBeNull()
    expect(await axeViolations(sign)).toEqual([])
    // A machine without a Chinese voice says so, and nothing hangs on it.
    await tap(c, sign, 'aloud-offer')
    await tap(c, sign, 'agree')
    await atStep(sign, 'check')
    expect(await axeViolations(sign)).toEqual([])
    await tap(c, sign, 'check-no')
    await atStep(sign, 'item')
    expect(await sign.text()).toContain(c.t.sign('again'))
    await tap(c, sign, 'agree')
    await atStep(sign, 'check')
    await tap(c, sign, 'check-no')
    await atStep(sign, 'item')
    expect(await sign.text()).toContain(c.t.sign('notToday', { name: F.nameOf(c, RING) }))
    // The second service: agreed, understood, signed.
    await F.customerAnswers(c, sign)
    await giveBack(c, sign)
    const log = await logOf(c, who.number)
    expect(log.filter((e) => e['kind'] === 'consent.refused')).toMatchObject([
      { service: RING, why: 'not-understood' },
    ])
    expect(given(log)).toMatchObject([
      { service: 'qinghe-missed-call', signer: { who: 'customer', identified: 'portal-real-name' } },
    ])
    await portal.close()
  })

  it('where the portal gives no age: one tap, and the same care', async () => {
    const { portal, sign } = await begin(c, {
      number: '13800138121',
      name: '王秀芬',
      ticks: ['RBT06'],
      query: 'broken=identity',
    }).catch(async () => {
      // A portal that lacks the field at all is not readable; then there is nothing to ask.
      throw new Error('the portal without identity is not read')
    })
    await F.customerAnswers(c, sign, { stopAt: 'age' })
    expect(await axeViolations(sign)).toEqual([])
    await tap(c, sign, 'age-yes')
    await atStep(sign, 'item')
    expect(await sign.evaluate(() => document.documentElement.dataset['size'])).toBe('3')
    await F.customerAnswers(c, sign)
    await giveBack(c, sign)
    expect(given(await logOf(c, ''))).toMatchObject([{ signer: { identified: 'none' } }])
    await portal.close()
  })
})

describe('a child', () => {
  it('under 14: the guardian answers and signs, the relation as a code', async () => {
    const who = { ...F.YOUNGER, number: '13800138122' }
    const { portal, sign } = await begin(c, { ...who, ticks: ['RBT06'] })
    await F.customerAnswers(c, sign, { who: ['child', 'mother'], stopAt: 'item' })
    expect(await sign.text()).toContain(c.t.sign('signer.guardian'))
    await F.customerAnswers(c, sign)
    // Who, how related, one answer, "signed".
    expect(c.taps.customer).toBe(4)
    await giveBack(c, sign)
    await portal.panel.waitForText(c.t.panel('open.done'))
    await finish(c, portal)
    expect(given(await logOf(c, who.number))).toMatchObject([
      { signer: { who: 'guardian', user: 'child', relation: 'mother' } },
    ])
  })

  it('no guardian here: refusing is all that can be done, in one tap, and is no refusal for months', async () => {
    const who = { ...F.YOUNGER, number: '13800138123' }
    const { portal, sign } = await begin(c, { ...who, ticks: ['RBT06'] })
    await atStep(sign, 'who')
    await tap(c, sign, 'who-child')
    await tap(c, sign, 'relation-none')
    await atStep(sign, 'item')
    expect(await sign.page.$('[data-action=agree]')).toBeNull()
    expect(await axeViolations(sign)).toEqual([])
    await tap(c, sign, 'refuse')
    await atStep(sign, 'done')
    await giveBack(c, sign)
    const log = await logOf(c, who.number)
    expect(log.find((e) => e['kind'] === 'consent.refused')).toMatchObject({ why: 'nobody-there' })
    await portal.close()
  })

  it('15 by the identity card: the screen says who answers each, two signatures', async () => {
    const who = { number: '13800138124', name: '李示例', id: identity(bornFor(15)) }
    const { portal, sign } = await begin(c, { ...who, ticks: ['RBT06', 'AFG00'] })
    await atStep(sign, 'who')
    // Nobody can say that the number is an adult's.
    expect(await sign.page.$$('[data-action^=who-]')).toHaveLength(1)
    await tap(c, sign, 'relation-father')
    await atStep(sign, 'item')
    const said: string[] = []
    await F.customerAnswers(c, sign, {
      seen: async (step, p) => {
        if (step === 'item')
          said.push(await p.evaluate(() => document.querySelector('.aside')?.textContent ?? ''))
      },
    })
    expect(said).toEqual([c.t.sign('signer.guardian'), c.t.sign('signer.teen')])
    expect(c.taps.signatures).toBe(2)
    await giveBack(c, sign)
    const by = Object.fromEntries(given(await logOf(c, who.number)).map((e) => [e.service, e.signer['who']]))
    expect(by).toEqual({ [RING]: 'guardian', 'qinghe-fraud-warning': 'customer' })
    await portal.close()
  })
})

describe('signing', () => {
  const toSign = async (number: string) => {
    const both = await begin(c, { ...F.YOUNGER, number, ticks: ['RBT06'] })
    await F.customerAnswers(c, both.sign, { stopAt: 'sign' })
    return both
  }

  it('a dot is asked for again, kindly; after two tries a mark with a companion beside it', async () => {
    const { portal, sign } = await toSign('13800138125')
    for (let i = 0; i < 2; i++) {
      await draw(c, sign, [[[0.5, 0.5]]])
      await tap(c, sign, 'signed')
      await sign.waitForText(c.t.sign('error.signature/dot'))
    }
    expect(given(await logOf(c, ''))).toEqual([])
    await tap(c, sign, 'mark')
    expect(await axeViolations(sign)).toEqual([])
    await tap(c, sign, 'mark-companion')
    await draw(c, sign, [
      [
        [0.1, 0.3],
        [0.25, 0.7],
      ],
      [
        [0.25, 0.3],
        [0.1, 0.7],
      ],
      ...F.autograph().map((s) => s.map(([x, y]) => [0.55 + x * 0.4, y] as const)),
    ])
    await tap(c, sign, 'signed')
    await atStep(sign, 'done')
    expect(given(await logOf(c, ''))).toMatchObject([
      { signature: { form: 'mark' }, signer: { companion: true } },
    ])
    await portal.close()
  })

  it('no companion: not today, nothing given', async () => {
    const { portal, sign } = await toSign('13800138126')
    for (let i = 0; i < 2; i++) {
      await draw(c, sign, [[[0.5, 0.5]]])
      await tap(c, sign, 'signed')
      await sign.waitForText(c.t.sign('error.signature/dot'))
    }
    await tap(c, sign, 'mark')
    await tap(c, sign, 'mark-alone')
    await tap(c, sign, 'back-out')
    await atStep(sign, 'done')
    const log = await logOf(c, '')
    expect(given(log)).toEqual([])
    expect(log.find((e) => e['kind'] === 'consent.refused')).toMatchObject({ why: 'no-companion' })
    await portal.close()
  })

  it('on paper: no stroke is kept, and the entry says so', async () => {
    const { portal, sign } = await toSign('13800138127')
    await F.customerAnswers(c, sign, { signs: 'paper' })
    expect(given(await logOf(c, ''))).toMatchObject([{ signature: { form: 'paper', points: 0 } }])
    await portal.close()
  })

  it('the same strokes sent by script are no hand', async () => {
    const { portal, sign } = await toSign('13800138128')
    await sign.evaluate(() => {
      const pad = document.querySelector('canvas') as unknown as {
        getBoundingClientRect(): { left: number; top: number }
        dispatchEvent(e: unknown): boolean
      }
      const { left, top } = pad.getBoundingClientRect()
      const g = globalThis as unknown as { PointerEvent: new (t: string, o: object) => unknown }
      const fire = (type: string, x: number, y: number) =>
        pad.dispatchEvent(
          new g.PointerEvent(type, {
            bubbles: true,
            cancelable: true,
            pointerId: 1,
            button: 0,
            buttons: 1,
            isPrimary: true,
            pressure: 0.5,
            clientX: left + x,
            clientY: top + y,
          }),
        )
      fire('pointerdown', 20, 30)
      for (let i = 0; i < 60; i++) fire('pointermove', 20 + i * 3, 30 + Math.sin(i / 3) * 25)
      fire('pointerup', 200, 40)
    })
    const button = await sign.page.waitForSelector('[data-action=signed], [data-action=to-pad]')
    await button?.click()
    await sign.page.waitForFunction(() =>
      /signature\//.test(document.querySelector<HTMLElement>('[data-fault]')?.dataset['fault'] ?? ''),
    )
    expect(given(await logOf(c, ''))).toEqual([])
    expect(await stepOf(sign)).toBe('sign')
    await portal.close()
  })
})
