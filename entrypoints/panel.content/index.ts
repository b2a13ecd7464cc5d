import { defineContentScript } from 'wxt/utils/define-content-script'
import base from '../../components/base/base.css?inline'
import { mountPanel } from '../../components/panel/index.ts'
import panel from '../../components/panel/panel.css?inline'
import tokens from '../../components/tokens.css?inline'
import { matchPatterns } from '../../utils/guard/page.ts'
import { lineTo } from '../../utils/platform/index.ts'
import type { Eyes } from '../../utils/portal/index.ts'
import { createClient } from '../../utils/wire/index.ts'

interface Api {
  readonly dom?: { openOrClosedShadowRoot(element: Element): ShadowRoot | null }
}

/** What a script of ours sees of a page, and the page's own scripts do not. */
const eyes: Omit<Eyes, 'now'> = {
  shadowRootOf(element) {
    const own = (element as { openOrClosedShadowRoot?: ShadowRoot | null }).openOrClosedShadowRoot
    if (own !== undefined) return own
    // Chromium throws over a drawing: only an element of HTML can have a root.
    if (!(element instanceof HTMLElement)) return null
    return (globalThis as { chrome?: Api }).chrome?.dom?.openOrClosedShadowRoot(element) ?? null
  },
  isVisible: (element) => element.checkVisibility({ visibilityProperty: true }),
}

/** In a page that has its panel, or is about to have it. */
const MARK = 'countersign:panel'

/** The clerk's panel. The background registers it for the portals that the policy names, and nowhere else. */
export default defineContentScript({
  registration: 'runtime',
  matches: [],
  runAt: 'document_idle',
  noScriptStartedPostMessage: true,
  async main() {
    if (MARK in globalThis) return
    Object.assign(globalThis, { [MARK]: true })
    if (!(await mount())) Reflect.deleteProperty(globalThis, MARK)
  },
})

async function mount(): Promise<boolean> {
  const client = createClient(lineTo('panel'))
  const opened = await client.ask('panel.open', {})
  if (!opened.ok) return false
  // A frame without an address of its own is judged by the page it stands in, which the browser has told.
  const [inherited] = /^https?:/.test(location.href) ? [] : opened.value.adapters
  const adapter = opened.value.adapters.find((one) => matchPatterns(location.href, one.matches)) ?? inherited
  if (!adapter) return false
  mountPanel({
    document,
    adapter,
    client,
    view: opened.value.view,
    texts: opened.value.texts,
    eyes,
    css: [tokens, base, panel].join('\n'),
  })
  return true
}
