/** Addresses as the regular expressions that a browser takes in a rule: short enough for its memory, and as it sends them. */
import { cleanHost } from '../base/index.ts'
import type { UrlMatch } from '../notice/index.ts'
import { windows } from './numbers.ts'

export const quote = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
export const bare = (name: string): string => cleanHost(name.replace(/^\*\./, ''))

/**
 * The start of an address on a host: a name and password before it, a dot behind it, any port; with `*.` in front its
 * sub-domains. What stands in the first brackets is all of ASCII that an authority can hold, and ends at a `.` or `@`: what
 * follows is its host.
 */
function onHost(name: string, most = 253): string {
  const own = bare(name)
  // Of a host that is too long for a pattern its end does: what is closed is closed for a few more.
  if (own.length > most) return `^[a-z]+://[!"$-.0->@-~]*${quote(own.slice(-most))}\\.?(:\\d+)?`
  return `^[a-z]+://([!"$-.0->@-~]*${name[0] === '*' ? '[.@]' : '@'})?${quote(own)}\\.?(:\\d+)?`
}

/** What Chromium takes of host and path together in each of the patterns below, measured with `isRegexSupported`. */
const MOST_PLAIN = 76
const MOST_PARTED = 44
const MOST_ENCODED = 34
/** What the gap costs where the middle of a path is left out. */
const GAP = 8
/** Most of a host that is stopped. */
const MOST_HOST = 60

/** What a path can hold, in ASCII, up to a query or a hash. */
const IN_PATH = '[!"$->@-~]*'
const IN_PATH_OPEN = '[!"$&-:<->@-~]*'
/** What may stand behind a path that is matched as a prefix: of an address that is stopped, and of one that is let through. */
const AFTER = '([/?#;%]|$)'
const AFTER_OPEN = '([/?#;]|$)'

/** A path as the browser sends it, without a `/` at its end. */
const sent = (path: string): string => new URL(`http://h${path}`).pathname.replace(/\/+$/, '')

/** What a path costs in a pattern: each `/` is written `/+`. */
const cost = (path: string): number => path.replaceAll('/', '//').length
const withStrokes = (path: string): string => quote(path).replace(/(\\\/)+/g, '/+')

/** A path that is too long for a pattern, without letters of its middle: it still ends where the address ends. */
function cutPath(path: string, most: number, opens: boolean): string {
  if (cost(path) <= most) return withStrokes(path)
  const half = (most - GAP) / 2
  let [head, tail] = [path, path]
  while (cost(head) > half) head = head.slice(0, -1)
  while (cost(tail) > half) tail = tail.slice(1)
  const middle = path.slice(head.length, -tail.length)
  // A pass is for an honest spelling: no parameter and no encoding where the address has none.
  return withStrokes(head) + (opens && !/[%;]/.test(middle) ? IN_PATH_OPEN : IN_PATH) + withStrokes(tail)
}

/**
 * A URL filter for what `matchAddress` matches, as far as one pattern can say it (Chromium compiles one into 2 KB at most): an
 * honest spelling, also with more than one `/` for one. `||` of a urlFilter would not match a host with a port.
 * `partedRegex` and `encodedRegex` have what this one leaves. `opens`: it is let through, so an encoding behind it is too much.
 */
export function urlRegex(match: UrlMatch, opens = false): string {
  const path = sent(match.path)
  const start = onHost(match.host, opens ? undefined : MOST_HOST)
  if (!path) return `${start}(/|$)`
  const fits = MOST_PLAIN - Math.min(bare(match.host).length, MOST_HOST)
  return start + cutPath(path, fits, opens) + (opens ? AFTER_OPEN : AFTER)
}

/**
 * An address that ends in this path, on whichever host: what a portal sends there is its order under another name of the
 * server. Null where the path is a whole host.
 */
export function pathRegex(path: string): string | null {
  const own = sent(path)
  return own ? `^[a-z]+://${IN_PATH}${cutPath(own, MOST_PLAIN, false)}/*([?#;]|$)` : null
}

/** The address with parameters between the parts of its path, or with an encoded `/` or `\`; null for a whole host. */
export function partedRegex(match: UrlMatch): string | null {
  const name = sent(match.path).split('/').at(-1)
  if (!name) return null
  const most = Math.max(14, MOST_PARTED - bare(match.host).length)
  const before = name.length > most ? IN_PATH : `(${IN_PATH}[/fc])?`
  return `${onHost(match.host, 30)}/${IN_PATH}(;|%(25)*(2f|5c))${before}${quote(name.slice(-most))}${AFTER}`
}

/**
 * A path with an encoding that a browser never writes and a server may undo: of a letter, a figure or a mark of names, of a
 * percent or a stroke before a dot, or of half of an encoding; or with dots that only a server takes for a way back. Looked for
 * on hosts that have addresses to stop.
 */
export const encodedRegex = (name: string): string =>
  `${onHost(name, MOST_ENCODED)}/${IN_PATH}(%(25)*(2[de]|3[0-9]|[46][1-9a-f]|[57][0-9a]|5f|u|[!-~]?%|(2f|5c)\\.)|/\\.\\.?[;%])`

/**
 * A number in a URL: as digits with one mark between any two of them, grouped as people write it with encoded marks, and
 * percent-encoded. Several, because Chromium compiles a filter into 2 KB at most. `[!-/:-~]` is "no digit" in ASCII.
 */
export function numberRegexes(digits: string): string[] {
  const before = '(?:86|[!-/:-~]|%[0-9a-f][0-9])'
  const after = '(?:[!-/:-~]|$)'
  const marks = '(?:%[0-9a-f][0-9a-f]|[(-._])'
  const grouped = `${digits.slice(0, 3)}${marks}*${digits.slice(3, 7)}${marks}*${digits.slice(7)}`
  return [
    // Eight in order count as the number, wherever they stand: a search asks for ten of eleven.
    ...windows(digits).map((run) => [...run].join('[(-/._]?')),
    `${before}${grouped}${after}`,
    `${[...digits].map((digit) => `(?:%3)?${digit}`).join('')}${after}`,
  ]
}
