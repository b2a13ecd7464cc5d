import type { Adapter } from '../../utils/policy/index.ts'
import { type Eyes, findRow, findTick, type PageReading } from '../../utils/portal/index.ts'
import type { PanelService } from '../../utils/wire/index.ts'
import type { Ask } from './ask.ts'
import type { StateHolder } from './state.ts'

/** Another frame unticks, reads its page, and the background has told it. */
const UNTICKED_MS = 600

/** Unticks services on the portal's page, in whichever frame they stand. */
export interface Untick {
  /** The clerk has tapped; what came of it is said. */
  tapped(services: readonly PanelService[]): void
  /** The panel of another frame has asked for it. */
  here(codes: readonly string[]): void
}

export function createUntick(options: {
  readonly document: Document
  readonly adapter: Adapter
  readonly eyes: Omit<Eyes, 'now'>
  readonly read: () => PageReading | null
  readonly look: () => void
  readonly ask: Ask
  readonly state: StateHolder
}): Untick {
  const { document, adapter, eyes, read, look, ask, state } = options

  /** Unticks these, and returns those that it could not untick: their row is scrolled into sight, to be done by hand. */
  function untickOwn(codes: readonly string[]): readonly string[] {
    const left = codes.filter((code) => {
      const tick = findTick(document, adapter, code, eyes)
      const ticked = () => read()?.services.find((s) => s.code === code)?.ticked === true
      // A real click, so that the portal's own listeners run; what they made of it is read back, not assumed.
      if (tick && ticked()) tick.click()
      return ticked()
    })
    look()
    const [first] = left
    if (first !== undefined) findRow(document, adapter, first, eyes)?.scrollIntoView({ block: 'center' })
    return left
  }
  const isHere = (code: string): boolean => findRow(document, adapter, code, eyes) !== null

  return {
    tapped(services) {
      const codes = services.map((s) => s.code)
      const elsewhere = codes.filter((code) => !isHere(code))
      const left = untickOwn(codes.filter((code) => !elsewhere.includes(code)))
      const lang = state.get().view?.lang ?? 'zh-CN'
      const tell = (still: readonly string[]): void => {
        const some = still.length > 0 ? services.filter((s) => still.includes(s.code)) : services
        const key = still.length > 0 ? 'untick.where' : 'untick.done'
        state.set({ said: { key, names: some.map((s) => s.name[lang]) } })
      }
      if (elsewhere.length === 0) {
        tell(left)
        return
      }
      void ask('panel.untick', { codes: elsewhere }).then(() => {
        // What the other frame made of it is read back, not assumed.
        setTimeout(() => {
          const shown = state.get().view?.activation?.services ?? []
          tell([...left, ...elsewhere.filter((code) => shown.some((s) => s.code === code && s.ticked))])
        }, UNTICKED_MS)
      })
    },
    here: (codes) => void untickOwn(codes.filter(isHere)),
  }
}
