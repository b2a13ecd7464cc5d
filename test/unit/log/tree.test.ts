import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bytes } from '../../../utils/base/index.ts'
import { equal, utf8 } from '../../../utils/base/index.ts'
import type { Tile, TileReader } from '../../../utils/log/index.ts'
import {
  consistencyProof,
  emptyEdge,
  emptyRoot,
  extend,
  inclusionProof,
  leafHash,
  nodeHash,
  readEdge,
  rootAt,
  rootOf,
  tilePath,
  tilesOf,
  verifyConsistency,
  verifyInclusion,
} from '../../../utils/log/index.ts'

const leaves = (n: number): Bytes[] => Array.from({ length: n }, (_, i) => leafHash(utf8(`entry ${i}`)))

/** RFC 6962 2.1, word for word, as the yardstick. */
function mth(d: Uint8Array[]): Uint8Array {
  if (d.length === 0) return emptyRoot()
  if (d.length === 1) return d[0]!
  let k = 1
  while (k * 2 < d.length) k *= 2
  return nodeHash(mth(d.slice(0, k)), mth(d.slice(k)))
}

const ALL = leaves(70_000)

/** Tiles of a tree of `size`, appended in `steps`. */
function grow(size: number, step: number): { tiles: Map<string, Uint8Array>; root: Uint8Array } {
  const tiles = new Map<string, Uint8Array>()
  let edge = emptyEdge()
  for (let at = 0; at < size; at += step) {
    const grown = extend(edge, ALL.slice(at, Math.min(size, at + step)))
    edge = grown.edge
    for (const t of grown.tiles) tiles.set(`${t.level}/${t.n}`, t.bytes.slice())
  }
  return { tiles, root: rootOf(edge) }
}
const readerOf =
  (tiles: Map<string, Uint8Array>): TileReader =>
  async (level, n) =>
    tiles.get(`${level}/${n}`) ?? null

describe('tiles', () => {
  it('however appended, root and tiles are the same, and the root is RFC 6962’s', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1500 }), fc.integer({ min: 1, max: 300 }), (size, step) => {
        const a = grow(size, step)
        const b = grow(size, size)
        expect(equal(a.root, b.root)).toBe(true)
        expect([...a.tiles].sort()).toEqual([...b.tiles].sort())
        expect(equal(a.root, mth(ALL.slice(0, size)))).toBe(true)
        const wanted = [...tilesOf(size)].map((t) => [`${t.level}/${t.n}`, t.width * 32])
        expect([...a.tiles].map(([k, v]) => [k, v.length]).sort()).toEqual(wanted.sort())
      }),
      { numRuns: 40 },
    )
  })

  it('70,000 entries make the tiles that tlog-tiles counts', () => {
    const count = new Map<string, number>()
    for (const { level, width } of tilesOf(70_000)) {
      const key = `${level} ${width}`
      count.set(key, (count.get(key) ?? 0) + 1)
    }
    expect(Object.fromEntries(count)).toEqual({ '0 256': 273, '0 112': 1, '1 256': 1, '1 17': 1, '2 1': 1 })
    expect(tilePath(0, 1234067)).toBe('tile/0/x001/x234/067')
    expect(tilePath(1, 5, 17)).toBe('tile/1/005.p/17')
  })

  it('an edge read back goes on as the one in memory, across a level 2 tile', async () => {
    const { tiles, root } = grow(65_600, 1000)
    const edge = await readEdge(65_600, readerOf(tiles))
    if (!edge.ok) throw new Error(edge.error.code)
    expect(equal(rootOf(edge.value), root)).toBe(true)
    const on = extend(edge.value, ALL.slice(65_600, 66_000))
    expect(equal(rootOf(on.edge), grow(66_000, 66_000).root)).toBe(true)
  })

  it('names a tile that is missing or short', async () => {
    const { tiles } = grow(600, 600)
    tiles.delete('0/2')
    expect(await readEdge(600, readerOf(tiles))).toMatchObject({
      ok: false,
      error: { code: 'tile/missing', where: '0/2' },
    })
    tiles.set('0/1', tiles.get('0/1')!.slice(0, 64))
    expect(await rootAt(500, readerOf(tiles))).toMatchObject({
      ok: false,
      error: { code: 'tile/short', where: '0/1' },
    })
  })

  it('does not change the edge it extends', () => {
    const first = extend(emptyEdge(), ALL.slice(0, 255)).edge
    const before = rootOf(first)
    const wrong: Tile[] = [...extend(first, ALL.slice(500, 505)).tiles]
    expect(wrong).toHaveLength(3)
    expect(equal(rootOf(first), before)).toBe(true)
    expect(equal(rootOf(extend(first, ALL.slice(255, 260)).edge), mth(ALL.slice(0, 260)))).toBe(true)
  })
})

describe('proofs', () => {
  const { tiles } = grow(66_000, 500)
  const read = readerOf(tiles)
  const size = fc.integer({ min: 1, max: 66_000 })

  it('inclusion holds for its own leaf, index, size and root, and for no other', async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.double({ min: 0, max: 0.999999, noNaN: true }), async (n, f) => {
        const index = Math.floor(n * f)
        const proof = await inclusionProof(index, n, read)
        const root = await rootAt(n, read)
        if (!proof.ok || !root.ok) throw new Error('proof')
        const claim = {
          leafIndex: BigInt(index),
          treeSize: BigInt(n),
          leafHash: ALL[index]!,
          proof: proof.value,
          root: root.value,
        }
        expect(verifyInclusion(claim).ok).toBe(true)
        expect(verifyInclusion({ ...claim, leafHash: ALL[(index + 1) % 66_000]! }).ok).toBe(false)
        expect(verifyInclusion({ ...claim, leafIndex: claim.leafIndex + 1n }).ok).toBe(false)
        expect(verifyInclusion({ ...claim, proof: [...proof.value, root.value] }).ok).toBe(false)
        if (n > 1) expect(verifyInclusion({ ...claim, proof: proof.value.slice(1) }).ok).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  it('consistency holds between any two sizes, and for no other pair', async () => {
    await fc.assert(
      fc.asyncProperty(size, size, async (a, b) => {
        const [m, n] = a <= b ? [a, b] : [b, a]
        const proof = await consistencyProof(m, n, read)
        const [root1, root2] = [await rootAt(m, read), await rootAt(n, read)]
        if (!proof.ok || !root1.ok || !root2.ok) throw new Error('proof')
        const claim = {
          size1: BigInt(m),
          size2: BigInt(n),
          root1: root1.value,
          root2: root2.value,
          proof: proof.value,
        }
        expect(verifyConsistency(claim).ok).toBe(true)
        if (m < n) {
          expect(verifyConsistency({ ...claim, root1: root2.value, root2: root1.value }).ok).toBe(false)
          expect(verifyConsistency({ ...claim, proof: proof.value.slice(0, -1) }).ok).toBe(false)
          expect(verifyConsistency({ ...claim, proof: [...proof.value, root1.value] }).ok).toBe(false)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('answers hostile claims with a fault and never throws', () => {
    fc.assert(
      fc.property(
        fc.anything(),
        fc.anything(),
        fc.anything(),
        fc.anything(),
        fc.anything(),
        (a, b, c, d, e) => {
          const i = verifyInclusion({ leafIndex: a, treeSize: b, leafHash: c, proof: d, root: e } as never)
          const j = verifyConsistency({ size1: a, size2: b, root1: c, root2: e, proof: d } as never)
          expect(i.ok || j.ok).toBe(false)
          expect(verifyInclusion(a as never).ok).toBe(false)
          expect(verifyConsistency(a as never).ok).toBe(false)
        },
      ),
    )
  })
})

describe('a proof that is no list of hashes', () => {
  const hash = ALL[0]!
  // As a message or a file can hand it over: whatever the type says.
  const lists: [string, unknown][] = [
    ['a hole at the beginning', Object.assign([], { 1: hash })],
    ['a hole at the end', Object.assign([hash], { length: 2 })],
    ['nothing but holes', new Array(2)],
    ['more than any tree has', new Array(66).fill(hash)],
    ['a text', 'abc'],
    ['short hashes', [new Uint8Array(31)]],
  ]
  it.each(lists)('%s', (_, proof) => {
    expect(
      verifyInclusion({
        leafIndex: 0n,
        treeSize: 4n,
        leafHash: hash,
        root: hash,
        proof: proof as readonly Uint8Array[],
      }),
    ).toEqual({ ok: false, error: { code: 'tree/input' } })
    expect(
      verifyConsistency({
        size1: 2n,
        size2: 4n,
        root1: hash,
        root2: hash,
        proof: proof as readonly Uint8Array[],
      }),
    ).toEqual({ ok: false, error: { code: 'tree/input' } })
  })
})
