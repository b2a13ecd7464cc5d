import { describe, expect, it } from 'vitest'
import { CodedError, canonicalize } from '../../../utils/base/index.ts'

const codeOf = (value: unknown): string => {
  try {
    return `no error: ${canonicalize(value).slice(0, 40)}`
  } catch (e) {
    return e instanceof CodedError ? e.code : `not coded: ${(e as Error).name}`
  }
}
/** Arrays or objects in each other. */
const nested = (deep: number, wrap: (inner: unknown) => unknown): unknown => {
  let value: unknown = 1
  for (let i = 0; i < deep; i++) value = wrap(value)
  return value
}

describe('what has no canonical form is refused with a code', () => {
  it.each([
    ['a hole at the beginning', Object.assign([], { 1: 1 })],
    ['a hole at the end', Object.assign([1], { length: 2 })],
    ['nothing but holes', new Array(3)],
    ['a hole within', { a: [[1], Object.assign([], { 1: 'x' })] }],
    ['undefined', [undefined]],
    ['a function', { a: () => 1 }],
    ['a bigint', 1n],
  ])('%s', (_, value) => expect(codeOf(value)).toBe('canonical/type'))

  it('arrays and objects that are nested deeper than any stack', () => {
    expect(codeOf(nested(50_000, (v) => [v]))).toBe('canonical/depth')
    expect(codeOf(nested(50_000, (v) => ({ v })))).toBe('canonical/depth')
    expect(codeOf(nested(1001, (v) => [v]))).toBe('canonical/depth')
    expect(canonicalize(nested(1000, (v) => [v]))).toBe(`${'['.repeat(1000)}1${']'.repeat(1000)}`)
  })

  it('what holds itself', () => {
    const round: unknown[] = []
    round.push(round, round)
    const ring: Record<string, unknown> = {}
    ring['a'] = { b: [ring] }
    expect(codeOf(round)).toBe('canonical/depth')
    expect(codeOf(ring)).toBe('canonical/depth')
  })

  it('what is there twice and does not hold itself is written twice', () => {
    const one = { x: 1 }
    expect(canonicalize([one, one])).toBe('[{"x":1},{"x":1}]')
  })
})
