import * as v from 'valibot'
import { KIND_NEEDS } from './adapter.ts'

const list = <T extends v.GenericSchema>(item: T, max: number) =>
  v.pipe(v.array(item), v.minLength(1), v.maxLength(max))
const line = (max: number) =>
  v.pipe(v.string(), v.maxLength(max), v.regex(/^[^\p{Cc}\p{Cs}]*\S[^\p{Cc}\p{Cs}]*$/u))
const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/))
const name = v.pipe(v.string(), v.regex(/^[A-Za-z_][\w:.-]{0,63}$/))

/** Brackets and quotes that close: a selector that no engine could parse never reaches a portal page. */
function balanced(selector: string): boolean {
  const open: string[] = []
  let quote = ''
  for (let i = 0; i < selector.length; i++) {
    const c = selector[i] as string
    if (c === '\\') i++
    else if (quote) quote = c === quote ? '' : quote
    else if (c === '"' || c === "'") quote = c
    else if (c === '[' || c === '(') open.push(c)
    else if (c === ']' || c === ')') {
      if (open.pop() !== (c === ']' ? '[' : '(')) return false
    }
  }
  return !quote && open.length === 0
}

const css = v.pipe(
  v.string(),
  v.maxLength(500),
  v.regex(/^[^{};@\p{Cc}]*[^{};@\p{Cc}\s,>+~][^{};@\p{Cc}]*$/u),
  v.regex(/^(?!\s*[,>+~]).*[^\s,>+~(\\]\s*$/u),
  v.check(balanced),
)

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').source !== ''
  } catch {
    return false
  }
}

const WAYS = ['css', 'label', 'column', 'role'] as const

const locator = v.pipe(
  v.strictObject({
    css: v.exactOptional(css),
    label: v.exactOptional(line(100)),
    column: v.exactOptional(line(100)),
    role: v.exactOptional(v.pipe(v.string(), v.regex(/^[a-z]{2,30}$/))),
    name: v.exactOptional(line(100)),
    attr: v.exactOptional(name),
    prop: v.exactOptional(name),
    pattern: v.exactOptional(v.pipe(v.string(), v.maxLength(300), v.check(compiles))),
  }),
  // One way, so that it is plain which one has found it; several stand in a list.
  v.forward(
    v.check((l) => WAYS.filter((way) => l[way] !== undefined).length === 1),
    ['css'],
  ),
  v.forward(
    v.check((l) => l.name === undefined || l.role !== undefined),
    ['name'],
  ),
  v.forward(
    v.check((l) => l.attr === undefined || l.prop === undefined),
    ['prop'],
  ),
)

/** A list by its own name, so that a fault inside of it keeps its path. */
const oneOrMore = <T extends v.GenericSchema>(one: T) =>
  v.lazy(
    (input): v.GenericSchema<v.InferInput<T> | v.InferInput<T>[], v.InferOutput<T> | v.InferOutput<T>[]> =>
      Array.isArray(input) ? list(one, 10) : one,
  )
const pick = oneOrMore(locator)
const find = v.lazy(
  (input): v.GenericSchema<string | v.InferInput<typeof pick>, string | v.InferOutput<typeof pick>> =>
    typeof input === 'string' ? css : pick,
)

const fields = {
  clerk: v.exactOptional(pick),
  number: v.exactOptional(pick),
  numbers: v.exactOptional(pick),
  customer: v.exactOptional(pick),
  identity: v.exactOptional(pick),
  order: v.exactOptional(pick),
  kind: v.exactOptional(pick),
}

const services = v.strictObject({
  row: find,
  code: pick,
  name: pick,
  price: v.exactOptional(pick),
  tick: v.exactOptional(find),
  ticked: v.exactOptional(css),
  included: v.exactOptional(css),
  loading: v.exactOptional(find),
  whole: v.exactOptional(v.boolean()),
})

const submit = v.strictObject({ button: find, form: v.exactOptional(find) })

const glob = v.pipe(v.string(), v.maxLength(500), v.regex(/^[^\s\p{Cc}]+$/u))

const view = v.pipe(
  v.strictObject({
    id,
    at: v.exactOptional(
      v.strictObject({
        path: v.exactOptional(v.pipe(glob, v.regex(/^[/*]/))),
        query: v.exactOptional(v.record(line(100), line(200))),
        hash: v.exactOptional(v.pipe(glob, v.regex(/^[^#]/))),
      }),
    ),
    on: v.exactOptional(find),
    within: v.exactOptional(css),
    begins: v.exactOptional(v.boolean()),
    fields: v.exactOptional(v.strictObject(fields)),
    services: v.exactOptional(services),
    submit: v.exactOptional(submit),
    confirmed: v.exactOptional(v.strictObject({ on: v.exactOptional(find), order: v.exactOptional(pick) })),
    seen: v.exactOptional(pick),
  }),
  // A view that nothing tells from another would be in sight on every page.
  v.forward(
    v.check((one) => one.at !== undefined || one.on !== undefined || one.within !== undefined),
    ['on'],
  ),
)

const views = v.pipe(
  list(view, 40),
  v.checkItems((one, at, all) => all.findIndex((other) => other.id === one.id) === at),
)

const kinds = v.pipe(
  list(
    v.strictObject({
      id,
      words: list(line(100), 20),
      needs: v.exactOptional(v.array(v.picklist(KIND_NEEDS))),
    }),
    20,
  ),
  v.checkItems((one, at, all) => all.findIndex((other) => other.id === one.id) === at),
)

/** The parts of an adapter that say how to read its pages. */
export const PAGE = {
  views: v.exactOptional(views),
  kinds: v.exactOptional(kinds),
  activation: v.exactOptional(v.strictObject({ css })),
  fields: v.exactOptional(v.strictObject({ ...fields, number: pick })),
  services: v.exactOptional(services),
  submit: v.exactOptional(submit),
  confirmed: v.exactOptional(v.strictObject({ css, order: v.exactOptional(pick) })),
}

type Page = v.InferOutput<v.StrictObjectSchema<typeof PAGE, undefined>>

const TOP = ['activation', 'fields', 'services', 'submit', 'confirmed'] as const
const has = (views: Page['views'], what: (view: NonNullable<Page['views']>[number]) => unknown): boolean =>
  views?.some((one) => what(one) !== undefined) === true

/** Where a page part is missing, or stands twice: its name; '' where all is well. */
export function pageFault(page: Page): (typeof TOP)[number] | 'views' | 'kinds' | '' {
  // Kinds that no view tells would hold every order.
  if (page.kinds && !has(page.views, (one) => one.fields?.kind)) return 'kinds'
  if (!page.views) return TOP.find((part) => page[part] === undefined) ?? ''
  // Two ways to describe one portal would be two portals.
  const twice = TOP.find((part) => page[part] !== undefined)
  if (twice) return twice
  const whole =
    has(page.views, (one) => one.fields?.number) &&
    has(page.views, (one) => one.submit) &&
    has(page.views, (one) => one.confirmed)
  return whole ? '' : 'views'
}
