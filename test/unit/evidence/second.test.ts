/** Two checkers, one format: the product's and the one written from docs/log-format.md alone say the same. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Bytes, canonicalize, fromUtf8, utf8 } from '../../../utils/base/index.ts'
import { checkFile, sourceOfBytes } from '../../../utils/evidence/index.ts'
import { vkeyOf } from '../../../utils/log/index.ts'
import { checkBundle, checkLog, checkProof } from '../../checker/checker.ts'
import { bundleOf, entriesOf, logOf, NOTICE_HASH, ORIGIN } from './made.ts'
import { type Files, pack, resealed, unpack } from './zip.ts'

const GOLDEN = resolve(import.meta.dirname, '../../golden')
const golden = (name: string): Buffer => readFileSync(join(GOLDEN, name))
const ours = async (bytes: Uint8Array, known: readonly string[] = []): Promise<string> =>
  (await checkFile(sourceOfBytes(bytes), { known })).state
const theirs = (bytes: Uint8Array, known: readonly string[] = []): string =>
  checkBundle(Buffer.from(bytes), known).state

async function bothSay(bytes: Uint8Array, wanted: string, known: readonly string[] = []): Promise<void> {
  const second = checkBundle(Buffer.from(bytes), known)
  expect([await ours(bytes, known), second.state, second.why]).toEqual([wanted, wanted, second.why])
}

describe('the golden files', () => {
  const head = String(golden('checkpoint.txt'))
  const key = String(golden('vkey.txt')).trim()
  const entries = String(golden('entries.jsonl')).split('\n').filter(Boolean)

  it('are sound to both, entry by entry and as one log', async () => {
    for (const name of readdirSync(join(GOLDEN, 'proofs'))) {
      const proof = golden(`proofs/${name}`)
      const entry = utf8(entries[Number.parseInt(name, 10)] as string)
      expect(checkProof(String(proof), Buffer.from(entry), key).state).toBe('sound')
      expect((await checkFile(sourceOfBytes(proof), { vkey: key, entry })).state).toBe('sound')
      const other = utf8((entries[Number.parseInt(name, 10)] as string).replace('"v":1', '"v":2'))
      expect(checkProof(String(proof), Buffer.from(other), key).state).toBe('fault')
      expect((await checkFile(sourceOfBytes(proof), { vkey: key, entry: other })).state).toBe('fault')
    }
    const first = canonicalize({ checkpoint: head, countersign: 'log/1', vkey: key })
    const log = utf8(`${[first, ...entries].join('\n')}\n`)
    const older = String(golden('checkpoint-7.txt'))
    expect(checkLog(Buffer.from(log), [older]).state).toBe('sound')
    expect(await ours(log, [older])).toBe('sound')
    for (const changed of [
      entries.toSpliced(4, 1),
      entries.slice(0, -1),
      entries.with(2, entries[3] as string).with(3, entries[2] as string),
      entries.with(5, (entries[5] as string).replace('"mono":', '"mono":1')),
      [...entries, entries[9] as string],
    ]) {
      const file = utf8(`${[first, ...changed].join('\n')}\n`)
      expect([checkLog(Buffer.from(file)).state, await ours(file)]).toEqual(['fault', 'fault'])
    }
  })
})

describe('bundles', () => {
  let whole: Files
  let part: Files
  let newer: string
  let fork: string
  let older: string
  beforeAll(async () => {
    const log = await logOf(entriesOf(12))
    whole = await unpack(await bundleOf(log, { opened: true }))
    part = await unpack(await bundleOf(log, { part: [1, 2, 5, 9] }))
    newer = (await logOf(entriesOf(15))).checkpoint
    older = (await logOf(entriesOf(7))).checkpoint
    const other = utf8((fromUtf8(entriesOf(7)[3] as Bytes) as string).replace('0417', '0418'))
    fork = (await logOf(entriesOf(7).with(3, other))).checkpoint
  })

  it('are sound, rolled back or forked to both', async () => {
    await bothSay(pack(whole), 'sound')
    await bothSay(pack(part), 'sound')
    await bothSay(pack(whole), 'sound', [older])
    await bothSay(pack(whole), 'fault', [newer])
    await bothSay(pack(part), 'fault', [newer])
    await bothSay(pack(whole), 'fault', [fork])
  })

  it('with lines edited, dropped, swapped, repeated or cut, and honest manifests, are faults to both', async () => {
    const changes: ((r: string[]) => string[])[] = [
      (r) => r.with(1, (r[1] as string).replace('0417', '0418')),
      (r) => r.toSpliced(1, 1),
      (r) => r.slice(1),
      (r) => r.slice(0, -1),
      (r) => r.with(1, r[2] as string).with(2, r[1] as string),
      (r) => r.toSpliced(2, 0, r[1] as string),
      (r) => [...r, r.at(-1) as string],
      (r) => r.with(0, ` ${r[0]}`),
      () => [],
    ]
    const paths = ['entries.jsonl', 'leaves.txt', 'opened.jsonl', 'proofs.txt']
    for (const files of [whole, part]) {
      for (const path of paths.map((p) => `data/${p}`)) {
        const bytes = files.get(path)
        if (!bytes) continue
        const rows = (fromUtf8(bytes) as string).split('\n').slice(0, -1)
        for (const [n, change] of changes.entries()) {
          // Opened values in another order, or fewer of them, say nothing wrong.
          if (path === 'data/opened.jsonl' && n !== 7) continue
          const changed = change([...rows])
          if (changed.join('\n') === rows.join('\n')) continue
          const text = utf8(changed.map((r) => `${r}\n`).join(''))
          await bothSay(pack(resealed(new Map(files).set(path, text))), 'fault')
        }
      }
    }
  })

  it('with a file left out, put in, or named otherwise are no evidence to either', async () => {
    for (const files of [whole, part]) {
      for (const path of files.keys()) {
        const less = new Map(files)
        less.delete(path)
        await bothSay(pack(less), path === 'bagit.txt' ? 'unreadable' : 'fault')
      }
      await bothSay(pack(new Map(files).set('data/more.txt', utf8('x'))), 'fault')
      await bothSay(pack(new Map(files).set('more.txt', utf8('x'))), 'fault')
    }
    const notice = whole.get(`data/notices/${NOTICE_HASH}.json`) as Bytes
    const stray = resealed(new Map(whole).set(`data/notices/${'0'.repeat(64)}.json`, notice))
    await bothSay(pack(stray), 'fault')
    const gone = new Map(whole)
    gone.delete(`data/notices/${NOTICE_HASH}.json`)
    await bothSay(pack(resealed(gone)), 'fault')
  })

  it('with any one byte of any file changed are faults to both', async () => {
    const all = [...whole].flatMap(([path, b]) => (b.length === 0 ? [] : [{ path, length: b.length }]))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...all),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (f, n, by) => {
          const bytes = (whole.get(f.path) as Bytes).slice()
          bytes[n % f.length] = (bytes[n % f.length] as number) ^ by
          await bothSay(pack(new Map(whole).set(f.path, bytes)), 'fault')
        },
      ),
      { numRuns: 400 },
    )
  })

  it('with any one byte of the zip changed are sound to both or to neither', async () => {
    const zip = pack(part)
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: zip.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const bytes = zip.slice()
        bytes[at] = (bytes[at] as number) ^ by
        expect([at, (await ours(bytes)) === 'sound']).toEqual([at, theirs(bytes) === 'sound'])
      }),
      { numRuns: 1200 },
    )
  })

  it("with any byte of a member's sum changed are faults to both, the last manifest included", async () => {
    const zip = Buffer.from(pack(part))
    for (let at = zip.readUInt32LE(zip.length - 6); zip.readUInt32LE(at) === 0x02014b50; ) {
      const bytes = new Uint8Array(zip)
      bytes[at + 17] = (bytes[at + 17] as number) ^ 8
      await bothSay(bytes, 'fault')
      at += 46 + zip.readUInt16LE(at + 28)
    }
  })

  it('have every line of a known key hold, wherever it stands; one that is there twice is one', async () => {
    const note = fromUtf8(whole.get('data/checkpoint.txt') as Bytes) as string
    const line = note.slice(note.lastIndexOf('\n\n') + 2)
    const signature = Buffer.from(line.split(' ')[2] as string, 'base64')
    signature[20] = (signature[20] as number) ^ 1
    const bad = line.replace(/\S+\n$/, `${signature.toString('base64')}\n`)
    const body = note.slice(0, -line.length)
    for (const [lines, wanted] of [
      [line + line, 'sound'],
      [line + bad, 'fault'],
      [bad + line, 'fault'],
      [bad, 'fault'],
    ] as const) {
      await bothSay(pack(resealed(new Map(whole).set('data/checkpoint.txt', utf8(body + lines)))), wanted)
    }
  })

  it('signed by a key of somebody else are faults to both', async () => {
    const keys = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair
    const other = vkeyOf(ORIGIN, new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey)))
    await bothSay(pack(resealed(new Map(whole).set('data/vkey.txt', utf8(`${other}\n`)))), 'fault')
  })
})
