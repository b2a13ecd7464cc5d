import { cellOf } from '../../guard/index.ts'
import type { Draft, Way } from '../../log/index.ts'
import {
  type BrowserRun,
  type Counter,
  clerkOf,
  commit,
  newest,
  placeOf,
  record,
  safeOrigin,
  serviceAt,
} from '../state/index.ts'
import { actAt, type StopBody, type Stopped, situationAt } from './act.ts'
import { ALLOW_MS, allowedWith, isFalse } from './allow.ts'
import { activationOf, isGuarded, shortsOf } from './digits.ts'
import { isFlood } from './flood.ts'
import { quarantine } from './quarantine.ts'

/** For so long after a number was stopped in a tab, a lone code there may be the customer's. */
const CODE_MS = 10 * 60_000

/** So many stops in a row without a hand, in whichever frames of a tab: it tries numbers one by one. */
const TRIES = 5

const WAYS: readonly Way[] = [
  'key',
  'paste',
  'drop',
  'insert',
  'composition',
  'autofill',
  'script',
  'address',
  'text',
  'page',
  'button',
  'submit',
  'request',
  'navigation',
  'copy',
]

/** `inform`, or what a policy allows: nothing was stopped. The request that follows passes too; an `inform` is written down. */
export async function sentinelInformed(
  counter: Counter,
  tab: number,
  url: string,
  told: Stopped,
): Promise<void> {
  const cell = cellOf(situationAt(counter, url, told))
  if (cell === null || cell !== told.cell || actAt(counter, url, told) !== told.act) return
  if (told.digits !== null && told.number === 'guarded') {
    if (!(await isGuarded(counter, told.digits))) return
    const [at, until] = [placeOf(counter, url), counter.now() + ALLOW_MS]
    const allowed = allowedWith(
      counter,
      shortsOf(counter, told.digits).map((short) => ({ tab, cell, short, until, at })),
    )
    await commit(counter, { next: { run: { allowed } } })
  }
  if (told.act !== 'inform' || isFlood(counter, `${tab}/inform/${cell}`)) return
  const activation = activationOf(counter, told.digits) ?? newest(counter)
  await record(counter, [
    {
      kind: 'guard.informed',
      clerk: clerkOf(counter),
      activation: activation?.id ?? '',
      ...(activation ? { cust: activation.cust } : {}),
      body: {
        origin: safeOrigin(url),
        service: serviceAt(counter, url),
        page: told.page,
        number: told.number,
        way: WAYS.find((w) => w === told.way) ?? 'script',
        layer: told.layer,
        why: told.why,
      },
    },
  ])
}

/** The sentinel has stopped something. Returns false for a false match, for which an allowance now stands. */
export async function sentinelStopped(
  counter: Counter,
  tab: number,
  url: string,
  stopped: Stopped,
): Promise<boolean> {
  if (
    stopped.digits !== null &&
    stopped.number === 'guarded' &&
    (await isFalse(counter, tab, stopped.cell, stopped.digits))
  )
    return false
  const service = serviceAt(counter, url)
  const activation = activationOf(counter, stopped.digits) ?? newest(counter)
  const body: StopBody = {
    origin: safeOrigin(url),
    service,
    page: stopped.page,
    number: stopped.number,
    way: WAYS.find((w) => w === stopped.way) ?? 'script',
    layer: stopped.layer,
    why: stopped.why,
  }
  const kind =
    stopped.layer === 'request'
      ? 'request.stopped'
      : stopped.page === 'field'
        ? 'number.stopped'
        : 'signup.stopped'
  const { run, isTrying } = stopsInTab(counter, tab, stopped)
  const isNew = !isFlood(counter, `${tab}/${kind}/${body.way}/${body.why}`)
  const draft: Draft<typeof kind> = {
    kind,
    clerk: clerkOf(counter),
    activation: activation?.id ?? '',
    ...(activation ? { cust: activation.cust } : {}),
    body,
  }
  try {
    await commit(counter, {
      shut: { run },
      ...(isNew ? { drafts: [draft], tell: [{ nudge: 'popup' }] } : {}),
    })
  } finally {
    // Also where it cannot be written down.
    if (stopped.quarantine || isTrying)
      await quarantine(counter, tab, url, stopped.quarantine ? stopped.why : 'too-many', stopped)
  }
  return true
}

/**
 * What a stop changes for its tab: for a while a lone code needs a reason there, and stops without a hand are counted over all
 * its frames; `isTrying` where they are too many. A worker has no tab to be counted in.
 */
function stopsInTab(
  counter: Counter,
  tab: number,
  { number, hand }: Stopped,
): { run: Partial<BrowserRun>; isTrying: boolean } {
  const now = counter.now()
  const { alone, codeTabs } = counter.run
  const tabs = codeTabs.filter((c) => c.tab !== tab && c.until > now)
  const codes = number === 'guarded' ? { codeTabs: [...tabs, { tab, until: now + CODE_MS }] } : {}
  if (tab < 0) return { run: codes, isTrying: false }
  const count = hand ? 0 : (alone.find((a) => a.tab === tab)?.count ?? 0) + 1
  const others = alone.filter((a) => a.tab !== tab)
  const counted = count > 0 && count < TRIES ? [...others, { tab, count }] : others
  return { run: { ...codes, alone: counted }, isTrying: count >= TRIES }
}
