import 'fake-indexeddb/auto'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { describe, expect, it } from 'vitest'
import type { ActivationId, ServiceId } from '../../../utils/base/index.ts'
import { openCheckpoint, parseEntry } from '../../../utils/log/index.ts'
import { type CountersignDb, openDb } from '../../../utils/store/db.ts'
import type { Appended, DecisionRow, Store } from '../../../utils/store/index.ts'
import {
  currentName,
  openKeyring,
  openReader,
  openStore,
  vaultRowsOf,
  verifyStored,
  verifyTables,
} from '../../../utils/store/index.ts'
import { draft, fakeLocks, options } from './open.ts'

const A = 'a'.repeat(24) as ActivationId

async function made(n: number, more: (store: Store) => Promise<void> = async () => undefined) {
  const o = options()
  const store = await openStore(o)
  await store.log.append(Array.from({ length: n }, () => draft()))
  await more(store)
  const head = await store.log.head()
  store.close()
  return { o, name: o.name!, head }
}

async function harm(name: string, work: (db: CountersignDb) => Promise<unknown>): Promise<void> {
  const db = await openDb(name)
  await work(db)
  db.close()
}

const harms: Record<string, [where: string, work: (db: CountersignDb) => Promise<unknown>]> = {
  'its last entry is gone': ['entries', (db) => db.entries.delete(269)],
  'one entry too many': [
    'entries',
    (db) => db.entries.put({ seq: 270, bytes: new Uint8Array(3), kind: 'x', at: 0 }),
  ],
  'its head is gone': ['head', (db) => db.checkpoints.clear()],
  'its head says another size': ['head', (db) => db.checkpoints.update('head', { size: 269 })],
  'its checkpoint was changed': [
    'signature',
    async (db) => {
      const head = (await db.checkpoints.get('head'))!
      await db.checkpoints.put({ ...head, checkpoint: head.checkpoint.replace('\n270\n', '\n271\n') })
    },
  ],
  'a full tile is gone': ['tile', (db) => db.tiles.delete([1, 0])],
  'a hash of the edge was changed': ['root', (db) => db.entries.update(269, { leaf: new Uint8Array(32) })],
  'it was rolled back behind a checkpoint that left': [
    'left',
    async (db) => {
      const left = (await db.left.toArray())[0]!
      await db.left.put({ ...left, size: 900 })
    },
  ],
  'its keys are gone': ['keys', (db) => db.keys.clear()],
}

describe('a log that contradicts itself', () => {
  for (const [what, [where, work]] of Object.entries(harms)) {
    it(`is left as it is, and a new one names it: ${what}`, async () => {
      const identity = await generateX25519Identity()
      const recipient = await identityToRecipient(identity)
      const o = options({ recipients: () => [recipient] })
      const name = o.name!
      const before = await openStore(o)
      const sealed = await before.vault.commit('number', A, '+8613800138000')
      await before.log.append(
        Array.from({ length: 270 }, () => draft()),
        [...sealed.writes, before.settingWrite('shift', { clerk: 'c1' })],
      )
      const head = await before.log.head()
      await before.log.write([await before.leftWrite(head, 'receipt', 5)])
      const device = await before.device()
      before.close()
      await harm(name, work)
      const was = await contents(name)

      const store = await openStore(o)
      // Nothing of the old log was touched, and nothing but the log was lost.
      expect(await contents(name)).toEqual(was)
      expect(await store.setting('shift')).toEqual({ clerk: 'c1' })
      const current = await currentName(name)
      expect(current).toBe(`${name}.2`)
      const rows = await vaultRowsOf(A, current)
      const value = await (await openKeyring(identity, current)).open(rows[0]!)
      expect(value).toMatchObject({ value: '+8613800138000' })

      // Another key and origin: the new log is no second history of the old one.
      expect(await store.device()).not.toBe(device)
      const [told] = await store.closedLogs()
      expect(told).toMatchObject({ name, why: where })
      const entry = parseEntry((await openReader(current).row(0 as never))!.bytes)
      expect(entry).toMatchObject({ ok: true, value: { kind: 'log.resumed', seq: 0, why: where } })
      if (where !== 'keys') {
        expect(told!.vkey).toBe(head.vkey)
        const named = (entry as unknown as { value: { checkpoint: string; vkey: string } }).value
        expect((await openCheckpoint(named.checkpoint, [named.vkey])).ok).toBe(true)
      }
      expect((await store.log.append([draft()]))[0]!.seq).toBe(1)
      store.close()

      // The next start goes on there, and tells of it still.
      const again = await openStore(o)
      expect((await again.log.append([draft()]))[0]!.seq).toBe(2)
      expect(await again.closedLogs()).toHaveLength(1)
      const reader = openReader(current)
      expect(await verifyStored(reader, await reader.head())).toMatchObject({ ok: true, value: { size: 3 } })
      reader.close()
      again.close()
      expect(await verifyTables(current)).toEqual({ ok: true, value: null })
      // Its list of closed logs is what entry 0 says.
      await harm(current, (db) => db.settings.delete('log.sealed'))
      const named = { ok: false, error: { code: 'table/settings', where: 'log.sealed' } }
      expect(await verifyTables(current)).toEqual(named)
      for (const other of [{ size: told!.size + 1 }, { vkey: 'x' }, { name: `${name}.9` }]) {
        const value = [{ ...told!, ...other }]
        await harm(current, (db) => db.settings.put({ name: 'log.sealed', value }))
        expect(await verifyTables(current)).toEqual(named)
      }
    })
  }

  it('an empty database where a log is remembered is no first run: it is named, and told once', async () => {
    const { head } = await made(7)
    const o = options({ remembered: head })
    const store = await openStore(o)
    expect(await store.closedLogs()).toMatchObject([{ name: '', vkey: head.vkey, size: 7, why: 'gone' }])
    const entry = parseEntry((await openReader(o.name).row(0 as never))!.bytes)
    expect(entry).toMatchObject({
      ok: true,
      value: { kind: 'log.resumed', vkey: head.vkey, size: 7, checkpoint: head.checkpoint, why: 'gone' },
    })
    await store.log.append([draft()])
    store.close()
    // The mark may be the old one still when it is opened next.
    const again = await openStore(o)
    expect(await again.closedLogs()).toHaveLength(1)
    expect((await again.log.append([draft()]))[0]!.seq).toBe(2)
    again.close()
  })

  it('a database that ends before its remembered head was put back: it is kept, and a new log names it', async () => {
    const { o, name, head } = await made(5)
    const remembered = { ...head, size: head.size + 1 }
    const store = await openStore({ ...o, remembered })
    expect(await store.closedLogs()).toMatchObject([{ name, size: 5, why: 'left' }])
    store.close()
    const fine = await openStore({ ...options(), remembered: null })
    expect(await fine.closedLogs()).toEqual([])
    fine.close()
  })

  it('two copies that find it begin one new log, not two', async () => {
    const locks = fakeLocks()
    const { o, name } = await made(5)
    await harm(name, (db) => db.entries.delete(4))
    const [a, b] = await Promise.all([openStore({ ...o, locks }), openStore({ ...o, locks })])
    expect(await a!.device()).toBe(await b!.device())
    const done = await Promise.all([a!.log.append([draft()]), b!.log.append([draft()])])
    // Both stand in it, one behind the other; which of the two comes first is nobody's promise.
    expect(
      done
        .flat()
        .map((s) => Number(s.seq))
        .sort(),
    ).toEqual([1, 2])
    expect(await currentName(name)).toBe(`${name}.2`)
    const reader = openReader(await currentName(name))
    expect(await verifyStored(reader, await reader.head())).toMatchObject({ ok: true })
    reader.close()
    a!.close()
    b!.close()
  })

  it('a new log that was not finished is begun again from the old one', async () => {
    const { o, name } = await made(5, async (s) => s.log.write([s.settingWrite('x', 1)]))
    await harm(name, (db) => db.entries.delete(4))
    ;(await openDb(`${name}.2`)).close()
    const store = await openStore(o)
    expect(await store.setting('x')).toBe(1)
    expect(await store.closedLogs()).toHaveLength(1)
    store.close()
  })

  it('damaged twice: both are kept and told', async () => {
    const { o, name } = await made(5)
    await harm(name, (db) => db.entries.delete(4))
    ;(await openStore(o)).close()
    await harm(`${name}.2`, (db) => db.checkpoints.clear())
    const store = await openStore(o)
    const list = await store.closedLogs()
    expect(list.map((s) => s.name)).toEqual([name, `${name}.2`])
    store.close()
    // The older one is vouched for by the first entry of the log between.
    expect(await verifyTables(`${name}.3`)).toEqual({ ok: true, value: null })
    for (const value of [[list[1]!], [{ ...list[0]!, size: 4 }, list[1]!]]) {
      await harm(`${name}.3`, (db) => db.settings.put({ name: 'log.sealed', value }))
      expect(await verifyTables(`${name}.3`)).toMatchObject({ error: { where: 'log.sealed' } })
    }
  })

  it('answers that came over are held against the log that they are of, and new ones against the new', async () => {
    const services = ['one', 'two', 'three'] as ServiceId[]
    const head = { clerk: 'c1', activation: A, cust: 'ab' } as const
    const about = (service: ServiceId) => ({ service, notice: 'cd'.repeat(32), lang: 'en' }) as const
    const rowOf = (s: Appended, service: ServiceId): DecisionRow => ({
      ...about(service),
      id: `${A}:${service}`,
      cust: 'ab',
      activation: A,
      state: 'refused',
      at: 1,
      seq: s.seq,
      leaf: s.leaf,
    })
    const answer = (store: Store, service: ServiceId) =>
      store.log.append(
        [{ kind: 'consent.refused', ...head, body: { ...about(service), asked: 'counter' } }],
        ([s]) => [{ table: 'decisions', put: rowOf(s!, service) }],
      )
    const { o, name } = await made(3, async (s) => {
      for (const service of services) await answer(s, service)
    })
    const before = await openStore(o)
    const [first, second] = await Promise.all(services.map((s) => before.decision(`${A}:${s}`)))
    before.close()
    await harm(name, (db) => db.checkpoints.update('head', { size: 2 }))
    const store = await openStore(o)
    // One is answered anew, and one of before comes to its end in the new log.
    await answer(store, services[2]!)
    await store.log.append(
      [
        {
          kind: 'consent.withdrawn',
          ...head,
          body: { service: services[1]!, of: second!.seq as never, by: 'counter' },
        },
      ],
      [{ table: 'decisions', put: { ...second!, state: 'withdrawn' } }],
    )
    store.close()
    const next = `${name}.2`
    const sound = { ok: true, value: null }
    expect(await verifyTables(next)).toEqual(sound)
    const third = `${A}:three`
    const changes: [string, Partial<DecisionRow>][] = [
      [first!.id, { state: 'given' }],
      [first!.id, { leaf: 'ef'.repeat(32) }],
      [first!.id, { seq: second!.seq as never }],
      [first!.id, { seq: 900 }],
      [first!.id, { notice: 'ef'.repeat(32) }],
      [second!.id, { state: 'refused' }],
      [third, { state: 'given' }],
      [third, { leaf: first!.leaf as string }],
    ]
    for (const [id, change] of changes) {
      let was: DecisionRow | undefined
      await harm(next, async (db) => {
        was = await db.decisions.get(id)
        await db.decisions.put({ ...was!, ...change })
      })
      expect([change, await verifyTables(next)]).toEqual([
        change,
        { ok: false, error: { code: 'table/decisions', where: id } },
      ])
      await harm(next, (db) => db.decisions.put(was!))
    }
    expect(await verifyTables(next)).toEqual(sound)
    // What is damaged in the closed log itself says nothing about the row.
    const { seq } = first!
    await harm(name, (db) => db.entries.update(seq!, { bytes: new Uint8Array(9) }))
    expect(await verifyTables(next)).toEqual(sound)
    await harm(name, (db) => db.entries.delete(seq!))
    expect(await verifyTables(next)).toEqual(sound)
  })

  /** Makes a method of IndexedDB's tables fail while `when` says so. */
  function failing(method: 'get' | 'put', when: () => boolean): () => void {
    const proto = IDBObjectStore.prototype as unknown as Record<string, (...a: unknown[]) => unknown>
    const own = proto[method]!
    proto[method] = function (this: unknown, ...args: unknown[]) {
      if (when()) throw Object.assign(new Error('disk'), { name: 'UnknownError' })
      return own.apply(this, args)
    }
    return () => {
      proto[method] = own
    }
  }

  it('a first read that fails once is read again; one that always fails is told, and no new log begins', async () => {
    const { o, name, head } = await made(5)
    let reads = 0
    const once = failing('get', () => reads++ === 0)
    const store = await openStore(o).finally(once)
    expect(reads).toBeGreaterThan(1)
    expect(await store.closedLogs()).toEqual([])
    expect((await store.log.append([draft()]))[0]!.seq).toBe(5)
    store.close()
    const always = failing('get', () => true)
    await expect(openStore(o).finally(always)).rejects.toMatchObject({ code: 'store/failed' })
    expect((await indexedDB.databases()).filter((d) => d.name?.startsWith(name))).toHaveLength(1)
    const again = await openStore(o)
    expect((await again.log.head()).size).toBe(head.size + 1)
    again.close()
  })

  it('many rows go along in batches, and a copy that is cut off goes on where it was', async () => {
    const many = 1500
    const { o, name } = await made(5, async (s) => {
      await s.log.write(
        Array.from({ length: many }, (_, i) => s.settingWrite(`x/${String(i).padStart(5, '0')}`, i)),
      )
      await s.log.write(
        Array.from({ length: 450 }, (_, i) => ({
          table: 'guarded' as const,
          put: { id: `g${i}`, short: 1, activation: A, until: 9 },
        })),
      )
    })
    await harm(name, (db) => db.entries.delete(4))
    let puts = 0
    const cut = failing('put', () => puts++ >= 1000)
    await expect(openStore(o).finally(cut)).rejects.toMatchObject({ code: 'store/failed' })
    await harm(`${name}.2`, async (db) => {
      expect(await db.keys.count()).toBe(0)
      const there = await db.settings.count()
      // Whole batches, and no more than went before the cut.
      expect(there).toBeGreaterThan(0)
      expect(there).toBeLessThanOrEqual(1000)
      expect(there % 200).toBe(0)
    })
    puts = 0
    const counted = failing('put', () => {
      puts++
      return false
    })
    const store = await openStore(o).finally(counted)
    expect(puts).toBeLessThan(many)
    expect(await store.setting('x/01499')).toBe(1499)
    expect((await store.guarded()).length).toBe(450)
    expect(await store.closedLogs()).toHaveLength(1)
    store.close()
    await harm(`${name}.2`, async (db) => {
      expect(await db.settings.count()).toBe(many + 1)
    })
    expect(await verifyTables(`${name}.2`)).toEqual({ ok: true, value: null })
  })

  it('a busy or newer database is no damage: nothing new begins', async () => {
    const { o, name } = await made(5)
    await new Promise((resolve) => {
      const request = indexedDB.open(name, 990)
      request.onsuccess = () => {
        request.result.close()
        resolve(null)
      }
    })
    await expect(openStore(o)).rejects.toMatchObject({ code: 'store/newer' })
    expect(await currentName(name)).toBe(name)
  })
})

async function contents(name: string): Promise<unknown> {
  const db = await openDb(name)
  const tables = db.tables.filter((t) => t.name !== 'keys')
  const all = Object.fromEntries(await Promise.all(tables.map(async (t) => [t.name, await t.toArray()])))
  db.close()
  return all
}
