import { type ActivationId, localDay } from '../../base/index.ts'
import { isValid } from '../../consent/index.ts'
import type { Draft } from '../../log/index.ts'
import type { DecisionRow, Write } from '../../store/index.ts'
import { type Counter, commit, readSetting, SETTINGS, settingWrite } from '../state/index.ts'
import { erasedEntry } from './erase.ts'
import { isHeld } from './legal-hold.ts'

const DAY = 86_400_000
/** How far the machine's clock may run ahead of the carrier's before nothing is erased for its sake. */
const AHEAD = 30 * DAY
/** Activations looked at in one turn: a counter that waits for its turn must not notice. */
const SLICE = 50

/**
 * The time that retention goes by: the machine's, but at most a month behind the carrier's last word. Whoever sets the
 * clock ahead by years must not have the evidence erased. Where no order's answer ever told the time there is only one clock.
 */
async function trustedNow(counter: Counter): Promise<number> {
  const outside = await readSetting(counter, SETTINGS.outsideClock)
  return outside !== undefined ? Math.min(counter.now(), outside + AHEAD) : counter.now()
}

/** When what is left of an activation may go; null: not while a consent lasts. */
async function dueAt(
  counter: Counter,
  rows: readonly DecisionRow[],
  times: { readonly first: number; readonly last: number } | null,
): Promise<number | null> {
  const { recordYears, refusalDays } = counter.loaded.policy.times
  // A log that cannot be read has it: it was closed on a day that is known.
  const last = times?.last ?? (await counter.store.closedLogs()).at(-1)?.at ?? null
  if (last === null) return null
  let due = (times?.first ?? last) + refusalDays * DAY
  for (const row of rows) {
    if (row.state === 'refused') due = Math.max(due, row.at + refusalDays * DAY)
    else {
      const end = await endOf(counter, row, last)
      if (end === null) return null
      due = Math.max(due, yearsAfter(end, recordYears))
    }
  }
  return due
}

/** When a consent ended, or will; null: it lasts until it is taken back. */
async function endOf(counter: Counter, row: DecisionRow, last: number): Promise<number | null> {
  if (!isValid(row.state)) return row.ended ?? (row.state === 'withdrawn' ? row.at : last)
  // A later word of the same customer on the same service has taken its place.
  const later = (await counter.store.decisionsOf(row.cust))
    .filter((r) => r.service === row.service && r.id !== row.id && r.at > row.at)
    .map((r) => r.at)
  if (later.length > 0) return Math.min(...later)
  return row.until ?? null
}

function yearsAfter(at: number, years: number): number {
  const day = new Date(at)
  return day.setUTCFullYear(day.getUTCFullYear() + years)
}

/**
 * One turn of the day's erasing. It looks at some activations and takes out what is over, in one transaction with the entries
 * and with the place that it has reached. Erasing that is cut off therefore goes on from there.
 */
export async function retain(counter: Counter): Promise<void> {
  const today = localDay(counter.now())
  const kept = await readSetting(counter, SETTINGS.retention)
  if (kept?.day === today && kept.after === null) return
  if (counter.holds.some((h) => h.scope === 'log')) return
  // A day may be too short: what was not finished goes on, and only what was finished begins again.
  const from = kept?.after ?? ''
  if (from === '') await counter.store.tidy()
  const ids = await counter.store.activationsAfter(from, SLICE)
  const now = await trustedNow(counter)
  const drafts: Draft[] = []
  const writes: Write[] = []
  const gone = new Set<string>()
  for (const id of ids) {
    const found = await overOf(counter, id, now, gone)
    if (!found) continue
    drafts.push(found.draft)
    writes.push(...found.writes)
  }
  // `after`: the last activation that was looked at; null: all of them were.
  const progress = { day: today, after: ids.length < SLICE ? null : (ids.at(-1) ?? null) }
  await commit(counter, {
    drafts,
    writes: [...writes, settingWrite(SETTINGS.retention, progress)],
    tell: drafts.length > 0 ? [{ nudge: 'console' }] : [],
  })
}

/** The customer of whom no activation is left with this one: what is found by their number goes, too. */
async function lastOf(
  counter: Counter,
  whose: readonly (string | null)[],
  gone: ReadonlySet<string>,
): Promise<string | null> {
  const cust = whose.find((c) => c !== null && c !== '') ?? null
  if (cust === null) return null
  const others = await counter.store.activationsOf(cust)
  return others.every((id) => gone.has(id)) ? cust : null
}

async function overOf(
  counter: Counter,
  id: ActivationId,
  now: number,
  /** Activations that this turn takes out: they are still on the disk. */
  gone: Set<string>,
): Promise<{ draft: Draft; writes: readonly Write[] } | null> {
  // What is open is needed, and a number that is still guarded guards its customer.
  if (counter.activations.has(id) || counter.guarded.some((g) => g.activation === id)) return null
  const rows = await counter.store.decisionsIn(id)
  const times = await counter.store.timesOf(id)
  const whose = [null, ...(times?.custs ?? []), ...rows.map((r) => r.cust)]
  if (whose.some((cust) => isHeld(counter, { activations: [id], cust }))) return null
  const due = await dueAt(counter, rows, times)
  if (due !== null && due <= now) {
    gone.add(id)
    const cust = await lastOf(counter, whose, gone)
    const { writes, records, unread } = await counter.store.erase({ activations: [id], cust })
    return { draft: erasedEntry(counter, id, { reason: 'retention', records, unread }), writes }
  }
  const { refusalDays } = counter.loaded.policy.times
  const refused = rows.filter((r) => r.state === 'refused' && r.at + refusalDays * DAY <= now)
  if (refused.length === 0) return null
  const { writes, unread } = await counter.store.eraseDecisions(refused.map((r) => r.id))
  return {
    draft: erasedEntry(counter, id, {
      reason: 'retention',
      records: refused.length,
      unread,
      part: 'refusals',
    }),
    writes,
  }
}
