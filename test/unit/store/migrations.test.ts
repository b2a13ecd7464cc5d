/** Databases as earlier schemas left them, frozen (test/fixtures/store): each is opened, migrated, and goes on. */
import 'fake-indexeddb/auto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  currentName,
  openKeyring,
  openReader,
  openStore,
  vaultRowsOf,
  verifyStored,
} from '../../../utils/store/index.ts'
import { migrations } from '../../../utils/store/migrations/index.ts'
import { draft, fakeLocks, freshName, options } from './open.ts'

const FROZEN = resolve(import.meta.dirname, '../../fixtures/store')

interface Frozen {
  readonly version: number
  readonly identity: string
  readonly stores: readonly {
    readonly name: string
    readonly keyPath: string | string[]
    readonly indexes: readonly {
      readonly name: string
      readonly keyPath: string | string[]
      readonly unique: boolean
      readonly multiEntry: boolean
    }[]
    readonly rows: readonly object[]
  }[]
}

const read = (file: string): Frozen => JSON.parse(readFileSync(join(FROZEN, file), 'utf8')) as Frozen
const files = readdirSync(FROZEN).filter((f) => /^\d+\.json$/.test(f))

/** Bytes and keys as a database holds them; the keys do not leave it, as those that a browser made. */
async function thaw(value: unknown): Promise<unknown> {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return Promise.all(value.map(thaw))
  const { $bytes, $key, algorithm, usages } = value as Record<string, unknown>
  if (typeof $bytes === 'string') return new Uint8Array(Buffer.from($bytes, 'base64'))
  if ($key) {
    return crypto.subtle.importKey(
      'jwk',
      $key as JsonWebKey,
      algorithm as AlgorithmIdentifier,
      false,
      usages as KeyUsage[],
    )
  }
  const members = Object.entries(value).map(async ([k, v]) => [k, await thaw(v)] as const)
  return Object.fromEntries(await Promise.all(members))
}

/** The database as it was, without any of today's code. */
async function restore(frozen: Frozen, name: string): Promise<void> {
  const rows = await Promise.all(frozen.stores.map((s) => thaw(s.rows) as Promise<object[]>))
  await new Promise<void>((done, fail) => {
    const request = indexedDB.open(name, frozen.version)
    request.onupgradeneeded = () => {
      frozen.stores.forEach((s, i) => {
        const store = request.result.createObjectStore(s.name, { keyPath: s.keyPath })
        for (const { name: n, keyPath, ...rest } of s.indexes) store.createIndex(n, keyPath, rest)
        for (const row of rows[i] ?? []) store.add(row)
      })
    }
    request.onsuccess = () => {
      request.result.close()
      done()
    }
    request.onerror = () => fail(request.error)
  })
}

/** Every row of every table past our own code; keys that do not leave the database as their kind. */
async function contents(name: string): Promise<{ version: number; tables: Map<string, object[]> }> {
  const db = await new Promise<IDBDatabase>((done, fail) => {
    const request = indexedDB.open(name)
    request.onsuccess = () => done(request.result)
    request.onerror = () => fail(request.error)
  })
  const tables = new Map<string, object[]>()
  for (const table of db.objectStoreNames) {
    const request = db.transaction(table).objectStore(table).getAll()
    await new Promise((done) => {
      request.onsuccess = done
    })
    tables.set(table, request.result as object[])
  }
  const { version } = db
  db.close()
  return { version, tables }
}

describe('migrations', () => {
  it('are numbered without gaps, and every schema but the newest is frozen', () => {
    expect(migrations.map((m) => m.number)).toEqual(migrations.map((_, i) => i + 1))
    for (let n = 1; n < migrations.length; n++) expect(files).toContain(`${n}.json`)
    for (const file of files) expect(read(file).version).toBe(10 * Number.parseInt(file, 10))
  })

  for (const file of files) {
    it(`a database of schema ${Number.parseInt(file, 10)} opens, is the newest, and nothing of it has changed`, async () => {
      const frozen = read(file)
      const name = freshName()
      await restore(frozen, name)
      const before = await contents(name)
      const entries = before.tables.get('entries') as { seq: number; bytes: Uint8Array }[]
      const last = entries.at(-1)!.seq

      const clock = { now: () => Date.UTC(2026, 10, 23), mono: () => 0 }
      const store = await openStore({ ...options({ name, clock }), locks: fakeLocks() })
      expect(await currentName(name)).toBe(name)
      expect(await store.closedLogs()).toEqual([])
      const after = await contents(name)
      expect(after.version).toBe(10 * migrations.length)
      // Whatever a migration may do to other tables, an entry's row stays byte for byte.
      expect(after.tables.get('entries')).toEqual(entries)
      for (const table of ['tiles', 'checkpoints', 'keys', 'vault', 'dataKeys', 'settings']) {
        expect([table, after.tables.get(table)]).toEqual([table, before.tables.get(table)])
      }

      const reader = openReader(name)
      const head = await reader.head()
      expect(await verifyStored(reader, head, undefined, undefined, {})).toMatchObject({
        ok: true,
        value: { size: last + 1 },
      })
      // It goes on under its own key, and what was sealed and open is as it was.
      expect((await store.log.append([draft()]))[0]!.seq).toBe(last + 1)
      expect((await store.log.append(Array.from({ length: 30 }, () => draft()))).at(-1)!.seq).toBe(last + 31)
      const grown = await reader.head()
      expect(grown.vkey).toBe(head.vkey)
      expect(
        await verifyStored(reader, grown, undefined, undefined, { known: [head.checkpoint] }),
      ).toMatchObject({
        ok: true,
        value: { size: last + 32 },
      })
      const activation = (before.tables.get('vault') as { activation: string }[])[0]!.activation
      const keyring = await openKeyring(frozen.identity, name)
      const [sealed] = await vaultRowsOf(activation, name)
      expect(await keyring.open(sealed!)).toMatchObject({ value: '+8613800138000' })
      expect((await store.working.all('activation')).values).toHaveLength(1)
      const cust = await store.indexOf('+8613800138000' as never)
      expect(await store.decisionsOf(cust)).toMatchObject([{ state: 'refused', activation }])
      expect((await store.guarded()).map((g) => g.id)).toEqual([cust])
      expect(await store.setting('shift')).toEqual({ clerk: 'c-1' })
      expect(await store.managerKey()).not.toBeNull()
      reader.close()
      store.close()
    })
  }
})
