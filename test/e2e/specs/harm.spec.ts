/** It does no harm: pages that are none of our business are the same with the extension as without, idle and while a number is guarded. */
import { rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { browserUnderTest, type Driven, launch } from '../driver/index.ts'
import * as F from '../flow.ts'
import { nothing } from '../harm/nothing.ts'
import { type Quiet, startQuiet } from '../harm/pages.ts'

const browser = browserUnderTest()

interface Seen {
  readonly html: string
  readonly said: readonly string[]
  readonly took: unknown
}

/** What can be seen of every page, by name. */
async function look(d: Driven, quiet: Quiet): Promise<Record<string, Seen>> {
  const out: Record<string, Seen> = {}
  const page = await d.newPage()
  let said: string[] = []
  page.page.on('console', (message) => said.push(`${message.type()} ${message.text()}`))
  page.page.on('pageerror', (error) => said.push(String(error)))
  for (const name of quiet.names) {
    said = []
    quiet.took()
    await page.goto(`${quiet.origin}/${name}`)
    // Some wait for something of their own; then what nobody expects has a moment to come.
    await F.wait('the page to have what it waits for', () =>
      page.evaluate(() => !(globalThis as unknown as { waits?: number }).waits),
    )
    await page.evaluate(() => new Promise<void>((done) => setTimeout(done, 350)))
    const html = await page.evaluate(() => document.documentElement.outerHTML)
    out[name] = { html: html.replace(/blob:[^"']+/g, 'blob:'), said, took: quiet.took() }
  }
  await page.close()
  return out
}

/** Where two looks differ, page by page: a whole document in an error would tell nothing. */
function differences(one: Record<string, Seen>, other: Record<string, Seen>): string[] {
  const found: string[] = []
  for (const [name, a] of Object.entries(one)) {
    const b = other[name]
    for (const part of ['html', 'said', 'took'] as const) {
      const [was, is] = [JSON.stringify(a[part]), JSON.stringify(b?.[part]) ?? '']
      let at = 0
      while (at < was.length && was[at] === is[at]) at++
      if (was === is) continue
      const near = (text: string): string => text.slice(Math.max(0, at - 60), at + 160)
      found.push(`${name}, ${part}: without ${near(was)}; with ${near(is)}`)
    }
  }
  return found
}

it('twenty-three pages: no difference in document, console and network', { timeout: 300_000 }, async () => {
  const quiet = await startQuiet()
  const folder = nothing(browser)
  try {
    expect(quiet.names.length).toBe(23)
    const bare = await launch({ browser, extensionPath: folder })
    const without = await look(bare, quiet).finally(() => bare.close())
    const c = await F.openCounter({ browser })
    try {
      expect(differences(without, await look(c.d, quiet))).toEqual([])
      await F.activate(c, { ticks: [] })
      expect(differences(without, await look(c.d, quiet))).toEqual([])
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
