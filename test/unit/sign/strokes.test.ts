// @vitest-environment happy-dom
/** The pad's samples: what a device reads between two frames, and a pen that rests, are in the signature. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Collector, collect, drawable, since, strokesOf } from '../../../components/sign/strokes.ts'

let el: HTMLElement
let hand: Collector
let ends: number
beforeEach(() => {
  el = document.createElement('div')
  document.body.append(el)
  ends = 0
  hand = collect(el, { begin() {}, more() {}, end: () => ends++ })
})
afterEach(() => {
  hand.stop()
  el.remove()
})

interface Reading {
  readonly x: number
  readonly y: number
  readonly at: number
  readonly force?: number
}
const event = (
  kind: string,
  r: Reading,
  inside: readonly Reading[] = [],
  more: object = {},
): PointerEvent => {
  const e = new PointerEvent(`pointer${kind}`, {
    bubbles: true,
    pointerId: 1,
    buttons: kind === 'up' ? 0 : 1,
    clientX: r.x,
    clientY: r.y,
    pressure: r.force ?? 0.5,
    coalescedEvents: inside.map((i) => event(kind, i)),
    ...more,
  } as PointerEventInit)
  Object.defineProperty(e, 'timeStamp', { value: r.at })
  return e
}
const send = (...of: Parameters<typeof event>) => el.dispatchEvent(event(...of))

it('every reading inside a move is a sample, with its own time and pressure', () => {
  send('down', { x: 10, y: 10, at: 1000 })
  send('move', { x: 40, y: 10, at: 1016, force: 0.9 }, [
    { x: 20, y: 10, at: 1004.2, force: 0.6 },
    { x: 30, y: 10, at: 1010, force: 0.7 },
    { x: 40, y: 10, at: 1016, force: 0.9 },
  ])
  send('up', { x: 40, y: 10, at: 1020, force: 0 })
  expect(strokesOf(hand.strokes)).toEqual([
    [
      [10, 10, 0, 0.5],
      [20, 10, 4, 0.6],
      [30, 10, 10, 0.7],
      [40, 10, 16, 0.9],
      [40, 10, 20, 0],
    ],
  ])
  expect(ends).toBe(1)
})

it('a pen that rests goes on being read; its drawing is a place once', () => {
  send('down', { x: 10, y: 10, at: 0, force: 0.2 })
  for (const [i, force] of [0.4, 0.8, 0.8, 0.3].entries())
    send('move', { x: 10, y: 10, at: 10 * (i + 1), force })
  send('up', { x: 10, y: 10, at: 60, force: 0 })
  const [stroke] = strokesOf(hand.strokes)
  expect(stroke?.map((p) => p[3])).toEqual([0.2, 0.4, 0.8, 0.8, 0.3, 0])
  expect(stroke?.map((p) => p[2])).toEqual([0, 10, 20, 30, 40, 60])
  expect(drawable(hand.strokes[0] ?? [])).toHaveLength(1)
})

it('a second finger, a second button and a way out of the pad change nothing', () => {
  send('down', { x: 10, y: 10, at: 0 })
  send('down', { x: 90, y: 90, at: 1 }, [], { pointerId: 2 })
  send('move', { x: 95, y: 90, at: 2 }, [], { pointerId: 2 })
  send('move', { x: 12, y: 10, at: 3 }, [], { buttons: 3 })
  document.body.dispatchEvent(event('move', { x: -40, y: 10, at: 4 }))
  send('up', { x: -41, y: 10, at: 5 })
  send('move', { x: 50, y: 50, at: 6 })
  expect(hand.strokes.map((s) => s.map((p) => p.x))).toEqual([[10, 12, -40, -41]])
  expect(ends).toBe(1)
  // And the next stroke begins.
  send('down', { x: 60, y: 60, at: 7 })
  expect(hand.strokes).toHaveLength(2)
})

const pen = { pointerId: 7, pointerType: 'pen' }
const palm = { pointerId: 8, pointerType: 'touch' }
const xs = () => hand.strokes.map((s) => s.map((p) => p.x))

it('what the system cancels was no stroke, and the ones before it stay', () => {
  send('down', { x: 10, y: 10, at: 0 })
  send('up', { x: 20, y: 10, at: 5 })
  send('down', { x: 60, y: 60, at: 10 }, [], palm)
  send('move', { x: 70, y: 60, at: 12 }, [], palm)
  send('cancel', { x: 0, y: 0, at: 14 }, [], palm)
  expect(xs()).toEqual([[10, 20]])
  expect(ends).toBe(2)
})

it('a pen writes while a palm rests, and the palm is no stroke, whichever came first', () => {
  send('down', { x: 200, y: 90, at: 1000 }, [], palm)
  send('move', { x: 201, y: 90, at: 1010 }, [], palm)
  send('down', { x: 10, y: 10, at: 1020 }, [], pen)
  send('move', { x: 203, y: 91, at: 1030 }, [], palm)
  send('move', { x: 30, y: 10, at: 1040 }, [], pen)
  send('up', { x: 40, y: 10, at: 1050 }, [], pen)
  send('up', { x: 203, y: 91, at: 1060 }, [], palm)
  // The hand is set down anew between two strokes of the pen, which is seen above the glass.
  send('move', { x: 50, y: 20, at: 2000 }, [], { ...pen, buttons: 0 })
  send('down', { x: 210, y: 90, at: 2100 }, [], { ...palm, pointerId: 9 })
  send('move', { x: 211, y: 90, at: 2200 }, [], { ...palm, pointerId: 9 })
  send('down', { x: 60, y: 20, at: 2300 }, [], pen)
  send('up', { x: 70, y: 20, at: 2400 }, [], pen)
  expect(xs()).toEqual([
    [10, 30, 40],
    [60, 70],
  ])
  // Somebody else writes with a finger afterwards.
  send('down', { x: 300, y: 20, at: 9000 }, [], { ...palm, pointerId: 10 })
  send('up', { x: 310, y: 20, at: 9050 }, [], { ...palm, pointerId: 10 })
  expect(xs()).toHaveLength(3)
})

describe('a pad that changes its size', () => {
  const pad = (width: number, height: number) => {
    Object.defineProperty(el, 'clientWidth', { value: width, configurable: true })
    Object.defineProperty(el, 'clientHeight', { value: height, configurable: true })
  }
  const fitted = (halves = false) => hand.fitted(halves).map((s) => s.map((p) => [p.x, p.y]))

  it('keeps every stroke whole: all of it is made smaller alike, and is as it was when the pad is', () => {
    pad(600, 200)
    send('down', { x: 100, y: 40, at: 0 })
    send('up', { x: 500, y: 160, at: 5 })
    pad(300, 150)
    send('down', { x: 280, y: 140, at: 10 })
    send('up', { x: 290, y: 140, at: 15 })
    expect(fitted()).toEqual([
      [
        [50, 20],
        [250, 80],
      ],
      [
        [280, 140],
        [290, 140],
      ],
    ])
    pad(600, 200)
    expect(fitted()[0]).toEqual([
      [100, 40],
      [500, 160],
    ])
    // A pad that is not laid out for a moment loses nothing.
    pad(0, 0)
    expect(fitted()[0]).toEqual([
      [100, 40],
      [500, 160],
    ])
  })

  it('keeps a mark and the companion’s signature each in its half', () => {
    pad(400, 200)
    send('down', { x: 50, y: 40, at: 0 })
    send('up', { x: 90, y: 40, at: 5 })
    send('down', { x: 210, y: 40, at: 10 })
    send('up', { x: 250, y: 40, at: 15 })
    pad(800, 200)
    expect(fitted(true)).toEqual([
      [
        [50, 40],
        [90, 40],
      ],
      [
        [410, 40],
        [450, 40],
      ],
    ])
  })

  it('under the pen: what comes after it is another stroke', () => {
    pad(400, 200)
    send('down', { x: 10, y: 10, at: 0 })
    send('move', { x: 200, y: 100, at: 5 })
    pad(200, 100)
    send('move', { x: 110, y: 50, at: 10 })
    send('up', { x: 120, y: 50, at: 15 })
    expect(fitted()).toEqual([
      [
        [5, 5],
        [100, 50],
      ],
      [
        [110, 50],
        [120, 50],
      ],
    ])
  })
})

it('a clock that steps back does not make time run back; what was cleared is gone, and so is its distrust', () => {
  send('down', { x: 1, y: 1, at: 500 })
  send('move', { x: 2, y: 2, at: 400 })
  expect(strokesOf(hand.strokes)[0]?.map((p) => p[2])).toEqual([0, 0])
  // Events of a script's making.
  expect(hand.trusted).toBe(false)
  hand.clear()
  expect(hand.strokes).toEqual([])
  expect(hand.trusted).toBe(true)
})

it('a frame draws the end of a long stroke, whatever its length, and leaves nothing out', () => {
  const stroke = Array.from({ length: 30_000 }, (_, i) => ({ x: i, y: 0, time: i, pressure: 0.5 }))
  expect(since(stroke.slice(0, 900), 600)).toHaveLength(900)
  let drawn = 0
  for (const n of [4, 900, 1001, 1999, 2004, 2010, 9000, 9004, 30_000]) {
    const piece = since(stroke.slice(0, n), drawn)
    // It begins before what was shown, at a place of a thousand, and reaches the end.
    expect(piece[0]?.x).toBeLessThanOrEqual(Math.max(0, drawn - 1))
    expect((piece[0]?.x ?? 1) % 1000).toBe(0)
    expect(piece.at(-1)?.x).toBe(n - 1)
    expect(piece.length).toBeLessThanOrEqual(2000 + n - drawn)
    drawn = n
  }
})
