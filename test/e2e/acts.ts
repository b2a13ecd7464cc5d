/** More of what people do at the counter: shift, permit, console. Beside flow.ts, which has portal and signing window. */
import { readFileSync } from 'node:fs'
import enGuard from '../../components/text/en/guard.json' with { type: 'json' }
import enPopup from '../../components/text/en/popup.json' with { type: 'json' }
import { translator } from '../../components/text/index.ts'
import zhGuard from '../../components/text/zh-CN/guard.json' with { type: 'json' }
import zhPopup from '../../components/text/zh-CN/popup.json' with { type: 'json' }
import { type DrivenPage, until } from './driver/index.ts'
import { type Counter, CUSTOMER, turned } from './flow.ts'

const guardText = translator({ 'zh-CN': zhGuard, en: enGuard })
const popupText = translator({ 'zh-CN': zhPopup, en: enPopup })

export const guardWords = (counter: Counter) => guardText(counter.lang)

/** The words of a promise as they stand on the clerk's button. */
export function promiseWords(counter: Counter, code: string): string {
  const choice = counter.policy.promises.find((p) => p.code === code)
  if (!choice) throw new Error(`no promise ${code}`)
  return choice.words[counter.lang]
}

/** The clerk starts a shift with staff id and PIN, in the popup. */
export async function startShift(
  counter: Counter,
  popup: DrivenPage,
  staff: string,
  pin: string,
): Promise<void> {
  const t = popupText(counter.lang)
  await popup.get('combobox', t('shift.staff')).select(staff)
  await popup.page.waitForSelector('input[type=password]')
  // At first use there are two of them.
  for (const field of await popup.page.$$('input[type=password]')) await field.type(pin)
  await popup.button(t('shift.start')).click()
  await popup.waitForText(staff)
  await until('the shift', async () => (await popup.button(t('shift.end')).here()) || null)
}

/** Reads the day's pledge in the panel, where it is due. */
export async function readPledge(counter: Counter, portal: DrivenPage): Promise<void> {
  const button = portal.panel.button(counter.t.panel('pledge.ok'))
  await button.click()
  await button.gone()
}

/** From the stopped page to the site, with the permit. The stopped tab closes. */
export async function openFromStopped(counter: Counter, stopped: DrivenPage): Promise<DrivenPage> {
  await stopped.bringToFront()
  await stopped.button(counter.t.stopped('openSite')).click()
  counter.taps.clerk++
  return counter.d.waitForPage((url) => url.startsWith(counter.world.url('shop', '/register')))
}

/** Signs up at the shop in the permit's tab; the customer reads the code from the handset. */
export async function signUpAtShop(
  counter: Counter,
  site: DrivenPage,
  before: () => Promise<void> = async () => undefined,
): Promise<void> {
  const { world } = counter
  await site.get('textbox').nth(1).element()
  const field = async (id: string) => {
    const found = await site.page.waitForSelector(`#${id}`)
    if (!found) throw new Error(`no #${id}`)
    return found
  }
  await (await field('phone')).type(CUSTOMER.number)
  await (await field('get-code')).click()
  const code = await until('the code', async () => world.smsCode('shop', CUSTOMER.number) ?? null)
  await (await field('code')).type(String(code))
  await (await field('agree')).click()
  await before()
  await (await field('submit')).click()
  await until('the account', async () => world.accounts().length > 0)
  // The permit has been used: its tab closes by itself.
  await until('the tab to close', async () => {
    for (const page of await counter.d.pages()) {
      if ((await page.url().catch(() => '')).startsWith(world.url('shop', '/'))) return false
    }
    return true
  })
}

/** The panel unticks what the customer refused, in one tap, also where the portal ticks it again; until it says so. */
export async function untickRefused(counter: Counter, portal: DrivenPage): Promise<void> {
  const button = portal.panel.button(counter.t.panel('untick'))
  const done = counter.t.panel('open.done')
  await until('nothing refused to be ticked', async () => {
    if ((await portal.panel.text()).includes(done)) return true
    if (await button.here()) {
      await button.click().catch(() => undefined)
      counter.taps.clerk++
    }
    return false
  })
}

export async function receiptPage(counter: Counter): Promise<DrivenPage> {
  const page = await turned(counter)
  await page.button(counter.t.sign('handsetYes')).element()
  return page
}

/** Switches a page of ours to the counter's language, where the browser's own is another. */
export async function inLanguage(counter: Counter, page: DrivenPage): Promise<void> {
  await page.page.waitForSelector('#passphrase, #secret')
  const other = page.button(counter.lang === 'en' ? 'English' : '中文')
  await until('the language', async () => {
    if (await page.evaluate((l) => document.documentElement.lang === l, counter.lang)) return true
    // The page may take the language that was chosen before by itself, and the button is gone.
    if (await other.here()) await other.click({ timeout: 1_000 }).catch(() => undefined)
    return false
  })
}

/** First run of the console: the passphrase, twice. Password fields have no role to be found by. */
export async function choosePassphrase(con: DrivenPage, passphrase: string): Promise<void> {
  for (const id of ['#passphrase', '#passphrase-again']) {
    await (await con.page.waitForSelector(id))?.type(passphrase)
  }
}

/** The manager opens the vault, for a routine check. */
export async function unlock(counter: Counter, con: DrivenPage, passphrase: string): Promise<void> {
  const t = counter.t.console
  await con.radio(t('unlock.routine')).click()
  const secret = await con.page.waitForSelector('#secret')
  await secret?.type(passphrase)
  await con.button(t('unlockGo')).click()
  await con.button(t('lock')).element({ timeout: 60_000 })
}

export async function consolePage(
  counter: Counter,
  con: DrivenPage,
  page: 'today' | 'log' | 'verify' | 'export' | 'keep' | 'settings',
): Promise<void> {
  const name = counter.t.console(`nav.${page}`)
  await con.get('any', name).nth(0).click()
  await until('the page', () =>
    con.evaluate((wanted) => document.querySelector('main h1')?.textContent?.trim() === wanted, name),
  )
}

export async function openFirstActivation(counter: Counter, con: DrivenPage): Promise<void> {
  const row = await con.page.waitForSelector('main table tbody tr button, main table tbody tr a')
  await row?.click()
  await con.waitForText(counter.t.console('actTimeline'))
}

/** The whole log is verified in the console; gives whether it said sound. */
export async function verifyWhole(counter: Counter, con: DrivenPage): Promise<boolean> {
  await con.button(counter.t.console('checkGo')).click()
  const said = await until('a verdict', () =>
    con.evaluate(() => {
      const state = document.querySelector<HTMLElement>('#verify-result')?.dataset['state']
      return state && state !== 'idle' && state !== 'running' ? state : null
    }),
  )
  await con.waitForText(counter.t.console('verifyLogged'))
  return said === 'sound'
}

/** Presses the button that exports: by the keyboard, since it moves while the lists of the filter are still read. */
export async function goExport(con: DrivenPage): Promise<void> {
  const press = async () => (await con.page.waitForSelector('#export-go:not([disabled])'))?.press('Enter')
  await press()
  const hasBegun = () => document.querySelector<HTMLElement>('#export-result')?.dataset['state'] !== 'idle'
  // Once more where nothing has begun: a page that draws itself in that moment may have let the key go by.
  await until('the export to begin', () => con.evaluate(hasBegun), { timeout: 3_000 }).catch(press)
}

/** Exports the filtered list; gives the path of the file that the browser wrote. */
export async function exportCsv(counter: Counter, con: DrivenPage): Promise<string> {
  await goExport(con)
  await until('the export', () =>
    con.evaluate(() => document.querySelector<HTMLElement>('#export-result')?.dataset['state'] === 'over'),
  )
  return counter.d.waitForDownload(/\.csv$/)
}

/** Saves the consent record of the activation that is open, or its receipt; gives the path of the file that the browser wrote. */
export async function saveRecord(
  counter: Counter,
  con: DrivenPage,
  kind: 'record' | 'receipt' = 'record',
): Promise<string> {
  await con.button(counter.t.console(kind === 'record' ? 'actRecord' : 'actConsentReceipt')).click()
  return counter.d.waitForDownload(new RegExp(`${kind}\\.jsonld$`))
}

/** Exports the whole log as an evidence bundle; gives the path of the file that the browser wrote. */
export async function exportBundle(counter: Counter, con: DrivenPage, by: string): Promise<string> {
  await (await con.page.waitForSelector('#export-bundle'))?.click()
  await (await con.page.waitForSelector('#export-by'))?.type(by)
  await goExport(con)
  await until('the bundle', () =>
    con.evaluate(() => document.querySelector('#export-result')?.textContent?.includes('.zip')),
  )
  return counter.d.waitForDownload(/\.zip$/)
}

/** A member of one row of the extension's database, as it stands on disk now. */
async function stored(counter: Counter, table: string, key: string, member: string): Promise<string> {
  const page = await counter.d.newPage(counter.d.extensionUrl('popup.html'))
  const value = await page.evaluate(
    ([from, id, name]) =>
      new Promise<string>((resolve, reject) => {
        const open = indexedDB.open('countersign')
        open.onerror = () => reject(new Error('no database'))
        open.onsuccess = () => {
          const row = open.result.transaction(from).objectStore(from).get(id)
          row.onerror = () => reject(new Error('no such row'))
          row.onsuccess = () => {
            resolve(String(row.result?.[name]))
            open.result.close()
          }
        }
      }),
    [table, key, member] as const,
  )
  await page.close()
  return value
}

/** The signed head of the log. */
export const headOf = (counter: Counter): Promise<string> =>
  stored(counter, 'checkpoints', 'head', 'checkpoint')

/** The key by which its checkpoints are checked. */
export const vkeyOf = (counter: Counter): Promise<string> => stored(counter, 'keys', 'profile', 'vkey')

/** How many rows of the export say agreed, and refused: read from the file, RFC 4180. */
export function csvOutcomes(counter: Counter, path: string): { given: number; refused: number } {
  const text = readFileSync(path, 'utf8')
  const rows = text.replace(/^﻿/, '').split('\r\n').filter(Boolean)
  const cells = rows.map((row) =>
    [...row.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((m) => (m[1] ?? '').replace(/^"|"$/g, '')),
  )
  const t = counter.t.console
  const count = (word: string): number => cells.filter((row) => row.includes(word)).length
  return { given: count(t('outcomeGiven')), refused: count(t('outcomeRefused')) }
}
