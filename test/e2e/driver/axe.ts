import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { DrivenPage } from './page.ts'

let source: string | undefined

interface Axe {
  run(context: Document | Element, options: object): Promise<{ violations: Violation[] }>
}
interface Violation {
  readonly id: string
  readonly help: string
  readonly nodes: readonly { readonly target: unknown; readonly html: string }[]
}

const lines = (violations: readonly Violation[]): string[] =>
  violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${help}: ${JSON.stringify(target)} ${html.slice(0, 160)}`),
  )

async function bring(page: DrivenPage): Promise<void> {
  source ??= readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  // Half a megabyte: once for each document.
  if (await page.evaluate(() => 'axe' in globalThis)) return
  await page.page.evaluate(`${source};undefined`)
}

/**
 * What axe finds wrong with a page, without an exception: one line for each rule and node. Run by the
 * browser's debugger, so that a page's own content policy need not allow it. Closed shadow roots are hidden
 * from axe: see below.
 */
export async function axeViolations(page: DrivenPage): Promise<string[]> {
  await bring(page)
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: Axe }).axe.run(document, { resultTypes: ['violations'] }),
  )
  return lines(violations)
}

/**
 * The same for what lies in closed shadow roots: panel and banner, as they stand in the page. Axe goes down by
 * `host.shadowRoot`, which a closed root does not give; the debugger has the root, and lends it to its host for this look.
 */
export async function axeInClosed(page: DrivenPage): Promise<{ roots: number; found: string[] }> {
  await bring(page)
  const roots = await page.panel.closed()
  const found: string[] = []
  for (const root of roots) {
    const violations = await root.evaluate(async (node) => {
      const { host } = node as unknown as ShadowRoot
      Object.defineProperty(host, 'shadowRoot', { value: node, configurable: true })
      try {
        const { axe } = globalThis as unknown as { axe: Axe }
        return (await axe.run(host, { resultTypes: ['violations'] })).violations
      } finally {
        Reflect.deleteProperty(host, 'shadowRoot')
      }
    })
    found.push(...lines(violations))
  }
  return { roots: roots.length, found }
}
