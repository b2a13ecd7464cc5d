import {
  type ActivationId,
  type E164,
  err,
  maskNumber,
  nationalDigits,
  ok,
  type Result,
  toE164,
} from '../../base/index.ts'
import type { Draft } from '../../log/index.ts'
import type { TracesView } from '../../wire/index.ts'
import { type Counter, clerkOf, commit, openOf, type Patch, shortOf } from '../state/index.ts'
import { holdView, isHeld } from './legal-hold.ts'

/** What lies here of a number, and what stands in the way of erasing it. The number is typed in the console and not kept. */
export async function tracesOfNumber(counter: Counter, text: string): Promise<Result<TracesView>> {
  const number = toE164(text)
  if (!number) return err('number/not-a-number')
  const cust = await counter.store.indexOf(number)
  const ids = await counter.store.activationsOf(cust)
  const activations = await Promise.all(
    ids.map(async (id) => {
      const times = await counter.store.timesOf(id)
      return { id, at: times ? new Date(times.first).toISOString() : null }
    }),
  )
  return ok({
    number: maskNumber(number),
    activations,
    open: openOf(counter).some((a) => a.cust === cust),
    guarded: counter.guarded.some((g) => g.id === cust && g.until > counter.now()),
    holds: counter.holds
      .filter(
        (h) => h.scope === 'log' || h.cust === cust || (h.activation !== '' && ids.includes(h.activation)),
      )
      .map(holdView),
  })
}

/** The entry of an erasure: one for each activation, so that its page says what became of it. */
export const erasedEntry = (
  counter: Counter,
  activation: ActivationId,
  body: { reason: string; records: number; unread: number; part?: 'refusals' },
): Draft => {
  const { reason, records, unread, part } = body
  return {
    kind: 'log.erased',
    clerk: clerkOf(counter),
    activation,
    body: { reason, records, ...(part ? { part } : {}), ...(unread > 0 ? { unread } : {}) },
  }
}

/**
 * Takes everything personal of a customer out of every table of every log here, in one transaction with its entries: vault,
 * decisions, guarded number, marks of signatures, index columns. Entries, tree and checkpoints stay. Closed logs go first,
 * so that what is found by number is there again if it is interrupted. Errors: `erase/none | erase/open | erase/held`.
 */
export async function eraseNumber(
  counter: Counter,
  text: string,
  reason: string,
): Promise<Result<TracesView>> {
  const number = toE164(text)
  if (!number) return err('number/not-a-number')
  const cust = await counter.store.indexOf(number)
  if (openOf(counter).some((a) => a.cust === cust)) return err('erase/open')
  const activations = await counter.store.activationsOf(cust)
  if (isHeld(counter, { activations, cust })) return err('erase/held')
  if (activations.length === 0) return err('erase/none')
  const { drafts, writes } = await erasure(counter, activations, cust, reason)
  await commit(counter, {
    drafts,
    writes,
    next: withoutNumber(counter, cust, number),
    tell: [{ nudge: 'console' }],
  })
  return tracesOfNumber(counter, text)
}

async function erasure(
  counter: Counter,
  activations: readonly ActivationId[],
  cust: string,
  reason: string,
): Promise<{ drafts: readonly Draft[]; writes: Awaited<ReturnType<Counter['store']['erase']>>['writes'] }> {
  const drafts: Draft[] = []
  const writes: (typeof whole)['writes'][number][] = []
  for (const id of activations) {
    const one = await counter.store.erase({ activations: [id], cust: null })
    drafts.push(erasedEntry(counter, id, { reason, records: one.records, unread: one.unread }))
    writes.push(...one.writes)
  }
  // What only the number finds: rows of an activation that is not known by itself.
  const whole = await counter.store.erase({ activations: [], cust })
  return { drafts, writes: [...writes, ...whole.writes] }
}

/** What this run of the browser still knows of a number goes: fingerprints that were let pass, addresses that held it. */
function withoutNumber(counter: Counter, cust: string, number: E164): Patch {
  const digits = nationalDigits(number)
  const short = shortOf(counter, number)
  const { allowed, stops, told, permits, lastPaper } = counter.run
  return {
    guarded: counter.guarded.filter((g) => g.id !== cust),
    run: {
      lastPaper: lastPaper?.cust === cust ? null : lastPaper,
      allowed: allowed.filter((a) => a.short !== short),
      stops: stops.filter((stop) => !stop.url.includes(digits)),
      told: told.filter(({ stop }) => !stop.digits || !digits.includes(stop.digits)),
      permits: {
        ...permits,
        pages: permits.pages.filter((p) => !p.url.includes(digits)),
        answered: permits.answered.filter((p) => !p.url.includes(digits)),
        handedIn: permits.handedIn.filter((p) => !p.key.includes(digits)),
      },
    },
  }
}
