/** A message is hostile until parsed: whatever is sent on any of the three lines, nothing throws and nothing unparsed passes. */
import * as fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it, vi } from 'vitest'
import { createRouter, parseToBackground } from '../../../utils/wire/background.ts'
import { numberedOrder, orderAnswer, state, way } from '../../../utils/wire/holdback.ts'
import type { Handlers, Name } from '../../../utils/wire/index.ts'
import { LIMITS } from '../../../utils/wire/limits.ts'
import { MESSAGES, SENDERS } from '../../../utils/wire/pages/index.ts'
import { fits } from '../../../utils/wire/shapes.ts'

const NAMES = Object.keys(MESSAGES) as Name[]
const ACTIVATION = '0123456789abcdef01234567'

/** A router whose every handler notes that it was reached. */
function listening() {
  const reached = vi.fn(async () => ({ ok: true, value: null }))
  const router = createRouter(Object.fromEntries(NAMES.map((name) => [name, reached])) as unknown as Handlers)
  const ask = (m: unknown, b: unknown, from: string, k?: string) =>
    router.receive(
      { m, b, ...(k ? { k } : {}) },
      from === 'panel'
        ? { kind: 'panel', tab: 1, url: 'https://carrier.example/' }
        : { kind: 'page', tab: 2, url: from },
    )
  return { reached, router, ask }
}
const senderOf = (name: Name): string => SENDERS.find(([, messages]) => name in messages)?.[0] ?? ''

/** Values that no JSON has but a browser clones, or that are one member off. */
const odd = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true }),
  fc.constantFrom<unknown>(null, undefined, NaN, Infinity, '', ACTIVATION, { __proto__: null }, [], () => 0),
)

describe('pages and panel', () => {
  it('every message has one sender, and is dropped and counted from every other', async () => {
    const { router, ask, reached } = listening()
    const senders = SENDERS.map(([sender]) => sender)
    let dropped = 0
    for (const name of NAMES)
      for (const from of [...senders, '/other.html', '/verify.html', ''].filter(
        (s) => s !== senderOf(name),
      )) {
        expect(await ask(name, {}, from), `${name} from ${from}`).toBeUndefined()
        expect(router.dropped()).toBe(++dropped)
      }
    expect(reached).not.toHaveBeenCalled()
    expect(dropped).toBe(NAMES.length * (senders.length + 2))
  })

  it('nothing that is not exactly a message reaches a handler, and nothing throws', async () => {
    const { ask, reached } = listening()
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...NAMES), odd, async (name, body) => {
        reached.mockClear()
        const answer = await ask(name, body, senderOf(name))
        const isShaped = v.is(MESSAGES[name].shape, body)
        if (!isShaped) expect(answer?.r).toMatchObject({ ok: false })
        if (!isShaped) expect(reached).not.toHaveBeenCalled()
      }),
      { numRuns: 1500 },
    )
  })

  it('names that are members of every object, and envelopes of every kind, are dropped', async () => {
    const { router, reached } = listening()
    const names = fc.oneof(
      fc.constantFrom('constructor', '__proto__', 'toString', 'panel', 'panel.'),
      fc.string(),
    )
    const from = { kind: 'panel', tab: 1, url: 'https://carrier.example/' } as const
    await fc.assert(
      fc.asyncProperty(fc.oneof(odd, fc.record({ m: names, b: odd, k: odd })), async (message) => {
        expect(await router.receive(message, from)).toBeUndefined()
      }),
      { numRuns: 500 },
    )
    expect(reached).not.toHaveBeenCalled()
  })

  it('a member more, a member less, and a value of another kind are each refused', async () => {
    const { ask, reached } = listening()
    const good = { activation: ACTIVATION, promise: 'none', text: null }
    const whole = await ask('panel.hand-over', good, 'panel')
    expect(whole?.r.ok).toBe(true)
    expect(reached).toHaveBeenCalledTimes(1)
    const { text: _, ...less } = good
    for (const body of [
      { ...good, more: 1 },
      less,
      { ...good, text: 'x'.repeat(LIMITS.text + 1) },
      { ...good, activation: ACTIVATION.toUpperCase() },
      { ...good, promise: 'None' },
      [good],
      JSON.stringify(good),
    ])
      expect((await ask('panel.hand-over', body, 'panel'))?.r).toEqual({
        ok: false,
        error: { code: 'message/shape' },
      })
    expect(reached).toHaveBeenCalledTimes(1)
  })

  it('what is too large is refused before its shape is looked at', async () => {
    const { ask } = listening()
    const large = { text: 'x'.repeat(LIMITS.page), junk: 1 }
    expect((await ask('policy.import', large, '/console.html'))?.r).toMatchObject({
      error: { code: 'message/too-large' },
    })
  })

  it('a page needs the token of its own last answer', async () => {
    const { ask } = listening()
    const first = await ask('sign.open', { activation: ACTIVATION }, '/sign.html')
    const k = first?.k as string
    expect((await ask('popup.take-back', {}, '/popup.html', k))?.r).toMatchObject({
      error: { code: 'token/stale' },
    })
    expect((await ask('sign.slow', { activation: ACTIVATION }, '/sign.html', k))?.r.ok).toBe(true)
    expect((await ask('sign.slow', { activation: ACTIVATION }, '/sign.html', k))?.r.ok).toBe(false)
  })
})

describe('the size of a message', () => {
  it('counts members and texts, and ends at what holds itself', () => {
    expect(fits({ a: 'xx' }, 3)).toBe(true)
    expect(fits({ a: 'xx' }, 2)).toBe(false)
    const loop: { own?: unknown } = {}
    loop.own = loop
    expect(fits(loop, 1e6)).toBe(false)
    expect(
      fits(
        Array.from({ length: LIMITS.values + 1 }, () => 0),
        1e9,
      ),
    ).toBe(false)
  })

  it('lets through the largest signature that the window sends', () => {
    const points = 2 * 3000
    expect(fits({ strokes: [Array.from({ length: points }, () => [0.5, 1.5, 2, 0.5])] }, LIMITS.page)).toBe(
      true,
    )
  })
})

const STOP = {
  t: 'stop',
  n: 1,
  page: 'field',
  number: 'guarded',
  way: 'key',
  layer: 'number',
  act: 'stop',
  why: 'number-elsewhere',
  cell: 'field/guarded',
  digits: '13800138000',
  quarantine: false,
  hand: true,
} as const
const ORDER = {
  t: 'order',
  n: 1,
  url: 'https://carrier.example/order',
  method: 'POST',
  contentType: null,
  body: '{}',
  bytes: false,
  route: 'request',
} as const

describe("the sentinel's port", () => {
  const good = [
    STOP,
    ORDER,
    { t: 'person' },
    { t: 'manager', n: 1 },
    { t: 'log-in' },
    { t: 'code' },
    { t: 'typed', digits: '1' },
    { t: 'reason', n: 1, code: 'own-account', cell: 'field/guarded' },
    { t: 'ask-customer', n: 1 },
    { t: 'order-over', n: 1 },
  ]

  it('takes each message that a sentinel sends, and with one member changed, added or left out none', () => {
    for (const message of good) {
      expect(parseToBackground(message)).toEqual(message)
      expect(parseToBackground({ ...message, more: 1 })).toBeNull()
      for (const key of Object.keys(message)) {
        const { [key]: _, ...less } = message as Record<string, unknown>
        expect(parseToBackground(less), `${message.t} without ${key}`).toBeNull()
        expect(parseToBackground({ ...message, [key]: { odd: 1 } }), `${message.t}.${key}`).toBeNull()
      }
    }
  })

  it('never throws, and gives back only what is exactly a message', () => {
    const near = fc.record({
      t: fc.constantFrom('stop', 'order', 'typed', 'reason', '__proto__', 'constructor'),
      n: odd,
      digits: odd,
      body: odd,
    })
    fc.assert(
      fc.property(
        fc.oneof(
          odd,
          near,
          fc.constantFrom(...good).chain((m) => odd.map((o) => ({ ...m, n: o }))),
        ),
        (m) => {
          const parsed = parseToBackground(m)
          if (parsed) expect(good.map((g) => g.t)).toContain(parsed.t)
          if (parsed && 'n' in parsed) expect(Number.isSafeInteger(parsed.n)).toBe(true)
        },
      ),
      { numRuns: 1500 },
    )
  })

  it('a text of many digits is no more than a number', () => {
    expect(parseToBackground({ ...STOP, digits: '1'.repeat(16) })).toBeNull()
    expect(parseToBackground({ t: 'typed', digits: '1'.repeat(25) })).toBeNull()
    expect(parseToBackground({ ...ORDER, body: 'x'.repeat(LIMITS.orderBody + 1) })).toBeNull()
  })
})

describe('sentinel with holdback', () => {
  it('an order that passed is one that the background can parse as well', () => {
    const numbered = {
      i: 1,
      url: '/order',
      method: 'POST',
      contentType: null,
      body: '',
      bytes: false,
      route: 'form',
    }
    const parsed = v.parse(numberedOrder, numbered)
    const { i, ...order } = parsed
    expect(parseToBackground({ t: 'order', n: i, ...order })).not.toBeNull()
  })

  it('takes no text that is not exactly one of its own', () => {
    const shapes = [numberedOrder, state, orderAnswer, way] as const
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json().map((text): unknown => JSON.parse(text)),
          odd,
        ),
        (value) => {
          expect(shapes.some((shape) => v.is(shape, value))).toBe(
            ['v', 's', 'f', 'c'].includes(value as string),
          )
        },
      ),
      { numRuns: 1500 },
    )
  })
})
