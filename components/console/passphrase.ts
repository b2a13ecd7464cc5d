export type Strength = 'short' | 'weak' | 'fair' | 'strong'

/** Characters of a script of thousands weigh twice a letter. */
const weight = (c: string): number => (/\p{Script=Han}|\p{Script=Hangul}|[\u3040-\u30ff]/u.test(c) ? 2 : 1)
const COMMON =
  /^(?:password|passw0rd|qwerty\w*|abc\d*|iloveyou|admin\w*|(\w)\1*|0?1234567890*|\d{4}-?\d{2}-?\d{2})$/i

/**
 * A hint, not a measure: length first, as a passphrase is judged, then variety. `short` is not taken: the sealed key lies
 * on this disk, and who copies it may try as long as they like.
 */
export function strength(passphrase: string): Strength {
  const chars = [...passphrase.normalize('NFKC').trim()]
  const length = chars.reduce((n, c) => n + weight(c), 0)
  const distinct = new Set(chars.map((c) => c.toLowerCase())).size
  if (length < 10 || distinct < 5 || COMMON.test(passphrase.trim())) return 'short'
  if (length < 14 || distinct < 8) return 'weak'
  if (length < 20) return 'fair'
  return 'strong'
}

export const FREE_TRIES = 5
const FIRST_WAIT = 30_000
const LONGEST_WAIT = 15 * 60_000

/**
 * Milliseconds still to wait after wrong tries: nothing for the first five, then 30 s, doubling, at most 15 minutes.
 * `rejected`: times (ms) of the tries since the last right one, in any order.
 */
export function waitFor(rejected: readonly number[], now: number): number {
  // A clock set back must not lock anybody out for ever, nor a clock set forward let anybody in.
  const tries = rejected.length
  if (tries < FREE_TRIES) return 0
  const last = Math.min(now, Math.max(...rejected))
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries - FREE_TRIES))
  return Math.max(0, last + wait - now)
}

/** The manager's reasons for opening the vault; the code stands in the log. */
export const UNLOCK_REASONS = ['routine', 'complaint', 'customer-asks', 'audit', 'police'] as const
