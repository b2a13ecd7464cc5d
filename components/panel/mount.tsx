import { render } from 'preact'
import type { Lang } from '../../utils/base/index.ts'
import type { Adapter } from '../../utils/policy/index.ts'
import type { Eyes } from '../../utils/portal/index.ts'
import type { Client, PanelTexts, PanelView } from '../../utils/wire/index.ts'
import { createController } from './controller.ts'
import { Panel } from './Panel.tsx'
import { type Box, place, placeTab } from './place.ts'
import { createShadowHost } from './shadow-host.ts'
import type { PanelState } from './state.ts'

/** A portal that moves its submit button does so in bursts; the panel moves once after each. */
const REDRAW_MS = 30

/** In one frame of the tab; what is held is told where nothing can be read, too. */
const isShown = ({ reading, view }: PanelState): boolean =>
  view?.stands !== false &&
  (reading !== null || Boolean(view?.inSight || view?.held || (view?.pledge && view.shift)))

/** Puts the panel on a portal page: a closed shadow root on the document element, put back when the portal drops it. */
export function mountPanel(options: {
  readonly document: Document
  readonly adapter: Adapter
  readonly client: Client
  readonly view: PanelView | null
  readonly texts: PanelTexts
  readonly eyes: Omit<Eyes, 'now'>
  readonly css: string
  readonly now?: () => number
}): { stop(): void } {
  const { document, client } = options
  const window = document.defaultView as Window & typeof globalThis
  const now = options.now ?? Date.now
  const shadow = createShadowHost(document, options.css)
  const { box } = shadow
  let { texts } = options
  let isAsking = false
  /** The policy has changed the language. */
  const inLanguage = async (lang: Lang | undefined): Promise<void> => {
    if (isAsking || lang === undefined || lang === texts.lang) return
    isAsking = true
    // The words stay as they are; the next view asks again.
    const opened = await client.ask('panel.open', {}).catch(() => null)
    isAsking = false
    if (!opened?.ok) return
    texts = opened.value.texts
    draw(controller.state())
  }

  /** What the panel must not cover: the submit button. */
  const keepFree = (): Box | null => {
    const rect = controller.button()?.getBoundingClientRect()
    return rect && rect.width > 0 && rect.height > 0 ? rect : null
  }
  const size = () => ({ width: window.innerWidth, height: window.innerHeight })
  const unfoldedAt = (state: PanelState) => (state.folded ? null : place(size(), keepFree()))

  function move(state: PanelState): void {
    const panel = box.firstElementChild as HTMLElement | null
    if (!panel) return
    const at = unfoldedAt(state)
    if (at) {
      panel.dataset['side'] = at.side
      panel.style.setProperty('--top', `${Math.round(at.top)}px`)
      panel.style.setProperty('--height', `${Math.round(at.height)}px`)
    } else {
      const { width, height } = panel.getBoundingClientRect()
      panel.style.setProperty('--tab-top', `${placeTab(size(), keepFree(), { width, height })}px`)
    }
  }

  function draw(state: PanelState): void {
    const shown = isShown(state)
    shadow.show(shown)
    if (!shown) {
      render(null, box)
      return
    }
    render(
      <Panel
        texts={texts}
        view={state.view}
        missing={state.reading?.missing ?? []}
        folded={state.folded || unfoldedAt(state) === null}
        busy={state.busy}
        held={state.held}
        fault={state.fault}
        said={state.said}
        now={now}
        onFold={controller.fold}
        onHandOver={controller.handOver}
        onAskHeld={controller.askHeld}
        onUntick={controller.untick}
        onAdd={controller.addAccount}
        onDrop={controller.dropAccount}
        onOpenSite={controller.openSite}
        onWithdraw={controller.withdraw}
        onAskAgain={controller.askAgain}
        onDocumentSeen={controller.documentSeen}
        onPledge={controller.pledgeRead}
        onPaper={controller.paper}
        onShift={controller.shift}
      />,
      box,
    )
    move(state)
    void inLanguage(state.view?.lang)
  }

  // The controller draws while it is being made, when there is nothing to tap yet: that is drawn below.
  let made = false
  const controller = createController({
    ...options,
    now,
    draw: (state) => made && draw(state),
    isOurs: shadow.isOurs,
  })
  made = true
  draw(controller.state())
  const stopFollowing = followPage(document, shadow.isInPlace, () => draw(controller.state()))

  return {
    stop() {
      controller.stop()
      stopFollowing()
      render(null, box)
      shadow.remove()
    },
  }
}

/** Redraws after the page was scrolled, resized or rebuilt, and at once where it dropped the panel. */
function followPage(document: Document, isInPlace: () => boolean, redraw: () => void): () => void {
  const window = document.defaultView as Window & typeof globalThis
  const ended = new AbortController()
  const { signal } = ended
  let due = false
  const soon = (): void => {
    if (due) return
    due = true
    setTimeout(() => {
      due = false
      if (!signal.aborted) redraw()
    }, REDRAW_MS)
  }
  window.addEventListener('resize', soon, { signal, passive: true })
  window.addEventListener('scroll', soon, { signal, passive: true, capture: true })
  const observer = new MutationObserver(() => {
    if (!isInPlace()) redraw()
    soon()
  })
  // The host is a child of the document element, and a portal's step moves the submit button with the body's content.
  observer.observe(document, { childList: true })
  observer.observe(document.documentElement, { childList: true })
  if (document.body) observer.observe(document.body, { childList: true, subtree: true })
  signal.addEventListener('abort', () => observer.disconnect())
  return () => ended.abort()
}
