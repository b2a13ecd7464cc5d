import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex } from '../../../utils/base/index.ts'
import { leafHash, openCheckpoint, parseEntry, verifyInclusion, verifyLog } from '../../../utils/log/index.ts'
import { coded } from '../../../utils/store/db.ts'
import { openReader, openStore, type Row } from '../../../utils/store/index.ts'
import { draft, fakeLocks, freshName, open, options, testClock } from './open.ts'

interface FakeStore {
  put(this: { name: string }, ...a: unknown[]): unknown
}

async function sound(name: string): Promise<number> {
  const reader = openReader(name)
  const head = await reader.head()
  const result = await verifyLog(reader.scan({}), head.checkpoint, head.vkey, undefined, undefined, {
    tile: reader.tile,
  })
  reader.close()
  expect(result).toMatchObject({ ok: true })
  return result.ok ? result.value.size : -1
}

describe('append', () => {
  it('writes entry, tiles and a checkpoint that proves it', async () => {
    const name = freshName()
    const store = await open({ name })
    const [one] = await store.log.append([draft()])
    const head = await store.log.head()
    expect(head.size).toBe(1)
    const opened = await openCheckpoint(head.checkpoint, [head.vkey])
    expect(opened).toMatchObject({ ok: true, value: { size: 1n } })
    const row = await openReader(name).row(one!.seq)
    expect(hex(leafHash(row!.bytes))).toBe(one!.leaf)
    const entry = parseEntry(row!.bytes)
    expect(entry).toMatchObject({
      ok: true,
      value: { kind: 'shift.started', seq: 0, how: 'pin', store: 's-1' },
    })
    expect(entry.ok && entry.value.device).toBe(await store.device())
    store.close()
  })

  it('gives gapless places and valid proofs, singly and in groups', async () => {
    const name = freshName()
    const store = await open({ name })
    for (let i = 0; i < 5; i++) await store.log.append([draft()])
    const many = await Promise.all(
      Array.from({ length: 300 }, () => store.log.append([draft(), draft('c2')])),
    )
    expect(many.flat().map((s) => s.seq)).toEqual(Array.from({ length: 600 }, (_, i) => i + 5))
    const head = await store.log.head()
    const checkpoint = await openCheckpoint(head.checkpoint, [head.vkey])
    if (!checkpoint.ok) throw new Error('checkpoint')
    for (const { seq, leaf } of [many[0]![0]!, many[120]![1]!, many[299]![1]!]) {
      const claim = {
        leafIndex: BigInt(seq),
        treeSize: checkpoint.value.size,
        leafHash: Uint8Array.from(Buffer.from(leaf, 'hex')),
        proof: await store.log.proof(seq),
        root: checkpoint.value.root,
      }
      expect(verifyInclusion(claim)).toMatchObject({ ok: true })
    }
    expect(await sound(name)).toBe(605)
    store.close()
  })

  it('two copies without a common lock lose nothing and repeat nothing', async () => {
    const name = freshName()
    const [a, b] = await Promise.all([open({ name, locks: fakeLocks() }), open({ name, locks: fakeLocks() })])
    expect(await a!.device()).toBe(await b!.device())
    const done = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? a! : b!).log.append([draft(`c${i}`)])),
    )
    expect(
      done
        .flat()
        .map((s) => s.seq)
        .sort((x, y) => x - y),
    ).toEqual(Array.from({ length: 20 }, (_, i) => i))
    expect(await sound(name)).toBe(20)
    a!.close()
    b!.close()
  })

  it('goes on where an earlier run stopped', async () => {
    const o = options()
    const first = await openStore(o)
    await first.log.append(Array.from({ length: 258 }, () => draft()))
    const device = await first.device()
    first.close()
    const second = await openStore({ ...o, boot: 'another' })
    expect(await second.device()).toBe(device)
    const [next] = await second.log.append([draft()])
    expect(next!.seq).toBe(258)
    expect(await sound(o.name!)).toBe(259)
    second.close()
  })

  it('writes with an entry are on disk with it, and name its place', async () => {
    const name = freshName()
    const store = await open({ name })
    const cust = await store.indexOf('+8613800138000' as never)
    await store.log.append([draft()], (sealed) => [
      store.settingWrite('a', 1),
      {
        table: 'decisions',
        put: { id: 'x', cust, seq: sealed[0]!.seq, leaf: sealed[0]!.leaf },
      },
    ])
    expect(await store.setting('a')).toBe(1)
    expect(await store.decisionsOf(cust)).toMatchObject([{ id: 'x', seq: 0 }])
    store.close()
  })

  it('a write that cannot be stored takes its own entry back and no other', async () => {
    const name = freshName()
    const store = await open({ name })
    const bad = store.log.append([draft('bad')], [{ table: 'settings', put: { name: 'f', value: () => 1 } }])
    const good = store.log.append([draft('good')])
    await expect(bad).rejects.toMatchObject({ code: 'store/failed' })
    expect((await good)[0]!.seq).toBe(0)
    expect(await sound(name)).toBe(1)
    await expect(
      store.log.append([{ ...draft(), body: { how: Number.NaN } } as never]),
    ).rejects.toMatchObject({
      code: 'canonical/number',
    })
    await expect(
      store.log.append([{ ...draft(), body: { how: 'pin', seq: 7 } } as never]),
    ).rejects.toMatchObject({
      code: 'entry/reserved',
    })
    expect(await sound(name)).toBe(1)
    store.close()
  })

  it('quota: nothing half-written, store/full, and the next append goes on', async () => {
    const name = freshName()
    const store = await open({ name })
    await store.log.append([draft()])
    const target = IDBObjectStore as unknown as { prototype: FakeStore }
    const put = target.prototype.put
    target.prototype.put = function (...a) {
      if (this.name === 'checkpoints') throw new DOMException('full', 'QuotaExceededError')
      return put.apply(this, a)
    }
    try {
      await expect(store.log.append([draft()], [store.settingWrite('half', 1)])).rejects.toMatchObject({
        code: 'store/full',
      })
    } finally {
      target.prototype.put = put
    }
    expect(await store.setting('half')).toBeUndefined()
    expect((await store.log.append([draft()]))[0]!.seq).toBe(1)
    expect(await sound(name)).toBe(2)
    store.close()
  })

  it('reads a full disk out of what Dexie makes of it when the commit itself fails', () => {
    const inner = new DOMException('', 'QuotaExceededError')
    expect(coded({ name: 'AbortError', inner }).code).toBe('store/full')
    expect(coded({ name: 'BulkError', failures: [{ name: 'AbortError', inner }] }).code).toBe('store/full')
    expect(coded({ name: 'DatabaseClosedError' }).code).toBe('store/closed')
    expect(coded(null).code).toBe('store/failed')
  })

  it('says so when the clock stepped, either way', async () => {
    const name = freshName()
    const clock = testClock()
    const store = await open({ name, clock })
    await store.log.append([draft()])
    clock.wall += 1000
    clock.run += 1000
    expect((await store.log.append([draft()]))[0]!.seq).toBe(1)
    clock.wall += 5000
    expect((await store.log.append([draft()]))[0]!.seq).toBe(3)
    expect((await store.log.append([draft()]))[0]!.seq).toBe(4)
    clock.wall -= 500
    expect((await store.log.append([draft()]))[0]!.seq).toBe(6)
    const rows = await openReader(name).page({ kinds: ['clock.stepped'] }, null, 10)
    expect(rows.map((r) => r.seq)).toEqual([5, 2])
    const entry = parseEntry(rows[1]!.bytes)
    expect(entry).toMatchObject({ ok: true, value: { wall: clock.wall + 500, mono: 1000 } })
    expect(await sound(name)).toBe(7)
    store.close()
  })

  it('however the clock steps: places without gaps, and each step said before the entry that met it', async () => {
    const step = fc.record({
      wall: fc.oneof(fc.integer({ min: -90_000, max: 90_000 }), fc.integer({ min: -2500, max: 2500 })),
      run: fc.nat(3000),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const name = freshName()
        const clock = testClock()
        const store = await open({ name, clock })
        let offset = clock.now() - clock.mono()
        let last = Number.NEGATIVE_INFINITY
        const expected: string[] = []
        for (const { wall, run } of steps) {
          clock.wall += wall
          clock.run += run
          const parted = Math.abs(clock.wall - clock.run - offset) > 2000
          if (parted || clock.wall < last) {
            expected.push('clock.stepped')
            offset = clock.wall - clock.run
          }
          expected.push('shift.started')
          last = clock.wall
          await store.log.append([draft()])
        }
        const reader = openReader(name)
        const rows: Row[] = []
        for await (const batch of reader.scan({})) rows.push(...batch)
        reader.close()
        store.close()
        expect(rows.map((r) => r.kind)).toEqual(expected)
        expect(rows.map((r) => Number(r.seq))).toEqual(expected.map((_, i) => i))
        // Time only ever runs backwards where it is said.
        rows.forEach((row, i) => {
          if (i > 0 && row.at < rows[i - 1]!.at) expect(row.kind).toBe('clock.stepped')
        })
      }),
      { numRuns: 40 },
    )
  })

  it('every appending transaction is strict', async () => {
    const seen: string[] = []
    const { transaction } = IDBDatabase.prototype
    IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...a: Parameters<typeof transaction>) {
      const tx = transaction.apply(this, a)
      if (tx.mode === 'readwrite') seen.push(tx.durability)
      return tx
    }
    try {
      const store = await open()
      await store.log.append([draft()], [store.settingWrite('x', 1)])
      await store.log.write([store.settingWrite('x', 2)])
      store.close()
    } finally {
      IDBDatabase.prototype.transaction = transaction
    }
    expect(seen.length).toBeGreaterThanOrEqual(3)
    expect(new Set(seen)).toEqual(new Set(['strict']))
  })

  it('after close: store/closed', async () => {
    const store = await open()
    store.close()
    await expect(store.log.append([draft()])).rejects.toMatchObject({ code: 'store/closed' })
  })
})
