import '../../../components/console/console.css'
import {
  Console,
  type ConsoleBackend,
  type Opened,
  type OpenVault,
} from '../../../components/console/index.ts'
import {
  type ActivationId,
  type Commitment,
  canonicalize,
  type Lang,
  ok,
  type Seq,
  type ServiceId,
  utf8,
} from '../../../utils/base/index.ts'
import { strokeHash } from '../../../utils/consent/index.ts'
import { commitTo } from '../../../utils/log/index.ts'
import type { Filter, Row } from '../../../utils/store/index.ts'
import type { Client, ConsoleView, Stroke, TracesView } from '../../../utils/wire/index.ts'
import type { Preview, Previews } from '../preview.ts'

// Invented persons, companies and numbers throughout.
const A1 = 'a1a1a1a1a1a1a1a1a1a1a1a1'
const A2 = 'b2b2b2b2b2b2b2b2b2b2b2b2'
const SALT = new Uint8Array(32).fill(7)
const SALT_HEX = '07'.repeat(32)
const HASH = (c: string): string => c.repeat(64)

const wave = (x0: number, y0: number, n: number, height: number, t0: number): Stroke =>
  Array.from({ length: n }, (_, i) => [
    x0 + i * 3.1,
    y0 + Math.sin(i / 3.2) * height + Math.cos(i / 7) * 9,
    t0 + i * 11,
    0.5,
  ])
const PAD = {
  width: 900,
  height: 300,
  strokes: [
    wave(120, 120, 26, 24, 0),
    wave(230, 100, 40, 34, 420),
    wave(250, 165, 22, 10, 1000),
    wave(390, 128, 52, 28, 1400),
  ],
}
const MARK = { width: 900, height: 300, strokes: [wave(200, 130, 30, 30, 0), wave(215, 90, 24, 14, 500)] }

const SERVICES: ConsoleView['services'] = [
  ['ringback', '视频彩铃', 'Video ring-back tone', 'carrier', 600, 'month'],
  ['account-cover', '账户安全险', 'Account insurance', 'carrier', 300, 'month'],
  ['meadow-shop', '青禾商城账号', 'Meadow Shop account', 'account', 0, 'once'],
].map(([id, zh, en, kind, fen, per]) => ({
  id: id as ServiceId,
  name: { 'zh-CN': zh as string, en: en as string },
  kind: kind as string,
  price: { fen: fen as number, per: per as 'month' },
  draft: id === 'meadow-shop',
  notices: [{ lang: 'zh-CN', version: '2026-11-01', hash: HASH('c'), missing: [] }],
}))

const VIEW: ConsoleView = {
  lang: 'zh-CN',
  vault: 'local',
  policy: { name: '2026-11-demo', source: 'local', hash: HASH('d'), fault: null },
  staff: [
    { id: '0417', name: '李安', pin: 'own' },
    { id: '0392', name: '周宁', pin: 'none' },
  ],
  services: SERVICES,
  promises: [
    { code: 'none', words: { 'zh-CN': '没有许诺', en: 'nothing promised' } },
    { code: 'gift', words: { 'zh-CN': '送一份小礼品', en: 'a small gift' } },
  ],
  reasons: [{ code: 'own-account', words: { 'zh-CN': '店里自己的账号', en: "the store's own account" } }],
  recipients: [`age1${'q'.repeat(58)}`],
  holds: [
    {
      id: '0123456789abcdef',
      scope: 'activation',
      activation: A2 as ActivationId,
      reason: 'police',
      at: '2026-11-20T02:00:00.000Z',
    },
    {
      id: 'fedcba9876543210',
      scope: 'customer',
      activation: '',
      reason: 'complaint',
      at: '2026-11-21T02:00:00.000Z',
    },
  ],
  times: { refusalDays: 180, recordYears: 3 },
  logs: [],
  store: { id: 'east-street', name: { 'zh-CN': '东街营业厅', en: 'East Street store' } },
  posture: [
    { code: 'floor-rules', on: true },
    { code: 'host-access', on: true },
    { code: 'request-bodies', on: false },
    { code: 'no-faults', on: false },
  ],
  faults: [
    { at: Date.UTC(2026, 10, 23, 2, 44, 7), code: 'rules/refused', place: 'background/tick' },
    { at: Date.UTC(2026, 10, 23, 3, 2, 12), code: 'error/invalid-state', place: 'platform/badge' },
  ],
  alarms: [],
}

const DAY = 86_400_000
const midnight = new Date(2026, 10, 23).getTime()

function rowsOf(now: number): Row[] {
  const rows: Row[] = []
  // The tab stays on the day of the person who looks at it.
  const base = now - ((now - midnight) % DAY > 0 ? 40 * 60_000 : 0)
  let at = base - 26 * 60_000
  const add = (activation: string, clerk: string, seconds: number, body: Record<string, unknown>): void => {
    at += seconds * 1000
    const seq = rows.length
    const entry = {
      v: 1,
      seq,
      at: new Date(at).toISOString(),
      tz: '+08:00',
      mono: 1000 + seq,
      boot: 'f00d',
      store: 'east-street',
      device: 'ab12',
      clerk,
      activation,
      app: '0.1.0',
      policy: HASH('d'),
      ...body,
    }
    rows.push({
      seq: seq as Seq,
      bytes: utf8(canonicalize(entry)),
      kind: String(body['kind']),
      at,
      clerk,
      activation,
      service: typeof body['service'] === 'string' ? body['service'] : '',
      cust: '',
    })
  }
  const given = (service: string, group: string, pad: typeof PAD, form = 'strokes') => ({
    kind: 'consent.given',
    service,
    notice: HASH('c'),
    lang: 'zh-CN',
    basis: service === 'meadow-shop' ? 'provision' : 'contract',
    signature: { hash: strokeHash(pad), form, group, points: pad.strokes.flat().length, ms: 2140 },
    signer: { who: 'customer', identified: 'portal-real-name', companion: form === 'mark' },
    promise: 'gift',
    price: service === 'meadow-shop' ? { fen: 0, per: 'once' } : { fen: 600, per: 'month' },
  })
  const notice = (service: string, ms: number, aloud: boolean) => ({
    kind: 'notice.presented',
    service,
    notice: HASH('c'),
    lang: 'zh-CN',
    layer: 'key',
    ms,
    scrolled: true,
    aloud,
    size: 3,
  })
  const refused = (service: string, why?: string) => ({
    kind: 'consent.refused',
    service,
    notice: HASH('c'),
    lang: 'zh-CN',
    asked: 'counter',
    ...(why ? { why } : {}),
  })
  const number = commitTo(SALT, '+8613800138000') as Commitment
  add('', '', 0, { kind: 'browser.started', browser: 'Chromium 156', platform: 'linux' })
  add('', '0417', 20, { kind: 'shift.started', how: 'pin' })
  add(A1, '0417', 30, {
    kind: 'activation.opened',
    portal: 'demo',
    number,
    customer: null,
    order: '20261123-0092',
  })
  add(A1, '0417', 20, {
    kind: 'submit.stopped',
    open: ['ringback', 'account-cover', 'meadow-shop'],
    route: 'button',
    why: 'gate/waiting',
  })
  add(A1, '0417', 12, { kind: 'promise.stated', code: 'gift', text: null, services: ['ringback'] })
  add(A1, '0417', 52, notice('ringback', 52_000, true))
  add(A1, '0417', 31, notice('account-cover', 31_000, true))
  add(A1, '0417', 1, refused('account-cover', 'not-understood'))
  add(A1, '0417', 40, notice('meadow-shop', 40_000, true))
  add(A1, '0417', 12, given('ringback', 'g1', PAD))
  add(A1, '0417', 15, given('meadow-shop', 'g2', MARK, 'mark'))
  add(A1, '0417', 30, {
    kind: 'number.stopped',
    origin: 'https://chat.example',
    service: null,
    page: 'field',
    number: 'guarded',
    way: 'paste',
    layer: 'number',
    why: 'number-elsewhere',
  })
  add(A1, '0417', 8, {
    kind: 'permit.issued',
    permit: 'p1',
    service: 'meadow-shop',
    until: new Date(at + 600_000).toISOString(),
    consent: 10,
  })
  add(A1, '0417', 60, { kind: 'permit.used', permit: 'p1', service: 'meadow-shop' })
  add(A1, '0417', 20, {
    kind: 'activation.submitted',
    order: '20261123-0092',
    items: [{ service: 'ringback', action: 'add' }],
    answered: null,
    status: 201,
  })
  add(A1, '0417', 2, { kind: 'receipt.issued', receipt: HASH('e'), answers: ['1', '2', '3'] })
  add(A1, '0417', 40, { kind: 'handover.confirmed', by: 'customer', minutes: 6 })
  add(A2, '0392', 90, { kind: 'activation.opened', portal: 'demo', number, customer: null, order: null })
  add(A2, '0392', 60, {
    kind: 'signup.stopped',
    origin: 'https://social.example',
    service: null,
    page: 'sign-up',
    number: 'other',
    way: 'button',
    layer: 'page',
    why: 'sign-up-unsigned',
  })
  add(A2, '0392', 44, refused('ringback'))
  add('', '0392', 30, {
    kind: 'override.granted',
    by: '0392',
    how: 'reason',
    reason: 'own-account',
    origin: 'https://mail.example',
    service: null,
  })
  return rows
}

const fits =
  (f: Filter) =>
  (r: Row): boolean =>
    (f.from === undefined || r.at >= f.from) &&
    (f.to === undefined || r.at <= f.to) &&
    (f.clerk === undefined || r.clerk === f.clerk) &&
    (f.service === undefined || r.service === f.service) &&
    (f.activation === undefined || r.activation === f.activation) &&
    (f.kinds === undefined || f.kinds.includes(r.kind))

const sealed = (value: string): Opened['value'] => ({
  commitment: commitTo(SALT, value),
  salt: SALT_HEX,
  value,
})
const receiptLine = (service: string, zh: string) => ({ service, name: { 'zh-CN': zh, en: service } })
const OPENED: Readonly<Record<string, readonly Opened[]>> = {
  [A1]: [
    { id: '1', kind: 'number', value: sealed('+8613800138000') },
    { id: '2', kind: 'customer', value: sealed('王小芬') },
    { id: '3', kind: 'signature', value: { hash: strokeHash(PAD), group: 'g1', ...PAD } },
    { id: '4', kind: 'signature', value: { hash: strokeHash(MARK), group: 'g2', ...MARK } },
    {
      id: '5',
      kind: 'receipt',
      value: {
        at: new Date(midnight).toISOString(),
        agreed: [receiptLine('ringback', '视频彩铃'), receiptLine('meadow-shop', '青禾商城账号')],
        refused: [receiptLine('account-cover', '账户安全险')],
        accounts: [{ 'zh-CN': '青禾商城账号', en: 'Meadow Shop account' }],
        hash: HASH('e'),
      },
    },
  ],
  [A2]: [{ id: '6', kind: 'number', value: sealed('+8617000170000') }],
}

const TRACES: TracesView = {
  number: '138 **** 8000',
  activations: [
    { id: A1 as ActivationId, at: new Date(midnight).toISOString() },
    { id: A2 as ActivationId, at: null },
  ],
  open: false,
  guarded: true,
  holds: [],
}

const VAULT: OpenVault = {
  of: async (activation) => ({ opened: OPENED[activation] ?? [], fault: null }),
  prove: async () => HASH('f'),
  reseal: async (_recipients, _hand, progress) => {
    progress(40)
    return ok({ done: 40, closed: 2 })
  },
  lock: () => undefined,
}

/** A backend of made-up records; the right passphrase is `demo`. */
export function demoBackend(view: Partial<ConsoleView> = {}, now = Date.now()): ConsoleBackend {
  const rows = rowsOf(now)
  let shown: ConsoleView = { ...VIEW, ...view }
  let rejected = 0
  const find = (f: Filter): Row[] => rows.filter(fits(f)).reverse()
  const client: Client = {
    ask: async (name, body) => {
      if (name === 'vault.create') shown = { ...shown, vault: 'local' }
      if (name === 'console.rejected') rejected++
      if (name === 'policy.import') {
        shown = { ...shown, policy: { ...shown.policy, name: '2026-11-demo', source: 'local' } }
      }
      if (name === 'log.exported') return ok({ seq: rows.length }) as never
      if (name === 'vault.challenge') return ok({ sealed: '' }) as never
      if (name === 'console.traces' || name === 'console.erase') return ok(TRACES) as never
      void body
      return ok(
        name === 'console.open' || name === 'policy.import' || /^(vault|console)\.(?!un|rej)/.test(name)
          ? shown
          : null,
      ) as never
    },
    onNudge: () => () => undefined,
  }
  const backend: ConsoleBackend = {
    client,
    log: null,
    forLog: (log) => ({ ...backend, log }),
    changeKey: async () => ok({ recipient: `age1${'q'.repeat(58)}`, sealed: '' }),
    keysElsewhere: async () => 42,
    reader: {
      page: async (filter, before, limit) => {
        if (filter.kinds?.includes('manager.rejected')) {
          const at = Date.now()
          const entry = { kind: 'manager.rejected', where: 'vault' }
          return Array.from({ length: rejected }, () => ({
            ...(rows[0] as Row),
            at,
            bytes: utf8(canonicalize(entry)),
          }))
        }
        return find(filter)
          .filter((r) => before === null || r.seq < before)
          .slice(0, limit)
      },
      count: async (filter) => find(filter).length,
      head: async () => ({ size: rows.length, root: HASH('9'), checkpoint: '', vkey: '' }),
    },
    createKey: async () => ok({ recipient: `age1${'q'.repeat(58)}`, sealed: '' }),
    unlock: async (secret) =>
      secret === 'demo' ? ok(VAULT) : { ok: false, error: { code: 'vault/passphrase' } },
    checked: async () => 11,
    verify: async ({ scope, outside }, progress) => {
      progress(rows.length, rows.length, 'log')
      const cut = outside !== ''
      return {
        size: rows.length,
        root: HASH('9'),
        from: scope === 'since' && !cut ? 11 : 0,
        checkpoint: '',
        outside: cut ? [4210] : [],
        sound: !cut,
        fault: cut ? 'log/rolled-back' : null,
        where: cut ? '4210' : null,
      }
    },
    build: async () => ({ blob: new Blob(['x']), rows: 3, hash: HASH('b') }),
    save: () => undefined,
  }
  return backend
}

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

async function find<E extends Element>(root: HTMLElement, css: string): Promise<E> {
  for (let tries = 0; tries < 100; tries++) {
    const found = root.querySelector<E>(css)
    if (found) return found
    await wait(20)
  }
  throw new Error(`preview: ${css} did not appear`)
}

/** Types as a person does: the field tells what is in it. */
async function type(root: HTMLElement, css: string, value: string): Promise<void> {
  const field = await find<HTMLInputElement>(root, css)
  field.value = value
  field.dispatchEvent(new InputEvent('input', { bubbles: true }))
  await wait(30)
}

async function press(root: HTMLElement, css: string): Promise<void> {
  const button = await find<HTMLButtonElement>(root, css)
  button.click()
  await wait(80)
}

/** Opens the made-up vault and goes to a page. */
const inside =
  (hash: string, more?: (root: HTMLElement) => Promise<void>) =>
  async (root: HTMLElement): Promise<void> => {
    await press(root, 'input[value=routine]')
    await type(root, '#secret', 'demo')
    await press(root, '#unlock')
    await find(root, '.co-figures')
    location.hash = hash
    await wait(250)
    await more?.(root)
  }

const first = (lang: Lang) => (
  <Console
    backend={demoBackend({
      lang,
      vault: 'none',
      policy: { name: 'built-in', source: 'built-in', hash: HASH('d'), fault: null },
    })}
  />
)
const shown = (lang: Lang) => <Console backend={demoBackend({ lang })} />

const damaged = (lang: Lang) => (
  <Console
    backend={demoBackend({
      lang,
      alarms: ['log/resumed', 'vault/replaced'],
      logs: [{ name: 'countersign', size: 4211, at: '2026-11-20T02:00:00.000Z', why: 'root' }],
    })}
  />
)

const makeKey = async (root: HTMLElement): Promise<void> => {
  await type(root, '#passphrase', 'green lantern seven rivers')
  await type(root, '#passphrase-again', 'green lantern seven rivers')
  await press(root, '#make-key')
  await find(root, '#policy-file')
}

const pages: Readonly<Record<string, (root: HTMLElement) => Promise<void>>> = {
  today: inside('#/today'),
  log: inside('#/log'),
  'log-all': inside('#/log/all'),
  activation: inside(`#/activation/${A1}`),
  verify: inside('#/verify', (root) => press(root, '#verify-start')),
  'verify-since': inside('#/verify', (root) => press(root, '#verify-since')),
  'verify-cut': inside('#/verify', async (root) => {
    await type(root, '#verify-outside', 'CSR1:012345')
    await press(root, '#verify-since')
  }),
  export: inside('#/export', (root) => press(root, '#export-unmasked')),
  exported: inside('#/export', (root) => press(root, '#export-go')),
  settings: inside('#/settings', async (root) => {
    await press(root, '#change-passphrase summary')
    await press(root, '#lost-passphrase summary')
  }),
  keep: inside('#/keep', async (root) => {
    await type(root, '#erase-number', '13800138000')
    await press(root, '#erase-find')
    await find(root, '#erase-go')
  }),
}

const view = (name: string, render: Preview['render'], then?: Preview['then']): Preview => ({
  name,
  render,
  ...(then ? { then } : {}),
})

export const previews: Previews = [
  view('first-run-key', first, (root) => type(root, '#passphrase', 'green lantern')),
  view('first-run-policy', first, makeKey),
  view('first-run-policy-fault', first, async (root) => {
    await makeKey(root)
    await press(root, 'summary')
    await type(root, '#policy-text', '{"v": 1, "name": 7}')
    await press(root, '#policy-read')
  }),
  view('unlock', shown),
  view('unlock-wrong', shown, async (root) => {
    await press(root, 'input[value=audit]')
    await type(root, '#secret', 'not it')
    await press(root, '#unlock')
  }),
  view('today-alarms', damaged, inside('#/today')),
  view(
    'verify-earlier',
    damaged,
    inside('#/verify', async (root) => {
      const choice = await find<HTMLSelectElement>(root, '#log-choice')
      choice.value = 'countersign'
      choice.dispatchEvent(new Event('change', { bubbles: true }))
      await wait(100)
    }),
  ),
  ...Object.entries(pages).map(([name, then]) => view(name, shown, then)),
]
