/** The same table, asked of the rules: what no pattern of a browser can say, the blocking listener has to. */
import { describe, expect, it } from 'vitest'
import { compileDynamic, compileSession, decide, type Neutral } from '../../../utils/guard/index.ts'
import { ADDRESS_CASES, TARGET } from './address-cases.ts'

const rules = compileDynamic({ services: [], orders: [TARGET], trading: [] })
const asked = ADDRESS_CASES.filter(({ only }) => !only)
/** As it stands in a request: what the browser makes of what a page wrote. */
const act = (all: readonly Neutral[], url: string) =>
  decide(all, {
    url: new URL(url).href,
    method: 'POST',
    tab: 1,
    initiator: 'carrier.localhost',
    type: 'rest',
  })?.act ?? 'none'

describe('the rules of an order', () => {
  it.each(asked)('$what: $url', ({ url, expected }) => {
    expect(act(rules, url)).toBe(expected ? 'block' : 'none')
  })

  it('are met without the listener’s second look as well', () => {
    const plain = rules.map(({ where: { address: _, ...where }, ...rule }) => ({ ...rule, where }))
    expect(asked.filter(({ url, expected }) => (act(plain, url) !== 'none') !== expected)).toEqual([])
  })

  it('are opened by a pass for an honest spelling alone', () => {
    const orderPasses = [{ tab: 1, order: TARGET, route: 'request', host: 'carrier.localhost' }] as const
    const pass = compileSession({
      permits: [],
      opened: [],
      logIns: [],
      numbers: [],
      free: [],
      quarantined: [],
      orderPasses,
    })
    const open = asked.filter(({ url, expected }) => expected && act([...rules, ...pass], url) === 'allow')
    expect(open.map(({ url }) => url).filter((url) => /%|\.\.;|\/\.;/.test(new URL(url).pathname))).toEqual(
      [],
    )
    expect(open.length).toBeGreaterThan(10)
  })
})
