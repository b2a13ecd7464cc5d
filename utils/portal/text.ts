import type { Locator } from '../policy/index.ts'
import type { Roots } from './roots.ts'

const MAX_TEXT = 300
/** A pattern cuts out of more than a field may hold. */
const MAX_SOURCE = 4000

const FIELD = 'input,select,textarea,output'
const TICK =
  'input[type=checkbox],input[type=radio],[role=checkbox],[role=switch],[role=radio],[aria-checked]'

/** As it is compared: without blanks, without the marks beside a label, in one case. */
export const plain = (text: string): string =>
  text
    .slice(0, 200)
    .replace(/[\s\u200b]+/g, '')
    .replace(/^[*＊]+|[*＊:：]+$/g, '')
    .toLowerCase()

const tidy = (raw: unknown): string => (typeof raw === 'string' ? raw.replace(/\s+/g, ' ').trim() : '')

/** All matches of a pattern in a text: the first group where there is one. */
function cut(text: string, pattern: string): string[] {
  try {
    return [...text.matchAll(new RegExp(pattern, 'gu'))].slice(0, 50).map((m) => (m[1] ?? m[0]).trim())
  } catch {
    return []
  }
}

const isField = (element: Element): boolean => fieldNames.test(element.tagName)
const fieldNames = /^(?:input|select|textarea|output)$/i
const typeOf = (element: Element): string => (element.getAttribute('type') ?? '').toLowerCase()

/** What is written beside a radio button or a tick. */
function besides(element: Element): string {
  const label = element.closest('label') ?? (element as HTMLInputElement).labels?.[0] ?? null
  return tidy(label?.textContent) || tidy((element as HTMLInputElement).value)
}

/** The chosen one of a group of radio buttons, native or made of ARIA; null where none is one. */
function chosen(radios: readonly Element[]): string | null {
  if (radios.length === 0) return null
  const on = radios.find((r) =>
    isField(r) ? (r as HTMLInputElement).checked : r.getAttribute('aria-checked') === 'true',
  )
  if (!on) return ''
  return isField(on) ? besides(on) : tidy(on.textContent)
}

/** What a form field holds now; of a radio button the value of the chosen one in its group. */
function held(field: Element, roots: Roots): string {
  const { value } = field as HTMLInputElement
  if (typeOf(field) !== 'radio') return tidy(value)
  const name = field.getAttribute('name') ?? ''
  const group = roots
    .query(field.getRootNode() as Document, 'input[type=radio]')
    .filter((r) => r === field || (name !== '' && r.getAttribute('name') === name))
  return tidy((group.find((r) => (r as HTMLInputElement).checked) as HTMLInputElement | undefined)?.value)
}

/** What somebody sees in a part of a form: the chosen radio button, the filled field, else the text. */
function seen(element: Element, roots: Roots): string {
  if (isField(element)) return held(element, roots)
  const radio = chosen(roots.query(element, 'input[type=radio],[role=radio]'))
  if (radio !== null) return radio
  for (const field of roots.query(element, FIELD)) {
    // A list draws what is chosen beside an empty field; a tick's value is no text.
    const text = /^(?:checkbox|hidden|button|submit)$/.test(typeOf(field)) ? '' : shownOf(field, roots)
    if (text !== '') return text
  }
  return tidy(textIn(element, roots))
}

/** A list shows the words of its choice. */
const shownOf = (field: Element, roots: Roots): string =>
  field.localName === 'select'
    ? tidy(
        (field as HTMLSelectElement).selectedOptions?.[0]?.textContent ?? (field as HTMLSelectElement).value,
      )
    : held(field, roots)

/** The text of an element; of one with a root of its own and no text, that of its root. */
function textIn(element: Element, roots: Roots): string {
  const own = element.textContent ?? ''
  const inner = own.trim() === '' ? roots.of(element) : null
  return inner
    ? [...inner.children]
        .filter((c) => c.localName !== 'style')
        .map((c) => textIn(c, roots))
        .join(' ')
    : own
}

/** An element of the page's own making: its value is the one of the field inside, where it has one. */
function valueInside(element: Element, roots: Roots): string {
  const inner = roots.of(element)
  const field = inner && roots.query(inner, FIELD)[0]
  return tidy(field ? held(field, roots) : element.getAttribute('value'))
}

function raw(element: Element, { css, attr, prop }: Locator, roots: Roots): string {
  if (prop !== undefined) {
    const value: unknown = Reflect.get(element, prop)
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : String(value ?? '')
  }
  if (attr !== undefined && !(attr === 'value' && isField(element))) return element.getAttribute(attr) ?? ''
  if (css === undefined) return seen(element, roots)
  if (isField(element)) return held(element, roots)
  return tidy(textIn(element, roots)) || (element.localName.includes('-') ? valueInside(element, roots) : '')
}

/** What a locator takes from an element that it has found. */
export function textsOf(element: Element, locator: Locator, roots: Roots): string[] {
  const text = tidy(raw(element, locator, roots).slice(0, MAX_SOURCE))
  const cuts = locator.pattern === undefined ? [text] : cut(text, locator.pattern)
  return cuts.map((one) => one.slice(0, MAX_TEXT)).filter((one) => one !== '')
}

/** Ticked, for a check box, a switch made of ARIA, or anything that says `checked`; unclear counts as ticked. */
export function isTicked(tick: Element, roots: Roots): boolean {
  const said = saidOf(tick)
  if (said !== null) return said
  const inner = roots.query(tick, TICK)[0]
  const inside = inner ? saidOf(inner) : null
  if (inside !== null) return inside
  // An element of the page's own making writes its state down as an attribute.
  return tick.localName.includes('-') && inner === undefined && roots.of(tick)
    ? tick.hasAttribute('checked')
    : true
}

function saidOf(tick: Element): boolean | null {
  const box = tick as Element & { checked?: unknown }
  if (tick.localName === 'input' && typeof box.checked === 'boolean') return box.checked
  const said = tick.getAttribute('aria-checked') ?? tick.getAttribute('aria-pressed')
  return said === null ? null : said !== 'false'
}
