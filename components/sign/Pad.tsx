import { useEffect, useRef } from 'preact/hooks'
import SignaturePad from 'signature_pad'
import type { Stroke } from '../../utils/wire/index.ts'

/** What was written, as the background asks for it. */
export interface Written {
  readonly width: number
  readonly height: number
  readonly strokes: readonly Stroke[]
  readonly trusted: boolean
}

export interface PadHandle {
  read(): Written
  clear(): void
}

const round = (n: number, by: number): number => Math.round(n * by) / by

/** Strokes with time from the first point, which never runs back, whatever the wall clock does. */
function strokesOf(pad: SignaturePad): Stroke[] {
  const groups = pad.toData()
  const zero = groups[0]?.points[0]?.time ?? 0
  let last = 0
  return groups.map((g) =>
    g.points.map((p) => {
      last = Math.max(last, p.time - zero)
      return [
        round(p.x, 100),
        round(p.y, 100),
        last,
        round(Math.min(1, Math.max(0, p.pressure)), 1000),
      ] as const
    }),
  )
}

/** One signature pad: no point dropped, pressure and time kept, and whether every event came from a hand's device. */
export function Pad(props: {
  label: string
  hint: string
  /** Names of the two halves: the customer's mark, and the companion's signature beside it. */
  halves?: readonly [string, string]
  handle: { current: PadHandle | null }
  onWritten: (any: boolean) => void
  /** Half of the pad is in sight, above the answers. */
  onSeen: (seen: boolean) => void
}) {
  const { label, hint, halves, handle, onWritten, onSeen } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  const written = useRef(onWritten)
  written.current = onWritten
  const seen = useRef(onSeen)
  seen.current = onSeen

  useEffect(() => {
    const el = canvas.current
    if (!el) return
    let trusted = true
    let down = false
    const ink = () => getComputedStyle(el).color
    const pad = new SignaturePad(el, {
      throttle: 0,
      minDistance: 0,
      minWidth: 1.2,
      maxWidth: 4,
      penColor: ink(),
    })
    // Capture phase on the window: before the pad sees an event, and for moves that leave the canvas.
    const watch = (e: Event) => {
      if (e.target === el && /down|start/.test(e.type)) down = true
      if (!e.isTrusted && (down || e.target === el)) trusted = false
      if (/up|end|cancel/.test(e.type)) down = false
    }
    const kinds = ['down', 'move', 'up', 'cancel'].map((k) => `pointer${k}`)
    kinds.push('mousedown', 'mousemove', 'mouseup', 'touchstart', 'touchmove', 'touchend')
    for (const k of kinds) window.addEventListener(k, watch, true)
    const begun = () => written.current(true)
    pad.addEventListener('beginStroke', begun)

    // The canvas has the screen's own pixels; what is written stays when the window changes.
    const resize = () => {
      const ratio = Math.max(1, window.devicePixelRatio)
      const data = pad.toData()
      el.width = Math.round(el.clientWidth * ratio)
      el.height = Math.round(el.clientHeight * ratio)
      el.getContext('2d')?.scale(ratio, ratio)
      pad.clear()
      if (data.length > 0) pad.fromData(data)
    }
    resize()
    const observer = new ResizeObserver(() => {
      const ratio = Math.max(1, window.devicePixelRatio)
      if (
        el.width !== Math.round(el.clientWidth * ratio) ||
        el.height !== Math.round(el.clientHeight * ratio)
      )
        resize()
    })
    observer.observe(el)
    const sight = new IntersectionObserver((e) => seen.current((e.at(-1)?.intersectionRatio ?? 1) >= 0.5), {
      threshold: 0.5,
      rootMargin: '0px 0px -96px 0px',
    })
    sight.observe(el)
    const dark = matchMedia('(prefers-color-scheme: dark)')
    const recolour = () => {
      pad.penColor = ink()
      pad.fromData(pad.toData().map((g) => ({ ...g, penColor: ink() })))
    }
    dark.addEventListener('change', recolour)

    handle.current = {
      read: () => ({
        width: Math.round(el.clientWidth),
        height: Math.round(el.clientHeight),
        strokes: strokesOf(pad),
        trusted,
      }),
      clear() {
        pad.clear()
        trusted = true
        written.current(false)
      },
    }
    return () => {
      handle.current = null
      observer.disconnect()
      sight.disconnect()
      dark.removeEventListener('change', recolour)
      pad.removeEventListener('beginStroke', begun)
      pad.off()
      for (const k of kinds) window.removeEventListener(k, watch, true)
    }
  }, [handle])

  return (
    <div class={`pad${halves ? ' halves' : ''}`}>
      <canvas ref={canvas} role="img" aria-label={label} data-action="pad" />
      <p class="pad-hint" aria-hidden="true">
        {halves ? (
          <>
            <span>{halves[0]}</span>
            <span>{halves[1]}</span>
          </>
        ) : (
          hint
        )}
      </p>
    </div>
  )
}
