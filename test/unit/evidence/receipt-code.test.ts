import { createHash, createPublicKey, verify } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromUtf8, hex, utf8 } from '../../../utils/base/index.ts'
import {
  checkFile,
  checkFullReceipt,
  checkReceiptCode,
  decodeBody,
  encodeBody,
  fromDigits,
  joinParts,
  MAX_CODE_BYTES,
  pack,
  partsOf,
  readReceiptCode,
  receiptTexts,
  segmentsOf,
  sourceOfBytes,
  toDigits,
  unpack,
} from '../../../utils/evidence/index.ts'
import { fullReceipt, goldenReceipt, receiptProof } from '../../golden-receipt/make.ts'

const folder = new URL('../../golden-receipt/', import.meta.url)
const file = (name: string): Buffer => readFileSync(new URL(name, folder))

describe('golden codes', () => {
  it('are made again byte for byte', async () => {
    const made = await goldenReceipt()
    const kept = readdirSync(fileURLToPath(folder)).filter((f) => f !== 'make.ts')
    expect(kept.sort()).toEqual([...made.keys()].sort())
    for (const [path, bytes] of made) expect(hex(file(path)), path).toBe(hex(bytes))
  })

  it('are read by docs/receipt-code.md with nothing of ours but the text of it', () => {
    const sha = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
    const digits = file('small.txt').toString().trim().replace('CSR1:', '')
    const bytes: number[] = []
    for (let i = 0; i < digits.length; i += 17) {
      const group = digits.slice(i, i + 17)
      const size = { 3: 1, 5: 2, 8: 3, 10: 4, 13: 5, 15: 6, 17: 7 }[group.length] as number
      bytes.push(
        ...Buffer.from(
          BigInt(group)
            .toString(16)
            .padStart(size * 2, '0'),
          'hex',
        ),
      )
    }
    const part = Buffer.from(bytes)
    expect(part.subarray(0, 5).toString('hex')).toBe('4353520101')
    const body = part.subarray(5)
    const text = (packed: Buffer): Buffer => {
      const out: Buffer[] = []
      for (let at = 0; at < packed.length; ) {
        const t = packed[at++]!
        const n = t < 0x80 ? t + 1 : t < 0xc0 ? t - 0x7f : t - 0xb0
        const piece = packed.subarray(at, at + n)
        out.push(t < 0x80 ? piece : Buffer.from(piece.toString(t < 0xc0 ? 'hex' : 'base64')))
        at += n
      }
      return Buffer.concat(out)
    }
    const e = body.readUInt16BE(32)
    const entry = text(body.subarray(34, 34 + e))
    const c = body.readUInt16BE(34 + e)
    const note = text(body.subarray(36 + e, 36 + e + c)).toString()
    const hashes = body.subarray(37 + e + c)
    expect(body[36 + e + c]).toBe(hashes.length / 32)

    let node = sha(Uint8Array.of(0), entry)
    let at = JSON.parse(entry.toString()).seq as number
    for (let i = 0; i < hashes.length; i += 32, at = Math.floor(at / 2)) {
      const other = hashes.subarray(i, i + 32)
      node = at % 2 ? sha(Uint8Array.of(1), other, node) : sha(Uint8Array.of(1), node, other)
    }
    const [signed, lines] = note.split('\n\n') as [string, string]
    expect(signed.split('\n')[2]).toBe(node.toString('base64'))
    const key = createPublicKey({
      key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), body.subarray(0, 32)]),
      format: 'der',
      type: 'spki',
    })
    const signature = Buffer.from(lines.trim().split(' ').at(-1) as string, 'base64').subarray(4)
    expect(verify(null, Buffer.from(`${signed}\n`), key, signature)).toBe(true)
  })

  it('are sound, each as text, as address and as bytes', async () => {
    for (const name of ['small.txt', 'small.address.txt', 'small.0.csr', 'large.txt']) {
      const found = await checkReceiptCode(new Uint8Array(file(name)))
      expect(found, name).toMatchObject({ ok: true, value: { receipt: fullReceipt().hash } })
    }
  })
})

describe('packing', () => {
  it('gives back every text, and has one form', () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uint8Array({ maxLength: 90 }).map((b) => Buffer.from(b).toString('hex')),
      fc.uint8Array({ maxLength: 90 }).map((b) => Buffer.from(b).toString('base64')),
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const text = new TextEncoder().encode(words.join(' '))
        expect(hex(unpack(pack(text)) as Uint8Array)).toBe(hex(text))
      }),
      { numRuns: 300 },
    )
    // The same eight bytes as a literal: another packing of the same text.
    expect(fromUtf8(unpack(Uint8Array.of(0x83, 1, 2, 3, 4)) as Uint8Array)).toBe('01020304')
    expect(unpack(Uint8Array.of(7, ...utf8('01020304')))).toBeNull()
    expect(unpack(Uint8Array.of(0x83, 1, 2))).toBeNull()
  })

  it('gives back every byte through digits, and refuses digits of no bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(hex(fromDigits(toDigits(bytes)) as Uint8Array)).toBe(hex(bytes))
      }),
    )
    expect(fromDigits('999')).toBeNull()
    expect(fromDigits('1')).toBeNull()
    expect(fromDigits('12a')).toBeNull()
  })
})

describe('size', () => {
  it('is one code of at most 1,600 bytes for ten answers at a million entries', async () => {
    const ten = partsOf(encodeBody(await receiptProof({ height: 20, answers: 10 })))
    expect(ten.map((p) => p.length)).toEqual([expect.any(Number)])
    expect(ten[0]!.length).toBeLessThanOrEqual(MAX_CODE_BYTES)
    const plain = partsOf(encodeBody(await receiptProof({ height: 14, answers: 1 })))
    console.log(
      `receipt code: 1 answer at 16,384 entries ${plain[0]!.length} bytes, 10 at 1,048,576 ${ten[0]!.length}`,
    )
    const none = partsOf(encodeBody(await receiptProof({ height: 4, answers: 0 })))
    expect(none).toHaveLength(1)
  })

  it('goes to a second code beyond that, in any order, and says which is missing', async () => {
    const proof = await receiptProof({ height: 20, answers: 30 })
    const parts = partsOf(encodeBody(proof))
    expect(parts).toHaveLength(2)
    for (const p of parts) expect(p.length).toBeLessThanOrEqual(MAX_CODE_BYTES)
    const [a, b] = parts as [Uint8Array, Uint8Array]
    expect(joinParts([b, a, a])).toEqual(joinParts([a, b]))
    expect(joinParts([b])).toEqual({ ok: false, error: { code: 'receipt-code/part-missing', where: '1' } })
    const other = partsOf(encodeBody(await receiptProof({ height: 19, answers: 30 })))
    expect(joinParts([a, other[1]!])).toMatchObject({ error: { code: 'receipt-code/parts-differ' } })
    const texts = receiptTexts(proof)
    expect(await checkReceiptCode([...texts].reverse().join('\n'))).toMatchObject({ ok: true })
    expect(await checkReceiptCode(texts[1]!)).toMatchObject({ error: { where: '1' } })
  })

  it('leaves an address its place in the square', async () => {
    const page = `https://verify.example/${'a'.repeat(150)}`
    const texts = receiptTexts(await receiptProof({ height: 20, answers: 11 }), `${page}#old`)
    for (const text of texts) {
      const { prefix, digits } = segmentsOf(text)
      expect(prefix).toBe(`${page}#`)
      const bits = 20 + prefix.length * 8 + 18 + Math.ceil((digits.length * 10) / 3)
      expect(bits).toBeLessThanOrEqual(1631 * 8)
    }
    expect((await checkReceiptCode(texts.join(' '))).ok).toBe(true)
    expect(receiptTexts(await receiptProof(), 'javascript:alert(1)')[0]).toMatch(/^CSR1:\d+$/)
  })
})

describe('a code that was tampered with', () => {
  it('is refused for every byte of it', { timeout: 60_000 }, async () => {
    const [part] = partsOf(encodeBody(await receiptProof()))
    const codes = new Map<string, number>()
    for (let i = 0; i < part!.length; i++) {
      const bad = part!.slice()
      bad[i] = (bad[i] as number) ^ 1
      const found = await checkReceiptCode(bad)
      const asText = await checkReceiptCode(`CSR1:${toDigits(bad)}`)
      expect(found.ok, `byte ${i}`).toBe(false)
      expect(asText.ok, `byte ${i}`).toBe(false)
      if (!found.ok) codes.set(found.error.code, (codes.get(found.error.code) ?? 0) + 1)
    }
    expect([...codes.keys()].sort()).toEqual([
      'receipt-code/malformed',
      'receipt-code/none',
      'receipt/entry',
      'receipt/proof',
      'receipt/signature',
    ])
  })

  it('is told from one by another key, and from another kind of entry', async () => {
    const proof = await receiptProof()
    const other = await receiptProof({ label: 'another key' })
    const [text] = receiptTexts(proof)
    expect(await checkReceiptCode(text!, proof.vkey)).toMatchObject({ ok: true })
    expect(await checkReceiptCode(text!, other.vkey)).toMatchObject({ error: { code: 'receipt/key' } })
    const [shift] = receiptTexts(await receiptProof({ kind: 'shift.ended' }))
    expect(await checkReceiptCode(shift!)).toMatchObject({ error: { code: 'receipt/entry' } })
  })

  it('names the receipt that differs', async () => {
    const found = await checkReceiptCode(receiptTexts(await receiptProof())[0]!)
    if (!found.ok) throw new Error(found.error.code)
    const receipt = fullReceipt()
    expect(checkFullReceipt(JSON.stringify(receipt), found.value)).toEqual({ ok: true, value: true })
    expect(checkFullReceipt(JSON.stringify({ 'countersign:receipt': receipt }), found.value).ok).toBe(true)
    const changed = { ...receipt, at: '2026-11-23T02:52:00.001Z' }
    expect(checkFullReceipt(JSON.stringify(changed), found.value)).toMatchObject({
      error: { code: 'receipt/differs' },
    })
    expect(checkFullReceipt('{}', found.value)).toMatchObject({ error: { code: 'receipt/unreadable' } })
  })
})

describe('hostile input', () => {
  it('never throws and is never sound', async () => {
    const good = partsOf(encodeBody(await receiptProof()))[0]!
    const mutated = fc
      .tuple(fc.nat(good.length - 1), fc.nat(good.length), fc.uint8Array({ maxLength: 40 }))
      .map(([at, cut, extra]) => new Uint8Array([...good.slice(0, at), ...extra, ...good.slice(cut)]))
      .filter((b) => hex(b) !== hex(good))
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), mutated), async (bytes) => {
        expect((await checkReceiptCode(bytes)).ok).toBe(false)
        expect((await checkReceiptCode(`CSR1:${toDigits(bytes)}`)).ok).toBe(false)
        decodeBody(bytes)
      }),
      { numRuns: 400 },
    )
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect((await checkReceiptCode(text)).ok).toBe(false)
        expect((await checkReceiptCode(`CSR1: ${text}`)).ok).toBe(false)
        checkFullReceipt(text, { receipt: 'x' })
      }),
      { numRuns: 300 },
    )
    for (const bad of [null, undefined, 7, {}, [], '9'.repeat(300_000)]) {
      expect(readReceiptCode(bad as never).ok).toBe(false)
    }
  })
})

describe('as a hand scanner types it, through an input method or with caps lock on', () => {
  const typed = (name: string): Buffer =>
    readFileSync(new URL(`../../fixtures/spellings/code-${name}.txt`, import.meta.url))
  const plain = readReceiptCode(typed('plain').toString())

  it.each(['all-fullwidth', 'capslock', 'fullwidth-colon'])('%s is the same code', async (name) => {
    expect(plain.ok).toBe(true)
    expect(readReceiptCode(typed(name).toString())).toEqual(plain)
    expect(readReceiptCode(typed(name))).toEqual(plain)
    expect(await checkFile(sourceOfBytes(typed(name)))).toMatchObject({ what: 'receipt', state: 'sound' })
  })

  it('an address with caps lock on, and a code behind white space', () => {
    const digits = typed('plain').toString().trim().slice(5)
    expect(readReceiptCode(`HTTPS://VERIFY.EXAMPLE/#${digits}`)).toEqual(plain)
    expect(readReceiptCode(`\u3000ｃｓｒ１：\n${digits}`)).toEqual(plain)
  })
})
