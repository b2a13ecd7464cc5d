/**
 * A page's own root size must not shrink the panel, so `rem` becomes px; `:root` of the tokens is the host here.
 */
export const forShadow = (css: string): string =>
  css.replaceAll(':root', ':host').replace(/([\d.]+)rem\b/g, (_, n: string) => `${Number(n) * 16}px`)

/** How often the panel is put back on a page that throws it out; the gate stands on the window and stays. */
const MOST_ATTACHED = 200

/** Where the panel is drawn: an element of the portal's page whose inside the page cannot reach. */
export interface ShadowHost {
  /** What the panel is rendered into. */
  readonly box: HTMLElement
  /** True for an event that came from inside. */
  isOurs(event: Event): boolean
  /** Shown, and on the page; put back where the portal dropped it. */
  show(shown: boolean): void
  /** False where the portal has dropped what is to be shown. */
  isInPlace(): boolean
  remove(): void
}

/** Makes the host, not yet on the page. */
export function createShadowHost(document: Document, css: string): ShadowHost {
  const host = document.createElement('div')
  host.setAttribute('data-countersign', '')
  const root = host.attachShadow({ mode: 'closed', delegatesFocus: true })
  const style = document.createElement('style')
  style.textContent = forShadow(css)
  const box = document.createElement('div')
  root.append(style, box)
  // The portal's own shortcuts have no business with what the clerk types into the panel.
  for (const type of ['keydown', 'keyup', 'keypress', 'input', 'change', 'paste', 'click']) {
    root.addEventListener(type, (event) => event.stopPropagation())
  }
  let shown = false
  let attached = 0
  const isInPlace = () => !shown || host.isConnected || attached > MOST_ATTACHED
  return {
    box,
    isOurs: (event) => event.composedPath().includes(host),
    show(wanted) {
      shown = wanted
      host.hidden = !wanted
      if (isInPlace()) return
      attached++
      document.documentElement.append(host)
    },
    isInPlace,
    remove: () => host.remove(),
  }
}
