import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'

/**
 * A control that goes with the tap on it does not leave the focus nowhere, where a switch or a screen reader would have
 * lost its place: it goes to the control's twin (read aloud, stop), else to the heading.
 */
export function useKeptFocus(heading: { current: HTMLHeadingElement | null }): void {
  const last = useRef('')
  useEffect(() => {
    const note = (e: FocusEvent) => {
      last.current = (e.target as HTMLElement).dataset?.['action'] ?? ''
    }
    document.addEventListener('focusin', note)
    return () => document.removeEventListener('focusin', note)
  }, [])
  useLayoutEffect(() => {
    if (document.activeElement !== document.body) return
    const twin = last.current.startsWith('aloud')
      ? document.querySelector<HTMLElement>('[data-action^="aloud"]')
      : null
    ;(twin ?? heading.current)?.focus({ preventScroll: true })
  })
}
