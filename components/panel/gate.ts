import type { PageReading } from '../../utils/portal/index.ts'
import type { PanelView } from '../../utils/wire/index.ts'

/** A reading and what the background said to it. */
export interface Answered {
  readonly reading: PageReading
  readonly view: PanelView
}

/**
 * Why a submit is held: `moment` while the background has not answered what the page shows now; else what the panel says.
 * null lets it go (the network gate still judges the order itself).
 */
export type Held = 'moment' | 'missing' | 'problem' | 'closed' | null

const ordered = (reading: PageReading): Set<string> =>
  new Set(reading.services.filter((s) => s.ticked).map((s) => (s.included ? `plan ${s.code}` : s.code)))

const same = (a: PageReading, b: PageReading): boolean =>
  a.number === b.number && a.customer === b.customer && a.age === b.age && a.clerk === b.clerk

/**
 * Judges at the very click, from the page as it is now: an answer counts only for what it was given for. Ordering less
 * than what was answered needs no new answer, so that a step of the portal that shows only the ticked rows costs nothing.
 */
export function heldBy(now: PageReading | null, answered: Answered | null): Held {
  if (now === null || now.confirmed) return null
  if (now.missing.length > 0) return 'missing'
  if (answered === null) return 'moment'
  const { reading, view } = answered
  const before = ordered(reading)
  const current =
    same(now, reading) &&
    (!now.loading || reading.loading) &&
    [...ordered(now)].every((code) => before.has(code))
  if (!current) return 'moment'
  if (view.problem !== null) return 'problem'
  if (view.activation?.gate.open === true) return null
  // Less is ordered than what the closed gate was about: it may be open by now.
  return before.size > ordered(now).size || reading.loading !== now.loading ? 'moment' : 'closed'
}
