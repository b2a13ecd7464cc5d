/** Same act, same place, within a second: one entry. A page that floods must not fill the log. */
const recent = new Map<string, { at: number; count: number }>()

export function isFlood(key: string, now: number): boolean {
  const last = recent.get(key)
  recent.set(key, { at: now, count: (last?.count ?? 0) + 1 })
  if (recent.size > 500) recent.clear()
  return last !== undefined && now - last.at < 1000
}
