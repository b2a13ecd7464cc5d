import type { Commitment, Json } from '../base/index.ts'
import { canonicalize, concat, fromHex, hex, sha256, utf8 } from '../base/index.ts'

const COMMITMENT = /^[0-9a-f]{64}$/

/** SHA-256(salt ‖ utf8(value)), lower-case hex; the salt is 32 random bytes, one for each commitment. */
export const commitTo = (salt: Uint8Array, value: string): Commitment =>
  hex(sha256(concat(salt, utf8(value)))) as Commitment

/** Whether salt (hex) and value are what an entry committed to. False for anything malformed. */
export function opensCommitment(commitment: string, salt: string, value: string): boolean {
  if (typeof commitment !== 'string' || typeof salt !== 'string' || typeof value !== 'string') return false
  const bytes = fromHex(salt)
  if (bytes?.length !== 32 || !COMMITMENT.test(commitment) || !value.isWellFormed()) return false
  return commitTo(bytes, value) === commitment
}

/** SHA-256 of a value's canonical JSON, lower-case hex: how strokes, notices, receipts and policies are named. */
export const hashOf = (value: Json): string => hex(sha256(utf8(canonicalize(value))))
