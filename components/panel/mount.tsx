import { render } from 'preact'
import type { Lang } from '../../utils/base/index.ts'
import type { Adapter } from '../../utils/policy/index.ts'
import type { Client, PanelView } from '../../utils/wire/index.ts'
import { type CounterState, createCounter } from './controller.ts'
import { Panel } from './Panel.tsx'
import { type Box, place, placeTab } from './place.ts'

/**
 * A page's own root size must not shrink the panel, so `rem` becomes px; `:root` of the tokens is the host here.
 */
export const forShadow = (css: string): string =>
  css.replaceAll(':root', ':host').replace(/([\d.]+)rem\b/g, (_, n: string) => `${Number(n) * 16}px`)

/** Puts the panel on a portal page: a closed shadow root on the document element, put back when the portal drops it. */
export function mountPanel(options: {
  readonly document: Document
  readonly adapter: Adapter
  readonly client: Client
  readonly view: PanelView | null
  readonly css: string
  readonly now?: () => number
}): { stop(): void } {
  const { document, adapter, client } = options
  const window = document.defaultView as Window & typeof globalThis
  const now = options.now ?? Date.now
  const host = document.createElement('div')
  host.setAttribute('data-countersign', '')
  const root = host.attachShadow({ mode: 'closed', delegatesFocus: true })
  const style = document.createElement('style')
  style.textContent = forShadow(options.css)
  const box = document.createElement('div')
  root.append(style, box)
  // The portal's own shortcuts have no business with what the clerk types into the panel.
  for (const type of ['keydown', 'keyup', 'keypress', 'input', 'change', 'paste', 'click']) {
    root.addEventListener(type, (event) => event.stopPropagation())
  }

  const ended = new AbortController()
  const languages = (window.navigator.language ?? '').toLowerCase()
  const lang = (state: CounterState): Lang =>
    state.view?.lang ?? (languages.startsWith('zh') ? 'zh-CN' : 'en')

  const visible = (state: CounterState): boolean =>
    state.reading !== null || Boolean(state.view?.pledge && state.view.shift)

  let drops = 0
  const attach = (): void => {
    // A page that throws the panel out again and again keeps the gate, which stands on the window.
    if (host.isConnected || drops > 200) return
    drops++
    document.documentElement.append(host)
  }

  let last: CounterState | null = null
  const draw = (state: CounterState): void => {
    last = state
    host.hidden = !visible(state)
    if (!visible(state)) {
      render(null, box)
      return
    }
    attach()
    const fits = where(state)
    render(
      <Panel
        lang={lang(state)}
        view={state.view}
        missing={state.reading?.missing ?? []}
        folded={state.folded || fits === null}
        busy={state.busy}
        held={state.held}
        fault={state.fault}
        said={state.said}
        now={now}
        onFold={(folded) => counter.fold(folded)}
        onHandOver={(promise, text) => counter.handOver(promise, text)}
        onUntick={(services) => counter.untick(services)}
        onAdd={(service) => counter.addAccount(service)}
        onDrop={(service) => counter.dropAccount(service)}
        onOpenSite={(service) => counter.openSite(service)}
        onWithdraw={(decision) => counter.withdraw(decision)}
        onAskAgain={(service) => counter.askAgain(service)}
        onDocumentSeen={() => counter.documentSeen()}
        onPledge={() => counter.pledgeRead()}
        onShift={() => counter.shift()}
      />,
      box,
    )
    move(state)
  }

  const keep = (): Box | null => {
    const element = counter?.button()
    const rect = element?.getBoundingClientRect()
    return rect && rect.width > 0 && rect.height > 0 ? rect : null
  }
  const size = () => ({ width: window.innerWidth, height: window.innerHeight })
  const where = (state: CounterState) => (state.folded ? null : place(size(), keep()))

  function move(state: CounterState): void {
    const panel = box.firstElementChild as HTMLElement | null
    if (!panel) return
    const at = where(state)
    if (at) {
      panel.dataset['side'] = at.side
      panel.style.setProperty('--top', `${Math.round(at.top)}px`)
      panel.style.setProperty('--height', `${Math.round(at.height)}px`)
    } else {
      const { width, height } = panel.getBoundingClientRect()
      panel.style.setProperty('--tab-top', `${placeTab(size(), keep(), { width, height })}px`)
    }
  }

  let counter: ReturnType<typeof createCounter>
  let early: CounterState | null = null
  // The counter draws once while it is being made.
  let ready = false
  counter = createCounter({
    document,
    adapter,
    client,
    view: options.view,
    now,
    draw: (state) => {
      if (ready) draw(state)
      else early = state
    },
    isOurs: (event) => event.composedPath().includes(host),
  })
  ready = true
  draw(early ?? counter.state())

  let due = false
  const again = (): void => {
    if (due) return
    due = true
    setTimeout(() => {
      due = false
      if (last && !ended.signal.aborted) draw(last)
    }, 30)
  }
  const { signal } = ended
  window.addEventListener('resize', again, { signal, passive: true })
  window.addEventListener('scroll', again, { signal, passive: true, capture: true })
  const kept = new MutationObserver(() => {
    if (last && visible(last) && !host.isConnected) attach()
    again()
  })
  // The host is a child of the document element, and a portal's step moves the submit button with the body's content.
  kept.observe(document, { childList: true })
  kept.observe(document.documentElement, { childList: true })
  const body = document.body
  if (body) kept.observe(body, { childList: true, subtree: true })

  return {
    stop() {
      counter.stop()
      ended.abort()
      kept.disconnect()
      render(null, box)
      host.remove()
    },
  }
}
