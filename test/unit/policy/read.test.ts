import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalize } from '../../../utils/base/index.ts'
import { builtInPolicy, policyHash, readPolicy } from '../../../utils/policy/index.ts'

const words = { 'zh-CN': '演示', en: 'Demo' }
const minimal = () => ({
  v: 1,
  name: 'test',
  store: { id: 'qd-01', name: words, address: words, phone: '0532 1234' },
  carrier: { name: words, address: words, contact: '10000' },
  portals: [
    {
      id: 'demo',
      name: words,
      matches: ['http://carrier.localhost/*'],
      activation: { css: '[data-view=activation]' },
      fields: { number: { css: '#number' }, identity: { css: 'input[name="id"]', attr: 'value' } },
      services: { row: 'li.service', code: { css: ':scope', attr: 'data-code' }, name: { css: '.name' } },
      submit: { button: 'form > button[type=submit]:not([hidden])' },
      confirmed: { css: '#done' },
      order: { method: 'POST', host: 'carrier.localhost', path: '/tmf-api/order', format: 'tmf622' },
    },
  ],
  staff: [{ id: '0417', name: '王店员' }],
})
// biome-ignore lint/suspicious/noExplicitAny: each case spoils the shape on purpose
type Loose = any
const fault = (change: (policy: Loose) => void) => {
  const policy = structuredClone(minimal()) as Loose
  // One object stands under several keys above; a case may spoil one of them only.
  policy.store.name = { ...policy.store.name }
  change(policy)
  const read = readPolicy(JSON.stringify(policy))
  return read.ok ? 'ok' : `${read.error.code} ${read.error.where}`
}

describe('readPolicy', () => {
  it('fills in what has a default', () => {
    const read = readPolicy(JSON.stringify(minimal()))
    if (!read.ok) throw new Error(`${read.error.code} ${read.error.where}`)
    expect(read.value.policy.times).toEqual(builtInPolicy.times)
    expect(read.value.policy.promises.map((p) => p.code)).toContain('none')
    expect(read.value.policy.maskCopies).toBe(true)
    expect(read.value.policy.teenGuardian).toBe('paid-and-accounts')
    expect(read.value.hash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('hashes what is meant, not how it is written', () => {
    const one = readPolicy(JSON.stringify(minimal()))
    const two = readPolicy(`\ufeff${JSON.stringify({ ...minimal(), signEach: false }, null, 4)}`)
    const three = readPolicy(JSON.stringify({ ...minimal(), signEach: true }))
    expect(one.ok && two.ok && one.value.hash === two.value.hash).toBe(true)
    expect(one.ok && three.ok && one.value.hash === three.value.hash).toBe(false)
  })

  it.each<[string, (p: Loose) => void]>([
    ['ok', () => undefined],
    ['ok', (p) => (p.views[0].fields.number = [{ label: '号码' }, { css: '#n', pattern: '(\\d{11})' }])],
    ['portals.0.activation', (p) => (p.activation = { css: '#a' })],
    ['portals.0.views', (p) => p.views.pop()],
    ['portals.0.views.1.on', (p) => delete p.views[1].on],
    ['portals.0.views.0.fields.number.css', (p) => (p.views[0].fields.number = { label: '号码', css: '#n' })],
    [
      'portals.0.views.0.fields.number.1.pattern',
      (p) => (p.views[0].fields.number = [{ css: '#n' }, { css: '#n', pattern: '(' }]),
    ],
    ['portals.0.kinds', (p) => (p.kinds = [{ id: 'new', words: ['开户'] }])],
  ])('a list of views: %s', (where, change) => {
    const views = [
      { id: 'number', on: '#number', fields: { number: { label: '号码' } } },
      {
        id: 'go',
        on: { role: 'heading', name: '确认' },
        submit: { button: { role: 'button', name: '提交' } },
      },
      { id: 'done', at: { path: '/done' }, confirmed: {} },
    ]
    const said = fault((policy) => {
      const { id, name, matches, order } = policy.portals[0]
      policy.portals[0] = { id, name, matches, order, views }
      change(policy.portals[0])
    })
    expect(said.replace('policy/invalid ', '')).toBe(where)
  })

  it.each([
    ['portals.0.fields.number.css', (p: Loose) => (p.portals[0].fields.number.css = 'a{color:red}')],
    ['portals.0.fields.number.css', (p: Loose) => (p.portals[0].fields.number.css = 'input[name="x]')],
    ['portals.0.fields.number.css', (p: Loose) => (p.portals[0].fields.number.css = '')],
    ['portals.0.fields.number.css', (p: Loose) => (p.portals[0].fields.number.css = 'li >')],
    ['portals.0.fields.number', (p: Loose) => delete p.portals[0].fields.number],
    ['portals.0.fields.nummer', (p: Loose) => (p.portals[0].fields.nummer = { css: 'a' })],
    ['portals.0.matches.0', (p: Loose) => (p.portals[0].matches = ['*://*/*'])],
    ['portals.0.matches.0', (p: Loose) => (p.portals[0].matches = ['http://carrier.localhost:80/*'])],
    ['portals.0.order.host', (p: Loose) => (p.portals[0].order.host = 'Carrier/x')],
    ['portals.0.order.path', (p: Loose) => (p.portals[0].order.path = 'order?x')],
    ['portals.0.order.items', (p: Loose) => (p.portals[0].order.format = 'json')],
    ['portals.0.order.format', (p: Loose) => (p.portals[0].order.format = 'yaml')],
    ['teenGuardian', (p: Loose) => (p.teenGuardian = 'none')],
    ['portals.1', (p: Loose) => p.portals.push(p.portals[0])],
    ['free.0', (p: Loose) => (p.free = ['http://*.com/*'])],
    ['trading.0', (p: Loose) => (p.trading = ['*'])],
    ['staff.1', (p: Loose) => p.staff.push(p.staff[0])],
    ['staff.0.pin', (p: Loose) => (p.staff[0].pin = '1234')],
    [
      'staff.0.pin.rounds',
      (p: Loose) => (p.staff[0].pin = { salt: 'ab'.repeat(16), rounds: 1, hash: 'cd'.repeat(32) }),
    ],
    ['vault.recipients.0', (p: Loose) => (p.vault = { recipients: ['AGE-SECRET-KEY-1'] })],
    ['table.sign-up.guarded', (p: Loose) => (p.table = { 'sign-up': { guarded: 'pass' } })],
    ['times.recordYears', (p: Loose) => (p.times = { recordYears: 1 })],
    ['times.permitMinutes', (p: Loose) => (p.times = { permitMinutes: 1e9 })],
    ['promises', (p: Loose) => (p.promises = [])],
    ['v', (p: Loose) => (p.v = 2)],
    ['store.name.en', (p: Loose) => delete p.store.name.en],
    ['verifyPage', (p: Loose) => (p.verifyPage = 'javascript:alert(1)')],
    ['extra', (p: Loose) => (p.extra = 1)],
  ])('names the first fault: %s', (where, change) => {
    expect(fault(change)).toBe(`policy/invalid ${where}`)
  })

  it('refuses the machinery of the language as a key', () => {
    const text = JSON.stringify(minimal()).replace('"v":1', '"v":1,"__proto__":{"x":1}')
    expect(readPolicy(text)).toEqual({ ok: false, error: { code: 'policy/invalid', where: '__proto__' } })
    expect(fault((p) => (p.table = { constructor: {} }))).toBe('policy/invalid table.constructor')
  })

  it('never carries a value, or a hostile key, in the fault', () => {
    expect(fault((p) => (p['138 0013 8000 <b>'] = 1))).toBe('policy/invalid 138?0013?8000??b?')
  })

  it('takes hostile text', () => {
    const codeOf = (text: string) => {
      const read = readPolicy(text)
      return read.ok ? 'ok' : read.error.code
    }
    expect(codeOf('')).toBe('policy/not-json')
    expect(codeOf('{"v":1')).toBe('policy/not-json')
    expect(codeOf(' '.repeat(2 * 1024 * 1024 + 1))).toBe('policy/too-large')
    expect(codeOf('电'.repeat(1024 * 1024))).toBe('policy/too-large')
    expect(codeOf('['.repeat(100_000))).toBe('policy/too-deep')
    expect(codeOf('null')).toBe('policy/invalid')
    expect(codeOf(JSON.stringify({ ...minimal(), notices: [{ a: '\ud800' }] }))).toBe('policy/invalid')
    expect(codeOf(undefined as never)).toBe('policy/not-json')
    fc.assert(fc.property(fc.json(), (text) => codeOf(text).startsWith('policy/')))
  })
})

describe('builtInPolicy', () => {
  it('holds no portal, no person, no origin, and says nothing about a demonstration', () => {
    const { portals, free, employer, staff, managers } = builtInPolicy
    expect([portals, free, employer, staff, managers].flat()).toEqual([])
    expect(canonicalize(builtInPolicy)).not.toContain('localhost')
    expect(policyHash(builtInPolicy)).toMatch(/^[0-9a-f]{64}$/)
  })
})
