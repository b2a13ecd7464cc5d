import type { Adapter, Pick } from '../policy/index.ts'
import { ageOf } from './identity.ts'

/** One service as the page shows it. */
export interface PageService {
  readonly code: string
  readonly name: string
  readonly price: string | null
  readonly ticked: boolean
  readonly included: boolean
}

/** What a portal page shows, read through its adapter. The identity number itself is never part of it. */
export interface PageReading {
  readonly adapter: string
  readonly number: string | null
  readonly customer: string | null
  readonly age: number | null
  readonly realName: boolean
  readonly clerk: string | null
  readonly order: string | null
  readonly services: readonly PageService[]
  readonly loading: boolean
  readonly confirmed: { readonly order: string | null } | null
  readonly missing: readonly string[]
}

type Root = Document | Element

/** A selector that this engine cannot parse finds nothing: the field is then missing, and the submit held. */
function first(root: Root, css: string): Element | null {
  try {
    return root.querySelector(css)
  } catch {
    return null
  }
}

function all(root: Root, css: string): Element[] {
  try {
    return [...root.querySelectorAll(css)]
  } catch {
    return []
  }
}

function fits(element: Element, css: string): boolean {
  try {
    return element.matches(css)
  } catch {
    return false
  }
}

const MAX_TEXT = 300

/** What a form field holds now, an attribute, or the text. */
function textOf(element: Element, attr?: string): string | null {
  const field = element as Element & { value?: unknown }
  const raw =
    (attr === undefined || attr === 'value') && /^(?:input|select|textarea|output)$/i.test(element.tagName)
      ? field.value
      : attr === undefined
        ? element.textContent
        : element.getAttribute(attr)
  const text = typeof raw === 'string' ? raw.replace(/\s+/g, ' ').trim().slice(0, MAX_TEXT) : ''
  return text === '' ? null : text
}

/** A row may itself carry what is looked for. */
const within = (row: Element, css: string): Element | null => first(row, css) ?? (fits(row, css) ? row : null)

function pickIn(row: Element, pick: Pick): string | null {
  const element = within(row, pick.css)
  return element ? textOf(element, pick.attr) : null
}

/** Ticked, for a check box, a switch made of ARIA, or anything that says `checked`; unclear counts as ticked. */
function isTicked(tick: Element): boolean {
  const box = tick as Element & { checked?: unknown; type?: unknown }
  if (tick.tagName.toLowerCase() === 'input' && typeof box.checked === 'boolean') return box.checked
  const said = tick.getAttribute('aria-checked') ?? tick.getAttribute('aria-pressed')
  return said === null ? true : said !== 'false'
}

/**
 * Reads the activation that a portal page shows; null where it shows none. `missing` names the adapter's fields that
 * should be there and are not: once the page has a submit button, everything that the adapter names must be readable.
 */
export function readPage(
  document: Document,
  adapter: Adapter,
  at: { readonly now: number },
): PageReading | null {
  const done = first(document, adapter.confirmed.css)
  if (!done && !first(document, adapter.activation.css)) return null

  const missing: string[] = []
  const due = !done && first(document, adapter.submit.button) !== null
  const field = (name: keyof Adapter['fields']): string | null => {
    const pick = adapter.fields[name]
    if (!pick) return null
    const element = first(document, pick.css)
    if (!element && due) missing.push(`fields.${name}`)
    return element ? textOf(element, pick.attr) : null
  }

  const number = field('number')
  const customer = field('customer')
  const identity = field('identity')
  const clerk = field('clerk')
  const order = field('order')
  const age = identity === null ? null : ageOf(identity, at.now)

  const { services: where } = adapter
  const loading = where.loading !== undefined && first(document, where.loading) !== null
  const services: PageService[] = []
  const rows = all(document, where.row)
  for (const row of rows) {
    const code = pickIn(row, where.code)
    const name = pickIn(row, where.name)
    if (code === null) missing.push('services.code')
    if (name === null) missing.push('services.name')
    if (code === null) continue
    const tick = where.tick === undefined ? null : within(row, where.tick)
    services.push({
      code,
      name: name ?? code,
      price: where.price ? pickIn(row, where.price) : null,
      ticked: tick ? isTicked(tick) : true,
      included: where.included !== undefined && fits(row, where.included),
    })
  }
  if (due && rows.length === 0 && !loading) missing.push('services.row')
  const form = adapter.submit.form
  if (!done && !due && rows.length > 0 && form !== undefined && first(document, form))
    missing.push('submit.button')

  return {
    adapter: adapter.id,
    number,
    customer,
    age,
    realName: age !== null && customer !== null,
    clerk,
    order,
    services,
    loading,
    confirmed: done ? { order: confirmedOrder(document, adapter) } : null,
    missing: [...new Set(missing)],
  }
}

function confirmedOrder(document: Document, adapter: Adapter): string | null {
  const pick = adapter.confirmed.order
  const element = pick ? first(document, pick.css) : null
  return pick && element ? textOf(element, pick.attr) : null
}

/** The portal's tick box for a service, in the first row that carries the code. */
export function findTick(document: Document, adapter: Adapter, code: string): HTMLElement | null {
  const row = findRow(document, adapter, code)
  const css = adapter.services.tick
  return row && css !== undefined ? (within(row, css) as HTMLElement | null) : null
}

/** The row of a service: where the panel points when it cannot untick by itself. */
export function findRow(document: Document, adapter: Adapter, code: string): HTMLElement | null {
  const { row, code: pick } = adapter.services
  return (all(document, row).find((one) => pickIn(one, pick) === code) as HTMLElement | undefined) ?? null
}
