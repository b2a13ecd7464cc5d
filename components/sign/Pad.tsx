import { useEffect, useRef } from 'preact/hooks'
import SignaturePad from 'signature_pad'
import { compressStrokes } from '../../utils/consent/index.ts'
import type { Stroke } from '../../utils/wire/index.ts'
import { collect, drawable, type Sample, since, strokesOf } from './strokes.ts'

/** What was written, as the background asks for it. */
interface Written {
  readonly width: number
  readonly height: number
  readonly strokes: readonly Stroke[]
  readonly trusted: boolean
}

export interface PadHandle {
  read(): Written
  clear(): void
}

const INK = { dotSize: 0, minWidth: 1.2, maxWidth: 4, velocityFilterWeight: 0.7 }

/** One signature pad: no sample dropped of what can be kept, pressure and time kept, and whether every event came from a hand's device. */
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
  const parts = useRef(false)
  parts.current = halves !== undefined

  useEffect(() => {
    const el = canvas.current
    if (!el) return
    // It draws only. What was written we collect: its own listeners leave out samples between two frames and at one place.
    const pad = new SignaturePad(el)
    pad.off()
    // What its own listeners had asked for, and it takes away with them.
    el.style.touchAction = 'none'
    const ink = () => getComputedStyle(el).color
    const group = (stroke: readonly Sample[]) => ({
      ...INK,
      penColor: ink(),
      compositeOperation: 'source-over' as const,
      points: drawable(stroke),
    })
    // While the pen is down the stroke is drawn over itself, once a frame; when it is lifted everything is drawn anew.
    let frame = 0
    let shown = 0
    const drawStroke = () => {
      frame = 0
      const stroke = hand.strokes.at(-1)
      if (!stroke) return
      // Another stroke than the one that was shown: the pad has changed its size under the pen.
      if (shown > stroke.length) shown = 0
      pad.fromData([group(since(stroke, shown))], { clear: false })
      shown = stroke.length
    }
    const drawAll = () => pad.fromData(hand.fitted(parts.current).map(group))
    const still = () => {
      cancelAnimationFrame(frame)
      frame = 0
    }
    const hand = collect(el, {
      begin() {
        shown = 0
        written.current(true)
      },
      more() {
        if (frame === 0) frame = requestAnimationFrame(drawStroke)
      },
      end() {
        still()
        drawAll()
        written.current(hand.strokes.length > 0)
      },
    })

    // The canvas has the screen's own pixels; what is written stays, and stays whole, when the window changes.
    const resize = () => {
      const ratio = Math.max(1, window.devicePixelRatio)
      el.width = Math.round(el.clientWidth * ratio)
      el.height = Math.round(el.clientHeight * ratio)
      el.getContext('2d')?.scale(ratio, ratio)
      drawAll()
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
    dark.addEventListener('change', drawAll)

    handle.current = {
      read: () =>
        compressStrokes({
          width: Math.round(el.clientWidth),
          height: Math.round(el.clientHeight),
          strokes: strokesOf(hand.fitted(parts.current)),
          trusted: hand.trusted,
        }),
      clear() {
        still()
        hand.clear()
        pad.clear()
        written.current(false)
      },
    }
    return () => {
      handle.current = null
      observer.disconnect()
      sight.disconnect()
      dark.removeEventListener('change', drawAll)
      still()
      hand.stop()
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
