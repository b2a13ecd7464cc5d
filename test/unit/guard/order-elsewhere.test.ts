/** An order's path on a host that nobody listed is another name of the same server: it is held. */
import { describe, expect, it } from 'vitest'
import { compileDynamic, decide, endsInPath } from '../../../utils/guard/index.ts'

const rules = compileDynamic({
  services: [],
  orders: [{ method: 'POST', host: '*.carrier.example', path: '/api/v4/order' }],
  elsewhere: [
    {
      method: 'POST',
      path: '/api/v4/order',
      initiators: ['carrier.example'],
      notHosts: ['orders.carrier.example'],
    },
    { method: 'POST', path: '/', initiators: ['carrier.example'], notHosts: ['orders.carrier.example'] },
  ],
  trading: [],
})
const blocked = (url: string, over: object = {}) =>
  decide(rules, { url, method: 'POST', tab: 1, initiator: 'shop.carrier.example', type: 'rest', ...over }) !==
  null

describe('an order at another host', () => {
  it.each([
    'http://10.0.0.5/api/v4/order',
    'http://10.0.0.5:8080/api/v4/order/',
    'https://[::1]/api/v4/order?x=1',
    'https://alias.example/api/v4/order#x',
    'https://gate.example/carrier/api/v4/order',
    'https://gate.example//api//v4/order',
    'https://gate.example/API/V4/Order',
  ])('%s', (url) => {
    expect(blocked(url)).toBe(true)
    expect(endsInPath(url, '/api/v4/order')).toBe(true)
    // A worker of the portal has no tab; a page of nobody's, and another method, are not meant.
    expect(blocked(url, { tab: -1 })).toBe(true)
    expect(blocked(url, { initiator: 'other.example' })).toBe(false)
    expect(blocked(url, { method: 'GET' })).toBe(false)
  })

  it.each([
    'https://alias.example/api/v4/orders',
    'https://alias.example/api/v4/order/list',
    'https://alias.example/',
  ])('is not %s', (url) => {
    expect(blocked(url)).toBe(false)
    expect(endsInPath(url, '/api/v4/order')).toBe(false)
    expect(endsInPath(url, '/')).toBe(false)
  })

  it('is not another path of a host that is listed: that is the portal’s own affair', () => {
    expect(blocked('https://orders.carrier.example/search/api/v4/order')).toBe(false)
    expect(blocked('https://static.orders.carrier.example/search/api/v4/order')).toBe(false)
    expect(blocked('https://gate.carrier.example/search/api/v4/order')).toBe(true)
  })
})
