import { CodedError, randomBytes, randomId } from '../base/index.ts'
import { vkeyOf } from '../log/index.ts'
import type { CountersignDb, ProfileRow } from './db.ts'

/** New keys. Keys that say nothing of the log are taken from `old`, so that numbers and open activations are found again. */
export async function makeProfile(old?: ProfileRow): Promise<ProfileRow> {
  const { subtle } = globalThis.crypto
  let pair: CryptoKeyPair
  try {
    pair = (await subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair
  } catch {
    throw new CodedError('store/no-ed25519')
  }
  const device = randomId(12)
  const origin = `countersign/${device}`
  const publicKey = new Uint8Array(await subtle.exportKey('raw', pair.publicKey))
  return {
    id: 'profile',
    device,
    origin,
    vkey: vkeyOf(origin, publicKey),
    publicKey,
    signer: pair.privateKey,
    index: old?.index ?? (await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])),
    working:
      old?.working ??
      (await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])),
    fingerprint: old?.fingerprint ?? randomBytes(16),
  }
}

/** The keys of this profile. When two first runs happen at once, the first to commit wins, and both get its keys. */
export async function profileOf(db: CountersignDb, first: boolean): Promise<ProfileRow> {
  const found = await db.keys.get('profile')
  if (found) return found
  // `beginNext` writes the keys of a later log last: without them it was not finished.
  if (!first) throw new CodedError('store/unfinished')
  // A log without its keys would get a second identity: that is damage, not a first run.
  if ((await db.checkpoints.get('head')) || (await db.entries.limit(1).count()) > 0) {
    throw new CodedError('store/damaged', 'keys')
  }
  const made = await makeProfile()
  return db.transaction('rw', db.keys, async () => {
    const other = await db.keys.get('profile')
    if (other) return other
    await db.keys.add(made)
    return made
  })
}
