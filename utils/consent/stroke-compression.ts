import { AROUND, MOST_POINTS, MOST_STROKES, type PadData } from './signature.ts'

type Point = PadData['strokes'][number][number]

/** px that the whole range of pressure weighs. */
const PRESSURE = 50
/** What a float's last bit may do. */
const SLACK = 1e-9

const held = (n: number, most: number): number => Math.min(most + AROUND, Math.max(-AROUND, n))

/**
 * Leaves out a point where place and pressure lie, at its time, within `within` px of the straight line between the two that
 * are kept on either side: so turning points, rests and speed stay. First and last are kept.
 */
function thin(stroke: readonly Point[], within: number): Point[] {
  const kept: Point[] = []
  // For x, y and pressure: where the line begins, and the slopes by which it passes by all that came since.
  const start = new Float64Array(3)
  const low = new Float64Array(3)
  const high = new Float64Array(3)
  const value = new Float64Array(3)
  let from: Point | undefined
  let before: Point | undefined
  const begin = (at: Point): void => {
    kept.push(at)
    from = at
    start.set([at[0], at[1], at[3] * PRESSURE])
    low.fill(-Infinity)
    high.fill(Infinity)
  }
  for (const at of stroke) {
    if (!from || !before) begin(at)
    else {
      value.set([at[0], at[1], at[3] * PRESSURE])
      let time = at[2] - from[2]
      for (let c = 0; c < 3; c++) {
        const [l, h] = [low[c] as number, high[c] as number]
        const slope = ((value[c] as number) - (start[c] as number)) / time
        if (l > h + SLACK || (time > 0 && (slope < l - SLACK || slope > h + SLACK))) {
          begin(before)
          time = at[2] - before[2]
          break
        }
      }
      for (let c = 0; c < 3; c++) {
        const way = (value[c] as number) - (start[c] as number)
        if (time > 0) {
          low[c] = Math.max(low[c] as number, (way - within) / time)
          high[c] = Math.min(high[c] as number, (way + within) / time)
        } else if (Math.abs(way) > within) {
          // In the same millisecond somewhere else: no line passes by it, so it is kept.
          low[c] = Infinity
          high[c] = -Infinity
        }
      }
    }
    before = at
  }
  if (before && before !== from) kept.push(before)
  return kept
}

/**
 * What a hand gave, so that it fits: nothing changes where it does. A place further out than a hand's width is written at
 * that line, since the stroke goes on there. More points than can be kept are thinned by as little as it takes; strokes
 * more than can be kept are sent as too many, cut, since the gate asks again.
 */
export function compressStrokes<T extends PadData>(pad: T): T {
  const { width, height } = pad
  const strokes = pad.strokes.map((stroke) =>
    stroke.map(([x, y, t, p]): Point => [held(x, width), held(y, height), t, p]),
  )
  if (strokes.length > MOST_STROKES)
    return { ...pad, strokes: strokes.slice(0, MOST_STROKES + 1).map((s) => s.slice(0, 1)) }
  let thinned = strokes
  let within = 0
  while (thinned.reduce((n, s) => n + s.length, 0) > MOST_POINTS) {
    thinned = strokes.map((s) => thin(s, within))
    within = Math.max(0.01, within * 1.25)
  }
  return { ...pad, strokes: thinned }
}
