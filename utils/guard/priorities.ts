/**
 * Priorities and id ranges of every rule, in one place. Higher wins. Each relation has a test
 * (test/unit/guard/rules.test.ts).
 */
export const PRIORITY = {
  /** Sign-up pages and code end points of the catalogue. */
  floor: 10,
  /** A service that the policy took out of the catalogue. */
  removed: 15,
  /** A clerk's own log-in by code: its end points alone, over the floor. */
  logIn: 18,
  /** A reason opened this site for this tab: over the floor, under a number in the address. */
  opened: 20,
  /** The number of an open activation in a URL. */
  number: 30,
  /** Free hosts, and what a free page itself loads: over the number. */
  free: 35,
  /** A permit: over the floor and over the number, since it opens that number there. */
  permit: 40,
  /** The code requests of a permit are spent: over the permit, for its code end points only. */
  codes: 45,
  /** Code-receiving and account-trading sites: over reason and permit. */
  trading: 50,
  /** Everything of a quarantined tab: over all that opens. */
  quarantine: 60,
  /** A portal's order address, for every tab and worker. */
  order: 70,
  /** One order that was read and found whole, for its tab. */
  orderPass: 80,
} as const

/** First neutral id of each range; the next range starts where it ends. Static rules have an id space of their own. */
export const IDS = {
  dynamic: { floor: 1, removed: 8_000, trading: 10_000, order: 14_000, end: 15_000 },
  session: {
    permit: 1,
    opened: 2_000,
    codes: 3_000,
    logIn: 3_500,
    number: 4_000,
    free: 7_000,
    named: 7_500,
    quarantine: 8_000,
    orderPass: 9_000,
    end: 9_900,
  },
} as const
