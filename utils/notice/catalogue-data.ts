import type { ServiceId } from '../base/index.ts'
import type { Entry } from './data/entry.ts'
import { foodAndTravel } from './data/food-and-travel.ts'
import { games } from './data/games.ts'
import { mailAndOther } from './data/mail-and-other.ts'
import { payment } from './data/payment.ts'
import { shops } from './data/shops.ts'
import { social } from './data/social.ts'
import { video } from './data/video.ts'
import type { Service, UrlMatch } from './service.ts'

/**
 * Services that accounts are traded for, by sector in data/. Their notices are drafts (drafts/): each stops sign-ups and
 * cannot be put to a customer until a policy carries a whole and approved text. Where no address is known to serve only a sign-up the list is
 * empty, and the page classifier is what stops it. How to change it: docs/catalogue.md.
 */
export const entries: readonly Entry[] = [
  ...shops,
  ...social,
  ...video,
  ...payment,
  ...foodAndTravel,
  ...games,
  ...mailAndOther,
]

/** `reg.jd.com/p/x` → host and path prefix. */
function match(address: string): UrlMatch {
  const slash = address.indexOf('/')
  return { host: address.slice(0, slash), path: address.slice(slash) }
}

/** The built-in services, each of kind `account`, free. */
export const builtIn: readonly Service[] = entries.map(
  ({ id, sector, name, company, domains, start, signUp, code, create }) => ({
    id: id as ServiceId,
    kind: 'account',
    sector,
    name,
    company,
    codes: [],
    price: { fen: 0, per: 'once' },
    site: {
      domains,
      start,
      signUp: (signUp?.at ?? []).map(match),
      code: (code?.at ?? []).map(match),
      create: (create?.at ?? []).map(match),
    },
  }),
)
