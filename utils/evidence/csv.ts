import type { Bytes } from '../base/index.ts'
import { utf8 } from '../base/index.ts'

/** An id: text in every format, though it may look like a number. */
export interface Id {
  readonly id: string
}

/** A number is written as one; a text is made safe for spreadsheets. */
export type Cell = string | number | Id | null | undefined

export interface Column<T> {
  readonly heading: string
  readonly value: (row: T) => Cell
}

/** What a spreadsheet may take for a formula at the start of a cell (OWASP ASVS 1.2.10), full-width forms included. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: some readers drop a NUL, and what follows it would start the cell
const FORMULA = /^[=+\-@\t\r\n\u0000\uff0b\uff0d\uff1d\uff20]/
/** What a spreadsheet reads as a number, a day or a time, so that `0417` becomes 417 and `MAR1` a day in spring. */
const COUNTED =
  /^(?=.*\d)[\d.,:/%e+-]+$|^\d*[\s/.-]*(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)[\s/.-]*\d*$|^(?:true|false)$/i
/** Quoted also at `;` and tab: some locales split there. */
const QUOTED = /[",;\t\r\n]|^\s|\s$/
const BOM = '\ufeff'
/** Big enough that a stream is not all hand-overs, small enough to be nothing in memory. */
const CHUNK = 32_768

function cell(value: Cell): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  if (typeof value === 'object') return cell(COUNTED.test(value.id) ? `'${value.id}` : value.id)
  if (FORMULA.test(value)) return `"'${value.replaceAll('"', '""')}"`
  return QUOTED.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

/** One record of RFC 4180, with its CRLF. A text that would be a formula, and an id that would be a number, get an apostrophe before them. */
export const csvRow = (cells: readonly Cell[]): string => `${cells.map(cell).join(',')}\r\n`

/** The first line of a file: UTF-8 byte order mark (Excel reads UTF-8 by it) and the headings. */
export const csvHeader = <T>(columns: readonly Column<T>[]): string =>
  BOM + csvRow(columns.map((c) => c.heading))

/** A whole file as a stream of UTF-8, pulled: only one batch of rows is in memory at a time. */
export function csvStream<T>(
  rows: AsyncIterable<T> | Iterable<T>,
  columns: readonly Column<T>[],
): ReadableStream<Bytes> {
  const source = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]()
  let text = csvHeader(columns)
  return new ReadableStream<Bytes>(
    {
      async pull(controller) {
        while (text.length < CHUNK) {
          const next = await source.next()
          if (next.done) {
            if (text !== '') controller.enqueue(utf8(text))
            text = ''
            controller.close()
            return
          }
          text += csvRow(columns.map((c) => c.value(next.value)))
        }
        controller.enqueue(utf8(text))
        text = ''
      },
      async cancel() {
        await source.return?.()
      },
    },
    { highWaterMark: 1 },
  )
}
