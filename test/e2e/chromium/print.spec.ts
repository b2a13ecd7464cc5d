/** Every page that somebody may print comes out on paper with its words: the PDF is read, not the style sheet. */
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { previewNames, showPreview } from '../../preview/look.ts'
import { pdfText, plainText } from '../../preview/pdf-text.ts'
import { type PreviewServer, servePreviews } from '../../preview/serve.ts'
import { findBrowser } from '../../run/browsers.mjs'

let server: PreviewServer
let browser: Browser
let page: Page
let names: string[]
beforeAll(async () => {
  server = await servePreviews()
  browser = await puppeteer.launch({
    executablePath: findBrowser('chromium') ?? 'chromium',
    args: ['--no-sandbox'],
    networkEnabled: false,
    issuesEnabled: false,
  })
  names = await previewNames(browser, server)
  page = await browser.newPage()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

/** On the screen: the first heading, and the last words that are no control; of a receipt where there is one. */
const WORDS = `(() => {
  const top = document.querySelector('.receipt') ?? document.querySelector('main') ?? document.body
  const isSeen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width > 1
  const isWords = (e) => isSeen(e) && !e.closest('button, label, nav, .cs-hidden, .co-noprint, .ve-field, .ve-drop, details:not([open]), svg, [aria-hidden=true]')
  const words = [...top.querySelectorAll('h1, h2, p, dt, dd, td, li')].filter((e) => e.children.length === 0 && e.textContent.trim() !== '' && isWords(e))
  const heading = [...top.querySelectorAll('h1, h2')].find(isWords)
  return [heading?.textContent ?? words[0]?.textContent ?? '', words.at(-1)?.textContent ?? heading?.textContent ?? '']
})()`

/** A view of each page of the console; of the other surfaces the first ones. */
const PAGES = /^console\/(?:first-run-key|unlock|today|log|activation|verify|export|exported|settings|keep)$/

it.each(['console', 'verify', 'withdraw', 'popup', 'stopped'])(
  'prints %s',
  { timeout: 180_000 },
  async (surface) => {
    const blank: string[] = []
    const own = names
      .filter((name) => name.startsWith(`${surface}/`))
      .filter((name, n) => (surface === 'console' ? PAGES.test(name) : n < 4))
    for (const [n, view] of own.entries()) {
      await showPreview(page, server, { view, lang: n % 2 === 0 ? 'zh-CN' : 'en', theme: 'light' })
      const [first, last] = ((await page.evaluate(WORDS)) as string[]).map(plainText) as [string, string]
      const text = pdfText(await page.pdf({ format: 'A4' }))
      if (first === '' || !text.includes(first)) blank.push(`${view}: heading ${first}`)
      if (!text.includes(last)) blank.push(`${view}: end ${last}`)
    }
    expect(own.length).toBeGreaterThanOrEqual(surface === 'console' ? 10 : 2)
    expect(blank).toEqual([])
  },
)

it('prints the whole activation: answers, signatures, what happened, and no control', async () => {
  await showPreview(page, server, { view: 'console/activation', lang: 'zh-CN', theme: 'light' })
  const sections = (await page.evaluate(
    `[...document.querySelectorAll('.co-activation h1, .co-activation h2')].filter((e) => !e.closest('.co-noprint')).map((e) => e.textContent)`,
  )) as string[]
  expect(sections.length).toBeGreaterThan(4)
  const text = pdfText(await page.pdf({ format: 'A4' }))
  for (const words of sections) expect(text).toContain(plainText(words))
  const button = (await page.evaluate(`document.querySelector('#print').textContent`)) as string
  expect(text).not.toContain(plainText(button))
})
