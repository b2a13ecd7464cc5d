import type { PageReading } from '../../utils/portal/index.ts'
import type { PanelView } from '../../utils/wire/index.ts'
import type { Ask } from './ask.ts'
import type { StateHolder } from './state.ts'

const MOST_RETRIES = 5
const RETRY_MS = 500

/** Reads the page, and tells the background what it reads. */
export interface ReadingLoop {
  /** Reads the page again; a changed reading is shown and sent. */
  look(): void
  /** Sends what was read last. One question at a time; what changed meanwhile is asked next. */
  send(): Promise<void>
}

/** Makes the reading loop; `onAnswer` gets each answer with the reading that it was given for. */
export function createReadingLoop(options: {
  readonly read: () => PageReading | null
  readonly ask: Ask
  readonly state: StateHolder
  readonly signal: AbortSignal
  readonly onAnswer: (view: PanelView, reading: PageReading) => void
}): ReadingLoop {
  const { read, ask, state, signal, onAnswer } = options
  let asking = false
  let again = false
  let failures = 0

  function look(): void {
    if (signal.aborted) return
    const reading = read()
    if (JSON.stringify(reading) === JSON.stringify(state.get().reading)) return
    state.show({ reading, said: null, ...(reading ? {} : { answered: null }) })
    void send()
  }

  async function send(): Promise<void> {
    if (asking) {
      again = true
      return
    }
    asking = true
    do {
      again = false
      const { reading } = state.get()
      const answer = await ask('panel.read', { reading })
      if (signal.aborted) return
      if (answer.ok) {
        failures = 0
        if (reading) onAnswer(answer.value, reading)
        else state.show({ view: answer.value })
      } else {
        state.show({ fault: answer.error.code })
        // The worker may be waking, or have fallen on the first try; the gate stays closed meanwhile.
        if (++failures <= MOST_RETRIES) setTimeout(() => void send(), RETRY_MS * failures)
        break
      }
    } while (again)
    asking = false
    if (again) void send()
  }

  return { look, send }
}

/** Tells the background which customers' numbers the page shows without an activation, where they have changed. */
export function createSeenLoop(ask: Ask, read: () => readonly string[]): () => void {
  let told = ''
  return () => {
    const numbers = read()
    const text = numbers.join()
    if (text === told) return
    told = text
    if (numbers.length > 0) void ask('panel.seen', { numbers })
  }
}
