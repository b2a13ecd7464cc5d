import 'fake-indexeddb/auto'
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterEach, describe, expect, it } from 'vitest'
import { base64, fromBase64, hex } from '../../../utils/base/index.ts'
import { openDb } from '../../../utils/store/db.ts'
import {
  allNames,
  bundleRows,
  CHECKED,
  changePassphrase,
  createManagerKey,
  managerKeysOf,
  openKeyring,
  openManagerKey,
  vaultRowsOf,
  verifyTables,
} from '../../../utils/store/index.ts'
import { activation, know, openCounter, type TestCounter } from './open-counter.ts'

let c: TestCounter
const clear = async () => {
  for (const name of await allNames()) if (name !== 'countersign') indexedDB.deleteDatabase(name)
}
afterEach(async () => {
  // Whatever was done: answers, notices, vault and columns agree with the entries.
  expect(await verifyTables()).toEqual({ ok: true, value: null })
  c.close()
  await clear()
})

/** Work factor 2: what is tried here is not how long a passphrase takes. */
const makeKey = (passphrase: string) => createManagerKey(passphrase, 2)

async function proofBy(identity: string, to: 'manage' | 'reseal' = 'manage'): Promise<string | null> {
  const { sealed } = await c.ok('vault.challenge', { to })
  const age = new Decrypter()
  age.addIdentity(identity)
  return age.decrypt(fromBase64(sealed)!).then(hex, () => null)
}

/** A counter whose key was made by a passphrase on first run. */
async function opened(passphrase: string): Promise<string> {
  await clear()
  const key = await makeKey(passphrase)
  c = await openCounter()
  // openCounter makes a key of its own: this is the one that the test knows.
  await c.ok('vault.replace', key)
  const identity = await openManagerKey(key.sealed, passphrase)
  if (!identity.ok) throw new Error('key')
  know(c.counter, { alarms: new Set() })
  await c.counter.store.log.write([
    { table: 'settings', remove: 'vault.replaced' },
    { table: 'settings', remove: 'manager.key.lost' },
  ])
  return identity.value
}

const valuesOf = async (identity: string, id: string): Promise<string[]> => {
  const ring = await openKeyring(identity)
  const values = await Promise.all(
    (await vaultRowsOf(id)).map((row) =>
      ring.open(row).then(
        (v) => String((v as { value?: string }).value),
        (e) => e.code,
      ),
    ),
  )
  return values.sort()
}

describe('the vault in other hands', () => {
  it('takes another passphrase and rewrites nothing that is sealed', async () => {
    const identity = await opened('first passphrase')
    const id = await activation(c)
    const before = await vaultRowsOf(id)
    const [old] = await managerKeysOf()
    const sealed = await changePassphrase(old!.sealed, 'first passphrase', 'second passphrase', 2)
    if (!sealed.ok) throw new Error('sealed')
    const change = { recipient: old!.recipient, sealed: sealed.value }
    expect(await c.ask('vault.passphrase', { ...change, proof: 'a'.repeat(64) })).toMatchObject({
      error: { code: 'manager/proof' },
    })
    const proof = (await proofBy(identity))!
    const other = (await makeKey('x')).recipient
    expect(await c.ask('vault.passphrase', { ...change, recipient: other, proof })).toMatchObject({
      error: { code: 'vault/recipient' },
    })
    await c.ok('vault.passphrase', { ...change, proof })
    const [now] = await managerKeysOf()
    expect((await openManagerKey(now!.sealed, 'first passphrase')).ok).toBe(false)
    expect(await openManagerKey(now!.sealed, 'second passphrase')).toEqual({ ok: true, value: identity })
    expect(await vaultRowsOf(id)).toEqual(before)
    expect((await c.entries()).at(-1)).toMatchObject({ kind: 'vault.changed', what: 'passphrase', keys: 0 })
  })

  it('goes from the first passphrase to the policy’s recipients: data keys anew, records as they were', async () => {
    const identity = await opened('first passphrase')
    const id = await activation(c)
    const theirs = await generateX25519Identity()
    const recipient = await identityToRecipient(theirs)
    // A log that was closed keeps copies of the data keys; they follow.
    c.close()
    const db = await openDb('countersign')
    await db.checkpoints.update('head', { size: 1 })
    db.close()
    c = await c.restart()
    expect(await allNames()).toHaveLength(2)
    await c.policy((policy) => {
      policy['vault'] = { recipients: [recipient] }
    })
    const before = await vaultRowsOf(id)
    expect(await valuesOf(theirs, id)).toEqual(['vault/not-for-you', 'vault/not-for-you'])
    expect(await proofBy(identity)).toBeNull()
    const proof = (await proofBy(identity, 'reseal'))!
    // Who holds an earlier key may hand its records on, and nothing else.
    expect(
      await c.ask('console.hold', {
        scope: 'log',
        number: null,
        activation: null,
        reason: 'audit',
        proof,
      }),
    ).toMatchObject({ error: { code: 'manager/proof' } })
    const ring = await openKeyring(identity)
    const keys: { id: string; sealed: string }[] = []
    for await (const row of bundleRows().keys())
      keys.push({ id: row.id, sealed: base64(await ring.reseal(row, [recipient])) })
    expect(keys.length).toBeGreaterThan(0)
    await c.ok('vault.reseal', { keys, last: true, proof })
    expect(await vaultRowsOf(id)).toEqual(before)
    expect(await valuesOf(theirs, id)).toEqual(['+8613800138000', '王秀芬'])
    expect(await valuesOf(identity, id)).toEqual(['vault/not-for-you', 'vault/not-for-you'])
    for await (const row of bundleRows('countersign').keys()) expect(row.recipients).toEqual([recipient])
    // The passphrase's key opens nothing any more and is gone.
    expect(await managerKeysOf()).toEqual([])
    expect(await managerKeysOf('countersign')).toEqual([])
    expect((await c.entries()).at(-1)).toMatchObject({
      kind: 'vault.changed',
      what: 'recipients',
      to: [recipient],
      keys: keys.length,
    })
    await expect(
      c.ask('vault.reseal', { keys: [{ id: '0'.repeat(24), sealed: 'AA==' }], last: false, proof }),
    ).rejects.toMatchObject({ code: 'vault/no-key' })
  })

  it('says plainly that a passphrase is lost: a new key for what comes, the rest stays sealed', async () => {
    const lost = await opened('first passphrase')
    const id = await activation(c)
    const key = await makeKey('second passphrase')
    const view = await c.ok('vault.replace', key)
    expect(view.recipients).toEqual([key.recipient])
    expect(view.alarms).toContain('vault/replaced')
    const identity = await openManagerKey(key.sealed, 'second passphrase')
    if (!identity.ok) throw new Error('key')
    const next = await activation(c, { number: '13900139000', customer: '李大山' })
    expect(await valuesOf(identity.value, next)).toEqual(['+8613900139000', '李大山'])
    expect(await valuesOf(identity.value, id)).toEqual(['vault/not-for-you', 'vault/not-for-you'])
    expect(await valuesOf(lost, next)).toEqual(['vault/not-for-you', 'vault/not-for-you'])
    // Found again, it still opens what was sealed under it.
    expect((await managerKeysOf()).map((k) => k.recipient)).toHaveLength(2)
    c = await c.restart()
    expect([...c.counter.alarms]).toContain('vault/replaced')
    expect(await c.ask('console.seen', { alarm: 'vault/replaced', proof: 'b'.repeat(64) })).toMatchObject({
      error: { code: 'manager/proof' },
    })
    const proof = (await proofBy(identity.value))!
    expect((await c.ok('console.seen', { alarm: 'vault/replaced', proof })).alarms).toEqual([])
    expect((await c.entries()).at(-1)).toMatchObject({ kind: 'alarm.seen', alarm: 'vault/replaced' })
    c = await c.restart()
    expect([...c.counter.alarms]).toEqual([])
  })

  it('keeps the alarm of a log that was begun anew until a manager has looked', async () => {
    const identity = await opened('first passphrase')
    c.close()
    const db = await openDb('countersign')
    await db.checkpoints.update('head', { size: 1 })
    db.close()
    c = await c.restart()
    expect([...c.counter.alarms]).toContain('log/resumed')
    const view = await c.ok('console.open', {})
    expect(view.logs).toMatchObject([{ name: 'countersign', why: 'head' }])
    await c.ok('console.seen', { alarm: 'log/resumed', proof: (await proofBy(identity))! })
    c = await c.restart()
    expect([...c.counter.alarms]).toEqual([])
    expect((await c.kinds()).filter((k) => k === 'alarm.seen')).toHaveLength(1)
    // An earlier log that was checked stands in the new one by its origin.
    await c.ok('log.verified', {
      size: 3,
      root: 'a'.repeat(64),
      sound: false,
      fault: 'root',
      where: null,
      since: 0,
      checkpoint: null,
      log: 'countersign',
    })
    expect(String((await c.entries()).at(-1)!['log'])).toMatch(/^countersign\/[0-9a-f]{24}$/)
  })

  it('a log that turns bad while it is in use is opened anew, which closes it and names it', async () => {
    await opened('first passphrase')
    const { size } = await c.counter.store.log.head()
    const db = await openDb('countersign')
    await db.entries.put({ seq: size, bytes: new Uint8Array(3), kind: 'x', at: 0 })
    db.close()
    await expect(c.ask('console.unlocked', { reason: 'routine' })).rejects.toMatchObject({
      code: 'store/damaged',
    })
    expect(c.reopened).toHaveLength(1)
    expect([...c.counter.alarms]).not.toContain('store/failed')
    c = await c.restart()
    expect([...c.counter.alarms]).toContain('log/resumed')
    expect((await c.entries())[0]).toMatchObject({ kind: 'log.resumed', why: 'entries', size })
    await c.ok('console.unlocked', { reason: 'routine' })
    expect(c.reopened).toEqual([])
  })

  it('keeps the head that was found sound, and forgets it when a check finds a fault', async () => {
    await opened('first passphrase')
    const { size, root, checkpoint } = await c.counter.store.log.head()
    const checked = { size, root, sound: true, fault: null, where: null, since: 0, checkpoint, log: null }
    const kept = () => c.counter.store.setting(CHECKED)
    await c.ok('log.verified', checked)
    expect(await kept()).toEqual({ size, checkpoint })
    // Nothing else than what this log has signed, of that very size and root.
    await c.ok('log.verified', { ...checked, size: size - 1 })
    await c.ok('log.verified', { ...checked, checkpoint: checkpoint.replace(`\n${size}\n`, '\n1\n') })
    expect(await kept()).toEqual({ size, checkpoint })
    const next = await c.counter.store.log.head()
    await c.ok('log.verified', { ...checked, ...next, since: size })
    expect((await c.entries()).at(-1)).toMatchObject({ kind: 'log.verified', since: size, sound: true })
    expect(await kept()).toEqual({ size: next.size, checkpoint: next.checkpoint })
    const fault = { sound: false, fault: 'log/entry-changed', where: '3', checkpoint: null }
    await c.ok('log.verified', { ...checked, ...fault })
    expect((await c.entries()).at(-1)).toMatchObject({ fault: 'log/entry-changed', where: '3' })
    expect(await kept()).toBeUndefined()
  })
})
