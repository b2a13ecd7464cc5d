import { type Counter, remember } from '../state/index.ts'

const FLOOD_MS = 1000
/** Kinds of stop within a second; more is a flood by itself. */
const MOST = 200

/** Same act, same place, within a second: one entry. A page that floods must not fill the log. */
export function isFlood(counter: Counter, key: string): boolean {
  const now = counter.now()
  const fresh = counter.run.floods.filter((one) => now - one.at < FLOOD_MS)
  const isOne = fresh.some((one) => one.key === key)
  const others = fresh.filter((one) => one.key !== key).slice(1 - MOST)
  remember(counter, { run: { floods: [...others, { key, at: now }] } })
  return isOne
}
