/** It does no harm: pages that are none of our business are the same with the extension as without, idle and while a number is guarded. */
import { rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { browserUnderTest, type Driven, launch } from '../driver/index.ts'
import * as F from '../flow.ts'
import { nothing } from '../harm/nothing.ts'
import { type Quiet, startQuiet } from '../harm/pages.ts'

const browser = browserUnderTest()

/** What can be seen of every page, by name. */
async function look(d: Driven, quiet: Quiet): Promise<Record<string, unknown>> {
  const out: Record<string, unknown> = {}
  const page = await d.newPage()
  let said: string[] = []
  page.page.on('console', (message) => said.push(`${message.type()} ${message.text()}`))
  page.page.on('pageerror', (error) => said.push(String(error)))
  for (const name of quiet.names) {
    said = []
    quiet.took()
    await page.goto(`${quiet.origin}/${name}`)
    await page.evaluate(() => new Promise<void>((done) => setTimeout(done, 350)))
    const html = await page.evaluate(() => document.documentElement.outerHTML)
    out[name] = { html: html.replace(/blob:[^"']+/g, 'blob:'), said, took: quiet.took() }
  }
  await page.close()
  return out
}

it('twenty pages: no difference in document, console and network', { timeout: 300_000 }, async () => {
  const quiet = await startQuiet()
  const folder = nothing(browser)
  try {
    expect(quiet.names.length).toBe(20)
    const bare = await launch({ browser, extensionPath: folder })
    const without = await look(bare, quiet).finally(() => bare.close())
    const c = await F.openCounter({ browser })
    try {
      expect(await look(c.d, quiet)).toEqual(without)
      await F.activate(c, { ticks: [] })
      expect(await look(c.d, quiet)).toEqual(without)
      const kept = JSON.stringify(await F.logOf(c))
      expect(kept).not.toContain('quiet.localhost')
    } finally {
      await c.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await quiet.close()
  }
})
