import { type E164, toE164 } from '../../base/index.ts'
import type { Adapter } from '../../policy/index.ts'
import { join, lacksOfKind, merge, type Sheet } from '../../portal/index.ts'
import type { Reading } from '../../wire/index.ts'
import { shiftFromPortal } from '../manager/index.ts'
import { issueReceipt } from '../receipt/index.ts'
import {
  type Activation,
  byTab,
  type Counter,
  commit,
  type InSight,
  numbersOf,
  ORDER_ANSWER_MS,
  openOf,
  remember,
} from '../state/index.ts'
import { guardsFor, openActivation } from './open.ts'
import {
  beginsNow,
  dropPending,
  keepInSight,
  missingIn,
  ofTab,
  otherNumbers,
  sheetOf,
  withPending,
} from './readings.ts'

/** Where a reading comes from: a frame of a tab. */
export interface At {
  readonly tab: number
  readonly frame: number
}

/** A frame shows nothing of an activation any more, or is gone: what cannot be read in it holds nothing. */
export async function nothingInSight(counter: Counter, { tab, frame }: At): Promise<void> {
  if (!counter.run.inSight.some((one) => one.tab === tab && one.frame === frame)) return
  const shown = keepInSight(counter, tab, frame, null)
  // Where nothing is in sight any more, what stood last stands.
  if (shown.length === 0) return
  tellMissing(counter, tab, shown, missingIn(shown))
  const activation = byTab(counter, tab)
  if (activation?.stage === 'open')
    await update(counter, activation, {
      ...activation,
      ...stateOf(shown, sheetOf(activation), adapterOf(counter, activation)),
    })
  tellFrames(counter, { tab, frame }, true)
}

/**
 * The panel of one frame has read what its page shows: an activation is opened or followed, or the portal has confirmed. What
 * other frames and earlier pages have shown of the same activation stays.
 */
export async function readPortal(
  counter: Counter,
  at: At,
  adapter: Adapter,
  reading: Reading,
): Promise<void> {
  const was = [byTab(counter, at.tab), counter.problems.get(at.tab)]
  await take(counter, at, adapter, reading)
  const is = [byTab(counter, at.tab), counter.problems.get(at.tab)]
  tellFrames(counter, at, !same(was, is))
}

/** What one frame has changed, the others hear of: button and form may stand in different ones. */
function tellFrames(counter: Counter, { tab, frame }: At, changed: boolean): void {
  const isAlone = frame === 0 && counter.run.inSight.every((one) => one.tab !== tab || one.frame === 0)
  if (changed && !isAlone) counter.host.nudge({ nudge: 'panel' })
}

async function take(counter: Counter, at: At, adapter: Adapter, reading: Reading): Promise<void> {
  const { tab, frame } = at
  const clerk = reading.clerk?.trim()
  if (clerk) await shiftFromPortal(counter, clerk)
  const before = counter.run.inSight.find((one) => one.tab === tab && one.frame === frame)
  const begins = beginsNow(adapter, before, reading)
  const shown = keepInSight(counter, tab, frame, reading)
  if (reading.confirmed) {
    remember(counter, { problems: [[tab, null]] })
    await confirmed(counter, tab, reading)
    return
  }
  const isOnePage = adapter.views === undefined
  const missing = missingIn(shown)
  if (isOnePage && (missing.length > 0 || reading.number === null)) {
    const lacks = missing.length > 0 ? missing : ['number']
    remember(counter, { problems: [[tab, { problem: null, missing: lacks }]] })
    const activation = byTab(counter, tab)
    // What is on the screen cannot be told: the gate of an activation that was known closes too.
    if (activation?.stage === 'open') await update(counter, activation, { ...activation, missing: lacks })
    return
  }
  const number = reading.number === null ? null : toE164(reading.number)
  if (reading.number !== null && !number) {
    remember(counter, { problems: [[tab, { problem: 'number/not-a-number', missing: [] }]] })
    return
  }
  if (!counter.store.vault.ready()) {
    remember(counter, { problems: [[tab, { problem: 'vault/none', missing: [] }]] })
    return
  }
  if (number && !missing.includes('number.two'))
    await withNumber(counter, at, adapter, number, reading, begins)
  else {
    const known = ofTab(counter, tab, adapter, reading, begins)
    if (known) await follow(counter, known, tab, merge(sheetOf(known), reading, adapter), shown, adapter)
  }
  tellMissing(counter, tab, shown, missing)
}

/** What the frames in sight say of the page as a whole, and what this kind of business still lacks. */
const stateOf = (
  shown: readonly InSight[],
  sheet: Sheet,
  adapter: Adapter | undefined,
): Pick<Activation, 'missing' | 'loading'> => ({
  missing: [
    ...missingIn(shown),
    ...(adapter
      ? lacksOfKind(
          adapter,
          sheet,
          shown.some((one) => one.submit),
        )
      : []),
  ],
  loading: shown.some((one) => one.loading),
})

/** A submit that is in sight before anybody knows whose it is says what is wanting. */
function tellMissing(
  counter: Counter,
  tab: number,
  shown: readonly InSight[],
  missing: readonly string[],
): void {
  const isNobodys = shown.some((one) => one.submit) && byTab(counter, tab) === null
  const lacks = isNobodys && missing.length === 0 ? ['number'] : missing
  remember(counter, { problems: [[tab, lacks.length > 0 ? { problem: null, missing: lacks } : null]] })
}

async function withNumber(
  counter: Counter,
  { tab }: At,
  adapter: Adapter,
  number: E164,
  reading: Reading,
  begins: boolean,
): Promise<void> {
  const shown = counter.run.inSight.filter((one) => one.tab === tab)
  const open = openOf(counter).filter((a) => a.stage !== 'confirmed')
  const own = byTab(counter, tab)
  // A page about a sub-card of the sheet is still the sheet's.
  const known =
    open.find((a) => a.number === number) ??
    open.find((a) => a.id === own?.id && adapter.views !== undefined && a.numbers.includes(number))
  const sheet = withPending(counter, tab, adapter, reading, begins, known)
  dropPending(counter, tab)
  if (!known) {
    await openActivation(counter, tab, adapter, number, sheet, stateOf(shown, sheet, adapter))
    return
  }
  const before = sheetOf(known)
  // One page that shows everything is read as it stands; of views, what was read first comes first.
  const next = adapter.views ? merge(join(before, sheet), reading, adapter) : merge(before, reading, adapter)
  await follow(counter, known, tab, next, shown, adapter)
  if (byTab(counter, tab)?.id === known.id) return
  const others = counter.run.current.filter((one) => one.tab !== tab)
  remember(counter, { run: { current: [...others, { tab, activation: known.id }] } })
}

const adapterOf = (counter: Counter, activation: Activation): Adapter | undefined =>
  counter.loaded.policy.portals.find((portal) => portal.id === activation.portal)

/** What an order of these rows holds: a row that nobody ticked, or another price text, changes nothing about it. */
const orderedIn = (services: Sheet['services']): readonly string[] =>
  services
    .filter((row) => row.ticked || row.included)
    .map((row) => row.code)
    .sort()

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

async function follow(
  counter: Counter,
  known: Activation,
  tab: number,
  sheet: Sheet,
  shown: readonly InSight[],
  adapter: Adapter,
): Promise<void> {
  const isSent = known.underway !== null && counter.now() - (known.submittedAt ?? 0) < ORDER_ANSWER_MS
  await update(counter, known, {
    ...known,
    tab,
    customer: sheet.customer,
    age: sheet.age,
    realName: sheet.realName,
    order: sheet.order,
    kind: sheet.kind,
    numbers: otherNumbers(sheet, known.number),
    read: sheet.services,
    ...stateOf(shown, sheet, adapter),
    // Sent is sent until the answer comes, also when the same page is read again; a clerk who changes the services
    // after that has an open activation again.
    stage: isSent || same(orderedIn(sheet.services), orderedIn(known.read)) ? known.stage : 'open',
  })
}

/** Writes it down where it has changed; a number that the sheet shows anew is guarded with it. */
async function update(counter: Counter, known: Activation, next: Activation): Promise<void> {
  if (same(next, known)) return
  const fresh = next.numbers.filter((number) => !numbersOf(known).includes(number))
  const guards = await guardsFor(counter, next.id, fresh)
  await commit(counter, {
    writes: guards.map((put) => ({ table: 'guarded', put })),
    next: {
      activations: [next],
      ...(guards.length > 0
        ? { guarded: [...counter.guarded.filter((g) => !guards.some((one) => one.id === g.id)), ...guards] }
        : {}),
    },
  })
}

/** The portal shows its confirmation: the receipt is made by itself, and the customer's display opens with it. */
async function confirmed(counter: Counter, tab: number, reading: Reading): Promise<void> {
  const activation = byTab(counter, tab)
  if (!activation || activation.stage === 'confirmed') return
  // Only an order that the gate let through can be confirmed; a page that merely says so is no confirmation.
  if (activation.stage !== 'submitted') return
  await issueReceipt(counter, { ...activation, order: reading.confirmed?.order ?? activation.order })
}
