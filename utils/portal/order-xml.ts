/** Orders that are XML or SOAP. */
import { SaxesParser } from 'saxes'
import { err, ok } from '../base/index.ts'
import type { OrderFault } from './order.ts'
import { decode } from './order-bytes.ts'
import { type Fields, MAX_DEPTH, type Read } from './order-fields.ts'
import type { OrderForm } from './order-forms.ts'
import { readPaths } from './order-paths.ts'

const TYPES = /^(?:application\/xml|text\/xml|text\/plain|application\/[\w.-]+\+xml)$/

/** The name without its prefix: which letters stand for a namespace is the portal's affair. */
const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

/** An element that is being read. */
interface Open {
  readonly fields: Fields
  /** Names that came more than once: their values are lists. */
  readonly many: Set<string>
  text: string
  isNil: boolean
  isEmpty: boolean
}

function put(into: Open, key: string, value: unknown): void {
  into.isEmpty = false
  const there = into.fields[key]
  if (there === undefined) into.fields[key] = value
  else if (into.many.has(key)) (there as unknown[]).push(value)
  else {
    into.many.add(key)
    into.fields[key] = [there, value]
  }
}

/** An element as JSON would write it: attributes and children by name, text alone as a string. */
function contentOf({ fields, text, isNil, isEmpty }: Open): unknown {
  const said = text.trim()
  if (isEmpty) return isNil && said === '' ? null : said
  // A child of that name stays what it is.
  if (said !== '' && fields['#text'] === undefined) fields['#text'] = said
  return fields
}

/** More than any order has: what is longer is long by its pictures. */
const MOST_ELEMENTS = 50_000

class Stop extends Error {
  readonly fault: OrderFault
  constructor(fault: OrderFault) {
    super(fault)
    this.fault = fault
  }
}

const begin = (): Open => ({
  fields: Object.create(null),
  many: new Set(),
  text: '',
  isNil: false,
  isEmpty: true,
})

/**
 * The tree of an XML text. A document type is refused: it can define what a name stands for, and no two parsers agree on how
 * far to go. Of references only the five of XML itself and numbers are known.
 */
export function readXml(text: string): Read<Fields> {
  const root = begin()
  const open: Open[] = [root]
  let elements = 0
  const parser = new SaxesParser({ xmlns: false, position: false })
  const here = (): Open => open[open.length - 1] as Open
  parser.on('doctype', () => {
    throw new Stop('order/not-xml')
  })
  parser.on('error', () => {
    throw new Stop('order/not-xml')
  })
  parser.on('opentag', ({ attributes }) => {
    if (open.length > MAX_DEPTH) throw new Stop('order/too-deep')
    if (++elements > MOST_ELEMENTS) throw new Stop('order/too-many')
    const element = begin()
    for (const name of Object.keys(attributes)) {
      const value = attributes[name]
      if (name === 'xsi:nil') element.isNil = value === 'true' || value === '1'
      else if (!/^(?:xmlns(?::|$)|xsi:)/.test(name)) put(element, localName(name), value)
    }
    open.push(element)
  })
  parser.on('text', (said) => {
    here().text += said
  })
  parser.on('cdata', (said) => {
    here().text += said
  })
  parser.on('closetag', ({ name }) => {
    const element = open.pop() as Open
    put(here(), localName(name), contentOf(element))
  })
  try {
    parser.write(text).close()
  } catch (e) {
    return err(e instanceof Stop ? e.fault : 'order/not-xml')
  }
  return root.isEmpty ? err('order/not-xml') : ok(root.fields)
}

const DECLARED = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w-]+)["']/

export const xmlForm: OrderForm = {
  types: TYPES,
  tree(bytes, { charset }) {
    // The declaration stands in ASCII whatever follows.
    const head = String.fromCharCode(...bytes.subarray(0, 200))
    const text = decode(bytes, charset ?? DECLARED.exec(head)?.[1]?.toLowerCase() ?? null)
    return text.ok ? readXml(text.value) : text
  },
  items: readPaths,
}
