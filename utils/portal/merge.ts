import type { Adapter } from '../policy/index.ts'
import type { PageReading, PageService } from './page.ts'
import { viewsOf } from './views.ts'

/** What is known of one activation from everything that its portal has shown so far. */
export interface Sheet {
  readonly customer: string | null
  readonly age: number | null
  readonly realName: boolean
  readonly order: string | null
  /** The kind of business, where the adapter tells kinds apart. */
  readonly kind: string | null
  /** Every other number of this customer, as the pages showed them. */
  readonly numbers: readonly string[]
  readonly services: readonly PageService[]
}

export const EMPTY_SHEET: Sheet = {
  customer: null,
  age: null,
  realName: false,
  order: null,
  kind: null,
  numbers: [],
  services: [],
}

/** Rows that are not ordered are kept for the eye alone. */
const MOST_UNTICKED = 100
const MOST_NUMBERS = 50

const counts = (service: PageService): boolean => service.ticked || service.included

/** All that is ordered, and some of the rest. */
function trimmed(services: readonly PageService[]): readonly PageService[] {
  let rest = MOST_UNTICKED
  return services.filter((s) => counts(s) || rest-- > 0)
}

/** The views of an adapter that always show all of their services. */
const wholeViews = (adapter: Adapter): ReadonlySet<string> =>
  new Set(viewsOf(adapter).flatMap((view) => (view.services?.whole ? [view.id] : [])))

/** The later of two sheets counts; what it does not show stays. */
export function join(before: Sheet, later: Sheet): Sheet {
  const services = new Map(before.services.map((s) => [s.code, s]))
  for (const service of later.services) services.set(service.code, service)
  const customer = later.customer ?? before.customer
  const age = later.age ?? before.age
  return {
    customer,
    age,
    realName: before.realName || later.realName || (customer !== null && age !== null),
    order: later.order ?? before.order,
    kind: later.kind ?? before.kind,
    numbers: [...new Set([...before.numbers, ...later.numbers])].slice(0, MOST_NUMBERS),
    services: trimmed([...services.values()]),
  }
}

/**
 * What is known after one more reading. What a page does not show any more stays known: a dialog closes, a step is left, a
 * row is scrolled away. A tick that was seen counts until it is seen unticked; only a view that says that it always shows
 * all of its services takes away what is gone from it.
 */
export function merge(before: Sheet, reading: PageReading, adapter: Adapter): Sheet {
  const { customer, age, realName, order } = reading
  // One page that shows everything: what it shows is what there is.
  if (!adapter.views)
    return {
      customer: customer ?? before.customer,
      age: age ?? before.age,
      realName: realName || before.realName,
      order: order ?? before.order,
      kind: null,
      numbers: [...new Set([...before.numbers, ...(reading.numbers ?? [])])].slice(0, MOST_NUMBERS),
      services: reading.services,
    }
  const whole = wholeViews(adapter)
  const gone = new Set((reading.views ?? []).filter((view) => whole.has(view)))
  // Within one reading a code counts as ordered where any view shows it so.
  const read = new Map<string, PageService>()
  for (const service of reading.services) {
    const same = read.get(service.code)
    read.set(service.code, same && counts(same) && !counts(service) ? same : service)
  }
  return join(
    { ...before, services: before.services.filter((s) => read.has(s.code) || !gone.has(s.view ?? '')) },
    {
      customer,
      age,
      realName,
      order,
      kind: reading.kind ?? null,
      numbers: reading.numbers ?? [],
      services: [...read.values()],
    },
  )
}

/** What the kind of business needs and the sheet does not have; `isDue`: once the submit is in sight. */
export function lacksOfKind(adapter: Adapter, sheet: Sheet, isDue: boolean): readonly string[] {
  if (!adapter.kinds) return []
  const kind = adapter.kinds.find(({ id }) => id === sheet.kind)
  if (sheet.kind !== null && !kind) return ['kind.unknown']
  if (!isDue) return []
  if (!kind) return ['fields.kind']
  const has = {
    customer: sheet.customer !== null,
    identity: sheet.age !== null,
    order: sheet.order !== null,
    services: sheet.services.length > 0,
  }
  return (kind.needs ?? [])
    .filter((need) => !has[need])
    .map((need) => (need === 'services' ? 'services.row' : `fields.${need}`))
}
