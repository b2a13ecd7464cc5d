import { hostIn } from '../../base/index.ts'
import type { UrlMatch } from '../../notice/index.ts'

/** True where the address is the host (with its sub-domains) and lies under the path. */
export function hitsUrl(url: string, match: UrlMatch): boolean {
  let u: URL
  try {
    u = new URL(url)
  } catch {
    // No address: no pattern matches it.
    return false
  }
  const path = plainPath(u.pathname)
  const wanted = match.path.toLowerCase()
  const under = path === wanted || path.startsWith(wanted.replace(/\/?$/, '/'))
  return hostIn(u.hostname, [match.host]) && (under || match.path === '/')
}

/** A path as a site reads it: two strokes are one, letters are as good encoded as not, in capitals as not. */
const plainPath = (path: string): string => {
  const one = path.replace(/%[2-7][0-9a-f]/gi, (code) => {
    const char = String.fromCharCode(Number.parseInt(code.slice(1), 16))
    return /[\w.-]/.test(char) ? char : code
  })
  return one.replace(/\/+/g, '/').toLowerCase()
}
