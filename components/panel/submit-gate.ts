import type { Adapter } from '../../utils/policy/index.ts'
import type { Eyes, PageReading } from '../../utils/portal/index.ts'
import type { In, PanelView } from '../../utils/wire/index.ts'
import type { Ask } from './ask.ts'
import { heldBy } from './gate.ts'
import type { StateHolder } from './state.ts'
import { listenForSubmit } from './submit-events.ts'

type Route = In<'panel.submit-stopped'>['route']

/** A key press is followed by a click and a submit: within this time they are one gesture and one entry. */
const ONE_GESTURE_MS = 400

/** Holds the portal's submit while the gate is closed, and says why. */
export interface SubmitGate {
  /** The submit button as it stands now. */
  button(): Element | null
  /** True for an event on the submit button. */
  onButton(event: Event): boolean
  /** Hears presses in this root too. */
  listenIn(root: ShadowRoot): void
  /** The background answered; the press that waited for this answer is told what came of it. */
  answer(view: PanelView, reading: PageReading | null): void
}

/** Makes the gate. Nothing is queued: the clerk presses again. */
export function createSubmitGate(options: {
  readonly document: Document
  readonly adapter: Adapter
  readonly eyes: Omit<Eyes, 'now'>
  readonly ask: Ask
  readonly state: StateHolder
  readonly signal: AbortSignal
  readonly read: () => PageReading | null
  /** Reads the page again and sends what changed. */
  readonly look: () => void
  readonly send: () => void
  readonly now: () => number
  readonly isOurs: (event: Event) => boolean
}): SubmitGate {
  const { ask, state, signal, read, now } = options
  /** How the press was made that waits for the background's answer; null while none waits. */
  let waiting: Route | null = null
  let told = 0

  const verdict = () => heldBy(read(), state.get().answered)

  function tellHeld(route: Route): void {
    const activation = state.get().view?.activation?.id ?? null
    void ask('panel.submit-stopped', { activation, route }).then((answer) => {
      if (answer.ok && !signal.aborted) state.show({ view: answer.value })
    })
  }

  function hold(event: Event, route: Route, quiet: boolean): void {
    const held = verdict()
    if (held === null) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (quiet) return
    options.look()
    if (held === 'moment') {
      waiting = route
      state.unfold({ held: false, said: { key: 'why.moment' } })
      options.send()
      return
    }
    waiting = null
    state.unfold({ held: true, said: null })
    const at = now()
    if (at - told < ONE_GESTURE_MS) return
    told = at
    tellHeld(route)
  }

  function answer(view: PanelView, reading: PageReading | null): void {
    const answered = reading ? { reading, view } : state.get().answered
    const held = heldBy(read(), answered)
    if (waiting === null || held === 'moment') {
      state.show({ view, answered, fault: null })
      return
    }
    // It may go now, or the reason takes the place of "checking".
    const route = waiting
    waiting = null
    const said = held === null ? ({ key: 'why.goOn' } as const) : null
    state.show({ view, answered, fault: null, said, held: held !== null })
    if (held !== null) tellHeld(route)
  }

  const { button, onButton, listenIn } = listenForSubmit({
    ...options,
    isHeld: () => verdict() !== null,
    hold,
  })
  return { button, onButton, listenIn, answer }
}
