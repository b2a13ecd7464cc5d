import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { DrivenPage } from './page.ts'

let source: string | undefined

interface Axe {
  run(
    context: Document,
    options: object,
  ): Promise<{ violations: { id: string; help: string; nodes: { target: unknown; html: string }[] }[] }>
}

/**
 * What axe finds wrong with a page, without an exception: one line for each rule and node. Run by the
 * browser's debugger, so that a page's own content policy need not allow it. Closed shadow roots are hidden
 * from axe.
 */
export async function axeViolations(page: DrivenPage): Promise<string[]> {
  source ??= readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  await page.page.evaluate(`${source};undefined`)
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: Axe }).axe.run(document, { resultTypes: ['violations'] }),
  )
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${help}: ${JSON.stringify(target)} ${html.slice(0, 160)}`),
  )
}
