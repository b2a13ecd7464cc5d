import {
  type ActivationId,
  CodedError,
  err,
  holdsNumber,
  maskNumber,
  ok,
  type Result,
  type ServiceId,
} from '../../base/index.ts'
import { asksRelation, type Item, startSession, stepOf } from '../../consent/index.ts'
import type { Write } from '../../store/index.ts'
import { aloudFirst } from '../consent/index.ts'
import { signPath } from '../host.ts'
import { openPermitsOf, shutPermits } from '../permits/index.ts'
import {
  type Activation,
  advance,
  byTab,
  type Counter,
  clerkOf,
  commit,
  type LastPaper,
  openOf,
} from '../state/index.ts'
import { askable, heldIn } from './held.ts'
import { waiting } from './order-gate.ts'

/** Characters: it stands above the key facts, on the same screen at the largest type. */
const MOST_PROMISED = 60

/**
 * The clerk's one tap: states what was promised and gives the screen to the customer. A session that is already under
 * way goes on where it was, with what has come since put behind it.
 */
export async function handToCustomer(
  counter: Counter,
  activation: Activation,
  promise: string,
  text: string | null,
): Promise<Result<null>> {
  const { policy, catalogue } = counter.loaded
  const services = waiting(counter, activation)
  if (services.length === 0) return err('session/nothing-to-ask')
  if (!policy.promises.some((p) => p.code === promise)) return err('promise/unknown')
  const words = promise === 'other' ? (text ?? '').trim() : ''
  if (promise === 'other' && words === '') return err('promise/empty')
  if ([...words].length > MOST_PROMISED) return err('promise/too-long')
  if (holdsNumber(words)) return err('promise/number')
  const committed = words ? await counter.store.vault.commit('text', activation.id, words) : null
  const asked = services.flatMap((id) => {
    const service = catalogue.services.get(id)
    const before = activation.again.includes(id) ? activation.standing[id] : undefined
    // Only their own no is one that they are asked about.
    const no = before && !before.why ? before.at : null
    return service ? [{ service: id, kind: service.kind, paid: service.price.fen > 0, earlier: no }] : []
  })
  const { user } = activation
  // The age of who answers decides whether a question back follows. Where the portal gives none, or a child's, which says
  // nothing of their guardian's, they are asked, once.
  const isTold = activation.age !== null && activation.age >= 18
  const checks = isTold ? aloudFirst(counter, activation) : (user?.checks ?? null)
  const fresh = startSession(asked, {
    checks,
    signEach: policy.signEach,
    teenGuardian: policy.teenGuardian,
    ...(user?.minor ? { minor: user.minor } : {}),
    ...(user?.slow ? { slow: user.slow } : {}),
  })
  const before = activation.session
  // What was already answered in an unfinished session stays answered: the customer is not asked twice.
  const items = fresh.items.map((i) => before?.items.find((b) => isOpenAnswer(b, i)) ?? i)
  // Who uses the number is asked once, but again where only now somebody has to answer for them.
  const known =
    user?.who && (user.relation !== null || !asksRelation({ ...fresh, items }, user.who)) ? user : null
  const session = {
    ...fresh,
    items,
    who: known?.who ?? null,
    relation: known?.relation ?? null,
    // A child has answered alone so far: of their guardian, who now has to, nobody has asked it.
    checks: isTold || known || user?.who !== 'teen' || checks ? checks : null,
  }
  await advance(
    counter,
    { ...activation, session, promise, promiseText: words || null },
    [
      {
        kind: 'promise.stated',
        clerk: clerkOf(counter),
        activation: activation.id,
        cust: activation.cust,
        body: { code: promise, text: committed?.commitment ?? null, services },
      },
    ],
    (committed?.writes ?? []) as readonly Write[],
  )
  await counter.host.openWindow(signPath(activation.id), 'customer')
  counter.host.nudge({ nudge: 'sign', activation: activation.id })
  counter.host.nudge({ nudge: 'panel', activation: activation.id })
  return ok(null)
}

/** What an order held and the page does not show is put to the customer, with whatever else waits, by the same one tap. */
export async function askHeld(
  counter: Counter,
  activation: Activation,
  promise: string,
  text: string | null,
): Promise<Result<null>> {
  const held = heldIn(counter, activation.tab)
  const more = held ? askable(counter, activation, held) : []
  const added = [...new Set([...activation.added, ...more])]
  return handToCustomer(counter, { ...activation, added }, promise, text)
}

/** An answer that still stands: of the same question, not yet signed, and not a no that the customer wants to change. */
const isOpenAnswer = (before: Item, now: Item): boolean =>
  before.service === now.service &&
  !before.signed &&
  before.answer !== 'refuse' &&
  (now.earlier === null || before.earlier === now.earlier)

/**
 * The clerk says that the customer asks for a service that they refused. Nothing is asked of it here: the customer's own
 * screen does, before anything else.
 */
export async function askAgain(
  counter: Counter,
  activation: Activation,
  id: ServiceId,
): Promise<Result<null>> {
  const state = activation.standing[id]?.state
  if (state !== 'refused' && state !== 'withdrawn') return err('service/not-refused')
  const why = counter.loaded.catalogue.why(id)
  if (why) return err(why)
  if (activation.again.includes(id)) return ok(null)
  const isAccount = counter.loaded.catalogue.services.get(id)?.kind === 'account'
  await advance(counter, {
    ...activation,
    again: [...activation.again, id],
    accounts: isAccount ? [...new Set([...activation.accounts, id])] : activation.accounts,
  })
  counter.host.nudge({ nudge: 'panel', activation: activation.id })
  return ok(null)
}

/** Where the portal has no real-name data. */
export async function documentSeen(counter: Counter, activation: Activation): Promise<Result<null>> {
  await advance(counter, { ...activation, documentSeen: true })
  counter.host.nudge({ nudge: 'panel', activation: activation.id })
  return ok(null)
}

/** A third-party account is put on the customer's list; nothing is registered by that. */
export async function addAccount(
  counter: Counter,
  activation: Activation,
  id: ServiceId,
): Promise<Result<null>> {
  const service = counter.loaded.catalogue.services.get(id)
  if (service?.kind !== 'account') return err('service/unknown')
  const why = counter.loaded.catalogue.why(id)
  if (why) return err(why)
  if (activation.accounts.includes(id)) return ok(null)
  await advance(counter, { ...activation, accounts: [...activation.accounts, id] })
  counter.host.nudge({ nudge: 'panel', activation: activation.id })
  return ok(null)
}

export async function dropAccount(
  counter: Counter,
  activation: Activation,
  id: ServiceId,
): Promise<Result<null>> {
  if (activation.standing[id]) return err('service/answered')
  await advance(counter, {
    ...activation,
    accounts: activation.accounts.filter((a) => a !== id),
    session: activation.session
      ? { ...activation.session, items: activation.session.items.filter((i) => i.service !== id) }
      : null,
  })
  counter.host.nudge({ nudge: 'sign', activation: activation.id })
  return ok(null)
}

/** The customer gives the screen back; what was not answered stays open. */
export async function closeSession(counter: Counter, activation: Activation): Promise<void> {
  if (activation.stage === 'confirmed') throw new CodedError('session/not-now')
  if (activation.session && stepOf(activation.session).step === 'done') {
    await advance(counter, { ...activation, session: null })
  }
  counter.host.nudge({ nudge: 'panel', activation: activation.id })
  await counter.host.closeWindow(signPath(activation.id))
}

/** What can be printed once more, until the next customer comes. */
const paperOf = (counter: Counter, a: Activation): LastPaper | null =>
  a.receipt && {
    activation: a.id,
    cust: a.cust,
    shown: a.shown ?? { lang: counter.lang(), size: null },
    clerk: a.clerk,
    receipt: a.receipt,
    codes: a.codes ?? [],
  }

/**
 * The clerk opens the customer's window with a paper: the one that was confirmed in this tab and never handed over, or the
 * one that was handed over last.
 */
export async function showPaper(counter: Counter, tab: number, id: ActivationId): Promise<Result<null>> {
  if (!papersIn(counter, tab).some((paper) => paper.activation === id)) return err('activation/none')
  await counter.host.openWindow(signPath(id), 'customer')
  return ok(null)
}

/** The papers that a portal's tab can still print, without that of the activation which is open in it. */
export function papersIn(
  counter: Counter,
  tab: number,
): readonly { readonly activation: ActivationId; readonly number: string; readonly handed: boolean }[] {
  const current = byTab(counter, tab)
  const left = openOf(counter)
    .filter((a) => a.tab === tab && a.stage === 'confirmed' && a.id !== current?.id)
    .map((a) => ({ activation: a.id, number: maskNumber(a.number), handed: false }))
  const last = current ? null : counter.run.lastPaper
  return [
    ...left,
    ...(last ? [{ activation: last.activation, number: last.receipt.number, handed: true }] : []),
  ]
}

/** Longer than a receipt takes to be read and printed. */
const LONG_GAP = 10

/**
 * The customer says whether the handset was in their hand or in sight: the activation ends either way, its working set
 * goes. A *no* is an entry, not a wall: what happened cannot be undone by keeping the customer here.
 */
export async function handOver(counter: Counter, activation: Activation, handset: boolean): Promise<void> {
  const shut = await shutPermits(counter, activation, openPermitsOf(activation), 'hand-over')
  const since = (from: number): number => Math.max(0, Math.round((counter.now() - from) / 60_000))
  const minutes = since(activation.openedAt)
  const gap = since(activation.confirmedAt ?? counter.now())
  const head = { clerk: clerkOf(counter), activation: activation.id, cust: activation.cust } as const
  await commit(counter, {
    drafts: [
      ...shut.drafts,
      {
        kind: 'handover.confirmed',
        ...head,
        body: { by: 'customer', minutes, handset, gap, ...(gap >= LONG_GAP ? { long: true } : {}) },
      },
      { kind: 'activation.completed', ...head, body: { minutes } },
    ],
    writes: shut.writes,
    next: { over: [activation.id], run: { lastPaper: paperOf(counter, activation) } },
    tell: [...shut.tell, { nudge: 'panel' }],
  })
}
