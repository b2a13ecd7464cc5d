const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK = '10X98765432'
/** The day turns in China when the law's birthday does, wherever the machine believes to be. */
const CHINA = 8 * 3600_000

/**
 * Age in whole years from a resident identity number (GB 11643): right check digit, a day that exists, not in the
 * future. null for anything else, also for the 15 digits of old that carry no check digit. The number is not kept.
 */
export function ageOf(identity: string, now: number): number | null {
  const text = identity.replace(/\s/g, '').toUpperCase()
  if (!/^[1-9]\d{16}[\dX]$/.test(text)) return null
  let sum = 0
  for (const [i, weight] of WEIGHTS.entries()) sum += weight * Number(text[i])
  if (CHECK[sum % 11] !== text[17]) return null

  const [year, month, day] = [
    Number(text.slice(6, 10)),
    Number(text.slice(10, 12)),
    Number(text.slice(12, 14)),
  ]
  const born = new Date(Date.UTC(year, month - 1, day))
  if (born.getUTCFullYear() !== year || born.getUTCMonth() !== month - 1 || born.getUTCDate() !== day)
    return null

  const today = new Date(now + CHINA)
  const past =
    today.getUTCMonth() > month - 1 || (today.getUTCMonth() === month - 1 && today.getUTCDate() >= day)
  const age = today.getUTCFullYear() - year - (past ? 0 : 1)
  return age >= 0 && age <= 130 ? age : null
}
