import browser, { type WebRequest } from 'webextension-polyfill'
import { askedBy } from './requests.ts'

const everything = { urls: ['<all_urls>'] }

/** A request as far as the counter needs it. */
export interface Seen {
  readonly id: string
  readonly tab: number
  readonly url: string
  readonly method: string
  readonly type: string
  readonly status: number
  readonly date: string | null
  /** Origin of what asked; '' where there is none: the only thing that says whose worker it was. */
  readonly initiator: string
}

const dateOf = (headers: WebRequest.HttpHeaders | undefined): string | null =>
  headers?.find((h) => h.name.toLowerCase() === 'date')?.value ?? null

interface Details {
  readonly requestId: string
  readonly tabId: number
  readonly url: string
  readonly method: string
  readonly type: string
  readonly statusCode?: number
  readonly responseHeaders?: WebRequest.HttpHeaders
  readonly originUrl?: string
  readonly documentUrl?: string
}

const seenOf = (d: Details): Seen => ({
  id: d.requestId,
  tab: d.tabId,
  url: d.url,
  method: d.method,
  type: d.type,
  status: d.statusCode ?? 0,
  date: dateOf(d.responseHeaders),
  initiator: askedBy(d),
})

/** A request is led elsewhere: by its site, or a main frame by the floor; which address that was, only this event knows. */
export const onRedirect = (listener: (seen: Seen, to: string) => void): void =>
  browser.webRequest.onBeforeRedirect.addListener(
    (d) => listener(seenOf(d), d.redirectUrl),
    { ...everything, types: ['main_frame', 'sub_frame', 'xmlhttprequest'] },
    ['responseHeaders'],
  )

export const onAnswered = (listener: (seen: Seen) => void): void =>
  browser.webRequest.onCompleted.addListener((d) => listener(seenOf(d)), everything, ['responseHeaders'])

/** A request has failed; `blocked` when a rule of an extension did it. */
export const onFailed = (listener: (seen: Seen, blocked: boolean) => void): void =>
  browser.webRequest.onErrorOccurred.addListener((d) => {
    const blocked = /BLOCKED_BY_CLIENT|NS_ERROR_ABORT|NS_BINDING_ABORTED|NS_ERROR_BLOCKED/.test(d.error)
    listener(seenOf(d), blocked)
  }, everything)
