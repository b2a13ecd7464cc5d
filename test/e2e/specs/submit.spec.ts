/** The submit gate by every way in which an order can leave the portal. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { heldWords } from '../../../components/text/held.ts'
import type { HeldWhy } from '../../../utils/wire/index.ts'
import { browserUnderTest, type DrivenPage } from '../driver/index.ts'
import * as F from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'
import { ORDER, orderBody } from '../orders.ts'

let c: F.Counter
beforeAll(async () => {
  c = await F.openCounter({ browser: browserUnderTest() })
})
afterAll(() => c?.close())
beforeEach(() => c.world.reset())
let page: DrivenPage
afterEach(async () => {
  await page?.close().catch(() => undefined)
  for (const p of await c.d.pages())
    if ((await p.url().catch(() => '')).includes('sign.html')) await p.close()
})

let n = 0
/** Every case has a number of its own: nothing is left over from the one before. */
const nextNumber = () => `138001381${String(n++).padStart(2, '0')}`
const orders = () => F.reached(c, 'carrier', `POST ${ORDER}`)

/** The confirm step, all drawn. */
async function confirmStep(options: Parameters<typeof F.activate>[1] = {}): Promise<void> {
  page = await F.activate(c, { ...F.YOUNGER, number: nextNumber(), step: 'confirm', ...options })
  await F.allDrawn(page)
}

/** What the panel says of something that was held. */
const saidOf = (why: HeldWhy): string =>
  heldWords({ why, at: 0, services: [], number: null, canAsk: false }, c.lang).why[0] ?? ''
const held = () => page.panel.waitForText(c.t.panel('held'))
const stops = async () => (await F.logOf(c)).filter((e) => e['kind'] === 'submit.stopped')
const stopsOf = async (why?: string) => (await stops()).filter((e) => !why || e['why'] === why).length
/** The first stop after so many, as it stands in the log. */
const stopAfter = (before: number) => F.wait('the stop in the log', async () => (await stops())[before])

describe('a service is ticked and nobody signed', () => {
  it.each(['button', 'key', 'requestSubmit', 'click()'] as const)('%s', async (route) => {
    await confirmStep({ ticks: ['RBT06'] })
    if (route === 'button') await F.pressSubmit(c, page)
    else if (route === 'key') {
      await page.evaluate(() => document.querySelector<HTMLElement>('#submit-order')?.focus())
      await page.press('Enter')
    } else
      await page.evaluate((how) => {
        const form = document.querySelector<HTMLFormElement>('#order-form')
        if (how === 'requestSubmit') form?.requestSubmit()
        else document.querySelector<HTMLButtonElement>('#submit-order')?.click()
      }, route)
    await held()
    expect(await page.panel.text()).toContain(c.t.panel('why.waiting.one'))
    expect(orders(), F.LEAK).toBe(0)
  })

  it('form.submit(), which fires no event', async () => {
    const number = nextNumber()
    await confirmStep({ number, ticks: ['RBT06'] })
    const before = await stopsOf()
    await page.evaluate(
      (url, body) => {
        const form = document.createElement('form')
        form.method = 'post'
        form.action = url
        form.enctype = 'text/plain'
        const field = document.createElement('input')
        field.name = `${body.slice(0, -1)},"note":"`
        field.value = '"}'
        form.append(field)
        document.body.append(form)
        form.submit()
      },
      ORDER,
      orderBody(number, ['PLAN39', 'RBT06']),
    )
    expect(await stopAfter(before)).toMatchObject({
      route: 'form',
      why: 'gate/order',
      open: ['qinghe-ring-tone'],
    })
    expect(orders(), F.LEAK).toBe(0)
  })

  it.each(['fetch', 'xhr', 'beacon', 'worker', 'blob worker', 'frame'] as const)(
    'the page’s own script: %s',
    async (route) => {
      const number = nextNumber()
      await confirmStep({ number, ticks: ['RBT06'] })
      const before = await stopsOf()
      await page.evaluate(
        async (how, url, body) => {
          const send = (w: Window & typeof globalThis) =>
            w.fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
          const worker = (from: string) =>
            new Promise((done) => {
              const w = new Worker(from)
              w.onmessage = done
              w.onerror = done
              w.postMessage({ url, body })
            })
          try {
            if (how === 'fetch') await send(window)
            else if (how === 'xhr') {
              await new Promise((done) => {
                const xhr = new XMLHttpRequest()
                xhr.open('POST', url)
                xhr.setRequestHeader('content-type', 'application/json')
                xhr.onloadend = done
                xhr.send(body)
              })
            } else if (how === 'beacon')
              navigator.sendBeacon(url, new Blob([body], { type: 'application/json' }))
            else if (how === 'worker') await worker('/order-worker.js')
            else if (how === 'blob worker') {
              const code =
                'onmessage = ({data}) => fetch(data.url, {method: "POST", headers: {"content-type": "application/json"}, body: data.body}).then(() => postMessage(1), () => postMessage(0))'
              await worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })))
            } else {
              const frame = document.createElement('iframe')
              document.body.append(frame)
              await send(frame.contentWindow as Window & typeof globalThis)
            }
          } catch {
            // Held: that is what is asked for.
          }
        },
        route,
        new URL(ORDER, c.world.url('carrier')).href,
        orderBody(number, ['PLAN39', 'RBT06']),
      )
      // What our own script cannot read on its way is blocked by the rule beneath, which the browser tells of.
      const why = ['fetch', 'xhr', 'beacon'].includes(route) ? 'gate/order' : 'order/other-way'
      expect(await stopAfter(before)).toMatchObject({ route: 'request', why })
      // What went by would be there by now: a request after it has been answered.
      await page.evaluate(() => fetch('/api/offers?group=main').then((r) => r.text()))
      expect(orders(), F.LEAK).toBe(0)
    },
  )

  it('a tick that a script set, without any event', async () => {
    await confirmStep({ ticks: ['RBT06'] })
    await page.evaluate(() => document.querySelector<HTMLInputElement>('#svc-RBT06')?.click())
    await page.panel.waitForText(c.t.panel('open.none'))
    await page.evaluate(() => {
      const box = document.querySelector<HTMLInputElement>('#svc-RBT06')
      if (box) box.checked = true
    })
    await page.evaluate(() => document.querySelector<HTMLButtonElement>('#submit-order')?.click())
    await held()
    await page.panel.waitForText(c.t.panel('why.waiting.one'))
    expect(orders(), F.LEAK).toBe(0)
  })

  it('a service that arrives late, ticked', async () => {
    page = await F.activate(c, { ...F.YOUNGER, number: nextNumber(), step: 'confirm', ticks: ['CLD08'] })
    await F.pressSubmit(c, page)
    const reasons = [c.t.panel('why.gate/loading'), c.t.panel('why.waiting.one')]
    await F.wait('a reason in words', async () => {
      const said = await page.panel.text()
      return reasons.some((reason) => said.includes(reason))
    })
    // Not after the rest has come: the order would have gone by then.
    expect(orders(), F.LEAK).toBe(0)
    await F.allDrawn(page)
    await page.panel.waitForText(c.t.panel('why.waiting.one'))
    await F.pressSubmit(c, page)
    await held()
    expect(orders(), F.LEAK).toBe(0)
  })

  it('a service that the portal ticks again', async () => {
    await confirmStep({ step: 'services', ticks: ['INS03'] })
    await page.evaluate(() => document.querySelector<HTMLInputElement>('#svc-INS03')?.click())
    await page.panel.waitForText(c.t.panel('open.none'))
    await F.toConfirm(c, page)
    await F.pressSubmit(c, page)
    await held()
    expect(orders(), F.LEAK).toBe(0)
  })
})

describe('a service is in the order and not on the screen', () => {
  it.each(['fetch', 'xhr', 'form', 'form-submit', 'form-urlencoded', 'beacon', 'worker'] as const)(
    '%s',
    async (via) => {
      await confirmStep({ ticks: [], query: `via=${via}&hidden=GME15` })
      await page.panel.waitForText(c.t.panel('open.none'))
      const before = await stopsOf()
      await F.pressSubmit(c, page)
      // A worker's request is blocked by the rule beneath, which the browser tells of.
      await F.wait('the stop in the log', async () => (await stopsOf()) > before)
      if (via === 'worker') await page.panel.waitForText(saidOf('order/other-way'))
      await page.evaluate(() => fetch('/api/offers?group=main').then((r) => r.text()))
      expect(orders(), F.LEAK).toBe(0)
    },
  )
})

describe('an order that the customer did not sign for', () => {
  it('for another number', async () => {
    await confirmStep({ ticks: [] })
    await page.panel.waitForText(c.t.panel('open.none'))
    const before = await stopsOf('order/other-number')
    const failed = await page.evaluate(
      (url, body) =>
        fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).then(
          () => false,
          () => true,
        ),
      ORDER,
      orderBody(F.OTHER_NUMBER, ['PLAN39']),
    )
    expect(failed).toBe(true)
    expect(await stopsOf('order/other-number')).toBe(before + 1)
    expect(orders(), F.LEAK).toBe(0)
  })

  it('with a service in a second list, a second number, or for another host', async () => {
    const number = nextNumber()
    page = await F.activate(c, { ...F.YOUNGER, number, step: 'confirm', ticks: [] })
    await F.allDrawn(page)
    await page.panel.waitForText(c.t.panel('open.none'))
    const send = (url: string, body: string) =>
      fetch(url, { method: 'POST', mode: 'no-cors', body }).then(
        () => 'sent',
        () => 'held',
      )
    const isHeld = async (why: HeldWhy, url: string, body: string) => {
      const before = await stopsOf(why)
      expect(await page.evaluate(send, url, body), why).toBe('held')
      await F.wait('the stop in the log', async () => (await stopsOf(why)) === before + 1)
    }
    await isHeld('gate/order', ORDER, orderBody(number, ['PLAN39'], { insurances: [{ code: 'RBT06' }] }))
    await isHeld('order/other-number', ORDER, orderBody(number, ['PLAN39'], { other: F.OTHER_NUMBER }))
    // The same server under another name; a body without a number, which the guard would stop anyway.
    const alias = new URL(ORDER, c.world.url('plain')).href
    const bare = '{"productOrderItem":[{"action":"add","productOffering":{"id":"RBT06"}}]}'
    await isHeld('order/other-host', alias, bare)
    const fromWorker = (url: string, body: string) =>
      new Promise<string>((done) => {
        const code = `fetch(${JSON.stringify(url)}, { method: 'POST', mode: 'no-cors', body: ${JSON.stringify(body)} })
          .then(() => postMessage('sent'), () => postMessage('held'))`
        const made = new Blob([code], { type: 'text/javascript' })
        new Worker(URL.createObjectURL(made)).onmessage = ({ data }) => done(String(data))
      })
    expect(await page.evaluate(fromWorker, alias, bare)).toBe('held')
    // Another path of that host is the portal's own affair.
    expect(await page.evaluate(send, `${alias}/list`, bare)).toBe('sent')
    expect(F.reached(c, 'plain', `POST ${ORDER}`), F.LEAK).toBe(0)
    expect(F.reached(c, 'plain', `POST ${ORDER}/list`)).toBe(1)
    expect(orders(), F.LEAK).toBe(0)
  })

  it('from a tab of the portal without an activation, and from another site', async () => {
    page = await c.d.newPage(c.world.url('carrier', '/'))
    const send = (url: string, body: string) =>
      fetch(url, { method: 'POST', mode: 'no-cors', body }).then(
        () => false,
        () => true,
      )
    const url = new URL(ORDER, c.world.url('carrier')).href
    expect(await page.evaluate(send, url, orderBody(F.OTHER_NUMBER, ['PLAN39', 'RBT06']))).toBe(true)
    await page.goto(c.world.url('plain', '/'))
    expect(await page.evaluate(send, url, orderBody(F.OTHER_NUMBER, ['PLAN39', 'RBT06']))).toBe(true)
    expect(orders(), F.LEAK).toBe(0)
  })
})

describe('nothing to hold', () => {
  it.each(['fetch', 'xhr', 'form', 'form-submit', 'beacon'] as const)(
    'the plan alone leaves by %s, once, and the receipt comes',
    async (via) => {
      await confirmStep({ ticks: [], query: `via=${via}` })
      await page.panel.waitForText(c.t.panel('open.none'))
      await F.pressSubmit(c, page)
      await F.confirmedBy(page)
      expect(c.world.orders().map((o) => o.codes)).toEqual([['PLAN39', 'CLIP00']])
      await F.takeReceipt(c)
    },
  )

  it('a worker’s order cannot be read on its way, so that even the plan alone is held', async () => {
    await confirmStep({ ticks: [], query: 'via=worker' })
    await page.panel.waitForText(c.t.panel('open.none'))
    await F.pressSubmit(c, page)
    await page.waitForText('订单没有发出')
    await page.panel.waitForText(saidOf('order/other-way'))
    expect(orders(), F.LEAK).toBe(0)
  })
})

it('what the portal’s own script puts on the clipboard says nothing of the number', async ({ skip }) => {
  skip(browserUnderTest() === 'firefox', 'Firefox lets a script write there by a hand alone')
  await confirmStep({ ticks: [] })
  await page.page
    .browserContext()
    .overridePermissions(c.world.url('carrier'), ['clipboard-read', 'clipboard-sanitized-write'])
  await page.bringToFront()
  const number = `138001381${String(n - 1).padStart(2, '0')}`
  const put = (text: string, how: 'write' | 'writeText') =>
    page.evaluate(
      async (said, by) => {
        const blob = new Blob([said], { type: 'text/plain' })
        if (by === 'write') await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })])
        else await navigator.clipboard.writeText(said)
        return navigator.clipboard.readText()
      },
      text,
      how,
    )
  for (const how of ['write', 'writeText'] as const) {
    expect(await put(`tel ${number}`, how)).toBe('*')
    expect(await put('order 42', how)).toBe('order 42')
  }
})
