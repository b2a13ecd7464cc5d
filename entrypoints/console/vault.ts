import type { Opened, OpenVault, VaultPart } from '../../components/console/index.ts'
import { base64, CodedError, err, fromBase64, hex, ok, type Result } from '../../utils/base/index.ts'
import {
  bundleRows,
  managerKeysOf,
  openKeyring,
  type SealedKey,
  type VaultKeyring,
  vaultRowsOf,
} from '../../utils/store/index.ts'
import { askKeyWorker } from './workers.ts'

/** Data keys of one message. */
const BATCH = 100

const same = (a: readonly string[], b: readonly string[]): boolean =>
  [...a].sort().join() === [...b].sort().join()

/** The vault with an identity that exists in this closure only. */
async function openVault(identity: string): Promise<Result<OpenVault>> {
  let ring: VaultKeyring | null
  try {
    ring = await openKeyring(identity)
  } catch (error) {
    // A vault that did not open is no wrong key.
    return err(error instanceof CodedError ? error.code : 'page/failed')
  }
  const held = (): VaultKeyring => {
    if (!ring) throw new CodedError('vault/locked')
    return ring
  }
  return ok({
    async of(activation): Promise<VaultPart> {
      const opened: Opened[] = []
      let fault: string | null = null
      for (const row of await vaultRowsOf(activation)) {
        try {
          opened.push({ id: row.id, kind: row.kind, value: await held().open(row) })
        } catch (error) {
          if (!ring) throw error
          fault = error instanceof CodedError ? error.code : 'vault/damaged'
        }
      }
      return { opened, fault }
    },
    async prove(sealed) {
      const bytes = fromBase64(sealed)
      return bytes
        ? held()
            .unseal(bytes)
            .then(hex, () => null)
        : null
    },
    async reseal(recipients, hand, progress, signal) {
      let keys: { id: string; sealed: string }[] = []
      let done = 0
      let closed = 0
      const give = async (last: boolean): Promise<Result<unknown>> => {
        const answer = await hand(keys, last)
        if (answer.ok) done += keys.length
        keys = []
        progress(done)
        return answer
      }
      for await (const row of bundleRows().keys()) {
        if (signal.aborted) return ok({ done, closed })
        if (same(row.recipients, recipients)) continue
        const sealed = await held()
          .reseal(row, recipients)
          // One that this key does not open is counted, and told at the end.
          .catch(() => null)
        if (sealed) keys.push({ id: row.id, sealed: base64(sealed) })
        else closed++
        if (keys.length < BATCH) continue
        const answer = await give(false)
        if (!answer.ok) return answer
      }
      const answer = await give(true)
      return answer.ok ? ok({ done, closed }) : answer
    },
    lock() {
      ring = null
    },
  })
}

export async function keysElsewhere(recipients: readonly string[]): Promise<number> {
  let n = 0
  for await (const row of bundleRows().keys()) if (!same(row.recipients, recipients)) n++
  return n
}

/**
 * By passphrase, or with the manager's own age identity as text. A passphrase that was said to be lost opens what was
 * sealed under it.
 */
export async function unlockVault(secret: string): Promise<Result<OpenVault>> {
  if (secret.trim().startsWith('AGE-SECRET-KEY-1')) return openVault(secret.trim())
  let wrong: Result<OpenVault> = err('vault/identity')
  for (const { sealed } of await managerKeysOf()) {
    const answer = await askKeyWorker<string>({ do: 'open', sealed, passphrase: secret })
    if (answer.ok) return openVault(answer.value)
    wrong = answer
    if (answer.error.code !== 'vault/passphrase') break
  }
  return wrong
}

export async function changeKey(passphrase: string, next: string): Promise<Result<SealedKey>> {
  const [key] = await managerKeysOf()
  if (!key) return err('vault/none')
  const sealed = await askKeyWorker<string>({ do: 'change', sealed: key.sealed, passphrase, next })
  return sealed.ok ? ok({ recipient: key.recipient, sealed: sealed.value }) : sealed
}
