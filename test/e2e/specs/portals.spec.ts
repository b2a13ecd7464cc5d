/** Portals of other shapes than the demonstration's own: each runs one whole activation, and what was refused never leaves. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { maskNumber } from '../../../utils/base/index.ts'
import { portals } from '../../world/portals.ts'
import { browserUnderTest, type DrivenPage } from '../driver/index.ts'
import * as F from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'
import { ORDER } from '../orders.ts'
import { isWhole } from '../where.ts'

type Name = keyof typeof portals

let c: F.Counter
beforeAll(async () => {
  c = await F.openCounter({
    browser: browserUnderTest(),
    policy: (policy) => ({ ...policy, portals: [...policy.portals, ...Object.values(portals)] }),
  })
})
afterAll(() => c?.close())
beforeEach(() => c.world.reset())
let page: DrivenPage
afterEach(async () => {
  await page?.close().catch(() => undefined)
  for (const p of await c.d.pages())
    if ((await p.url().catch(() => '')).includes('sign.html')) await p.close()
})

let n = 20
const frame = (path: string) => page.frameAt((url) => new URL(url).pathname === path)
const idOf = (code: string): string =>
  (c.policy.services as { id: string; codes: string[] }[]).find((s) => s.codes.includes(code))?.id ?? ''
const tickIn = (surface: Pick<DrivenPage, 'evaluate'>, css: string) =>
  surface.evaluate((at) => document.querySelector<HTMLElement>(at)?.click(), css)
/** In a closed root, where no driver looks: at the place that the component tells. */
async function pressInShadow(css: string): Promise<void> {
  const at = await page.evaluate((what) => {
    const host = document.querySelector('qh-services') as unknown as { press(css: string): DOMRect }
    const { x, y, width, height } = host.press(what)
    return { x: x + Math.min(width, 30) / 2, y: y + height / 2 }
  }, css)
  await page.page.mouse.click(at.x, at.y)
}

interface Play {
  /** The code that the customer refuses; the other is the ring-back tone. */
  readonly refused: string
  /** The clerk goes through the portal until the panel knows everything. */
  arrive(): Promise<unknown>
  submit(): Promise<unknown>
  /** By hand, where the panel cannot: the page with the tick is not in sight. */
  untick?(): Promise<unknown>
}

const next = () => page.button('下一步').click()
const back = () => page.button('上一步').click()
const plays: Record<Name, Play> = {
  tabs: {
    refused: 'INS03',
    async arrive() {
      const sheet = await frame('/sheet.html')
      await sheet.button('选择业务').click()
      await page.panel.waitForText(F.nameOf(c, idOf('RBT06')))
      await (await frame('/services.html')).button(/确/).click()
    },
    submit: () => page.button('提交受理').click(),
    async untick() {
      const sheet = await frame('/sheet.html')
      await sheet.button('选择业务').click()
      const dialog = await frame('/services.html')
      await dialog.evaluate(() => document.querySelector('tbody') !== null)
      // The panel unticks in the frame of the dialog.
      await page.panel.button(c.t.panel('untick')).click()
      await F.wait('the tick to go', () =>
        dialog.evaluate(() => document.querySelector<HTMLInputElement>('[value=INS03]')?.checked === false),
      )
      await dialog.button(/确/).click()
    },
  },
  wizard: {
    refused: 'INS03',
    async arrive() {
      for (let i = 0; i < 4; i++) {
        await next()
        // A page is read as a person reads it: not while it flies by.
        if (i === 0) await page.panel.waitForText(maskNumber(current))
        if (i === 1) await page.panel.waitForText(F.nameOf(c, idOf('RBT06')))
        if (i === 2) await page.panel.waitForText(F.nameOf(c, idOf('INS03')))
      }
    },
    submit: () => page.button('确认提交').click(),
    async untick() {
      await back()
      await tickIn(page, 'input[name=INS03][value="0"]')
      await page.panel.waitForNoText(c.t.panel('untick'))
      await next()
    },
  },
  grid: {
    refused: 'CLD08',
    async arrive() {
      await page.button('下一页').click()
      await page.panel.waitForText(F.nameOf(c, idOf('CLD08')))
      await page.button('上一页').click()
    },
    submit: () => page.button(/提/).click(),
    async untick() {
      await page.button('下一页').click()
      await page.panel.button(c.t.panel('untick')).click()
      await page.panel.waitForNoText(c.t.panel('untick'))
    },
  },
  shadow: {
    refused: 'INS03',
    arrive: () => page.panel.waitForText(F.nameOf(c, idOf('INS03'))),
    submit: () => pressInShadow('button'),
    async untick() {
      await page.panel.button(c.t.panel('untick')).click()
      await page.panel.waitForNoText(c.t.panel('untick'))
    },
  },
  frameset: {
    refused: 'INS03',
    arrive: () => page.panel.waitForText(F.nameOf(c, idOf('INS03'))),
    submit: async () => (await frame('/foot.html')).button('提交').click(),
    async untick() {
      await page.panel.button(c.t.panel('untick')).click()
      await page.panel.waitForNoText(c.t.panel('untick'))
    },
  },
}

const orders = (name: Name) => F.reached(c, name, `POST ${ORDER}`)
const heldSince = (before: number) =>
  F.wait('the stop in the log', async () => {
    const stops = (await F.logOf(c)).filter((e) => e['kind'] === 'submit.stopped')
    return stops.length > before ? stops.length : null
  })
let current = ''

/** Firefox has the one with frames and the one with shadow roots: the rest our own code decides, alike in both. */
const here = (Object.keys(plays) as Name[]).filter(
  (name) => isWhole || browserUnderTest() === 'chromium' || name === 'tabs' || name === 'shadow',
)

describe.each(here)('%s', (name) => {
  it('runs whole: held, signed, refused and unticked, ordered, receipt', async () => {
    const play = plays[name]
    current = `138001381${n++}`
    page = await c.d.newPage(`${c.world.url(name)}?number=${current}&name=${encodeURIComponent('王示例')}`)
    if (name !== 'wizard') await page.panel.waitForText(maskNumber(current))
    await play.arrive()
    let stops = (await F.logOf(c)).filter((e) => e['kind'] === 'submit.stopped').length
    await play.submit()
    stops = await heldSince(stops)
    expect(orders(name), F.LEAK).toBe(0)

    const sign = await F.handOver(c, page)
    await F.customerAnswers(c, sign, { answers: { [idOf(play.refused)]: 'refuse' } })
    await F.giveBack(c, sign)
    await page.panel.waitForText(c.t.panel('state.refused'))
    await play.submit()
    await heldSince(stops)
    expect(orders(name), F.LEAK).toBe(0)

    await play.untick?.()
    await page.panel.waitForText(c.t.panel('open.done'))
    await play.submit()
    await F.wait('the order', async () => c.world.orders().length > 0)
    expect(c.world.orders().map((o) => o.codes)).toEqual([['PLAN39', 'RBT06']])
    await F.takeReceipt(c)
    const opened = (await F.logOf(c)).filter((e) => e['kind'] === 'activation.opened' && e['portal'] === name)
    expect(opened).toHaveLength(1)
  }, 120_000)
})
