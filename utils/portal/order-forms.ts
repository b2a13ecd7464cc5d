/** Orders that are sent as a form. */
import { err, ok } from '../base/index.ts'
import { boundaryOf, readMultipart } from './multipart.ts'
import { decode, type OrderAdapter, type Ordered, type OrderFault } from './order.ts'
import { MAX_ITEMS, type Read, readCode } from './order-fields.ts'

// ── urlencoded ───────────────────────────────────────────────────────────────────────────────────────────────────────

function unescapeForm(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null
  }
}

/** `services[]` and `services[0]` are the same field to the servers that write it so. */
const isField = (name: string, field: string): boolean => name.trim().replace(/\[\d*\]$/, '') === field

/** The codes of one field's value; null where it is read, else why it is not. */
function readValue(value: string, out: Ordered[]): OrderFault | null {
  if (value === '') return null
  for (const part of value.split(',')) {
    const code = readCode(part)
    if (code === null) return 'order/code'
    out.push({ code, quantity: 1, action: 'add' })
    if (out.length > MAX_ITEMS) return 'order/too-many'
  }
  return null
}

/** A form with files: what a file holds is passed over, and a service in a file's place is none that can be read. */
export function readParts(bytes: Uint8Array, type: string, shape: OrderAdapter['order']): Read<Ordered[]> {
  const { field } = shape
  if (field === undefined) return err('order/adapter')
  const boundary = boundaryOf(type)
  const parts = boundary === null ? null : readMultipart(bytes, boundary)
  if (!parts) return err('order/not-form')
  const out: Ordered[] = []
  for (const part of parts) {
    if (!isField(part.name, field)) continue
    if (part.isFile) return err('order/code')
    const value = decode(part.bytes, null)
    if (!value.ok) return value
    const fault = readValue(value.value, out)
    if (fault) return err(fault)
  }
  return ok(out)
}

export function readForm(text: string, shape: OrderAdapter['order']): Read<Ordered[]> {
  const field = shape.field
  if (field === undefined) return err('order/adapter')
  // A form has `=` and no line break or brace of JSON: anything else is not what the adapter describes.
  if (text === '' || /[\r\n\0{}<>]/.test(text) || !text.includes('=')) return err('order/not-form')
  const out: Ordered[] = []
  for (const pair of text.split('&')) {
    const cut = pair.indexOf('=')
    const name = unescapeForm(cut < 0 ? pair : pair.slice(0, cut))
    if (name === null || !isField(name, field)) continue
    const value = cut < 0 ? '' : unescapeForm(pair.slice(cut + 1))
    if (value === null) return err('order/not-form')
    const fault = readValue(value, out)
    if (fault) return err(fault)
  }
  return ok(out)
}
