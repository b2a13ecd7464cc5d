import { defineContentScript } from 'wxt/utils/define-content-script'
import { spellings } from '../../utils/guard/page.ts'
import type { FormsLayer, Frame } from '../../utils/wire/frame.ts'
import type { Way } from '../../utils/wire/holdback.ts'
import { FRAME } from '../../utils/wire/names.ts'
import { createBanner } from './banner.ts'
import { type Channel, openChannel } from './channel.ts'
import { watchCopies } from './copies.ts'
import { type Core, createCore } from './core.ts'
import { watchFields } from './fields.ts'
import { cancel } from './keys.ts'
import { openLink, shadowRootOf } from './link.ts'
import { watchOrders } from './orders.ts'
import { watchAddress } from './page-address.ts'
import { watchText } from './text.ts'

const { navigation } = globalThis as { navigation?: EventTarget }

/** A text that holdback asks about has a guarded number in it that nothing lets go. */
function holdsNumber(core: Core, way: Way, said: string): boolean {
  if (!core.numbers) return false
  for (const spelled of way === 'v' ? [said] : spellings(said)) {
    const hit = core.find(spelled)
    if (!hit) continue
    if (!core.view) return true
    const answer = core.judge('guarded', hit.short)
    const isStopped = core.stopped({
      answer,
      number: 'guarded',
      way: way === 'v' ? 'script' : way === 'f' ? 'submit' : 'request',
      layer: way === 'v' ? 'number' : 'request',
      digits: hit.digits,
      // A value set by script: the number is in the page by a way that nobody could cancel. What is sent was held.
      quarantine: way === 'v' && answer.act === 'stop',
      trusted: false,
      text: spelled,
    })
    if (isStopped) return true
  }
  return false
}

function start(): void {
  const link = openLink((message) => {
    if (message.t === 'snapshot') {
      const isFirst = core.view === null
      core.take(message)
      if (isFirst) fields.catchUp()
      forms?.refresh()
      address()
      text.appeared()
    } else if (message.t === 'typed') fields.join(message.digits)
    else if (message.t === 'judged') core.judged(message.guarded)
    else if (message.t === 'order') orders.answered(message.n, message.go)
  })
  const banner = createBanner({
    reason: (n, cell, code) => link.post({ t: 'reason', n, code, cell }),
    askCustomer: (n) => link.post({ t: 'ask-customer', n }),
    manager: (n) => link.post({ t: 'manager', n }),
  })
  const channelOf = (): Channel => channel
  const core: Core = createCore({ link, channel: channelOf, banner })
  const fields = watchFields(core, link)
  let forms: FormsLayer | null = null
  const orders = watchOrders(core, link, channelOf)
  const copies = watchCopies(core)
  const address = watchAddress(core)
  const text = watchText(core)
  addEventListener('pageshow', text.appeared, true)

  // Order matters: an order is held before a form is looked at, a number before a page.
  const all = new Map<string, ((event: Event) => void)[]>()
  const add = (handlers: FormsLayer['handlers']): void => {
    for (const [type, handler] of Object.entries(handlers)) all.set(type, [...(all.get(type) ?? []), handler])
  }
  for (const type of FIRST) all.set(type, [])
  add(copies.handlers)
  add(fields.handlers)
  const dispatch = (event: Event): void => {
    // What the clerk does in the banner is no business of the page's layers.
    if (banner.owns(event.target)) return
    if (event.type === 'keydown' && event.isTrusted && (event as KeyboardEvent).key === 'Escape')
      banner.hide()
    for (const handler of all.get(event.type) ?? []) {
      try {
        handler(event)
      } catch {
        // What we could not look at does not happen.
        if (core.numbers || core.pages) cancel(event)
      }
      // Cancelled by us: the next layer has nothing left to say.
      if (event.defaultPrevented && event.cancelable) break
    }
  }
  const roots = new WeakSet<Node>()
  /** These do not leave a shadow root, so they are listened for inside. */
  const enter = (event: Event): void => {
    for (const node of event.composedPath()) {
      const root = node instanceof ShadowRoot ? node : node instanceof Element ? shadowRootOf(node) : null
      if (!root || roots.has(root)) continue
      roots.add(root)
      text.meet(root)
      for (const type of ['submit', 'change', 'formdata']) root.addEventListener(type, dispatch, true)
    }
  }
  const moved = (): void => address()
  const arm = (): void => {
    // The window first: before any listener of the page. Adding the same one twice does nothing.
    for (const type of all.keys()) addEventListener(type, dispatch, { capture: true })
    addEventListener('focusin', enter, true)
    addEventListener('submit', orders.submit)
    addEventListener('hashchange', moved, true)
    addEventListener('popstate', moved, true)
    // Before a script's pushState returns; where the browser has no such events the two above have to do.
    navigation?.addEventListener('navigate', address)
    navigation?.addEventListener('currententrychange', moved)
  }

  const channel = openChannel({
    ask(way, said) {
      if (way === 'c') return copies.masked(said) !== null
      if (way === 'o') return orders.isOrder(said)
      if (way === 'f' && forms?.held(false)) return true
      return holdsNumber(core, way, said)
    },
    order: orders.ask,
    reopened() {
      arm()
      text.search()
    },
  })
  arm()
  const frame: Frame = {
    core,
    banner,
    shadowRootOf: (element) => (banner.owns(element) ? null : shadowRootOf(element)),
    join(make) {
      // Brought once more where the page was slow: the first one stays.
      if (forms) return
      const layer = make()
      forms = layer
      core.learn(layer.classify)
      add(layer.handlers)
      layer.refresh()
    },
  }
  // A frame's first navigation may keep its global: the newer sentinel is the one that counts.
  Object.assign(globalThis, { [FRAME]: frame })
  // The net beneath: a document that was opened anew has a new root element.
  new MutationObserver(arm).observe(document, { childList: true })
}

/** Listened for from the first moment, for the page layer that joins later: before any listener of the page. */
const FIRST = [
  'pointerdown',
  'mousedown',
  'touchstart',
  'pointerup',
  'mouseup',
  'touchend',
  'click',
  'submit',
]

export default defineContentScript({
  matches: ['<all_urls>'],
  allFrames: true,
  matchAboutBlank: true,
  matchOriginAsFallback: true,
  runAt: 'document_start',
  world: 'ISOLATED',
  noScriptStartedPostMessage: true,
  main() {
    start()
  },
})
