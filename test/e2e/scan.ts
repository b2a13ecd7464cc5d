/** The receipt as a thermal printer and an office printer make it, and an independent reader of its squares: ZXing-C++, compiled to wasm. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'puppeteer-core'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))
prepareZXingModule({
  overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length) as ArrayBuffer },
})

/** The texts of all squares in a picture (PNG). */
export async function readSquares(png: Uint8Array): Promise<string[]> {
  const found = await readBarcodes(png, { formats: ['QRCode'], tryHarder: true, tryRotate: true })
  return found.filter((f) => f.isValid).map((f) => f.text)
}

/** 80 mm in CSS pixels; the printer has 8 dots a millimetre, which is a scale of 2.12: 640 dots. */
const ROLL = 302
export const DOT_WIDTH = 640

export interface Roll {
  readonly png: Uint8Array
  readonly width: number
  readonly level: string
  /** Width of one module on the paper. */
  readonly millimetres: number
}

/** Print styles for good, where the browser's driver has no word for them (Firefox): the page is closed or loaded after. */
const printRules = (): void => {
  const style = document.createElement('style')
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSMediaRule) || rule.media.mediaText !== 'print') continue
      for (const inner of rule.cssRules) if (!(inner instanceof CSSMediaRule)) style.append(inner.cssText)
    }
  }
  style.id = 'as-printed'
  document.head.append(style)
}

/** Prints the page that shows a receipt on an 80 mm roll, as a picture of 203 dpi. */
export const onRoll = (page: Page): Promise<Roll> => printed(page, ROLL)

/** 210 mm in CSS pixels. */
const A4 = 794

/** And on a sheet of A4, as coarsely. */
export const onA4 = (page: Page): Promise<Roll> => printed(page, A4)

async function printed(page: Page, paper: number): Promise<Roll> {
  const before = page.viewport()
  const emulated = await page.emulateMediaType('print').then(
    () => true,
    () => false,
  )
  if (!emulated) await page.evaluate(printRules)
  try {
    await page.setViewport({ width: paper, height: 800, deviceScaleFactor: DOT_WIDTH / ROLL })
    const box = await page.evaluate(() => {
      const receipt = document.querySelector('.receipt') as HTMLElement
      // A screenshot knows no page margin: the 4 mm that the style sheet asks of the printer.
      Object.assign(receipt.style, { left: '4mm', top: '4mm' })
      const svg = receipt.querySelector('svg') as SVGElement
      const modules = Number(svg.dataset['modules'])
      return {
        height: Math.ceil(receipt.getBoundingClientRect().bottom + scrollY) + 16,
        level: svg.dataset['level'] as string,
        // 96 CSS pixels an inch.
        millimetres: ((svg.getBoundingClientRect().width / (modules + 8)) * 25.4) / 96,
      }
    })
    const png = await page.screenshot({
      clip: { x: 0, y: 0, width: paper, height: box.height },
      captureBeyondViewport: true,
    })
    return {
      png,
      width: new DataView(png.buffer, png.byteOffset).getUint32(16),
      level: box.level,
      millimetres: box.millimetres,
    }
  } finally {
    await page.evaluate(() => {
      document.querySelector('#as-printed')?.remove()
      document.querySelector('.receipt')?.removeAttribute('style')
    })
    if (emulated) await page.emulateMediaType()
    await page.setViewport(before)
  }
}

/** The same picture as a hand holds it and a cheap lens sees it. */
export async function spoiled(
  browser: Browser,
  png: Uint8Array,
  degrees: number,
  blur: number,
): Promise<Uint8Array> {
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
