import browser from 'webextension-polyfill'
import { type Client, createClient, type Nudge } from '../wire/index.ts'

export type Surface = Nudge['nudge']

/** The line from a surface to the background; nudges for other surfaces are left out. */
export function connectClient(surface: Surface): Client {
  return createClient({
    send: (message) => browser.runtime.sendMessage(message),
    onNudge(listener) {
      const hear = (message: unknown): undefined => {
        const nudge = message as Nudge | null
        if (nudge && typeof nudge === 'object' && nudge.nudge === surface) listener(nudge)
        return undefined
      }
      browser.runtime.onMessage.addListener(hear)
      return () => browser.runtime.onMessage.removeListener(hear)
    },
  })
}
