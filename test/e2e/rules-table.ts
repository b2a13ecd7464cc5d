/** One table of cases for both engines: what the rules of a policy and of a day at the counter do with a request. */
import { compileDynamic, compileSession, type Neutral } from '../../utils/guard/index.ts'
import type { Service } from '../../utils/notice/index.ts'

export interface Request {
  readonly url: string
  readonly type: 'main_frame' | 'sub_frame' | 'xmlhttprequest'
  readonly method?: string
  readonly tabId?: number
  readonly initiator?: string
}

const shop = {
  id: 'shop',
  site: {
    domains: ['shop.localhost'],
    start: 'https://shop.localhost/reg',
    signUp: [{ host: 'shop.localhost', path: '/reg' }],
    code: [{ host: 'shop.localhost', path: '/api/code' }],
    create: [{ host: 'shop.localhost', path: '/api/account' }],
  },
} as unknown as Service
const order = { method: 'POST', host: 'carrier.localhost', path: '/tmf/productOrder' }
export const dynamicRules = compileDynamic({
  services: [shop],
  orders: [order],
  trading: ['codes.localhost'],
})
const base = {
  permits: [],
  opened: [],
  logIns: [],
  numbers: [],
  free: [],
  quarantined: [],
  orderPasses: [],
}
/** With the browser's own ids for the tabs that the table calls 1, 2, 3, 4 and 5. */
export const sessionRules = (tab: (n: number) => number = (n) => n) =>
  compileSession({
    ...base,
    permits: [{ service: shop, tab: tab(1) }],
    opened: [{ service: shop, tab: tab(2) }],
    logIns: [{ service: shop, tab: tab(5) }],
    numbers: ['13800138000'],
    free: ['*://carrier.localhost/*'],
    named: [{ tab: tab(2), hosts: ['oa.localhost'] }],
    quarantined: [{ tab: tab(3), hosts: ['chat.localhost'] }],
    orderPasses: [
      { tab: tab(4), order, route: 'request', host: order.host },
      {
        tab: tab(2),
        order,
        route: 'request',
        host: order.host,
        ends: '://carrier.localhost/tmf/productOrder#0f1e',
      },
    ],
  })
const reg = 'https://shop.localhost/reg'
const code = 'https://shop.localhost/api/code'
const orders = 'https://carrier.localhost/tmf/productOrder'
const number = 'https://chat.localhost/s?q='
/** What is asked for, and what has to come of it; -1 is a worker, 9 a tab about which nothing is said. */
export const table: readonly (readonly [what: string, request: Request, act: Neutral['act'] | 'none'])[] = [
  ['sign-up, no permit', { url: reg, type: 'main_frame', tabId: 9 }, 'stopped-page'],
  [
    'sign-up, a dot behind its host',
    { url: 'https://shop.localhost./reg', type: 'main_frame', tabId: 9 },
    'stopped-page',
  ],
  [
    'sign-up, two strokes',
    { url: 'https://shop.localhost//reg', type: 'main_frame', tabId: 9 },
    'stopped-page',
  ],
  [
    'sign-up, a letter encoded',
    { url: 'https://shop.localhost/%72eg', type: 'main_frame', tabId: 9 },
    'stopped-page',
  ],
  [
    'sign-up, a name before its host',
    { url: 'https://u:p@shop.localhost/reg', type: 'main_frame', tabId: 9 },
    'stopped-page',
  ],
  [
    'code, a dot behind its host, no permit',
    { url: 'https://shop.localhost./api//code', type: 'xmlhttprequest', tabId: 9, method: 'post' },
    'block',
  ],
  ['sign-up in the tab of the permit', { url: reg, type: 'main_frame', tabId: 1 }, 'allow'],
  ['sign-up where a reason was given', { url: reg, type: 'main_frame', tabId: 2 }, 'allow'],
  ['sign-up in a frame', { url: reg, type: 'sub_frame', tabId: 9 }, 'block'],
  ['code, no permit', { url: code, type: 'xmlhttprequest', tabId: 9, method: 'post' }, 'block'],
  ['code in the tab of the permit', { url: code, type: 'xmlhttprequest', tabId: 1, method: 'post' }, 'allow'],
  [
    'code by a worker of the site',
    { url: code, type: 'xmlhttprequest', tabId: -1, method: 'post', initiator: 'https://shop.localhost' },
    'allow',
  ],
  [
    'code by a worker of another site',
    { url: code, type: 'xmlhttprequest', tabId: -1, method: 'post', initiator: 'https://chat.localhost' },
    'block',
  ],
  [
    'code in the tab of a log-in, by the site',
    { url: code, type: 'xmlhttprequest', tabId: 5, method: 'post', initiator: 'https://shop.localhost' },
    'allow',
  ],
  [
    'code in the tab of a log-in, by another site',
    { url: code, type: 'xmlhttprequest', tabId: 5, method: 'post', initiator: 'https://chat.localhost' },
    'block',
  ],
  ['sign-up in the tab of a log-in', { url: reg, type: 'main_frame', tabId: 5 }, 'stopped-page'],
  [
    'the number in the tab of a log-in',
    {
      url: `${code}?p=13800138000`,
      type: 'xmlhttprequest',
      tabId: 5,
      initiator: 'https://shop.localhost',
    },
    'block',
  ],
  [
    'the number in the tab of the permit',
    { url: `${code}?p=13800138000`, type: 'xmlhttprequest', tabId: 1 },
    'allow',
  ],
  [
    'the number where a reason was given',
    { url: `${code}?p=13800138000`, type: 'xmlhttprequest', tabId: 2 },
    'block',
  ],
  ['the number', { url: `${number}13800138000`, type: 'xmlhttprequest', tabId: 9 }, 'block'],
  ['the number with dashes', { url: `${number}138-0013-8000`, type: 'main_frame', tabId: 9 }, 'block'],
  ['the number percent-encoded', { url: `${number}%31%33800138000`, type: 'main_frame', tabId: 9 }, 'block'],
  [
    'the number with encoded blanks',
    { url: `${number}138%200013%208000`, type: 'main_frame', tabId: 9 },
    'block',
  ],
  [
    'the number to a place that was opened for it',
    { url: 'https://oa.localhost/?n=13800138000', type: 'main_frame', tabId: 2 },
    'allow',
  ],
  [
    'the number to that place from another tab',
    { url: 'https://oa.localhost/?n=13800138000', type: 'main_frame', tabId: 9 },
    'block',
  ],
  ['another number', { url: `${number}13900139000`, type: 'main_frame', tabId: 9 }, 'none'],
  ['seven digits of it', { url: `${number}1380013`, type: 'main_frame', tabId: 9 }, 'none'],
  [
    'the number to a free host',
    { url: 'https://carrier.localhost/u/13800138000', type: 'main_frame', tabId: 9 },
    'allow',
  ],
  [
    'the number by a script of a free page',
    {
      url: 'https://map.localhost/?n=13800138000',
      type: 'xmlhttprequest',
      tabId: 9,
      initiator: 'https://carrier.localhost',
    },
    'allow',
  ],
  ['an order', { url: orders, type: 'xmlhttprequest', method: 'post', tabId: 9 }, 'block'],
  ['an order by a worker', { url: orders, type: 'xmlhttprequest', method: 'post', tabId: -1 }, 'block'],
  [
    'an order that was read',
    { url: orders, type: 'xmlhttprequest', method: 'post', tabId: 4, initiator: 'https://carrier.localhost' },
    'allow',
  ],
  [
    'an order at the address that a pass names, its hash too',
    {
      url: `${orders}#0f1e`,
      type: 'xmlhttprequest',
      method: 'post',
      tabId: 2,
      initiator: 'https://carrier.localhost',
    },
    'allow',
  ],
  [
    'an order with another hash',
    {
      url: `${orders}#0f1f`,
      type: 'xmlhttprequest',
      method: 'post',
      tabId: 2,
      initiator: 'https://carrier.localhost',
    },
    'block',
  ],
  ['reading orders', { url: orders, type: 'xmlhttprequest', method: 'get', tabId: 9 }, 'allow'],
  [
    'anything of a quarantined tab',
    { url: 'https://news.localhost/', type: 'main_frame', tabId: 3 },
    'block',
  ],
  [
    'anything of its site in another tab',
    { url: 'https://x.localhost/', type: 'xmlhttprequest', tabId: 9, initiator: 'https://chat.localhost' },
    'block',
  ],
  ['another site in another tab', { url: 'https://news.localhost/', type: 'main_frame', tabId: 9 }, 'none'],
  ['a trading site', { url: 'https://www.codes.localhost/', type: 'main_frame', tabId: 1 }, 'stopped-page'],
  [
    'a trading site, a dot behind its host',
    { url: 'https://codes.localhost./', type: 'main_frame', tabId: 9 },
    'stopped-page',
  ],
  [
    'a trading site’s script',
    { url: 'https://codes.localhost/x', type: 'xmlhttprequest', tabId: 1 },
    'block',
  ],
]
