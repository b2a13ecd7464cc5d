/** Who signs, and how: old, a child's guardian, a mark with a companion, on paper; in both browsers. */
import { afterEach, describe, expect, it } from 'vitest'
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
import { browserUnderTest, type DrivenPage, until } from '../driver/index.ts'
import * as F from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'
import { describeOnce, itOnce } from '../where.ts'

const RING = 'qinghe-ring-tone'

let numbers = 0
/** A number that no test, and no earlier try of this one, has used. */
const freshNumber = (): string => `138001382${String(numbers++).padStart(2, '0')}`

const pad = (sign: DrivenPage) => sign.get('img', c.t.sign('padLabel'))
/** A name in whole px: the same call gives the same strokes, wherever the pad stands. */
const strokesAt = (seed: number) =>
  F.autograph(seed).map((s) => s.map(([x, y]) => [Math.round(x * 500), Math.round(y * 160)] as const))

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

/**
 * Reads aloud with a speech of our own, since no machine of ours has voices: first one without any, which is said in
 * words; then one with a Chinese voice, by which each sentence is marked while it is read.
 */
async function heard(sign: DrivenPage): Promise<void> {
  const speech = (langs: readonly string[]) =>
    sign.evaluate((all) => {
      const spoken: { text: string; onend?: () => void }[] = []
      const voices = all.map((lang) => ({ lang, localService: true }))
      class Utterance {
        text: string
        constructor(text: string) {
          this.text = text
        }
      }
      const value = {
        getVoices: () => voices,
        speak: (u: (typeof spoken)[number]) => void spoken.push(u),
        cancel() {},
      }
      Object.assign(globalThis, { spoken })
      Object.defineProperty(globalThis, 'SpeechSynthesisUtterance', { value: Utterance, configurable: true })
      Object.defineProperty(globalThis, 'speechSynthesis', { value, configurable: true })
    }, langs)
  /** The window looks for the machine's speech when it draws: a change of the language is such a time. */
  const drawnAnew = async () => {
    for (const lang of ['en', 'zh-CN']) {
      await tap(c, sign, 'language')
      await until(lang, () => sign.evaluate((l) => document.documentElement.lang === l, lang))
    }
  }
  await speech([])
  await drawnAnew()
  await tap(c, sign, 'aloud-offer')
  await sign.waitForText(c.t.sign('noVoice'))
  expect(await axeViolations(sign)).toEqual([])

  await speech(['en-US', 'zh-CN'])
  await drawnAnew()
  await tap(c, sign, 'aloud-offer')
  const read: string[] = []
  for (let i = 0; i < 3; i++) {
    const both = await until('the sentence to be marked', () =>
      sign.evaluate((n) => {
        const { spoken } = globalThis as unknown as { spoken: { text: string }[] }
        const text = spoken[n]?.text
        const marked = [...document.querySelectorAll('[data-reading]')].map((e) => e.textContent ?? '')
        return text && marked.length === 1 && text.endsWith(marked[0]?.slice(-4) || '-')
          ? [text, marked[0] ?? '']
          : null
      }, i),
    )
    read.push(both[0] ?? '')
    if (i === 0) expect(await axeViolations(sign)).toEqual([])
    await sign.evaluate(
      (n) => (globalThis as unknown as { spoken: { onend?: () => void }[] }).spoken[n]?.onend?.(),
      i,
    )
  }
  expect(new Set(read).size).toBe(3)
  await tap(c, sign, 'aloud')
  await until('silence', () => sign.evaluate(() => document.querySelector('[data-reading]') === null))
}

/** The type is the largest; it is set just after the step is drawn. */
const largest = (sign: DrivenPage): Promise<unknown> =>
  until('the largest type', () => sign.evaluate(() => document.documentElement.dataset['size'] === '3'))

describeOnce('an old customer', () => {
  it('largest type, reading aloud offered first, one question back; two wrong answers: not today', async () => {
    const who = { number: freshNumber(), name: '王秀芬', id: identity(bornFor(76)) }
    const { portal, sign } = await begin(c, { ...who, ticks: ['RBT06', 'MCR02'] })
    await F.customerAnswers(c, sign, { stopAt: 'item' })
    await largest(sign)
    expect(await sign.page.$('[data-action=aloud-offer]')).not.toBeNull()
    expect(await axeViolations(sign)).toEqual([])
    await heard(sign)
    // Three sizes, one tap each, and round again.
    for (const size of ['1', '2', '3']) {
      await tap(c, sign, 'size')
      await until(`size ${size}`, () =>
        sign.evaluate((s) => document.documentElement.dataset['size'] === s, size),
      )
    }
    await sign.evaluate(() => document.querySelector('.full > :last-child')?.scrollIntoView())
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
    // How it was shown stands before the answer: how long, to its end, in which size; the key facts are what is read aloud.
    const [key, full] = log.filter((e) => e['kind'] === 'notice.presented')
    expect(key).toMatchObject({ service: RING, layer: 'key', scrolled: true, aloud: true, size: 3 })
    expect(full).toMatchObject({ service: RING, layer: 'full', scrolled: true, aloud: false, size: 3 })
    expect(key?.['ms']).toBeGreaterThan(0)
    expect(given(log)).toMatchObject([
      { service: 'qinghe-missed-call', signer: { who: 'customer', identified: 'portal-real-name' } },
    ])
    await portal.close()
  })

  const future = () => identity(`${new Date().getFullYear() + 1}0101`)
  const wrongDigit = () => {
    const right = identity(bornFor(30))
    return `${right.slice(0, 17)}${right.endsWith('1') ? '2' : '1'}`
  }
  it.each([
    ['is not there', '王秀芬', undefined],
    ['has a wrong check digit, the name an emoji', '王👵🏽🌸', wrongDigit],
    ['is of a birthday to come, the name rare and of 60 characters', '𠮷㐂𬀩䶮龘'.repeat(12), future],
  ] as const)(
    'where the identity number %s: the age is asked in one tap, and the same care',
    async (_, name, id) => {
      const { portal, sign } = await begin(c, {
        number: freshNumber(),
        name,
        ticks: ['RBT06'],
        ...(id ? { id: id() } : { query: 'broken=identity' }),
      })
      await F.customerAnswers(c, sign, { stopAt: 'age' })
      expect(await axeViolations(sign)).toEqual([])
      await tap(c, sign, 'age-aged')
      await atStep(sign, 'item')
      await largest(sign)
      expect(given(await logOf(c, ''))).toEqual([])
      await F.customerAnswers(c, sign)
      await giveBack(c, sign)
      const log = await logOf(c, '')
      expect(given(log)).toMatchObject([{ signer: { identified: 'none' } }])
      expect(JSON.stringify(log)).not.toContain(name.slice(0, 4))
      await portal.close()
    },
  )
})

describe('a child', () => {
  it('under 14: the guardian answers and signs, the relation as a code', async () => {
    const who = { ...F.YOUNGER, number: freshNumber() }
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

  itOnce(
    'no guardian here: refusing is all that can be done, in one tap, and is no refusal for months',
    async () => {
      const who = { ...F.YOUNGER, number: freshNumber() }
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
    },
  )

  itOnce('15 by the identity card: the screen says who answers each, two signatures', async () => {
    const who = { number: freshNumber(), name: '李示例', id: identity(bornFor(15)) }
    const { portal, sign } = await begin(c, { ...who, ticks: ['RBT06', 'AFG00'] })
    await atStep(sign, 'who')
    // Nobody can say that the number is an adult's.
    expect(await sign.page.$$('[data-action^=who-]')).toHaveLength(1)
    await tap(c, sign, 'relation-father')
    // The card tells the child's age: the father's is asked.
    await atStep(sign, 'age')
    await tap(c, sign, 'age-adult')
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

  itOnce('a dot is asked for again, kindly; after two tries a mark with a companion beside it', async () => {
    const { portal, sign } = await toSign(freshNumber())
    for (let i = 0; i < 2; i++) {
      await draw(c, sign, [[[0.5, 0.5]]])
      await tap(c, sign, 'signed')
      await sign.waitForText(c.t.sign('error.signature/dot'))
    }
    expect(given(await logOf(c, ''))).toEqual([])
    await tap(c, sign, 'mark')
    expect(await axeViolations(sign)).toEqual([])
    await tap(c, sign, 'mark-companion')
    const cross: (readonly [number, number])[][] = [
      [
        [0.1, 0.3],
        [0.25, 0.7],
      ],
      [
        [0.25, 0.3],
        [0.1, 0.7],
      ],
    ]
    // Nobody has signed beside it: no companion is written down.
    await draw(c, sign, cross)
    await tap(c, sign, 'signed')
    await sign.waitForText(c.t.sign('error.signature/companion-missing'))
    expect(given(await logOf(c, ''))).toEqual([])
    await draw(c, sign, [
      ...cross,
      ...F.autograph().map((s) => s.map(([x, y]) => [0.55 + x * 0.4, y] as const)),
    ])
    await tap(c, sign, 'signed')
    await atStep(sign, 'done')
    expect(given(await logOf(c, ''))).toMatchObject([
      { signature: { form: 'mark' }, signer: { companion: true } },
    ])
    await portal.close()
  })

  itOnce('no companion: not today, nothing given', async () => {
    const { portal, sign } = await toSign(freshNumber())
    for (let i = 0; i < 2; i++) {
      await draw(c, sign, [[[0.5, 0.5]]])
      await tap(c, sign, 'signed')
      await sign.waitForText(c.t.sign('error.signature/dot'))
    }
    await tap(c, sign, 'mark')
    await tap(c, sign, 'mark-alone')
    await tap(c, sign, 'back-out')
    await atStep(sign, 'done')
    // It is not said to be the customer's own no.
    expect(await sign.text()).toContain(c.t.sign('doneNotToday'))
    expect(await sign.text()).not.toContain(c.t.sign('doneRefused'))
    const log = await logOf(c, '')
    expect(given(log)).toEqual([])
    expect(log.find((e) => e['kind'] === 'consent.refused')).toMatchObject({ why: 'no-companion' })
    await portal.close()
  })

  itOnce('on paper: no stroke is kept, and the entry says so', async () => {
    const { portal, sign } = await toSign(freshNumber())
    await F.customerAnswers(c, sign, { signs: 'paper' })
    expect(given(await logOf(c, ''))).toMatchObject([{ signature: { form: 'paper', points: 0 } }])
    await portal.close()
  })

  it('by a finger, on glass that tells no force; the very same strokes again are asked for anew', async () => {
    const first = await toSign(freshNumber())
    const hand = strokesAt(Math.random())
    await pad(first.sign).touch(hand)
    await tap(c, first.sign, 'signed')
    await atStep(first.sign, 'done')
    const [one] = given(await logOf(c, ''))
    expect(one).toMatchObject({ signature: { form: 'strokes' } })
    // No point of the hand's is dropped.
    expect(one?.signature['points']).toBeGreaterThanOrEqual(hand.flat().length)
    await giveBack(c, first.sign)
    await first.portal.close()

    const { portal, sign } = await toSign(freshNumber())
    await pad(sign).touch(hand)
    await tap(c, sign, 'signed')
    await sign.waitForText(c.t.sign('error.signature/replay'))
    expect(given(await logOf(c, ''))).toEqual([])
    expect(await stepOf(sign)).toBe('sign')
    await pad(sign).touch(strokesAt(Math.random()))
    await tap(c, sign, 'signed')
    await atStep(sign, 'done')
    expect(given(await logOf(c, ''))).toHaveLength(1)
    await portal.close()
  })

  it('the same strokes sent by script are no hand', async () => {
    const { portal, sign } = await toSign(freshNumber())
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
