import browser, { type WebRequest } from 'webextension-polyfill'

const everything = { urls: ['<all_urls>'] }

/** A request as far as the desk needs it. */
export interface Seen {
  readonly id: string
  readonly tab: number
  readonly url: string
  readonly method: string
  readonly type: string
  readonly status: number
  readonly date: string | null
}

const dateOf = (headers: WebRequest.HttpHeaders | undefined): string | null =>
  headers?.find((h) => h.name.toLowerCase() === 'date')?.value ?? null

/** The floor has led a main frame to the stopped page: which address it was, only this event knows. */
export const onRedirect = (listener: (seen: Seen, to: string) => void): void =>
  browser.webRequest.onBeforeRedirect.addListener(
    (d) => {
      if (d.type !== 'main_frame' && d.type !== 'sub_frame') return
      listener(
        {
          id: d.requestId,
          tab: d.tabId,
          url: d.url,
          method: d.method,
          type: d.type,
          status: d.statusCode,
          date: dateOf(d.responseHeaders),
        },
        d.redirectUrl,
      )
    },
    { ...everything, types: ['main_frame', 'sub_frame'] },
    ['responseHeaders'],
  )

export const onAnswered = (listener: (seen: Seen) => void): void =>
  browser.webRequest.onCompleted.addListener(
    (d) =>
      listener({
        id: d.requestId,
        tab: d.tabId,
        url: d.url,
        method: d.method,
        type: d.type,
        status: d.statusCode,
        date: dateOf(d.responseHeaders),
      }),
    everything,
    ['responseHeaders'],
  )

/** A request has failed; `blocked` when a rule of an extension did it. */
export const onFailed = (listener: (seen: Seen, blocked: boolean) => void): void =>
  browser.webRequest.onErrorOccurred.addListener((d) => {
    const blocked = /BLOCKED_BY_CLIENT|NS_ERROR_ABORT|NS_BINDING_ABORTED|NS_ERROR_BLOCKED/.test(d.error)
    listener(
      { id: d.requestId, tab: d.tabId, url: d.url, method: d.method, type: d.type, status: 0, date: null },
      blocked,
    )
  }, everything)
