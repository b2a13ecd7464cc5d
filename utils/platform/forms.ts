import browser from 'webextension-polyfill'

/** What a page that is not done loading by then gets the layer after, all the same. */
const LATEST = 500

/**
 * Brings the page layer to one frame; what is gone by then is gone. It comes when the document is there, so that reading it
 * does not delay its loading, and to a page that never ends to load after half a second: a site must not keep it out.
 */
export async function loadForms(tab: number, frame: number): Promise<void> {
  const bring = (injectImmediately: boolean): Promise<boolean> =>
    browser.scripting
      .executeScript({
        target: { tabId: tab, frameIds: [frame] },
        files: ['/content-scripts/forms.js'],
        injectImmediately,
      } as Parameters<typeof browser.scripting.executeScript>[0])
      .then(
        () => true,
        // The frame has gone, or is one that no extension may read.
        () => true,
      )
  const late = new Promise<boolean>((next) => setTimeout(() => next(false), LATEST))
  if (!(await Promise.race([bring(false), late]))) await bring(true)
}

/** Whether a message to a sentinel says that its page is one whose forms are looked at. */
export function wantsForms(message: unknown): boolean {
  const { t, origin, under, guarding } = (message ?? {}) as Record<string, unknown>
  // Where only a part of the host is free, the page may leave it without loading anew.
  if (t !== 'snapshot' || (origin === 'free' && !under)) return false
  return guarding === true || origin === 'catalogue' || origin === 'trading'
}
