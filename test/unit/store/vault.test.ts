import 'fake-indexeddb/auto'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { describe, expect, it } from 'vitest'
import type { ActivationId } from '../../../utils/base/index.ts'
import { opensCommitment } from '../../../utils/log/index.ts'
import { openDb } from '../../../utils/store/db.ts'
import type { VaultRow } from '../../../utils/store/index.ts'
import {
  createManagerKey,
  MANAGER_KEY,
  openKeyring,
  openManagerKey,
  openReader,
  vaultRowsOf,
} from '../../../utils/store/index.ts'
import { draft, freshName, open } from './open.ts'

const A = 'a'.repeat(24) as ActivationId
const B = 'b'.repeat(24) as ActivationId
const manager = async () => {
  const identity = await generateX25519Identity()
  return { identity, recipient: await identityToRecipient(identity) }
}

describe('vault', () => {
  it('is opened by each recipient and by nobody else; a commitment opens with what lies in it', async () => {
    const name = freshName()
    const [one, two, other] = [await manager(), await manager(), await manager()]
    const store = await open({ name, recipients: () => [one!.recipient, two!.recipient] })
    const { commitment, writes } = await store.vault.commit('number', A, '+8613800138000')
    await store.log.append([draft()], writes)
    const rows = await vaultRowsOf(A, name)
    expect(rows).toHaveLength(1)
    for (const m of [one!, two!]) {
      const value = (await (await openKeyring(m.identity, name)).open(rows[0]!)) as Record<string, string>
      expect(value['commitment']).toBe(commitment)
      expect(opensCommitment(commitment, value['salt']!, value['value']!)).toBe(true)
      expect(opensCommitment(commitment, value['salt']!, '+8613800138001')).toBe(false)
    }
    const stranger = await openKeyring(other!.identity, name)
    await expect(stranger.open(rows[0]!)).rejects.toMatchObject({ code: 'vault/not-for-you' })
    await expect(openKeyring('AGE-SECRET-KEY-1NOPE', name)).rejects.toMatchObject({ code: 'vault/identity' })
    store.close()
  })

  it('keeps nothing of the customer in clear, in any table', async () => {
    const name = freshName()
    const one = await manager()
    const store = await open({ name, recipients: () => [one.recipient] })
    const number = '+8613800138000'
    const sealed = await store.vault.commit('number', A, number)
    const working = await store.working.seal('activation', A, { number })
    const cust = await store.indexOf(number as never)
    await store.log.append([{ ...draft(), cust }], [...sealed.writes, working])
    store.close()
    const db = await openDb(name)
    const dump = await Promise.all(db.tables.map((t) => t.toArray()))
    const text = Buffer.from(
      JSON.stringify(dump, (_, v) => (v instanceof Uint8Array ? Buffer.from(v).toString('latin1') : v)),
    ).toString()
    expect(text).toContain(cust)
    expect(text).not.toContain('13800138000')
    db.close()
  })

  it('one data key a run, a new one when the recipients change, each on disk with its first record', async () => {
    const name = freshName()
    const [one, two] = [await manager(), await manager()]
    let to = [one!.recipient]
    const store = await open({ name, recipients: () => to })
    const first = await store.vault.seal('text', A, 'x')
    expect(first.writes.map((w) => w.table)).toEqual(['dataKeys', 'vault'])
    // Not written: its key must come again with the next record.
    const second = await store.vault.seal('text', A, 'y')
    expect(second.writes.map((w) => w.table)).toEqual(['dataKeys', 'vault'])
    await store.log.write(second.writes)
    const third = await store.vault.seal('text', A, 'z')
    expect(third.writes.map((w) => w.table)).toEqual(['vault'])
    await store.log.append([draft()], third.writes)
    to = [two!.recipient]
    const fourth = await store.vault.seal('text', B, 'w')
    expect(fourth.writes.map((w) => w.table)).toEqual(['dataKeys', 'vault'])
    await store.log.write(fourth.writes)
    const rows = await vaultRowsOf(A, name)
    const old = await openKeyring(one!.identity, name)
    expect((await Promise.all(rows.map((r) => old.open(r)))).sort()).toEqual(['y', 'z'])
    const [row] = await vaultRowsOf(B, name)
    await expect(old.open(row!)).rejects.toMatchObject({ code: 'vault/not-for-you' })
    expect(await (await openKeyring(two!.identity, name)).open(row!)).toBe('w')
    store.close()
  })

  it('a record that was moved or changed does not open', async () => {
    const name = freshName()
    const one = await manager()
    const store = await open({ name, recipients: () => [one.recipient] })
    await store.log.write((await store.vault.seal('text', A, 'x')).writes)
    const [row] = await vaultRowsOf(A, name)
    const ring = await openKeyring(one.identity, name)
    const box = row!.box.slice()
    box[0] = box[0]! ^ 1
    const changes: Partial<VaultRow>[] = [{ activation: B }, { kind: 'receipt' }, { id: 'c' }, { box }]
    for (const over of changes) {
      await expect(ring.open({ ...row!, ...over })).rejects.toMatchObject({ code: 'vault/damaged' })
    }
    await expect(ring.open({ ...row!, key: 'gone' })).rejects.toMatchObject({ code: 'vault/no-key' })
    store.close()
  })

  it('refuses to seal for nobody, or for what is no recipient', async () => {
    let to: string[] = []
    const store = await open({ recipients: () => to })
    expect(store.vault.ready()).toBe(false)
    await expect(store.vault.seal('text', A, 'x')).rejects.toMatchObject({ code: 'vault/no-recipient' })
    to = ['age1nonsense']
    await expect(store.vault.seal('text', A, 'x')).rejects.toMatchObject({ code: 'vault/recipient' })
    to = [(await manager()).recipient]
    expect((await store.vault.seal('text', A, 'x')).writes).toHaveLength(2)
    store.close()
  })

  it('the first-run key: opened by its passphrase alone, however the passphrase was composed', async () => {
    const key = await createManagerKey('Café 王 秀芬', 10)
    const store = await open()
    expect(await store.managerKey()).toBeNull()
    await store.log.write([store.settingWrite(MANAGER_KEY, key)])
    expect(await store.managerKey()).toEqual(key)
    const identity = await openManagerKey(key.sealed, 'Cafe\u0301 王 秀芬')
    if (!identity.ok) throw new Error(identity.error.code)
    expect(await identityToRecipient(identity.value)).toBe(key.recipient)
    expect(await openManagerKey(key.sealed, 'wrong')).toMatchObject({ error: { code: 'vault/passphrase' } })
    expect(await openManagerKey('nonsense', 'x')).toMatchObject({ error: { code: 'vault/sealed' } })
    store.close()
  })
})

describe('profile and working set', () => {
  it('first runs at once make one profile; its keys cannot be taken out', async () => {
    const name = freshName()
    const stores = await Promise.all(Array.from({ length: 4 }, () => open({ name })))
    expect(new Set(await Promise.all(stores.map((s) => s.device()))).size).toBe(1)
    const keys = await Promise.all(stores.map((s) => s.fingerprintKey()))
    expect(new Set(keys.map(String)).size).toBe(1)
    const db = await openDb(name)
    expect(await db.keys.count()).toBe(1)
    const profile = await db.keys.get('profile')
    for (const key of [profile!.signer, profile!.index, profile!.working]) {
      expect(key.extractable).toBe(false)
      await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
    }
    db.close()
    for (const s of stores) s.close()
  })

  it('gives back what it sealed, counts what it cannot open, and forgets what is erased', async () => {
    const name = freshName()
    const store = await open({ name })
    await store.log.write([
      await store.working.seal('activation', 'one', { n: 1 }),
      await store.working.seal('activation', 'two', { n: 2 }),
      await store.working.seal('permit', 'three', { n: 3 }),
    ])
    expect((await store.working.all('activation')).values).toHaveLength(2)
    const db = await openDb(name)
    await db.working.update('activation:two', { box: new Uint8Array(40) })
    expect(await store.working.all('activation')).toEqual({
      values: [{ id: 'one', value: { n: 1 } }],
      damaged: 1,
    })
    await store.log.write([store.working.erase('activation', 'one')])
    expect((await store.working.all('activation')).values).toEqual([])
    expect(await db.working.count()).toBe(2)
    db.close()
    store.close()
  })

  it('settings and policy come back, and a newer database is refused', async () => {
    const name = freshName()
    const store = await open({ name })
    await store.log.write([
      store.settingWrite('a', { b: [1, null] }),
      store.policyWrite('local', '{}', 'ff', 5),
    ])
    expect(await store.setting('a')).toEqual({ b: [1, null] })
    expect(await store.setting('none')).toBeUndefined()
    expect(await store.cachedPolicy()).toEqual({ source: 'local', text: '{}', hash: 'ff', at: 5 })
    store.close()
    await new Promise((resolve) => {
      const request = indexedDB.open(name, 990)
      request.onsuccess = () => {
        request.result.close()
        resolve(null)
      }
    })
    await expect(open({ name })).rejects.toMatchObject({ code: 'store/newer' })
  })

  it('says so when an older copy does not let go, and opens once it has', async () => {
    const name = freshName()
    const older = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(name, 1)
      request.onsuccess = () => resolve(request.result)
    })
    await expect(openDb(name, 20)).rejects.toMatchObject({ code: 'store/blocked' })
    older.close()
    const db = await openDb(name)
    expect(await db.entries.count()).toBe(0)
    db.close()
  })

  it('lets a newer copy in at once', async () => {
    const name = freshName()
    const store = await open({ name })
    await new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 990)
      request.onblocked = reject
      request.onsuccess = resolve
    })
    await expect(store.log.append([draft()])).rejects.toMatchObject({ code: 'store/closed' })
  })
})

describe('reader', () => {
  it('pages, counts and scans every filter as a plain look through all rows would', async () => {
    const name = freshName()
    const clock = { wall: Date.UTC(2026, 10, 1), run: 0, now: () => clock.wall, mono: () => clock.run }
    const store = await open({ name, clock })
    for (let i = 0; i < 120; i++) {
      const step = i === 40 ? -50_000 : i === 80 ? 90_000 : 1000
      clock.wall += step
      clock.run += 1000
      const activation = (i % 5 === 0 ? A : i % 7 === 0 ? B : '') as ActivationId | ''
      const decision = { service: (i % 2 ? 'x' : 'y') as never, notice: 'n', lang: 'en' as const }
      await store.log.append([
        i % 3 === 0
          ? {
              kind: 'consent.refused',
              clerk: `c${i % 4}`,
              activation,
              body: { ...decision, asked: 'counter' },
            }
          : { ...draft(`c${i % 4}`), activation },
      ])
    }
    const reader = openReader(name)
    const all = await reader.page({}, null, 1000)
    expect(all.map((r) => r.seq)).toEqual(Array.from({ length: 122 }, (_, i) => 121 - i))
    const from = Date.UTC(2026, 10, 1) + 20_000
    const filters = [
      {},
      { clerk: 'c1' },
      { service: 'x' },
      { activation: A },
      { kinds: ['consent.refused'] },
      { kinds: ['consent.refused', 'clock.stepped'] },
      { kinds: [] },
      { clerk: 'c2', kinds: ['shift.started'] },
      { from },
      { from, to: from + 30_000 },
      { from, to: from + 30_000, clerk: 'c3' },
      { to: from - 5000, service: 'y', clerk: 'c0' },
      { from: from + 1e9 },
    ]
    for (const f of filters) {
      const want = all.filter(
        (r) =>
          (f.clerk === undefined || r.clerk === f.clerk) &&
          (f.service === undefined || r.service === f.service) &&
          (f.activation === undefined || r.activation === f.activation) &&
          (f.kinds === undefined || f.kinds.includes(r.kind)) &&
          (f.from === undefined || r.at >= f.from) &&
          (f.to === undefined || r.at <= f.to),
      )
      const places = want.map((r) => r.seq)
      expect(await reader.count(f), JSON.stringify(f)).toBe(want.length)
      const paged: number[] = []
      for (let before: number | null = null; ; before = paged.at(-1)!) {
        const page = await reader.page(f, before as never, 7)
        paged.push(...page.map((r) => r.seq))
        if (page.length < 7) break
      }
      expect(paged, JSON.stringify(f)).toEqual(places)
      const scanned: number[] = []
      for await (const batch of reader.scan(f, 7)) scanned.push(...batch.map((r) => r.seq))
      expect(scanned, JSON.stringify(f)).toEqual(places.slice().reverse())
    }
    expect((await reader.row(5 as never))!.seq).toBe(5)
    expect(await reader.row(999 as never)).toBeNull()
    reader.close()
    store.close()
  })

  it('an empty log reads as one', async () => {
    const name = freshName()
    const store = await open({ name })
    const reader = openReader(name)
    expect(await reader.head()).toMatchObject({
      size: 0,
      checkpoint: '',
      vkey: expect.stringContaining('countersign/'),
    })
    expect(await reader.page({}, null, 10)).toEqual([])
    expect(await reader.count({ clerk: 'x' })).toBe(0)
    reader.close()
    store.close()
  })
})

describe('migrations', () => {
  it('are numbered from 1 without a gap', async () => {
    const { migrations } = await import('../../../utils/store/migrations/index.ts')
    expect(migrations.map((m) => m.number)).toEqual(migrations.map((_, i) => i + 1))
  })
})
