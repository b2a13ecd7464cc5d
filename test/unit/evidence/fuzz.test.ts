/** Every parser against hostile input: no throw, no hang, a coded answer. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Bytes, fromUtf8, type Result, utf8 } from '../../../utils/base/index.ts'
import {
  asNote,
  checkFile,
  openZip,
  readReceiptCode,
  type Source,
  sourceOfBytes,
} from '../../../utils/evidence/index.ts'
import {
  consistencyProof,
  cosignerId,
  inclusionProof,
  openCheckpoint,
  openCosignature,
  openNote,
  parseCheckpoint,
  parseCosigner,
  parseEntry,
  parseProof,
  parseVkey,
  readEdge,
  rootAt,
  type TileReader,
  verifyProof,
} from '../../../utils/log/index.ts'
import { packDeflated } from './deflated.ts'
import { bundleOf, entriesOf, logOf } from './made.ts'
import { type Files, pack, unpack } from './zip.ts'

const GOLDEN = resolve(import.meta.dirname, '../../golden')
const golden = (name: string): Bytes => new Uint8Array(readFileSync(join(GOLDEN, name)))
const KEY = String(readFileSync(join(GOLDEN, 'vkey.txt'))).trim()
const CODE = /^[a-z]+\/[a-z0-9-]+$/
const RUNS = { numRuns: 400 }

const coded = (r: Result<unknown>): void => {
  if (!r.ok) expect(r.error.code).toMatch(CODE)
}

/** A few bytes changed, cut, put in or repeated: most of it still looks right, so the depths are reached. */
const spoiled = (seeds: readonly Bytes[]): fc.Arbitrary<Bytes> =>
  fc
    .tuple(
      fc.constantFrom(...seeds),
      fc.array(
        fc.tuple(
          fc.constantFrom('set', 'cut', 'put', 'twice', 'end'),
          fc.nat(),
          fc.oneof(
            fc.uint8Array({ maxLength: 6 }),
            fc.constantFrom(utf8('\n'), utf8('\n\n'), utf8('— '), utf8('+')),
          ),
        ),
        { minLength: 1, maxLength: 4 },
      ),
    )
    .map(([seed, edits]) => {
      let b = Buffer.from(seed)
      for (const [what, place, bytes] of edits) {
        const at = b.length === 0 ? 0 : place % b.length
        const [head, tail] = [b.subarray(0, at), b.subarray(at)]
        if (what === 'set') b = Buffer.concat([head, bytes, tail.subarray(bytes.length)])
        else if (what === 'cut') b = Buffer.concat([head, tail.subarray(bytes.length * 7)])
        else if (what === 'put') b = Buffer.concat([head, bytes, tail])
        else if (what === 'twice') b = Buffer.concat([head, tail.subarray(0, 40), tail])
        else b = Buffer.from(head)
      }
      return new Uint8Array(b)
    })

const anything = (seeds: readonly Bytes[]): fc.Arbitrary<Bytes> =>
  fc.oneof(
    { weight: 4, arbitrary: spoiled(seeds) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }) },
  ) as fc.Arbitrary<Bytes>

const notes = [golden('checkpoint.txt'), golden('checkpoint-7.txt')]
const proofs = readdirSync(join(GOLDEN, 'proofs')).map((name) => golden(`proofs/${name}`))
const entries = String(readFileSync(join(GOLDEN, 'entries.jsonl')))
  .split('\n')
  .filter(Boolean)
  .map(utf8)

const receipts = ['small.0.csr', 'small.txt'].map(
  (name) => new Uint8Array(readFileSync(join(GOLDEN, '../golden-receipt', name))),
)
/** A consent record as far as the checker reads one. */
const jsonLd = utf8(
  JSON.stringify({
    '@context': [],
    'dct:subject': {
      'countersign:log': { 'countersign:codes': [Buffer.from(receipts[1] as Bytes).toString()] },
      'dpv:hasProcess': [
        {
          'dct:hasPart': [
            {
              '@id': 'urn:x:3',
              'dpv:hasConsentStatus': { '@id': 'dpv:ConsentGiven' },
              'countersign:leaf': '00',
            },
          ],
        },
      ],
    },
  }),
)

describe('note, checkpoint, proof, key and entry', () => {
  it('answer with a code whatever they are handed', { timeout: 60_000 }, async () => {
    const property = (seeds: readonly Bytes[], act: (bytes: Bytes, text: string) => Promise<void> | void) =>
      fc.assert(
        fc.asyncProperty(anything(seeds), async (bytes) => act(bytes, Buffer.from(bytes).toString('latin1'))),
        RUNS,
      )
    await property(notes, async (bytes, text) => {
      for (const given of [bytes, text]) {
        coded(await openNote(given, [KEY]))
        coded(await openCheckpoint(given, [KEY]))
        coded(parseCheckpoint(given))
      }
    })
    await property(proofs, async (bytes, text) => {
      coded(parseProof(bytes))
      coded(parseProof(text))
      coded(await verifyProof(bytes, entries[3] as Bytes, [KEY]))
    })
    await property([utf8(KEY)], async (_, text) => coded(parseVkey(text)))
    await property(entries, (bytes) => coded(parseEntry(bytes)))
  })
  it('a witness’s key and its answer', { timeout: 60_000 }, async () => {
    const name = 'witness.example'
    const key = new Uint8Array(32).fill(7)
    const vkey = `${name}+${cosignerId(name, key)}+${Buffer.from([4, ...key]).toString('base64')}`
    expect(parseCosigner(vkey).ok).toBe(true)
    const id = Buffer.from(cosignerId(name, key), 'hex')
    const line = `— ${name} ${Buffer.from([...id, ...new Uint8Array(72)]).toString('base64')}\n`
    const note = utf8(`${fromUtf8(golden('checkpoint.txt'))}${line}`)
    const property = fc.asyncProperty(anything([note, utf8(vkey)]), async (bytes) => {
      const given = Buffer.from(bytes).toString('utf8')
      coded(parseCosigner(given))
      coded(await openCosignature(given, vkey))
      coded(await openCosignature(fromUtf8(note) as string, given))
    })
    await fc.assert(property, RUNS)
    for (const odd of [null, 7, {}, []] as never[]) {
      coded(parseCosigner(odd))
      coded(await openCosignature(odd, vkey))
    }
  })
  it('kept hashes of any length and number', { timeout: 60_000 }, async () => {
    const tile = fc.option(fc.uint8Array({ maxLength: 8_300 }), { nil: null })
    await fc.assert(
      fc.asyncProperty(
        fc.array(tile, { maxLength: 4 }),
        fc.nat(70_000),
        fc.nat(70_000),
        async (tiles, a, b) => {
          const read: TileReader = async (level, n) => tiles[(level * 3 + n) % (tiles.length || 1)] ?? null
          for (const size of [a, b, -1, 0.5, Number.NaN]) {
            coded(await readEdge(Math.max(0, Math.trunc(size) || 0), read))
            coded(await rootAt(size, read))
            coded(await inclusionProof(b, size, read))
            coded(await consistencyProof(b, size, read))
          }
        },
      ),
      { numRuns: 60 },
    )
  })
  it('do not go down with what is deeply nested, long or odd', async () => {
    const deep = utf8('['.repeat(30_000) + ']'.repeat(30_000))
    coded(parseEntry(deep))
    expect(parseEntry(deep).ok).toBe(false)
    const lines = `— x ${'AAAA'.repeat(20)}\n`.repeat(5_000)
    for (const text of [
      `a\n0\n\n${lines}`,
      '\n'.repeat(500_000),
      `index ${'9'.repeat(100_000)}`,
      '— '.repeat(100_000),
    ]) {
      coded(await openNote(text, [KEY]))
      coded(parseCheckpoint(text))
      coded(parseProof(text))
    }
    for (const odd of [null, undefined, 7, {}, [], Symbol.iterator] as never[]) {
      coded(await openNote(odd, [KEY]))
      coded(parseCheckpoint(odd))
      coded(parseProof(odd))
      coded(parseVkey(odd))
      coded(parseEntry(odd))
    }
  })
})

describe('a bundle, and any file', () => {
  let seeds: Bytes[]
  let files: Files
  beforeAll(async () => {
    const log = await logOf(entriesOf(12))
    const whole = await bundleOf(log, { opened: true })
    files = await unpack(whole)
    seeds = [
      whole,
      await bundleOf(log, { part: [1, 2, 9] }),
      packDeflated(files, (b) => new Uint8Array(deflateRawSync(b))),
    ]
  })
  const said = async (bytes: Uint8Array): Promise<string> => {
    const zip = await openZip(sourceOfBytes(bytes))
    return zip.ok ? 'opened' : zip.error.code
  }

  it('give a verdict with a code, whatever was done to them', { timeout: 60_000 }, async () => {
    const text = [
      ...notes,
      ...proofs.slice(0, 2),
      golden('cosigned.zip'),
      utf8('{"checkpoint":"","countersign":"log/1","vkey":""}\n{}\n'),
    ]
    await fc.assert(
      fc.asyncProperty(anything([...seeds, ...seeds, ...text]), async (bytes) => {
        const verdict = await checkFile(sourceOfBytes(bytes), { vkey: KEY, known: ['x'] })
        if (verdict.state === 'sound')
          throw new Error('a spoiled file with an outside checkpoint of nobody is sound')
        for (const f of verdict.faults) expect(f.code).toMatch(CODE)
      }),
      { numRuns: 700 },
    )
  })
  it('a consent record, and the code in it', { timeout: 60_000 }, async () => {
    expect(await checkFile(sourceOfBytes(jsonLd))).toMatchObject({ what: 'receipt', state: 'fault' })
    await fc.assert(
      fc.asyncProperty(anything([jsonLd, ...receipts]), async (bytes) => {
        const verdict = await checkFile(sourceOfBytes(bytes), { receipt: bytes })
        for (const f of verdict.faults) expect(f.code.replace('receipt-code/', 'receipt/')).toMatch(CODE)
        if (verdict.state !== 'sound') expect(verdict.faults.length).toBeGreaterThan(0)
      }),
      RUNS,
    )
  })
  it('whatever checkpoint, receipt’s code or text is given as known', { timeout: 60_000 }, async () => {
    const known = [...notes, ...proofs.slice(0, 1), ...receipts, utf8(KEY), jsonLd]
    const files = [golden('cosigned.zip'), proofs[3] as Bytes, notes[0] as Bytes]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), anything(known), async (file, bytes) => {
        for (const text of [Buffer.from(bytes).toString('utf8'), Buffer.from(bytes).toString('latin1')]) {
          const options = { vkey: KEY, known: [text], entry: entries[3] as Bytes }
          const verdict = await checkFile(sourceOfBytes(file), options)
          for (const f of verdict.faults) expect(f.code).toMatch(CODE)
          // What does not open as this log's own word is a fault, and never passed over.
          const note = readReceiptCode(text)
          const own = await openCheckpoint(note.ok ? note.value.checkpoint : asNote(text), [KEY])
          if (!own.ok) expect(verdict.state).not.toBe('sound')
        }
      }),
      RUNS,
    )
  })
  it('with any file in it spoiled, and packed again', { timeout: 60_000 }, async () => {
    const paths = [...files.keys()].filter((path) => (files.get(path) as Bytes).length > 0)
    await fc.assert(
      fc.asyncProperty(
        fc
          .constantFrom(...paths)
          .chain((path) => fc.tuple(fc.constant(path), anything([files.get(path) as Bytes]))),
        async ([path, bytes]) => {
          const verdict = await checkFile(sourceOfBytes(pack(new Map(files).set(path, bytes))))
          const same = Buffer.from(bytes).equals(Buffer.from(files.get(path) as Bytes))
          expect(`${path} ${verdict.state}`).toBe(
            `${path} ${same ? 'sound' : path === 'bagit.txt' ? verdict.state : 'fault'}`,
          )
          if (!same) expect(verdict.state).not.toBe('sound')
        },
      ),
      { numRuns: 500 },
    )
  })
  it('refuses bombs, paths that leave, twins, links, locks and lies, each by its code', async () => {
    const one = new Map([['bagit.txt', utf8('x')]])
    expect(await said(pack(one, { names: () => '../evil' }))).toBe('zip/name')
    for (const name of [
      '/etc/x',
      'a/../../b',
      'a\\b',
      'C:x',
      './a',
      'a//b',
      'a\u0000b',
      'x'.repeat(400),
      '',
    ]) {
      expect([name, await said(pack(one, { names: () => name }))]).toEqual([name, 'zip/name'])
    }
    const two = new Map([
      ['a', utf8('1')],
      ['b', utf8('2')],
    ])
    expect(await said(pack(two, { names: () => 'bag/same' }))).toBe('zip/twice')
    let n = 0
    expect(await said(pack(two, { names: () => (n++ === 0 ? 'bag/É' : 'bag/e\u0301') }))).toBe('zip/twice')
    expect(await said(pack(one, { attributes: 0o120777 * 65536 }))).toBe('zip/name')
    expect(await said(pack(one, { flags: 0x801 }))).toBe('zip/unsupported')
    expect(await said(pack(one, { method: 12 }))).toBe('zip/unsupported')
    expect(await said(pack(one, { size: 5 }))).toBe('zip/damaged')
    expect(await said(pack(one, { size: 0xffffffff }))).toBe('zip/damaged')
    const many = new Map(Array.from({ length: 10_001 }, (_, i) => [`f${i}`, utf8('')] as const))
    expect(await said(pack(many))).toBe('zip/many')
    expect(await said(new Uint8Array(0))).toBe('zip/not')
  })
  it('stops a bomb early, honest about its size or not', async () => {
    const zeros = new Uint8Array(60_000_000)
    const bomb = new Map(files).set('data/entries.jsonl', zeros)
    const deflate = (b: Bytes) => new Uint8Array(deflateRawSync(b))
    expect(await said(packDeflated(bomb, deflate))).toBe('zip/bomb')
    const lying = packDeflated(new Map([['bagit.txt', zeros]]), deflate, 1000)
    const zip = await openZip(sourceOfBytes(lying))
    if (!zip.ok) throw new Error(zip.error.code)
    let seen = 0
    const reading = (async () => {
      for await (const chunk of zip.value[0]?.chunks() ?? []) seen += chunk.length
    })()
    await expect(reading).rejects.toMatchObject({ code: 'zip/damaged' })
    expect(seen).toBeLessThanOrEqual(1000)
  })
  it('says unreadable where the disk does not give what it promised', async () => {
    const short: Source = { size: 5_000, read: async () => new Uint8Array(0) }
    expect((await checkFile(short)).state).toBe('unreadable')
    const broken: Source = {
      size: 5_000,
      read: () => Promise.reject(new Error('disk')),
    }
    expect(await checkFile(broken)).toMatchObject({
      state: 'unreadable',
      faults: [{ code: 'check/unreadable' }],
    })
  })
})
