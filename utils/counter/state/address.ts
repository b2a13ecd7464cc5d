import { matchAddress, withSubdomains } from '../../guard/index.ts'
import type { UrlMatch } from '../../notice/index.ts'

/** Whether an address is this one, or lies beneath it: on its host or a sub-domain, in whatever spelling. */
export const hitsUrl = (url: string, match: UrlMatch): boolean => matchAddress(url, withSubdomains(match))
