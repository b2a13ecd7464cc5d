import { describe, expect, it } from 'vitest'
import { QUIET, type Square, squareOf } from '../../../components/receipt/square.ts'
import {
  checkReceiptCode,
  encodeBody,
  MAX_CODE_BYTES,
  partsOf,
  receiptTexts,
} from '../../../utils/evidence/index.ts'
import { readSquares } from '../../e2e/scan.ts'
import { receiptProof } from '../../golden-receipt/make.ts'

/** The path as a picture, `scale` pixels a module: a portable grey map, which the decoder reads as well as PNG. */
function picture(square: Square, scale = 4): Uint8Array {
  const side = (square.modules + 2 * QUIET) * scale
  const head = new TextEncoder().encode(`P5\n${side} ${side}\n255\n`)
  const out = new Uint8Array(head.length + side * side).fill(255)
  out.set(head)
  for (const [, x, y, run] of square.path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = 0; row < scale; row++) {
      const from = head.length + (Number(y) * scale + row) * side + Number(x) * scale
      out.fill(0, from, from + Number(run) * scale)
    }
  }
  return out
}

describe('the square', () => {
  it('is read by a decoder that is not ours, as plain data and as an address', async () => {
    const proof = await receiptProof()
    for (const page of [undefined, 'https://verify.example/receipt']) {
      const texts = receiptTexts(proof, page)
      const square = squareOf(texts[0] as string) as Square
      expect(square.level).toBe('M')
      expect(await readSquares(picture(square))).toEqual(texts)
    }
  })

  it('holds a full code in version 29, at level L, and 72 mm make half a millimetre a module', async () => {
    const [full] = receiptTexts(await receiptProof({ height: 20, answers: 10 }))
    const bytes = partsOf(encodeBody(await receiptProof({ height: 20, answers: 10 })))[0]?.length
    expect(bytes).toBeGreaterThan(MAX_CODE_BYTES - 40)
    const square = squareOf(full as string) as Square
    expect(square).toMatchObject({ level: 'L', modules: 133 })
    expect(72 / (square.modules + 2 * QUIET)).toBeGreaterThanOrEqual(0.5)
    expect(await readSquares(picture(square))).toEqual([full])
    // 1,600 bytes to the last.
    expect(squareOf(`CSR1:${'9'.repeat(3886)}`)).toMatchObject({ modules: 133 })
    expect(squareOf(`CSR1:${'9'.repeat(3950)}`)).toBeNull()
  })

  it('leaves room for an address: each of its parts fits, and together they are sound', async () => {
    const page = `https://verify.example/${'a'.repeat(120)}`
    const texts = receiptTexts(await receiptProof({ height: 20, answers: 12 }), page)
    const read: string[] = []
    for (const text of texts) {
      const square = squareOf(text)
      expect(square?.modules).toBeLessThanOrEqual(133)
      read.push(...(await readSquares(picture(square as Square))))
    }
    expect(read).toEqual(texts)
    expect((await checkReceiptCode(read.join('\n'))).ok).toBe(true)
  })
})
