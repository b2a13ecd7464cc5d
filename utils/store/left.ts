import type { Bytes } from '../base/index.ts'
import { concat, equal, utf8 } from '../base/index.ts'
import { openCheckpoint } from '../log/index.ts'
import type { LeftRow } from './types.ts'

/** An HMAC-SHA-256 under the profile's key, of what `label` says it is. */
export const hmacOf = (key: CryptoKey, label: string, bytes: Uint8Array): Promise<Bytes> =>
  hmac(key, concat(utf8(label), Uint8Array.of(0), bytes))

const hmac = async (key: CryptoKey, message: Bytes): Promise<Bytes> =>
  new Uint8Array(await globalThis.crypto.subtle.sign('HMAC', key, message))

/**
 * The mark on the kept copy of a checkpoint that leaves. Its key lies beside the signing key and is as hard to get: whoever
 * can make a mark can make a signature too. A mark is checked in a small part of the time that a signature takes.
 */
export const leftMark = (key: CryptoKey, checkpoint: string): Promise<Bytes> =>
  hmac(key, utf8(`left\0${checkpoint}`))

/** Whether this log has signed a kept copy: by its mark, or by its signature where it has none. */
export async function isOwn(row: LeftRow, vkey: string, key: CryptoKey | null): Promise<boolean> {
  if (row.mark === undefined || !key) return (await openCheckpoint(row.checkpoint, [vkey])).ok
  try {
    return equal(await leftMark(key, row.checkpoint), row.mark)
  } catch {
    // A mark that cannot be made again vouches for nothing.
    return false
  }
}
