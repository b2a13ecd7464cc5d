import browser from 'webextension-polyfill'
import { faults } from '../base/index.ts'

/** A display of this machine, in the coordinates of the whole desktop. */
export interface Display {
  readonly id: string
  readonly name: string
  readonly primary: boolean
  readonly bounds: {
    readonly left: number
    readonly top: number
    readonly width: number
    readonly height: number
  }
}

interface DisplayApi {
  readonly onDisplayChanged?: { addListener(listener: () => void): void }
  getInfo(): Promise<
    readonly { id: string; name: string; isPrimary: boolean; isEnabled: boolean; bounds: Display['bounds'] }[]
  >
}

const PERMISSION = { permissions: ['system.display'] } as unknown as { permissions: [] }
const KEY = 'display'

/** Chromium only, and only once somebody has allowed it (docs/permissions.md); Firefox has no such API. */
const api = (): DisplayApi | undefined =>
  (globalThis as { chrome?: { system?: { display?: DisplayApi } } }).chrome?.system?.display

/** Asks for the permission; from a tap on a page of ours, since the browser wants a gesture. */
export async function allowDisplays(): Promise<boolean> {
  try {
    return await browser.permissions.request(PERMISSION)
  } catch (e) {
    faults.note('platform/allow-displays', e)
    return false
  }
}

export async function readDisplays(): Promise<readonly Display[]> {
  try {
    const all = (await api()?.getInfo()) ?? []
    return all
      .filter((d) => d.isEnabled !== false)
      .map((d) => ({ id: d.id, name: d.name, primary: d.isPrimary, bounds: d.bounds }))
  } catch (e) {
    faults.note('platform/displays', e)
    return []
  }
}

/** A display was plugged in or out. Heard where the permission stood when the background started. */
export const onDisplaysChanged = (listener: () => void): void =>
  api()?.onDisplayChanged?.addListener(listener)

/** Remembered on this machine. */
export async function chosenDisplay(): Promise<string | null> {
  const { [KEY]: id } = await browser.storage.local.get(KEY)
  return typeof id === 'string' ? id : null
}

export async function chooseDisplay(id: string | null): Promise<void> {
  if (id === null) await browser.storage.local.remove(KEY)
  else await browser.storage.local.set({ [KEY]: id })
}

/**
 * Where the customer's window opens: on the chosen display if it is plugged in and not the one the clerk works on; else
 * null: full screen where the clerk's window is, so that nothing of the clerk's page is seen around it.
 */
export function placeFor(displays: readonly Display[], chosen: string | null): Display['bounds'] | null {
  const found = displays.find((d) => d.id === chosen)
  return found && !found.primary && displays.length > 1 ? found.bounds : null
}

/** What the popup shows. */
export async function displaysForPopup(): Promise<{
  displays: readonly { id: string; name: string; primary: boolean }[]
  display: string | null
}> {
  const displays = await readDisplays()
  const chosen = await chosenDisplay()
  return {
    displays: displays.map(({ id, name, primary }) => ({ id, name, primary })),
    display: placeFor(displays, chosen) ? chosen : null,
  }
}
