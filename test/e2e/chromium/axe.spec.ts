/** Axe on every surface in the states that people really meet, in both languages, on the way of one activation. */
import { describe, expect, it } from 'vitest'
import * as acts from '../acts.ts'
import { axeInClosed, axeViolations, browserUnderTest, type DrivenPage } from '../driver/index.ts'
import * as F from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'
import { isWhole } from '../where.ts'

/** Public, and of this test only. */
const PASSPHRASE = 'axe only · 检查用的口令'

/**
 * In Chinese; in both languages with `npm test -- --whole`. What axe finds depends on the page and hardly on the browser or
 * the words: preview.spec looks at the views of this way in English too, pages.spec at every page in Firefox.
 */
const own = 'zh-CN'
const langs = (['zh-CN', 'en'] as const).filter((lang) => isWhole || lang === own)

describe.each(langs)('%s', (lang) => {
  /** The open console in one language a browser: a passphrase takes its time. */
  const opens = lang === own
  let c: F.Counter
  let portal: DrivenPage
  beforeAll(async () => {
    c = await F.openCounter({ browser: browserUnderTest(), lang, ready: !opens })
    if (!opens) return
    // The key is made by a passphrase, so that the console can be opened with it.
    const con = await c.d.newPage(c.d.extensionUrl('console.html'))
    await acts.inLanguage(c, con)
    await acts.choosePassphrase(con, PASSPHRASE)
    await con.button(c.t.console('keyMake')).click()
    await con.page.waitForSelector('input[type=file]', { timeout: 60_000 })
    await con.close()
    const [, taken] = await F.ask(c, 'console.html', [
      ['console.open', {}],
      ['policy.import', { text: JSON.stringify(c.policy) }],
    ])
    expect(taken).toMatchObject({ ok: true })
  })
  afterAll(() => c?.close())

  it('the customer’s window at every step, and the stopped page before and after the signature', async () => {
    const seen: Record<string, unknown> = {}
    portal = await F.activate(c, { ticks: ['RBT06', 'INS03'] })
    await F.allDrawn(portal)
    const look = async (step: string, page: DrivenPage) => {
      seen[step] ??= await axeViolations(page)
    }
    // Panel and banner lie in closed shadow roots, which have to be there to be looked at.
    const within = async (what: string, page: DrivenPage) => {
      const { roots, found } = await axeInClosed(page)
      seen[what] = roots > 0 ? found : ['nothing to look at']
    }
    await within('panel', portal)
    const chat = await c.d.newPage(c.world.url('chat', lang === 'en' ? '/?lang=en' : '/'))
    await chat.get('textbox').nth(0).paste(F.CUSTOMER.number)
    await chat.panel.button(acts.guardWords(c)('close')).element()
    await within('banner', chat)
    await chat.close()
    await portal.bringToFront()
    const sign = await F.handOver(c, portal)
    await F.customerAnswers(c, sign, { answers: { 'qinghe-account-safety': 'refuse' }, seen: look })
    await F.giveBack(c, sign)
    const stopped = await F.stoppedAt(c, c.world.url('shop', '/register'))
    await look('stopped', stopped)
    await stopped.close()
    const shop = await F.permitFor(c, 'shop', (step, page) => look(`account ${step}`, page))
    await shop.close()
    await portal.bringToFront()
    await within('panel to untick', portal)
    await portal.panel.button(c.t.panel('untick')).click()
    await portal.panel.waitForText(c.t.panel('open.done'))
    await within('panel done', portal)
    await F.toConfirm(c, portal)
    await portal.panel.button(c.t.panel('untick')).click()
    await portal.panel.waitForText(c.t.panel('open.done'))
    await F.pressSubmit(c, portal)
    await F.confirmedBy(portal)
    const receipt = await F.turned(c)
    await F.inLanguage(c, receipt)
    await receipt.waitForText(c.t.sign('handTitle'))
    await look('hand-over', receipt)
    await F.takeReceipt(c)
    await look('over', receipt)
    for (const step of ['who', 'item', 'check', 'sign', 'done', 'stopped', 'hand-over', 'over'])
      expect(Object.keys(seen)).toContain(step)
    expect(Object.entries(seen).filter(([, found]) => (found as unknown[]).length > 0)).toEqual([])
  })

  it(`the popup in a shift; the console locked${opens ? ', and in it log, one activation, check and export' : ''}`, async () => {
    const seen: Record<string, unknown> = {}
    // Where the way above broke off there is a log of nothing: the console has to have an activation to show.
    if (!F.kindsOf(await F.logOf(c)).includes('activation.opened')) await F.activate(c, { ticks: [] })
    const popup = await c.d.newPage(c.d.extensionUrl('popup.html'))
    // Who is on shift stands there only when the background has answered.
    await popup.waitForText('0417')
    seen['popup'] = await axeViolations(popup)
    await popup.close()
    const con = await c.d.newPage(c.d.extensionUrl('console.html'))
    await acts.inLanguage(c, con)
    seen['locked'] = await axeViolations(con)
    if (opens) {
      await acts.unlock(c, con, PASSPHRASE)
      await acts.consolePage(c, con, 'log')
      await con.waitForText('138 **** 8000')
      seen['log'] = await axeViolations(con)
      await acts.openFirstActivation(c, con)
      seen['activation'] = await axeViolations(con)
      await acts.consolePage(c, con, 'verify')
      expect(await acts.verifyWhole(c, con)).toBe(true)
      seen['verify'] = await axeViolations(con)
      await acts.consolePage(c, con, 'export')
      await con.page.waitForSelector('#export-go:not([disabled])')
      seen['export'] = await axeViolations(con)
    }
    await con.close()
    expect(Object.entries(seen).filter(([, found]) => (found as unknown[]).length > 0)).toEqual([])
  })
})
