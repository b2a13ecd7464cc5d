import { SENTINEL_PORT } from '../../utils/wire/names.ts'
import type { ToBackground, ToSentinel } from '../../utils/wire/sentinel.ts'

interface Port {
  readonly onMessage: { addListener(listener: (message: unknown) => void): void }
  readonly onDisconnect: { addListener(listener: () => void): void }
  postMessage(message: unknown): void
  disconnect(): void
}
interface Api {
  readonly runtime?: {
    readonly id?: string
    connect(info: { name: string }): Port
    readonly lastError?: unknown
  }
  readonly dom?: { openOrClosedShadowRoot(element: Element): ShadowRoot | null }
}
const globals = globalThis as unknown as { browser?: Api; chrome?: Api }
const api: Api | undefined = globals.browser?.runtime ? globals.browser : globals.chrome

/** Any element's shadow root, closed ones too; null where it has none. */
export function shadowRootOf(element: Element): ShadowRoot | null {
  if (element.shadowRoot) return element.shadowRoot
  try {
    // Firefox has it as an attribute, null where there is no root; Chromium as a call.
    const own = (element as unknown as { openOrClosedShadowRoot?: ShadowRoot | null }).openOrClosedShadowRoot
    return (own === undefined ? api?.dom?.openOrClosedShadowRoot(element) : own) ?? null
  } catch {
    // An element that takes no shadow root has none.
    return null
  }
}

export interface Link {
  post(message: ToBackground): void
}

/** One port to the background, opened again whenever it goes: the worker stops after half a minute of silence. */
export function openLink(receive: (message: ToSentinel) => void): Link {
  let port: Port | null = null
  let waiting: ToBackground[] = []
  let pause = 100
  let timer: ReturnType<typeof setTimeout> | undefined
  const later = (): void => {
    clearTimeout(timer)
    timer = setTimeout(connect, document.visibilityState === 'hidden' ? Math.max(pause, 3_000) : pause)
    pause = Math.min(pause * 2, 10_000)
  }
  const connect = (): void => {
    if (port) return
    try {
      const mine = api?.runtime?.connect({ name: SENTINEL_PORT })
      if (!mine) return
      port = mine
      mine.onMessage.addListener((message) => {
        pause = 100
        if (typeof message === 'object' && message !== null) receive(message as ToSentinel)
      })
      mine.onDisconnect.addListener(() => {
        // Read, so that the browser does not report it as unchecked.
        void api?.runtime?.lastError
        if (port !== mine) return
        port = null
        later()
      })
      const now = waiting
      waiting = []
      for (const message of now) mine.postMessage(message)
    } catch {
      // The extension was updated or removed: what is known keeps standing.
      port = null
    }
  }
  connect()
  // A page that comes back from the back-forward cache has lost its port, whether or not it has been told.
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return
    port = null
    connect()
  })
  return {
    post(message) {
      connect()
      try {
        if (!port) throw 0
        port.postMessage(message)
      } catch {
        // The worker has ended: what is to be said waits for the next one.
        port = null
        if (waiting.length < 20) waiting.push(message)
        later()
      }
    },
  }
}
