import { describe, expect, it } from 'vitest'
import {
  type BadSignature,
  judgeSignature,
  normalised,
  strokeHash,
} from '../../../utils/consent/signature.ts'

type Point = [number, number, number, number]
type Strokes = Point[][]
const WIDTH = 900
const HEIGHT = 300

/** mulberry32: the same signatures on every machine. */
function dice(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
const between = (r: () => number, from: number, to: number) => from + r() * (to - from)

/** One stroke through the given corners at a hand's speed, with tremor (px) and a sampling step. */
function stroke(
  r: () => number,
  corners: [number, number][],
  start: number,
  { tremor = 0.4, speed = 0.7 } = {},
): Point[] {
  const out: Point[] = []
  let t = start
  for (let i = 1; i < corners.length; i++) {
    const [x0, y0] = corners[i - 1]!
    const [x1, y1] = corners[i]!
    const length = Math.hypot(x1 - x0, y1 - y0)
    const steps = Math.max(2, Math.round(length / (speed * 8)))
    for (let s = i === 1 ? 0 : 1; s <= steps; s++) {
      const k = s / steps
      const bend = Math.sin(k * Math.PI) * length * 0.05
      out.push([
        Math.round(x0 + (x1 - x0) * k + bend + between(r, -tremor, tremor)),
        Math.round(y0 + (y1 - y0) * k + bend + between(r, -tremor, tremor)),
        Math.round(t),
        Math.round(between(r, 0.3, 0.8) * 100) / 100,
      ])
      t += between(r, 6, 12)
    }
  }
  return out
}

/** Characters of random strokes in boxes side by side: what a Chinese name looks like to a pad. */
function name(
  r: () => number,
  chars: number,
  size: number,
  hand?: { tremor?: number; speed?: number },
): Strokes {
  const out: Strokes = []
  let t = 0
  for (let c = 0; c < chars; c++) {
    const left = 60 + c * size * 1.1
    const top = between(r, 20, HEIGHT - size - 20)
    for (let s = 0, n = 3 + Math.floor(r() * 8); s < n; s++) {
      const corners: [number, number][] = []
      for (let k = 0, m = 2 + Math.floor(r() * 2); k < m; k++)
        corners.push([left + r() * size, top + r() * size])
      const line = stroke(r, corners, t, hand)
      t = line.at(-1)![2] + between(r, 80, 300)
      out.push(line)
    }
  }
  return out
}

/** Loops from left to right: a Latin hand. */
function loops(r: () => number, hand?: { tremor?: number; speed?: number }): Strokes {
  const corners: [number, number][] = []
  const height = between(r, 15, 70)
  let x = 60
  for (let i = 0, n = 8 + Math.floor(r() * 12); i < n; i++) {
    corners.push([x, 150 + (i % 2 === 0 ? -1 : 1) * between(r, height * 0.3, height)])
    x += between(r, -6, 30)
  }
  return [stroke(r, corners, 0, hand)]
}

const judge = (strokes: Strokes, tries = 0, trusted = true) =>
  judgeSignature({ strokes, trusted, width: WIDTH, height: HEIGHT }, tries)

interface Tally {
  accepted: number
  refused: Record<string, number>
}
function run(sets: readonly Strokes[], tries = 0): Tally {
  const tally: Tally = { accepted: 0, refused: {} }
  for (const s of sets) {
    const v = judge(s, tries)
    if (v.ok) tally.accepted++
    else tally.refused[v.why] = (tally.refused[v.why] ?? 0) + 1
  }
  return tally
}
const many = <T>(n: number, make: (r: () => number, i: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => make(dice(1000 + i * 77), i))

describe('judgeSignature on generated hands', () => {
  const show = (what: string, n: number, t: Tally) =>
    console.log(
      `signature gate, ${what}: ${t.accepted} of ${n} accepted, refused ${JSON.stringify(t.refused)}`,
    )

  it('accepts good signatures', () => {
    const sets = many(200, (r, i) =>
      i % 3 === 0 ? loops(r) : name(r, 2 + (i % 2), between(r, 60, 180), { speed: between(r, 0.4, 3) }),
    )
    const t = run(sets)
    show('good', sets.length, t)
    expect(t.accepted).toBe(200)
  })

  it('accepts shaky and slow hands, and small ones', () => {
    const sets = many(200, (r, i) => {
      const hand = { tremor: between(r, 2, 7), speed: between(r, 0.05, 0.3) }
      return i % 3 === 0 ? loops(r, hand) : name(r, 1 + (i % 3), between(r, 22, 120), hand)
    })
    const t = run(sets)
    show('shaky', sets.length, t)
    expect(t.accepted).toBe(200)
  })

  it('accepts one character, a cross, a circle: names and marks of any script', () => {
    const sets = many(210, (r, i) => {
      const x = between(r, 100, 600)
      const y = between(r, 60, 160)
      const d = between(r, 30, 120)
      if (i % 3 === 0) return name(r, 1, between(r, 40, 200))
      if (i % 3 === 1) {
        const a = stroke(
          r,
          [
            [x, y],
            [x + d, y + d],
          ],
          0,
        )
        return [
          a,
          stroke(
            r,
            [
              [x + d, y],
              [x, y + d],
            ],
            a.at(-1)![2] + 150,
          ),
        ]
      }
      const ring = Array.from({ length: 13 }, (_, k): [number, number] => [
        x + Math.cos((k * Math.PI) / 6) * d * 0.5,
        y + Math.sin((k * Math.PI) / 6) * d * 0.5,
      ])
      return [stroke(r, ring, 0)]
    })
    const t = run(sets)
    show('one character, cross, circle', sets.length, t)
    expect(t.accepted).toBe(210)
  })

  const bad: Record<string, { why: BadSignature[]; make: (r: () => number, i: number) => Strokes }> = {
    dots: {
      why: ['dot'],
      make: (r) =>
        Array.from({ length: 1 + Math.floor(r() * 4) }, (_, k): Point[] => {
          const x = between(r, 50, 800)
          const y = between(r, 50, 250)
          return [
            [x, y, k * 200, 0.5],
            [x + r() * 3, y + r() * 3, k * 200 + 30, 0.5],
            [x + r() * 3, y + r() * 3, k * 200 + 60, 0.5],
          ]
        }),
    },
    'one place tapped again and again': {
      why: ['dot'],
      make: (r) =>
        Array.from({ length: 50 + Math.floor(r() * 400) }, (_, k): Point[] =>
          [0, 30, 60]
            .map((t): Point => [300 + r() * 20, 150 + r() * 20, k * 200 + t, 0.5])
            .map(
              ([x, y, t, p], i, all): Point => [
                i === 0 ? x : all[0]![0] + r() * 4,
                i === 0 ? y : all[0]![1] + r() * 4,
                t,
                p,
              ],
            ),
        ),
    },
    'a few taps far apart': {
      why: ['dot'],
      make: (r) =>
        Array.from({ length: 5 + Math.floor(r() * 44) }, (_, k): Point[] => {
          const [x, y] = [between(r, 50, 800), between(r, 50, 250)]
          return [0, 30, 60].map((t): Point => [x + r() * 5, y + r() * 5, k * 200 + t, 0.5])
        }),
    },
    'straight lines': {
      why: ['straight'],
      make: (r) => {
        const x = between(r, 50, 300)
        const y = between(r, 50, 250)
        return [
          Array.from(
            { length: 30 },
            (_, k): Point => [
              x + k * 10 + between(r, -1, 1),
              y + k * 0.8 + between(r, -1.5, 1.5),
              k * 9,
              0.5,
            ],
          ),
        ]
      },
    },
    'a line gone over': {
      why: ['straight'],
      make: (r) => {
        const y = between(r, 50, 250)
        return [
          Array.from(
            { length: 60 },
            (_, k): Point => [100 + (k < 30 ? k : 60 - k) * 12, y + between(r, -1, 1), k * 9, 0.5],
          ),
        ]
      },
    },
    'a tick too short': {
      why: ['short', 'dot'],
      make: (r) => [
        stroke(
          r,
          [
            [300, 150],
            [300 + between(r, 8, 14), 150 + between(r, 8, 12)],
            [300 + between(r, 14, 20), 140],
          ],
          0,
        ),
      ],
    },
    'all in one instant': {
      why: ['synthetic'],
      make: (r) => name(r, 3, 120).map((s) => s.map(([x, y, , p]): Point => [x, y, 0, p])),
    },
  }
  for (const [what, { why, make }] of Object.entries(bad)) {
    it(`refuses ${what}`, () => {
      const sets = many(100, make)
      const t = run(sets)
      show(what, sets.length, t)
      expect(t.accepted).toBe(0)
      expect(Object.keys(t.refused).every((w) => why.includes(w as BadSignature))).toBe(true)
    })
  }
})

describe('judgeSignature', () => {
  it('refuses nothing drawn, in every form of nothing', () => {
    expect(judge([])).toEqual({ ok: false, why: 'empty' })
    expect(judge([[], []])).toEqual({ ok: false, why: 'empty' })
    expect(judgeSignature({ strokes: null as never, trusted: true, width: 1, height: 1 }, 0).ok).toBe(false)
  })

  it('refuses events that no hand made, however often', () => {
    const good = name(dice(5), 2, 120)
    expect(judge(good, 0, false)).toEqual({ ok: false, why: 'synthetic' })
    expect(judge(good, 9, false)).toEqual({ ok: false, why: 'synthetic' })
  })

  it('refuses what no pad sends', () => {
    const good = name(dice(6), 2, 120)
    const broken: Strokes[] = [
      good.map((s) => s.map(([x, y, t, p]): Point => [x + 5000, y, t, p])),
      good.map((s) => s.map(([x, y, t, p], i): Point => [x, y, i === 1 ? -1 : t, p])),
      good.map((s) => s.map(([x, y, t]): Point => [x, y, t, 2])),
      good.map((s) => s.map(([, y, t, p]): Point => [Number.NaN, y, t, p])),
      good.map((s) => s.map(() => ['1', 2, 3, 4] as unknown as Point)),
    ]
    for (const s of broken) expect(judge(s)).toEqual({ ok: false, why: 'synthetic' })
  })

  it('takes a single line after two tries: 一 is a name', () => {
    const line = [
      stroke(
        dice(7),
        [
          [200, 150],
          [420, 150],
        ],
        0,
        { tremor: 0 },
      ),
    ]
    expect(judge(line, 1)).toEqual({ ok: false, why: 'straight' })
    expect(judge(line, 2)).toEqual({ ok: true })
  })
})

describe('normalised', () => {
  const good = name(dice(8), 2, 120)
  const text = (s: Strokes) => new TextDecoder().decode(normalised(s))

  it('gives the same bytes for strokes sent again, moved, slowed or scaled', () => {
    expect(text(good.map((s) => s.map(([x, y, t, p]): Point => [x + 31, y - 7, t * 2 + 5, p / 2])))).toBe(
      text(good),
    )
    expect(text(good.map((s) => s.map(([x, y, t, p]): Point => [x * 2, y * 2, t, p])))).toBe(text(good))
  })

  it('tells apart two signatures of one hand', () => {
    const again = good.map((s) => s.map(([x, y, t, p], i): Point => [x + (i % 3 === 0 ? 1 : 0), y, t, p]))
    expect(text(again)).not.toBe(text(good))
    const all = new Set(many(300, (r) => text(name(r, 2, 100))))
    expect(all.size).toBe(300)
  })

  it('survives nothing at all', () => expect(text([])).toBe('[]'))
})

describe('strokeHash', () => {
  it('is SHA-256 of the canonical form and moves with every part', () => {
    const pad = { width: 10, height: 20, strokes: [[[1, 2, 3, 0.5]]] as Strokes }
    // printf '%s' '{"height":20,"strokes":[[[1,2,3,0.5]]],"v":1,"width":10}' | sha256sum
    expect(strokeHash(pad)).toBe('0faac0901fc6105587c779c0631eff3535fe2557b6a0dd9b7f409acfaad11c72')
    expect(strokeHash({ ...pad, width: 11 })).not.toBe(strokeHash(pad))
    expect(strokeHash({ ...pad, strokes: [[[1, 2, 4, 0.5]]] })).not.toBe(strokeHash(pad))
  })
})
