import { pbkdf2Sync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { missing, type Notice, readCatalogue, type Service } from '../../../utils/notice/index.ts'
import { readPolicy } from '../../../utils/policy/index.ts'
import { readOrder } from '../../../utils/portal/index.ts'
import { checkDigit, NUMBERS, OFFERS, PERSONS } from '../../world/data.ts'
import { worldPolicy } from '../../world/policy.ts'
import { type Host, ORDER_PATH, startWorld, type World } from '../../world/world.ts'

const PHONE = '13800138000'
let world: World

interface Answer {
  status: number
  headers: Record<string, unknown>
  body: Record<string, unknown>
}

/** node:http and not fetch: Node's resolver need not know `*.localhost`. */
function send(
  host: Host | string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  return new Promise<Answer>((resolve, reject) => {
    const req = request(
      {
        host: '127.0.0.1',
        port: world.port,
        method,
        path,
        headers: {
          host: `${host}.localhost:${world.port}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
      },
      (res) => {
        let text = ''
        res.setEncoding('utf8')
        res.on('data', (part: string) => {
          text += part
        })
        res.on('end', () => {
          let json: Record<string, unknown> = {}
          try {
            json = JSON.parse(text) as Record<string, unknown>
          } catch {}
          resolve({ status: res.statusCode ?? 0, headers: res.headers, body: json })
        })
      },
    )
    req.on('error', reject)
    req.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body))
  })
}

const ORDER = {
  '@type': 'ProductOrder',
  externalId: 'QH20261123-0092',
  productOrderItem: [
    {
      id: '1',
      action: 'add',
      quantity: 1,
      productOffering: { id: 'PLAN39' },
      productOrderItem: [{ id: '1.1', action: 'add', quantity: 1, productOffering: { id: 'GME15' } }],
    },
    { id: '2', action: 'add', quantity: 1, productOffering: { id: 'RBT06' } },
  ],
}

beforeAll(async () => {
  world = await startWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

describe('the server', () => {
  it('counts every request by site and path, unknown sites and paths too', async () => {
    await send('shop', 'GET', '/register?lang=en')
    await send('shop', 'GET', '/register')
    await send('chat', 'DELETE', '/api/nothing')
    await send('nobody', 'GET', '/')
    const counts = world.counts()
    expect(counts['shop']).toEqual({ 'GET /register': 2 })
    expect(counts['chat']).toEqual({ 'DELETE /api/nothing': 1 })
    expect(counts['nobody.localhost'] ?? counts['nobody']).toEqual({ 'GET /': 1 })
    expect(world.requests()).toHaveLength(4)
    world.reset()
    expect(world.counts()).toEqual({})
  })

  it('keeps the body that arrived, so that a test can look for the number in it', async () => {
    await send('chat', 'POST', '/api/messages', { text: `call ${PHONE}`, room: 'r' })
    expect(world.requests()[0]?.body).toContain(PHONE)
    expect(world.messages()).toMatchObject([{ text: `call ${PHONE}`, room: 'r' }])
  })

  it('serves no file from outside its sites', async () => {
    for (const path of ['/..%2f..%2fworld.ts', '/../world.ts', '/%2e%2e/data.ts', '/policy.json'])
      expect((await send('shop', 'GET', path)).status).toBe(404)
  })

  it('answers each page', async () => {
    const pages: [Host, string][] = [
      ['carrier', '/'],
      ['shop', '/'],
      ['shop', '/register'],
      ['shop', '/login?by=code'],
      ['social', '/?join=1'],
      ['social', '/signup'],
      ['social', '/login'],
      ['chat', '/'],
      ['chat', '/rich'],
      ['start', '/'],
      ['plain', '/'],
      ['plain', '/contact'],
      ['oa', '/'],
      ['code-trade', '/'],
    ]
    for (const [host, path] of pages) {
      const answer = await send(host, 'GET', path)
      expect([host, path, answer.status, answer.headers['content-type']]).toEqual([
        host,
        path,
        200,
        'text/html; charset=utf-8',
      ])
    }
  })

  it('survives a body that is no JSON', async () => {
    expect((await send('shop', 'POST', '/api/register', '{')).status).toBe(400)
    expect((await send('carrier', 'POST', ORDER_PATH, 'null')).status).toBe(400)
    expect((await send('carrier', 'POST', ORDER_PATH, '[]')).status).toBe(400)
    expect(world.orders()).toHaveLength(0)
  })
})

describe('the carrier', () => {
  it('takes a TMF622 order, with a Date, and names every code in it, nested ones too', async () => {
    const answer = await send('carrier', 'POST', ORDER_PATH, ORDER)
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ state: 'acknowledged', externalId: ORDER.externalId })
    expect(Number.isNaN(Date.parse(String(answer.headers['date'])))).toBe(false)
    expect(world.orders()[0]?.codes).toEqual(['PLAN39', 'GME15', 'RBT06'])
  })

  it('takes what a form posts, as text/plain and urlencoded, and sends the browser back', async () => {
    const json = JSON.stringify(ORDER)
    const html = { accept: 'text/html', referer: `${world.url('carrier')}?via=form` }
    const plain = await send('carrier', 'POST', ORDER_PATH, `${json.slice(0, -1)},"note":"="}\r\n`, {
      'content-type': 'text/plain',
      ...html,
    })
    const coded = await send('carrier', 'POST', ORDER_PATH, new URLSearchParams({ order: json }).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      ...html,
    })
    expect([plain.status, coded.status]).toEqual([303, 303])
    expect(plain.headers['location']).toMatch(/^\/\?via=form#\/done\?order=PO\d{6}$/)
    expect(world.orders().map((o) => o.codes.length)).toEqual([3, 3])
  })

  it('lets no log-in without a password, and gives each case its own number', async () => {
    expect((await send('carrier', 'POST', '/api/session', { staff: '0417', password: '' })).status).toBe(401)
    expect((await send('carrier', 'POST', '/api/session', { staff: '0417', password: 'x' })).status).toBe(200)
    const a = await send('carrier', 'POST', '/api/cases', {})
    const b = await send('carrier', 'POST', '/api/cases', {})
    expect(a.body['order']).not.toBe(b.body['order'])
  })

  it('gives the late group late, and never lists the unlisted', async () => {
    const came: string[] = []
    const ask = async (group: string) => {
      const answer = await send('carrier', 'GET', `/api/offers?group=${group}`)
      came.push(group)
      return answer
    }
    const [late, main] = await Promise.all([ask('late'), ask('main')])
    // It was asked first, and a second question beside it was answered before it.
    expect(came).toEqual(['main', 'late'])
    const codes = [late, main].flatMap((a) => (a.body['offers'] as { code: string }[]).map((o) => o.code))
    expect(codes).toContain('CLD08')
    expect(codes).not.toContain('GME15')
  })
})

describe.each(['shop', 'social'] as const)('%s', (site) => {
  it('creates an account with the right code only, once, and only when agreed', async () => {
    const register = (code: string, agree = true) =>
      send(site, 'POST', '/api/register', { phone: PHONE, code, agree })
    expect((await register('123456')).body).toEqual({ error: 'code' })
    expect((await send(site, 'POST', '/api/sms', { phone: PHONE, scene: 'register' })).status).toBe(200)
    const code = world.smsCode(site, '138 0013 8000') as string
    expect(code).toMatch(/^\d{6}$/)
    expect((await register(code, false)).body).toEqual({ error: 'agree' })
    // The shop answers well, and says in its body that it was not.
    const wrong = await register(code === '999999' ? '999998' : '999999')
    expect(wrong).toMatchObject({ status: site === 'shop' ? 200 : 400, body: { error: 'code' } })
    expect(world.accounts()).toHaveLength(0)
    expect((await register(code)).status).toBe(201)
    expect(world.accounts()).toMatchObject([{ site, phone: PHONE, how: 'register' }])
    // The code is used up, and a second account is none.
    expect((await register(code)).body).toEqual({ error: 'code' })
    await send(site, 'POST', '/api/sms', { phone: PHONE })
    expect((await register(world.smsCode(site, PHONE) as string)).status).toBe(409)
    expect(world.accounts()).toHaveLength(1)
  })

  it('creates one silently at the code log-in, and none where there is one', async () => {
    const logIn = async () => {
      await send(site, 'POST', '/api/sms', { phone: `+86 ${PHONE}`, scene: 'login' })
      return send(site, 'POST', '/api/code-login', { phone: PHONE, code: world.smsCode(site, PHONE) })
    }
    expect((await send(site, 'POST', '/api/code-login', { phone: PHONE, code: '' })).status).toBe(400)
    expect((await logIn()).body).toMatchObject({ created: true })
    expect((await logIn()).body).toMatchObject({ created: false })
    expect(world.accounts()).toMatchObject([{ site, phone: PHONE, how: 'code-login' }])
  })

  it('takes the form that an older page sends, keeps codes of sites apart, knows a password', async () => {
    await send(site, 'POST', '/api/sms', 'phone=13800138001&scene=register', {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    })
    expect(world.smsCode(site, '13800138001')).not.toBeNull()
    expect(world.smsCode(site === 'shop' ? 'social' : 'shop', '13800138001')).toBeNull()
    const wrong = { phone: '13900000000', password: 'x' }
    expect((await send(site, 'POST', '/api/login', wrong)).status).toBe(401)
    expect((await send(site, 'POST', '/api/login', { ...wrong, password: 'demo-2468' })).status).toBe(200)
    expect(world.accounts()).toHaveLength(0)
  })

  it('sends no code to what is no number', async () => {
    expect((await send(site, 'POST', '/api/sms', { phone: '12345' })).status).toBe(400)
    expect((await send(site, 'GET', '/api/sms?phone=13800138000')).status).toBe(405)
  })
})

describe('people and numbers', () => {
  it('have the right check digit, in an area that does not exist', () => {
    for (const { id } of PERSONS) {
      expect(id).toMatch(/^990000(?:19|20)\d{9}[\dX]$/)
      expect(checkDigit(id)).toBe(id[17])
    }
    // The example of GB 11643-1999 itself.
    expect(checkDigit('11010519491231002')).toBe('X')
    expect(new Set([...NUMBERS]).size).toBe(NUMBERS.length)
    for (const n of NUMBERS) expect(n).toMatch(/^1[3-9]\d{9}$/)
  })
})

describe('policy.json', () => {
  const policy = worldPolicy()
  const services = policy.services as unknown as Service[]
  const notices = policy.notices as unknown as Notice[]

  it('is a policy that the product takes', () => {
    const read = readPolicy(readFileSync(new URL('../../world/policy.json', import.meta.url), 'utf8'))
    expect(read.ok ? 'ok' : read.error).toBe('ok')
  })

  it('makes a catalogue in which every service can be put to a customer', () => {
    const read = readCatalogue({ builtIn: [], ...policy })
    if (!read.ok) throw new Error(JSON.stringify(read.error))
    for (const { id } of services) expect([id, read.value.complete(id)]).toEqual([id, true])
    expect(read.value.byCode('GME15')?.id).toBe('qinghe-game-pass')
    expect(read.value.siteOf('shop.localhost')?.id).toBe('jixi-mall')
  })

  it('has services, people and choices with ids of their own', () => {
    for (const ids of [
      services.map((s) => s.id),
      services.flatMap((s) => s.codes),
      services.flatMap((s) => s.site?.domains ?? []),
      [...policy.staff, ...policy.managers].map((s) => s.id),
      policy.reasons.map((c) => c.code),
      policy.promises.map((c) => c.code),
      notices.map((n) => `${n.service} ${n.lang}`),
    ])
      expect(new Set(ids).size).toBe(ids.length)
    expect(services.filter((s) => s.kind === 'carrier').length).toBeGreaterThanOrEqual(6)
    expect(services.filter((s) => s.kind === 'account').length).toBeGreaterThanOrEqual(6)
  })

  it('has a whole notice for each service in both languages, short enough to be read aloud', () => {
    for (const service of services)
      for (const lang of ['zh-CN', 'en'] as const) {
        const notice = notices.find((n) => n.service === service.id && n.lang === lang)
        if (!notice) throw new Error(`${service.id} has no notice in ${lang}`)
        expect([service.id, lang, missing(notice, service.kind)]).toEqual([service.id, lang, []])
        expect(notice.status).toBe('final')
        // Stricter than asked: marks and digits count too.
        if (lang === 'zh-CN') expect([...Object.values(notice.key).join('')].length).toBeLessThanOrEqual(120)
        const yuan = service.price.fen / 100
        for (const text of [notice.key.price, notice.full.price]) {
          if (yuan === 0) expect(text).toMatch(/不收费|Free/)
          else expect(text.replace(/\s/g, '')).toContain(lang === 'en' ? `${yuan}yuan` : `每月${yuan}元`)
        }
      }
  })

  it('says of each carrier service what the portal sells', () => {
    const extras = OFFERS.filter((o) => ['main', 'late', 'unlisted'].includes(o.group))
    const carrier = services.filter((s) => s.kind === 'carrier')
    expect(carrier.flatMap((s) => s.codes).sort()).toEqual(extras.map((o) => o.code).sort())
    for (const o of extras) {
      const service = carrier.find((s) => s.codes.includes(o.code))
      expect([o.code, service?.price]).toEqual([o.code, { fen: o.fen, per: 'month' }])
      expect(service?.name).toEqual(o.name)
    }
    const plan = OFFERS.filter((o) => o.group === 'plan' || o.group === 'included').map((o) => o.code)
    expect([...(policy.portals[0]?.order.plan ?? [])].sort()).toEqual(plan.sort())
  })

  it('has an adapter that reads the order the portal sends', () => {
    const adapter = policy.portals[0]
    if (!adapter) throw new Error('no adapter')
    const bytes = new TextEncoder().encode(JSON.stringify(ORDER))
    const read = readOrder({ contentType: 'application/json', bytes }, adapter)
    expect(read.ok && read.value.map((o) => o.code)).toEqual(['PLAN39', 'GME15', 'RBT06'])
  })

  it('has PINs that are the demonstration ones, and only their verifiers', () => {
    const pins: Record<string, string> = { '0417': '2468', '0392': '1357', m01: '9753' }
    for (const { id, pin } of [...policy.staff, ...policy.managers]) {
      if (!pin) throw new Error(`${id} has no PIN`)
      expect(pin.rounds).toBe(210_000)
      const hash = pbkdf2Sync(pins[id] as string, Buffer.from(pin.salt, 'base64'), pin.rounds, 32, 'sha256')
      expect(hash.toString('base64')).toBe(pin.hash)
    }
  })

  it('moves its addresses to another port', () => {
    const site = (worldPolicy(4242).services as unknown as Service[]).find((s) => s.id === 'jixi-mall')?.site
    expect(site?.start).toBe('http://shop.localhost:4242/register')
    expect(JSON.stringify(worldPolicy(4242))).not.toContain('8731')
  })
})
