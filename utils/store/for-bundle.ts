import type { DataKeyRow } from './db.ts'
import { openDb } from './db.ts'
import { currentName } from './generations.ts'
import type { VaultRow } from './types.ts'

const BATCH = 100

/** What an evidence bundle takes besides the log: in the order of ids, a batch at a time, so that memory stays flat. */
export interface BundleRows {
  vault(): AsyncGenerator<VaultRow>
  keys(): AsyncGenerator<DataKeyRow>
  /** Text of the policy in the cache; null where none was taken yet. */
  policy(): Promise<string | null>
}

/** Opens the database at the first call of each; never writes. */
export function bundleRows(name?: string): BundleRows {
  async function* rows<T extends { readonly id: string }>(table: 'vault' | 'dataKeys'): AsyncGenerator<T> {
    const db = await openDb(name ?? (await currentName()))
    try {
      let after = ''
      for (;;) {
        const batch = (await db.table(table).where('id').above(after).limit(BATCH).toArray()) as T[]
        yield* batch
        const last = batch.at(-1)
        if (batch.length < BATCH || !last) return
        after = last.id
      }
    } finally {
      db.close()
    }
  }
  return {
    vault: () => rows<VaultRow>('vault'),
    keys: () => rows<DataKeyRow>('dataKeys'),
    async policy() {
      const db = await openDb(name ?? (await currentName()))
      try {
        return (await db.policy.get('current'))?.text ?? null
      } finally {
        db.close()
      }
    },
  }
}
