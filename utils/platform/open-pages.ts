import browser from 'webextension-polyfill'

/** The extension has come, or come anew, into a browser that is running. */
export const onArrived = (listener: () => void): void =>
  browser.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === 'install' || reason === 'update') listener()
  })

type Injection = Parameters<typeof browser.scripting.executeScript>[0]

/**
 * Brings sentinel and holdback to pages that were open before. Chromium leaves such a page with the scripts of the version
 * that has ended: they keep what they know, and learn of no new number. Firefox does this by itself.
 */
export async function joinOpenPages(): Promise<void> {
  const tabs = await browser.tabs.query({}).catch(() => [])
  const bring = (tabId: number, name: string, world: string) =>
    browser.scripting
      .executeScript({
        target: { tabId, allFrames: true },
        files: [`/content-scripts/${name}.js`],
        injectImmediately: true,
        world,
      } as Injection)
      .catch(() => undefined)
  await Promise.all(
    tabs.map(async ({ id }) => {
      if (id === undefined) return
      // In turn: the second calls for the first.
      await bring(id, 'sentinel', 'ISOLATED')
      await bring(id, 'holdback', 'MAIN')
    }),
  )
}

/** A page in a file, by its name; pictures, sheets and PDFs are shown by the browser itself. */
const PAGE_FILE = /^file:.*\.(?:x?html?|xml|svg|mht(?:ml)?)(?:[?#].*)?$/i

export const isPageFile = (url: string): boolean => PAGE_FILE.test(url)

/** Tabs at pages that lie on the disk, where no extension may look unless a person has ticked it; none where one has. */
export async function unreadPages(): Promise<readonly number[]> {
  const mayRead = await browser.extension.isAllowedFileSchemeAccess().catch(() => false)
  const tabs = mayRead ? [] : await browser.tabs.query({}).catch(() => [])
  return tabs.flatMap(({ id, url }) => (id !== undefined && isPageFile(url ?? '') ? [id] : []))
}
