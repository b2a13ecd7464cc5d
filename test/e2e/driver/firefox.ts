/**
 * Firefox over WebDriver BiDi. What was found by trying (ESR 153):
 * - `--remote-allow-system-access` is needed to open moz-extension: pages; the navigation must not be
 *   waited for, since no load event is told for them. Evaluating, clicking, typing and pictures then work.
 * - A closed shadow root comes out of `includeShadowTree: 'all'` with a shared id, and is driven as any node.
 * - The background is ended, as by the idle timer, from the browser's own scope (`moz:scope: chrome`).
 * - A temporary add-on loses its storage when the browser closes, unless the two `keep…OnUninstall` are set.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import puppeteer, { type Browser, type ElementHandle, type Frame, type Page } from 'puppeteer-core'
import { type Engine, until } from './page.ts'
import type { ColorScheme, Resolved, Session } from './session.ts'

const UUID = 'c0a5e7a1-5eed-4000-8000-00000000c516'

interface RemoteNode {
  type: string
  sharedId?: string
  value?: { shadowRoot?: RemoteNode | null; children?: RemoteNode[]; mode?: 'open' | 'closed' }
}
interface Realm {
  callFunction(text: string, awaitPromise: boolean, options: object): Promise<{ result?: RemoteNode }>
}
/** What puppeteer's own frame has and does not publish. */
interface InnerFrame {
  readonly _id: string
  readonly browsingContext: { readonly defaultRealm: Realm }
  mainRealm(): { createHandle(node: RemoteNode): ElementHandle<Element> }
}
interface Connection {
  send(method: string, params: object): Promise<{ result: unknown }>
}
const wire = (browser: Browser) => (browser as unknown as { connection: Connection }).connection

async function closedRoots(frame: Frame): Promise<ElementHandle<Element>[]> {
  const inner = frame as unknown as InnerFrame
  const { result } = await inner.browsingContext.defaultRealm.callFunction(
    '() => document.documentElement',
    false,
    {
      serializationOptions: { includeShadowTree: 'all', maxDomDepth: 1 },
    },
  )
  const roots: RemoteNode[] = []
  const walk = (node: RemoteNode) => {
    const root = node.value?.shadowRoot
    if (root) {
      if (root.value?.mode === 'closed') roots.push(root)
      walk(root)
    }
    for (const child of node.value?.children ?? []) walk(child)
  }
  if (result) walk(result)
  return roots.map((root) => inner.mainRealm().createHandle(root))
}

/** Runs an expression with the browser's own rights. */
async function inBrowserScope(browser: Browser, expression: string): Promise<unknown> {
  const tree = (await wire(browser).send('browsingContext.getTree', { 'moz:scope': 'chrome' })).result as {
    contexts: { context: string }[]
  }
  const context = tree.contexts[0]?.context
  if (!context) throw new Error('Firefox shows no window of its own')
  const answer = (
    await wire(browser).send('script.evaluate', { expression, target: { context }, awaitPromise: true })
  ).result as { type: string; result?: { value?: unknown }; exceptionDetails?: { text: string } }
  if (answer.type !== 'success')
    throw new Error(answer.exceptionDetails?.text ?? 'failed in the browser scope')
  return answer.result?.value
}

function engineOf(browser: () => Browser): Engine {
  return {
    name: 'firefox',
    closedRoots,
    async finger(page, stroke) {
      const [first, ...rest] = stroke
      if (!first) return
      await page.touchscreen.touchStart(...first)
      for (const point of rest) await page.touchscreen.touchMove(...point)
      await page.touchscreen.touchEnd()
    },
    async navigate(page, url) {
      const { _id: context } = page.mainFrame() as unknown as InnerFrame
      // A navigation that the guard redirects or blocks is reported as an error; the caller looks at the page.
      await wire(browser()).send('browsingContext.navigate', { context, url, wait: 'none' })
    },
    async setClipboard(text) {
      await inBrowserScope(
        browser(),
        `Cc['@mozilla.org/widget/clipboardhelper;1'].getService(Ci.nsIClipboardHelper).copyString(${JSON.stringify(text)})`,
      )
    },
    async chord(page, key) {
      const modifier = process.platform === 'darwin' ? 'Meta' : 'Control'
      await page.keyboard.down(modifier)
      await page.keyboard.press(key)
      await page.keyboard.up(modifier)
    },
  }
}

const COLOUR = 'layout.css.prefers-color-scheme.content-override'
const colourPref = (scheme: ColorScheme) => (scheme === 'dark' ? 0 : 1)

export async function startFirefox(options: Resolved): Promise<Session> {
  const manifest = JSON.parse(readFileSync(join(options.extensionPath, 'manifest.json'), 'utf8')) as {
    browser_specific_settings?: { gecko?: { id?: string } }
  }
  const id = manifest.browser_specific_settings?.gecko?.id
  if (!id) throw new Error('the Firefox build names no add-on id')

  const start = () =>
    puppeteer.launch({
      browser: 'firefox',
      executablePath: options.forced?.executable ?? options.executable,
      headless: options.headless,
      networkEnabled: options.requests,
      issuesEnabled: false,
      userDataDir: options.profileDir,
      defaultViewport: null,
      env: {
        ...process.env,
        MOZ_HEADLESS_WIDTH: String(options.windowSize.width),
        MOZ_HEADLESS_HEIGHT: String(options.windowSize.height),
      },
      args: ['--remote-allow-system-access', ...options.args],
      extraPrefsFirefox: {
        'extensions.webextensions.uuids': JSON.stringify({ [id]: UUID }),
        'extensions.webextensions.keepStorageOnUninstall': true,
        'extensions.webextensions.keepUuidOnUninstall': true,
        // Lets an extension ask which of its rules would match; only tests do.
        'extensions.dnr.feedback': true,
        'intl.accept_languages': `${options.lang}, ${options.lang.split('-')[0]}`,
        'browser.download.folderList': 2,
        'browser.download.dir': options.downloadDir,
        'browser.download.useDownloadDir': true,
        'browser.download.always_ask_before_handling_new_types': false,
        'browser.download.manager.addToRecentDocs': false,
        'dom.disable_open_during_load': false,
        // A process that stands by for the next page costs as much as one that is used.
        'dom.ipc.processPrelaunch.enabled': false,
        'browser.newtab.preload': false,
        [COLOUR]: colourPref(options.colorScheme),
      },
    })
  /** Puppeteer puts the profile's own settings back when the browser has ended; a start in the midst of it misses a file. */
  const settingsBack = () =>
    until(
      'the settings of the profile',
      async () =>
        !['prefs.js', 'user.js'].some((name) => existsSync(join(options.profileDir, `${name}.puppeteer`))),
      { timeout: 5_000 },
    ).catch(() => undefined)
  const install = async (): Promise<void> => {
    if (!options.forced) {
      await browser.installExtension(options.extensionPath)
      return
    }
    await until(
      'the policy to install it',
      async () =>
        (await inBrowserScope(browser, `WebExtensionPolicy.getByID(${JSON.stringify(id)}) !== null`)) ===
        true,
      { timeout: 30_000 },
    )
  }
  /** Makes the window so large that its pages have the size asked for: setting it page by page takes a third of a second each. */
  const size = async (): Promise<void> => {
    const { width, height } = options.windowSize
    const at = await inBrowserScope(
      browser,
      `(async () => {
        const size = () => { const b = gBrowser.selectedBrowser; return [b.clientWidth, b.clientHeight] }
        for (let again = 0; again < 40; again++) {
          const [w, h] = size()
          if (w === ${width} && h === ${height}) break
          resizeBy(${width} - w, ${height} - h)
          await new Promise((done) => setTimeout(done, 50))
        }
        return size().join('x')
      })()`,
    )
    if (at !== `${width}x${height}`) throw new Error(`Firefox has a window of ${at}`)
  }
  let browser = await start()
  await install()
  if (options.headless) await size()

  return {
    engine: engineOf(() => browser),
    browser: () => browser,
    isSized: options.headless,
    async pages() {
      // Of a window that closed itself the driver still names the page.
      const tree = (await wire(browser).send('browsingContext.getTree', { maxDepth: 0 })).result as {
        contexts: { context: string }[]
      }
      const open = new Set(tree.contexts.map(({ context }) => context))
      return (await browser.pages()).filter((page) =>
        open.has((page.mainFrame() as unknown as InnerFrame)._id),
      )
    },
    extensionOrigin: () => `moz-extension://${UUID}`,
    async dress(_page: Page) {},
    async setColorScheme(scheme) {
      await inBrowserScope(browser, `Services.prefs.setIntPref('${COLOUR}', ${colourPref(scheme)})`)
    },
    async relaunch() {
      await settingsBack()
      browser = await start()
      await install()
      if (options.headless) await size()
    },
    async stopWorker() {
      const before = await inBrowserScope(
        browser,
        `(async () => {
          const { extension } = WebExtensionPolicy.getByID(${JSON.stringify(id)})
          const before = extension.backgroundState
          await extension.terminateBackground({ ignoreDevToolsAttached: true })
          return before
        })()`,
      )
      return before === 'running'
    },
    async saveLogIn(origin, user) {
      await inBrowserScope(
        browser,
        `(async () => {
          // The driver's own profile switches both off.
          Services.prefs.setBoolPref('signon.rememberSignons', true)
          Services.prefs.setBoolPref('signon.autofillForms', true)
          await Services.logins.initializationPromise
          if ((await Services.logins.searchLoginsAsync({ origin: ${JSON.stringify(origin)} })).length > 0) return
          const one = Cc['@mozilla.org/login-manager/loginInfo;1'].createInstance(Ci.nsILoginInfo)
          one.init(${JSON.stringify(origin)}, ${JSON.stringify(origin)}, null, ${JSON.stringify(user)}, 'demo-2468', 'user', 'pass')
          await Services.logins.addLoginAsync(one)
        })()`,
      )
    },
    async hangWorker(ms) {
      // Pages and background of an extension share one thread here.
      const page = await browser.newPage({ background: true })
      await wire(browser).send('browsingContext.navigate', {
        context: (page.mainFrame() as unknown as InnerFrame)._id,
        url: `moz-extension://${UUID}/popup.html`,
        wait: 'none',
      })
      await until('a page of the extension', () =>
        page.evaluate(() => location.protocol === 'moz-extension:'),
      )
      page
        .evaluate((most) => {
          const end = Date.now() + most
          while (Date.now() < end);
        }, ms)
        .then(() => page.close())
        .catch(() => undefined)
      await new Promise((done) => setTimeout(done, 50))
    },
    async updateExtension() {
      await inBrowserScope(
        browser,
        `(async () => {
          const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs')
          const addon = await AddonManager.getAddonByID(${JSON.stringify(id)})
          await addon.reload()
        })()`,
      )
    },
  }
}
