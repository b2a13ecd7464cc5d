import type { ActivationId } from '../base/index.ts'
import type { Neutral } from '../guard/index.ts'
import type { DisplayView, Nudge, Snapshot, ToSentinel } from '../wire/index.ts'

/** What the counter needs of the browser: `platform` gives it, tests give their own. */
export interface Host {
  readonly engine: 'chromium' | 'firefox'
  /** Tabs. Every call resolves when the browser has done it, and never rejects for a tab that is gone. */
  createTab(url: string): Promise<number | null>
  goTab(tab: number, url: string): Promise<void>
  backTab(tab: number): Promise<void>
  closeTab(tab: number): Promise<void>
  /** The address that a tab shows; '' where the browser does not tell. */
  tabUrl(tab: number): Promise<string>
  /** Opens an extension page in a window of its own, or brings the one that is open to the front. */
  openWindow(path: string, manner: 'customer' | 'small'): Promise<void>
  closeWindow(path: string): Promise<void>
  openConsole(): Promise<void>
  /** Displays that the browser tells, and the one that was chosen on this machine for the customer. */
  displays(): Promise<{ displays: readonly DisplayView[]; display: string | null }>
  chooseDisplay(id: string | null): Promise<void>
  /** Paths (with query) of this extension's pages that are open. */
  openPages(): Promise<readonly string[]>
  setDynamicRules(rules: readonly Neutral[]): Promise<void>
  setSessionRules(rules: readonly Neutral[]): Promise<void>
  /** Puts the panel on pages that match; replaces what was registered. */
  setPortals(matches: readonly string[]): Promise<void>
  /** Removes cookies and storage of these hosts since then; false where something may be left. */
  cleanSite(hosts: readonly string[], since: number): Promise<boolean>
  nudge(nudge: Nudge): void
  /** Sends each sentinel the snapshot made for its tab and page. */
  pushSnapshots(make: (tab: number, url: string) => Snapshot | null): void
  /** Tells every other frame of the tab. */
  relay(tab: number, but: number, message: ToSentinel): void
  tellSentinel(tab: number, frame: number, message: ToSentinel): void
  /** The log does not agree with itself: counter and store are let go, and opened anew, which repairs it. */
  reopen(): void
  badge(text: string): void
  posture(): Promise<readonly { code: string; on: boolean }[]>
  alarm(name: string, at: number): void
  /** Keeps a text for this run of the browser, in memory only; `kept` gives the last one. */
  keep(text: string): Promise<void>
  kept(): Promise<string | null>
}

export type SignPath = `/sign.html?a=${ActivationId}`
export const signPath = (id: ActivationId): SignPath => `/sign.html?a=${id}`
