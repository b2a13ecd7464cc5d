import { describe, expect, it } from 'vitest'
import {
  inScope,
  matchAddress,
  matchPatterns,
  normaliseAddress,
  readPath,
  scopeOf,
  withSubdomains,
} from '../../../utils/guard/index.ts'
import { ADDRESS_CASES, TARGET } from './address-cases.ts'

describe('matchAddress', () => {
  it.each(ADDRESS_CASES)('$what: $url', ({ url, expected }) => {
    expect(matchAddress(url, TARGET)).toBe(expected)
  })

  it('takes sub-domains where the host has `*.` in front, and nowhere else', () => {
    const sub = 'http://www.carrier.localhost/tmf/productOrder'
    expect(matchAddress(sub, TARGET)).toBe(false)
    expect(matchAddress(sub, withSubdomains(TARGET))).toBe(true)
    expect(matchAddress('http://carrier.localhost/tmf/productOrder', withSubdomains(TARGET))).toBe(true)
    expect(matchAddress('http://xcarrier.localhost/tmf/productOrder', withSubdomains(TARGET))).toBe(false)
    expect(withSubdomains(withSubdomains(TARGET))).toEqual(withSubdomains(TARGET))
  })

  it('reads the path that it looks for in the same way', () => {
    for (const path of [
      '/tmf/productOrder/',
      '//tmf//productOrder',
      '/tmf/%70roductOrder',
      '/tmf;v=1/productOrder',
    ])
      expect(matchAddress('http://carrier.localhost/tmf/productOrder?x', { ...TARGET, path })).toBe(true)
    const signUp = { host: 'a.test', path: '/注册' }
    expect(matchAddress('https://a.test/注册?x', signUp)).toBe(true)
    expect(matchAddress('https://a.test/%E6%B3%A8%E5%86%8C', signUp)).toBe(true)
    expect(matchAddress('https://a.test/%e6%b3%a8%e5%86%8d', signUp)).toBe(false)
  })

  it('takes every path for `/`', () => {
    for (const path of ['', '/', '/x', '/?x', '//', '/%2e%2e/..;/'])
      expect(matchAddress(`https://a.test${path}`, { host: 'a.test', path: '/' })).toBe(true)
  })

  it('answers long addresses at once', () => {
    const long = [
      `${'%25'.repeat(60_000)}41`,
      '/..;'.repeat(60_000),
      `${'%'.repeat(200_000)}`,
      ';'.repeat(200_000),
    ]
    const before = process.cpuUsage().user
    for (const one of long) expect(matchAddress(`http://carrier.localhost/${one}`, TARGET)).toBe(false)
    expect(process.cpuUsage().user - before).toBeLessThan(2_000_000)
  })
})

describe('readPath and normaliseAddress', () => {
  it.each([
    ['/a/b', '/a/b'],
    ['/a/b/', '/a/b'],
    ['/', ''],
    ['', ''],
    ['/a/..', ''],
    ['/a/b/..;x/c', '/a/c'],
    ['/../../a', '/a'],
    ['/a%00.html', '/a'],
    ['/a/.', '/a'],
    ['/a.', '/a.'],
    ['/%zz', '/%zz'],
  ])('%s: %s', (path, read) => expect(readPath(path)).toBe(read))

  it('keeps scheme, host and path', () => {
    expect(normaliseAddress('HTTPS://u@Ａ.test.:8443//x/%61;y?z#w')).toEqual({
      protocol: 'https:',
      host: 'a.test',
      path: '/x/a',
    })
    expect(normaliseAddress('about:blank')).toBeNull()
    expect(normaliseAddress('')).toBeNull()
  })
})

describe('a match pattern, which opens', () => {
  it.each([
    ['http://a.test:81/app/x?y=1', 'http://a.test/app/*', true],
    ['http://a.test/app/', 'http://a.test/app/*', true],
    ['http://a.test/app', 'http://a.test/app/*', false],
    ['http://a.test/App/x', 'http://a.test/app/*', false],
    ['http://a.test/apple', 'http://a.test/app*', true],
    ['https://a.test/app/x', 'http://a.test/app/*', false],
    ['https://a.test/app/x', '*://a.test/app/*', true],
    ['ws://a.test/app/x', '*://a.test/app/*', false],
    ['http://b.a.test/', 'http://a.test/*', false],
    ['http://b.a.test/', 'http://*.a.test/*', true],
    ['http://a.test/', 'http://*.a.test/*', true],
    ['http://xa.test/', 'http://*.a.test/*', false],
    ['http://a.test./', 'http://a.test/*', false],
    ['http://a.test/%E5%AE%A2/x', 'http://a.test/客/*', true],
    ['http://a.test/%E5%AE%A2/x', 'http://a.test/%E5%AE%A2/*', true],
    ['http://a.test/app/%E5%AE%A2', 'http://a.test/app/*', true],
    // A server may read these as something else.
    ['http://a.test/app/..;/other', 'http://a.test/app/*', false],
    ['http://a.test/app/%2e%2e/other', 'http://a.test/app/*', false],
    ['http://a.test/app/%252e%252e/other', 'http://a.test/app/*', false],
    ['http://a.test/app/x%2f..%2f..%2fother', 'http://a.test/app/*', false],
    ['http://a.test/app/..%5cother', 'http://a.test/app/*', false],
    ['http://a.test/app/x/..;/y', 'http://a.test/app/*', false],
    ['http://a.test/app/x%20y', 'http://a.test/app/*', true],
    ['http://a.test/a?x=1', 'http://a.test/a?x=*', true],
    ['http://a.test/a?y=1', 'http://a.test/a?x=*', false],
    ['http://a.test/%61pp/x', 'http://a.test/app/*', false],
    ['not a url', '*://*/*', false],
    ['http://a.test/', 'a.test', false],
  ])('%s in %s: %s', (url, pattern, covered) => expect(matchPatterns(url, [pattern])).toBe(covered))

  it('without a star is exact, or with what lies beneath', () => {
    const at = (url: string, under: boolean) => matchPatterns(url, ['http://a.test/app'], under)
    expect(at('http://a.test/app', false)).toBe(true)
    expect(at('http://a.test/app/x', false)).toBe(false)
    for (const end of ['', '/', '/x', '?x']) expect(at(`http://a.test/app${end}`, true)).toBe(true)
    expect(at('http://a.test/apple', true)).toBe(false)
    expect(scopeOf('http://a.test/x', 'http://a.test/', true)).toBe('')
  })

  it('gives the scope in which it holds', () => {
    expect(scopeOf('http://a.test/app/x', 'http://a.test/*')).toBe('')
    const scope = scopeOf('http://a.test/app/x', 'http://a.test/app/*') as string
    const holds = (url: string) => inScope(scope, new URL(url, 'http://a.test'))
    expect(['/app/y', '/app/?x', '/app/%20', '/other', '/app', '/app/..;/other'].map(holds)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ])
  })
})
