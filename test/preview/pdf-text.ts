import { inflateSync } from 'node:zlib'

/** What a PDF of Chromium says, in the order in which it was drawn, without white space: where words wrap is not told. */
export function pdfText(pdf: Uint8Array): string {
  const objects = objectsOf(Buffer.from(pdf))
  /** Resource name of a font (`F5`), with the text of each of its glyphs. */
  const fonts = new Map<string, { readonly wide: boolean; readonly text: ReadonlyMap<number, string> }>()
  for (const { head } of objects.values()) {
    for (const [, name = '', id = ''] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const font = objects.get(id)
      const map = objects.get(/\/ToUnicode (\d+) 0 R/.exec(font?.head ?? '')?.[1] ?? '')
      if (font && map)
        fonts.set(name, { wide: /\/Type0/.test(font.head), text: glyphsOf(map.body.toString()) })
    }
  }
  let out = ''
  for (const { head, body } of objects.values()) {
    if (/\/Type \/(?:Font|XObject.*\/Image)|\/Length1/.test(head) || !/\bBT\b/.test(body.toString('latin1')))
      continue
    let font = fonts.get('')
    const drawn = /\/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|\(((?:[^()\\]|\\.)*)\)|\bT[jJ]\b/gs
    // What is meant stands beside what is drawn in places; the glyphs alone are read.
    const content = body.toString('latin1').replace(/\/ActualText\s*<[^>]*>/g, '')
    for (const [, name, digits, plain] of content.matchAll(drawn)) {
      if (name !== undefined) font = fonts.get(name)
      const bytes =
        digits !== undefined ? Buffer.from(digits, 'hex') : plain === undefined ? null : unescaped(plain)
      if (!bytes || !font) continue
      const width = font.wide ? 2 : 1
      for (let at = 0; at + width <= bytes.length; at += width)
        out += font.text.get(bytes.readUIntBE(at, width)) ?? ''
    }
  }
  return plainText(out)
}

/** Characters that share a glyph with another, so that a PDF may name the other: radicals by themselves, and one form of a door. */
const TWINS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    '⻚页',
    '⻓长',
    '⻔门',
    '⻋车',
    '⻅见',
    '⻉贝',
    '⻛风',
    '⻜飞',
    '⻢马',
    '⻄西',
    '⻆角',
    '⻘青',
    '⻝食',
    '⻬齐',
    '⻩黄',
    '戶户',
  ].map((pair) => [pair[0] as string, pair[1] as string]),
)

/** Text as it is compared: no white space, one form of each character. */
export const plainText = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\s|\u00ad|\u200b/gu, '')
    .replace(/[⺀-⻳戶]/gu, (sign) => TWINS[sign] ?? sign)

interface PdfObject {
  readonly head: string
  readonly body: Buffer
}

function objectsOf(pdf: Buffer): Map<string, PdfObject> {
  const text = pdf.toString('latin1')
  const objects = new Map<string, PdfObject>()
  for (const found of text.matchAll(/(\d+) 0 obj\s/g)) {
    const from = found.index + found[0].length
    const stream = text.indexOf('stream', from)
    const end = text.indexOf('endobj', from)
    const hasStream = stream >= 0 && stream < end
    const head = text.slice(from, hasStream ? stream : end)
    let body = Buffer.alloc(0)
    if (hasStream) {
      const start = stream + (text.startsWith('stream\r\n', stream) ? 8 : 7)
      const raw = pdf.subarray(start, text.indexOf('endstream', start))
      try {
        body = /FlateDecode/.test(head) ? inflateSync(raw) : Buffer.from(raw)
      } catch {
        // A picture, or a font in another packing: no text.
        body = Buffer.alloc(0)
      }
    }
    objects.set(found[1] as string, { head, body })
  }
  return objects
}

const char = (hex: string): string => {
  const units = (hex.match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16))
  return String.fromCharCode(...units)
}

/** A ToUnicode map: `bfchar` and `bfrange`. */
function glyphsOf(map: string): ReadonlyMap<number, string> {
  const glyphs = new Map<number, string>()
  for (const [, block = ''] of map.matchAll(/beginbfchar(.*?)endbfchar/gs)) {
    for (const [, glyph = '', to = ''] of block.matchAll(/<(\w+)>\s*<(\w+)>/g))
      glyphs.set(Number.parseInt(glyph, 16), char(to))
  }
  for (const [, block = ''] of map.matchAll(/beginbfrange(.*?)endbfrange/gs)) {
    for (const [, first = '', last = '', to = ''] of block.matchAll(/<(\w+)>\s*<(\w+)>\s*<(\w+)>/g)) {
      const from = Number.parseInt(first, 16)
      const code = Number.parseInt(to, 16)
      for (let glyph = from; glyph <= Number.parseInt(last, 16); glyph++)
        glyphs.set(glyph, String.fromCodePoint(code + glyph - from))
    }
  }
  return glyphs
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
const unescaped = (text: string): Buffer =>
  Buffer.from(
    text.replace(/\\(?:([0-7]{1,3})|(.))/gs, (_, octal?: string, sign = '') =>
      octal === undefined ? (ESCAPES[sign] ?? sign) : String.fromCharCode(Number.parseInt(octal, 8)),
    ),
    'latin1',
  )
