import { type Bytes, canonicalize, hex, sha256, utf8 } from '../base/index.ts'

/** Points of one stroke: x, y (CSS px), t (ms since the first point of the signature), pressure 0 to 1. */
type Strokes = readonly (readonly (readonly [x: number, y: number, t: number, p: number])[])[]

/** What the pad gives. */
export interface PadData {
  readonly width: number
  readonly height: number
  readonly strokes: Strokes
}

export type BadSignature = 'empty' | 'dot' | 'straight' | 'short' | 'long' | 'synthetic'

/** Refusals after which a mark may stand for a signature: the gate never has the last word. */
export const TRIES_BEFORE_MARK = 2

/**
 * Of one signature: 80 s with the pen down at 240 Hz, and some 1 MB sealed, picture and all. `compressStrokes` thins what is
 * more, so a long hand never meets it.
 */
export const MOST_POINTS = 20_000
/** So that first and last point of every stroke fit. A hand that trembles off the glass ten times a second takes 8 minutes. */
export const MOST_STROKES = 5_000
/** px around the pad: a hand's width. `compressStrokes` holds what is further out at this line. */
export const AROUND = 200
/** So many taps, and over some way, are a drawing. */
const DABS = 50
/** px a ms, mean over the whole: a hand in a hurry reaches 5. */
const INHUMAN = 40

/** Hex SHA-256 of the canonical `{v: 1, width, height, strokes}`: what a decision's entry binds. */
export const strokeHash = ({ width, height, strokes }: PadData): string =>
  hex(sha256(utf8(canonicalize({ v: 1, width, height, strokes }))))

/**
 * The shape alone, as bytes: moved to its corner, scaled to 1000, without time and pressure, so that the same strokes
 * sent again give the same bytes, also when moved, scaled or slowed. No hand gives them twice. The background keeps only
 * an HMAC.
 */
export function normalised(strokes: Strokes): Bytes {
  const points = strokes.flat()
  const left = Math.min(...points.map((p) => p[0]))
  const top = Math.min(...points.map((p) => p[1]))
  const extent = Math.max(1e-9, ...points.map((p) => Math.max(p[0] - left, p[1] - top)))
  // The small push keeps a coordinate that lies on a half from falling to either side by a float's last bit.
  const at = (n: number, from: number): number => Math.round(((n - from) / extent) * 1000 + 1e-6)
  const shape = strokes
    .map((stroke) => {
      const out: number[] = []
      for (const [x, y] of stroke) {
        const nx = at(x, left)
        const ny = at(y, top)
        if (out.length < 2 || out.at(-2) !== nx || out.at(-1) !== ny) out.push(nx, ny)
      }
      return out
    })
    .filter((s) => s.length > 0)
  return utf8(JSON.stringify(shape))
}

/** Points of one piece: enough that no two hands write one alike. */
const PIECE = 8
/** Of one signature, spread over all of it. */
const MOST_PIECES = 12
/** So many pieces that were seen before, and half of all, say that most of a signature is another one sent again. */
const LEAST_ALIKE = 3

/**
 * The coarse fingerprint beside the exact one: the signature in pieces of equal length, each normalised by itself. A replay
 * in which one point was moved, or a stroke left out, has most of its pieces. The background keeps only an HMAC of each.
 */
export function piecesOf(strokes: Strokes): readonly Bytes[] {
  const all = strokes.flatMap((stroke) =>
    Array.from({ length: Math.floor(stroke.length / PIECE) }, (_, i) =>
      stroke.slice(i * PIECE, (i + 1) * PIECE),
    ),
  )
  // A straight pull of the pen, and a pen that rests, look alike in every hand.
  const telling = all.filter((piece) => {
    const { minor } = axes(piece)
    return minor > 2
  })
  const step = Math.max(1, Math.ceil(telling.length / MOST_PIECES))
  return telling.filter((_, i) => i % step === 0).map((piece) => normalised([piece]))
}

/** Whether so many known pieces of so many make a signature that was most likely seen before. A signal, and no refusal. */
export const isAlike = (known: number, all: number): boolean => known >= LEAST_ALIKE && known * 2 >= all

/**
 * A pad with a mark has two halves: the mark on the left, the companion's signature on the right. A stroke belongs to the
 * half in which its middle lies, since a hand may run over the line. The halves keep the pad's size and its clock.
 */
export function halvesOf<T extends PadData>(input: T): { readonly mark: T; readonly companion: T } {
  const middle = (stroke: Strokes[number]): number => {
    const xs = stroke.map((p) => p[0])
    return (Math.min(...xs) + Math.max(...xs)) / 2
  }
  const inked = input.strokes.filter((s) => s.length > 0)
  const half = (right: boolean) => inked.filter((s) => middle(s) >= input.width / 2 === right)
  return { mark: { ...input, strokes: half(false) }, companion: { ...input, strokes: half(true) } }
}

const finite = (n: unknown): n is number => typeof n === 'number' && Number.isFinite(n)

/** Coordinates, times and pressures that a pad can have sent: in or around it, time not running back. */
function fromPad({ strokes, width, height }: PadData): boolean {
  if (!finite(width) || !finite(height) || width < 50 || height < 50) return false
  let last = 0
  for (const stroke of strokes) {
    for (const point of stroke) {
      if (!Array.isArray(point) || point.length !== 4 || !point.every(finite)) return false
      const [x, y, t, p] = point
      if (x < -AROUND || y < -AROUND || x > width + AROUND || y > height + AROUND) return false
      if (t < last || p < 0 || p > 1) return false
      last = t
    }
  }
  return true
}

/**
 * The quality gate. It asks again after what is no signature in any script; it is no judge of hands: a shaky line, one
 * character, a cross, a slow or a small signature all pass. `tries` counts the refusals so far: from the second on a
 * single line is taken too (the name 一 is one), and after two the window offers a mark with a companion.
 */
export function judgeSignature(
  input: PadData & { readonly trusted: boolean },
  tries: number,
): { ok: true } | { ok: false; why: BadSignature } {
  const no = (why: BadSignature) => ({ ok: false as const, why })
  const strokes = Array.isArray(input.strokes)
    ? input.strokes.filter((s) => Array.isArray(s) && s.length > 0)
    : []
  if (strokes.length === 0) return no('empty')
  if (input.trusted !== true || !fromPad({ ...input, strokes })) return no('synthetic')

  const points = strokes.flat()
  if (points.length > MOST_POINTS || strokes.length > MOST_STROKES) return no('long')
  let ink = 0
  let drawing = 0
  let widest = 0
  for (const stroke of strokes) {
    let x0 = Number.POSITIVE_INFINITY
    let x1 = Number.NEGATIVE_INFINITY
    let y0 = x0
    let y1 = x1
    for (const [i, [x, y]] of stroke.entries()) {
      const before = stroke[i - 1]
      if (before) ink += Math.hypot(x - before[0], y - before[1])
      x0 = Math.min(x0, x)
      x1 = Math.max(x1, x)
      y0 = Math.min(y0, y)
      y1 = Math.max(y1, y)
    }
    drawing += (stroke.at(-1)?.[2] ?? 0) - (stroke[0]?.[2] ?? 0)
    widest = Math.max(widest, x1 - x0, y1 - y0)
  }

  // Taps: a finger that rests moves a few px. A hand that trembles off the glass draws in dabs as small, but many, and far
  // apart.
  if (widest < 8 && (strokes.length < DABS || extent(points) < 40)) return no('dot')
  if (ink > 200 && ink > Math.max(drawing, 1) * INHUMAN) return no('synthetic')
  if (ink < 45 || points.length < 4) return no('short')
  if (tries < 2) {
    const { major, minor } = axes(points)
    // A line and a line gone over again; a flat, long signature has some height and much more ink than length.
    if (minor < major * 0.02 || (minor < major * 0.09 && ink < major * 1.45)) return no('straight')
  }
  return { ok: true }
}

const span = (a: readonly number[]): number => Math.max(...a) - Math.min(...a)

const extent = (points: Strokes[number]): number =>
  Math.max(span(points.map((p) => p[0])), span(points.map((p) => p[1])))

/** Extent along and across the main direction of all points. */
function axes(points: readonly (readonly [number, number, number, number])[]): {
  major: number
  minor: number
} {
  const n = points.length
  const mx = points.reduce((s, p) => s + p[0], 0) / n
  const my = points.reduce((s, p) => s + p[1], 0) / n
  let xx = 0
  let yy = 0
  let xy = 0
  for (const [x, y] of points) {
    xx += (x - mx) ** 2
    yy += (y - my) ** 2
    xy += (x - mx) * (y - my)
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2
  const c = Math.cos(angle)
  const s = Math.sin(angle)
  const along = points.map(([x, y]) => (x - mx) * c + (y - my) * s)
  const across = points.map(([x, y]) => (y - my) * c - (x - mx) * s)
  return { major: span(along), minor: span(across) }
}
