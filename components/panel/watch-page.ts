import type { Adapter } from '../../utils/policy/index.ts'

const ALWAYS = [
  ...['class', 'hidden', 'checked', 'disabled', 'aria-checked', 'aria-pressed', 'aria-label', 'value', 'id'],
  ...['open', 'style'],
]

/** The attributes that an adapter reads from; a change of one is a change of the page. */
function attributesOf(adapter: Adapter): string[] {
  const attributes = new Set(ALWAYS)
  // Wherever in the adapter one is named; what a selector tests is not looked at.
  JSON.stringify(adapter, (key, value) => {
    if (key === 'attr') attributes.add(String(value))
    return value
  })
  return [...attributes]
}

/** A page that changes all the time is read as often as leaves most of its time to it. */
const PAUSE = 8
const LONGEST_PAUSE_MS = 250

/** Calls `look` once after each burst of changes on the page, until `signal` ends it. */
export function watchPage(options: {
  readonly document: Document
  readonly adapter: Adapter
  readonly signal: AbortSignal
  /** True for an event on the submit button. */
  readonly onButton: (event: Event) => boolean
  readonly look: () => void
}): { watch(root: ShadowRoot): void } {
  const { document, adapter, signal, onButton, look } = options
  const window = document.defaultView as Window
  let due = false
  let pause = 0
  const soon = (): void => {
    if (due) return
    due = true
    // No animation frame: the portal may stand behind the customer's window, where none comes.
    setTimeout(() => {
      due = false
      const from = performance.now()
      look()
      pause = Math.min(LONGEST_PAUSE_MS, Math.round(performance.now() - from) * PAUSE)
    }, pause)
  }
  const observer = new MutationObserver(soon)
  const what = {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: attributesOf(adapter),
  }
  observer.observe(document, what)
  signal.addEventListener('abort', () => observer.disconnect())
  const passive = { capture: true, signal, passive: true }
  for (const type of ['input', 'change', 'visibilitychange', 'pageshow', 'focus', 'resize']) {
    window.addEventListener(type, soon, passive)
  }
  // A tick set by script fires nothing: look before the clerk presses.
  window.addEventListener('pointerover', (event) => onButton(event) && soon(), passive)
  const watched = new WeakSet<ShadowRoot>()
  return {
    watch(root) {
      if (watched.has(root)) return
      watched.add(root)
      observer.observe(root, what)
      // It does not leave a shadow root.
      root.addEventListener('change', soon, passive)
    },
  }
}
