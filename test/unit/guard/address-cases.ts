/**
 * One table of addresses for everything that matches one: `matchAddress`, the rules of both engines, the scripts in a page.
 * Each is asked as an order to `/tmf/productOrder` of `carrier.localhost`.
 */
export const TARGET = { method: 'POST', host: 'carrier.localhost', path: '/tmf/productOrder' } as const

export interface AddressCase {
  readonly what: string
  /** What a page writes. `HOST` stands for the host with its port, `PATH` for the path. */
  readonly url: string
  readonly expected: boolean
  /** A browser refuses to send to it, or resolves it to something else: only the matcher is asked. */
  readonly only?: 'matcher'
}

/** Spellings of any path, as what stands for it: the table below and the runs in browsers make their addresses of them. */
export function spellings(path: string): readonly (readonly [what: string, spelled: string])[] {
  const hex = (char: string): string => char.charCodeAt(0).toString(16)
  const last = path.lastIndexOf('/')
  const [before, name] = [path.slice(0, last), path.slice(last + 1)]
  const inner = path.indexOf('/', 1)
  const split = (by: string): string => path.slice(0, inner) + by + path.slice(inner + 1)
  const letter = (code: (char: string) => string): string =>
    `${before}/${code(name[0] as string)}${name.slice(1)}`
  return [
    ['as it is', path],
    ['a letter encoded', letter((c) => `%${hex(c)}`)],
    ['a letter encoded, in capitals', letter((c) => `%${hex(c).toUpperCase()}`)],
    ['every letter encoded', path.replace(/[^/]/g, (c) => `%${hex(c)}`)],
    ['the last letter encoded', `${path.slice(0, -1)}%${hex(path.at(-1) as string)}`],
    ['a letter encoded twice', letter((c) => `%25${hex(c)}`)],
    ['a letter encoded three times', letter((c) => `%2525${hex(c)}`)],
    [
      'the percent and the letter encoded',
      letter((c) => `%25${[...hex(c)].map((one) => `%${hex(one)}`).join('')}`),
    ],
    ['half of an encoding encoded', letter((c) => `%%3${hex(c)[0]}${hex(c)[1]}`)],
    ['a letter encoded as %u', letter((c) => `%u00${hex(c)}`)],
    ['a stroke encoded', split('%2f')],
    ['a stroke encoded, in capitals', split('%2F')],
    ['a stroke encoded twice', split('%252f')],
    ['a back-slash', split('\\')],
    ['a back-slash encoded', split('%5c')],
    ['two strokes', split('//')],
    ['three strokes', split('///')],
    ['strokes at its beginning', `//${path}`],
    ['a stroke at its end', `${path}/`],
    ['strokes at its end', `${path}//`],
    ['a dot for a part', split('/./')],
    ['an encoded dot for a part', split('/%2e/')],
    ['a part and back', split('/x/../')],
    ['a part and back, encoded', split('/x/%2e%2E/')],
    ['a part and back with a parameter', split('/x/..;/')],
    ['a part and back, stroke encoded', split('/x%2f..%2f')],
    ['a part and back, encoded twice', split('/x/%252e%252e/')],
    ['a dot with a parameter', split('/.;x/')],
    ['a parameter', `${path};x=1`],
    ['a parameter, encoded', `${path}%3bx=1`],
    ['a parameter of a part', split(';v=2/')],
    ['parameters of both', `${split(';v=2/')};x=1;y`],
    ['a tab', `${path.slice(0, -2)}\t${path.slice(-2)}`],
    ['a line', `${path.slice(0, -2)}\n${path.slice(-2)}`],
    ['a query', `${path}?a=1`],
    ['an encoded question mark', `${path}%3fa=1`],
    ['a hash', `${path}#a`],
    ['a NUL', `${path}%00`],
    ['a blank at its end', `${path}%20`],
    ['in capitals', path.toUpperCase()],
    ['something beneath it', `${path}/1?x`],
  ]
}

/** What only looks like the address: nothing may happen to it. */
function lookalikes(path: string): readonly (readonly [what: string, spelled: string])[] {
  return [
    ['more letters', `${path}s`],
    ['more letters after a mark', `${path}-items`],
    ['the path beneath another', `/x${path}`],
    ['the path in the query', `/?u=${path}`],
    ['the path in the hash', `/#${path}`],
    ['the part before it', path.slice(0, path.lastIndexOf('/'))],
    ['led away from it by the browser', `${path}/../other`],
    ['Chinese in the path', '/tmf/%E5%AE%A2%E6%88%B7'],
    ['a stroke encoded in another path', '/other/QH%2F2026'],
    ['a blank encoded in another path', '/other/a%20b'],
  ]
}

const at = (what: string, host: string, path: string, expected: boolean, only?: 'matcher'): AddressCase => ({
  what,
  url: `${host}${path}`,
  expected,
  ...(only ? { only } : {}),
})
const HOST = 'http://carrier.localhost'

/** The whole table. */
export const ADDRESS_CASES: readonly AddressCase[] = [
  ...spellings(TARGET.path).map(([what, path]) => at(what, HOST, path, true)),
  ...lookalikes(TARGET.path).map(([what, path]) => at(what, HOST, path, false)),
  at('host in capitals', 'HTTP://CARRIER.LOCALHOST', TARGET.path, true),
  at('a dot behind the host', 'http://carrier.localhost.', TARGET.path, true),
  at('a name before the host', 'http://u:p@carrier.localhost', TARGET.path, true),
  at('an empty name before the host', 'http://@carrier.localhost', TARGET.path, true),
  at('a port', 'http://carrier.localhost:8443', TARGET.path, true),
  at('everything at once', 'http://u@CARRIER.localhost.:81', '//tmf;a/%70roductOrder;x=1?y', true),
  at('https', 'https://carrier.localhost', TARGET.path, true),
  at('a socket', 'ws://carrier.localhost', TARGET.path, true, 'matcher'),
  at('a safe socket', 'wss://carrier.localhost', TARGET.path, true, 'matcher'),
  at('full-width letters in the host', 'http://ｃarrier．localhost', TARGET.path, true),
  at('an encoded letter in the host', 'http://%63arrier.localhost', TARGET.path, true),
  at('back-slashes before the host', 'http:\\\\carrier.localhost', TARGET.path, true),
  at('more strokes before the host', 'http:////carrier.localhost', TARGET.path, true),
  at('a tab in the host', 'http://car\trier.localhost', TARGET.path, true),
  at('blanks around it', ` \n${HOST}`, `${TARGET.path} `, true),
  at('another host', 'http://xcarrier.localhost', TARGET.path, false),
  at('a host that begins like it', 'http://carrier.localhost.example', TARGET.path, false),
  at('the host as a name before another', 'http://carrier.localhost@other.example', TARGET.path, false),
  at('the host with a port as a name', 'http://carrier.localhost:80@other.example', TARGET.path, false),
  at('the host in another’s path', 'http://other.example/carrier.localhost', TARGET.path, false),
  at('the address in a query', `http://other.example/?u=${HOST}`, TARGET.path, false),
  at('a relative address', '', TARGET.path, false, 'matcher'),
  at('no address', 'carrier.localhost', TARGET.path, false, 'matcher'),
  at('data', 'data:text/plain,carrier.localhost', TARGET.path, false, 'matcher'),
  at('a blob of the host', 'blob:http://carrier.localhost', TARGET.path, false, 'matcher'),
]
