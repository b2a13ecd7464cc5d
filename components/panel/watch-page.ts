import type { Adapter } from '../../utils/policy/index.ts'

const ALWAYS = ['class', 'hidden', 'checked', 'disabled', 'aria-checked', 'aria-pressed', 'value', 'id']

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

/** Calls `look` once after each burst of changes on the page, until `signal` ends it. */
export function watchPage(options: {
  readonly document: Document
  readonly adapter: Adapter
  readonly signal: AbortSignal
  /** True for an event on the submit button. */
  readonly onButton: (event: Event) => boolean
  readonly look: () => void
}): void {
  const { document, adapter, signal, onButton, look } = options
  const window = document.defaultView as Window
  let due = false
  const soon = (): void => {
    if (due) return
    due = true
    // No animation frame: the portal may stand behind the customer's window, where none comes.
    setTimeout(() => {
      due = false
      look()
    }, 0)
  }
  const observer = new MutationObserver(soon)
  observer.observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: attributesOf(adapter),
  })
  signal.addEventListener('abort', () => observer.disconnect())
  const passive = { capture: true, signal, passive: true }
  for (const type of ['input', 'change', 'visibilitychange', 'pageshow', 'focus']) {
    window.addEventListener(type, soon, passive)
  }
  // A tick set by script fires nothing: look before the clerk presses.
  window.addEventListener('pointerover', (event) => onButton(event) && soon(), passive)
}
