import { describe, expect, it } from 'vitest'
import type { ServiceId } from '../../../utils/base/index.ts'
import { MAX_CODES, mayIssue, opens, type Permit } from '../../../utils/consent/index.ts'
import { compileSession, decide } from '../../../utils/guard/index.ts'
import type { Service } from '../../../utils/notice/index.ts'

const shop = 'shop' as ServiceId
const permit: Permit = {
  id: 'p',
  service: shop,
  consent: 3,
  tab: 7,
  issuedAt: 1_000_000,
  until: 1_600_000,
  codes: 0,
  state: 'open',
}

describe('a permit', () => {
  it('opens its tab, to the last millisecond of its time and not after', () => {
    expect(opens(permit, 7, 1_000_000)).toBe(true)
    expect(opens(permit, 7, 1_599_999)).toBe(true)
    expect(opens(permit, 7, 1_600_000)).toBe(false)
  })
  it('opens no other tab, nothing once used or ended, and nothing to a clock set back', () => {
    expect(opens(permit, 8, 1_000_000)).toBe(false)
    expect(opens({ ...permit, state: 'used' }, 7, 1_000_000)).toBe(false)
    expect(opens({ ...permit, state: 'ended' }, 7, 1_000_000)).toBe(false)
    expect(opens(permit, 7, 900_000)).toBe(false)
  })
  it('may follow one that ended unused, never one that is open or was used', () => {
    expect(mayIssue([{ ...permit, state: 'ended' }], shop)).toBe(true)
    expect(mayIssue([permit], shop)).toBe(false)
    expect(
      mayIssue(
        [
          { ...permit, state: 'ended' },
          { ...permit, state: 'used' },
        ],
        shop,
      ),
    ).toBe(false)
  })
})

describe('the rules of a permit', () => {
  const code = { host: 'shop.test', path: '/api/sms' }
  const service = {
    id: shop,
    site: { domains: ['shop.test'], start: 'https://shop.test/', signUp: [], code: [code], create: [] },
  } as unknown as Service
  const rules = (codesSpent: boolean) =>
    compileSession({
      permits: [{ service, tab: 7, codesSpent }],
      opened: [],
      logIns: [],
      numbers: [],
      free: [],
      quarantined: [],
      orderPasses: [],
    })
  const request = (path: string) => ({
    url: `https://shop.test${path}`,
    method: 'post',
    tab: 7,
    initiator: 'https://shop.test',
    type: 'rest' as const,
  })
  it('let a code request through until the last one is spent, and the account itself after that too', () => {
    expect(decide(rules(false), request('/api/sms'))?.act).toBe('allow')
    expect(decide(rules(true), request('/api/sms'))?.act).toBe('block')
    expect(decide(rules(true), request('/api/register'))?.act).toBe('allow')
    expect(MAX_CODES).toBe(3)
  })
})
