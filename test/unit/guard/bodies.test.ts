import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findNumbers, openBody, spellings } from '../../../utils/guard/index.ts'

const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer
const carries = (body: Parameters<typeof openBody>[0]): boolean =>
  openBody(body).some((text) => spellings(text).some((one) => findNumbers(one).length > 0))

describe('openBody', () => {
  it.each([
    ['urlencoded', { formData: { phone: ['13800138000'] } }],
    ['multipart fields', { formData: { a: ['x'], tel: ['+86 138-0013-8000'] } }],
    ['a field name', { formData: { u13800138000: ['1'] } }],
    ['one digit a field', { formData: { d: [...'13800138000'] } }],
    ['JSON', { raw: [{ bytes: bytes('{"phone":"13800138000"}') }] }],
    ['JSON in two parts', { raw: [{ bytes: bytes('{"phone":"1380013') }, { bytes: bytes('8000"}') }] }],
    ['text', { raw: [{ bytes: bytes('call 13800138000') }] }],
    ['base64', { raw: [{ bytes: bytes(btoa('phone=13800138000')) }] }],
    [
      'multipart as bytes',
      {
        raw: [
          { bytes: bytes('--b\r\nContent-Disposition: form-data; name="p"\r\n\r\n13800138000\r\n--b--') },
        ],
      },
    ],
    [
      'UTF-16',
      {
        raw: [
          { bytes: new Uint16Array([...'13800138000'].map((c) => c.charCodeAt(0))).buffer as ArrayBuffer },
        ],
      },
    ],
  ])('reads %s', (_, body) => expect(carries(body)).toBe(true))

  it('reads both ends of a very long body', () => {
    const long = 'x'.repeat(3 << 20)
    expect(carries({ raw: [{ bytes: bytes(`${long}y13800138000`) }] })).toBe(true)
    expect(carries({ raw: [{ bytes: bytes(`13800138000y${long}`) }] })).toBe(true)
  })

  it('is empty where there is nothing to read, and never throws', () => {
    expect(openBody(null)).toEqual([])
    expect(openBody(undefined)).toEqual([])
    expect(openBody({ error: 'x' })).toEqual([])
    expect(openBody({ raw: [{ file: '/etc/x' }] })).toEqual([])
    fc.assert(
      fc.property(fc.uint8Array(), (some) =>
        Array.isArray(openBody({ raw: [{ bytes: some.buffer as ArrayBuffer }] })),
      ),
    )
  })
})
