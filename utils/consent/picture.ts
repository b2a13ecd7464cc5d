import type { PadData } from './signature.ts'

const round = (n: number): number => Math.round(n * 100) / 100

/**
 * The signature as a picture: SVG of straight lines between the points that were kept, pen width by pressure. The same
 * strokes give the same bytes, so the picture is bound by the hash of the strokes. It loads nothing and runs nothing.
 */
export function signatureSvg({ width, height, strokes }: PadData): string {
  const w = Math.max(1, round(width))
  const h = Math.max(1, round(height))
  const lines = strokes.flatMap((stroke) => {
    const [first] = stroke
    if (!first) return []
    const pressure = stroke.reduce((sum, p) => sum + p[3], 0) / stroke.length
    const d =
      stroke.length === 1
        ? `M${round(first[0])} ${round(first[1])}h.1`
        : stroke.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('')
    return [`<path stroke-width="${round(1.5 + pressure * 2)}" d="${d}"/>`]
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}"><g fill="none" stroke="#111" stroke-linecap="round" stroke-linejoin="round">${lines.join('')}</g></svg>`
}

/** Sign time series by channel. */
export interface Channels {
  readonly format: 'ISO/IEC 19794-7 channels'
  readonly channels: readonly {
    readonly name: 'X' | 'Y' | 'T' | 'F' | 'S'
    readonly unit: string
    readonly scale: number
  }[]
  /** One row a sample, in the order of `channels`, whole numbers: value × scale. */
  readonly samples: readonly (readonly [x: number, y: number, t: number, f: number, s: 0 | 1])[]
  readonly width: number
  readonly height: number
}

/**
 * Strokes in the channels of ISO/IEC 19794-7: X to the right, Y upwards, T since the first sample, F pen force, S pen tip
 * (0 on the last sample of a stroke: the pen is lifted). It is those channels in JSON, not the standard's binary record.
 */
export function channelsOf({ width, height, strokes }: PadData): Channels {
  return {
    format: 'ISO/IEC 19794-7 channels',
    channels: [
      { name: 'X', unit: 'CSS px (1/96 inch)', scale: 100 },
      { name: 'Y', unit: 'CSS px (1/96 inch), upwards', scale: 100 },
      { name: 'T', unit: 'ms', scale: 1 },
      { name: 'F', unit: '0 to 1, as the device reports it; constant where it reports none', scale: 1000 },
      { name: 'S', unit: 'pen tip: 1 down, 0 lifted after this sample', scale: 1 },
    ],
    samples: strokes.flatMap((stroke) =>
      stroke.map(
        ([x, y, t, p], i) =>
          [
            Math.round(x * 100),
            Math.round((height - y) * 100),
            Math.round(t),
            Math.round(p * 1000),
            i === stroke.length - 1 ? 0 : 1,
          ] as const,
      ),
    ),
    width,
    height,
  }
}
