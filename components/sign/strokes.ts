import type { Stroke } from '../../utils/wire/index.ts'

/** One reading of pen, finger or mouse: CSS px from the pad's corner, the event's own time, force 0 to 1. */
export interface Sample {
  readonly x: number
  readonly y: number
  readonly time: number
  readonly pressure: number
}

/** Of a pad, in CSS px. */
interface Size {
  readonly width: number
  readonly height: number
}

export interface Collector {
  /** Every stroke so far, the one under way among them, where the pad was when it was written. */
  readonly strokes: readonly (readonly Sample[])[]
  /** The same on the pad as it is now. `halves`: each stroke stays in its half. */
  fitted(halves: boolean): Sample[][]
  /** Every event came from a hand's device. */
  readonly trusted: boolean
  clear(): void
  stop(): void
}

const round = (n: number, by: number): number => Math.round(n * by) / by

/** ms after the pen was last seen, on the glass or above it, in which a touch is the hand that holds it. */
const PALM_MS = 1500

const sizeOf = (el: HTMLElement): Size => ({ width: el.clientWidth, height: el.clientHeight })
const isSame = (a: Size, b: Size): boolean => a.width === b.width && a.height === b.height

/**
 * A stroke on a pad of another size: all of it made smaller or larger alike, so that nothing is cut and no shape changes. On
 * a pad with two halves it is moved with its half.
 */
function onPad(stroke: readonly Sample[], from: Size, to: Size, halves: boolean): Sample[] {
  const by = Math.min(to.width / from.width, to.height / from.height)
  if (isSame(from, to) || !Number.isFinite(by) || by <= 0) return [...stroke]
  const xs = stroke.map((p) => p.x)
  const isRight = halves && (Math.min(...xs) + Math.max(...xs)) / 2 >= from.width / 2
  const [begins, begin] = isRight ? [from.width / 2, to.width / 2] : [0, 0]
  return stroke.map((p) => ({ ...p, x: begin + (p.x - begins) * by, y: p.y * by }))
}

/**
 * Takes what the device gives, all of it: a browser hands on one move a frame, with the readings between two frames inside
 * it, and a pen that rests goes on pressing. `more` after each event, `end` when the pen is lifted or its stroke is dropped.
 *
 * A pen goes before a touch: the palm that rests on the glass while somebody writes is no stroke. What the system cancels was
 * none either.
 */
export function collect(
  el: HTMLElement,
  on: { begin(): void; more(): void; end(): void },
  view: Window = window,
): Collector {
  let strokes: Sample[][] = []
  /** Of the pad at each stroke. */
  let sizes: Size[] = []
  let pointer: { readonly id: number; readonly type: string } | null = null
  /** When a pen was last seen. */
  let pen = Number.NEGATIVE_INFINITY
  let trusted = true

  const open = () => {
    strokes.push([])
    sizes.push(sizeOf(el))
  }
  const take = (e: PointerEvent) => {
    // The pad has another size than when this stroke began: what comes now is another stroke.
    const size = sizes.at(-1)
    if (size && !isSame(size, sizeOf(el)) && strokes.at(-1)?.length) open()
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
  const drop = () => {
    strokes.pop()
    sizes.pop()
  }
  const begin = (e: PointerEvent) => {
    const isPen = e.pointerType === 'pen'
    if (isPen) pen = e.timeStamp
    if (e.target !== el || (e.buttons & 1) === 0) return
    if (pointer !== null) {
      if (!isPen || pointer.type !== 'touch') return
      drop()
      lift()
    } else if (e.pointerType === 'touch' && e.timeStamp - pen < PALM_MS) return
    // No text is selected and no page is moved by writing.
    e.preventDefault()
    pointer = { id: e.pointerId, type: e.pointerType }
    open()
    take(e)
    on.begin()
    on.more()
  }
  const move = (e: PointerEvent) => {
    if (e.pointerType === 'pen') pen = e.timeStamp
    if (e.pointerId !== pointer?.id) return
    // Lifted where nobody told us; a second button under a stiff finger ends nothing.
    if ((e.buttons & 1) === 0) return lift()
    e.preventDefault()
    take(e)
    on.more()
  }
  const up = (e: PointerEvent) => {
    if (e.pointerType === 'pen') pen = e.timeStamp
    if (e.pointerId !== pointer?.id) return
    if (e.type === 'pointerup') take(e)
    else drop()
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
    fitted: (halves) => strokes.map((stroke, i) => onPad(stroke, sizes[i] as Size, sizeOf(el), halves)),
    get trusted() {
      return trusted
    },
    clear() {
      strokes = []
      sizes = []
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
