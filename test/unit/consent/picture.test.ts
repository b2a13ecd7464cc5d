import { describe, expect, it } from 'vitest'
import { channelsOf, signatureSvg, strokeHash } from '../../../utils/consent/index.ts'

const pad = {
  width: 400,
  height: 160,
  strokes: [
    [
      [10, 20, 0, 0.2],
      [30.126, 40, 16, 0.6],
    ],
    [[200, 100, 300, 0]],
  ] as const,
}

describe('the signature as a picture', () => {
  it('the same strokes give the same bytes, and every stroke is in it', () => {
    const svg = signatureSvg(pad)
    expect(signatureSvg(JSON.parse(JSON.stringify(pad)))).toBe(svg)
    expect(svg).toContain('viewBox="0 0 400 160"')
    expect(svg.match(/<path /g)).toHaveLength(2)
    expect(svg).toContain('M10 20L30.13 40')
    // A single point leaves a dot, not nothing.
    expect(svg).toContain('M200 100h.1')
  })

  it('holds nothing but numbers from the pad: no script, no address', () => {
    const svg = signatureSvg(pad)
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/http|script|href|on\w+=/i)
  })

  it('one moved point is another picture and another hash', () => {
    const moved = { ...pad, strokes: [[[11, 20, 0, 0.2] as const], ...pad.strokes.slice(1)] }
    expect(signatureSvg(moved)).not.toBe(signatureSvg(pad))
    expect(strokeHash(moved)).not.toBe(strokeHash(pad))
  })
})

describe('channels of ISO/IEC 19794-7', () => {
  it('X, Y, T, F and the pen tip, one row a sample, none dropped', () => {
    const { channels, samples } = channelsOf(pad)
    expect(channels.map((c) => c.name)).toEqual(['X', 'Y', 'T', 'F', 'S'])
    expect(samples).toEqual([
      // Y runs upwards.
      [1000, 14000, 0, 200, 1],
      [3013, 12000, 16, 600, 0],
      [20000, 6000, 300, 0, 0],
    ])
  })

  it('strokes come back from it', () => {
    const { samples } = channelsOf(pad)
    const strokes: number[][][] = [[]]
    for (const [x, y, t, f, s] of samples) {
      strokes.at(-1)?.push([x / 100, pad.height - y / 100, t, f / 1000])
      if (s === 0) strokes.push([])
    }
    expect(strokes.filter((s) => s.length > 0)).toEqual([
      [
        [10, 20, 0, 0.2],
        [30.13, 40, 16, 0.6],
      ],
      [[200, 100, 300, 0]],
    ])
  })
})
