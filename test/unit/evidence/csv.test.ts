import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, utf8 } from '../../../utils/base/index.ts'
import type { ConsentField } from '../../../utils/evidence/index.ts'
import {
  CONSENT_FIELDS,
  consentColumns,
  consentRecord,
  csvHeader,
  csvRow,
  csvStream,
} from '../../../utils/evidence/index.ts'
import { buildEntry, leafHash } from '../../../utils/log/index.ts'

/** A reader of RFC 4180 by the letter. */
function parse(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let i = 0
  while (i < text.length) {
    let cell = ''
    if (text[i] === '"') {
      for (i++; ; i++) {
        if (text[i] !== '"') cell += text[i]
        else if (text[i + 1] === '"') cell += text[++i]
        else break
      }
      i++
    } else {
      while (i < text.length && text[i] !== ',' && !text.startsWith('\r\n', i)) cell += text[i++]
    }
    row.push(cell)
    if (text[i] === ',') {
      i++
      if (text.startsWith('\r\n', i)) row.push('')
    }
    if (text.startsWith('\r\n', i)) {
      rows.push(row)
      row = []
      i += 2
    }
  }
  return rows
}

describe('csv', () => {
  const file = new URL('../../vectors/bad/formula-injection.json', import.meta.url)
  const { entries } = JSON.parse(readFileSync(file, 'utf8')) as {
    entries: { value: string; must_neutralise: boolean; note?: string }[]
  }

  it.each(entries.map((e) => [JSON.stringify(e.value), e] as const))(
    'neutralises, or leaves alone: %s',
    (_, e) => {
      const line = csvRow(['before', e.value, 'after'])
      const [row] = parse(line)
      expect(row).toHaveLength(3)
      if (e.must_neutralise) {
        expect(row![1]).toBe(`'${e.value}`)
        expect(line).toContain(`,"'`)
      } else if (!e.value.startsWith('\u0000')) {
        expect(row![1]).toBe(e.value)
      }
    },
  )

  it('any text reads back, at most behind an apostrophe', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 6 }), (cells) => {
        const rows = parse(csvRow([...cells, 'end']))
        expect(rows).toHaveLength(1)
        for (const [i, cell] of cells.entries()) expect([cell, `'${cell}`]).toContain(rows[0]![i])
      }),
    )
  })

  it('ids are texts in a spreadsheet, whatever they look like; no other is touched', () => {
    const ids = ['0417', '12e3', '1-2', '10:30', '0081901234', 'MAR1', '1jan', 'TRUE', '+1', '1.5']
    for (const id of ids) expect([id, csvRow([{ id }])]).toEqual([id, expect.stringMatching(/^"?'/)])
    for (const id of ['c1', 'ring-tone', 'QD-0001', '', 'ab12', 'market7', '138 0013 8000', '138 **** 8000'])
      expect(csvRow([{ id }])).toBe(`${id}\r\n`)
    // The one cell of a clerk, read back by a spreadsheet's own rule: behind the apostrophe stands every figure.
    expect(parse(csvRow([{ id: '0417' }, '0417']))[0]).toEqual(["'0417", '0417'])
  })
  it('numbers stay numbers', () => {
    expect(csvRow([-5, 1.5, null, undefined, '-5', Number.NaN])).toBe('-5,1.5,,,"\'-5",\r\n')
  })

  it('streams a file with its mark, pulled and not pushed', async () => {
    let made = 0
    let closed = false
    async function* rows() {
      try {
        for (let i = 0; i < 50_000; i++) {
          made++
          yield { a: i, b: '王秀芬' }
        }
      } finally {
        closed = true
      }
    }
    const columns = [
      { heading: 'a', value: (r: { a: number; b: string }) => r.a },
      { heading: '名', value: (r: { a: number; b: string }) => r.b },
    ]
    const stream = csvStream(rows(), columns)
    const reader = stream.getReader()
    const first = await reader.read()
    expect(hex(first.value!.subarray(0, 3))).toBe('efbbbf')
    expect(made).toBeLessThan(20_000)
    await reader.cancel()
    expect(closed).toBe(true)
    const text = await new Response(csvStream([{ a: 1, b: 'x' }], columns)).arrayBuffer()
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(text)).toBe('\ufeffa,名\r\n1,x\r\n')
    expect(csvHeader(columns)).toBe('\ufeffa,名\r\n')
  })
})

describe('the consent list', () => {
  const stamp = {
    v: 1 as const,
    seq: 7 as never,
    at: '2026-11-23T02:44:05.123Z',
    tz: '+08:00',
    mono: 5,
    boot: 'b',
    store: 's-1',
    device: 'd',
    app: '0',
    policy: 'p',
  }
  const { bytes } = buildEntry(
    {
      kind: 'consent.given',
      clerk: 'c1',
      activation: 'a'.repeat(24) as never,
      body: {
        service: 'ring-tone' as never,
        notice: 'n'.repeat(64),
        lang: 'zh-CN',
        basis: 'contract',
        signature: { hash: 'e'.repeat(64), form: 'strokes', group: 'g', points: 50, ms: 900 },
        signer: { who: 'customer', identified: 'none', companion: false },
        promise: 'nothing',
        price: { fen: 600, per: 'month' },
      },
    },
    stamp,
  )
  const customer = () => ({ number: '+8613800138000', name: '王秀芬' })

  it('is masked unless in clear was chosen', () => {
    const masked = consentRecord(bytes, { customer, service: () => '彩铃', outcome: () => '同意' })
    expect(masked).toMatchObject({
      ok: true,
      value: {
        seq: 7,
        time: '2026-11-23 10:44:05',
        tz: 'UTC+08:00',
        kind: 'consent.given',
        number: '138 **** 8000',
        customer: '王*芬',
        service: 'ring-tone',
        serviceName: '彩铃',
        outcome: '同意',
        price: 6,
        perCode: 'month',
        per: 'month',
        signature: 'e'.repeat(64),
        leaf: hex(leafHash(bytes)),
      },
    })
    const clear = consentRecord(bytes, { customer, masked: false })
    expect(clear).toMatchObject({ ok: true, value: { number: '138 0013 8000', customer: '王秀芬' } })
    expect(consentRecord(bytes)).toMatchObject({
      ok: true,
      value: { number: '', customer: '', outcome: 'consent.given' },
    })
  })

  it('says of a refusal whether it was their own no', () => {
    const outcome = (kind: string, why?: string) => (why ? `not today: ${why}` : kind)
    const of = (more: object) =>
      consentRecord(
        buildEntry(
          {
            kind: 'consent.refused',
            clerk: 'c1',
            activation: 'a'.repeat(24) as never,
            body: {
              service: 'ring-tone' as never,
              notice: 'n'.repeat(64),
              lang: 'zh-CN',
              asked: 'counter',
              ...more,
            },
          },
          stamp,
        ).bytes,
        { outcome },
      )
    expect(of({})).toMatchObject({ value: { outcome: 'consent.refused' } })
    expect(of({ why: 'no-companion' })).toMatchObject({ value: { outcome: 'not today: no-companion' } })
  })

  it('has a heading for each field, and a line for any entry', () => {
    const headings = Object.fromEntries(CONSENT_FIELDS.map((f) => [f, `<${f}>`])) as Record<
      ConsentField,
      string
    >
    const columns = consentColumns(headings)
    expect(parse(csvHeader(columns).slice(1))[0]).toEqual(CONSENT_FIELDS.map((f) => `<${f}>`))
    const stop = buildEntry({ kind: 'shift.ended', clerk: '=c', activation: '', body: { why: 'day' } }, stamp)
    const record = consentRecord(stop.bytes, { customer })
    if (!record.ok) throw new Error(record.error.code)
    const line = parse(csvRow(columns.map((c) => c.value(record.value))))[0]!
    expect(line).toHaveLength(CONSENT_FIELDS.length)
    expect(line[CONSENT_FIELDS.indexOf('clerk')]).toBe("'=c")
    expect(line[CONSENT_FIELDS.indexOf('number')]).toBe('')
    expect(consentRecord(utf8('{}'))).toMatchObject({ ok: false })
  })
})
