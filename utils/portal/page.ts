import type { Adapter, Services, View } from '../policy/index.ts'
import { ageOf } from './identity.ts'
import { type Finder, finderOf } from './locate.ts'
import { type Eyes, fits, type Scope } from './roots.ts'
import { isTicked, plain } from './text.ts'
import { scopeOf, viewsOf } from './views.ts'

/** One service as the page shows it. */
export interface PageService {
  readonly code: string
  readonly name: string
  readonly price: string | null
  readonly ticked: boolean
  readonly included: boolean
  /** The view that shows it; not there for an adapter without a list of views. */
  readonly view?: string
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
  /** Every other number of this customer on the page, where there are any. */
  readonly numbers?: readonly string[]
  /** The views in sight, of an adapter that has a list of them. */
  readonly views?: readonly string[]
  /** The kind of business that is shown: an id of the adapter's kinds, or `unknown`. */
  readonly kind?: string
  /** The submit button is in sight; told by an adapter with views alone. */
  readonly submit?: boolean
}

/** More rows than any portal lets a clerk order; more of them make the page unreadable. */
const MOST_SERVICES = 6000
const MOST_NUMBERS = 50
/** A kind of business that nobody has described. */
const UNKNOWN_KIND = 'unknown'
/** As long as the background takes it. */
const LONG = { number: 64, clerk: 64, order: 100, customer: 200, code: 100, name: 200, price: 100 } as const

const short = (text: string | null, most: number): string | null =>
  text === null ? null : text.slice(0, most)

interface InSight {
  readonly view: View
  readonly scope: Scope
  /** Of an adapter without a list of views: each row stands for itself. */
  readonly isPlain: boolean
}

function inSight(adapter: Adapter, finder: Finder, address: string): readonly InSight[] {
  return viewsOf(adapter).flatMap((view) => {
    const scope = scopeOf(view, adapter, finder, address)
    return scope ? [{ view, scope, isPlain: adapter.views === undefined }] : []
  })
}

const addressOf = (document: Document, eyes: Pick<Eyes, 'url'>): string =>
  eyes.url ?? document.location?.href ?? ''

/** Without what an activation is made of, a view shows none: its seen numbers are read apart. */
const showsActivation = ({ view }: InSight): boolean =>
  Boolean(view.fields || view.services || view.submit || view.confirmed)

/**
 * Reads the activation that a portal page shows; null where it shows none. `missing` names the adapter's fields that
 * should be there and are not: once a view has a submit button, everything that it names must be readable.
 */
export function readPage(document: Document, adapter: Adapter, eyes: Eyes): PageReading | null {
  const finder = finderOf(document, eyes)
  const sights = inSight(adapter, finder, addressOf(document, eyes)).filter(showsActivation)
  // A page on which only the log-in stands is no activation yet.
  if (sights.length === 0) return null

  const missing = new Set<string>()
  const numbers = new Set<string>()
  const services: PageService[] = []
  const taken: Partial<Record<'number' | 'customer' | 'identity' | 'clerk' | 'order', string>> = {}
  let loading = false
  let confirmed: PageReading['confirmed'] = null
  let submit = false
  let kind: string | undefined
  for (const sight of sights) {
    const { view, scope } = sight
    const isDone =
      view.confirmed !== undefined &&
      (view.confirmed.on === undefined || finder.first(scope, view.confirmed.on) !== null)
    if (isDone) {
      const pick = view.confirmed?.order
      confirmed = { order: short((pick && finder.text(scope, pick)) ?? null, LONG.order) }
    }
    const hasButton = view.submit !== undefined && finder.first(scope, view.submit.button) !== null
    const due = !isDone && hasButton
    submit ||= hasButton
    for (const name of ['number', 'customer', 'identity', 'clerk', 'order'] as const) {
      const pick = view.fields?.[name]
      if (!pick) continue
      const text = finder.text(scope, pick)
      if (text === undefined && due) missing.add(`fields.${name}`)
      if (!text) continue
      // Two views that show two numbers at once: nobody knows whose the order is.
      if (name === 'number' && taken.number !== undefined && digits(taken.number) !== digits(text))
        missing.add('number.two')
      taken[name] ??= text
    }
    for (const one of (view.fields?.numbers && finder.texts(scope, view.fields.numbers)) ?? [])
      if (numbers.size < MOST_NUMBERS) numbers.add(one.slice(0, LONG.number))
    const said = adapter.kinds && view.fields?.kind && finder.text(scope, view.fields.kind)
    if (said)
      kind ??=
        adapter.kinds?.find(({ words }) => words.some((w) => plain(w) === plain(said)))?.id ?? UNKNOWN_KIND
    const list = view.services ? readServices(finder, sight, view.services, missing) : null
    if (list) {
      services.push(...list.services.map((s) => (adapter.views ? { ...s, view: view.id } : s)))
      loading ||= list.loading
      if (due && list.rows === 0 && !list.loading) missing.add('services.row')
    }
    const form = view.submit?.form
    if (!isDone && !hasButton && list?.rows && form !== undefined && finder.first(scope, form))
      missing.add('submit.button')
  }
  if (services.length > MOST_SERVICES) missing.add('services.row')

  const age = taken.identity === undefined ? null : ageOf(taken.identity, eyes.now)
  const text = (name: 'number' | 'customer' | 'clerk' | 'order') => short(taken[name] ?? null, LONG[name])
  return {
    adapter: adapter.id,
    number: text('number'),
    customer: text('customer'),
    age,
    realName: age !== null && taken.customer !== undefined,
    clerk: text('clerk'),
    order: text('order'),
    services: services.slice(0, MOST_SERVICES),
    loading,
    confirmed,
    missing: [...missing],
    ...(numbers.size > 0 ? { numbers: [...numbers] } : {}),
    ...(kind === undefined ? {} : { kind }),
    ...(adapter.views ? { views: sights.map(({ view }) => view.id), submit } : {}),
  }
}

const digits = (text: string): string => text.replace(/\D/g, '').slice(-11)

/** The parts of each row: a grid with frozen columns keeps one row in several tables. */
function rowsOf(finder: Finder, { isPlain, scope }: InSight, where: Services) {
  const rows = finder.find(scope, where.row)
  const taken = new Set<Element>()
  return rows.flatMap((row) => {
    if (taken.has(row)) return []
    const parts = isPlain ? [row] : [row, ...finder.columns.twins(row, rows)]
    for (const part of parts) taken.add(part)
    return [{ row, parts }]
  })
}

function tickOf(finder: Finder, where: Services, parts: readonly Element[]): Element | null {
  if (where.tick === undefined) return null
  for (const part of parts) {
    const tick =
      finder.first(part, where.tick) ??
      (typeof where.tick === 'string' && fits(part, where.tick) ? part : null)
    if (tick) return tick
  }
  return null
}

function readServices(finder: Finder, sight: InSight, where: Services, missing: Set<string>) {
  const loading = where.loading !== undefined && finder.first(sight.scope, where.loading) !== null
  const services = new Map<string, PageService>()
  const plainList: PageService[] = []
  const rows = rowsOf(finder, sight, where)
  for (const { row, parts } of rows) {
    const code = short(finder.text(row, where.code, parts) ?? null, LONG.code)
    const name = finder.text(row, where.name, parts) ?? null
    if (code === null) missing.add('services.code')
    if (name === null) missing.add('services.name')
    if (code === null) continue
    const tick = tickOf(finder, where, parts)
    const isOn =
      where.ticked !== undefined
        ? (tick !== null && fits(tick, where.ticked)) || parts.some((p) => fits(p, where.ticked ?? ''))
        : tick === null || isTicked(tick, finder.roots)
    const before = services.get(code)
    const service: PageService = {
      code,
      name: (name ?? code).slice(0, LONG.name),
      price: short((where.price && finder.text(row, where.price, parts)) ?? null, LONG.price),
      // A code that stands there twice is ordered where one of them is ticked.
      ticked: isOn || before?.ticked === true,
      included: where.included !== undefined && parts.some((p) => fits(p, where.included ?? '')),
    }
    services.set(code, service)
    plainList.push(service)
  }
  return { services: sight.isPlain ? plainList : [...services.values()], loading, rows: rows.length }
}

/** Customers' numbers that the page shows without an activation. */
export function readSeen(document: Document, adapter: Adapter, eyes: Omit<Eyes, 'now'>): readonly string[] {
  if (!adapter.views?.some((view) => view.seen)) return []
  const finder = finderOf(document, eyes)
  const all = inSight(adapter, finder, addressOf(document, eyes)).flatMap(
    ({ view, scope }) => (view.seen && finder.texts(scope, view.seen)) ?? [],
  )
  return [...new Set(all)].slice(0, MOST_NUMBERS)
}

/** The portal's tick box for a service, in the first row that carries the code. */
export function findTick(
  document: Document,
  adapter: Adapter,
  code: string,
  eyes: Omit<Eyes, 'now'> = {},
): HTMLElement | null {
  const found = rowWith(document, adapter, code, eyes)
  return found ? (tickOf(found.finder, found.where, found.parts) as HTMLElement | null) : null
}

/** The row of a service: where the panel points when it cannot untick by itself. */
export const findRow = (
  document: Document,
  adapter: Adapter,
  code: string,
  eyes: Omit<Eyes, 'now'> = {},
): HTMLElement | null => (rowWith(document, adapter, code, eyes)?.row as HTMLElement | undefined) ?? null

function rowWith(document: Document, adapter: Adapter, code: string, eyes: Omit<Eyes, 'now'>) {
  const finder = finderOf(document, eyes)
  for (const sight of inSight(adapter, finder, addressOf(document, eyes))) {
    const where = sight.view.services
    const found =
      where &&
      rowsOf(finder, sight, where).find(
        ({ row, parts }) => short(finder.text(row, where.code, parts) ?? null, LONG.code) === code,
      )
    if (where && found) return { finder, where, ...found }
  }
  return null
}

/** The portal's submit buttons in sight, and the forms around them. */
export function findSubmit(
  document: Document,
  adapter: Adapter,
  eyes: Omit<Eyes, 'now'> = {},
): { readonly buttons: readonly Element[]; readonly forms: readonly Element[] } {
  const finder = finderOf(document, eyes)
  const buttons: Element[] = []
  const forms: Element[] = []
  for (const { view, scope } of inSight(adapter, finder, addressOf(document, eyes))) {
    if (!view.submit) continue
    const button = finder.first(scope, view.submit.button)
    const form =
      (view.submit.form === undefined ? null : finder.first(scope, view.submit.form)) ??
      button?.closest('form')
    if (button) buttons.push(button)
    if (form) forms.push(form)
  }
  return { buttons, forms }
}
