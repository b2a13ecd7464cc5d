/** Alt+Shift+C folds and unfolds the panel, until `signal` ends it. */
export function listenForShortcut(window: Window, signal: AbortSignal, toggle: () => void): void {
  window.addEventListener(
    'keydown',
    (event) => {
      if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey || event.code !== 'KeyC') return
      event.preventDefault()
      toggle()
    },
    { capture: true, signal },
  )
}
