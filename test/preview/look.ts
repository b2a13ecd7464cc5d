import type { Browser, Page } from 'puppeteer-core'
import type { PreviewServer } from './serve.ts'

/** How a view is looked at. */
export interface Look {
  readonly view: string
  readonly lang: 'zh-CN' | 'en'
  readonly theme: 'light' | 'dark'
  readonly size?: 1 | 2 | 3
  readonly width?: number
  readonly height?: number
  /** 2: as at 200 % zoom. */
  readonly zoom?: number
}

export async function previewNames(browser: Browser, server: PreviewServer): Promise<string[]> {
  const page = await browser.newPage()
  try {
    await page.goto(server.url)
    await page.waitForFunction('window.previewNames !== undefined', { timeout: 20_000 })
    return (await page.evaluate('window.previewNames')) as string[]
  } finally {
    await page.close()
  }
}

async function onScreen(page: Page, look: Look): Promise<void> {
  const zoom = look.zoom ?? 1
  await page.setViewport({
    width: Math.round((look.width ?? 1366) / zoom),
    height: Math.round((look.height ?? 768) / zoom),
    deviceScaleFactor: zoom,
  })
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: look.theme }])
}

/** Draws one view in the page that shows another of its surface, without loading anything again; opens it where there is none. */
export async function showPreview(page: Page, server: PreviewServer, look: Look): Promise<void> {
  const [surface, name] = look.view.split('/') as [string, string]
  if (!page.url().startsWith(`${server.url}?view=${surface}/`)) return openPreview(page, server, look)
  await onScreen(page, look)
  await page.evaluate((...args) => window.previewShow?.(...args), name, look.lang, look.size ?? 1)
}

/** Opens one view and waits until it is drawn. */
export async function openPreview(page: Page, server: PreviewServer, look: Look): Promise<void> {
  await onScreen(page, look)
  await page.goto(`${server.url}?view=${look.view}&lang=${look.lang}&size=${look.size ?? 1}`)
  await page.waitForFunction('window.previewReady === true', { timeout: 20_000 })
}

/** Surfaces whose views could not be listed. */
export async function previewFaults(browser: Browser, server: PreviewServer): Promise<string[]> {
  const page = await browser.newPage()
  try {
    await page.goto(server.url)
    await page.waitForFunction('window.previewFaults !== undefined', { timeout: 20_000 })
    return (await page.evaluate('window.previewFaults')) as string[]
  } finally {
    await page.close()
  }
}
