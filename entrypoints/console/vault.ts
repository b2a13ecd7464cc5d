import type { Opened, OpenVault, VaultPart } from '../../components/console/index.ts'
import { CodedError, err, ok, type Result } from '../../utils/base/index.ts'
import { managerKeyOf, openKeyring, type VaultKeyring, vaultRowsOf } from '../../utils/store/index.ts'
import { askKeyWorker } from './workers.ts'

/** The vault with an identity that exists in this closure only. */
async function openVault(identity: string): Promise<Result<OpenVault>> {
  let ring: VaultKeyring | null
  try {
    ring = await openKeyring(identity)
  } catch {
    return err('vault/identity')
  }
  const open = async (activation: string): Promise<VaultPart> => {
    const opened: Opened[] = []
    let fault: string | null = null
    for (const row of await vaultRowsOf(activation)) {
      if (!ring) throw new CodedError('vault/locked')
      try {
        opened.push({ id: row.id, kind: row.kind, value: await ring.open(row) })
      } catch (error) {
        fault = error instanceof CodedError ? error.code : 'vault/damaged'
      }
    }
    return { opened, fault }
  }
  return ok({
    of: open,
    lock() {
      ring = null
    },
  })
}

/** By passphrase, or with the manager's own age identity as text. */
export async function unlockVault(secret: string): Promise<Result<OpenVault>> {
  if (secret.trim().startsWith('AGE-SECRET-KEY-1')) return openVault(secret.trim())
  const key = await managerKeyOf()
  if (!key) return err('vault/identity')
  const identity = await askKeyWorker<string>({ do: 'open', sealed: key.sealed, passphrase: secret })
  return identity.ok ? openVault(identity.value) : identity
}
