import browser, { type Runtime } from 'webextension-polyfill'
import { CodedError } from '../base/index.ts'
import { loadForms, wantsForms } from './forms.ts'

/** Who sent a message: a top-level page of ours by its path, or our script in a frame of a web page by its address. */
export interface From {
  readonly kind: 'page' | 'panel'
  readonly tab: number | null
  readonly url: string
  readonly frame?: number
  /** Address of the tab. */
  readonly top?: string
}

/** An about:blank or blob: frame is judged by the page it stands in. */
function addressOf(from: Runtime.MessageSender): string {
  const own = from.url ?? ''
  if (/^https?:/.test(own)) return own
  const { origin } = from as { origin?: string }
  return origin && /^https?:/.test(origin) ? `${origin}/` : own
}

/** Who a message is from, as the browser says it; null for what has no business here (another extension, a page of ours in a frame). */
function senderOf(from: Runtime.MessageSender): From | null {
  if (from.id !== browser.runtime.id || !from.url) return null
  const own = browser.runtime.getURL('')
  if (from.url.startsWith(own)) {
    // A page of ours inside another page would be a frame; the popup has no tab.
    if (from.frameId !== undefined && from.frameId !== 0) return null
    return { kind: 'page', tab: from.tab?.id ?? null, url: new URL(from.url).pathname }
  }
  if (from.tab?.id === undefined || from.frameId === undefined) return null
  return {
    kind: 'panel',
    tab: from.tab.id,
    url: addressOf(from),
    frame: from.frameId,
    top: from.tab.url ?? '',
  }
}

let isRegistered = false

/** Registers the one receiver of messages; a second one is a mistake in the program. */
export function onMessage(receive: (message: unknown, from: From) => Promise<unknown>): void {
  if (isRegistered) throw new CodedError('inbox/twice')
  isRegistered = true
  browser.runtime.onMessage.addListener((message: unknown, from: Runtime.MessageSender) => {
    const sender = senderOf(from)
    return sender ? receive(message, sender) : undefined
  })
}

/** One sentinel: a frame of a web page, while it lives. */
export interface SentinelPort {
  readonly tab: number
  readonly frame: number
  /** Address of the page that the browser names, as it is now; a frame without one has its opener's origin. */
  url: string
  post(message: unknown): void
}

export function onSentinel(
  name: string,
  on: {
    open(sentinel: SentinelPort): void
    message(sentinel: SentinelPort, message: unknown): void
    close(sentinel: SentinelPort): void
  },
): void {
  browser.runtime.onConnect.addListener((port) => {
    const from = port.sender
    if (port.name !== name || from?.id !== browser.runtime.id || from.tab?.id === undefined) {
      port.disconnect()
      return
    }
    // An about:blank or blob: frame is judged by the page it stands in.
    const own = from.url ?? ''
    const url = /^https?:/.test(own) ? own : ((from as { origin?: string }).origin ?? from.tab.url ?? own)
    const tab = from.tab.id
    const frame = from.frameId ?? 0
    let hasForms = false
    const sentinel: SentinelPort = {
      tab,
      frame,
      url: /^https?:/.test(url) ? url : (from.tab.url ?? own),
      post(message) {
        try {
          port.postMessage(message)
          if (hasForms || !wantsForms(message)) return
          hasForms = true
          void loadForms(tab, frame)
        } catch {
          // The frame is gone; its close follows.
        }
      },
    }
    port.onMessage.addListener((message: unknown) => on.message(sentinel, message))
    port.onDisconnect.addListener(() => on.close(sentinel))
    on.open(sentinel)
  })
}
