/**
 * Starts a real browser with the extension in it and drives it: one door for Chromium and Firefox, for
 * the tests and for `npm start`. See page.ts for what a page can be asked to do.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from 'puppeteer-core'
import { findBrowser } from '../../run/browsers.mjs'
import { startChromium } from './chromium.ts'
import { startFirefox } from './firefox.ts'
import { DrivenPage, until, type WaitOptions } from './page.ts'
import type { BrowserName, ColorScheme, ForcedInstall, Session } from './session.ts'

export { axeInClosed, axeViolations } from './axe.ts'
export { Control, DrivenPage, type Name, Surface, until, type WaitOptions } from './page.ts'
export type { BrowserName, ColorScheme } from './session.ts'

export interface LaunchOptions {
  readonly browser: BrowserName
  /** The built extension; `.output/{chrome,firefox}-mv3` unless told. */
  readonly extensionPath?: string
  /** A profile to keep; a fresh one that `close` removes unless told. */
  readonly profileDir?: string
  readonly windowSize?: { readonly width: number; readonly height: number }
  /** BCP 47; the language of pages and, in Chromium, of the browser itself. `zh-CN` unless told. */
  readonly lang?: string
  readonly colorScheme?: ColorScheme
  readonly headless?: boolean
  readonly args?: readonly string[]
  /** The driver hears of each request of a page. Not unless told: it is work, and the world counts what reaches it. */
  readonly requests?: boolean
  /** Nothing is loaded: a policy installs it. See test/e2e/policy/forced.ts, which makes one. */
  readonly forced?: ForcedInstall
}

export interface Driven {
  readonly name: BrowserName
  readonly downloadDir: string
  readonly profileDir: string
  extensionUrl(path: string): string
  /** Opens a tab; goes to the address where one is given. `behind`: the tab that is in front stays there. */
  newPage(url?: string, options?: { readonly behind?: boolean }): Promise<DrivenPage>
  /** Every tab and window, in the order in which the browser names them. */
  pages(): Promise<DrivenPage[]>
  /** Waits for a tab or window whose address matches, such as a window that the extension opens. */
  waitForPage(
    matches: string | RegExp | ((url: string) => boolean),
    options?: WaitOptions,
  ): Promise<DrivenPage>
  /** Waits for a finished download and gives its path. */
  waitForDownload(name: RegExp, options?: WaitOptions): Promise<string>
  setColorScheme(scheme: ColorScheme): Promise<void>
  /** Ends the background (worker or event page) as the browser does when it is idle. */
  stopWorker(): Promise<boolean>
  /** Keeps the background's thread busy for so long; returns once it is. */
  hangWorker(ms: number): Promise<void>
  /** A new version takes the place of the extension; open pages stay as they are. */
  updateExtension(): Promise<void>
  /** Gives the browser's own password manager a log-in. Firefox only. */
  saveLogIn(origin: string, user: string): Promise<void>
  /** Closes the browser, or kills it, and starts it again on the same profile; all pages are gone. */
  restart(options?: { kill?: boolean }): Promise<void>
  close(): Promise<void>
}

const REPO = resolve(import.meta.dirname, '../../..')

/** Where the build for a browser lies. */
export function builtExtension(browser: BrowserName): string {
  return join(
    REPO,
    process.env['COUNTERSIGN_OUT'] ?? '.output',
    browser === 'firefox' ? 'firefox-mv3' : 'chrome-mv3',
  )
}

/** The browser that this run of the specs is for. */
export function browserUnderTest(): BrowserName {
  const name = process.env['BROWSER']
  if (name !== 'chromium' && name !== 'firefox') throw new Error('BROWSER must be chromium or firefox')
  return name
}

async function ended(session: Session, kill: boolean): Promise<void> {
  const browser = session.browser()
  const child = browser.process()
  const exit = new Promise<void>((done) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) done()
    else child.once('exit', () => done())
  })
  if (kill) child?.kill('SIGKILL')
  const late = setTimeout(() => child?.kill('SIGKILL'), 10_000)
  // A browser that has died in between never answers.
  if (!kill) await Promise.race([browser.close().catch(() => undefined), exit])
  await exit
  clearTimeout(late)
  if (kill) await browser.disconnect().catch(() => undefined)
}

export async function launch(options: LaunchOptions): Promise<Driven> {
  const { browser: name } = options
  const executable = findBrowser(name)
  if (!executable) throw new Error(`no ${name} on this machine; npm test installs or names one`)
  const extensionPath = resolve(options.extensionPath ?? builtExtension(name))
  if (!existsSync(join(extensionPath, 'manifest.json'))) throw new Error(`not built: ${extensionPath}`)
  const profileDir = options.profileDir ?? mkdtempSync(join(tmpdir(), `countersign-${name}-`))
  const downloadDir = mkdtempSync(join(tmpdir(), 'countersign-downloads-'))
  const resolved = {
    executable,
    extensionPath,
    profileDir,
    downloadDir,
    windowSize: options.windowSize ?? { width: 1366, height: 768 },
    lang: options.lang ?? 'zh-CN',
    colorScheme: options.colorScheme ?? 'light',
    headless: options.headless ?? true,
    args: options.args ?? [],
    requests: options.requests ?? false,
    forced: options.forced ?? null,
  }
  const session = await (name === 'firefox' ? startFirefox(resolved) : startChromium(resolved))

  const known = new WeakMap<Page, DrivenPage>()
  const driven = async (page: Page): Promise<DrivenPage> => {
    const before = known.get(page)
    if (before) return before
    const made = new DrivenPage(session.engine, page)
    known.set(page, made)
    await session.dress(page).catch(() => undefined)
    return made
  }
  const pages = async () => Promise.all((await session.pages()).map(driven))

  return {
    name,
    downloadDir,
    profileDir,
    extensionUrl: (path) => new URL(path, `${session.extensionOrigin()}/`).href,
    pages,
    async newPage(url, { behind = false } = {}) {
      const page = await driven(await session.browser().newPage({ background: behind }))
      if (resolved.headless && !session.isSized)
        await page.viewport(resolved.windowSize.width, resolved.windowSize.height)
      if (url) await page.goto(url)
      return page
    },
    async waitForPage(matches, wait) {
      const hit = (url: string) =>
        typeof matches === 'string'
          ? url.includes(matches)
          : matches instanceof RegExp
            ? matches.test(url)
            : matches(url)
      return until(
        `a window at ${matches}`,
        async () => {
          for (const page of await pages()) {
            const state = await page
              .evaluate(() => ({ url: location.href, ready: document.readyState }))
              .catch(() => null)
            if (state && state.ready === 'complete' && hit(state.url)) return page
          }
          return null
        },
        wait,
      )
    },
    async waitForDownload(pattern, wait) {
      const found = await until(
        `a download like ${pattern}`,
        async () => {
          const files = readdirSync(downloadDir)
          if (files.some((file) => /\.(part|crdownload)$/.test(file))) return null
          return files.find((file) => pattern.test(file))
        },
        wait,
      )
      return join(downloadDir, found)
    },
    setColorScheme: (scheme) => session.setColorScheme(scheme),
    stopWorker: () => session.stopWorker(),
    hangWorker: (ms) => session.hangWorker(ms),
    updateExtension: () => session.updateExtension(),
    async saveLogIn(origin, user) {
      if (!session.saveLogIn) throw new Error('this browser cannot be given a log-in')
      await session.saveLogIn(origin, user)
    },
    async restart({ kill = false } = {}) {
      await ended(session, kill)
      await session.relaunch()
    },
    async close() {
      await ended(session, false)
      rmSync(downloadDir, { recursive: true, force: true })
      if (!options.profileDir) rmSync(profileDir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
