import { currentName, MANAGER_KEY } from './closed-logs.ts'
import { openDb } from './db.ts'
import { LOST_KEYS } from './store.ts'

export interface SealedKey {
  readonly recipient: string
  readonly sealed: string
}

const isKey = (value: unknown): value is SealedKey => {
  const { recipient, sealed } = (value ?? {}) as { recipient?: unknown; sealed?: unknown }
  return typeof recipient === 'string' && typeof sealed === 'string'
}

/** The sealed manager's keys, for the console's unlock: the one in use first, then those said to be lost, newest first. */
export async function managerKeysOf(name?: string): Promise<readonly SealedKey[]> {
  const db = await openDb(name ?? (await currentName()))
  try {
    const own: unknown = (await db.settings.get(MANAGER_KEY))?.value
    const lost: unknown = (await db.settings.get(LOST_KEYS))?.value
    return [own, ...(Array.isArray(lost) ? (lost as unknown[]).toReversed() : [])].filter(isKey)
  } finally {
    db.close()
  }
}
