import { openDb } from './db.ts'
import { currentName } from './generations.ts'
import { MANAGER_KEY } from './store.ts'

/** The sealed manager's key, for the console's unlock; null where none was made here. */
export async function managerKeyOf(name?: string): Promise<{ recipient: string; sealed: string } | null> {
  const db = await openDb(name ?? (await currentName()))
  try {
    const value = (await db.settings.get(MANAGER_KEY))?.value as
      | { recipient?: unknown; sealed?: unknown }
      | undefined
    return typeof value?.recipient === 'string' && typeof value.sealed === 'string'
      ? { recipient: value.recipient, sealed: value.sealed }
      : null
  } finally {
    db.close()
  }
}
