/**
 * A counter with two displays, as headless Chromium makes them (`--screen-info`): the browser tells the extension of both,
 * opens windows on both, and one can be unplugged. Its clock can be moved, too, so the hand-over that took long is tried here. The permission for `system.display` is asked for with a prompt that
 * nobody taps here, so the copy of the package that is tried has it from the start.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import type { Browser } from 'puppeteer-core'
import { expect, it } from 'vitest'
import * as acts from '../acts.ts'
import { atStep, stepOf } from '../customer.ts'
import { builtExtension, type DrivenPage, launch, until } from '../driver/index.ts'
import * as F from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'

const CLERK = { width: 1366, height: 768 }
const QUARTER = 15 * 60_000
const CUSTOMER = { left: 1366, width: 1024, height: 768 }

const folder = mkdtempSync(join(tmpdir(), 'countersign-displays-'))
let c: F.Counter
let browser: Browser
let identity: string
beforeAll(async () => {
  cpSync(builtExtension('chromium'), folder, { recursive: true })
  const path = join(folder, 'manifest.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { permissions: string[] }
  writeFileSync(
    path,
    JSON.stringify({ ...manifest, permissions: [...manifest.permissions, 'system.display'] }),
  )
  identity = await generateX25519Identity()
  c = await F.openCounter({
    browser: 'chromium',
    ready: false,
    launch: (options) =>
      launch({
        ...options,
        extensionPath: folder,
        args: [
          `--screen-info={0,0 ${CLERK.width}x${CLERK.height}}{${CUSTOMER.left},0 ${CUSTOMER.width}x${CUSTOMER.height}}`,
        ],
      }),
  })
  await F.ask(c, 'console.html', [
    ['console.open', {}],
    ['vault.create', { recipient: await identityToRecipient(identity), sealed: 'unused' }],
    ['policy.import', { text: JSON.stringify(c.policy) }],
  ])
})
/** The browser's own handle; another after each start. */
const connect = async (): Promise<void> => {
  const [page] = await c.d.pages()
  browser = (page as DrivenPage).page.browser() as Browser
}
afterAll(async () => {
  await c?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Where the window stands and how large it is; waits until it is as large as a display. */
const place = (page: DrivenPage, wanted: { left: number; width: number; height: number }) =>
  until(`a window at ${JSON.stringify(wanted)}`, async () => {
    const now = await page.evaluate(() => ({ left: screenX, width: outerWidth, height: outerHeight }))
    return JSON.stringify(now) === JSON.stringify(wanted)
  })

it('the window opens on the customer’s display, the portal stays usable, unplugged it falls back', async () => {
  // Chosen once, in the popup.
  const popup = await c.d.newPage(c.d.extensionUrl('popup.html'))
  const use = await popup.page.waitForSelector('button[aria-pressed=false]')
  await use?.click()
  await popup.page.waitForSelector('button[aria-pressed=true]')
  await popup.close()
  // It is remembered by the machine: the next morning nobody chooses it again.
  await c.d.restart()
  await connect()
  const morning = await c.d.newPage(c.d.extensionUrl('popup.html'))
  await morning.page.waitForSelector('button[aria-pressed=true]')
  await morning.close()

  const portal = await F.activate(c, { ...F.YOUNGER, ticks: ['RBT06'] })
  await F.allDrawn(portal)
  const sign = await F.handOver(c, portal)
  await place(sign, CUSTOMER)
  // Nothing has to be turned round, and nothing of the clerk's is over it.
  expect(c.taps.turns).toBe(0)
  expect(await stepOf(sign)).toBe('who')

  // Meanwhile the clerk goes on; only the submit waits.
  await F.toConfirm(c, portal)
  await F.pressSubmit(c, portal)
  await portal.panel.waitForText(c.t.panel('held'))
  expect(c.world.orders(), F.LEAK).toEqual([])
  expect(await sign.evaluate(() => document.visibilityState)).toBe('visible')
  expect(await portal.evaluate(() => document.visibilityState)).toBe('visible')
  await F.customerAnswers(c, sign, { stopAt: 'item' })

  // The cable comes out in the middle: the window is where the clerk sees it too, so it says whose turn it is.
  const screens = await browser.screens()
  const second = screens.find((s) => s.left === CUSTOMER.left)
  await browser.removeScreen(second?.id ?? '')
  await atStep(sign, 'turn')
  await sign.page.click('[data-action=begin]')
  await F.customerAnswers(c, sign)
  await F.giveBack(c, sign)
  await portal.panel.waitForText(c.t.panel('open.done'))

  // And the next window opens on the one display that is left, with the screen in between.
  await F.pressSubmit(c, portal)
  await F.confirmedBy(portal)
  const receipt = await c.d.waitForPage('sign.html')
  await place(receipt, { left: 0, ...CLERK })

  // The screen lies there for a quarter of an hour before it comes back: an entry says so, and the manager's page counts
  // it. The clock of the worker is moved by the test's own hand.
  expect(await stepOf(receipt)).toBe('turn')
  await F.turned(c)
  await receipt.button(c.t.sign('handsetYes')).element()
  const worker = await (
    await browser.waitForTarget((one) => one.type() === 'service_worker' && one.url().includes('background'))
  ).worker()
  await worker?.evaluate((ms) => {
    const real = Date.now.bind(Date)
    Date.now = () => real() + ms
  }, QUARTER)
  await F.takeReceipt(c)
  const over = (await F.logOf(c)).findLast((e) => e['kind'] === 'handover.confirmed')
  expect(over).toMatchObject({ gap: 15, long: true, handset: true })
  const con = await c.d.newPage(c.d.extensionUrl('console.html'))
  await acts.unlock(c, con, identity)
  const counted = await con.page.waitForSelector('#review-table [data-review=longGaps]')
  expect(await counted?.evaluate((cell) => cell.textContent)).toBe('1')
})
