import browser from 'webextension-polyfill'
import { faults } from '../base/index.ts'
import { chosenDisplay, placeFor, readDisplays } from './displays.ts'

/** For a tab, a window or a page that may be gone by now: the browser refuses, and there is nothing to do about it. */
const quiet = <T>(work: Promise<T>): Promise<T | null> => work.catch(() => null)

/** A path of this extension becomes its address; anything else stays as it is. */
const addressOf = (url: string): string => (url.startsWith('/') ? browser.runtime.getURL(url) : url)

export async function createTab(url: string): Promise<number | null> {
  const tab = await browser.tabs
    .create({ url: addressOf(url), active: true })
    .catch(faults.noted('platform/create-tab'))
  return tab?.id ?? null
}

export const goTab = async (tab: number, url: string): Promise<void> => {
  await quiet(browser.tabs.update(tab, { url: addressOf(url) }))
}

export async function backTab(tab: number): Promise<void> {
  const gone = await quiet(browser.tabs.goBack(tab).then(() => true))
  // Nothing to go back to: the page was opened from a link or the address bar.
  if (gone === null) await quiet(browser.tabs.remove(tab))
}

export const closeTab = async (tab: number): Promise<void> => {
  await quiet(browser.tabs.remove(tab))
}

export const tabUrl = async (tab: number): Promise<string> => (await quiet(browser.tabs.get(tab)))?.url ?? ''

const own = (): string => browser.runtime.getURL('')

/** Path and query of every page of this extension that is open in a tab. */
export async function openPages(): Promise<readonly string[]> {
  const tabs = (await quiet(browser.tabs.query({ url: `${own()}*` }))) ?? []
  return tabs.flatMap((t) => (t.url ? [`/${t.url.slice(own().length)}`] : []))
}

export async function openWindow(path: string, manner: 'customer' | 'small'): Promise<void> {
  const url = browser.runtime.getURL(path)
  const [tab] = (await quiet(browser.tabs.query({ url: `${url}*` }))) ?? []
  if (tab?.id !== undefined) {
    await quiet(browser.tabs.update(tab.id, { active: true }))
    if (tab.windowId !== undefined) await quiet(browser.windows.update(tab.windowId, { focused: true }))
    return
  }
  const place = manner === 'customer' ? placeFor(await readDisplays(), await chosenDisplay()) : null
  if (place) {
    // A window cannot be placed and made full screen at once: first the display, then its whole size. A display that was
    // unplugged in between leaves the window to the browser, on the one that is there.
    const there = await quiet(browser.windows.create({ url, type: 'popup', ...place }))
    if (there?.id !== undefined) {
      await quiet(browser.windows.update(there.id, { state: 'fullscreen' }))
      return
    }
  }
  const made = await quiet(
    manner === 'customer'
      ? browser.windows.create({ url, type: 'popup', state: 'fullscreen' })
      : browser.windows.create({ url, type: 'popup', width: 420, height: 640 }),
  )
  // Where a window cannot be made full screen, a plain tab is better than nothing.
  if (made === null) await createTab(url)
}

export async function closeWindow(path: string): Promise<void> {
  const tabs = (await quiet(browser.tabs.query({ url: `${browser.runtime.getURL(path)}*` }))) ?? []
  for (const tab of tabs) if (tab.id !== undefined) await closeTab(tab.id)
}

export async function openConsole(): Promise<void> {
  const url = browser.runtime.getURL('/console.html')
  const [tab] = (await quiet(browser.tabs.query({ url: `${url}*` }))) ?? []
  if (tab?.id !== undefined) await quiet(browser.tabs.update(tab.id, { active: true }))
  else await createTab(url)
}

/** The tab that is in front, for the popup. */
export async function activeTab(): Promise<{ id: number; url: string } | null> {
  const [tab] = (await quiet(browser.tabs.query({ active: true, lastFocusedWindow: true }))) ?? []
  return tab?.id === undefined ? null : { id: tab.id, url: tab.url ?? '' }
}

/** Every tab with the address that it shows, where the browser tells it. */
export async function shownPages(): Promise<readonly { readonly tab: number; readonly url: string }[]> {
  const tabs = (await browser.tabs.query({}).catch(faults.noted('platform/shown-pages'))) ?? []
  return tabs.flatMap(({ id, url }) => (id !== undefined && url ? [{ tab: id, url }] : []))
}

export const onTabClosed = (listener: (tab: number) => void): void =>
  browser.tabs.onRemoved.addListener((tab) => listener(tab))

/**
 * A main frame has another address: also one that a service worker of the site answered, or that a script of the page has
 * set, which no rule meets.
 */
export function onCommitted(listener: (tab: number, url: string) => void): void {
  const told = ({ tabId, frameId, url }: { tabId: number; frameId: number; url: string }) => {
    if (frameId === 0) listener(tabId, url)
  }
  browser.webNavigation.onCommitted.addListener(told)
  browser.webNavigation.onHistoryStateUpdated.addListener(told)
}

/** A page has given itself another address without loading anew: any frame, by its history or by its hash. */
export function onMoved(listener: (tab: number, frame: number, url: string) => void): void {
  for (const event of ['onHistoryStateUpdated', 'onReferenceFragmentUpdated'] as const)
    browser.webNavigation[event].addListener(({ tabId, frameId, url }) => listener(tabId, frameId, url))
}

/**
 * To everything of ours that listens: extension pages, and panels in tabs that match. `framed`: tabs in whose frames a portal
 * stands, which their address does not tell. `only`: to the panels of this one tab.
 */
export function sendNudge(
  nudge: unknown,
  portals: readonly string[],
  framed: readonly number[],
  only?: number,
): void {
  const tell = (tab: number) => void quiet(browser.tabs.sendMessage(tab, nudge))
  if (only !== undefined) {
    tell(only)
    return
  }
  void quiet(browser.runtime.sendMessage(nudge))
  if (portals.length === 0) return
  void quiet(
    browser.tabs.query({ url: [...portals] }).then((tabs) => {
      const ids = tabs.flatMap(({ id }) => (id === undefined ? [] : [id]))
      for (const id of new Set([...ids, ...framed])) tell(id)
    }),
  )
}

/** The zoom of the page that asks, per cent; null where the browser does not say. */
export async function ownZoom(): Promise<number | null> {
  const tab = await quiet(browser.tabs.getCurrent())
  const zoom = tab?.id === undefined ? null : await quiet(browser.tabs.getZoom(tab.id))
  return zoom === null ? null : Math.round(zoom * 100)
}
