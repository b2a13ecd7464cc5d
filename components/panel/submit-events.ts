import type { Adapter } from '../../utils/policy/index.ts'
import type { In } from '../../utils/wire/index.ts'

/** Finds the portal's submit, and hears every way in which a person presses it, before the portal's own listeners do. */
export function listenForSubmit(options: {
  readonly document: Document
  readonly adapter: Adapter
  readonly signal: AbortSignal
  /** True for an event that came from the panel itself. */
  readonly isOurs: (event: Event) => boolean
  readonly isHeld: () => boolean
  /** Holds the event where the gate is closed; `quiet` where another event of the same press has said so. */
  readonly hold: (event: Event, route: In<'panel.submit-stopped'>['route'], quiet: boolean) => void
}): { button(): Element | null; onButton(event: Event): boolean } {
  const { document, adapter, signal, isOurs, isHeld, hold } = options
  const window = document.defaultView as Window

  function query(css: string): Element | null {
    try {
      return document.querySelector(css)
    } catch {
      return null
    }
  }
  const button = (): Element | null => query(adapter.submit.button)
  const form = (): Element | null => {
    const css = adapter.submit.form
    return (css === undefined ? null : query(css)) ?? button()?.closest('form') ?? null
  }
  const within = (event: Event, element: Element | null): boolean =>
    element !== null && event.composedPath().includes(element)
  const onButton = (event: Event): boolean => within(event, button())

  const listen = (type: string, handler: (event: Event) => void): void =>
    window.addEventListener(type, handler, { capture: true, signal, passive: false })

  listen('click', (event) => {
    if (!isOurs(event) && onButton(event)) hold(event, 'button', false)
  })
  // A portal may send on the press, before any click.
  for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'touchstart', 'touchend']) {
    listen(type, (event) => {
      if (!isOurs(event) && onButton(event) && isHeld()) event.stopImmediatePropagation()
    })
  }
  listen('submit', (event) => {
    if (within(event, form())) hold(event, 'form', false)
  })
  for (const type of ['keydown', 'keypress', 'keyup']) {
    listen(type, (event) => {
      const { key } = event as KeyboardEvent
      if (isOurs(event) || (key !== 'Enter' && key !== ' ')) return
      const target = event.composedPath()[0] as Element | undefined
      const field =
        key === 'Enter' &&
        within(event, form()) &&
        /^(?:input|select)$/i.test(target?.tagName ?? '') &&
        !/^(?:button|submit|reset)$/i.test(target?.getAttribute('type') ?? '')
      if (onButton(event) || field) hold(event, 'key', type !== 'keydown')
    })
  }
  return { button, onButton }
}
