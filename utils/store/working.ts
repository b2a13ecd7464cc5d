import type { Bytes, Json } from '../base/index.ts'
import { canonicalize, fromUtf8, randomBytes, utf8 } from '../base/index.ts'
import type { CountersignDb, WorkingRow } from './db.ts'
import { coded } from './db.ts'
import type { WorkingSet } from './types.ts'

const idOf = (kind: string, id: string): string => `${kind}:${id}`

/** What an open activation needs, sealed with a key that never leaves this profile. */
export function createWorkingSet(db: CountersignDb, key: CryptoKey): WorkingSet {
  const { subtle } = globalThis.crypto
  return {
    async seal(kind, id, value) {
      const iv = randomBytes(12)
      const rowId = idOf(kind, id)
      const box = new Uint8Array(
        await subtle.encrypt(
          { name: 'AES-GCM', iv, additionalData: utf8(rowId) },
          key,
          utf8(canonicalize(value)),
        ),
      )
      return { table: 'working', put: { id: rowId, kind, name: id, iv, box } satisfies WorkingRow }
    },

    async all(kind) {
      let rows: WorkingRow[]
      try {
        rows = await db.working.where('kind').equals(kind).toArray()
      } catch (e) {
        throw coded(e)
      }
      const opened = await Promise.all(
        rows.map(async (row) => {
          try {
            const algorithm = { name: 'AES-GCM', iv: row.iv as Bytes, additionalData: utf8(row.id) }
            const plain = fromUtf8(new Uint8Array(await subtle.decrypt(algorithm, key, row.box as Bytes)))
            return { id: row.name, value: JSON.parse(plain as string) as Json }
          } catch {
            // Counted as damaged: whoever asked tells of it.
            return null
          }
        }),
      )
      const values = opened.filter((v) => v !== null)
      return { values, damaged: rows.length - values.length }
    },

    erase: (kind, id) => ({ table: 'working', remove: idOf(kind, id) }),
  }
}
