/** Where something is: a host, exact or with `*.` in front for it and its sub-domains, and a path with all beneath it. */
export interface Address {
  readonly host: string
  readonly path: string
  readonly method?: string
}

/** The host with its sub-domains: how the floor and the order gate take every host that they close. */
export const withSubdomains = <T extends { readonly host: string }>(address: T): T => ({
  ...address,
  host: `*.${address.host.replace(/^\*\./, '')}`,
})

/**
 * A path as the most forgiving server reads it, without a `/` at its end: `\` is `/`, empty parts and `.` are nothing, `..`
 * goes back, and `;` begins a parameter that is no part of the name. Percent-encoding is undone up to four times: a proxy and
 * a server behind it both do it. `unescape` takes a byte for a character and never throws, which is all that comparing needs.
 */
export function readPath(path: string): string {
  for (let i = 0; i < 4; i++) path = unescape(path)
  const parts: string[] = []
  for (const part of path.split(/[/\\]/)) {
    const name = part.replace(/[;?#\0].*/s, '').trim()
    if (name === '..') parts.pop()
    else if (name !== '.' && name) parts.push(`/${name}`)
  }
  return parts.join('')
}

/** As `cleanHost` of base, which the scripts in pages do not load for the library beside it. */
const cleanHost = (name: string): string => name.toLowerCase().replace(/\.+$/, '')

const hostMatches = (host: string, wanted: string): boolean =>
  wanted[0] === '*' ? `.${host}`.endsWith(cleanHost(wanted.slice(1))) : host === cleanHost(wanted)

/** An address read once: null where it is none, or one without a host. */
export function normaliseAddress(url: string): {
  readonly protocol: string
  /** Without port and user, in small letters and ASCII, without the dot that may stand at its end. */
  readonly host: string
  /** As the most forgiving server reads it. */
  readonly path: string
} | null {
  try {
    const { protocol, hostname, pathname } = new URL(url)
    return hostname ? { protocol, host: cleanHost(hostname), path: readPath(pathname) } : null
  } catch {
    return null
  }
}

/**
 * Whether a server could take the address for this one. `url` is absolute, as a page writes it: of http, https, ws or wss, in
 * whatever spelling; where it may be relative, `base` says to what. The case of a path does not matter, nor does a port. What
 * it matches is closed, so it says yes rather than no.
 */
export function matchAddress(url: string, target: Address, base?: string): boolean {
  try {
    const { hostname, pathname } = new URL(url, base)
    const wanted = readPath(new URL(`http://h${target.path}`).pathname)
    return (
      hostMatches(cleanHost(hostname), target.host) &&
      `${readPath(pathname)}/`.toLowerCase().startsWith(`${wanted}/`.toLowerCase())
    )
  } catch {
    // No address: nothing is asked of anybody.
    return false
  }
}

/** Whether the path of an address ends in this one, on whichever host; false for a path that is a whole host. */
export function endsInPath(url: string, path: string): boolean {
  const asked = normaliseAddress(url)?.path.toLowerCase() ?? ''
  const wanted = readPath(path).toLowerCase()
  return wanted !== '' && asked.endsWith(wanted)
}

/** Whether an address lies in a scope that `scopeOf` gave. */
export const inScope = (scope: string, at: { readonly pathname: string; readonly search: string }): boolean =>
  RegExp(scope).test(at.pathname + at.search)

/** Scheme, host, path and query of a match pattern. A port in it is left out. */
export function partsOf(
  pattern: string,
): { readonly scheme: string; readonly host: string; readonly path: string; readonly query: string } | null {
  const found = /^(\*|https?):\/\/([^/:]+)(?::\d+)?(\/.*)$/.exec(pattern)
  if (!found) return null
  const { pathname, search } = new URL(`http://h${found[3]}`)
  return { scheme: found[1] as string, host: found[2] as string, path: pathname, query: search }
}

/** Asked of many patterns in a row, an address is read once; a pattern is read once for all. */
let last: { readonly url: string; readonly read: ReturnType<typeof normaliseAddress> } | null = null
const patterns = new Map<string, ReturnType<typeof partsOf>>()
function patternOnce(pattern: string): ReturnType<typeof partsOf> {
  let parts = patterns.get(pattern)
  if (parts === undefined) {
    if (patterns.size > 5_000) patterns.clear()
    parts = partsOf(pattern)
    patterns.set(pattern, parts)
  }
  return parts
}

const quote = (text: string): string => text.replace(/[.+?^${}()|[\]\\/]/g, '\\$&')
/** What a `*` in a path stands for: nothing that a server could take for a way out of it, so no `;` and no encoded ASCII. */
const ANY = '(?:[^;%?]|%(?:20|[89A-Fa-f][\\dA-Fa-f]))*'
const globOf = (text: string, any: string): string => text.split('*').map(quote).join(any)

/**
 * The part of its host in which a match pattern covers the address: '' for all of it, else a regular expression for `inScope`;
 * null where the pattern does not cover it. What it covers is opened, so it says no rather than yes: the host to the letter,
 * the path in its own case, and nothing in it that a server could read as another. Ports never matter. With `under`, a pattern without
 * `*` covers what lies beneath its path too.
 */
export function scopeOf(url: string, pattern: string, under = false): string | null {
  const wanted = patternOnce(pattern)
  if (last?.url !== url) last = { url, read: normaliseAddress(url) }
  const asked = last.read
  if (!wanted || !asked?.protocol.startsWith('http') || !hostMatches(asked.host, wanted.host)) return null
  if (wanted.scheme !== '*' && asked.protocol !== `${wanted.scheme}:`) return null
  const at = new URL(url)
  // A dot at the end of a host makes it another one to the browser.
  if (at.hostname !== asked.host) return null
  const { path, query } = wanted
  if (!query && (path === '/*' || (under && path === '/'))) return ''
  const rest = query
    ? globOf(query, '.*')
    : path.endsWith('*')
      ? '(?:\\?.*)?'
      : under && !path.includes('*')
        ? `(?:/${ANY})?(?:\\?.*)?`
        : ''
  const scope = `^${globOf(path, ANY)}${rest}$`
  return inScope(scope, at) ? scope : null
}

/** Whether one of the match patterns covers the address. */
export const matchPatterns = (url: string, all: readonly string[], under = false): boolean =>
  all.some((pattern) => scopeOf(url, pattern, under) !== null)
