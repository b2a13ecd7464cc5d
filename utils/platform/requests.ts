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

/** Any request as it begins, with or without a body. */
export interface BeginInfo extends Omit<BodyInfo, 'texts' | 'tabId'> {
  readonly id: string
  readonly tab: number
  /** The bytes of its body where the browser shows them whole; `form` where it shows fields; else null. */
  readonly body: () => Uint8Array | 'form' | null
}

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

/** A body whole, where the browser shows nothing but bytes. */
function bytesOf(body: RequestBody | null | undefined): ReturnType<BeginInfo['body']> {
  if (!body) return null
  if (body.formData) return 'form'
  const parts = body.raw ?? []
  if (parts.length === 0 || body.error || parts.some((part) => !part.bytes)) return null
  const whole = new Uint8Array(parts.reduce((n, part) => n + (part.bytes?.byteLength ?? 0), 0))
  let at = 0
  for (const { bytes } of parts) {
    whole.set(new Uint8Array(bytes as ArrayBuffer), at)
    at += (bytes as ArrayBuffer).byteLength
  }
  return whole
}

const beginOf = (details: Details): BeginInfo => ({
  id: details.requestId,
  tab: details.tabId,
  url: details.url,
  method: details.method,
  type: details.type,
  initiator: askedBy(details),
  // Only an order's is ever asked for.
  body: () => bytesOf(details.requestBody as RequestBody | null | undefined),
})

/**
 * Looks at the body of every request. `begins` is asked about each request that the rules let through (in Chromium unpacked also about those that they block), before its body is
 * looked at; a `stop` is final. With `blocking` (Firefox; Chromium force-installed by policy, where alone it takes
 * effect) what a rule stops is stopped here once more, and a `stop` cancels it, and a verdict that throws or rejects is a `stop`. Without, the verdict is told and what
 * follows from it is the caller's: the request has gone. Returns what ends the watch.
 */
export function watchBodies(
  verdict: (info: BodyInfo) => BodyVerdict | Promise<BodyVerdict>,
  options: {
    readonly blocking: boolean
    readonly begins: (info: BeginInfo) => BodyVerdict | Promise<BodyVerdict>
  },
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
      if (!details.url.startsWith(own)) void options.begins(beginOf(details))
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
      const begun = options.begins(beginOf(details))
      if (typeof begun !== 'string')
        return begun
          .then((may) => (may === 'stop' ? may : look(details)))
          .then(answer, () => ({ cancel: true }))
      if (begun === 'stop') return { cancel: true }
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
