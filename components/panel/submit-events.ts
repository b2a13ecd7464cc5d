import type { Adapter } from '../../utils/policy/index.ts'
import { type Eyes, findSubmit } from '../../utils/portal/index.ts'
import type { In } from '../../utils/wire/index.ts'

/** Finds the portal's submit, and hears every way in which a person presses it, before the portal's own listeners do. */
export function listenForSubmit(options: {
  readonly document: Document
  readonly adapter: Adapter
  readonly eyes: Omit<Eyes, 'now'>
  readonly signal: AbortSignal
  /** True for an event that came from the panel itself. */
  readonly isOurs: (event: Event) => boolean
  readonly isHeld: () => boolean
  /** Holds the event where the gate is closed; `quiet` where another event of the same press has said so. */
  readonly hold: (event: Event, route: In<'panel.submit-stopped'>['route'], quiet: boolean) => void
}): { button(): Element | null; onButton(event: Event): boolean; listenIn(root: ShadowRoot): void } {
  const { document, adapter, eyes, signal, isOurs, isHeld, hold } = options
  const window = document.defaultView as Window

  const submit = () => findSubmit(document, adapter, eyes)
  const button = (): Element | null => submit().buttons[0] ?? null
  const within = (event: Event, elements: readonly Element[]): boolean => {
    const path = elements.length > 0 ? event.composedPath() : []
    return elements.some((one) => path.includes(one))
  }
  const onButton = (event: Event): boolean => within(event, submit().buttons)
  const inForm = (event: Event): boolean => within(event, submit().forms)

  const handlers: [type: string, handler: (event: Event) => void][] = []
  const hear = (target: EventTarget, type: string, handler: (event: Event) => void): void =>
    target.addEventListener(type, handler, { capture: true, signal, passive: false })
  const listen = (type: string, handler: (event: Event) => void): void => {
    handlers.push([type, handler])
    hear(window, type, handler)
  }

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
    if (inForm(event)) hold(event, 'form', false)
  })
  for (const type of ['keydown', 'keypress', 'keyup']) {
    listen(type, (event) => {
      const { key } = event as KeyboardEvent
      if (isOurs(event) || (key !== 'Enter' && key !== ' ')) return
      const target = event.composedPath()[0] as Element | undefined
      const field =
        key === 'Enter' &&
        inForm(event) &&
        /^(?:input|select)$/i.test(target?.tagName ?? '') &&
        !/^(?:button|submit|reset)$/i.test(target?.getAttribute('type') ?? '')
      if (onButton(event) || field) hold(event, 'key', type !== 'keydown')
    })
  }
  const heard = new WeakSet<ShadowRoot>()
  return {
    button,
    onButton,
    // What happens in a closed one has no place outside of it, and a form's submit does not leave any.
    listenIn(root) {
      if (heard.has(root)) return
      heard.add(root)
      for (const [type, handler] of handlers) hear(root, type, handler)
    },
  }
}
