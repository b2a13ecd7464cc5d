/** A hand that writes for long, off the pad or in hundreds of strokes: what it gave fits, and is a signature. */
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import {
  compressStrokes,
  judgeSignature,
  MOST_POINTS,
  MOST_STROKES,
  type PadData,
  signatureSvg,
} from '../../../utils/consent/index.ts'
import { SIGN } from '../../../utils/wire/pages/sign.ts'

type Point = [number, number, number, number]
const WIDTH = 900
const HEIGHT = 300

/** mulberry32: the same hands on every machine. */
function dice(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
const to = (n: number, by: number) => Math.round(n * by) / by

/** A pen that is read `hz` times a second for 90 s and lifted a few times: moving, shaking, resting, pressing more and less. */
function longHand(seed: number, hz: number, seconds = 90): Point[][] {
  const r = dice(seed)
  const strokes: Point[][] = []
  const [shake, rate] = [0.5 + r() * 3, 4 + r() * 8]
  let t = 0
  const each = 3 + Math.floor(r() * 4)
  for (let s = 0; s < each; s++) {
    const out: Point[] = []
    let [x, y] = [80 + (s * 700) / each, 80 + r() * 120]
    const until = ((s + 1) * seconds * 1000) / each - 400
    for (t = (s * seconds * 1000) / each; t < until; t += 1000 / hz) {
      const rests = Math.floor(t / 900) % 3 === 0
      if (!rests) {
        x = Math.min(880, Math.max(20, x + (Math.sin(t / 700 + s) * 60) / hz))
        y = Math.min(280, Math.max(20, y + (Math.cos(t / 530 + s) * 60) / hz))
      }
      const tremor = rests ? shake / 4 : shake
      out.push([
        to(x + tremor * Math.sin((t / 1000) * rate * 2 * Math.PI) + (r() - 0.5) * 0.05, 100),
        to(y + tremor * Math.cos((t / 1000) * rate * 2 * Math.PI) + (r() - 0.5) * 0.05, 100),
        Math.round(t),
        to(Math.min(1, Math.max(0, 0.5 + 0.3 * Math.sin(t / 1100) + (r() - 0.5) * 0.01)), 1000),
      ])
    }
    strokes.push(out)
  }
  return strokes
}

const pad = (strokes: PadData['strokes']): PadData => ({ width: WIDTH, height: HEIGHT, strokes })
const judge = (p: PadData, tries = 0) => judgeSignature({ ...p, trusted: true }, tries)
const points = (p: PadData) => p.strokes.reduce((n, s) => n + s.length, 0)
const body = (p: PadData) => ({
  activation: '0123456789abcdef01234567',
  signature: { ...p, group: 'carrier', form: 'strokes', trusted: true, companion: false, lang: 'zh-CN' },
})

/** How far from what was kept a point of the hand lies at its time: px, and pressure. */
function away(hand: PadData, kept: PadData): { place: number; pressure: number } {
  let place = 0
  let pressure = 0
  for (const [n, stroke] of hand.strokes.entries()) {
    const line = kept.strokes[n] ?? []
    let i = 0
    for (const [x, y, t, p] of stroke) {
      while (i < line.length - 2 && (line[i + 1]?.[2] ?? 0) < t) i++
      const [a, b] = [line[i], line[i + 1] ?? line[i]]
      if (!a || !b) throw new Error('nothing kept')
      const k = b[2] > a[2] ? (t - a[2]) / (b[2] - a[2]) : 1
      const at = (c: 0 | 1 | 3) => a[c] + (b[c] - a[c]) * k
      place = Math.max(place, Math.abs(x - at(0)), Math.abs(y - at(1)))
      pressure = Math.max(pressure, Math.abs(p - at(3)))
    }
  }
  return { place, pressure }
}

describe('a long hand', () => {
  it.each([
    [240, 20],
    [1000, 10],
  ])('a pen of %i Hz, 90 s with rests: %i hands fit and are taken', (hz, hands) => {
    let most = 0
    let accepted = 0
    const worst = { place: 0, pressure: 0 }
    for (let i = 0; i < hands; i++) {
      const hand = pad(longHand(i, hz))
      expect(points(hand)).toBeGreaterThan(MOST_POINTS)
      const kept = compressStrokes(hand)
      expect(v.is(SIGN['sign.signature'].shape, body(kept))).toBe(true)
      expect(points(kept)).toBeLessThanOrEqual(MOST_POINTS)
      if (judge(kept).ok) accepted++
      const far = away(hand, kept)
      worst.place = Math.max(worst.place, far.place)
      worst.pressure = Math.max(worst.pressure, far.pressure)
      most = Math.max(most, JSON.stringify(kept).length + signatureSvg(kept).length)
      for (const [n, stroke] of kept.strokes.entries()) {
        const all = hand.strokes[n] ?? []
        // Points of the hand itself, in their order, the first and the last among them.
        expect([stroke[0], stroke.at(-1)]).toEqual([all[0], all.at(-1)])
        let from = 0
        for (const p of stroke) {
          while (from < all.length && all[from]?.some((v, c) => v !== p[c])) from++
          from++
        }
        expect(from).toBeLessThanOrEqual(all.length)
      }
    }
    console.log(
      `long hand, ${hz} Hz for 90 s: ${accepted} of ${hands} accepted; left out within ${worst.place.toFixed(3)} px and ${worst.pressure.toFixed(4)} of pressure; at most ${most} bytes with its picture`,
    )
    expect(accepted).toBe(hands)
    expect(worst.place).toBeLessThan(0.5)
    expect(worst.pressure).toBeLessThan(0.01)
  })

  it('five minutes at 1000 Hz fit too', () => {
    const kept = compressStrokes(pad(longHand(7, 1000, 300)))
    expect(points(kept)).toBeLessThanOrEqual(MOST_POINTS)
    expect(judge(kept)).toEqual({ ok: true })
  })

  it('turning points, rests and what stands in the same millisecond stay', () => {
    const zigzag = Array.from({ length: 30_000 }, (_, i): Point => {
      const at = i % 3000
      return [at < 1500 ? 100 + at / 10 : 400 - at / 10, 150 + Math.floor(i / 3000) * 3, i, 0.5]
    })
    const rest = Array.from({ length: 5000 }, (_, i): Point => [250, 177, 30_000 + i, 0.5])
    const jump: Point[] = [
      [250, 177, 35_000, 0.5],
      [300, 177, 35_000, 0.5],
      [300, 200, 35_000, 0.9],
      [310, 200, 35_010, 0.5],
    ]
    const kept = compressStrokes(pad([[...zigzag, ...rest, ...jump]])).strokes[0] ?? []
    const xs = kept.map((p) => p[0])
    expect(Math.max(...xs)).toBe(310)
    expect(kept.filter((p) => p[0] === 250 && p[1] === 150)).not.toEqual([])
    expect(kept.filter((p) => p[0] === 100).length).toBeGreaterThanOrEqual(10)
    expect(kept.slice(-4).map(([x, y, , p]) => [x, y, p])).toEqual(jump.map(([x, y, , p]) => [x, y, p]))
    expect(kept.length).toBeLessThan(100)
  })

  it('what fits is not touched', () => {
    const hand = pad(longHand(3, 100, 60))
    expect(points(hand)).toBeLessThan(MOST_POINTS)
    expect(compressStrokes(hand)).toEqual(hand)
  })
})

it('a stroke that leaves the pad by 400 px on each side and comes back is a signature', () => {
  const far = (x: number, y: number) => (k: number, of: number) => [x, y].map((n) => (n * k) / of)
  for (const out of [far(400, 0), far(-400, 0), far(0, 400), far(0, -400), far(5000, -3000)]) {
    const strokes = [0, 1, 2].map((s) =>
      Array.from({ length: 120 }, (_, i): Point => {
        const k = i < 60 ? i : 120 - i
        const [dx, dy] = s === 1 ? (out(k, 60) as [number, number]) : [0, 0]
        const [x, y] = [dx > 0 ? WIDTH : dx < 0 ? 0 : 300, dy > 0 ? HEIGHT : dy < 0 ? 0 : 150]
        return [
          (s === 1 ? x : 300) + dx + 20 * Math.sin(i / 7 + s),
          (s === 1 ? y : 150) + dy + 20 * Math.cos(i / 9),
          s * 2000 + i * 12,
          0.5,
        ]
      }),
    )
    const kept = compressStrokes(pad(strokes))
    expect(judge(kept)).toEqual({ ok: true })
    // Every reading is there, with its own time and pressure; what lay in the pad is as it was.
    expect(kept.strokes.map((s) => s.map((p) => p[2]))).toEqual(strokes.map((s) => s.map((p) => p[2])))
    expect([kept.strokes[0], kept.strokes[2]]).toEqual([strokes[0], strokes[2]])
    expect(Math.max(...kept.strokes.flat().map((p) => p[0]))).toBeLessThanOrEqual(WIDTH + 200)
    expect(Math.min(...kept.strokes.flat().map((p) => p[1]))).toBeGreaterThanOrEqual(-200)
  }
})

describe('a hand that trembles off the glass', () => {
  const tremor = (n: number): Point[][] =>
    Array.from({ length: n }, (_, i) =>
      Array.from({ length: 5 }, (_, k): Point => {
        const a = (i + k / 5) / 12
        return [200 + 40 * Math.cos(a) + ((i * 3) % 400), 150 + 40 * Math.sin(a), i * 100 + k * 8, 0.4]
      }),
    )

  it.each([401, 1500, MOST_STROKES])('%i tiny strokes are a signature', (n) => {
    const kept = compressStrokes(pad(tremor(n)))
    expect(kept.strokes).toHaveLength(n)
    expect(points(kept)).toBeLessThanOrEqual(MOST_POINTS)
    expect(v.is(SIGN['sign.signature'].shape, body(kept))).toBe(true)
    expect(judge(kept)).toEqual({ ok: true })
  })

  it('more than can be kept is said to be long, and nothing else', () => {
    for (const n of [MOST_STROKES + 1, 40_000]) {
      const kept = compressStrokes(pad(tremor(n)))
      expect(v.is(SIGN['sign.signature'].shape, body(kept))).toBe(true)
      expect(judge(kept, 9)).toEqual({ ok: false, why: 'long' })
    }
    // Sent by somebody who does not thin.
    expect(judge(pad(longHand(1, 1000)))).toEqual({ ok: false, why: 'long' })
  })
})
