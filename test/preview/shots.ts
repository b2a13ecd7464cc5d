/**
 * Pictures of the previews: `node test/preview/shots.ts OUT [only] [--all]`. Without `--all` each view is taken in
 * Chinese, light, at 1366x768, at the type size that the view asks for; with it in both languages, themes and sizes.
 * With `--steps` (`npm run pictures`) each is taken light, dark and at the largest type.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import puppeteer from 'puppeteer-core'
import { QUIET } from '../e2e/driver/quiet.ts'
import { findBrowser } from '../run/browsers.mjs'
import { type Look, openPreview, previewNames } from './look.ts'
import { servePreviews } from './serve.ts'

const [out = 'out/preview', only = ''] = process.argv.slice(2).filter((a) => !a.startsWith('--'))
const all = process.argv.includes('--all')
const steps = process.argv.includes('--steps')
await mkdir(out, { recursive: true })
const server = await servePreviews()
const browser = await puppeteer.launch({
  executablePath: findBrowser('chromium') ?? 'chromium',
  args: [...QUIET],
})
try {
  const page = await browser.newPage()
  for (const view of (await previewNames(browser, server)).filter((v) => v.includes(only))) {
    const looks: Omit<Look, 'view'>[] = [{ lang: 'zh-CN', theme: 'light' }]
    if (all) {
      looks.push(
        { lang: 'en', theme: 'dark' },
        { lang: 'zh-CN', theme: 'light', size: 3, width: 1024, height: 768 },
        { lang: 'en', theme: 'light', size: 3, width: 1024, height: 768 },
        { lang: 'zh-CN', theme: 'dark', zoom: 2 },
      )
    }
    if (steps) looks.push({ lang: 'zh-CN', theme: 'dark' }, { lang: 'zh-CN', theme: 'light', size: 3 })
    for (const l of looks) {
      await openPreview(page, server, { view, ...l })
      const plain = l.size === 3 ? 'large' : l.theme
      const name = steps
        ? `${view.replaceAll('/', '-')}_${plain}`
        : [view.replaceAll('/', '-'), l.lang, l.theme, l.size ?? 1, l.width ?? 1366, l.zoom ?? 1].join('_')
      await page.screenshot({ path: join(out, `${name}.png`) as `${string}.png` })
    }
  }
} finally {
  await browser.close()
  await server.close()
}
