import 'fake-indexeddb/auto'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import type { ActivationId, Lang, Result } from '../../../utils/base/index.ts'
import { fromUtf8 } from '../../../utils/base/index.ts'
import {
  type Counter,
  createEvents,
  createHandlers,
  type Events,
  type Host,
  startCounter,
} from '../../../utils/counter/index.ts'
import { openReader } from '../../../utils/store/index.ts'
import type { In, Name, Out, ReadService, Sender, SignView, Stroke } from '../../../utils/wire/index.ts'
import { worldPolicy } from '../../world/policy.ts'
import { fakeLocks, type TestClock, testClock } from '../store/open.ts'

const PORTAL = 'http://carrier.localhost/'
const ORDER = `${PORTAL}tmf-api/productOrderingManagement/v4/productOrder`

/** A browser that does nothing and remembers what it was told. */
function fakeHost() {
  const windows = new Set<string>()
  const closed: number[] = []
  const reopened: number[] = []
  let tab = 100
  const host = {
    engine: 'chromium',
    canBlock: () => true,
    createTab: async () => ++tab,
    goTab: async () => undefined,
    backTab: async () => undefined,
    closeTab: async (t: number) => void closed.push(t),
    tabUrl: async () => '',
    openWindow: async (path: string) => void windows.add(path),
    closeWindow: async (path: string) => void windows.delete(path),
    openConsole: async () => undefined,
    openPages: async () => [...windows],
    displays: async () => ({ displays: [], display: null }),
    chooseDisplay: async () => undefined,
    setDynamicRules: async () => undefined,
    setSessionRules: async () => undefined,
    setPortals: async () => undefined,
    cleanSite: async () => true,
    nudge: () => undefined,
    pushSnapshots: () => undefined,
    relay: () => undefined,
    tellSentinel: () => undefined,
    reopen: () => void reopened.push(1),
    badge: () => undefined,
    faults: () => [],
    posture: async () => [],
    alarm: () => undefined,
    keep: async () => undefined,
    kept: async () => null,
  } as unknown as Host
  return { host, windows, closed, reopened }
}

/** Puts something into the memory that only `commit` changes otherwise. */
export const know = (counter: Counter, some: Partial<Counter>): void => void Object.assign(counter, some)

export interface TestCounter {
  readonly counter: Counter
  /** What the browser tells it. */
  readonly events: Events
  readonly clock: TestClock
  readonly windows: Set<string>
  readonly closed: number[]
  /** How often the log was to be opened anew. */
  readonly reopened: number[]
  ask<N extends Name>(name: N, body: In<N>): Promise<Result<Out<N>>>
  /** A panel's message from another frame than the top one, or from a tab whose top is another page. */
  from<N extends Name>(name: N, body: In<N>, sender: Partial<Sender>): Promise<Result<Out<N>>>
  /** As `ask`, and fails the test where the answer is an error. */
  ok<N extends Name>(name: N, body: In<N>): Promise<Out<N>>
  /** The portal's page as the panel reads it. */
  read(over?: Partial<NonNullable<In<'panel.read'>['reading']>>): Promise<Out<'panel.read'>>
  /** The portal sends an order and answers it; `date` is the answer's own. */
  order(items: readonly { code: string; action: string }[], date?: string | null): Promise<void>
  policy(change: (policy: Record<string, unknown>) => void): Promise<void>
  tick(): Promise<void>
  entries(): Promise<readonly Record<string, unknown>[]>
  kinds(): Promise<readonly string[]>
  /** The worker starts again; `fresh`: the whole browser. */
  restart(how?: { fresh?: boolean; host?: Partial<Host>; callMs?: number }): Promise<TestCounter>
  close(): void
}

export const ticked = (...codes: string[]): ReadService[] =>
  codes.map((code) => ({ code, name: code, price: null, ticked: true, included: false }))

async function start(
  clock: TestClock,
  fresh: boolean,
  own: Partial<Host> = {},
  callMs?: number,
): Promise<TestCounter> {
  const { host, windows, closed, reopened } = fakeHost()
  Object.assign(host, own)
  Object.defineProperty(globalThis.navigator, 'locks', { value: fakeLocks(), configurable: true })
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work)
    last = next.catch(() => undefined)
    return next
  }
  const running = await startCounter({
    host,
    clock: { now: () => clock.wall, mono: () => clock.run },
    app: '0.1.0',
    lang: () => 'zh-CN',
    bannerTexts: () => ({}) as never,
    panelTexts: () => ({ lang: 'zh-CN', panel: {}, held: {} }),
    flushFirst: false,
    keptHead: null,
    freshRun: fresh,
    ...(callMs === undefined ? {} : { callMs }),
    browser: { browser: 'test', platform: 'test' },
  })
  const handlers = createHandlers(running, inTurn, async () => null)
  const events = createEvents(running, inTurn)
  const from = (name: string): Sender =>
    name.startsWith('panel.')
      ? { kind: 'panel', tab: 1, url: PORTAL }
      : { kind: 'page', tab: 2, url: `/${name.slice(0, name.indexOf('.'))}.html` }
  const reader = openReader()
  const counter: TestCounter = {
    counter: running,
    events,
    clock,
    windows,
    closed,
    reopened,
    ask: async (name, body) => {
      clock.wall += 1000
      clock.run += 1000
      return handlers[name](body as never, from(name)) as never
    },
    from: (name, body, sender) => handlers[name](body as never, { ...from(name), ...sender }) as never,
    async ok(name, body) {
      const answer = await counter.ask(name, body)
      if (!answer.ok) throw new Error(`${name}: ${answer.error.code}`)
      return answer.value
    },
    read: (over = {}) =>
      counter.ok('panel.read', {
        reading: {
          adapter: 'qinghe',
          number: '13800138000',
          customer: '王秀芬',
          age: 35,
          realName: true,
          clerk: '0417',
          order: null,
          services: ticked('RBT06'),
          loading: false,
          confirmed: null,
          missing: [],
          ...over,
        },
      }),
    async order(items, date = null) {
      const body = {
        productOrderItem: items.map(({ code, action }, i) => ({
          id: String(i),
          quantity: 1,
          action,
          productOffering: { id: code },
        })),
      }
      await events.sentinel({ tab: 1, frame: 0, url: PORTAL }, {
        t: 'order',
        n: 1,
        url: ORDER,
        method: 'POST',
        contentType: 'application/json',
        body: JSON.stringify(body),
        bytes: false,
        route: 'request',
      } as never)
      await events.answered({
        tab: 1,
        url: ORDER,
        method: 'POST',
        status: 201,
        date,
      })
    },
    async policy(change) {
      const policy = JSON.parse(JSON.stringify(worldPolicy())) as Record<string, unknown>
      change(policy)
      await counter.ok('policy.import', { text: JSON.stringify(policy) })
    },
    tick: () => events.tick(),
    async entries() {
      const out: Record<string, unknown>[] = []
      for await (const rows of reader.scan({}))
        for (const row of rows) out.push(JSON.parse(fromUtf8(row.bytes) ?? '{}'))
      return out
    },
    kinds: async () => (await counter.entries()).map((e) => String(e['kind'])),
    async restart({ fresh: anew = false, host: other = {}, callMs: ms } = {}) {
      counter.close()
      return start(clock, anew, other, ms)
    },
    close() {
      reader.close()
      running.store.close()
    },
  }
  return counter
}

/** A counter on an empty disk, with the demonstration store's policy and a manager's key. */
export async function openCounter(change: (policy: Record<string, unknown>) => void = () => undefined) {
  await new Promise<void>((resolve, reject) => {
    const gone = indexedDB.deleteDatabase('countersign')
    gone.onsuccess = () => resolve()
    gone.onblocked = () => reject(new Error('the last test left its database open'))
  })
  const counter = await start(testClock(), true)
  const recipient = await identityToRecipient(await generateX25519Identity())
  await counter.ok('vault.create', { recipient, sealed: 'unused' })
  await counter.policy(change)
  return counter
}

/** A hand's strokes, never twice the same. */
export function hand(seed = Math.random()): Stroke[] {
  const wobble = (n: number) => Math.sin(seed * 97 + n * 3.1) * 6
  return [0, 1, 2].map((s) =>
    Array.from({ length: 24 }, (_, i) => {
      const a = i / 4
      return [
        60 + s * 90 + a * 12 + wobble(i + s),
        80 + Math.sin(a * 2 + s) * 40 + wobble(i * 2),
        s * 400 + i * 12,
        0.5,
      ] as const
    }),
  )
}

/** A cross on the left half of the pad, and a companion's signature on the right. */
export const cross: readonly Stroke[] = [
  Array.from({ length: 9 }, (_, i) => [60 + i * 8, 60 + i * 9, i * 20, 0.5] as const),
  Array.from({ length: 9 }, (_, i) => [124 - i * 8, 60 + i * 9, 400 + i * 20, 0.5] as const),
]
export const beside = (seed = Math.random()): Stroke[] =>
  hand(seed).map((s) => s.map(([x, y, t, p]) => [320 + x * 0.7, y, 1000 + t, p] as const))

export const signature = (group: string, over: Partial<In<'sign.signature'>['signature']> = {}) => ({
  group,
  form: 'strokes' as const,
  width: 600,
  height: 200,
  strokes: hand(),
  trusted: true,
  companion: false,
  lang: 'zh-CN' as const,
  ...over,
})

/** The customer puts one notice on the screen and answers it. */
export async function answer(
  c: TestCounter,
  view: SignView,
  said: 'agree' | 'refuse',
  lang: Lang = 'zh-CN',
): Promise<SignView> {
  const item = view.items[view.at]
  if (!item) throw new Error('no item on the screen')
  const about = { activation: view.activation, service: item.service, hash: item.notices[lang].hash, lang }
  await c.ok('sign.presented', { ...about, layer: 'key', ms: 4000, scrolled: true, aloud: false, size: 1 })
  return c.ok('sign.answer', { ...about, answer: said })
}

/** Hands over and says who uses the number. */
export async function begin(
  c: TestCounter,
  activation: ActivationId,
  who: 'self' | 'child' | 'teen' | 'adult' = 'self',
  relation: string | null = null,
): Promise<SignView> {
  await c.ok('panel.hand-over', { activation, promise: 'none', text: null })
  const view = await c.ok('sign.open', { activation })
  return view.step === 'who' ? c.ok('sign.who', { activation, who, relation }) : view
}

/** A new activation of the number with these ticks; gives its id. */
export async function activation(
  c: TestCounter,
  over: Parameters<TestCounter['read']>[0] = {},
): Promise<ActivationId> {
  const view = await c.read(over)
  if (!view.activation) throw new Error('no activation')
  return view.activation.id
}

/** Two tries that are no signature: after these a mark may stand for one. */
export async function twiceRefused(c: TestCounter, id: ActivationId, group: string): Promise<void> {
  for (let i = 0; i < 2; i++) {
    const answer = await c.ask('sign.signature', {
      activation: id,
      signature: signature(group, { strokes: [[[50, 50, 0, 0.5]]] }),
    })
    if (answer.ok) throw new Error('a dot was taken for a signature')
  }
}

/** Agrees to everything and signs every group. */
export async function agreeToAll(c: TestCounter, start: SignView): Promise<SignView> {
  let view = start
  for (let i = 0; i < 20; i++) {
    if (view.step === 'item') view = await answer(c, view, 'agree')
    else if (view.step === 'age')
      view = await c.ok('sign.age', { activation: view.activation, band: 'adult' })
    else if (view.step === 'check')
      view = await c.ok('sign.check', {
        activation: view.activation,
        service: view.items[view.at]?.service as never,
        yes: true,
        lang: 'zh-CN',
      })
    else if (view.step === 'sign')
      view = await c.ok('sign.signature', {
        activation: view.activation,
        signature: signature(view.group?.id ?? ''),
      })
    else return view
  }
  throw new Error('the session does not end')
}

/** Ends an activation as the counter does: order, confirmation, hand-over. */
export async function finish(
  c: TestCounter,
  id: ActivationId,
  codes: readonly string[],
  over: Parameters<TestCounter['read']>[0] = {},
  date: string | null = null,
): Promise<void> {
  await c.order(
    ['PLAN39', ...codes].map((code) => ({ code, action: 'add' })),
    date,
  )
  await c.read({ ...over, confirmed: { order: 'X1' } })
  await c.ok('sign.handover', { activation: id, handset: true } as never)
}
