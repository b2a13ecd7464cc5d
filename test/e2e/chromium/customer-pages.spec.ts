/** The customer's pages in a real browser, from the previews: what a pen, a palm, a hidden window and paper do. */
import puppeteer, { type Browser, type CDPSession, type Page } from 'puppeteer-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openPreview } from '../../preview/look.ts'
import { type PreviewServer, servePreviews } from '../../preview/serve.ts'
import { findBrowser } from '../../run/browsers.mjs'

let server: PreviewServer
let browser: Browser
let page: Page
let cdp: CDPSession

beforeAll(async () => {
  server = await servePreviews()
  browser = await puppeteer.launch({
    executablePath: findBrowser('chromium') ?? 'chromium',
    args: ['--no-sandbox'],
  })
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})
beforeEach(async () => {
  page = await browser.newPage()
  cdp = await page.createCDPSession()
  return () => page.close()
})

const show = (view: string, over: { size?: 1 | 2 | 3; width?: number; height?: number } = {}) =>
  openPreview(page, server, { view, lang: 'zh-CN', theme: 'light', ...over })
/** What the page has asked the background, by name. */
const asked = async <T>(name: string): Promise<T[]> =>
  ((await page.evaluate('window.previewAsked')) as { name: string; body: T }[])
    .filter((a) => a.name === name)
    .map((a) => a.body)
const frames = () =>
  page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  )

describe('the pad', () => {
  interface Signed {
    readonly signature: {
      readonly width: number
      readonly height: number
      readonly strokes: readonly (readonly (readonly number[])[])[]
      readonly trusted: boolean
    }
  }
  const corner = async () => {
    const pad = await page.waitForSelector('[data-action=pad]')
    await pad?.evaluate((e) => e.scrollIntoView({ block: 'center' }))
    await frames()
    const box = await pad?.boundingBox()
    if (!box) throw new Error('no pad')
    return box
  }
  const pen = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', x: number, y: number) =>
    cdp.send('Input.dispatchMouseEvent', {
      type,
      x,
      y,
      button: 'left',
      buttons: type === 'mouseReleased' ? 0 : 1,
      pointerType: 'pen',
      force: 0.5,
      clickCount: 1,
    })
  const line = async (from: readonly [number, number], to: readonly [number, number]) => {
    await pen('mousePressed', ...from)
    for (const step of [0.25, 0.5, 0.75, 1])
      await pen('mouseMoved', from[0] + (to[0] - from[0]) * step, from[1] + (to[1] - from[1]) * step)
    await pen('mouseReleased', ...to)
  }
  const signed = async (): Promise<Signed['signature']> => {
    await page.evaluate(() => document.querySelector<HTMLElement>('[data-action=signed]')?.click())
    await frames()
    const [sent] = await asked<Signed>('sign.signature')
    if (!sent) throw new Error('nothing was signed')
    return sent.signature
  }
  /** Whether there is ink near the right edge of the canvas. */
  const inkAtTheRight = () =>
    page.evaluate(() => {
      const pad = document.querySelector<HTMLCanvasElement>('[data-action=pad]')
      const from = Math.round((pad?.width ?? 0) * 0.7)
      const { data } = pad?.getContext('2d')?.getImageData(from, 0, (pad?.width ?? 0) - from, pad.height) ?? {
        data: [],
      }
      return data.some((value, i) => i % 4 === 3 && value > 0)
    })

  it('a pen writes while a palm rests on the glass, and the palm is no stroke', async () => {
    await show('sign/sign')
    const { x, y, width, height } = await corner()
    await cdp.send('Input.dispatchTouchEvent', {
      type: 'touchStart',
      touchPoints: [{ x: x + width * 0.8, y: y + height * 0.8, radiusX: 40, radiusY: 30, id: 1 }],
    })
    await line([x + 40, y + 40], [x + 200, y + 60])
    await line([x + 60, y + 90], [x + 220, y + 70])
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    const { strokes, trusted } = await signed()
    expect(trusted).toBe(true)
    expect(strokes).toHaveLength(2)
    for (const stroke of strokes) expect(Math.max(...stroke.map((p) => p[0] ?? 0))).toBeLessThan(width * 0.5)
  })

  it('a touch that the system cancels leaves no stroke and no ink', async () => {
    await show('sign/sign')
    const { x, y } = await corner()
    const at = (dx: number) => [{ x: x + 40 + dx, y: y + 60, id: 1 }]
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) })
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(60) })
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchCancel', touchPoints: [] })
    await frames()
    expect(
      await page.evaluate(() => document.querySelector<HTMLButtonElement>('[data-action=redo]')?.disabled),
    ).toBe(true)
    await line([x + 40, y + 90], [x + 200, y + 100])
    expect((await signed()).strokes).toHaveLength(1)
  })

  it('a window that is made narrow cuts nothing off: what was written is on the pad, and is what is sent', async () => {
    await show('sign/sign', { width: 1366, height: 768 })
    const before = await corner()
    await line([before.x + 40, before.y + 40], [before.x + before.width - 60, before.y + 80])
    expect(await inkAtTheRight()).toBe(true)
    await page.setViewport({ width: 480, height: 900 })
    await frames()
    const after = await corner()
    expect(after.width).toBeLessThan(before.width - 100)
    expect(await inkAtTheRight()).toBe(true)
    const { width, height, strokes } = await signed()
    const xs = strokes.flat().map((p) => p[0] ?? 0)
    expect(Math.max(...xs)).toBeLessThan(width)
    expect(Math.max(...xs)).toBeGreaterThan(width * 0.8)
    expect(Math.max(...strokes.flat().map((p) => p[1] ?? 0))).toBeLessThan(height)
  })
})

/** Paper as a printer in a store has it, mm: the roll's printable width lies within its margins. */
const PAPERS = [
  ['58 mm', 58, 400],
  ['80 mm', 80, 400],
  ['A5', 148, 210],
  ['A4', 210, 297],
] as const
const POINTS = { 1: 11, 2: 13, 3: 13 } as const

describe('the paper', () => {
  /** As the browser lays it out for print. Type sizes in pt of everything on the paper that has words of its own, and whether anything is wider than the paper. */
  const measured = () =>
    page.evaluate(() => {
      const pt = (e: Element) => Math.round(Number.parseFloat(getComputedStyle(e).fontSize) * 0.75 * 10) / 10
      const of = (selector: string) => [...document.querySelectorAll(selector)]
      const words = of('.receipt *').filter((e) =>
        [...e.childNodes].some((n) => n.nodeType === 3 && (n.textContent ?? '').trim() !== ''),
      )
      const paper = document.querySelector('.receipt')
      return {
        smallest: Math.min(...words.map(pt)),
        text: pt(paper as Element),
        warnings: of('.receipt .strong').map(pt),
        phones: of('.receipt .report b').map(pt),
        isCut: words.some(
          (e) => e.getBoundingClientRect().right > (paper?.getBoundingClientRect().right ?? 0) + 1,
        ),
      }
    })

  for (const size of [1, 2, 3] as const) {
    it(`has the type that the customer chose (${size}), the same on every width`, {
      timeout: 120_000,
    }, async () => {
      await show('sign/hand-over', { size })
      await page.emulateMediaType('print')
      for (const [name, width, height] of PAPERS) {
        const px = (mm: number) => Math.round(((mm - 8) / 25.4) * 96)
        await page.setViewport({ width: px(width), height: px(height) })
        await frames()
        const { smallest, text, warnings, phones, isCut } = await measured()
        expect({ name, text, smallest }).toEqual({ name, text: POINTS[size], smallest: POINTS[size] })
        expect(warnings.length).toBeGreaterThan(0)
        for (const one of [...warnings, ...phones]) expect(one, name).toBeGreaterThan(POINTS[size] * 1.15)
        expect(isCut, name).toBe(false)
        // Chromium makes everything smaller where something is wider than the sheet: nothing is.
        expect(
          await page.evaluate(
            () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
          ),
          name,
        ).toBe(true)
      }
      await page.emulateMediaType('screen')
    })
  }

  it('can be printed after the question about the phone: the sheet holds the receipt and nothing else', async () => {
    await show('sign/over')
    const first = await page.$eval('.sign main button', (e) => (e as HTMLElement).dataset['action'])
    expect(first).toBe('print')
    const sizes = await page.$$eval('.sign main button', (all) =>
      all.map((e) => e.getBoundingClientRect()).map((b) => b.width * b.height),
    )
    expect(sizes[0]).toBe(Math.max(...sizes))
    await page.emulateMediaType('print')
    const seen = await page.evaluate(
      () =>
        [...document.querySelectorAll('.sign *')].filter(
          (e) =>
            getComputedStyle(e).visibility === 'visible' &&
            !e.closest('.receipt') &&
            (e.textContent ?? '').trim() !== '' &&
            !e.querySelector('.receipt'),
        ).length,
    )
    expect(seen).toBe(0)
    expect(await page.$eval('.receipt', (e) => getComputedStyle(e).visibility)).toBe('visible')
    await page.emulateMediaType('screen')
  })
})
