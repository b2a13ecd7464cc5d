import browser from 'webextension-polyfill'
import { CodedError } from '../base/index.ts'
import {
  type Blocked,
  type DnrRule,
  type DnrUpdate,
  difference,
  type Engine,
  type Neutral,
  type Requested,
  toBlocking,
  toDnr,
} from '../guard/index.ts'

/** The part of declarativeNetRequest that the polyfill's types lack; the one cast of it. */
interface Dnr {
  getDynamicRules(): Promise<DnrRule[]>
  updateDynamicRules(update: DnrUpdate): Promise<void>
  getSessionRules(): Promise<DnrRule[]>
  updateSessionRules(update: DnrUpdate): Promise<void>
  getEnabledRulesets(): Promise<string[]>
}
export const dnr = (): Dnr => (browser as unknown as { declarativeNetRequest: Dnr }).declarativeNetRequest

const engine: Engine = import.meta.env.FIREFOX ? 'firefox' : 'chromium'

type Store = 'Dynamic' | 'Session'
const turns: Record<Store, Promise<void>> = { Dynamic: Promise.resolve(), Session: Promise.resolve() }

/** What shall stand, from the moment in which it was said: the browser takes its rules up some milliseconds later. */
const wanted: Record<Store, readonly Neutral[]> = { Dynamic: [], Session: [] }
/** What the browser has taken up of it. */
const taken: Record<Store, readonly Neutral[]> = { Dynamic: [], Session: [] }
let second = toBlocking([])
let first = toBlocking([])

/**
 * What the second engine says of a request that the browser's own rules have let through: the same rules, in a listener that
 * blocks. It covers the time until the browser has taken them up, and the browser that refuses them.
 */
export const ruleOn = (request: Requested): Blocked => second(request)

/** What the browser's own rules do with a request, as far as it has taken them up. */
export const browserOn = (request: Requested): Blocked => first(request)

/** One after the other: two updates that read the same standing rules would undo each other. */
function sync(store: Store, rules: readonly Neutral[]): Promise<void> {
  wanted[store] = rules
  second = toBlocking([...wanted.Dynamic, ...wanted.Session])
  const next = turns[store].then(async () => {
    const api = dnr()
    const standing = await api[`get${store}Rules`]()
    const update = difference(
      standing,
      rules.flatMap((rule) => toDnr(rule, engine)),
    )
    if (update.addRules.length > 0 || update.removeRuleIds.length > 0) {
      try {
        await api[`update${store}Rules`](update)
      } catch {
        // All or nothing in both browsers; the message may quote a rule, and a rule may hold a number.
        throw new CodedError('rules/refused')
      }
    }
    taken[store] = rules
    first = toBlocking([...taken.Dynamic, ...taken.Session])
  })
  // Who asked for these rules hears of it; the next update begins all the same.
  turns[store] = next.catch(() => undefined)
  return next
}

/** Makes the dynamic rules exactly these; sends only what changed. Rejects with CodedError `rules/refused`. */
export const syncDynamic = (rules: readonly Neutral[]): Promise<void> => sync('Dynamic', rules)

/** Makes the session rules exactly these; sends only what changed. Rejects with CodedError `rules/refused`. */
export const syncSession = (rules: readonly Neutral[]): Promise<void> => sync('Session', rules)
