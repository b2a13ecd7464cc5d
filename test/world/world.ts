import { randomInt } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NUMBERS, OFFERS, PERSONS } from './data.ts'
import { createEvil, isEvil, type Leak } from './evil.ts'

/** Sites of this world, each at `<name>.localhost`. */
export const HOSTS = [
  'carrier',
  'shop',
  'social',
  'chat',
  'start',
  'plain',
  'oa',
  'code-trade',
  'tabs',
  'wizard',
  'grid',
  'shadow',
  'frameset',
] as const
export type Host = (typeof HOSTS)[number]
/** Portals of other shapes than the carrier's own. */
const PORTALS: readonly string[] = ['tabs', 'wizard', 'grid', 'shadow', 'frameset']
/** Port that policy.json is written for. */
export const PORT = 8731
export const ORDER_PATH = '/tmf-api/productOrderingManagement/v4/productOrder'

export interface Seen {
  /** Name of the site, or the whole host name where the world has none of it. */
  readonly host: string
  readonly method: string
  readonly path: string
  readonly query: string
  /** Whole once the request has ended. */
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  /** Milliseconds since 1970. */
  readonly at: number
}
export interface Account {
  readonly site: string
  readonly phone: string
  readonly how: 'register' | 'code-login'
  readonly at: number
}
export interface Message {
  readonly text: string
  readonly room: string
  readonly at: number
}
export interface Order {
  readonly id: string
  /** All offering codes in the order, nested ones too, with the plan. */
  readonly codes: readonly string[]
  readonly contentType: string
  readonly body: Record<string, unknown>
  readonly at: number
}

/** The world the product is tried in. Whatever reached the server is counted here, whatever the page says. */
export interface World {
  readonly port: number
  url(host: Host, path?: string): string
  /** By site, then by `METHOD /path` (without query): requests that reached the server. */
  counts(): Record<string, Record<string, number>>
  requests(): readonly Seen[]
  /** What reached the attacker at `*-evil.localhost`; not among `requests`. */
  leaks(): readonly Leak[]
  accounts(): readonly Account[]
  messages(): readonly Message[]
  orders(): readonly Order[]
  /** The last code sent, as on the customer's own handset; null where none was. */
  smsCode(site: Host, phone: string): string | null
  reset(): void
  close(): Promise<void>
}

const SITES = fileURLToPath(new URL('./sites/', import.meta.url))
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}
/** Addresses of single pages: which file answers. */
const PAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  shop: { '/register': 'register.html', '/login': 'login.html' },
  social: { '/signup': 'index.html', '/login': 'index.html' },
  chat: { '/rich': 'index.html' },
  plain: { '/contact': 'contact.html', '/search': 'search.html' },
}
const LATE_MS = 800
/** More than an order may have. */
const MAX_BODY = 20_000_000
const MOBILE = /^1[3-9]\d{9}$/
/** Accounts there from the start, for the password log-in. Not among `accounts()`: nobody created them here. */
const OLD_ACCOUNTS = [
  { site: 'shop', phone: '13900000000', password: 'demo-2468' },
  { site: 'social', phone: '13900000000', password: 'demo-2468' },
]

const digits = (phone: unknown): string =>
  (typeof phone === 'string' ? phone : '').replace(/[\s\-+]/g, '').replace(/^(?:0086|86)(?=1\d{10}$)/, '')

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * Starts the world on 127.0.0.1 and, where there is one, ::1. `port: 0`, the default, takes a free one. `onCode` hears
 * each SMS code as the customer's own handset would.
 */
export async function startWorld(
  options: { port?: number; onCode?: (site: string, phone: string, code: string) => void } = {},
): Promise<World> {
  const seen: Seen[] = []
  const accounts: Account[] = []
  const messages: Message[] = []
  const orders: Order[] = []
  const codes = new Map<string, string>()
  const evil = createEvil()
  // These two run on over a reset: an order number is never given twice.
  let cases = 91
  let numbers = 100_000

  const reset = () => {
    for (const list of [seen, accounts, messages, orders, evil.leaks]) list.length = 0
    codes.clear()
  }

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const name = (req.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
    if (isEvil(name)) return evil.handle(req, res)
    const host = name.endsWith('.localhost') ? name.slice(0, -'.localhost'.length) : name
    // `//x` alone would be taken for a host.
    const url = new URL(`http://world.invalid${req.url ?? '/'}`)
    const method = req.method ?? 'GET'
    const entry = {
      host,
      method,
      path: url.pathname,
      query: url.search,
      body: '',
      headers: Object.fromEntries(Object.entries(req.headers).map(([k, v]) => [k, String(v)])),
      at: Date.now(),
    }
    // Counted before the body is read: a request cut off half way has reached the server too.
    seen.push(entry)
    entry.body = await readBody(req)

    if (name === 'localhost' || name === '127.0.0.1' || name === '[::1]') {
      res.writeHead(302, { location: `http://start.localhost:${port}/` }).end()
      return
    }
    if (!(HOSTS as readonly string[]).includes(host)) return send(res, 404, { error: 'no-such-site' })
    if ((host === 'carrier' || PORTALS.includes(host)) && (await carrier(url, entry, res))) return
    if ((host === 'shop' || host === 'social') && signUps(host, url, entry, res)) return
    if (host === 'chat' && chat(url, entry, res)) return
    if (method === 'POST') {
      // Contact form, search, notes, the trading site: they take what they are given.
      if (['plain', 'oa', 'code-trade'].includes(host)) return send(res, 200, { ok: true })
      return send(res, 404, { error: 'not-found' })
    }
    await file(host, url.pathname, method, res)
  }

  async function carrier(asked: URL, seenNow: Seen, res: ServerResponse): Promise<boolean> {
    // As forgiving as servers of its kind are together.
    const url = new URL(asked)
    url.pathname = readAsServer(asked.pathname)
    const at = `${seenNow.method} ${url.pathname}`
    if (at === 'POST /api/session') {
      const { staff, password } = fields(seenNow)
      if (typeof staff === 'string' && /^[0-9a-z]{2,12}$/i.test(staff) && password)
        send(res, 200, { staff, store: '平度人民路示范店' })
      else send(res, 401, { error: 'wrong-staff-id-or-password' })
      return true
    }
    if (at === 'GET /api/numbers') {
      const q = digits(url.searchParams.get('q'))
      send(res, 200, { numbers: NUMBERS.filter((n) => n.includes(q)) })
      return true
    }
    if (at === 'GET /api/customers') {
      const order = orders.findLast((o) =>
        JSON.stringify(o.body).includes(digits(url.searchParams.get('number'))),
      )
      send(res, 200, { customers: order ? [{ order: order.id, codes: order.codes }] : [] })
      return true
    }
    if (at === 'GET /api/persons') {
      send(res, 200, { persons: PERSONS })
      return true
    }
    if (at === 'POST /api/cases') {
      cases += 1
      const day = new Date().toISOString().slice(0, 10).replaceAll('-', '')
      send(res, 201, { order: `QH${day}-${String(cases).padStart(4, '0')}` })
      return true
    }
    if (at === 'GET /api/offers') {
      const group = url.searchParams.get('group') ?? 'main'
      if (group === 'late') await wait(LATE_MS)
      send(res, 200, {
        offers: OFFERS.filter((o) =>
          group === 'main' ? o.group !== 'late' && o.group !== 'unlisted' : o.group === group,
        ),
      })
      return true
    }
    if (url.pathname === ORDER_PATH && seenNow.method === 'POST') {
      takeOrder(seenNow, res)
      return true
    }
    if (url.pathname === ORDER_PATH && seenNow.method === 'GET') {
      const external = url.searchParams.get('externalId')
      send(
        res,
        200,
        orders.filter((o) => !external || o.body['externalId'] === external).map((o) => o.body),
      )
      return true
    }
    if (url.pathname.startsWith(`${ORDER_PATH}/`)) {
      const found = orders.find((o) => o.id === url.pathname.slice(ORDER_PATH.length + 1))
      send(res, found ? 200 : 404, found ? found.body : { code: 'notFound', reason: 'no such order' })
      return true
    }
    return false
  }

  function takeOrder(from: Seen, res: ServerResponse): void {
    const contentType = from.headers['content-type'] ?? ''
    let body: unknown
    try {
      body = contentType.startsWith('application/x-www-form-urlencoded')
        ? JSON.parse(new URLSearchParams(from.body).get('order') ?? '')
        : JSON.parse(from.body)
    } catch {
      send(res, 400, { code: 'invalidBody', reason: 'not a product order' })
      return
    }
    const found = offerings(body)
    if (found.length === 0) {
      send(res, 400, { code: 'invalidBody', reason: 'no productOrderItem' })
      return
    }
    numbers += 1
    const id = `PO${numbers}`
    const answer = {
      ...(body as Record<string, unknown>),
      id,
      href: `${ORDER_PATH}/${id}`,
      state: 'acknowledged',
      orderDate: new Date().toISOString(),
    }
    orders.push({ id, codes: found, contentType, body: answer, at: Date.now() })
    if (from.headers['accept']?.includes('text/html')) {
      // A form was posted: the browser comes back to the single page.
      const search = from.headers['referer'] ? new URL(from.headers['referer']).search : ''
      const done = from.host === 'carrier' ? `/${search}#/done` : '/done.html'
      res.writeHead(303, { location: `${done}?order=${id}` }).end()
      return
    }
    send(res, 201, answer)
  }

  function signUps(site: 'shop' | 'social', url: URL, from: Seen, res: ServerResponse): boolean {
    if (!url.pathname.startsWith('/api/')) return false
    if (from.method !== 'POST') {
      send(res, 405, { error: 'method' })
      return true
    }
    const given = fields(from)
    const phone = digits(given['phone'])
    const key = `${site} ${phone}`
    const known =
      accounts.some((a) => a.site === site && a.phone === phone) ||
      OLD_ACCOUNTS.some((a) => a.site === site && a.phone === phone)
    const rightCode = () => codes.has(key) && codes.get(key) === String(given['code'] ?? '').trim()
    const create = (how: Account['how']) => {
      codes.delete(key)
      accounts.push({ site, phone, how, at: Date.now() })
    }
    const session = { 'set-cookie': `${site}_session=${randomInt(1e12)}; Path=/; HttpOnly; SameSite=Lax` }
    if (!MOBILE.test(phone)) send(res, 400, { error: 'phone' })
    else if (url.pathname === '/api/sms') {
      const code = String(randomInt(100_000, 1_000_000))
      codes.set(key, code)
      options.onCode?.(site, phone, code)
      send(res, 200, { ok: true, seconds: 60 })
    } else if (url.pathname === '/api/register') {
      if (given['agree'] !== true && given['agree'] !== 'true' && given['agree'] !== 'on')
        send(res, 400, { error: 'agree' })
      // The shop answers well whatever it has to say, as many do: only its body tells.
      else if (!rightCode()) send(res, site === 'shop' ? 200 : 400, { error: 'code' })
      else if (known) send(res, 409, { error: 'exists' })
      else {
        create('register')
        send(res, 201, { ok: true, created: true }, session)
      }
    } else if (url.pathname === '/api/code-login') {
      if (!rightCode()) send(res, 400, { error: 'code' })
      else {
        // The point of this end point: a log-in that makes an account where none is.
        if (!known) create('code-login')
        codes.delete(key)
        send(res, known ? 200 : 201, { ok: true, created: !known }, session)
      }
    } else if (url.pathname === '/api/login') {
      const ok = OLD_ACCOUNTS.some(
        (a) => a.site === site && a.phone === phone && a.password === given['password'],
      )
      send(res, ok ? 200 : 401, ok ? { ok: true } : { error: 'password' }, ok ? session : {})
    } else send(res, 404, { error: 'not-found' })
    return true
  }

  function chat(url: URL, from: Seen, res: ServerResponse): boolean {
    if (url.pathname !== '/api/messages') return false
    if (from.method === 'POST') {
      const { text, room } = fields(from)
      if (typeof text !== 'string' || text.trim() === '') send(res, 400, { error: 'empty' })
      else {
        messages.push({ text, room: typeof room === 'string' ? room : '', at: Date.now() })
        send(res, 201, { ok: true })
      }
    } else send(res, 200, { messages })
    return true
  }

  async function file(host: string, path: string, method: string, res: ServerResponse): Promise<void> {
    if (method !== 'GET' && method !== 'HEAD') return send(res, 405, { error: 'method' })
    const page = path === '/' ? 'index.html' : (PAGES[host]?.[path] ?? path.slice(1))
    const safe = normalize(page)
    const type = TYPES[extname(safe)]
    if (safe.startsWith('..') || !type) return send(res, path === '/favicon.ico' ? 204 : 404, null)
    try {
      const bytes = await readFile(join(SITES, host, safe)).catch(() => readFile(join(SITES, 'shared', safe)))
      res.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' })
      res.end(method === 'HEAD' ? undefined : bytes)
    } catch {
      send(res, 404, null)
    }
  }

  const onRequest = (req: IncomingMessage, res: ServerResponse) => {
    handle(req, res).catch(() => {
      if (!res.headersSent) res.writeHead(500)
      res.end()
    })
  }
  const serve = () => createServer(onRequest).on('upgrade', evil.upgrade)
  const four = await listen(serve(), '127.0.0.1', options.port ?? 0)
  const servers: Server[] = [four]
  const port = (four.address() as AddressInfo).port
  // Chromium asks ::1 first on some machines; one without IPv6 does without.
  const six = await listen(serve(), '::1', port).catch(() => null)
  if (six) servers.push(six)

  return {
    port,
    url: (host, path = '/') => `http://${host}.localhost:${port}${path}`,
    counts() {
      const out: Record<string, Record<string, number>> = {}
      for (const { host, method, path } of seen) {
        out[host] ??= {}
        const of = out[host]
        const key = `${method} ${path}`
        of[key] = (of[key] ?? 0) + 1
      }
      return out
    },
    requests: () => [...seen],
    leaks: () => [...evil.leaks],
    accounts: () => [...accounts],
    messages: () => [...messages],
    orders: () => [...orders],
    smsCode: (site, phone) => codes.get(`${site} ${digits(phone)}`) ?? null,
    reset,
    async close() {
      await Promise.all(
        servers.map((server) => {
          const closed = new Promise<void>((resolve) => server.close(() => resolve()))
          server.closeAllConnections()
          return closed
        }),
      )
    },
  }
}

/** Decodes as often as it can, takes `\\` for `/` and several for one, leaves parameters out, follows `..` and forgets case. */
function readAsServer(path: string): string {
  let text = path
  for (let before = ''; before !== text; ) {
    before = text
    text = text.replace(/%(?:u00)?([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  }
  const names: string[] = []
  for (const part of text.split(/[/\\]+/)) {
    const [name = ''] = part.split(/[;?#\0]/)
    if (name.trim() === '..') names.pop()
    else if (name.trim() !== '' && name !== '.') names.push(name.trim())
  }
  const plain = `/${names.join('/')}`
  const order = ORDER_PATH.toLowerCase()
  return plain.toLowerCase().startsWith(order) ? ORDER_PATH + plain.slice(order.length) : plain
}

function listen(server: Server, address: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, () => resolve(server))
  })
}

async function readBody(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of req) {
    size += (part as Buffer).length
    if (size <= MAX_BODY) parts.push(part as Buffer)
  }
  return Buffer.concat(parts).toString('utf8')
}

function fields(from: Seen): Record<string, unknown> {
  if ((from.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(from.body))
  try {
    const value: unknown = JSON.parse(from.body)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function offerings(order: unknown): string[] {
  const items = (order as { productOrderItem?: unknown } | null)?.productOrderItem
  if (!Array.isArray(items)) return []
  return items.flatMap((item: { productOffering?: { id?: unknown } }) => {
    const id = item?.productOffering?.id
    return [...(typeof id === 'string' ? [id] : []), ...offerings(item)]
  })
}

function send(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  })
  res.end(status === 204 || body === null ? undefined : JSON.stringify(body))
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  const at = process.argv.indexOf('--port')
  const world = await startWorld({
    port: at > 0 ? Number(process.argv[at + 1]) : PORT,
    onCode: (site, phone, code) =>
      console.log(`SMS to the handset ending in ${phone.slice(-4)}, from ${site}: ${code}`),
  })
  console.log(`The world stands at ${world.url('start')}`)
  for (const host of HOSTS) console.log(`  ${world.url(host)}`)
}
