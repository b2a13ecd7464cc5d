/** The console's vault on a real store: what is proved, what is sealed anew, and that it can be broken off. */
import 'fake-indexeddb/auto'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterEach, expect, it } from 'vitest'
import type { ConsoleBackend } from '../../../components/console/index.ts'
import { asManager } from '../../../components/console/manager.ts'
import { keysElsewhere, unlockVault } from '../../../entrypoints/console/vault.ts'
import type { Result } from '../../../utils/base/index.ts'
import { type CountersignDb, openDb } from '../../../utils/store/db.ts'
import { activation, openCounter, type TestCounter } from '../counter/open-counter.ts'

let c: TestCounter
afterEach(() => c.close())

const opened = async (identity: string) => {
  const vault = await unlockVault(identity)
  if (!vault.ok) throw new Error(vault.error.code)
  return vault.value
}

/** Copies of the one data key that there is, as a store with many runs of the background has them. */
async function manyKeys(n: number): Promise<void> {
  const db: CountersignDb = await openDb('countersign')
  const [first] = await db.dataKeys.toArray()
  await db.dataKeys.bulkPut(
    Array.from({ length: n }, (_, i) => ({ ...first!, id: i.toString(16).padStart(24, '0') })),
  )
  db.close()
}

it('seals data keys to the policy’s recipients in batches, goes on after a break, and proves what it may do', async () => {
  const [old, next] = [await generateX25519Identity(), await generateX25519Identity()]
  const recipients = await Promise.all([old, next].map(identityToRecipient))
  const policyOf = (n: number) => (policy: Record<string, unknown>) => {
    policy['vault'] = { recipients: [recipients[n]] }
  }
  c = await openCounter(policyOf(0))
  const id = await activation(c)
  await manyKeys(150)
  await c.policy(policyOf(1))
  const to = [recipients[1] as string]
  expect(await keysElsewhere(to)).toBe(151)

  const counter = { client: { ask: c.ask } } as unknown as ConsoleBackend
  const first = await opened(old)
  const hold = (proof: string) =>
    c.ask('console.hold', { scope: 'log', number: null, activation: null, reason: 'audit', proof })
  expect(await asManager(counter, first, hold)).toMatchObject({ error: { code: 'manager/other-key' } })
  let sent = 0
  const hand =
    (stop: AbortController | null) =>
    async (keys: readonly { id: string; sealed: string }[], last: boolean): Promise<Result<unknown>> => {
      sent++
      const answer = await asManager(
        counter,
        first,
        (proof) => c.ask('vault.reseal', { keys, last, proof }),
        'reseal',
      )
      stop?.abort()
      return answer
    }
  const broken = new AbortController()
  expect(await first.reseal(to, hand(broken), () => undefined, broken.signal)).toEqual({
    ok: true,
    value: { done: 100, closed: 0 },
  })
  expect(await keysElsewhere(to)).toBe(51)
  const progress: number[] = []
  expect(
    await first.reseal(to, hand(null), (n) => progress.push(n), new AbortController().signal),
  ).toMatchObject({ value: { done: 51, closed: 0 } })
  expect(progress).toEqual([51])
  expect(sent).toBe(2)
  expect(await keysElsewhere(to)).toBe(0)

  const second = await opened(next)
  expect((await second.of(id)).opened.map((o) => o.kind).sort()).toEqual(['customer', 'number'])
  expect((await first.of(id)).fault).toBe('vault/not-for-you')
  expect(await asManager(counter, second, hold)).toMatchObject({ ok: true })
  // A proof that has run out is asked for anew, without a word to anybody.
  c.clock.wall += 11 * 60_000
  c.clock.run += 11 * 60_000
  const lift = (proof: string) =>
    c.ask('console.lift', { hold: c.counter.holds[0]!.id, reason: 'over', proof })
  expect(await asManager(counter, second, lift)).toMatchObject({ ok: true })
  second.lock()
  await expect(second.of(id)).rejects.toMatchObject({ code: 'vault/locked' })
})
