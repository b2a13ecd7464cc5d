import browser from 'webextension-polyfill'

/** The way from a surface to the background. Messages meant for another surface are left out. */
export function lineTo<T extends { readonly nudge: string }>(
  surface: T['nudge'],
): { send(message: unknown): Promise<unknown>; onNudge(listener: (nudge: T) => void): () => void } {
  return {
    send: (message) => browser.runtime.sendMessage(message),
    onNudge(listener) {
      const hear = (message: unknown): undefined => {
        const nudge = message as T | null
        if (nudge && typeof nudge === 'object' && nudge.nudge === surface) listener(nudge)
        return undefined
      }
      browser.runtime.onMessage.addListener(hear)
      return () => browser.runtime.onMessage.removeListener(hear)
    },
  }
}
