/** Wall clock and the milliseconds since this run began, side by side (as ODK Collect does). */
export interface Clock {
  now(): number
  mono(): number
}

export const systemClock = (): Clock => ({ now: () => Date.now(), mono: () => performance.now() })

/** `+08:00`: the offset of local time at an instant. */
export function tzOffset(at: number): string {
  const minutes = -new Date(at).getTimezoneOffset()
  const abs = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${String(Math.floor(abs / 60)).padStart(2, '0')}:${String(abs % 60).padStart(2, '0')}`
}

/** `2026-11-23` in local time. */
export function localDay(at: number): string {
  const d = new Date(at)
  return `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, '0')}-${String(d.getDate()).padStart(2, '0')}`
}
