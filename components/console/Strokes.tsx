import type { Stroke } from '../../utils/wire/index.ts'

/** Box around all points, with room for the pen's width. */
function boxOf(strokes: readonly Stroke[]): { x: number; y: number; w: number; h: number } {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const stroke of strokes) {
    for (const [x, y] of stroke) {
      x0 = Math.min(x0, x)
      y0 = Math.min(y0, y)
      x1 = Math.max(x1, x)
      y1 = Math.max(y1, y)
    }
  }
  if (!Number.isFinite(x0)) return { x: 0, y: 0, w: 1, h: 1 }
  const pad = 8
  return { x: x0 - pad, y: y0 - pad, w: x1 - x0 + 2 * pad, h: y1 - y0 + 2 * pad }
}

const round = (n: number): number => Math.round(n * 10) / 10

/** One stroke as a path: straight lines between the points that were kept; nothing is smoothed away or added. */
export function pathOf(stroke: Stroke): string {
  const first = stroke[0]
  if (!first) return ''
  if (stroke.length === 1) return `M${round(first[0])} ${round(first[1])}h0.1`
  return stroke.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('')
}

/** A signature drawn from its strokes. It is never an image, so nothing can be loaded by it. */
export function Strokes({ strokes, label }: { strokes: readonly Stroke[]; label: string }) {
  const box = boxOf(strokes)
  // The pen keeps its look whatever size the pad had.
  const pen = Math.max(1.6, Math.max(box.w / 420, box.h / 120) * 2.4)
  return (
    <svg
      class="co-strokes"
      role="img"
      aria-label={label}
      viewBox={`${round(box.x)} ${round(box.y)} ${round(box.w)} ${round(box.h)}`}
      preserveAspectRatio="xMinYMid meet"
    >
      {strokes.map((stroke, i) => (
        <path
          key={i}
          d={pathOf(stroke)}
          fill="none"
          stroke="currentColor"
          stroke-width={pen}
          stroke-linecap="round"
          stroke-linejoin="round"
        />
      ))}
    </svg>
  )
}
