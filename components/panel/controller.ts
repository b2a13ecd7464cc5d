import type { Adapter } from '../../utils/policy/index.ts'
import { type Eyes, type PageReading, readPage, readSeen } from '../../utils/portal/index.ts'
import type { Client, In, Name, Out, PanelService, PanelView } from '../../utils/wire/index.ts'
import { createAsk } from './ask.ts'
import { createReadingLoop, createSeenLoop } from './reading.ts'
import { listenForShortcut } from './shortcut.ts'
import { createState, type PanelState } from './state.ts'
import { createSubmitGate, type SubmitGate } from './submit-gate.ts'
import { createUntick } from './untick.ts'
import { watchPage } from './watch-page.ts'

type Service = In<'panel.add-account'>['service']

/** The panel's side of an activation: what a tap on it does. */
export interface PanelController {
  state(): PanelState
  fold(folded: boolean): void
  handOver(promise: string, text: string | null): void
  askHeld(promise: string, text: string | null): void
  untick(services: readonly PanelService[]): void
  addAccount(service: Service): void
  dropAccount(service: Service): void
  openSite(service: Service): void
  withdraw(decision: string): void
  askAgain(service: Service): void
  documentSeen(): void
  pledgeRead(): void
  paper(activation: In<'panel.paper'>['activation']): void
  shift(): void
  /** The submit button as it stands now. */
  button(): Element | null
  stop(): void
}

/** A question whose answer is the panel's whole view. */
type PanelAsk = { [N in Name]: Out<N> extends PanelView ? N : never }[Name] & `panel.${string}`

/** The customer's window opens only after the answer to the hand-over. */
const WINDOW_OPENS_MS = 800

/**
 * Watches one portal page. It joins the reading of the page, the background's answers, and the gate of the submit; what
 * it shows is drawn by whoever passes `draw`.
 */
export function createController(options: {
  readonly document: Document
  readonly adapter: Adapter
  readonly client: Client
  readonly view: PanelView | null
  readonly eyes: Omit<Eyes, 'now'>
  readonly now: () => number
  readonly draw: (state: PanelState) => void
  /** True for an event that came from the panel itself. */
  readonly isOurs: (event: Event) => boolean
}): PanelController {
  const { document, adapter, client, now } = options
  const window = document.defaultView as Window
  const ended = new AbortController()
  const { signal } = ended
  const state = createState(options.view, options.draw)
  const ask = createAsk(client)
  const eyes: Omit<Eyes, 'now'> = {
    ...options.eyes,
    onRoot(root) {
      page.watch(root)
      gate.listenIn(root)
    },
  }
  /** A tab of the portal that is not in front keeps its page in a frame that is not drawn. */
  const isHidden = (): boolean => window.parent !== window && window.innerWidth === 0
  const read = (): PageReading | null =>
    isHidden() ? null : readPage(document, adapter, { ...eyes, now: now() })
  const loop = createReadingLoop({
    read,
    ask,
    state,
    signal,
    onAnswer: (view, reading) => gate.answer(view, reading),
  })
  const { send } = loop
  const lookForSeen = createSeenLoop(ask, () => (isHidden() ? [] : readSeen(document, adapter, eyes)))
  const look = (): void => {
    loop.look()
    lookForSeen()
  }
  const untick = createUntick({ document, adapter, eyes, read, look, ask, state })
  const gate: SubmitGate = createSubmitGate({
    ...options,
    eyes,
    ask,
    state,
    signal,
    read,
    look,
    send,
  })
  const page: ReturnType<typeof watchPage> = watchPage({
    document,
    adapter,
    signal,
    onButton: gate.onButton,
    look,
  })
  const fold = state.fold
  listenForShortcut(window, signal, () => fold(!state.get().folded))
  const unsubscribe = client.onNudge((nudge) => {
    if (nudge.nudge !== 'panel') return
    if (nudge.untick) untick.here(nudge.untick)
    else if (state.get().reading) void send()
    else if (state.get().view?.stands === false) return
    else
      void ask('panel.open', {}).then((answer) => {
        if (answer.ok && !state.get().reading) state.show({ view: answer.value.view })
      })
  })

  async function act<N extends PanelAsk>(name: N, body: In<N>): Promise<boolean> {
    if (state.get().busy) return false
    const { reading } = state.get()
    state.set({ busy: true, said: null })
    const answer = await ask(name, body)
    if (signal.aborted) return false
    if (answer.ok) {
      // The clerk has gone on from the held submit; its line goes too.
      state.set({ busy: false, held: false })
      gate.answer(answer.value as PanelView, reading)
    } else {
      state.set({ busy: false })
      state.show({ fault: answer.error.code })
    }
    return answer.ok
  }

  const activation = () => state.get().view?.activation?.id
  const on = <N extends 'panel.add-account' | 'panel.drop-account' | 'panel.open-site' | 'panel.ask-again'>(
    name: N,
    service: Service,
  ): void => {
    const id = activation()
    if (id) void act(name, { activation: id, service } as In<N>)
  }

  const giveScreen = (name: 'panel.hand-over' | 'panel.ask-held', promise: string, text: string | null) => {
    const id = activation()
    if (!id) return
    void act(name, { activation: id, promise, text }).then((done) => {
      // Asked once more, so that the panel says that the customer has the screen.
      if (done) setTimeout(() => void send(), WINDOW_OPENS_MS)
    })
  }

  look()
  state.show({})

  return {
    state: state.get,
    fold,
    untick: untick.tapped,
    button: gate.button,
    handOver: (promise, text) => giveScreen('panel.hand-over', promise, text),
    askHeld: (promise, text) => giveScreen('panel.ask-held', promise, text),
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
    paper: (activation) => void act('panel.paper', { activation }),
    shift: () => void ask('panel.shift', {}),
    stop() {
      unsubscribe()
      ended.abort()
    },
  }
}
