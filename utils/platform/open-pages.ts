import browser from 'webextension-polyfill'
import { faults } from '../base/index.ts'

type Injection = Parameters<typeof browser.scripting.executeScript>[0]

/**
 * Brings sentinel and holdback to the frames that were open before the extension came, was updated, or was loaded again:
 * Chromium leaves such a page with the scripts of the run that has ended, which keep what they know and learn of no new
 * number. Firefox does this by itself. A frame whose sentinel (`mark` in its world) is of this run is left alone.
 */
export async function joinOpenPages(mark: string): Promise<void> {
  const tabs = (await browser.tabs.query({}).catch(faults.noted('platform/open-pages'))) ?? []
  await Promise.all(
    tabs.map(async ({ id: tabId }) => {
      if (tabId === undefined) return
      const seen = await browser.scripting
        .executeScript({
          target: { tabId, allFrames: true },
          func: (name: string) => name in globalThis,
          args: [mark],
          injectImmediately: true,
        } as Injection)
        // A page that no extension may read, or that is gone by now.
        .catch(() => [])
      const frameIds = seen.flatMap(({ frameId, result }) => (result === true ? [] : [frameId]))
      if (frameIds.length === 0) return
      const bring = (name: string, world: string) =>
        browser.scripting
          .executeScript({
            target: { tabId, frameIds },
            files: [`/content-scripts/${name}.js`],
            injectImmediately: true,
            world,
          } as Injection)
          // As above: the page decides.
          .catch(() => undefined)
      // In turn: the second calls for the first.
      await bring('sentinel', 'ISOLATED')
      await bring('holdback', 'MAIN')
    }),
  )
}

/** A page in a file, by its name; pictures, sheets and PDFs are shown by the browser itself. */
const PAGE_FILE = /^file:.*\.(?:x?html?|xml|svg|mht(?:ml)?)(?:[?#].*)?$/i

export const isPageFile = (url: string): boolean => PAGE_FILE.test(url)

/** Tabs at pages that lie on the disk, where no extension may look unless a person has ticked it; none where one has. */
export async function unreadPages(): Promise<readonly number[]> {
  const mayRead = await browser.extension
    .isAllowedFileSchemeAccess()
    .catch(faults.noted('platform/file-access'))
  const tabs = mayRead ? [] : await browser.tabs.query({}).catch(faults.noted('platform/unread-pages'))
  return (tabs ?? []).flatMap(({ id, url }) => (id !== undefined && isPageFile(url ?? '') ? [id] : []))
}
