/** What becomes of a receipt on paper: printed to a picture, read back by a decoder that is not ours, and checked. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import Ajv2020 from 'ajv/dist/2020.js'
import type { Page } from 'puppeteer-core'
import { onA4, onRoll, readSquares, spoiled } from '../e2e/scan.ts'
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
  /** The same was read from the picture turned and blurred a little, as a hand and a cheap lens make it. */
  readonly spoiledRead: boolean
  /** And from a sheet of A4, as spoiled. */
  readonly a4Read: boolean
}

/** Leaves `receipt-80mm.png`, `receipt-a4.png` and `receipt-code.txt` in `out`. */
export async function judgeReceipt(page: Page, out: string): Promise<JudgedReceipt> {
  const roll = await onRoll(page)
  writeFileSync(join(out, 'receipt-80mm.png'), roll.png)
  const codes = await readSquares(readFileSync(join(out, 'receipt-80mm.png')))
  const sheet = await onA4(page)
  writeFileSync(join(out, 'receipt-a4.png'), sheet.png)
  const isRead = async (picture: Uint8Array): Promise<boolean> =>
    codes.length > 0 && isDeepStrictEqual((await readSquares(picture)).sort(), [...codes].sort())
  const browser = page.browser()
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
    spoiledRead: await isRead(await spoiled(browser, roll.png, -4, 1)),
    a4Read: await isRead(await spoiled(browser, sheet.png, 3, 0.8)),
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
  j.codes >= 1 && j.module >= 0.5 && j.sound && j.changedSeen && j.spoiledRead && j.a4Read
export const recordHeld = (j: JudgedRecord): boolean => j.schema && j.sound && j.ofThePaper && j.changedSeen
