/** Every page of the package opens, draws something, throws nothing, and passes axe, light and dark. */
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  axeViolations,
  browserUnderTest,
  builtExtension,
  type ColorScheme,
  type Driven,
  type DrivenPage,
  launch,
} from '../driver/index.ts'
import { afterAll, beforeAll } from '../hooks.ts'
import { itOnce } from '../where.ts'

const NAME = browserUnderTest()
const PAGES = readdirSync(builtExtension(NAME))
  .filter((file) => file.endsWith('.html'))
  .sort()

let browser: Driven
beforeAll(async () => {
  browser = await launch({ browser: NAME })
})
afterAll(() => browser?.close())

describe('the pages of the package', () => {
  it('are all there', () => {
    expect(PAGES).toEqual([
      'console.html',
      'popup.html',
      'sign.html',
      'stopped.html',
      'verify.html',
      'withdraw.html',
    ])
  })

  describe.each(PAGES)('%s', (file) => {
    let page: DrivenPage
    beforeAll(async () => {
      page = await browser.newPage(browser.extensionUrl(file))
      await page.waitForText(/\S/)
    })
    afterAll(() => page?.close())

    it('says its language and its title', async () => {
      expect(await page.evaluate(() => document.documentElement.lang)).toMatch(/^(zh-CN|en)$/)
      expect(await page.title()).not.toBe('')
    })

    const passes = async (scheme: ColorScheme) => {
      await browser.setColorScheme(scheme)
      expect(await axeViolations(page)).toEqual([])
    }
    itOnce('passes axe, light', () => passes('light'))
    it('passes axe, dark', () => passes('dark'))

    it('throws nothing', () => {
      expect(page.errors).toEqual([])
    })
  })
})
