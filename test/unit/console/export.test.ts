/** Evidence of a log that was closed, and of the one that went on after it: each holds what its own entries stand for. */
import 'fake-indexeddb/auto'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterEach, expect, it } from 'vitest'
import type { BundleJob } from '../../../entrypoints/console/bundle.ts'
import { buildExport } from '../../../entrypoints/console/export.ts'
import { unlockVault } from '../../../entrypoints/console/vault.ts'
import { fromUtf8 } from '../../../utils/base/index.ts'
import { eraseNumber } from '../../../utils/counter/manager/erase.ts'
import { checkFile, sourceOfBytes } from '../../../utils/evidence/index.ts'
import { openDb } from '../../../utils/store/db.ts'
import { allNames, openReader } from '../../../utils/store/index.ts'
import { checkBundle } from '../../checker/checker.ts'
import {
  activation,
  agreeToAll,
  begin,
  finish,
  openCounter,
  type TestCounter,
  ticked,
} from '../counter/open-counter.ts'
import { unpack } from '../evidence/zip.ts'

let c: TestCounter
afterEach(async () => {
  c.close()
  for (const name of await allNames()) if (name !== 'countersign') indexedDB.deleteDatabase(name)
})

const JOB: BundleJob = {
  app: '9.9.9',
  form: 'bundle',
  filter: {},
  masked: false,
  lang: 'zh-CN',
  services: new Map(),
  whole: true,
  by: '0417',
}
const NEVER = new AbortController().signal

const kindsIn = (sealed: string): string[] =>
  sealed
    .split('\n')
    .flatMap((line) => (line.startsWith('{"record"') ? [String(JSON.parse(line).record.kind)] : []))
    .sort()

/** The whole log, opened; what both checkers say, and the kinds of what is opened in it. */
async function bundleOf(identity: string, log: string | null) {
  const vault = await unlockVault(identity)
  if (!vault.ok) throw new Error(vault.error.code)
  const reader = openReader(log ?? undefined)
  try {
    const { blob, rows } = await buildExport(reader, JOB, vault.value, () => undefined, NEVER, log)
    const bytes = new Uint8Array(await blob.arrayBuffer())
    const said = await checkFile(sourceOfBytes(bytes))
    const lines = fromUtf8((await unpack(bytes)).get('data/opened.jsonl') as Uint8Array) ?? ''
    const opened = lines.split('\n').filter(Boolean)
    const sealed = fromUtf8((await unpack(bytes)).get('data/sealed.jsonl') as Uint8Array) ?? ''
    // The one that exports is named, not the one that wrote the last entry.
    const files = await unpack(bytes)
    const named = (path: string) => (fromUtf8(files.get(path) as Uint8Array) ?? '').split('9.9.9').length - 1
    expect(['README.txt', 'data/export.json', 'bag-info.txt'].map(named)).toEqual([2, 1, 1])
    expect(said.about?.app).toBe('9.9.9')
    return {
      rows,
      said: [said.state, said.faults[0]?.code ?? '', checkBundle(Buffer.from(bytes)).state],
      kinds: opened.map((line) => String(JSON.parse(line).kind)).sort(),
      sealed: kindsIn(sealed),
    }
  } finally {
    reader.close()
  }
}

it('a value stays with the entry that stands for it, though the vault goes along to the next log', async () => {
  const identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  c = await openCounter((policy) => {
    policy['vault'] = { recipients: [recipient] }
  })
  // One customer is served, the other has signed when the log is closed, and is handed over after it.
  const first = await activation(c, { number: '13900139000', customer: '李大山', services: [] })
  await finish(c, first, [], { number: '13900139000', customer: '李大山', services: [] })
  const both = await activation(c, { services: ticked('RBT06') })
  await agreeToAll(c, await begin(c, both))
  const size = (await c.entries()).length
  c.close()
  const db = await openDb('countersign')
  await db.checkpoints.update('head', { size: size - 1 })
  db.close()
  c = await c.restart()
  await finish(c, both, ['RBT06'], { services: ticked('RBT06') })
  expect(await c.kinds()).toContain('receipt.issued')

  const before = ['customer', 'customer', 'number', 'number', 'receipt', 'signature']
  expect(await bundleOf(identity, 'countersign')).toEqual({
    rows: size,
    said: ['sound', '', 'sound'],
    kinds: before,
    sealed: before,
  })
  expect(await bundleOf(identity, null)).toMatchObject({
    said: ['sound', '', 'sound'],
    kinds: ['receipt'],
    sealed: ['receipt'],
  })

  // What no entry anywhere stands for is not left out in silence.
  const { writes } = await c.counter.store.vault.commit('text', both, 'nobody said this')
  await c.counter.store.log.write(writes)
  expect((await bundleOf(identity, 'countersign')).said).toEqual(['fault', 'bundle/opened', 'fault'])
  expect((await bundleOf(identity, null)).said).toEqual(['fault', 'bundle/opened', 'fault'])
})

it('what was sealed since the head was read waits for the next bundle; a log that was cut is not whole', async () => {
  const identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  c = await openCounter((policy) => {
    policy['vault'] = { recipients: [recipient] }
  })
  const vault = await unlockVault(identity)
  if (!vault.ok) throw new Error(vault.error.code)
  const reader = openReader()
  const open = await activation(c, { services: ticked('RBT06') })
  const head = await reader.head()
  const behind = { ...reader, head: async () => head }
  // One signs, another comes: of the first what was there stays, of the second nothing is of this bundle.
  await agreeToAll(c, await begin(c, open))
  await finish(c, open, ['RBT06'], { services: ticked('RBT06') })
  await activation(c, { number: '13900139000', services: [] })
  for (const job of [JOB, { ...JOB, masked: true }]) {
    const { blob } = await buildExport(behind, job, vault.value, () => undefined, NEVER)
    const bytes = new Uint8Array(await blob.arrayBuffer())
    const said = await checkFile(sourceOfBytes(bytes))
    expect([said.state, said.entries]).toEqual(['sound', head.size])
    const sealed = fromUtf8((await unpack(bytes)).get('data/sealed.jsonl') as Uint8Array) ?? ''
    expect(kindsIn(sealed)).toEqual(['customer', 'number'])
  }

  const db = await openDb('countersign')
  await db.entries.delete((await c.entries()).length - 1)
  db.close()
  const cut = buildExport(reader, JOB, vault.value, () => undefined, NEVER)
  await expect(cut).rejects.toMatchObject({ code: 'log/missing' })
  reader.close()
})

it('a part holds what numbers and names hang on, and nothing opened that hangs on none of its entries', async () => {
  const identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  c = await openCounter((policy) => {
    policy['vault'] = { recipients: [recipient] }
  })
  const vault = await unlockVault(identity)
  if (!vault.ok) throw new Error(vault.error.code)
  const first = await activation(c, { number: '13900139000', customer: '李大山', services: ticked('RBT06') })
  await agreeToAll(c, await begin(c, first))
  await finish(c, first, ['RBT06'], { number: '13900139000', customer: '李大山', services: ticked('RBT06') })
  const second = await activation(c, { services: ticked('RBT06') })
  await agreeToAll(c, await begin(c, second))
  await finish(c, second, ['RBT06'], { services: ticked('RBT06') })

  const part = async (kinds: readonly string[], masked: boolean) => {
    const reader = openReader()
    try {
      const job = { ...JOB, masked, whole: false, filter: { kinds } }
      const { blob, rows } = await buildExport(reader, job, vault.value, () => undefined, NEVER)
      const bytes = new Uint8Array(await blob.arrayBuffer())
      const files = await unpack(bytes)
      const lines = (path: string) =>
        (fromUtf8(files.get(path) ?? new Uint8Array()) ?? '')
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as Record<string, unknown>)
      const said = await checkFile(sourceOfBytes(bytes))
      expect([said.state, said.faults, checkBundle(Buffer.from(bytes)).state]).toEqual(['sound', [], 'sound'])
      return {
        rows,
        kinds: lines('data/entries.jsonl').map((e) => e['kind']),
        opened: lines('data/opened.jsonl').map((o) => o['kind']),
        notes: said.notes.map((n) => `${n.code} ${n.where ?? ''}`.trim()),
      }
    } finally {
      reader.close()
    }
  }
  const given = await part(['consent.given'], false)
  expect(given.kinds).toEqual(['activation.opened', 'consent.given', 'activation.opened', 'consent.given'])
  expect(given.opened.sort()).toEqual(['customer', 'customer', 'number', 'number', 'signature', 'signature'])
  expect(given.rows).toBe(4)
  expect(given.notes).toContain('note/opened 6')
  expect(given.notes.some((n) => n.startsWith('note/opened-unbound'))).toBe(false)

  expect(await eraseNumber(c.counter, '13900139000', 'customer-asks')).toMatchObject({ ok: true })
  const erased = await part(['consent.given'], true)
  expect(erased.kinds.filter((kind) => kind === 'log.erased')).toHaveLength(1)
  expect(erased.notes.some((n) => n.startsWith('note/sealed-unsaid'))).toBe(false)
})

it('what was erased after a log was closed is said in the bundle of that log', async () => {
  const identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  c = await openCounter((policy) => {
    policy['vault'] = { recipients: [recipient] }
  })
  const first = await activation(c, { services: [] })
  await finish(c, first, [], { services: [] })
  const size = (await c.entries()).length
  c.close()
  const db = await openDb('countersign')
  await db.checkpoints.update('head', { size: size - 1 })
  db.close()
  c = await c.restart()
  expect(await eraseNumber(c.counter, '13800138000', 'customer-asks')).toMatchObject({ ok: true })
  expect(await bundleOf(identity, 'countersign')).toMatchObject({
    said: ['sound', '', 'sound'],
    kinds: [],
    sealed: [],
  })
})
