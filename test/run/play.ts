/**
 * The main job, run by `npm start`. On a desktop: the demo carrier and a browser with the extension, on a start page that
 * says what to try. Headless: one guided activation, played with real input; leaves pictures, the export and a summary in
 * out/, and exits 0 only if everything held. Every figure is taken from the log and from the world's server.
 *
 * `--watch` (`npm run dev`): as on a desktop, and after each change of a source a new build comes into the open browser. It is
 * the production build, so the guard can be tried with it: WXT's own `dev` registers the scripts of web pages late. What it
 * cannot show: a first installation, an installation by policy, and pages that were open before; those are loaded again.
 */
import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Policy } from '../../utils/policy/index.ts'
import * as acts from '../e2e/acts.ts'
import { type BrowserName, type DrivenPage, until } from '../e2e/driver/index.ts'
import * as flow from '../e2e/flow.ts'
import { PORT, startWorld, type World } from '../world/world.ts'
import { evidenceHeld, judgeEvidence } from './evidence.ts'
import { optionOf } from './options.mjs'
import { judgeReceipt, judgeRecord, receiptHeld, recordHeld } from './receipt.ts'

const args = process.argv.slice(2)
const headless = args.includes('--headless')
const watches = args.includes('--watch')
const browser: BrowserName = optionOf(args, 'browser') === 'firefox' ? 'firefox' : 'chromium'
const lang = optionOf(args, 'lang') === 'en' ? 'en' : 'zh-CN'
const OUT = resolve(import.meta.dirname, '../../out')

/** Public, and of this demonstration only. */
const PASSPHRASE = 'demonstration only · 示范口令'
const PIN = '2468'

/** On the port of policy.json where it is free, so that the file of the repository is the one that is imported. */
const openWorld = (options: Parameters<typeof startWorld>[0] = {}): Promise<World> =>
  startWorld({ ...options, port: PORT }).catch(() => startWorld(options))

/** The demonstration's policy as a file: the one in the repository, or a copy moved to the port that this world has. */
function policyFile(policy: Policy, port: number): string {
  if (port === PORT && policy.lang === 'zh-CN') return resolve(import.meta.dirname, '../world/policy.json')
  const path = join(tmpdir(), `countersign-policy-${process.pid}.json`)
  writeFileSync(path, JSON.stringify(policy, null, 2))
  return path
}

const removeCopy = (file: string): void => {
  if (basename(file).startsWith('countersign-policy-')) rmSync(file, { force: true })
}

const say = (line: string): void => console.log(line)

const ROOT = resolve(import.meta.dirname, '../..')
const SOURCES = ['entrypoints', 'components', 'utils', 'public']

/** Builds for the browser that is open; gives the words of a build that failed. */
function rebuilt(): Promise<string | null> {
  const target = browser === 'firefox' ? ['-b', 'firefox', '--mv3'] : ['-b', 'chrome']
  return new Promise((done) => {
    const build = spawn(process.execPath, ['node_modules/wxt/bin/wxt.mjs', 'build', ...target], {
      cwd: ROOT,
      env: { ...process.env, CI: 'true' },
    })
    let words = ''
    for (const stream of [build.stdout, build.stderr]) stream.on('data', (chunk) => (words += String(chunk)))
    build.on('close', (code) => done(code === 0 ? null : words))
  })
}

/** After each change: build, put the build in the place of the extension, and load the pages that were open again. */
function watchSources({ d }: Pick<flow.Counter, 'd'>): void {
  let timer: NodeJS.Timeout | undefined
  let works = false
  const renew = async (): Promise<void> => {
    if (works) return later()
    works = true
    try {
      const since = Date.now()
      const fault = await rebuilt()
      if (fault !== null) return say(fault)
      const open = await Promise.all(
        (await d.pages()).map(async (page) => ({ page, url: await page.url().catch(() => '') })),
      )
      await d.updateExtension()
      for (const { page, url } of open) {
        // Pages of the extension end with it; where the tab is still there it is sent back to them.
        if (url && url !== 'about:blank') await page.goto(url).catch(() => undefined)
      }
      say(`New build after ${((Date.now() - since) / 1000).toFixed(1)} s. 已换上新的构建。`)
    } finally {
      works = false
    }
  }
  const later = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => void renew().catch((error: unknown) => console.error(error)), 300)
  }
  for (const folder of SOURCES) watch(join(ROOT, folder), { recursive: true }, later)
}

async function guided(): Promise<void> {
  const world = await openWorld({
    onCode: (site, phone, code) =>
      say(`SMS 短信 → ${phone.slice(0, 3)} **** ${phone.slice(-4)} (${site}): ${code}`),
  })
  const counter = await flow.openCounter({ browser, lang, ready: false, world, headless })
  const file = policyFile(counter.policy, world.port)
  // A web page may not lead to an extension's page in every browser: the console waits in the tab behind.
  await counter.d.newPage(counter.d.extensionUrl('console.html'))
  const start = new URL(world.url('start', '/'))
  start.searchParams.set('policy', file)
  if (lang === 'en') start.searchParams.set('lang', 'en')
  const page = await counter.d.newPage(start.href)
  for (const other of await counter.d.pages()) {
    if ((await other.url().catch(() => '')) === 'about:blank') await other.close().catch(() => undefined)
  }
  await page.bringToFront()
  say(`Countersign 当面签 is running. Policy to import 要导入的策略: ${file}`)
  say('Close the browser or press Ctrl+C to end. 关闭浏览器或按 Ctrl+C 结束。')
  if (watches) watchSources(counter)
  await until('the browser to close', async () => (await counter.d.pages().catch(() => [])).length === 0, {
    timeout: 24 * 3_600_000,
  })
  await counter.close().catch(() => undefined)
  removeCopy(file)
}

async function played(): Promise<boolean> {
  rmSync(OUT, { recursive: true, force: true })
  mkdirSync(OUT, { recursive: true })
  const world = await openWorld()
  const counter = await flow.openCounter({ browser, lang, ready: false, world })
  const { d, t, policy } = counter
  const guard = acts.guardWords(counter)
  const file = policyFile(policy, world.port)
  let n = 0
  const picture = async (page: DrivenPage, what: string): Promise<void> => {
    n++
    await page.bringToFront()
    await page.screenshot(join(OUT, `${String(n).padStart(2, '0')}-${what}.png`))
    say(`  ${String(n).padStart(2)} ${what}`)
  }
  const pictured = new Set<string>()
  /** What the customer sees at a step: light, dark and at the largest type the first time, later once. */
  const looks = async (page: DrivenPage, step: string): Promise<void> => {
    if (pictured.has(step)) return picture(page, step)
    pictured.add(step)
    const size = (to: string | undefined) =>
      page.evaluate((s) => {
        const { dataset } = document.documentElement
        const before = dataset['size']
        if (s !== undefined) dataset['size'] = s
        return before
      }, to)
    const own = await size('1')
    await picture(page, `${step}-light`)
    await d.setColorScheme('dark')
    await picture(page, `${step}-dark`)
    await d.setColorScheme('light')
    await size('3')
    await picture(page, `${step}-large`)
    await size(own)
  }
  try {
    say('Set-up by the manager')
    const start = await d.newPage(`${world.url('start', '/')}${lang === 'en' ? '?lang=en' : ''}`)
    await picture(start, 'start')
    const con = await d.newPage(d.extensionUrl('console.html'))
    await acts.inLanguage(counter, con)
    await acts.choosePassphrase(con, PASSPHRASE)
    await picture(con, 'console-passphrase')
    await con.button(t.console('keyMake')).click()
    const input = await until('the file field', () => con.page.$('input[type=file]'), { timeout: 60_000 })
    await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(file)
    await con.button(t.console('policyApply')).enabled()
    await picture(con, 'console-policy')
    await con.button(t.console('policyApply')).click()
    await con.button(t.console('readyGo')).element()
    await picture(con, 'console-ready')
    await con.close()

    say('The clerk')
    const popup = await d.newPage(d.extensionUrl('popup.html'))
    await acts.startShift(counter, popup, '0417', PIN)
    await picture(popup, 'shift')
    await popup.close()
    const portal = await flow.openPortal(counter, { ticks: ['RBT06', 'INS03'] })
    await acts.readPledge(counter, portal)
    await portal.panel.waitForText(acts.promiseWords(counter, 'none'))
    await portal.waitForText('CLD08')
    await picture(portal, 'panel')

    say('What must not leave')
    const shop = await d.newPage()
    await shop.goto(world.url('shop', '/register'))
    await shop.waitForUrl(/stopped\.html/)
    await shop.button(acts.promiseWords(counter, 'none')).element()
    await picture(shop, 'sign-up-stopped')
    const chat = await d.newPage(world.url('chat', lang === 'en' ? '/?lang=en' : '/'))
    await chat.get('textbox').nth(0).paste(flow.CUSTOMER.number)
    await chat.panel.button(guard('close')).element()
    await picture(chat, 'chat-stopped')
    await chat.panel.button(guard('close')).click()
    await chat.button(lang === 'en' ? 'Send' : '发送').click()
    await chat.close()
    const unsigned = { ...world.counts()['shop'] }

    say('The customer')
    await shop.button(acts.promiseWords(counter, 'none')).click()
    const sign = await d.waitForPage('sign.html')
    await flow.customerAnswers(counter, sign, {
      answers: { 'qinghe-account-safety': 'refuse' },
      seen: (step, page) => looks(page, `customer-${step}`),
      drawn: (page) => picture(page, 'customer-signature'),
    })
    await flow.giveBack(counter, sign)

    say('The account that was signed for')
    const site = await acts.openFromStopped(counter, shop)
    await acts.signUpAtShop(counter, site, () => picture(site, 'permit-sign-up'))

    say('The order')
    await portal.bringToFront()
    await picture(portal, 'panel-signed')
    await flow.toConfirm(counter, portal)
    await acts.untickRefused(counter, portal)
    await picture(portal, 'confirm')
    await flow.pressSubmit(counter, portal)
    await flow.confirmedBy(portal)
    const receipt = await acts.receiptPage(counter)
    await looks(receipt, 'receipt')
    const paper = await judgeReceipt(receipt.page, OUT)
    await flow.takeReceipt(counter)
    await looks(receipt, 'handed-over')

    say('The manager')
    const managerPage = await d.newPage(d.extensionUrl('console.html'))
    await acts.inLanguage(counter, managerPage)
    await acts.unlock(counter, managerPage, PASSPHRASE)
    await picture(managerPage, 'console-today')
    await acts.consolePage(counter, managerPage, 'log')
    await managerPage.waitForText('138 **** 8000')
    await picture(managerPage, 'console-log')
    await acts.openFirstActivation(counter, managerPage)
    await picture(managerPage, 'console-activation')
    copyFileSync(await acts.saveRecord(counter, managerPage), join(OUT, 'record.jsonld'))
    copyFileSync(await acts.saveRecord(counter, managerPage, 'receipt'), join(OUT, 'receipt.jsonld'))
    const record = judgeRecord(join(OUT, 'record.jsonld'), join(OUT, 'receipt-code.txt'))
    const handed = judgeRecord(join(OUT, 'receipt.jsonld'), join(OUT, 'receipt-code.txt'))
    await acts.consolePage(counter, managerPage, 'verify')
    await acts.verifyWhole(counter, managerPage)
    await picture(managerPage, 'console-verify')
    await acts.consolePage(counter, managerPage, 'export')
    const csv = await acts.exportCsv(counter, managerPage)
    await picture(managerPage, 'console-export')
    copyFileSync(csv, join(OUT, 'consents.csv'))
    const bundle = await acts.exportBundle(counter, managerPage, '0417')
    await picture(managerPage, 'console-evidence')
    copyFileSync(bundle, join(OUT, 'evidence.zip'))
    // Its own entry came after the bundle's checkpoint, so the head is newer than what was exported.
    const evidence = await judgeEvidence(join(OUT, 'evidence.zip'), await acts.headOf(counter))

    const log = await flow.logOf(counter)
    const count = (kind: string): number => log.filter((e) => e['kind'] === kind).length
    const verified = log.findLast((e) => e['kind'] === 'log.verified')
    const summary = {
      verified: verified?.['sound'] === true && verified['fault'] === null,
      entries: log.length,
      given: count('consent.given'),
      refused: count('consent.refused'),
      stops: log.filter((e) => String(e['kind']).endsWith('.stopped')).length,
      reachedShopUnsigned: Object.values(unsigned).reduce((sum, c) => sum + c, 0),
      reachedChat: world.messages().length,
      accountsCreated: world.accounts().length,
      ordersReceived: world.orders().length,
      exported: acts.csvOutcomes(counter, csv),
      evidence,
      receipt: paper,
      record,
      browser: String(log.find((e) => e['kind'] === 'browser.started')?.['browser'] ?? ''),
      taps: counter.taps,
    }
    writeFileSync(join(OUT, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`)
    say(JSON.stringify(summary, null, 2))
    const held =
      summary.verified &&
      summary.given === 2 &&
      summary.refused === 1 &&
      summary.stops >= 2 &&
      summary.reachedShopUnsigned === 0 &&
      summary.reachedChat === 0 &&
      summary.accountsCreated === 1 &&
      summary.ordersReceived === 1 &&
      isDeepStrictEqual(summary.exported, { given: 2, refused: 1 }) &&
      evidenceHeld(summary.evidence) &&
      receiptHeld(paper) &&
      recordHeld(record) &&
      recordHeld(handed)
    say(held ? 'Everything held. 全部守住了。' : 'Something did not hold: see the figures above.')
    return held
  } catch (error) {
    let i = 0
    for (const page of await d.pages().catch(() => [])) {
      await page.bringToFront().catch(() => undefined)
      await page.screenshot(join(OUT, `failed-${++i}.png`)).catch(() => undefined)
    }
    console.error(error)
    return false
  } finally {
    removeCopy(file)
    await counter.close().catch(() => undefined)
  }
}

if (headless && !watches) process.exitCode = (await played()) ? 0 : 1
else await guided()
