import type { Bytes } from '../base/index.ts'
import { hex } from '../base/index.ts'

/** y of the points of order 1, 2, 4 and 8, little-endian, without the sign bit. */
const SMALL = new Set([
  `00${'00'.repeat(31)}`,
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
])

/**
 * A point that every implementation reads alike: canonical (y < 2^255 - 19) and not of small order. Engines differ on
 * the rest (C2SP/CCTV ed25519), and a signature that one browser takes and another refuses is no evidence.
 */
function isPlainPoint(point: Uint8Array): boolean {
  const y = point.slice()
  y[31] = (y[31] as number) & 0x7f
  if (y[31] === 0x7f && (y[0] as number) >= 0xed && y.subarray(1, 31).every((b) => b === 0xff)) return false
  return !SMALL.has(hex(y))
}

/** The key that was asked for last: whoever checks a log asks for the same one a hundred thousand times. */
let last: { readonly of: string; readonly key: Promise<CryptoKey> } | null = null

function keyOf(publicKey: Uint8Array): Promise<CryptoKey> {
  const of = hex(publicKey)
  if (last?.of !== of) {
    const key = globalThis.crypto.subtle.importKey('raw', publicKey.slice(), 'Ed25519', false, ['verify'])
    last = { of, key }
  }
  return last.key
}

/** Ed25519 (RFC 8032), strict: no small-order or non-canonical points. False for anything malformed; never throws. */
export async function verifyEd25519(
  publicKey: Uint8Array,
  signature: Uint8Array,
  message: Uint8Array,
): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  if (!isPlainPoint(publicKey) || !isPlainPoint(signature.subarray(0, 32))) return false
  try {
    const key = await keyOf(publicKey)
    return await globalThis.crypto.subtle.verify('Ed25519', key, signature as Bytes, message as Bytes)
  } catch {
    return false
  }
}
