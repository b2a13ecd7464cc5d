import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Bytes } from '../../../utils/base/index.ts'
import { fromUtf8, utf8 } from '../../../utils/base/index.ts'
import type { Signer, Stamp, Stored, TileReader } from '../../../utils/log/index.ts'
import {
  buildEntry,
  checkpointBody,
  cryptoSigner,
  emptyEdge,
  extend,
  formatProof,
  inclusionProof,
  leafHash,
  openNote,
  parseCheckpoint,
  parseEntry,
  parseProof,
  rootOf,
  signNote,
  verifyLog,
  verifyProof,
  vkeyOf,
} from '../../../utils/log/index.ts'

const N = 300
const ORIGIN = 'countersign/test'

interface World {
  signer: Signer
  vkey: string
  rows: readonly Stored[]
  tiles: Map<string, Uint8Array>
  checkpoints: readonly string[]
}
let world: World

const stamp = (seq: number): Stamp => ({
  v: 1,
  seq: seq as never,
  at: new Date(Date.UTC(2026, 10, 23) + seq).toISOString(),
  tz: '+08:00',
  mono: seq,
  boot: 'b',
  store: 's',
  device: 'd',
  app: '0',
  policy: 'p',
})

async function build(signer: Signer, n: number, mark = ''): Promise<Omit<World, 'signer' | 'vkey'>> {
  const rows: Stored[] = []
  const tiles = new Map<string, Uint8Array>()
  const checkpoints: string[] = []
  let edge = emptyEdge()
  for (let i = 0; i < n; i++) {
    const { bytes } = buildEntry(
      {
        kind: 'shift.started',
        clerk: `c${i % 3}${i >= 200 ? mark : ''}`,
        activation: '',
        body: { how: 'pin' },
      },
      stamp(i),
    )
    rows.push({ seq: i, bytes })
    const grown = extend(edge, [leafHash(bytes)])
    edge = grown.edge
    for (const t of grown.tiles) tiles.set(`${t.level}/${t.n}`, t.bytes.slice())
    if ((i + 1) % 50 === 0)
      checkpoints.push(await signNote(checkpointBody(ORIGIN, i + 1, rootOf(edge)), signer))
  }
  return { rows, tiles, checkpoints }
}

beforeAll(async () => {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  const signer = cryptoSigner(ORIGIN, pair.privateKey, publicKey)
  world = { signer, vkey: vkeyOf(ORIGIN, publicKey), ...(await build(signer, N)) }
})

async function* scan(rows: readonly Stored[], size = 64): AsyncGenerator<readonly Stored[]> {
  for (let i = 0; i < rows.length; i += size) yield rows.slice(i, i + size)
}
const readerOf =
  (tiles: Map<string, Uint8Array>): TileReader =>
  async (level, n) =>
    tiles.get(`${level}/${n}`) ?? null
const head = (w: Pick<World, 'checkpoints'> = world): string => w.checkpoints.at(-1)!

const check = (
  rows: readonly Stored[],
  tiles = world.tiles,
  known: readonly string[] = [],
  checkpoint = head(),
) => verifyLog(scan(rows), checkpoint, world.vkey, undefined, undefined, { tile: readerOf(tiles), known })
const fault = (code: string, where?: string | number) => ({
  ok: false,
  error: where === undefined ? { code } : { code, where: String(where) },
})

/** One byte of an entry changed, somewhere in its body. */
function edited(row: Stored, place: number): Stored {
  const bytes = row.bytes.slice()
  bytes[place % bytes.length] = (bytes[place % bytes.length] as number) ^ 1
  return { seq: row.seq, bytes }
}
const seq = fc.integer({ min: 0, max: N - 1 })

describe('verifyLog', () => {
  it('finds a sound log sound, with every checkpoint that left it', async () => {
    const seen: number[] = []
    const result = await verifyLog(
      scan(world.rows),
      head(),
      world.vkey,
      (done) => seen.push(done),
      undefined,
      {
        tile: readerOf(world.tiles),
        known: world.checkpoints,
      },
    )
    expect(result).toMatchObject({ ok: true, value: { size: N } })
    expect(seen.at(-1)).toBe(N)
    expect(await verifyLog(scan(world.rows), head(), world.vkey)).toMatchObject({ ok: true })
  })

  it('leaves out what was appended meanwhile', async () => {
    expect(await check(world.rows, world.tiles, [], world.checkpoints[1])).toMatchObject({
      ok: true,
      value: { size: 100 },
    })
  })

  it('names the entry that was edited, whichever byte of it', async () => {
    await fc.assert(
      fc.asyncProperty(seq, fc.nat(400), async (i, place) => {
        const rows = world.rows.map((r) => (r.seq === i ? edited(r, place) : r))
        const result = await check(rows)
        // Where the byte was part of its number it looks moved; named all the same.
        expect(result.ok).toBe(false)
        if (result.ok) return
        expect(['log/entry-changed', 'log/order']).toContain(result.error.code)
        expect(result.error.where).toBe(String(i))
      }),
      { numRuns: 60 },
    )
  })

  it('names what was dropped, swapped, repeated, cut', async () => {
    await fc.assert(
      fc.asyncProperty(seq, async (i) => {
        expect(await check(world.rows.filter((r) => r.seq !== i))).toEqual(fault('log/missing', i))
        const j = (i + 1) % N
        const swapped = world.rows.map((r) =>
          r.seq === i
            ? { seq: i, bytes: world.rows[j]!.bytes }
            : r.seq === j
              ? { seq: j, bytes: world.rows[i]!.bytes }
              : r,
        )
        expect(await check(swapped)).toEqual(fault('log/order', Math.min(i, j)))
        const repeated = world.rows.flatMap((r) => (r.seq === i ? [r, r] : [r]))
        if (i < N - 1) expect(await check(repeated)).toEqual(fault('log/order', i + 1))
        expect(await check(world.rows.slice(0, i))).toEqual(fault('log/missing', i))
      }),
      { numRuns: 30 },
    )
  })

  it('without the kept hashes it still says that something was changed', async () => {
    const rows = world.rows.map((r) =>
      r.seq === 7 ? { seq: 7, bytes: utf8(fromUtf8(r.bytes)!.replace('"pin"', '"nip"')) } : r,
    )
    expect(await verifyLog(scan(rows), head(), world.vkey)).toEqual(fault('log/root'))
    expect(await check(rows)).toEqual(fault('log/entry-changed', 7))
  })

  it('names a tile that does not match', async () => {
    for (const key of ['0/0', '0/1', '1/0']) {
      const tiles = new Map(world.tiles)
      const bytes = tiles.get(key)!.slice()
      bytes[3] = bytes[3]! ^ 1
      tiles.set(key, bytes)
      expect(await check(world.rows, tiles)).toEqual(fault('log/tile', key))
      tiles.delete(key)
      expect(await check(world.rows, tiles)).toEqual(fault('log/tile', key))
    }
  })

  it('tells a log that was rolled back from one with two histories', async () => {
    const old = { checkpoints: world.checkpoints.slice(0, 2) }
    expect(await check(world.rows.slice(0, 100), world.tiles, [head()], head(old))).toEqual(
      fault('log/rolled-back', N),
    )
    const fork = await build(world.signer, N, 'x')
    const forked = (known: readonly string[]) => check(fork.rows, fork.tiles, known, head(fork))
    expect(await forked([])).toMatchObject({ ok: true })
    expect(await forked(world.checkpoints)).toEqual(fault('log/two-histories', 250))
    expect(await forked(world.checkpoints.slice(0, 4))).toMatchObject({ ok: true })
  })

  it('refuses a head that this key has not signed', async () => {
    const forged = head().replace(`\n${N}\n`, `\n${N - 1}\n`)
    expect(await check(world.rows, world.tiles, [], forged)).toEqual(fault('log/signature'))
    const other = vkeyOf(ORIGIN, new Uint8Array(32).fill(9))
    expect(await verifyLog(scan(world.rows), head(), other)).toEqual(fault('log/signature'))
    expect(await check(world.rows, world.tiles, [], 'nonsense')).toEqual(fault('log/checkpoint'))
    expect(await check(world.rows, world.tiles, [forged])).toEqual(fault('log/known'))
  })

  it('stops when asked, and says when rows cannot be read', async () => {
    expect(await verifyLog(scan(world.rows), head(), world.vkey, undefined, AbortSignal.abort())).toEqual(
      fault('log/cancelled'),
    )
    const broken = async function* (): AsyncGenerator<readonly Stored[]> {
      yield world.rows.slice(0, 3)
      throw new Error('disk')
    }
    expect(await verifyLog(broken(), head(), world.vkey)).toEqual(fault('log/unreadable'))
  })
})

describe('the evidence of one entry', () => {
  it('round-trips and holds for that entry alone', async () => {
    const proof = await inclusionProof(123, N, readerOf(world.tiles))
    if (!proof.ok) throw new Error('proof')
    const text = formatProof({ index: 123n, proof: proof.value, checkpoint: head(), extra: utf8('x') })
    expect(parseProof(text)).toEqual({
      ok: true,
      value: { index: 123n, proof: proof.value, checkpoint: head(), extra: utf8('x') },
    })
    expect(await verifyProof(text, world.rows[123]!.bytes, [world.vkey])).toMatchObject({
      ok: true,
      value: { index: 123n },
    })
    expect((await verifyProof(text, world.rows[124]!.bytes, [world.vkey])).ok).toBe(false)
    expect(
      (await verifyProof(text.replace('index 123', 'index 0123'), world.rows[123]!.bytes, [world.vkey])).ok,
    ).toBe(false)
  })
})

describe('parsers', () => {
  it('an entry reads back as it was built, and only so', () => {
    const { bytes } = world.rows[5]!
    expect(parseEntry(bytes)).toMatchObject({ ok: true, value: { seq: 5, kind: 'shift.started' } })
    const text = fromUtf8(bytes)!
    const change = (f: (t: string) => string): Bytes => utf8(f(text))
    expect(parseEntry(change((t) => t.replace('{', '{ ')))).toMatchObject({
      error: { code: 'entry/canonical' },
    })
    expect(parseEntry(change((t) => t.replace('{', '{"activation":"x",')))).toMatchObject({
      error: { code: 'entry/canonical' },
    })
    expect(parseEntry(change((t) => t.replace('"v":1', '"v":2')))).toMatchObject({
      error: { code: 'entry/header', where: 'v' },
    })
    expect(parseEntry(change((t) => t.replace('shift.started', 'later.kind')))).toMatchObject({ ok: true })
    expect(parseEntry(utf8('['.repeat(60_000)))).toMatchObject({ ok: false })
    expect(parseEntry(utf8('['.repeat(30_000) + ']'.repeat(30_000)))).toMatchObject({ ok: false })
    expect(parseEntry(new Uint8Array(70_000))).toMatchObject({ error: { code: 'entry/size' } })
    expect(parseEntry(Uint8Array.of(0xff))).toMatchObject({ error: { code: 'entry/utf8' } })
  })

  it('never throw, whatever they are handed', async () => {
    const near = fc
      .tuple(fc.constantFrom(0, 1, 2), fc.nat(400), fc.string({ unit: 'binary', maxLength: 4 }), fc.nat(3))
      .map(([which, at, insert, drop]) => {
        const base = [
          head(),
          fromUtf8(world.rows[3]!.bytes)!,
          `c2sp.org/tlog-proof@v1\nindex 3\n\n${head()}`,
        ][which]!
        const place = at % base.length
        return base.slice(0, place) + insert + base.slice(place + drop)
      })
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.anything(), fc.string(), fc.uint8Array(), near), async (input) => {
        const any = input as never
        expect(typeof parseEntry(any).ok).toBe('boolean')
        expect(typeof parseEntry(typeof input === 'string' ? utf8(input) : any).ok).toBe('boolean')
        expect(typeof parseCheckpoint(any).ok).toBe('boolean')
        expect(typeof parseProof(any).ok).toBe('boolean')
        expect(typeof (await openNote(any, [world.vkey])).ok).toBe('boolean')
        expect(typeof (await openNote(head(), any)).ok).toBe('boolean')
        expect(typeof (await verifyProof(any, any, any)).ok).toBe('boolean')
      }),
      { numRuns: 400 },
    )
  })
})
