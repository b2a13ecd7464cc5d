/**
 * The receipt on paper: an 80 mm roll at 203 dpi, read back from the picture by a decoder that is not ours (ZXing-C++),
 * straight, turned, blurred, and checked.
 */
import { readFileSync } from 'node:fs'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { describe, expect, it } from 'vitest'
import { checkReceiptCode, MAX_CODE_BYTES, receiptTexts } from '../../../utils/evidence/index.ts'
import { receiptProof } from '../../golden-receipt/make.ts'
import { openPreview } from '../../preview/look.ts'
import { type PreviewServer, servePreviews } from '../../preview/serve.ts'
import { findBrowser } from '../../run/browsers.mjs'
import { QUIET } from '../driver/quiet.ts'
import { afterAll, beforeAll } from '../hooks.ts'
import { DOT_WIDTH, onA4, onRoll, readSquares, spoiled } from '../scan.ts'

let server: PreviewServer
let browser: Browser
let page: Page

beforeAll(async () => {
  server = await servePreviews()
  browser = await puppeteer.launch({
    executablePath: findBrowser('chromium') ?? 'chromium',
    args: [...QUIET],
  })
  page = await browser.newPage()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

const golden = (name: string): string =>
  readFileSync(new URL(`../../golden-receipt/${name}`, import.meta.url), 'utf8').trim()

describe('the square on an 80 mm roll', () => {
  it('is read straight, turned and blurred, in both languages, and is sound', {
    timeout: 180_000,
  }, async () => {
    for (const lang of ['zh-CN', 'en'] as const) {
      // A dark screen prints on white paper all the same.
      await openPreview(page, server, { view: 'sign/hand-over', lang, theme: 'dark' })
      const roll = await onRoll(page)
      expect(roll.level).toBe('M')
      expect(roll.millimetres).toBeGreaterThanOrEqual(0.5)
      expect(roll.width).toBe(DOT_WIDTH)
      for (const [turn, blur] of [
        [0, 0],
        [5, 0],
        [-4, 1],
        [0, 1.5],
        [90, 0.5],
      ] as const) {
        const picture = turn === 0 && blur === 0 ? roll.png : await spoiled(browser, roll.png, turn, blur)
        const read = await readSquares(picture)
        expect(read, `${lang} ${turn}° blur ${blur}`).toEqual([golden('small.txt')])
        expect((await checkReceiptCode(read[0] as string)).ok).toBe(true)
      }
    }
  })

  it('keeps half a millimetre a module where it is full, and puts a second one beside it', async () => {
    await openPreview(page, server, { view: 'sign/hand-over-two-codes', lang: 'zh-CN', theme: 'light' })
    const roll = await onRoll(page)
    expect(roll.millimetres).toBeGreaterThanOrEqual(0.5)
    const read = await readSquares(roll.png)
    expect([...read].sort()).toEqual(golden('large.txt').split('\n').sort())
    expect(await checkReceiptCode(read.join('\n'))).toMatchObject({ ok: true })
    // The largest single code there is, as its text.
    const full = receiptTexts(await receiptProof({ height: 20, answers: 10 }))
    expect(full).toHaveLength(1)
    expect(MAX_CODE_BYTES).toBe(1600)
  })
})

describe('on A4', () => {
  it('two squares are read straight, one turned and blurred a little, and are sound', async () => {
    for (const [view, lang, text, hand] of [
      ['sign/hand-over', 'zh-CN', 'small.txt', [3, 0.8]],
      ['sign/hand-over-two-codes', 'en', 'large.txt', null],
    ] as const) {
      await openPreview(page, server, { view, lang, theme: 'dark' })
      const sheet = await onA4(page)
      expect(sheet.millimetres).toBeGreaterThanOrEqual(0.5)
      const read = await readSquares(hand ? await spoiled(browser, sheet.png, ...hand) : sheet.png)
      expect([...read].sort()).toEqual(golden(text).split('\n').sort())
      expect(await checkReceiptCode(read.join('\n'))).toMatchObject({ ok: true })
    }
  })
})
