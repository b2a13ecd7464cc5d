/** The witness's client against a real HTTP witness and a real store: what it keeps, and what it tells when it is refused. */
import 'fake-indexeddb/auto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { base64, concat, fromUtf8 } from '../../../utils/base/index.ts'
import { type Witness as Client, type Counter, createWitness } from '../../../utils/counter/index.ts'
import { lastingAlarms, seen } from '../../../utils/counter/manager/vault.ts'
import {
  cosignerId,
  openCheckpoint,
  openCosignature,
  parseCheckpoint,
  parseCosigner,
} from '../../../utils/log/index.ts'
import { postText } from '../../../utils/platform/post.ts'
import { type LogReader, openReader, type Store } from '../../../utils/store/index.ts'
import { startWitness, type Witness } from '../../world/witness.ts'
import { draft, freshName, open } from '../store/open.ts'

let server: Witness
let store: Store
let reader: LogReader
let counter: Counter
let client: Client
let asked: number

beforeEach(async () => {
  server = await startWitness()
  const name = freshName()
  store = await open({ name })
  reader = openReader(name)
  counter = {
    store,
    host: { nudge: () => undefined },
    alarms: new Set<string>(),
    shift: null,
    now: Date.now,
    loaded: { policy: { witness: { url: server.url, vkey: server.vkey } } },
  } as unknown as Counter
  asked = 0
  client = createWitness(counter, {
    post: (url, body) => {
      asked++
      return postText(url, body)
    },
    tile: reader.tile,
    inTurn: (work) => work(),
  })
  await store.log.append([draft(), draft(), draft()])
  server.trust((await store.log.head()).vkey)
})
afterEach(async () => {
  reader.close()
  store.close()
  await server.close()
})

interface Kept {
  readonly size: number
  readonly checkpoint: string
  readonly refused: { readonly why: string; readonly seen: number | null } | null
}
const kept = async (): Promise<Kept> => (await store.setting('witness')) as unknown as Kept
const refusals = async (): Promise<{ why: string; seen: number | null; size: number; status: number }[]> =>
  [...(await reader.page({ kinds: ['witness.refused'] }, null, 50))]
    .reverse()
    .map((row) => JSON.parse(fromUtf8(row.bytes) as string))

it('has the head cosigned, and the next one by a proof from there', async () => {
  await client.ask()
  const first = await kept()
  const { vkey, size, checkpoint } = await store.log.head()
  expect(first.size).toBe(size)
  expect(first.checkpoint.startsWith(checkpoint)).toBe(true)
  expect((await openCosignature(first.checkpoint, server.vkey)).ok).toBe(true)
  // With the witness's line under it the checkpoint still opens by the log's own key.
  expect((await openCheckpoint(first.checkpoint, [vkey])).ok).toBe(true)
  expect((await store.left()).some((row) => row.where === 'witness' && row.size === size)).toBe(true)

  for (let i = 0; i < 5; i++) await store.log.append([draft(), draft()])
  await client.ask()
  expect(server.answers.map((a) => [a.old, a.size, a.status])).toEqual([
    [0n, 3n, 200],
    [3n, 13n, 200],
  ])
  expect((await kept()).size).toBe(13)
  expect(await refusals()).toEqual([])
  expect([...counter.alarms]).toEqual([])
})
it('a checkpoint that left with a receipt stays one, cosigned', async () => {
  const { size, checkpoint } = await store.log.head()
  await store.log.write([await store.leftWrite({ size, checkpoint }, 'receipt', 1)])
  await client.ask()
  const row = await store.leftAt(size)
  expect(row).toMatchObject({ where: 'receipt', checkpoint: (await kept()).checkpoint })
  // So it is not among those that a later cosignature stands for.
  await store.log.append([draft()])
  await client.ask()
  await store.tidy()
  expect((await store.left()).map((r) => [r.size, r.where])).toEqual([
    [size, 'receipt'],
    [size + 1, 'witness'],
  ])
})
it('asks nothing when nothing is new, nobody is named, or nobody is there', async () => {
  await client.ask()
  await client.ask()
  expect(asked).toBe(1)
  await server.close()
  await store.log.append([draft()])
  await client.ask()
  expect(await refusals()).toEqual([])
  expect([...counter.alarms]).toEqual([])
  ;(counter.loaded.policy as { witness?: unknown }).witness = undefined as never
  await client.ask()
  expect(asked).toBe(2)
})
it('a witness that knew less is an entry, and is asked again from there', async () => {
  await client.ask()
  const older = parseCheckpoint((await store.log.head()).checkpoint)
  await store.log.append([draft(), draft()])
  await client.ask()
  if (older.ok) server.remember(older.value)
  await store.log.append([draft()])
  await client.ask()
  expect(await refusals()).toMatchObject([{ why: 'conflict', seen: 3, size: 6, status: 409 }])
  expect((await kept()).size).toBe(7)
  expect([...counter.alarms]).toEqual([])
})
it('an older size of the same tree is no alarm at any moment; another tree of that size is one that stays', async () => {
  const told: string[] = []
  ;(counter.host as { nudge: unknown }).nudge = () => told.push(...counter.alarms)
  await client.ask()
  const older = parseCheckpoint((await store.log.head()).checkpoint)
  if (!older.ok) throw new Error('no checkpoint')
  await store.log.append([draft(), draft()])
  await client.ask()
  server.remember(older.value)
  await store.log.append([draft()])
  await client.ask()
  expect(told).toEqual([])
  server.remember({ ...older.value, root: new Uint8Array(32).fill(9) })
  await store.log.append([draft()])
  await client.ask()
  expect((await refusals()).map((r) => [r.why, r.status])).toEqual([
    ['conflict', 409],
    ['conflict', 409],
    ['inconsistent', 422],
  ])
  expect(told).toContain('witness/inconsistent')
  expect([...counter.alarms]).toEqual(['witness/inconsistent'])
})
it('what it told of a longer log or another history stands until a manager has looked, and only until then', async () => {
  const now = parseCheckpoint((await store.log.head()).checkpoint)
  if (!now.ok) throw new Error('no checkpoint')
  server.remember({ ...now.value, size: 500n })
  await client.ask()
  // It has thought better of it, or somebody has seen to it.
  server.forget()
  await store.log.append([draft()])
  await client.ask()
  await store.log.append([draft()])
  await client.ask()
  expect((await kept()).refused).toBe(null)
  expect((await kept()).checkpoint).not.toBe('')
  expect([...counter.alarms]).toEqual(['witness/rolled-back'])
  // Also to a background that starts anew, whoever the witness is by then.
  const again = { ...counter, alarms: new Set<string>(), loaded: { policy: {} } } as unknown as Counter
  expect(await lastingAlarms(again)).toEqual(['witness/rolled-back'])
  expect(await seen(counter, 'witness/rolled-back')).toMatchObject({ ok: true })
  const [last] = await reader.page({}, null, 1)
  expect(JSON.parse(fromUtf8(last!.bytes) as string)).toMatchObject({
    kind: 'alarm.seen',
    alarm: 'witness/rolled-back',
  })
  expect([...counter.alarms]).toEqual([])
  await client.ask()
  expect([...counter.alarms]).toEqual([])
  // The next time it is told again.
  const head = parseCheckpoint((await store.log.head()).checkpoint)
  if (head.ok) server.remember({ ...head.value, size: 600n })
  await store.log.append([draft()])
  await client.ask()
  expect([...counter.alarms]).toEqual(['witness/rolled-back'])
})
it('one that never answers holds nothing up, and is not asked a second time meanwhile', async () => {
  let reached = 0
  const silent = createServer(() => void reached++)
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening))
  const url = `http://localhost:${(silent.address() as AddressInfo).port}/`
  ;(counter.loaded.policy as { witness: { url: string } }).witness.url = url
  const { size } = await store.log.head()
  let answered = false
  const asking = client.ask().then(() => {
    answered = true
  })
  while (reached === 0) await new Promise((next) => setTimeout(next, 5))
  for (let i = 0; i < 20; i++) {
    await store.log.append([draft()])
    void client.ask()
  }
  expect((await store.log.head()).size).toBe(size + 20)
  expect([answered, asked, reached]).toEqual([false, 1, 1])
  expect([...counter.alarms]).toEqual([])
  // Once the connection is gone the next question is put.
  silent.closeAllConnections()
  await asking
  ;(counter.loaded.policy as { witness: { url: string } }).witness.url = server.url
  await client.ask()
  expect((await kept()).size).toBe(size + 20)
  expect(await refusals()).toEqual([])
  silent.close()
})
it('a witness that knows more is an entry, once, and an alarm that stays', async () => {
  const head = parseCheckpoint((await store.log.head()).checkpoint)
  if (head.ok) server.remember({ ...head.value, size: 500n })
  await client.ask()
  await client.ask()
  expect(await refusals()).toMatchObject([{ why: 'rolled-back', seen: 500, size: 3, status: 409 }])
  expect([...counter.alarms]).toEqual(['witness/rolled-back'])
  // Another run of the background tells it again without asking.
  const again = { ...counter, alarms: new Set<string>() } as Counter
  await createWitness(again, { post: async () => null, tile: reader.tile, inTurn: (work) => work() }).ask()
  expect([...again.alarms]).toEqual(['witness/rolled-back'])
})
it('another history is an entry and an alarm', async () => {
  await client.ask()
  const head = parseCheckpoint((await store.log.head()).checkpoint)
  if (head.ok) server.remember({ ...head.value, root: new Uint8Array(32).fill(9) })
  await store.log.append([draft()])
  await client.ask()
  expect(await refusals()).toMatchObject([{ why: 'inconsistent', status: 422, size: 4 }])
  expect([...counter.alarms]).toEqual(['witness/inconsistent'])
})
it('a cosignature that does not hold is refused and told; a true one ends the alarm', async () => {
  server.lie(true)
  await client.ask()
  expect(await refusals()).toMatchObject([{ why: 'signature', status: 200 }])
  expect([...counter.alarms]).toEqual(['witness/signature'])
  server.lie(false)
  // The witness took that checkpoint, so it knows a size that was never cosigned for us: an entry, and then peace.
  await client.ask()
  expect((await kept()).refused).toBe(null)
  expect([...counter.alarms]).toEqual([])
})
it('a key that is none is told and not asked', async () => {
  ;(counter.loaded.policy as { witness: { url: string; vkey: string } }).witness.vkey = 'x'
  await client.ask()
  expect(asked).toBe(0)
  expect([...counter.alarms]).toEqual(['witness/key'])
})
it('an answer without end, or none, changes nothing', async () => {
  for (const answer of [
    null,
    { status: 500, text: '' },
    { status: 404, text: '9' },
    { status: 200, text: '' },
  ]) {
    const other = createWitness(counter, {
      post: async () => answer,
      tile: reader.tile,
      inTurn: (work) => work(),
    })
    await other.ask()
  }
  // Only a yes without a signature is worth an entry.
  expect((await refusals()).map((r) => r.why)).toEqual(['signature'])
})
it('reads the key of any witness, and nothing else as one', async () => {
  // Base64 may hold a plus sign, which is also what stands between the parts.
  for (let n = 0; n < 64; n++) {
    const key = new Uint8Array(32).fill(0xfb - n)
    const vkey = `w.example/x+${cosignerId('w.example/x', key)}+${base64(concat(Uint8Array.of(4), key))}`
    expect(parseCosigner(vkey)).toMatchObject({ ok: true, value: { name: 'w.example/x' } })
  }
  for (const bad of ['', 'x', server.vkey.replace('+', '-'), server.vkey.slice(0, -1), null, 7]) {
    expect(parseCosigner(bad).ok).toBe(false)
  }
  const { vkey } = await store.log.head()
  expect(parseCosigner(vkey).ok).toBe(false)
})
