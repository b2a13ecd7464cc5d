/** Chromium, Chrome and Edge over CDP on a pipe: the only way by which branded Chrome takes an unpacked extension. */
import puppeteer, {
  type CDPSession,
  type ElementHandle,
  type Frame,
  type Page,
  type Target,
} from 'puppeteer-core'
import type { Engine } from './page.ts'
import { QUIET } from './quiet.ts'
import type { Resolved, Session } from './session.ts'

interface DomNode {
  backendNodeId: number
  shadowRootType?: 'user-agent' | 'open' | 'closed'
  shadowRoots?: DomNode[]
  children?: DomNode[]
}

/** What puppeteer's own frame has and does not publish. */
interface InnerFrame {
  readonly client: CDPSession
  mainRealm(): { adoptBackendNode(id: number): Promise<ElementHandle<Element>> }
}

async function closedRoots(frame: Frame): Promise<ElementHandle<Element>[]> {
  const inner = frame as unknown as InnerFrame
  const top = await frame.evaluateHandle(() => document)
  const { node } = (await inner.client.send('DOM.describeNode', {
    objectId: top.remoteObject().objectId as string,
    depth: 2,
    pierce: true,
  })) as { node: DomNode }
  const ids: number[] = []
  const walk = (one: DomNode) => {
    for (const root of one.shadowRoots ?? []) {
      if (root.shadowRootType === 'closed') ids.push(root.backendNodeId)
      if (root.shadowRootType !== 'user-agent') walk(root)
    }
    for (const child of one.children ?? []) walk(child)
  }
  walk(node)
  return Promise.all(ids.map((id) => inner.mainRealm().adoptBackendNode(id)))
}

const COMMANDS = { a: 'selectAll', c: 'copy', v: 'paste', x: 'cut', z: 'undo' } as const

function engineOf(board: () => Promise<Page>): Engine {
  const chord: Engine['chord'] = async (page, key) => {
    // Headless Chromium knows no system shortcuts: the key event names its editing command.
    await page.keyboard.down('Control')
    await page.keyboard.down(`Key${key.toUpperCase()}` as 'KeyA', { commands: [COMMANDS[key]] })
    await page.keyboard.up(`Key${key.toUpperCase()}` as 'KeyA')
    await page.keyboard.up('Control')
  }
  return {
    name: 'chromium',
    closedRoots,
    chord,
    async finger(page, stroke) {
      const { client } = page.mainFrame() as unknown as InnerFrame
      for (const [i, [x, y]] of stroke.entries()) {
        await client.send('Input.dispatchTouchEvent', {
          type: i === 0 ? 'touchStart' : 'touchMove',
          touchPoints: [{ x, y, force: 0 }],
        })
      }
      await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    },
    async navigate(page, url) {
      const { client } = page.mainFrame() as unknown as InnerFrame
      // Answers when the navigation has committed or failed; what came of it, the caller looks at.
      await client.send('Page.navigate', { url })
    },
    async setClipboard(text) {
      await (await board()).evaluate((value) => navigator.clipboard.writeText(value), text)
    },
  }
}

const BOARD = 'chrome://version'
const COLOUR = 'prefers-color-scheme'

export async function startChromium(options: Resolved): Promise<Session> {
  const start = () =>
    puppeteer.launch({
      browser: 'chrome',
      executablePath: options.forced?.executable ?? options.executable,
      headless: options.headless,
      pipe: true,
      networkEnabled: options.requests,
      issuesEnabled: false,
      // Both switches of puppeteer keep a browser from installing what its policy names.
      ...(options.forced
        ? { ignoreDefaultArgs: ['--disable-extensions', '--disable-background-networking'] }
        : { enableExtensions: true }),
      userDataDir: options.profileDir,
      defaultViewport: null,
      env: { ...process.env, LANGUAGE: options.lang.replace('-', '_') },
      args: [
        ...QUIET,
        ...(options.forced ? [] : ['--disable-background-networking']),
        '--hide-crash-restore-bubble',
        `--lang=${options.lang}`,
        `--accept-lang=${options.lang}`,
        `--window-size=${options.windowSize.width},${options.windowSize.height}`,
        ...options.args,
      ],
    })
  const install = async (): Promise<string> => {
    if (!options.forced) return browser.installExtension(options.extensionPath)
    const { id } = options.forced
    // It is there when its worker has run: the browser starts that as soon as it has installed it.
    await browser.waitForTarget((one) => one.type() === 'service_worker' && one.url().includes(id), {
      timeout: 30_000,
    })
    return id
  }
  let browser = await start()
  let id = await install()
  let scheme = options.colorScheme
  /**
   * A page of the browser's own, where no content script runs, in a window behind: opening one for each text is much work, and
   * as a tab it would come to the front when the one beside it is closed.
   */
  let behind: Page | null = null
  const board = async (): Promise<Page> => {
    if (behind && !behind.isClosed() && behind.browser() === browser) return behind
    const page = await browser.newPage({ type: 'window', background: true })
    behind = page
    await browser.defaultBrowserContext().overridePermissions(BOARD, ['clipboard-sanitized-write'])
    await page.goto(`${BOARD}/`)
    return page
  }

  const dress = async (page: Page) => {
    await page.emulateMediaFeatures([{ name: COLOUR, value: scheme }])
  }
  const prepare = async () => {
    const client = await browser.target().createCDPSession()
    await client.send('Browser.setDownloadBehavior', {
      behavior: 'allow',
      downloadPath: options.downloadDir,
    })
  }
  await prepare()

  return {
    engine: engineOf(board),
    browser: () => browser,
    isSized: false,
    pages: async () => (await browser.pages()).filter((page) => page !== behind),
    extensionOrigin: () => `chrome-extension://${id}`,
    dress,
    async setColorScheme(next) {
      scheme = next
      await Promise.all((await browser.pages()).map(dress))
    },
    async relaunch() {
      browser = await start()
      id = await install()
      await prepare()
    },
    async stopWorker() {
      const target = browser
        .targets()
        .find((one) => one.type() === 'service_worker' && one.url().includes(id))
      if (!target) return false
      const worker = await target.worker()
      await worker?.close()
      return true
    },
    saveLogIn: null,
    async hangWorker(ms) {
      const target = await browser.waitForTarget(
        (one) => one.type() === 'service_worker' && one.url().includes(id),
      )
      const worker = await target.worker()
      // Nobody waits for its end: that is the point.
      worker
        ?.evaluate((most) => {
          const end = Date.now() + most
          while (Date.now() < end);
        }, ms)
        .catch(() => undefined)
      await new Promise((done) => setTimeout(done, 50))
    },
    async updateExtension() {
      if (!options.forced) {
        await browser.installExtension(options.extensionPath)
        return
      }
      const isOurs = (one: Target) => one.type() === 'service_worker' && one.url().includes(id)
      const target = browser.targets().find(isOurs)
      const worker = await target?.worker()
      const anew = new Promise<void>((done) => {
        browser.on('targetcreated', (one) => {
          if (isOurs(one)) done()
        })
      })
      // It ends itself, and so never answers.
      worker?.evaluate('chrome.runtime.reload()').catch(() => undefined)
      await Promise.race([
        anew,
        new Promise((_, late) => setTimeout(late, 10_000, new Error('no new worker'))),
      ])
    },
  }
}
