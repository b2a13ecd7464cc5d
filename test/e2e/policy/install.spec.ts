/** The extension as a company has it: installed by policy, its settings managed, what blocks truly blocking. */
import { beforeEach, describe, expect, it } from 'vitest'
import { type DrivenPage, until } from '../driver/index.ts'
import * as F from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'
import { type Forced, launchForced, type Managed, whyNotForced } from './forced.ts'

/** The whole policy as one text: the form in which the browser can drop nothing of it. */
const managed = (policy: unknown) => ({ storage: { policy: JSON.stringify(policy) } })

const popup = async (c: F.Counter): Promise<string> => {
  const page = await c.d.newPage(c.d.extensionUrl('popup.html'))
  await page.waitForText('门店设置')
  const text = await page.text()
  await page.close()
  return text
}
/** One popup, loaded again until it says so: opening one for each look is much work. */
async function inForce(c: F.Counter, words: string | RegExp): Promise<void> {
  const page = await c.d.newPage(c.d.extensionUrl('popup.html'))
  await until(`the popup to say ${words}`, async () => {
    await page.waitForText('门店设置')
    const text = await page.text()
    if (typeof words === 'string' ? text.includes(words) : words.test(text)) return true
    await page.reload()
    return false
  })
  await page.close()
}

const setUps = (['chromium', 'firefox'] as const).map((browser) => ({ browser, why: whyNotForced(browser) }))

for (const { browser, why } of setUps) {
  describe.skipIf(why !== null)(`${browser}, installed by policy${why ? `: not here, ${why}` : ''}`, () => {
    let c: F.Counter
    let forced: Forced
    beforeAll(async () => {
      c = await F.openCounter({
        browser,
        launch: async (options, policy) => {
          forced = await launchForced({ ...options, managed: managed(policy) })
          return forced
        },
      })
      // It comes by itself, some seconds after the browser's first start.
      await inForce(c, '公司下发')
    })
    afterAll(() => c?.close())
    /** The company's settings change: Chromium takes them up by itself, Firefox when it starts. */
    const change = async (next: Managed): Promise<void> => {
      forced.setManaged(next)
      if (browser === 'firefox') await c.d.restart()
    }
    beforeEach(() => c.world.reset())

    it('installs by itself, from the address that the policy names', () => {
      expect(forced.asked).toEqual(browser === 'chromium' ? ['/update.xml', '/package'] : ['/package'])
    })

    it('takes the settings that the company has set, and says whose they are', async () => {
      await inForce(c, '公司下发')
      const changed = (await F.logOf(c)).filter((e) => e['kind'] === 'policy.changed')
      expect(changed.map((e) => e['source'])).toEqual(['managed'])
    })

    it('posture knows how it was installed', async () => {
      const [view] = await F.ask(c, 'popup.html', [['popup.open', {}]])
      const { posture } = (view as { value: unknown }).value as { posture: { code: string; on: boolean }[] }
      const on = Object.fromEntries(posture.map((p) => [p.code, p.on]))
      expect(on).toMatchObject({ 'policy-install': true, 'request-bodies': true })
    })

    it('cannot be removed or switched off by who sits in front of it', async () => {
      const page = await c.d.newPage(c.d.extensionUrl('popup.html'))
      const self = await page.evaluate(() =>
        (
          globalThis as unknown as {
            chrome: { management: { getSelf(): Promise<{ mayDisable: boolean; installType: string }> } }
          }
        ).chrome.management.getSelf(),
      )
      await page.close()
      expect(self).toMatchObject({ mayDisable: false, installType: 'admin' })
      // Firefox's own page for add-ons is closed to drivers.
      if (browser === 'firefox') return
      const list = await c.d.newPage('chrome://extensions/')
      const tried = await list.evaluate(
        (id) =>
          (
            globalThis as unknown as {
              chrome: { developerPrivate: { removeMultipleExtensions(ids: string[]): Promise<void> } }
            }
          ).chrome.developerPrivate
            .removeMultipleExtensions([id])
            .then(
              () => 'removed',
              (error: Error) => `refused: ${error.message}`,
            ),
        forced.id,
      )
      await list.close()
      expect(tried).toMatch(/^refused/)
    })

    it('refuses a policy from the console while the company has one', async () => {
      await expect(
        F.ask(c, 'console.html', [
          ['console.open', {}],
          ['policy.import', { text: JSON.stringify({ ...c.policy, name: 'local' }) }],
        ]),
      ).rejects.toThrow('policy/managed')
      await inForce(c, '公司下发')
    })

    it('a broken policy changes nothing, and the popup names the place', async () => {
      await change(managed({ ...c.policy, signEach: 'yes' }))
      await inForce(c, /新的设置有错，在 signEach；现在用的还是上一份/)
      expect(await popup(c)).toContain(c.policy.name)
      // Firefox starts anew for each: one way of being broken there, since the reader is the same.
      if (browser === 'chromium') {
        await change({ storage: { policy: '{' } })
        await inForce(c, /新的设置有错，在 policy\/not-json/)
        // Fields one by one, which Chromium would drop without a word; Firefox hands them out as they are.
        await change({ storage: c.policy as unknown as Record<string, unknown> })
        await inForce(c, /新的设置有错，在 name/)
      }
      await change(managed({ ...c.policy, name: 'second' }))
      await inForce(c, 'second')
      expect(await popup(c)).not.toContain('新的设置有错')
      await change(managed(c.policy))
      await inForce(c, c.policy.name)
    }, 150_000)

    describe('with a customer at the counter', () => {
      let portal: DrivenPage
      beforeAll(async () => {
        portal = await F.activate(c, { ...F.YOUNGER, ticks: [] })
      })
      const { number } = F.YOUNGER

      /** What reached the plain site, after its page has tried to send the number by a script and marked the end of it. */
      const sent = async (how: 'page' | 'worker', text: string): Promise<string> => {
        const page = await c.d.newPage(c.world.url('plain', '/'))
        const said = await page.evaluate(
          async (way, body) => {
            const go = (path: string, content: string) =>
              fetch(path, { method: 'POST', body: content }).then(
                () => 'went',
                () => 'failed',
              )
            if (way === 'page') return go('/take', body)
            const code = `onmessage = (e) => fetch(e.data.url, { method: 'POST', body: [...e.data.body].map((c) => String.fromCharCode(c.charCodeAt(0) - 1)).join('') }).then(() => postMessage('went'), () => postMessage('failed'))`
            const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })))
            return new Promise<string>((done) => {
              worker.onmessage = (e) => done(String(e.data))
              worker.onerror = () => done('no worker')
              // Each letter moved by one: what is posted to a worker is read too, and here the request is what is asked about.
              const moved = [...body].map((c) => String.fromCharCode(c.charCodeAt(0) + 1)).join('')
              worker.postMessage({ url: new URL('/take', location.href).href, body: moved })
            })
          },
          how,
          text,
        )
        await page.close()
        return said
      }

      it.each(['page', 'worker'] as const)(
        'a fetch of a %s with the number in its body is not sent',
        async (how) => {
          expect(await sent(how, 'nothing in it')).toBe('went')
          const before = c.world.requests().length
          expect(await sent(how, JSON.stringify({ phone: number }))).toBe('failed')
          const after = JSON.stringify(c.world.requests())
          expect(after).not.toContain(number)
          expect(
            c.world
              .requests()
              .slice(before)
              .filter((r) => r.method === 'POST'),
          ).toEqual([])
          await F.logUntil(c, 'the stop', (e) => e['kind'] === 'request.stopped')
        },
      )

      it('and neither is one while the worker is only waking up', async () => {
        await c.d.stopWorker()
        expect(await sent('worker', JSON.stringify({ phone: number }))).toBe('failed')
        expect(JSON.stringify(c.world.requests()), F.LEAK).not.toContain(number)
      })

      it('sign-up, chat and portal stand as in any install', async () => {
        const stopped = await F.stoppedAt(c, c.world.url('shop', '/register'))
        expect(F.reached(c, 'shop', 'GET /register'), F.LEAK).toBe(0)
        await stopped.close()
        const chat = await c.d.newPage(c.world.url('chat', '/'))
        await chat.field(/输入消息/).type(`号码 ${number}`)
        await chat.panel.waitForText(/顾客的号码/)
        await chat.press('Enter')
        expect(JSON.stringify(c.world.requests()), F.LEAK).not.toContain(number)
        await chat.close()
        await portal.close()
      })
    })

    it('the whole activation runs: hand over, sign, submit, receipt', async () => {
      const portal = await F.activate(c, { ticks: ['RBT06'] })
      await F.allDrawn(portal)
      const sign = await F.handOver(c, portal)
      await F.customerAnswers(c, sign)
      await F.giveBack(c, sign)
      await portal.panel.waitForText(c.t.panel('open.done'))
      await F.toConfirm(c, portal)
      await F.pressSubmit(c, portal)
      await F.confirmedBy(portal)
      await F.takeReceipt(c)
      expect(c.world.orders().map((o) => o.codes)).toEqual([expect.arrayContaining(['RBT06'])])
      const kinds = F.kindsOf(await F.logOf(c))
      for (const kind of ['consent.given', 'activation.completed', 'receipt.issued', 'handover.confirmed'])
        expect(kinds).toContain(kind)
    })

    it('starts again with nothing to be reached, on the settings it had', async () => {
      await forced.stopServer()
      await c.d.restart()
      const stopped = await F.stoppedAt(c, c.world.url('shop', '/register'))
      await stopped.close()
      await inForce(c, '公司下发')
      expect(await popup(c)).toContain(c.policy.name)
    })

    it('keeps them when the company takes its settings away', async () => {
      await change({ storage: null })
      if (browser === 'chromium') await c.d.restart()
      await inForce(c, c.policy.name)
    })
  })
}
