import browser, { type WebRequest } from 'webextension-polyfill'
import { faults } from '../base/index.ts'
import { openBody, type RequestBody } from '../guard/index.ts'
import { browserOn, ruleOn } from './rules.ts'

/** A request with a body, as the browser shows it. */
export interface BodyInfo {
  readonly url: string
  readonly method: string
  /** -1 where a worker asked. */
  readonly tabId: number
  /** Origin of what asked; '' where there is none. */
  readonly initiator: string
  readonly type: string
  /** What was readable of the body. */
  readonly texts: readonly string[]
}

export type BodyVerdict = 'pass' | 'stop'

type Details = WebRequest.OnBeforeRequestDetailsType & { readonly initiator?: string }

/** Origin of what asked for a request, by either browser's word for it; '' where there is none. */
export const askedBy = (details: object): string => {
  const { initiator, originUrl, documentUrl } = details as Partial<Details>
  const from = initiator ?? originUrl ?? documentUrl
  if (!from) return ''
  try {
    const { origin } = new URL(from)
    return origin === 'null' ? '' : origin
  } catch {
    // No address: nobody is named as the one who asked.
    return ''
  }
}

/**
 * Looks at the body of every request. With `blocking` (Firefox; Chromium force-installed by policy, where alone it takes
 * effect) what a rule stops is stopped here once more, and a `stop` cancels it, and a verdict that throws or rejects is a `stop`. Without, the verdict is told and what
 * follows from it is the caller's: the request has gone. Returns what ends the watch.
 */
export function watchBodies(
  verdict: (info: BodyInfo) => BodyVerdict | Promise<BodyVerdict>,
  options: { readonly blocking: boolean },
): () => void {
  const own = browser.runtime.getURL('')
  const look = (details: Details): BodyVerdict | Promise<BodyVerdict> => {
    const body = details.requestBody as RequestBody | null | undefined
    if (!body) return 'pass'
    const initiator = askedBy(details)
    if (initiator && own.startsWith(`${initiator}/`)) return 'pass'
    const texts = openBody(body)
    if (texts.length === 0) return 'pass'
    const { url, method, tabId, type } = details
    return verdict({ url, method, tabId, initiator, type, texts })
  }
  const filter = { urls: ['<all_urls>'] }
  if (!options.blocking) {
    const observe = (details: Details): undefined => {
      void look(details)
      return undefined
    }
    browser.webRequest.onBeforeRequest.addListener(observe, filter, ['requestBody'])
    return () => browser.webRequest.onBeforeRequest.removeListener(observe)
  }
  const answer = (said: BodyVerdict): WebRequest.BlockingResponse => (said === 'stop' ? { cancel: true } : {})
  const hold = (details: Details): WebRequest.BlockingResponse | Promise<WebRequest.BlockingResponse> => {
    try {
      // A rule for a whole tab is about what the site asks for there, not about the page of ours that takes the tab.
      if (details.url.startsWith(own)) return {}
      const ruled = ruleOn(details)
      if (ruled?.act === 'stopped-page') {
        if (import.meta.env.FIREFOX)
          return { redirectUrl: `${own}stopped.html${ruled.service ? `?s=${ruled.service}` : ''}` }
        // Chromium lets no listener lead to a page of ours: its own rule does. It asks the listener all the same, and a no
        // that comes late would be taken as one to the page that the rule has led to.
        if (browserOn(details)?.act === 'stopped-page') return {}
      }
      if (ruled) return { cancel: true }
      const said = look(details)
      if (typeof said === 'string') return answer(said)
      // Chromium takes a synchronous answer only; there the caller's verdict must be one.
      return said.then(answer, (e) => {
        faults.note('platform/body-verdict', e)
        return { cancel: true }
      })
    } catch (e) {
      faults.note('platform/body-watch', e)
      return { cancel: true }
    }
  }
  browser.webRequest.onBeforeRequest.addListener(hold, filter, ['blocking', 'requestBody'])
  return () => browser.webRequest.onBeforeRequest.removeListener(hold)
}
