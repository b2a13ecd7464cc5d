import { allNames, currentName } from './closed-logs.ts'
import type { DataKeyRow } from './db.ts'
import { openDb } from './db.ts'
import { type LogReader, openReader } from './reader.ts'
import type { VaultRow } from './types.ts'

const BATCH = 100

/** What an evidence bundle takes beside the log. It is read in the order of ids, a batch at a time, so that memory stays flat. */
export interface BundleRows {
  vault(): AsyncGenerator<VaultRow>
  keys(): AsyncGenerator<DataKeyRow>
  /** Text of the policy in the cache; null where none was taken yet. */
  policy(): Promise<string | null>
  /** The other logs of this profile: closed ones, and the one in use where a closed one is exported. */
  others(): Promise<readonly LogReader[]>
  close(): void
}

/** Each function opens the database at its first call and never writes. `log`: the exported log, where it is not in use. */
export function bundleRows(name?: string, log: string | null = null): BundleRows {
  let others: Promise<readonly LogReader[]> | null = null
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
    others() {
      others ??= (async () => {
        const own = log ?? (await currentName())
        return (await allNames()).filter((other) => other !== own).map((other) => openReader(other))
      })()
      return others
    },
    close: () =>
      void others?.then(
        (all) => {
          for (const one of all) one.close()
        },
        () => undefined,
      ),
  }
}
