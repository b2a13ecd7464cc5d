/** What becomes of a receipt on paper: printed to a picture, read back by a decoder that is not ours, and checked. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Ajv2020 from 'ajv/dist/2020.js'
import type { Page } from 'puppeteer-core'
import { onRoll, readSquares } from '../e2e/scan.ts'
import { verify } from './evidence.ts'

export interface JudgedReceipt {
  /** Codes that the decoder found in the picture. */
  readonly codes: number
  readonly level: string
  /** Width of a module on the paper, mm. */
  readonly module: number
  readonly sound: boolean
  /** One changed digit of the code was refused. */
  readonly changedSeen: boolean
}

/** Leaves `receipt-80mm.png` and `receipt-code.txt` in `out`. */
export async function judgeReceipt(page: Page, out: string): Promise<JudgedReceipt> {
  const roll = await onRoll(page)
  writeFileSync(join(out, 'receipt-80mm.png'), roll.png)
  const codes = await readSquares(readFileSync(join(out, 'receipt-80mm.png')))
  const file = join(out, 'receipt-code.txt')
  writeFileSync(file, `${codes.join('\n')}\n`)
  const [first = ''] = codes
  const at = Math.floor(first.length / 2)
  const digit = (Number(first[at]) + 1) % 10
  return {
    codes: codes.length,
    level: roll.level,
    module: Math.round(roll.millimetres * 1000) / 1000,
    sound: verify(file).exit === 0,
    changedSeen: refused(
      [`${first.slice(0, at)}${digit}${first.slice(at + 1)}`, ...codes.slice(1)].join('\n'),
    ),
  }
}

function refused(text: string, ...more: readonly string[]): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-receipt-'))
  try {
    writeFileSync(join(folder, 'changed'), text)
    return verify(join(folder, 'changed'), ...more).exit === 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export interface JudgedRecord {
  readonly schema: boolean
  readonly sound: boolean
  /** The code from the paper and the record are of the same receipt. */
  readonly ofThePaper: boolean
  /** One changed letter of the full receipt was refused. */
  readonly changedSeen: boolean
}

/** `record`: what the console saved; `code`: what the decoder read from the paper. */
export function judgeRecord(record: string, code: string): JudgedRecord {
  const schema = JSON.parse(
    readFileSync(new URL('../../docs/schema/consent-record.json', import.meta.url), 'utf8'),
  )
  const text = readFileSync(record, 'utf8')
  const validate = new Ajv2020({ allErrors: true, strict: false }).compile(schema)
  const valid = validate(JSON.parse(text))
  if (!valid) console.error(validate.errors)
  const inside = text.indexOf('"countersign:receipt": {', text.indexOf('"@type"'))
  const at = text.indexOf('"clerk": "', inside) + 10
  const changed = `${text.slice(0, at)}9${text.slice(at + 1)}`
  return {
    schema: valid,
    sound: verify(record).exit === 0,
    ofThePaper: verify(code, '--receipt', record).exit === 0,
    changedSeen: inside > 0 && changed !== text && refused(changed),
  }
}

export const receiptHeld = (j: JudgedReceipt): boolean =>
  j.codes >= 1 && j.module >= 0.5 && j.sound && j.changedSeen
export const recordHeld = (j: JudgedRecord): boolean => j.schema && j.sound && j.ofThePaper && j.changedSeen
