import type { Stroke } from '../../utils/wire/index.ts'

/** One reading of pen, finger or mouse: CSS px from the pad's corner, the event's own time, force 0 to 1. */
export interface Sample {
  readonly x: number
  readonly y: number
  readonly time: number
  readonly pressure: number
}

export interface Collector {
  /** Every stroke so far, the one under way among them. */
  readonly strokes: readonly (readonly Sample[])[]
  /** Every event came from a hand's device. */
  readonly trusted: boolean
  clear(): void
  stop(): void
}

const round = (n: number, by: number): number => Math.round(n * by) / by

/**
 * Takes what the device gives, all of it: a browser hands on one move a frame, with the readings between two frames inside
 * it, and a pen that rests goes on pressing. `more` after each event, `end` when the pen is lifted.
 */
export function collect(
  el: HTMLElement,
  on: { begin(): void; more(): void; end(): void },
  view: Window = window,
): Collector {
  let strokes: Sample[][] = []
  let pointer: number | null = null
  let trusted = true

  const take = (e: PointerEvent) => {
    const corner = el.getBoundingClientRect()
    const inside = e.getCoalescedEvents?.() ?? []
    for (const one of inside.length > 0 ? inside : [e])
      strokes.at(-1)?.push({
        x: one.clientX - corner.left,
        y: one.clientY - corner.top,
        time: one.timeStamp,
        pressure: one.pressure,
      })
  }
  const begin = (e: PointerEvent) => {
    if (pointer !== null || e.target !== el || (e.buttons & 1) === 0) return
    // No text is selected and no page is moved by writing.
    e.preventDefault()
    pointer = e.pointerId
    strokes.push([])
    take(e)
    on.begin()
    on.more()
  }
  const move = (e: PointerEvent) => {
    if (e.pointerId !== pointer) return
    // Lifted where nobody told us; a second button under a stiff finger ends nothing.
    if ((e.buttons & 1) === 0) return lift()
    e.preventDefault()
    take(e)
    on.more()
  }
  const up = (e: PointerEvent) => {
    if (e.pointerId !== pointer) return
    // A cancelled pointer has no place.
    if (e.type === 'pointerup') take(e)
    lift()
  }
  const lift = () => {
    pointer = null
    on.end()
  }
  const watch = (e: Event) => {
    if (!e.isTrusted && (pointer !== null || e.target === el)) trusted = false
  }

  // On the window and before anybody else: moves that leave the pad belong to the stroke too.
  const stop = new AbortController()
  const how = { capture: true, passive: false, signal: stop.signal }
  const compat = ['mousedown', 'mousemove', 'mouseup', 'touchstart', 'touchmove', 'touchend']
  for (const kind of ['pointerdown', 'pointermove', 'pointerup', 'pointercancel', ...compat])
    view.addEventListener(kind, watch, how)
  view.addEventListener('pointerdown', begin, how)
  view.addEventListener('pointermove', move, how)
  view.addEventListener('pointerup', up, how)
  view.addEventListener('pointercancel', up, how)

  return {
    get strokes() {
      return strokes
    },
    get trusted() {
      return trusted
    },
    clear() {
      strokes = []
      pointer = null
      trusted = true
    },
    stop: () => stop.abort(),
  }
}

/** As the background asks for them: time from the first sample, which never runs back. */
export function strokesOf(collected: readonly (readonly Sample[])[]): Stroke[] {
  const zero = collected[0]?.[0]?.time ?? 0
  let last = 0
  return collected.map((stroke) =>
    stroke.map(({ x, y, time, pressure }) => {
      last = Math.max(last, Math.round(time - zero))
      return [round(x, 100), round(y, 100), last, round(Math.min(1, Math.max(0, pressure)), 1000)] as const
    }),
  )
}

const PIECE = 1000

/**
 * What is drawn again while the pen is down: a long stroke from the piece before the last that was shown, so that a frame
 * never takes longer the longer somebody writes. Pieces begin at fixed places: the ink is alike from frame to frame.
 */
export const since = (stroke: readonly Sample[], shown: number): readonly Sample[] =>
  stroke.slice(Math.max(0, (Math.floor(Math.min(shown, stroke.length) / PIECE) - 1) * PIECE))

/** What a drawing needs of a stroke: a place once while the pen rests there, and the last again, so that the line gets there. */
export function drawable(stroke: readonly Sample[]): Sample[] {
  const places = stroke.filter((p, i) => {
    const before = stroke[i - 1]
    return !before || p.x !== before.x || p.y !== before.y
  })
  const last = places.at(-1)
  return last && places.length > 2 ? [...places, last] : places
}
