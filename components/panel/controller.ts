import type { Result } from '../../utils/base/index.ts'
import type { Adapter } from '../../utils/policy/index.ts'
import { findRow, findTick, type PageReading, readPage } from '../../utils/portal/index.ts'
import type { Client, In, Name, Out, PanelService, PanelView } from '../../utils/wire/index.ts'
import { type Answered, type Held, heldBy } from './gate.ts'
import { listed, type Said } from './Panel.tsx'

/** What the panel draws. */
export interface CounterState {
  readonly view: PanelView | null
  readonly reading: PageReading | null
  readonly folded: boolean
  readonly busy: boolean
  readonly held: boolean
  readonly fault: string | null
  readonly said: Said | null
}

/** The content script's side of an activation: reads the page, asks the background, holds the submit. */
export interface Counter {
  state(): CounterState
  fold(folded: boolean): void
  handOver(promise: string, text: string | null): void
  untick(services: readonly PanelService[]): void
  addAccount(service: In<'panel.add-account'>['service']): void
  dropAccount(service: In<'panel.add-account'>['service']): void
  openSite(service: In<'panel.add-account'>['service']): void
  withdraw(decision: string): void
  askAgain(service: In<'panel.add-account'>['service']): void
  documentSeen(): void
  pledgeRead(): void
  shift(): void
  /** The submit button as it stands now. */
  button(): Element | null
  stop(): void
}

type PanelAsk = { [N in Name]: Out<N> extends PanelView ? N : never }[Name] & `panel.${string}`
type Route = In<'panel.submit-stopped'>['route']

const SILENCE = 4000

/**
 * Watches one portal page. Pure wiring of three things: `readPage`, the background's answers, and the gate; what it
 * shows is drawn by whoever passes `draw`. Nothing is queued: a held submit is pressed again by the clerk.
 */
export function createCounter(options: {
  readonly document: Document
  readonly adapter: Adapter
  readonly client: Client
  readonly view: PanelView | null
  readonly now: () => number
  readonly draw: (state: CounterState) => void
  /** True for an event that came from the panel itself. */
  readonly isOurs: (event: Event) => boolean
}): Counter {
  const { document, adapter, client, now } = options
  const window = document.defaultView as Window
  const ended = new AbortController()
  const { signal } = ended

  let answered: Answered | null = null
  let asking = false
  let again = false
  let failures = 0
  /** The clerk's own choice outweighs the panel's until the activation changes. */
  let chosen: boolean | null = null
  let subject = ''
  let waitsForAnswer = false
  let waitingRoute: Route = 'button'
  let state: CounterState = {
    view: options.view,
    reading: null,
    folded: true,
    busy: false,
    held: false,
    fault: null,
    said: null,
  }

  const read = (): PageReading | null => readPage(document, adapter, { now: now() })

  function set(change: Partial<CounterState>): void {
    state = { ...state, ...change }
    options.draw(state)
  }

  /** Unfolded while there is something to do or to know; folded where nothing is asked of the clerk. */
  function shouldFold(view: PanelView | null, reading: PageReading | null): boolean {
    if (reading && reading.missing.length > 0) return false
    if (!view) return true
    if (view.pledge && view.shift) return false
    if (!reading) return true
    if (view.problem || view.missing.length > 0 || !view.shift) return false
    const { activation } = view
    if (!activation || activation.stage === 'confirmed') return true
    return activation.gate.open && listed(activation).every((s) => s.state === 'included')
  }

  function show(change: Partial<CounterState>): void {
    const next = { ...state, ...change }
    const id = next.view?.activation?.id ?? ''
    if (id !== subject) {
      subject = id
      chosen = null
    }
    const gateOpen = heldBy(next.reading, answered) === null
    set({
      ...change,
      folded: chosen ?? shouldFold(next.view, next.reading),
      held: next.held && !gateOpen,
    })
  }

  function take(view: PanelView, reading: PageReading | null): void {
    answered = reading ? { reading, view } : answered
    failures = 0
    const verdict = heldBy(read(), answered)
    if (!waitsForAnswer || verdict === 'moment') {
      show({ view, fault: null })
      return
    }
    // The answer that a held press was waiting for: it may go now, or the reason takes the place of "checking".
    waitsForAnswer = false
    show({ view, fault: null, said: verdict === null ? { key: 'why.goOn' } : null, held: verdict !== null })
    if (verdict !== null) tellHeld(waitingRoute)
  }

  // ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────────

  function look(): void {
    if (signal.aborted) return
    const reading = read()
    if (JSON.stringify(reading) === JSON.stringify(state.reading)) return
    show({ reading, said: null })
    if (reading) send()
    else answered = null
  }

  async function ask<N extends Name>(name: N, body: In<N>): Promise<Result<Out<N>>> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const silence = new Promise<Result<Out<N>>>((resolve) => {
      timer = setTimeout(() => resolve({ ok: false, error: { code: 'wire/silent' } }), SILENCE)
    })
    try {
      return await Promise.race([client.ask(name, body), silence])
    } catch {
      // An updated extension leaves this script behind without its background.
      return { ok: false, error: { code: 'background/away' } }
    } finally {
      clearTimeout(timer)
    }
  }

  /** One question at a time; what changed meanwhile is asked next. */
  async function send(): Promise<void> {
    if (asking) {
      again = true
      return
    }
    asking = true
    do {
      again = false
      const reading = state.reading
      if (!reading) break
      const answer = await ask('panel.read', { reading })
      if (signal.aborted) return
      if (answer.ok) take(answer.value, reading)
      else {
        show({ fault: answer.error.code })
        // The worker may be waking, or have fallen on the first try; the gate stays closed meanwhile.
        if (++failures <= 5) setTimeout(() => void send(), 500 * failures)
        break
      }
    } while (again)
    asking = false
    if (again) void send()
  }

  async function act<N extends PanelAsk>(name: N, body: In<N>): Promise<boolean> {
    if (state.busy) return false
    const reading = state.reading
    set({ busy: true, said: null })
    const answer = await ask(name, body)
    if (signal.aborted) return false
    set({ busy: false })
    if (answer.ok) {
      // The clerk has gone on from the held submit; its line goes too.
      state = { ...state, held: false }
      take(answer.value as PanelView, reading)
    } else show({ fault: answer.error.code })
    return answer.ok
  }

  // ── the gate ───────────────────────────────────────────────────────────────────────────────────────────────────────

  const button = (): Element | null => query(adapter.submit.button)
  function query(css: string): Element | null {
    try {
      return document.querySelector(css)
    } catch {
      return null
    }
  }

  let told = 0
  function hold(event: Event, route: Route, quiet = false): void {
    const reading = read()
    const held: Held = heldBy(reading, answered)
    if (held === null) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (quiet) return
    look()
    chosen = null
    waitsForAnswer = held === 'moment'
    waitingRoute = route
    show({ held: held !== 'moment', folded: false, said: held === 'moment' ? { key: 'why.moment' } : null })
    set({ folded: false })
    if (held === 'moment') {
      void send()
      return
    }
    // One gesture is one entry: a key press is followed by a click and a submit.
    const at = now()
    if (at - told < 400) return
    told = at
    tellHeld(route)
  }

  function tellHeld(route: Route): void {
    void ask('panel.submit-stopped', { activation: state.view?.activation?.id ?? null, route }).then(
      (answer) => {
        if (answer.ok && !signal.aborted) show({ view: answer.value })
      },
    )
  }

  const within = (event: Event, element: Element | null): boolean =>
    element !== null && event.composedPath().includes(element)
  const formOf = (): Element | null => {
    const css = adapter.submit.form
    return (css === undefined ? null : query(css)) ?? button()?.closest('form') ?? null
  }

  const listen = (type: string, handler: (event: Event) => void): void =>
    window.addEventListener(type, handler, { capture: true, signal, passive: false })

  listen('click', (event) => {
    if (!options.isOurs(event) && within(event, button())) hold(event, 'button')
  })
  // A portal may send on the press, before any click.
  for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'touchstart', 'touchend']) {
    listen(type, (event) => {
      if (!options.isOurs(event) && within(event, button()) && heldBy(read(), answered) !== null) {
        event.stopImmediatePropagation()
      }
    })
  }
  listen('submit', (event) => {
    if (within(event, formOf())) hold(event, 'form')
  })
  for (const type of ['keydown', 'keypress', 'keyup'] as const) {
    listen(type, (event) => {
      const key = event as KeyboardEvent
      if (options.isOurs(event) || (key.key !== 'Enter' && key.key !== ' ')) return
      const onButton = within(event, button())
      const target = event.composedPath()[0] as Element | undefined
      const field =
        key.key === 'Enter' &&
        within(event, formOf()) &&
        /^(?:input|select)$/i.test(target?.tagName ?? '') &&
        !/^(?:button|submit|reset)$/i.test(target?.getAttribute('type') ?? '')
      if (onButton || field) hold(event, 'key', type !== 'keydown')
    })
  }

  // ── what makes it look again ───────────────────────────────────────────────────────────────────────────────────────

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
  const picks = [
    ...Object.values(adapter.fields),
    adapter.services.code,
    adapter.services.name,
    adapter.services.price,
    adapter.confirmed.order,
  ]
  const attributes = new Set([
    'class',
    'hidden',
    'checked',
    'disabled',
    'aria-checked',
    'aria-pressed',
    'value',
    'id',
  ])
  for (const pick of picks) if (pick?.attr) attributes.add(pick.attr)
  const observer = new MutationObserver(soon)
  observer.observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: [...attributes],
  })
  for (const type of ['input', 'change', 'visibilitychange', 'pageshow', 'focus']) {
    window.addEventListener(type, soon, { capture: true, signal, passive: true })
  }
  // A tick set by script fires nothing: look before the clerk presses.
  window.addEventListener('pointerover', (event) => within(event, button()) && soon(), {
    capture: true,
    signal,
    passive: true,
  })
  window.addEventListener(
    'keydown',
    (event) => {
      if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey || event.code !== 'KeyC') return
      event.preventDefault()
      fold(!state.folded)
    },
    { capture: true, signal },
  )

  const unsubscribe = client.onNudge((nudge) => {
    if (nudge.nudge !== 'panel') return
    if (state.reading) void send()
    else
      void ask('panel.open', {}).then((answer) => {
        if (answer.ok && !state.reading) show({ view: answer.value.view })
      })
  })

  function fold(folded: boolean): void {
    chosen = folded
    set({ folded, held: folded ? false : state.held })
  }

  function untick(services: readonly PanelService[]): void {
    const left: PanelService[] = []
    for (const service of services) {
      const tick = findTick(document, adapter, service.code)
      const row = () =>
        readPage(document, adapter, { now: now() })?.services.find((s) => s.code === service.code)
      // A real click, so that the portal's own listeners run; what they made of it is read back, not assumed.
      if (tick && row()?.ticked) tick.click()
      if (row()?.ticked) left.push(service)
    }
    look()
    const lang = state.view?.lang ?? 'zh-CN'
    const names = (some: readonly PanelService[]) => some.map((s) => s.name[lang])
    if (left.length === 0) {
      set({ said: { key: 'untick.done', names: names(services) } })
      return
    }
    const first = left[0] as PanelService
    findRow(document, adapter, first.code)?.scrollIntoView({ block: 'center' })
    set({ said: { key: 'untick.where', names: names(left) } })
  }

  const activation = () => state.view?.activation?.id
  const on = <N extends 'panel.add-account' | 'panel.drop-account' | 'panel.open-site' | 'panel.ask-again'>(
    name: N,
    service: In<'panel.add-account'>['service'],
  ): void => {
    const id = activation()
    if (id) void act(name, { activation: id, service } as In<N>)
  }

  look()
  show({})

  return {
    state: () => state,
    fold,
    untick,
    button,
    handOver(promise, text) {
      const id = activation()
      if (!id) return
      void act('panel.hand-over', { activation: id, promise, text }).then((done) => {
        // The window opens after the answer: ask once more, so that the panel says that the customer has the screen.
        if (done) setTimeout(() => void send(), 800)
      })
    },
    addAccount: (service) => on('panel.add-account', service),
    dropAccount: (service) => on('panel.drop-account', service),
    openSite: (service) => on('panel.open-site', service),
    askAgain: (service) => on('panel.ask-again', service),
    withdraw(decision) {
      const id = activation()
      if (id) void act('panel.withdraw', { activation: id, decision })
    },
    documentSeen() {
      const id = activation()
      if (id) void act('panel.document-seen', { activation: id })
    },
    pledgeRead: () => void act('panel.pledge-read', {}),
    shift: () => void ask('panel.shift', {}),
    stop() {
      unsubscribe()
      observer.disconnect()
      ended.abort()
    },
  }
}
