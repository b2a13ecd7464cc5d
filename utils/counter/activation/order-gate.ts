import type { ServiceId } from '../../base/index.ts'
import { isValid } from '../../consent/index.ts'
import { type Ordered, orderShapes } from '../../portal/index.ts'
import type { HeldWhy, PanelService, ReadService } from '../../wire/index.ts'
import { type Activation, byTab, type Counter } from '../state/index.ts'

/**
 * True only for an answer that is valid now: given or renewed, and for the very text that is in force. Everything else,
 * also a service that nobody knows, is closed.
 */
export function isSigned(counter: Counter, activation: Activation, service: ServiceId): boolean {
  const standing = activation.standing[service]
  if (!standing || !isValid(standing.state)) return false
  const isGoingBack = counter.run.goingBack.some(
    (one) => one.cust === activation.cust && one.service === service && one.until > counter.now(),
  )
  if (isGoingBack) return false
  const known = counter.loaded.catalogue.notice(service, standing.lang)
  // The text is the one signed, and still one that may be put to a customer: an approval can be taken back.
  if (known?.hash !== standing.notice || known.missing.length > 0) return false
  const days = known.notice.full.lastsDays
  return !days || counter.now() < standing.at + days * 86_400_000
}

const adapterOf = (counter: Counter, activation: Activation) =>
  counter.loaded.policy.portals.find((p) => p.id === activation.portal)

/** The plan itself, by the policy and never by what the page says of itself. */
const isPlan = (counter: Counter, activation: Activation, code: string): boolean =>
  adapterOf(counter, activation)?.order.plan?.includes(code) ?? false

/** What one row of the portal is to the customer. */
export function serviceState(
  counter: Counter,
  activation: Activation,
  id: ServiceId | null,
  code: string,
): PanelService['state'] {
  if (code !== '' && isPlan(counter, activation, code)) return 'included'
  if (!id) return 'unknown'
  const why = counter.loaded.catalogue.why(id)
  if (why) return why === 'notice/not-approved' ? 'draft' : 'unknown'
  if (isSigned(counter, activation, id)) return 'given'
  const standing = activation.standing[id]
  if (!activation.again.includes(id)) {
    if (standing?.state === 'refused') return 'refused'
    if (standing?.state === 'withdrawn') return 'withdrawn'
  }
  const item = activation.session?.items.find((i) => i.service === id)
  return item?.answer === 'agree' && !item.checking && !item.signed ? 'marked' : 'waiting'
}

/** Ticked on the portal, and without a valid consent. */
function openRows(
  counter: Counter,
  activation: Activation,
): readonly { row: ReadService; id: ServiceId | null }[] {
  return activation.read
    .filter((row) => row.ticked || row.included)
    .map((row) => ({ row, id: counter.loaded.catalogue.byCode(row.code)?.id ?? null }))
    .filter(({ row, id }) => {
      const state = serviceState(counter, activation, id, row.code)
      return state !== 'included' && state !== 'given'
    })
}

/** What the customer still has to be asked, in the order of the portal, accounts last. */
export function waiting(counter: Counter, activation: Activation): readonly ServiceId[] {
  const asks = (id: ServiceId | null, code: string): id is ServiceId => {
    const state = serviceState(counter, activation, id, code)
    return id !== null && (state === 'waiting' || state === 'marked')
  }
  const rows = openRows(counter, activation)
    .map(({ row, id }) => ({ id, code: row.code }))
    .filter((r): r is { id: ServiceId; code: string } => asks(r.id, r.code))
    .map((r) => r.id)
  const others = [...activation.added, ...activation.accounts].filter((id) => asks(id, ''))
  return [...new Set([...rows, ...others])]
}

export interface Gate {
  readonly open: boolean
  readonly why: HeldWhy | null
  /** Ids, or the portal's codes, of what lacks a consent. */
  readonly lacking: readonly string[]
}

/** The gate of the submit button: closed at every branch that is not known to be good. */
export function pageGate(counter: Counter, activation: Activation): Gate {
  const closed = (why: HeldWhy, lacking: readonly string[] = []): Gate => ({ open: false, why, lacking })
  if (activation.missing.length > 0) return closed('gate/unreadable')
  if (activation.loading) return closed('gate/loading')
  const rows = openRows(counter, activation)
  const lacking = rows.map(({ row, id }) => id ?? row.code)
  if (rows.length === 0) return { open: true, why: null, lacking: [] }
  const states = rows.map(({ row, id }) => serviceState(counter, activation, id, row.code))
  if (states.some((s) => s === 'unknown' || s === 'draft')) return closed('gate/unknown', lacking)
  if (states.some((s) => s === 'waiting' || s === 'marked')) return closed('gate/waiting', lacking)
  return closed('gate/refused-ticked', lacking)
}

/** Nobody can read an order of its portal, by the adapter's word. */
export const isUnread = (counter: Counter, activation: Activation): boolean => {
  const adapter = adapterOf(counter, activation)
  return adapter !== undefined && orderShapes(adapter).some((order) => order.format === 'opaque')
}

/** The codes that are looked for in an order: the catalogue's, and all that the pages showed, ticked or not. */
export function knownCodes(counter: Counter, tab: number): readonly string[] {
  const read = byTab(counter, tab)?.read ?? []
  return [
    ...[...counter.loaded.catalogue.services.values()].flatMap((service) => service.codes),
    ...read.map((row) => row.code).filter((code) => code !== ''),
  ]
}

/** What the pages showed as ordered: all that is known of an order that nobody can read. */
export const shownItems = (activation: Activation): readonly Pick<Ordered, 'code' | 'action'>[] =>
  activation.read
    .filter((row) => row.ticked || row.included)
    .map(({ code }) => ({ code, action: 'add' as const }))

/** Taking something away, or leaving it as it is, needs no consent. */
const isNew = ({ action }: Ordered): boolean => action === 'add' || action === 'modify'

/** In yuan, whatever the order calls it. */
const yuan = ({ value, unit }: NonNullable<Ordered['price']>): number =>
  /^(?:fen|cent|\u5206)$/i.test(unit) ? value / 100 : value

/** The gate of the order request: what is really ordered counts, not what the screen shows. */
export function orderGate(counter: Counter, activation: Activation, ordered: readonly Ordered[]): Gate {
  const { catalogue } = counter.loaded
  const lacking: string[] = []
  const many: string[] = []
  const dear: string[] = []
  const counts = new Map<string, number>()
  for (const item of ordered.filter(isNew)) {
    const service = catalogue.byCode(item.code)
    const name = service?.id ?? item.code
    const state = serviceState(counter, activation, service?.id ?? null, item.code)
    if (state !== 'included' && state !== 'given') lacking.push(name)
    // The same plan for two cards of a family stands there twice; a service that was signed for once is ordered once.
    const count = item.quantity + (state === 'included' ? 0 : (counts.get(name) ?? 0))
    counts.set(name, count)
    if (count > 1) many.push(name)
    if (service && item.price && yuan(item.price) * 100 > service.price.fen + 0.5) dear.push(name)
  }
  const closed = (why: HeldWhy, of: readonly string[]): Gate => ({
    open: false,
    why,
    lacking: [...new Set(of)],
  })
  if (lacking.length > 0) return closed('gate/order', lacking)
  if (many.length > 0) return closed('gate/quantity', many)
  if (dear.length > 0) return closed('gate/price', dear)
  return { open: true, why: null, lacking: [] }
}
