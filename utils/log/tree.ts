import type { Bytes, Result } from '../base/index.ts'
import { equal, err, ok, sha256 } from '../base/index.ts'

/** Sizes and indices are unsigned 64 bit, as in RFC 9162. */
export const U64_MAX = (1n << 64n) - 1n
const HASH = 32

/** SHA-256(0x00 ‖ entry), RFC 6962 2.1. */
export function leafHash(bytes: Uint8Array): Bytes {
  const input = new Uint8Array(bytes.length + 1)
  input.set(bytes, 1)
  return sha256(input)
}

const PAIR = new Uint8Array(1 + 2 * HASH)
PAIR[0] = 1

/** SHA-256(0x01 ‖ left ‖ right), RFC 6962 2.1. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Bytes {
  if (left.length === HASH && right.length === HASH) {
    // All nodes share one buffer: a million are hashed in a row, and no other code runs in between.
    PAIR.set(left, 1)
    PAIR.set(right, 1 + HASH)
    return sha256(PAIR)
  }
  const input = new Uint8Array(1 + left.length + right.length)
  input[0] = 1
  input.set(left, 1)
  input.set(right, 1 + left.length)
  return sha256(input)
}

/** Root of the tree of no entries: SHA-256 of nothing. */
export const emptyRoot = (): Bytes => sha256(new Uint8Array(0))

export interface InclusionClaim {
  readonly leafIndex: bigint
  readonly treeSize: bigint
  readonly leafHash: Uint8Array
  /** Sibling hashes from the leaf up. */
  readonly proof: readonly Uint8Array[]
  readonly root: Uint8Array
}

export interface ConsistencyClaim {
  readonly size1: bigint
  readonly size2: bigint
  readonly root1: Uint8Array
  readonly root2: Uint8Array
  readonly proof: readonly Uint8Array[]
}

export type TreeFault = 'tree/input' | 'tree/range' | 'tree/length' | 'tree/root'

/** A bigint, or a number that loses nothing; null for all else. */
export function u64(value: unknown): bigint | null {
  if (typeof value === 'bigint') return value >= 0n && value <= U64_MAX ? value : null
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : null
  return null
}

const isHash = (value: unknown): value is Uint8Array => value instanceof Uint8Array && value.length === HASH

/** A proof has at most one hash a level, and one more. Null where it is no list of hashes. An absent proof counts as empty. */
function hashes(value: unknown): readonly Uint8Array[] | null {
  if (value === null || value === undefined) return []
  if (!Array.isArray(value) || value.length > 65) return null
  // A copy without holes: `every` passes over what is not there.
  const all: unknown[] = Array.from(value)
  return all.every(isHash) ? all : null
}

/** RFC 9162 2.1.3.2. Never throws, whatever it is handed. */
export function verifyInclusion(claim: InclusionClaim): Result<true, TreeFault> {
  const index = u64(claim?.leafIndex)
  const size = u64(claim?.treeSize)
  const proof = hashes(claim?.proof)
  if (index === null || size === null || proof === null) return err('tree/input')
  if (!isHash(claim.leafHash) || !isHash(claim.root)) return err('tree/input')
  if (index >= size) return err('tree/range')
  let fn = index
  let sn = size - 1n
  let r: Uint8Array = claim.leafHash
  for (const p of proof) {
    if (sn === 0n) return err('tree/length')
    if ((fn & 1n) === 1n || fn === sn) {
      r = nodeHash(p, r)
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n
        sn >>= 1n
      }
    } else {
      r = nodeHash(r, p)
    }
    fn >>= 1n
    sn >>= 1n
  }
  if (sn !== 0n) return err('tree/length')
  return equal(r, claim.root) ? ok(true as const) : err('tree/root')
}

/** RFC 9162 2.1.4.2. A first size of 0 is refused: it proves nothing. Never throws. */
export function verifyConsistency(claim: ConsistencyClaim): Result<true, TreeFault> {
  const size1 = u64(claim?.size1)
  const size2 = u64(claim?.size2)
  const given = hashes(claim?.proof)
  if (size1 === null || size2 === null || given === null) return err('tree/input')
  const { root1, root2 } = claim
  if (!(root1 instanceof Uint8Array && root2 instanceof Uint8Array)) return err('tree/input')
  if (size1 === 0n || size1 > size2) return err('tree/range')
  if (size1 === size2) {
    // Trees of the same size need no proof: their roots only have to be the same.
    if (given.length > 0) return err('tree/length')
    return equal(root1, root2) ? ok(true as const) : err('tree/root')
  }
  if (!isHash(root1) || !isHash(root2)) return err('tree/input')
  if (given.length === 0) return err('tree/length')
  const path = (size1 & (size1 - 1n)) === 0n ? [root1, ...given] : given
  let fn = size1 - 1n
  let sn = size2 - 1n
  while ((fn & 1n) === 1n) {
    fn >>= 1n
    sn >>= 1n
  }
  let fr = path[0] as Uint8Array
  let sr = fr
  for (const c of path.slice(1)) {
    if (sn === 0n) return err('tree/length')
    if ((fn & 1n) === 1n || fn === sn) {
      fr = nodeHash(c, fr)
      sr = nodeHash(c, sr)
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n
        sn >>= 1n
      }
    } else {
      sr = nodeHash(sr, c)
    }
    fn >>= 1n
    sn >>= 1n
  }
  if (sn !== 0n) return err('tree/length')
  return equal(fr, root1) && equal(sr, root2) ? ok(true as const) : err('tree/root')
}
