import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { judgeSignature } from '../../../utils/consent/index.ts'
import type { SignatureInput } from '../../../utils/wire/index.ts'
import { axe } from '../../preview/axe.ts'
import { openPreview, previewFaults, previewNames, showPreview } from '../../preview/look.ts'
import { type PreviewServer, servePreviews } from '../../preview/serve.ts'
import { findBrowser } from '../../run/browsers.mjs'
import { QUIET } from '../driver/quiet.ts'

let server: PreviewServer
let browser: Browser
let page: Page
let names: string[]

beforeAll(async () => {
  server = await servePreviews()
  browser = await puppeteer.launch({
    executablePath: findBrowser('chromium') ?? 'chromium',
    args: [...QUIET],
    networkEnabled: false,
    issuesEnabled: false,
  })
  names = await previewNames(browser, server)
  page = await browser.newPage()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

const LANGS = ['zh-CN', 'en'] as const
const THEMES = ['light', 'dark'] as const
const isWhole = process.env['WHOLE'] === '1'
/** The views that every activation comes by, and the console of it. */
const MET =
  /^(?:sign\/(?:who|item|check|sign|done|hand-over|over)|stopped\/(?:unsigned|signed)|panel\/(?:waiting|refused-still-ticked|all-signed-permits)|popup\/on-shift|console\/(?:unlock|log|activation|verify|export))$/
const LOOKS = isWhole
  ? 'each view in both languages and both themes'
  : 'each view in Chinese and light or in English and dark by turns, those of every activation in both'
const SURFACES = ['sign', 'stopped', 'panel', 'popup', 'console', 'verify', 'withdraw']

describe('axe, no rule switched off', () => {
  it('knows every surface', async () => {
    expect(await previewFaults(browser, server)).toEqual([])
    for (const surface of SURFACES) expect(names.some((n) => n.startsWith(`${surface}/`))).toBe(true)
    expect(names.filter((n) => MET.test(n))).toHaveLength(18)
  })

  for (const surface of SURFACES) {
    it(`finds nothing on ${surface}, ${LOOKS}`, { timeout: 300_000 }, async () => {
      const found: string[] = []
      let looks = 0
      const own = names.filter((n) => n.startsWith(`${surface}/`))
      for (const [at, view] of own.entries()) {
        for (const lang of isWhole || MET.test(view) ? LANGS : LANGS.filter((_, n) => n === at % 2)) {
          await showPreview(page, server, { view, lang, theme: 'light' })
          for (const theme of isWhole ? THEMES : [lang === 'en' ? 'dark' : 'light']) {
            await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }])
            looks++
            for (const f of await axe(page)) found.push(`${view} ${lang} ${theme}: ${f.rule} ${f.nodes[0]}`)
          }
        }
      }
      console.log(`axe: ${looks} looks at ${surface}`)
      expect(found).toEqual([])
      expect(looks).toBeGreaterThan(0)
    })
  }
})

/** Where the parts of a question stand, in CSS px of the window, and whether type and targets are large enough. */
const MEASURE = `(() => {
  const box = (e) => { const b = e.getBoundingClientRect(); return { x: b.x, y: b.y, w: b.width, h: b.height } }
  const look = ['fontSize', 'fontWeight', 'color', 'backgroundColor', 'borderTopColor', 'borderTopWidth']
  const alike = (e) => ({
    ...box(e),
    ...Object.fromEntries(look.map((k) => [k, getComputedStyle(e)[k]])),
  })
  const spoken = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim() !== '')
  const tag = (e) => e.outerHTML.slice(0, 80)
  return {
    height: innerHeight,
    fits: document.documentElement.scrollWidth <= innerWidth,
    answers: [...document.querySelectorAll('.answers .answer')].map(alike),
    choices: [...document.querySelectorAll('.choices .choice')].map(alike),
    bar: document.querySelector('.answers')?.getBoundingClientRect().y ?? innerHeight,
    lastFact: [...document.querySelectorAll('.fact')].map((e) => box(e).y + box(e).h).at(-1) ?? null,
    small: [...document.querySelectorAll('.sign *')]
      .filter((e) => spoken(e) && !e.closest('.receipt, .cs-hidden, .cs-seal') && parseFloat(getComputedStyle(e).fontSize) < 18)
      .map(tag),
    low: [...document.querySelectorAll('.sign button')].filter((e) => box(e).h < 48).map(tag),
  }
})()`

interface Answer {
  x: number
  y: number
  w: number
  h: number
}
interface Measured {
  height: number
  fits: boolean
  answers: Answer[]
  choices: Answer[]
  bar: number
  lastFact: number | null
  small: string[]
  low: string[]
}

describe('the customer’s question', () => {
  const screens = [
    { width: 1366, height: 768 },
    { width: 1280, height: 800 },
    { width: 1024, height: 768 },
    { width: 1366, height: 768, zoom: 2 },
  ]
  /** A view that stands already, on another screen: as a window that is moved, nothing is loaded again. */
  const onScreen = async ({ width, height, zoom = 1 }: (typeof screens)[number]): Promise<Measured> => {
    await page.setViewport({
      width: Math.round(width / zoom),
      height: Math.round(height / zoom),
      deviceScaleFactor: zoom,
    })
    // Two frames: the view hears of its new size in the first and is drawn in the second.
    await page.evaluate(
      () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
    )
    return (await page.evaluate(MEASURE)) as Measured
  }
  for (const lang of LANGS) {
    it(`keeps both answers in sight and alike, and all key facts above them, at every size (${lang})`, {
      timeout: 200_000,
    }, async () => {
      // Where the one who has to answer is not there, there is one answer by intent: not today.
      const hasTwo = (n: string): boolean =>
        /^sign\/(?:item|check$|asked$|age-guardian$)/.test(n) && !/item-(?:absent|no-voice)$/.test(n)
      // Where the machine fails (full disk, no voice) a line about that stands above the rest.
      const hasFacts = (n: string): boolean => n.startsWith('sign/item') && !/fault|no-voice/.test(n)
      const views = names.filter((n) => hasTwo(n) || hasFacts(n))
      expect(views.filter(hasTwo).length).toBeGreaterThan(6)
      expect(views.filter(hasFacts).length).toBeGreaterThan(8)
      for (const view of views) {
        for (const size of [1, 3] as const) {
          await showPreview(page, server, { view, lang, theme: 'light', size })
          for (const screen of screens) {
            const m = await onScreen(screen)
            const at = `${view} ${screen.width}/${screen.zoom ?? 1} size ${size}`
            if (hasTwo(view)) {
              expect(m.answers, at).toHaveLength(2)
              const [no, yes] = m.answers as [Answer, Answer]
              expect(no.y + no.h, at).toBeLessThanOrEqual(m.height)
              expect({ ...no, x: 0 }, at).toEqual({ ...yes, x: 0 })
              expect(m.fits, at).toBe(true)
              expect(m.small, at).toEqual([])
              expect(m.low, at).toEqual([])
            }
            if (hasFacts(view) && size === 3 && !screen.zoom)
              expect(m.lastFact, at).toBeLessThanOrEqual(m.bar)
          }
        }
      }
    })
  }

  it('keeps the three ages alike and in sight, at every size', async () => {
    for (const lang of LANGS)
      for (const size of [1, 3] as const) {
        await showPreview(page, server, { view: 'sign/age', lang, theme: 'light', size })
        for (const screen of screens) {
          const m = await onScreen(screen)
          const at = `${lang} ${screen.width}/${screen.zoom ?? 1} size ${size}`
          expect(m.choices, at).toHaveLength(3)
          const [first] = m.choices
          for (const c of m.choices) expect({ ...c, x: 0, y: 0 }, at).toEqual({ ...first, x: 0, y: 0 })
          // At twice the zoom the last may be scrolled to, as with the answers of who uses the number.
          if (!screen.zoom) for (const c of m.choices) expect(c.y + c.h, at).toBeLessThanOrEqual(m.height)
          expect(m.fits, at).toBe(true)
          expect(m.small, at).toEqual([])
          expect(m.low, at).toEqual([])
        }
      }
  })
})

describe('200 % zoom', () => {
  it('of every screen: nothing runs out of the window sideways, and what can be answered is in sight', async () => {
    const steps =
      /^sign\/(?:turn|return|who|age|asked|check|withdrawn|sign|done|hand-over|over)(?:$|-(?:mark|paper|child|receipt|nothing|two-codes))/
    const views = names.filter((n) => steps.test(n))
    for (const step of ['asked', 'check', 'withdrawn', 'sign-mark', 'hand-over', 'turn-receipt'])
      expect(views).toContain(`sign/${step}`)
    for (const [at, view] of views.entries()) {
      const lang = LANGS[at % 2] as (typeof LANGS)[number]
      // The largest type on top of it: whatever fits then fits at the others.
      await showPreview(page, server, { view, lang, theme: 'light', size: 3, zoom: 2 })
      const { fits, bottom, height } = (await page.evaluate(`({
        fits: document.documentElement.scrollWidth <= innerWidth,
        bottom: Math.max(0, ...[...document.querySelectorAll('.answers .answer')].map((e) => e.getBoundingClientRect().bottom)),
        height: innerHeight,
      })`)) as { fits: boolean; bottom: number; height: number }
      expect(fits, `${view} ${lang}`).toBe(true)
      expect(bottom, `${view} ${lang}`).toBeLessThanOrEqual(height)
    }
  })
})

describe('the clerk’s panel', () => {
  it('writes no service over what can be done with it', async () => {
    let lines = 0
    for (const view of names.filter((n) => n.startsWith('panel/')))
      for (const lang of LANGS) {
        await showPreview(page, server, { view, lang, theme: 'light' })
        const seen = (await page.evaluate(`
          [...document.querySelectorAll('#app *')].flatMap((host) => [...(host.shadowRoot?.querySelectorAll('li') ?? [])])
            .filter((li) => li.querySelector('.name') && li.querySelector('.does'))
            .map((li) => {
              const text = document.createRange()
              text.selectNodeContents(li.querySelector('.name'))
              const right = Math.max(...[...text.getClientRects()].map((r) => r.right))
              const left = Math.min(...[...li.querySelectorAll('.does > *')].map((e) => e.getBoundingClientRect().left))
              return { right, left, text: li.querySelector('.name').textContent }
            })`)) as { right: number; left: number; text: string }[]
        lines += seen.length
        for (const { right, left, text } of seen)
          expect(right, `${view} ${lang}: ${text}`).toBeLessThanOrEqual(left)
      }
    expect(lines).toBeGreaterThan(50)
  })
})

describe('the receipt on the screen', () => {
  it('stands there with a whole square to photograph, at once, on desk and tablet', async () => {
    for (const view of ['sign/hand-over', 'sign/hand-over-two-codes'])
      for (const lang of LANGS)
        for (const size of [1, 3] as const) {
          await showPreview(page, server, { view, lang, theme: 'light', size })
          for (const width of [1366, 1024]) {
            await page.setViewport({ width, height: 768 })
            const [square, title, bar] = (await page.evaluate(`
              ['.photo svg', '.photo h2', '.answers'].map((css) => {
                const b = document.querySelector(css).getBoundingClientRect()
                return { top: b.top, bottom: b.bottom, right: b.right, width: b.width }
              })`)) as { top: number; bottom: number; right: number; width: number }[]
            const at = `${view} ${lang} ${size} ${width}`
            expect(title!.top, at).toBeGreaterThan(0)
            expect(square!.bottom, at).toBeLessThanOrEqual(bar!.top)
            expect(square!.right, at).toBeLessThanOrEqual(width)
            expect(square!.width, at).toBeGreaterThan(320)
          }
        }
  })
})

interface Asked {
  name: string
  body: Record<string, unknown>
}
const asked = async (): Promise<Asked[]> => (await page.evaluate('previewAsked')) as Asked[]
const settle = () => new Promise((done) => setTimeout(done, 120))

describe('what the window sends', () => {
  it('writes down what was on the screen before the answer to it, in the language shown', async () => {
    await openPreview(page, server, { view: 'sign/item', lang: 'zh-CN', theme: 'light', size: 2 })
    await page.click('[data-action=language]')
    await settle()
    await page.evaluate('document.querySelector(".full > :last-child").scrollIntoView()')
    await settle()
    await page.click('[data-action=agree]')
    await settle()
    const [, key, full, answer, ...more] = await asked()
    expect(more).toEqual([])
    expect(key).toMatchObject({
      name: 'sign.presented',
      body: { layer: 'key', lang: 'en', scrolled: true, size: 2 },
    })
    expect(full).toMatchObject({
      name: 'sign.presented',
      body: { layer: 'full', lang: 'en', scrolled: true },
    })
    expect(full!.body['ms'] as number).toBeGreaterThan(0)
    expect(answer).toMatchObject({ name: 'sign.answer', body: { answer: 'agree', lang: 'en' } })
  })

  it('takes an answer by keyboard alone, refusing first', async () => {
    await openPreview(page, server, { view: 'sign/item', lang: 'zh-CN', theme: 'light' })
    for (let i = 0; i < 10; i++) {
      await page.keyboard.press('Tab')
      if ((await page.evaluate('document.activeElement.dataset.action ?? ""')) === 'refuse') break
    }
    await page.keyboard.press('Enter')
    await settle()
    expect((await asked()).at(-1)).toMatchObject({ name: 'sign.answer', body: { answer: 'refuse' } })
  })

  const draw = async (): Promise<void> => {
    const box = (await (await page.$('canvas'))!.boundingBox())!
    for (const [from, to] of [
      [0.3, 0.4],
      [0.45, 0.6],
    ] as const) {
      await page.mouse.move(box.x + box.width * from, box.y + box.height * 0.3)
      await page.mouse.down()
      for (let i = 1; i <= 12; i++) {
        await page.mouse.move(
          box.x + box.width * (from + ((to - from) * i) / 12),
          box.y + box.height * (0.5 + 0.3 * Math.sin(i)),
        )
      }
      await page.mouse.up()
    }
  }

  it('sends every stroke of a hand with time and pressure, and the gate takes it', async () => {
    await openPreview(page, server, { view: 'sign/sign', lang: 'zh-CN', theme: 'light' })
    await draw()
    await page.click('[data-action=signed]')
    await settle()
    const last = (await asked()).at(-1)!
    expect(last.name).toBe('sign.signature')
    const given = last.body['signature'] as SignatureInput
    expect(given).toMatchObject({ form: 'strokes', trusted: true, companion: false, group: 'carrier' })
    // Down, twelve moves, up.
    expect(given.strokes.map((s) => s.length)).toEqual([14, 14])
    expect(given.strokes[0]![0]![2]).toBe(0)
    expect(given.strokes.flat().every((p) => p[3] >= 0 && p[3] <= 1)).toBe(true)
    expect(judgeSignature(given, 0)).toEqual({ ok: true })
  })

  it('keeps what a pen reads between two frames, and while it rests', async () => {
    await openPreview(page, server, { view: 'sign/sign', lang: 'zh-CN', theme: 'light' })
    const box = (await (await page.$('canvas'))!.boundingBox())!
    const at = { x: Math.round(box.x) + 100, y: Math.round(box.y) + 60 }
    await page.evaluate(
      `addEventListener('pointerdown', (e) => { window.penId = e.pointerId }, { capture: true, once: true })`,
    )
    const pen = await page.createCDPSession()
    const send = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', dx: number, force: number) =>
      pen.send('Input.dispatchMouseEvent', {
        type,
        x: at.x + dx,
        y: at.y,
        force,
        button: 'left',
        buttons: type === 'mouseReleased' ? 0 : 1,
        clickCount: 1,
        pointerType: 'pen',
      })
    await send('mousePressed', 0, 0.2)
    for (const force of [0.4, 0.8, 0.6]) await send('mouseMoved', 0, force)
    // A page that is busy gets many readings in one move: here made by hand, as the browser hands them on.
    await page.evaluate(`(() => {
      const c = document.querySelector('canvas'), b = c.getBoundingClientRect()
      const reading = (dx, more = {}) => new PointerEvent('pointermove', { bubbles: true, pointerId: window.penId, isPrimary: true,
        pointerType: 'pen', buttons: 1, pressure: 0.5, clientX: ${at.x} + dx, clientY: ${at.y}, ...more })
      c.dispatchEvent(reading(40, { coalescedEvents: [10, 20, 30, 40].map((dx) => reading(dx)) }))
    })()`)
    await send('mouseReleased', 40, 0)
    await page.click('[data-action=signed]')
    await settle()
    const given = (await asked()).at(-1)!.body['signature'] as SignatureInput
    const [stroke] = given.strokes
    const resting = stroke!.filter((p) => p[0] === stroke![0]![0]).map((p) => p[3])
    expect(resting).toEqual([0.2, 0.4, 0.8, 0.6])
    expect(stroke!.map((p) => Math.round(p[0] - stroke![0]![0]))).toEqual([0, 0, 0, 0, 10, 20, 30, 40, 40])
  })

  it('a stroke that leaves the pad far and comes back is a signature', async () => {
    await openPreview(page, server, { view: 'sign/sign', lang: 'zh-CN', theme: 'light' })
    await draw()
    const box = (await (await page.$('canvas'))!.boundingBox())!
    await page.mouse.move(box.x + 80, box.y + 40)
    await page.mouse.down()
    for (const dy of [-100, -300, -400, -300, -100, 0, 30])
      await page.mouse.move(box.x + 120, box.y + 40 + dy)
    await page.mouse.up()
    await page.click('[data-action=signed]')
    await settle()
    const given = (await asked()).at(-1)!.body['signature'] as SignatureInput
    expect(given.strokes.map((s) => s.length)).toEqual([14, 14, 9])
    expect(Math.min(...given.strokes.flat().map((p) => p[1]))).toBe(-200)
    expect(judgeSignature(given, 0)).toEqual({ ok: true })
  })

  it('says when the strokes came from a script', async () => {
    await openPreview(page, server, { view: 'sign/sign', lang: 'zh-CN', theme: 'light' })
    await page.evaluate(`(() => {
      const c = document.querySelector('canvas'), b = c.getBoundingClientRect()
      const send = (type, i) => c.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerId: 1, isPrimary: true, buttons: 1, button: 0, pressure: 0.5,
        clientX: b.x + 100 + i * 9, clientY: b.y + 80 + 40 * Math.sin(i) }))
      send('pointerdown', 0); for (let i = 1; i < 30; i++) send('pointermove', i); send('pointerup', 30)
    })()`)
    await page.click('[data-action=signed]')
    await settle()
    const given = (await asked()).at(-1)!.body['signature'] as SignatureInput
    expect(given.trusted).toBe(false)
    expect(judgeSignature(given, 5)).toEqual({ ok: false, why: 'synthetic' })
  })

  it('starts again with an empty pad, and signs on paper without a stroke', async () => {
    await openPreview(page, server, { view: 'sign/sign', lang: 'en', theme: 'light' })
    await draw()
    await page.click('[data-action=redo]')
    await page.click('[data-action=signed]')
    await settle()
    expect(((await asked()).at(-1)!.body['signature'] as SignatureInput).strokes).toEqual([])
    await page.click('[data-action=paper]')
    await page.click('[data-action=paper-done]')
    await settle()
    expect((await asked()).at(-1)!.body['signature']).toMatchObject({
      form: 'paper',
      strokes: [],
      lang: 'en',
    })
  })
})

/** Where the focus is among the controls of the window, how it shows there, and whether the answers lie over it. */
interface Stop {
  /** Place in the order of the document; -1: outside the page, on its way round. */
  at: number
  action: string
  look: string
  ring: number
  isCovered: boolean
  step: string
  asked: number
}
const STOP = `(() => {
  const all = [...document.querySelectorAll('button:not([disabled]), a[href], input, select, textarea, [tabindex="0"]')]
  const look = (e) => { const c = getComputedStyle(e); return [c.outlineStyle, c.outlineWidth, c.outlineColor, c.boxShadow].join(' ') }
  window.plainLooks ??= all.map(look)
  const e = document.activeElement
  const at = all.indexOf(e)
  const style = at < 0 ? null : getComputedStyle(e)
  const b = e.getBoundingClientRect()
  const mid = (from, to, most) => (Math.max(0, from) + Math.min(most, to)) / 2
  const over = document.elementFromPoint(mid(b.left, b.right, innerWidth), mid(b.top, b.bottom, innerHeight))
  return {
    at,
    all: all.length,
    action: e.dataset?.action ?? '',
    look: at < 0 ? '' : look(e),
    isPlain: at < 0 || look(e) === window.plainLooks[at],
    ring: style && style.outlineStyle !== 'none' ? parseFloat(style.outlineWidth) : 0,
    isCovered: at >= 0 && !(over && (e.contains(over) || over.contains(e))),
    step: document.querySelector('[data-step]').dataset.step,
    asked: (window.previewAsked ?? []).length,
  }
})()`

/** Who cannot touch the screen has a switch that moves on and presses, as slowly as they need. */
describe('a switch that sends Tab and Space only', () => {
  let own: Page
  beforeAll(async () => {
    own = await browser.newPage()
    // What the window would do by itself after a second or more.
    await own.evaluateOnNewDocument(`(() => {
      window.timers = []
      for (const name of ['setTimeout', 'setInterval']) {
        const real = window[name]
        window[name] = (work, ms, ...more) => {
          if (ms >= 1000) window.timers.push(ms)
          return real(work, ms, ...more)
        }
      }
    })()`)
  })
  afterAll(() => own?.close())

  const stop = async () => (await own.evaluate(STOP)) as Stop & { all: number; isPlain: boolean }
  /** An answer that is a no stands before the one that is a yes, and next to it. */
  const PAIRS = [
    ['refuse', 'agree'],
    ['asked-no', 'asked-yes'],
    ['back-out', 'signed'],
    ['back-out', 'paper-done'],
    ['mark-alone', 'mark-companion'],
    ['handover-no', 'handover'],
  ] as const

  it('reaches every control in order, sees where it is, and nothing happens before it presses', {
    timeout: 200_000,
  }, async () => {
    const views = names.filter((n) => n.startsWith('sign/'))
    const paired = new Set<string>()
    const timed: Record<string, unknown> = {}
    for (const [n, view] of views.entries()) {
      const theme = THEMES[n % 2] as (typeof THEMES)[number]
      await openPreview(own, server, { view, lang: 'zh-CN', theme, size: 3, width: 1024, height: 768 })
      const start = await stop()
      const seen: Stop[] = []
      // Once round and on to the first again: whoever went past comes by a second time.
      for (let i = 0; i < start.all + 4 && seen.length <= start.all; i++) {
        await own.keyboard.press('Tab')
        const now = await stop()
        expect([now.step, now.asked], view).toEqual([start.step, start.asked])
        if (now.at < 0) continue
        const where = `${view} ${now.action}`
        expect(now.isPlain, where).toBe(false)
        expect(now.ring, where).toBeGreaterThanOrEqual(2)
        expect(now.isCovered, where).toBe(false)
        seen.push(now)
      }
      const first = seen[0]?.at ?? 0
      expect(
        seen.map((s) => s.at),
        view,
      ).toEqual(Array.from({ length: start.all + 1 }, (_, i) => (first + i) % start.all))
      for (const pair of PAIRS) {
        const [no, yes] = pair.map((action) => seen.find((s) => s.action === action))
        if (!no || !yes) continue
        paired.add(pair[1])
        expect(yes.at - no.at, `${view} ${pair}`).toBe(1)
        expect(no.look, `${view} ${pair}`).toBe(yes.look)
      }
      const timers = await own.evaluate('timers')
      if ((timers as number[]).length > 0) timed[view] = timers
    }
    expect([...paired].sort()).toEqual(PAIRS.map(([, yes]) => yes).sort())
    // Two do: the clerk's screen after the customer's, and the wait for a voice that was asked for (1.7 s is the preview's own).
    expect(timed).toEqual({ 'sign/return': [30_000], 'sign/item-no-voice': [1500, 1700] })
  })

  /** On and on until the control has the focus, then the press. */
  const go = async (action: string): Promise<void> => {
    for (let i = 0; i < 20; i++) {
      if ((await stop()).action === action) return own.keyboard.press('Space')
      await own.keyboard.press('Tab')
    }
    throw new Error(`no switch leads to ${action}`)
  }
  const sent = async (): Promise<Asked[]> => (await own.evaluate('previewAsked')) as Asked[]
  const look = (view: string) => openPreview(own, server, { view, lang: 'zh-CN', theme: 'light', size: 3 })

  it('reads to the end of the full list, and says no', async () => {
    await look('sign/item')
    let from = -1
    for (let i = 0; i < 20; i++) {
      const y = (await own.evaluate('scrollY')) as number
      if (y === from) break
      from = y
      await own.keyboard.press('Space')
      await own.evaluate(
        () =>
          new Promise<void>((done) => {
            document.addEventListener('scrollend', () => done(), { once: true })
            setTimeout(done, 400)
          }),
      )
    }
    await go('refuse')
    await own.waitForFunction('previewAsked.length > 3')
    const [, , full, answer] = await sent()
    expect(full).toMatchObject({ name: 'sign.presented', body: { layer: 'full', scrolled: true } })
    expect(answer).toMatchObject({ name: 'sign.answer', body: { answer: 'refuse' } })
  })

  it('takes the screen, says who it is, signs on paper, and never loses its place', async () => {
    await look('sign/turn')
    await go('begin')
    await own.waitForSelector('[data-step=who]')
    await go('who-self')
    await own.waitForFunction('previewAsked.length > 1')
    expect((await sent()).at(-1)).toMatchObject({ name: 'sign.who', body: { who: 'self' } })

    await look('sign/sign')
    await go('paper')
    expect(await own.evaluate('document.activeElement.tagName')).toBe('H1')
    await go('paper-done')
    await own.waitForFunction('previewAsked.length > 1')
    expect((await sent()).at(-1)).toMatchObject({
      name: 'sign.signature',
      body: { signature: { form: 'paper' } },
    })

    // What was pressed goes with the press: its twin has the focus then.
    await look('sign/item')
    await go('aloud-offer')
    await own.waitForFunction('document.activeElement.dataset.action === "aloud"')
  })
})
