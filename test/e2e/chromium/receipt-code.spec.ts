/**
 * The receipt on paper: an 80 mm roll at 203 dpi, read back from the picture by a decoder that is not ours (ZXing-C++),
 * straight, turned, blurred, and checked.
 */
import { readFileSync } from 'node:fs'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkReceiptCode, MAX_CODE_BYTES, receiptTexts } from '../../../utils/evidence/index.ts'
import { receiptProof } from '../../golden-receipt/make.ts'
import { openPreview } from '../../preview/look.ts'
import { type PreviewServer, servePreviews } from '../../preview/serve.ts'
import { findBrowser } from '../../run/browsers.mjs'
import { DOT_WIDTH, onRoll, readSquares } from '../scan.ts'

let server: PreviewServer
let browser: Browser
let page: Page

beforeAll(async () => {
  server = await servePreviews()
  browser = await puppeteer.launch({
    executablePath: findBrowser('chromium') ?? 'chromium',
    args: ['--no-sandbox'],
  })
  page = await browser.newPage()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

const golden = (name: string): string =>
  readFileSync(new URL(`../../golden-receipt/${name}`, import.meta.url), 'utf8').trim()

/** The same picture as a hand holds it and a cheap lens sees it. */
async function spoiled(png: Uint8Array, degrees: number, blur: number): Promise<Uint8Array> {
  const other = await browser.newPage()
  try {
    const made = (await other.evaluate(
      async (from, turn, soft) => {
        const image = new Image()
        image.src = `data:image/png;base64,${from}`
        await image.decode()
        const canvas = document.createElement('canvas')
        const pad = Math.ceil(image.height * Math.sin((Math.abs(turn) * Math.PI) / 180)) + 20
        canvas.width = image.width + 2 * pad
        canvas.height = image.height + 2 * pad
        const c = canvas.getContext('2d') as CanvasRenderingContext2D
        c.fillStyle = '#d8d4cc'
        c.fillRect(0, 0, canvas.width, canvas.height)
        c.filter = soft > 0 ? `blur(${soft}px)` : 'none'
        c.translate(canvas.width / 2, canvas.height / 2)
        c.rotate((turn * Math.PI) / 180)
        c.drawImage(image, -image.width / 2, -image.height / 2)
        return canvas.toDataURL('image/png').split(',')[1] as string
      },
      Buffer.from(png).toString('base64'),
      degrees,
      blur,
    )) as string
    return new Uint8Array(Buffer.from(made, 'base64'))
  } finally {
    await other.close()
  }
}

describe('the square on an 80 mm roll', () => {
  it('is read straight, turned and blurred, in both languages, and is sound', {
    timeout: 60_000,
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
        const picture = turn === 0 && blur === 0 ? roll.png : await spoiled(roll.png, turn, blur)
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
