/** From the bytes of a request to text. */
import { err, ok } from '../base/index.ts'
import { absent, type Read } from './order-fields.ts'

/** What a `Content-Type` header says, in small letters. */
export interface ContentType {
  readonly mime: string | null
  readonly charset: string | null
}

export function contentType(header: string | null | undefined): ContentType {
  if (absent(header) || header.trim() === '') return { mime: null, charset: null }
  const [mime = '', ...params] = header.split(';')
  let charset: string | null = null
  for (const param of params) {
    const match = /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/i.exec(param)
    if (match) charset = (match[1] as string).toLowerCase()
  }
  return { mime: mime.trim().toLowerCase(), charset }
}

/** Character sets in which the structure of JSON, XML and of a form stands in the same bytes as in ASCII. */
const CHARSETS: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'iso-8859-1': 'windows-1252',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  gb18030: 'gb18030',
}

export function decode(bytes: Uint8Array, charset: string | null): Read<string> {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return err('order/compressed')
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return err('order/charset')
  }
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const label =
    charset === null || charset === '' ? 'utf-8' : Object.hasOwn(CHARSETS, charset) && CHARSETS[charset]
  if (!label || (bom && label !== 'utf-8')) return err('order/charset')
  try {
    return ok(new TextDecoder(label, { fatal: true }).decode(bytes))
  } catch {
    return err('order/charset')
  }
}
