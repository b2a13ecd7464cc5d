/** What is broken, missing or hostile: the act is held, the reason shown, nothing half written. */
import { beforeEach, describe, expect, it } from 'vitest'
import { browserUnderTest, type DrivenPage } from '../driver/index.ts'
import * as F from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'
import { describeOnce, itOnce } from '../where.ts'

const ORDER = 'POST /tmf-api/productOrderingManagement/v4/productOrder'
let c: F.Counter
beforeAll(async () => {
  c = await F.openCounter({ browser: browserUnderTest() })
})
afterAll(() => c?.close())
beforeEach(() => c.world.reset())

describe('a portal that cannot be read', () => {
  itOnce.each([
    ['number', 'field.fields.number'],
    ['services', 'field.services.row'],
    ['code', 'field.services.code'],
  ] as const)('without %s: the panel names it and the submit stays held', async (part, key) => {
    const portal = await F.openPortal(c, {
      ...F.YOUNGER,
      ticks: [],
      step: 'confirm',
      query: `broken=${part}`,
    })
    const words = await portal.panel.waitForText(c.t.panel('missing.title'))
    expect(words).toContain(c.t.panel(key))
    await F.allDrawn(portal)
    await F.pressSubmit(c, portal)
    await portal.panel.waitForText(c.t.panel('held'))
    expect(F.reached(c, 'carrier', ORDER), F.LEAK).toBe(0)
    expect(portal.errors).toEqual([])
    await portal.close()
  })

  it('without a submit button that the adapter knows: the order itself is held', async () => {
    const portal = await F.openPortal(c, {
      ...F.YOUNGER,
      ticks: ['RBT06'],
      step: 'confirm',
      query: 'broken=button',
    })
    await portal.panel.waitForText(c.t.panel('missing.title'))
    await F.allDrawn(portal)
    await F.pressSubmit(c, portal)
    expect(F.reached(c, 'carrier', ORDER), F.LEAK).toBe(0)
    await portal.close()
  })

  itOnce('with something that is not a phone number', async () => {
    const portal = await F.openPortal(c, { ...F.YOUNGER, number: '12345', ticks: [], step: 'confirm' })
    await portal.panel.waitForText(c.t.panel('problem.number/not-a-number'))
    await F.allDrawn(portal)
    await F.pressSubmit(c, portal)
    await portal.panel.waitForText(c.t.panel('held'))
    expect(F.reached(c, 'carrier', ORDER), F.LEAK).toBe(0)
    await portal.close()
  })
})

interface Said {
  readonly r?: { readonly ok: boolean; readonly error?: { readonly code: string } }
  readonly k?: string
}
/** Sends one raw message from a page of the extension. */
const say = (page: DrivenPage, message: unknown): Promise<Said | null> =>
  page.evaluate(async (m) => {
    const all = globalThis as unknown as Record<
      string,
      { runtime: { sendMessage(m: unknown): Promise<unknown> } }
    >
    const api = all['browser'] ?? all['chrome']
    return ((await api?.runtime.sendMessage(m).catch(() => null)) ?? null) as never
  }, message as object)

describe('hostile messages', () => {
  it('a page that is not the customer’s window cannot answer for the customer', async () => {
    const portal = await F.activate(c, { ...F.YOUNGER, ticks: ['RBT06'] })
    const [opened] = (await F.logOf(c)).filter((e) => e['kind'] === 'activation.opened').slice(-1)
    const activation = opened?.['activation']
    const before = (await F.logOf(c)).length
    const page = await c.d.newPage(c.d.extensionUrl('popup.html'))
    const hello = await say(page, { m: 'popup.open', b: {} })
    expect(hello?.k).toMatch(/\w/)
    // Another surface's message, with a token that is good here.
    expect(await say(page, { m: 'sign.open', b: { activation }, k: hello?.k })).toBeNull()
    expect(
      await say(page, {
        m: 'sign.answer',
        b: { activation, service: 'qinghe-ring-tone', hash: '0'.repeat(64), lang: 'zh-CN', answer: 'agree' },
        k: hello?.k,
      }),
    ).toBeNull()
    await page.close()
    expect((await F.logOf(c)).length).toBe(before)
    await portal.close()
  })

  it('a token is good once, and not for another page', async () => {
    const page = await c.d.newPage(c.d.extensionUrl('console.html'))
    const hello = await say(page, { m: 'console.open', b: {} })
    const first = await say(page, { m: 'console.rejected', b: {}, k: hello?.k })
    expect(first?.r?.ok).toBe(true)
    expect((await say(page, { m: 'console.rejected', b: {}, k: hello?.k }))?.r?.error?.code).toBe(
      'token/stale',
    )
    expect((await say(page, { m: 'console.rejected', b: {} }))?.r?.error?.code).toBe('token/stale')
    const other = await c.d.newPage(c.d.extensionUrl('console.html'))
    expect((await say(other, { m: 'console.rejected', b: {}, k: first?.k }))?.r?.error?.code).toBe(
      'token/stale',
    )
    await page.close()
    await other.close()
  })

  it.each([
    ['an unknown name', { m: 'policy.erase', b: {} }, null],
    ['a name of every object', { m: 'constructor', b: {} }, null],
    ['no message at all', 'popup.open', null],
    ['a wrong shape', { m: 'console.open', b: { extra: 1 } }, 'message/shape'],
  ] as const)('%s does nothing', async (_, message, code) => {
    const page = await c.d.newPage(c.d.extensionUrl('console.html'))
    const answer = await say(page, message)
    expect(answer?.r?.error?.code ?? null).toBe(code)
    await page.close()
  })

  it('a web page has nobody to talk to', async () => {
    const page = await c.d.newPage(c.world.url('plain', '/'))
    const before = (await F.logOf(c)).length
    const answer = await page.evaluate(
      async (id) => {
        const api = (
          globalThis as unknown as { chrome?: { runtime?: { sendMessage?(...a: unknown[]): unknown } } }
        ).chrome
        if (!api?.runtime?.sendMessage) return 'no door'
        try {
          return await Promise.race([
            api.runtime.sendMessage(id, { m: 'console.open', b: {} }),
            new Promise((done) => setTimeout(done, 500, 'silence')),
          ])
        } catch {
          return 'refused'
        }
      },
      new URL(c.d.extensionUrl('')).host,
    )
    expect(['no door', 'refused', 'silence', undefined, null]).toContain(answer)
    expect((await F.logOf(c)).length).toBe(before)
    await page.close()
  })
})

describeOnce('a policy that is not valid', () => {
  it.each([
    ['no JSON', () => '{'],
    ['a wrong field', () => JSON.stringify({ ...c.policy, portals: 'none' })],
    [
      'a service twice',
      (): string => JSON.stringify({ ...c.policy, services: [...c.policy.services, c.policy.services[0]] }),
    ],
  ] as readonly [string, () => string][])(
    '%s: the last good one holds, and the popup says so',
    async (_, text) => {
      await expect(
        F.ask(c, 'console.html', [
          ['console.open', {}],
          ['policy.import', { text: text() }],
        ]),
      ).rejects.toThrow()
      const popup = await c.d.newPage(c.d.extensionUrl('popup.html'))
      await popup.waitForText(/新的设置有错，在 .+；现在用的还是上一份/)
      await popup.close()
      // The last good one really holds: its portal is read, its floor stands.
      const portal = await F.activate(c, { ...F.CUSTOMER, ticks: [] })
      await portal.close()
      const stopped = await F.stoppedAt(c, c.world.url('shop', '/register'))
      await stopped.close()
    },
  )
})

describeOnce('a notice that lacks a part, lacks a language, or is too long for a screen', () => {
  it('cannot be put to a customer: the service is held, and can only come off', async () => {
    const notices = c.policy.notices.flatMap((n): readonly unknown[] => {
      const one = n as { service: string; lang: string; key: object; full: Record<string, unknown> }
      if (one.service === 'qinghe-ring-tone') return [{ ...one, full: { ...one.full, withdraw: '' } }]
      if (one.service === 'qinghe-missed-call' && one.lang === 'en') return []
      if (one.service === 'qinghe-data-pack')
        return [{ ...one, key: { ...one.key, what: '很长'.repeat(80) } }]
      return [n]
    })
    await F.ask(c, 'console.html', [
      ['console.open', {}],
      ['policy.import', { text: JSON.stringify({ ...c.policy, name: 'incomplete', notices }) }],
    ])
    const portal = await F.activate(c, {
      ...F.YOUNGER,
      number: '13800138031',
      ticks: ['RBT06', 'MCR02', 'DATA10'],
      step: 'confirm',
    })
    await F.allDrawn(portal)
    await F.wait('all three to be held', async () => {
      const text = await portal.panel.text()
      return text.split(c.t.panel('hint.unknown')).length === 4
    })
    await F.pressSubmit(c, portal)
    await portal.panel.waitForText(c.t.panel('held'))
    expect(F.reached(c, 'carrier', ORDER), F.LEAK).toBe(0)
    expect(await portal.panel.button(c.policy.promises[0]?.words[c.lang] ?? '').here()).toBe(false)
    await portal.panel.button(c.t.panel('untick')).click()
    await portal.panel.waitForText(c.t.panel('open.none'))
    await F.pressSubmit(c, portal)
    await F.confirmedBy(portal)
    expect(c.world.orders().map((o) => o.codes)).toEqual([['PLAN39', 'CLIP00']])
    expect(F.kindsOf(await F.logOf(c))).not.toContain('consent.given')
  })
})
