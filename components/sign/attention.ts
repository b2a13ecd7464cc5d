/** Counts the time in which somebody can have read the window: it is visible, and it is the one in front. */
export interface Attention {
  /** ms so far. */
  ms(): number
  stop(): void
}

export function watchAttention(doc: Document = document, view: Window = window): Attention {
  let sum = 0
  let since: number | null = null
  const look = () => {
    const isSeen = doc.visibilityState === 'visible' && doc.hasFocus()
    const now = performance.now()
    if (since !== null) sum += now - since
    since = isSeen ? now : null
  }
  look()
  const stop = new AbortController()
  const { signal } = stop
  doc.addEventListener('visibilitychange', look, { signal })
  view.addEventListener('focus', look, { signal })
  view.addEventListener('blur', look, { signal })
  return {
    ms() {
      look()
      return sum
    },
    stop: () => stop.abort(),
  }
}
