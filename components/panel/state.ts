import type { PageReading } from '../../utils/portal/index.ts'
import type { PanelView } from '../../utils/wire/index.ts'
import { type Answered, heldBy } from './gate.ts'
import { listed } from './services.ts'
import type { PanelKey } from './text.ts'

/** Something the panel says once, in its live line. */
export interface Said {
  readonly key: PanelKey
  readonly names?: readonly string[]
}

/** What the panel draws. */
export interface PanelState {
  readonly view: PanelView | null
  readonly reading: PageReading | null
  /** The last reading that the background answered, with its answer. */
  readonly answered: Answered | null
  readonly folded: boolean
  /** A request is under way. */
  readonly busy: boolean
  /** A submit has just been held. */
  readonly held: boolean
  /** The background's last refusal or silence. */
  readonly fault: string | null
  readonly said: Said | null
}

/** Unfolded while there is something to do or to know; folded where nothing is asked of the clerk. */
function shouldFold(view: PanelView | null, reading: PageReading | null): boolean {
  if (reading && reading.missing.length > 0) return false
  if (!view) return true
  if (view.held || (view.pledge && view.shift)) return false
  if (!reading) return true
  if (view.problem || view.missing.length > 0 || !view.shift) return false
  const { activation } = view
  if (!activation || activation.stage === 'confirmed') return true
  return activation.gate.open && listed(activation).every((s) => s.state === 'included')
}

/** The one place that holds the panel's state; each change is drawn at once. */
export interface StateHolder {
  get(): PanelState
  /** Changes exactly this. */
  set(change: Partial<PanelState>): void
  /** Changes this, and what follows from it: folded or not, held or not any more. */
  show(change: Partial<PanelState>): void
  /** The clerk folds or unfolds. */
  fold(folded: boolean): void
  /** Unfolds for a held submit; the clerk's earlier choice to fold ends. */
  unfold(change: Partial<PanelState>): void
}

/** Makes the panel's state; `draw` is called after each change. */
export function createState(view: PanelView | null, draw: (state: PanelState) => void): StateHolder {
  /** The clerk's own choice outweighs the panel's until the activation changes. */
  let chosen: boolean | null = null
  let activation = ''
  let heldAt = 0
  let state: PanelState = {
    view,
    reading: null,
    answered: null,
    folded: true,
    busy: false,
    held: false,
    fault: null,
    said: null,
  }

  function set(change: Partial<PanelState>): void {
    state = { ...state, ...change }
    draw(state)
  }

  function show(change: Partial<PanelState>): void {
    const next = { ...state, ...change }
    const id = next.view?.activation?.id ?? ''
    if (id !== activation) {
      activation = id
      chosen = null
    }
    // Whatever is held is told at once, also to a clerk who has folded the panel.
    const at = next.view?.held?.at ?? 0
    if (at > heldAt) chosen = null
    heldAt = at
    set({
      ...change,
      folded: chosen ?? shouldFold(next.view, next.reading),
      held: next.held && heldBy(next.reading, next.answered) !== null,
    })
  }

  return {
    get: () => state,
    set,
    show,
    fold(folded) {
      chosen = folded
      set({ folded, held: folded ? false : state.held })
    },
    unfold(change) {
      chosen = null
      show(change)
      set({ folded: false })
    },
  }
}
