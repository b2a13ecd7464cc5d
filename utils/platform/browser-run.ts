import browser from 'webextension-polyfill'
import { faults } from '../base/index.ts'
import { dnr } from './rules.ts'

/** True once in a browser run, however often the worker starts: a mark in session storage. */
export async function isFreshRun(): Promise<boolean> {
  const { started } = await browser.storage.session.get('started')
  if (started) return false
  await browser.storage.session.set({ started: true })
  return true
}

/** A text that lives as long as this run of the browser, in memory only. */
export const keepInRun = (text: string): Promise<void> => browser.storage.session.set({ run: text })

export async function keptInRun(): Promise<string | null> {
  const { run } = await browser.storage.session.get('run')
  return typeof run === 'string' ? run : null
}

/** The last faults, for as long as the browser runs. */
export const keepFaults = (kept: unknown): Promise<void> => browser.storage.session.set({ faults: kept })

export async function keptFaults(): Promise<unknown> {
  const { faults: kept } = await browser.storage.session.get('faults')
  return kept
}

/**
 * The log's head, kept where it does not go with the database. It is no proof of anything: it only says that there was a log.
 */
export const keepHead = (mark: string): Promise<void> => browser.storage.local.set({ head: mark })

export async function keptHead(): Promise<string | null> {
  const { head } = await browser.storage.local.get('head')
  return typeof head === 'string' ? head : null
}

/** The policy an administrator has set; null where there is none. Slow on first use: nothing that stops waits for it. */
export async function managedPolicy(): Promise<string | null> {
  try {
    const all = await browser.storage.managed.get(null)
    if (!all || Object.keys(all).length === 0) return null
    // One JSON text under `policy`. Firefox also hands out fields that stand there one by one; of those Chromium lets
    // through only `v` (managed.json), which reads as a policy with a fault and is said to be one.
    return typeof all['policy'] === 'string' ? all['policy'] : JSON.stringify(all)
  } catch (e) {
    // Firefox refuses where no administrator has set anything, which is no fault.
    if (!isFirefox) faults.note('platform/managed-policy', e)
    return null
  }
}

export const onManagedChanged = (listener: () => void): void =>
  browser.storage.onChanged.addListener((_, area) => {
    if (area === 'managed') listener()
  })

export const onAlarm = (listener: (name: string) => void): void =>
  browser.alarms.onAlarm.addListener((alarm) => listener(alarm.name))

export const setAlarm = (name: string, at: number): void => {
  void browser.alarms.create(name, { when: at })
}

/**
 * An alarm every so many minutes. One that is there already stays: set anew at each start of the worker, it would never ring
 * in a worker that is woken more often than that.
 */
export async function setTick(name: string, minutes: number): Promise<void> {
  const there = await browser.alarms.get(name)
  if (there?.periodInMinutes === minutes) return
  await browser.alarms.create(name, { periodInMinutes: minutes })
}

export const uiLang = (): 'zh-CN' | 'en' => (/^zh/i.test(browser.i18n.getUILanguage()) ? 'zh-CN' : 'en')

export const appVersion = (): string => browser.runtime.getManifest().version

export const isFirefox: boolean = import.meta.env.FIREFOX === true

export async function browserName(): Promise<{ browser: string; platform: string }> {
  const platform = await browser.runtime.getPlatformInfo()
  const name = isFirefox
    ? `Firefox ${(await browser.runtime.getBrowserInfo()).version}`
    : (/Chrom(?:e|ium)\/[\d.]+/.exec(navigator.userAgent)?.[0]?.replace('/', ' ') ?? 'Chromium')
  return { browser: name, platform: `${platform.os} ${platform.arch}` }
}

export function setBadge(text: string): void {
  void browser.action.setBadgeText({ text }).catch(faults.noted('platform/badge'))
}

/**
 * Puts the panel on the portals, in place of what was registered before, and on those that are open already: a portal that
 * was opened while the browser started has none else. The script mounts once in a page.
 */
export async function setPortals(matches: readonly string[]): Promise<void> {
  const id = 'counter'
  const js = ['content-scripts/panel.js']
  // Frames without an address of their own, such as `about:blank`: a browser takes that for whole hosts alone.
  const isWhole = matches.every((pattern) => pattern.endsWith('/*'))
  const how = { allFrames: true, ...(isWhole ? { matchOriginAsFallback: true } : {}) }
  const [standing] = await browser.scripting.getRegisteredContentScripts({ ids: [id] })
  // Nothing is taken away that comes again: a portal that opens in between would have no panel.
  const same =
    standing &&
    standing.allFrames === true &&
    [...(standing.matches ?? [])].sort().join() === [...matches].sort().join()
  if (standing && !same) await browser.scripting.unregisterContentScripts({ ids: [id] })
  if (matches.length === 0) return
  if (!same) {
    await browser.scripting.registerContentScripts([
      {
        id,
        matches: [...matches],
        js,
        runAt: 'document_start',
        ...how,
        persistAcrossSessions: true,
      },
    ])
  }
  const open = await browser.tabs.query({ url: [...matches] }).catch(faults.noted('platform/portal-tabs'))
  for (const { id: tabId } of open ?? []) {
    if (tabId === undefined) continue
    // What is gone by then, or no page of the portal any more, needs none.
    void browser.scripting
      .executeScript({ target: { tabId, allFrames: true }, files: js })
      .catch(() => undefined)
  }
}

/**
 * Removes what a site left behind since then, so that no account stays logged in at the counter; in Firefox all of it, which
 * cannot be limited to a time there. False where the browser refused: something may be left.
 */
export async function cleanSite(hosts: readonly string[], since: number): Promise<boolean> {
  try {
    if (isFirefox) {
      await browser.browsingData.remove(
        { hostnames: [...hosts] },
        { cookies: true, localStorage: true, indexedDB: true, serviceWorkers: true },
      )
      return true
    }
    const origins = hosts.flatMap((h) => [`https://${h}`, `http://${h}`])
    await (browser.browsingData.remove as unknown as (o: object, t: object) => Promise<void>)(
      { origins, since },
      {
        cookies: true,
        localStorage: true,
        indexedDB: true,
        serviceWorkers: true,
        cacheStorage: true,
        fileSystems: true,
      },
    )
    return true
  } catch (e) {
    faults.note('platform/clean-site', e)
    return false
  }
}

/** Which protections are really in force on this machine. */
export async function readPosture(): Promise<{ code: string; on: boolean }[]> {
  const hasHosts = await browser.permissions
    .contains({ origins: ['<all_urls>'] })
    .catch(faults.noted('platform/posture-hosts'))
  const incognito = await browser.extension
    .isAllowedIncognitoAccess()
    .catch(faults.noted('platform/posture-incognito'))
  const install = await browser.management
    ?.getSelf?.()
    .then((s) => s.installType)
    .catch(faults.noted('platform/posture-install'))
  const floor = await dnr()
    .getEnabledRulesets()
    .then((r) => r.includes('floor'))
    .catch(faults.noted('platform/posture-floor'))
  const persisted = await navigator.storage?.persisted?.().catch(faults.noted('platform/posture-storage'))
  return [
    { code: 'floor-rules', on: floor === true },
    { code: 'host-access', on: hasHosts === true },
    { code: 'request-bodies', on: isFirefox || install === 'admin' },
    { code: 'incognito', on: incognito === true },
    { code: 'policy-install', on: install === 'admin' },
    { code: 'storage-persistent', on: persisted === true },
  ]
}

/** Host access, or a permission that was optional, was given or taken away. */
export function onPermissionsChanged(listener: () => void): void {
  browser.permissions.onAdded.addListener(listener)
  browser.permissions.onRemoved.addListener(listener)
}

/** Learned from the install type: unpacked, a blocking listener registers without an error and blocks nothing. */
export async function canBlockBodies(): Promise<boolean> {
  if (isFirefox) return true
  try {
    return (await browser.management.getSelf()).installType === 'admin'
  } catch (e) {
    faults.note('platform/install-type', e)
    return false
  }
}

/**
 * Keeps Chromium's worker from going to sleep, by a call that does nothing within its thirty idle seconds. The browser's
 * documents allow that to extensions that an administrator has installed, and it is for those alone.
 */
export function stayAwake(): void {
  // The call is made for its own sake, and what it answers says nothing.
  setInterval(() => void browser.runtime.getPlatformInfo().catch(() => undefined), 20_000)
}
