import type { Browser, Page } from 'puppeteer-core'
import type { Engine } from './page.ts'

export type BrowserName = 'chromium' | 'firefox'
export type ColorScheme = 'light' | 'dark'

/** An extension that the browser installs by itself, as a policy tells it to. */
export interface ForcedInstall {
  /** What to start in place of the browser, so that it sees the policy. */
  readonly executable: string
  readonly id: string
}

/** Options with every default filled in. */
export interface Resolved {
  readonly executable: string
  readonly extensionPath: string
  readonly profileDir: string
  readonly downloadDir: string
  readonly windowSize: { readonly width: number; readonly height: number }
  readonly lang: string
  readonly colorScheme: ColorScheme
  readonly headless: boolean
  readonly args: readonly string[]
  readonly requests: boolean
  readonly forced: ForcedInstall | null
}

/** One running browser, as the two engines offer it to `launch`. */
export interface Session {
  readonly engine: Engine
  browser(): Browser
  /** Whether a new tab has the size asked for by itself. */
  readonly isSized: boolean
  /** Every tab that is open, but what the driver keeps for itself. */
  pages(): Promise<Page[]>
  extensionOrigin(): string
  /** What every new page needs. */
  dress(page: Page): Promise<void>
  setColorScheme(scheme: ColorScheme): Promise<void>
  relaunch(): Promise<void>
  /** Ends the background as the browser does when it is idle; false where it was not running. */
  stopWorker(): Promise<boolean>
  /** Keeps the background's thread busy for so long; returns once it is. */
  hangWorker(ms: number): Promise<void>
  /** What the browser does when a new version is there: the extension ends and starts anew, open pages stay as they are. */
  updateExtension(): Promise<void>
  /** Gives the browser's own password manager a log-in; null where it cannot be driven to it. */
  readonly saveLogIn: ((origin: string, user: string) => Promise<void>) | null
}
