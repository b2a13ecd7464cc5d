import browser from 'webextension-polyfill'

/** Brings the page layer to one frame; what is gone by then is gone. */
export async function loadForms(tab: number, frame: number): Promise<void> {
  try {
    await browser.scripting.executeScript({
      target: { tabId: tab, frameIds: [frame] },
      files: ['/content-scripts/forms.js'],
      injectImmediately: true,
    } as Parameters<typeof browser.scripting.executeScript>[0])
  } catch {
    // The frame has gone, or is one that no extension may read.
  }
}

/** Whether a message to a sentinel says that its page is one whose forms are looked at. */
export function wantsForms(message: unknown): boolean {
  const { t, origin, guarding } = (message ?? {}) as { t?: unknown; origin?: unknown; guarding?: unknown }
  if (t !== 'snapshot' || origin === 'free') return false
  return guarding === true || origin === 'catalogue' || origin === 'trading'
}
