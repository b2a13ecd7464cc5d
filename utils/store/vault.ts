import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import type { Bytes, Json, Result } from '../base/index.ts'
import {
  CodedError,
  canonicalize,
  err,
  fromUtf8,
  hex,
  ok,
  randomBytes,
  randomId,
  utf8,
} from '../base/index.ts'
import { commitTo } from '../log/index.ts'
import { currentName } from './closed-logs.ts'
import type { CountersignDb, DataKeyRow } from './db.ts'
import { openDb } from './db.ts'
import type { Vault, VaultKeyring, VaultRow, Write } from './types.ts'

/** What the box is bound to: a record moved under another name or activation does not open. */
const aad = (row: Pick<VaultRow, 'id' | 'kind' | 'activation' | 'key'>): Bytes =>
  utf8(canonicalize({ v: 1, id: row.id, kind: row.kind, activation: row.activation, key: row.key }))

interface DataKey {
  readonly row: DataKeyRow
  readonly key: CryptoKey
  /** The row is on disk: later records need not bring it. */
  saved: boolean
}

/** Bytes as an age file that each of these recipients opens; `vault/recipient` where one is none. */
export async function sealTo(recipients: readonly string[], bytes: Uint8Array): Promise<Uint8Array> {
  const age = new Encrypter()
  try {
    for (const recipient of recipients) age.addRecipient(recipient)
  } catch {
    throw new CodedError('vault/recipient')
  }
  return age.encrypt(bytes)
}

async function makeDataKey(recipients: readonly string[]): Promise<DataKey> {
  const raw = randomBytes(32)
  const sealed = await sealTo(recipients, raw)
  const key = await globalThis.crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt'])
  raw.fill(0)
  return { row: { id: randomId(12), sealed, recipients: [...recipients] }, key, saved: false }
}

/** Writes only: the counter holds a key that encrypts, for this run, and nothing that opens. */
export function createVault(recipients: () => readonly string[]): {
  vault: Vault
  committed(writes: readonly Write[]): void
} {
  let current: { readonly to: string; readonly key: Promise<DataKey> } | null = null
  const made = new Map<string, DataKey>()

  async function dataKey(): Promise<DataKey> {
    const list = [...new Set(recipients())].sort()
    if (list.length === 0) throw new CodedError('vault/no-recipient')
    const to = list.join(' ')
    if (current?.to !== to) {
      const key = makeDataKey(list)
      current = { to, key }
      key.then(
        (k) => made.set(k.row.id, k),
        () => {
          if (current?.key === key) current = null
        },
      )
    }
    return current.key
  }

  const seal: Vault['seal'] = async (kind, activation, value) => {
    const plain = utf8(canonicalize(value))
    const { row, key, saved } = await dataKey()
    const head = { id: randomId(12), kind, activation, key: row.id }
    const iv = randomBytes(12)
    const box = new Uint8Array(
      await globalThis.crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: aad(head) }, key, plain),
    )
    const put: Write = { table: 'vault', put: { ...head, iv, box } satisfies VaultRow }
    // The key goes along until it is known to be on disk: the record would be lost without it.
    return { id: head.id, writes: saved ? [put] : [{ table: 'dataKeys', put: row }, put] }
  }

  const vault: Vault = {
    ready: () => recipients().length > 0,
    seal,
    async commit(kind, activation, value) {
      const salt = randomBytes(32)
      const commitment = commitTo(salt, value)
      const { writes } = await seal(kind, activation, { commitment, salt: hex(salt), value })
      return { commitment, writes }
    },
  }

  return {
    vault,
    committed(writes) {
      for (const w of writes) {
        if (w.table !== 'dataKeys' || !('put' in w)) continue
        const key = made.get((w.put as DataKeyRow).id)
        if (key) key.saved = true
      }
    },
  }
}

/**
 * A new manager's key: an age identity sealed with the passphrase (age, scrypt), armored, and its recipient. It blocks
 * its thread for a second or two: call it in a page's worker, never in the background.
 */
export async function createManagerKey(
  passphrase: string,
  workFactor = 18,
): Promise<{ recipient: string; sealed: string }> {
  const identity = await generateX25519Identity()
  return {
    recipient: await identityToRecipient(identity),
    sealed: await sealIdentity(identity, passphrase, workFactor),
  }
}

/** The same key under another passphrase: nothing that was sealed to it changes. Slow, as `createManagerKey`. */
export async function changePassphrase(
  sealed: string,
  passphrase: string,
  next: string,
  workFactor = 18,
): Promise<Result<string, 'vault/sealed' | 'vault/passphrase'>> {
  const identity = await openManagerKey(sealed, passphrase)
  return identity.ok ? ok(await sealIdentity(identity.value, next, workFactor)) : identity
}

async function sealIdentity(identity: string, passphrase: string, workFactor: number): Promise<string> {
  const age = new Encrypter()
  age.setPassphrase(passphrase.normalize('NFC'))
  age.setScryptWorkFactor(workFactor)
  return armor.encode(await age.encrypt(identity))
}

/** The identity in a sealed manager's key; `vault/passphrase` where it does not open. Slow, as `createManagerKey`. */
export async function openManagerKey(
  sealed: string,
  passphrase: string,
): Promise<Result<string, 'vault/sealed' | 'vault/passphrase'>> {
  let bytes: Uint8Array
  try {
    bytes = armor.decode(sealed)
  } catch {
    return err('vault/sealed')
  }
  try {
    const age = new Decrypter()
    age.addPassphrase(passphrase.normalize('NFC'))
    const identity = await age.decrypt(bytes, 'text')
    return identity.startsWith('AGE-SECRET-KEY-1') ? ok(identity) : err('vault/sealed')
  } catch {
    return err('vault/passphrase')
  }
}

/**
 * Opens vault records with a manager's identity. `open` rejects with CodedError `vault/no-key` (the data key is gone),
 * `vault/not-for-you` (sealed to others) or `vault/damaged`. Throws `vault/identity` at once for what is no identity.
 */
export async function openKeyring(identity: string, name?: string): Promise<VaultKeyring> {
  const age = new Decrypter()
  try {
    age.addIdentity(identity)
  } catch {
    throw new CodedError('vault/identity')
  }
  const db = await openDb(name ?? (await currentName()))
  const keys = new Map<string, Promise<CryptoKey>>()

  const raw = async (sealed: Uint8Array): Promise<Uint8Array> => {
    try {
      return await age.decrypt(sealed)
    } catch {
      throw new CodedError('vault/not-for-you')
    }
  }

  async function dataKey(id: string): Promise<CryptoKey> {
    const row = await db.dataKeys.get(id)
    if (!row) throw new CodedError('vault/no-key')
    const key = await raw(row.sealed)
    if (key.length !== 32) throw new CodedError('vault/damaged')
    return globalThis.crypto.subtle.importKey('raw', key as Bytes, 'AES-GCM', false, ['decrypt'])
  }

  return {
    unseal: raw,
    async reseal(row, recipients) {
      return sealTo(recipients, await raw(row.sealed))
    },
    async open(row) {
      let key = keys.get(row.key)
      if (!key) {
        key = dataKey(row.key)
        keys.set(row.key, key)
        // Who opens a record hears of it; the next one tries again.
        key.catch(() => keys.delete(row.key))
      }
      const opener = await key
      try {
        const plain = await globalThis.crypto.subtle.decrypt(
          { name: 'AES-GCM', iv: row.iv as Bytes, additionalData: aad(row) },
          opener,
          row.box as Bytes,
        )
        return JSON.parse(fromUtf8(new Uint8Array(plain)) as string) as Json
      } catch {
        throw new CodedError('vault/damaged')
      }
    },
  }
}

/** The sealed records of one activation, in no order. */
export async function vaultRowsOf(activation: string, name?: string): Promise<readonly VaultRow[]> {
  const db: CountersignDb = await openDb(name ?? (await currentName()))
  try {
    return await db.vault.where('activation').equals(activation).toArray()
  } finally {
    db.close()
  }
}
