import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'puppeteer-core'

/** One finding of axe, in words that name the place. */
export interface Finding {
  readonly rule: string
  readonly help: string
  readonly nodes: readonly string[]
}

let source: string | null = null

/** Runs every rule of axe-core on the page as it stands; nothing is switched off. */
export async function axe(page: Page): Promise<Finding[]> {
  source ??= await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  // Half a megabyte: once for each document, not for each view that is drawn in it.
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(source)
  return (await page.evaluate(`
    axe.run(document, { resultTypes: ['violations'] }).then((r) =>
      r.violations.map((v) => ({ rule: v.id, help: v.help, nodes: v.nodes.map((n) => n.html.slice(0, 160) + ' :: ' + n.failureSummary) })))
  `)) as Finding[]
}
