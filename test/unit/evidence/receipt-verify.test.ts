/** What the page and the command say of a receipt's code, beside the full receipt, and beside a log that was cut. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import en from '../../../components/text/en/verify.json' with { type: 'json' }
import zh from '../../../components/text/zh-CN/verify.json' with { type: 'json' }
import { verdictWords } from '../../../components/verify/words.ts'
import { canonicalize, fromUtf8, hex, utf8 } from '../../../utils/base/index.ts'
import { checkFile, receiptTexts, sourceOfBytes, toDigits } from '../../../utils/evidence/index.ts'
import { leafHash } from '../../../utils/log/index.ts'
import { verify } from '../../run/evidence.ts'
import { DEVICE, entriesOf, header, logOf, partsOf, vkey } from './made.ts'

const folder = new URL('../../golden-receipt/', import.meta.url)
const path = (name: string): string => new URL(name, folder).pathname
const bytes = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)))
const check = (code: Uint8Array, more: Parameters<typeof checkFile>[1] = {}) =>
  checkFile(sourceOfBytes(code), more)

describe('a receipt’s code as a file', () => {
  it('is sound, says what it names, and that its own key was used', async () => {
    const found = await check(bytes('small.txt'))
    expect(found).toMatchObject({ what: 'receipt', state: 'sound', scope: 'one', of: '32', faults: [] })
    expect(found.receipt?.answers).toHaveLength(3)
    expect(found.notes.map((n) => n.code)).toEqual(['note/own-key', 'note/receipt-alone'])
    const words = verdictWords('en', found, false)
    expect(words.heading).toBe(en['sound.receipt'])
    expect(words.facts.map(([name]) => name)).toContain(en['fact.receiptHash'])
    const known = new TextDecoder().decode(bytes('small.vkey.txt')).trim()
    const trusted = await check(bytes('small.0.csr'), { vkey: known, receipt: bytes('receipt.json') })
    expect(trusted.notes.map((n) => n.code)).toEqual(['note/receipt-same'])
  })

  it('is refused with the right words for one byte, another key, another receipt, a part alone', async () => {
    const bad = bytes('small.0.csr')
    bad[bad.length - 1] = (bad[bad.length - 1] as number) ^ 1
    const cases: [Uint8Array, Parameters<typeof checkFile>[1], string, string][] = [
      [bad, {}, 'fault', 'receipt/proof'],
      [utf8(`CSR1:${toDigits(bad)}\n`), {}, 'fault', 'receipt/proof'],
      [bytes('small.0.csr').subarray(0, 700), {}, 'fault', 'receipt-code/malformed'],
      [bytes('small.txt'), { vkey }, 'fault', 'receipt/key'],
      [bytes('small.txt'), { receipt: utf8(changed()) }, 'fault', 'receipt/differs'],
      [bytes('small.txt'), { receipt: utf8('no receipt') }, 'fault', 'receipt/unreadable'],
      [bytes('large.1.csr'), {}, 'fault', 'receipt-code/part-missing'],
      [utf8('https://verify.example/'), {}, 'unreadable', 'receipt-code/none'],
    ]
    for (const [code, more, state, fault] of cases) {
      const found = await check(code, more)
      expect([found.state, found.faults[0]?.code]).toEqual([state, fault])
      for (const lang of ['zh-CN', 'en'] as const) {
        const [line] = verdictWords(lang, found, false).lines
        const texts: Record<string, string> = lang === 'en' ? en : zh
        expect(line).toBe(texts[`fault.${fault}`]?.replace('{where}', found.faults[0]?.where ?? '?'))
      }
    }
  })

  it('is checked by the command', { timeout: 60_000 }, () => {
    expect(verify(path('small.txt'), '--receipt', path('receipt.json')).exit).toBe(0)
    expect(verify(path('large.txt')).exit).toBe(0)
    const one = verify(path('large.0.csr'))
    expect(one.exit).toBe(1)
    expect(one.words).toContain('Code 2')
  })
})

const changed = (): string => new TextDecoder().decode(bytes('receipt.json')).replace('Demo', 'Other')

describe('a receipt against the log it came from', () => {
  const receiptEntry = (seq: number, answers: readonly string[]) =>
    utf8(
      canonicalize({
        ...header(seq, 'receipt.issued'),
        activation: 'aaaaaaaaaaaaaaaaaaaaaaaa',
        receipt: 'cd'.repeat(32),
        answers,
      }),
    )

  it('shows that the log was cut, or written anew, behind it', async () => {
    const before = entriesOf(6)
    const log = await logOf([...before, receiptEntry(6, [hex(leafHash(before[2] as Uint8Array))])])
    const proof = await partsOf(log).proof(6, 7)
    const [code] = receiptTexts({
      entry: log.entries[6] as Uint8Array,
      proof,
      checkpoint: log.checkpoint,
      vkey,
    })
    expect(await check(utf8(code as string))).toMatchObject({
      state: 'sound',
      origin: `countersign/${DEVICE}`,
    })

    const exported = async (entries: readonly Uint8Array[]) => {
      const { checkpoint } = await logOf(entries as never)
      const lines = entries.map((e) => fromUtf8(e) as string)
      return utf8([canonicalize({ countersign: 'log/1', checkpoint, vkey }), ...lines, ''].join('\n'))
    }
    const known = { known: [code as string] }
    expect(await check(await exported(log.entries), known)).toMatchObject({ state: 'sound' })
    expect((await check(await exported(before), known)).faults).toEqual([
      { code: 'log/rolled-back', where: '7' },
    ])
    const other = [...before, receiptEntry(6, [])]
    expect((await check(await exported(other), known)).faults[0]?.code).toBe('log/two-histories')
  })
})
