import { type ActivationId, CodedError, type NotedFault } from '../base/index.ts'
import type { Neutral } from '../guard/index.ts'
import type { DisplayView, Nudge, Snapshot, ToSentinel } from '../wire/index.ts'

/** What the counter needs of the browser: `platform` gives it, tests give their own. */
export interface Host {
  readonly engine: 'chromium' | 'firefox'
  /** A listener may stop each request, and so can count them: Firefox, and Chromium where it is installed by policy. */
  canBlock(): boolean
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
  /** The last faults of this browser run, oldest first. */
  faults(): readonly NotedFault[]
  posture(): Promise<readonly { code: string; on: boolean }[]>
  alarm(name: string, at: number): void
  /** Keeps a text for this run of the browser, in memory only; `kept` gives the last one. */
  keep(text: string): Promise<void>
  kept(): Promise<string | null>
}

/** How long a call of the browser may take before nobody waits for it any more. */
const CALL_MS = 10_000

/** What stands for an answer that did not come. Where nothing can, the call fails with `browser/silent`. */
const UNANSWERED: Partial<Record<keyof Host, unknown>> = {
  createTab: null,
  tabUrl: '',
  openPages: [],
  cleanSite: false,
  posture: [],
  displays: { displays: [], display: null },
}
/** Calls after which the work goes on without an answer: what they do is seen, or done again. */
const GOES_ON: readonly (keyof Host)[] = [
  'goTab',
  'backTab',
  'closeTab',
  'openWindow',
  'closeWindow',
  'openConsole',
  'chooseDisplay',
  'keep',
]

/**
 * The same browser, in which no call hangs: one that has not answered in time is told to `silent`, and the work goes on
 * without it. `answered` hears when such a call has answered again.
 */
export function withLimits(
  host: Host,
  told: { silent(call: string): void; answered(call: string): void },
  ms: number = CALL_MS,
): Host {
  const silent = new Set<string>()
  const limited = <T>(name: keyof Host, call: Promise<T>): Promise<T> => {
    const answer = new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        silent.add(name)
        told.silent(name)
        if (name in UNANSWERED) resolve(UNANSWERED[name] as T)
        else if (GOES_ON.includes(name)) resolve(undefined as T)
        else reject(new CodedError('browser/silent'))
      }, ms)
      call.then(
        (value) => {
          clearTimeout(timer)
          if (silent.delete(name)) told.answered(name)
          resolve(value)
        },
        (e) => {
          clearTimeout(timer)
          reject(e)
        },
      )
    })
    return answer
  }
  const all: Host = { ...host }
  for (const name of Object.keys(host) as (keyof Host)[]) {
    const call = host[name]
    if (typeof call !== 'function') continue
    const wrapped = (...args: unknown[]): unknown => {
      const given: unknown = (host[name] as (...args: unknown[]) => unknown)(...args)
      return given instanceof Promise ? limited(name, given) : given
    }
    Object.assign(all, { [name]: wrapped })
  }
  return all
}

export type SignPath = `/sign.html?a=${ActivationId}`
export const signPath = (id: ActivationId): SignPath => `/sign.html?a=${id}`
