import type { Handlers } from '../../wire/index.ts'
import type { Counter, InTurn } from '../state/index.ts'
import { consoleHandlers } from './console.ts'
import { panelHandlers } from './panel.ts'
import { popupHandlers } from './popup.ts'
import { signHandlers } from './sign.ts'
import { stoppedHandlers } from './stopped.ts'
import { withdrawHandlers } from './withdraw.ts'

/** Every message of the contract to its use case. One at a time: `inTurn` makes a state that no two writers share. */
export function createHandlers(
  counter: Counter,
  inTurn: InTurn,
  activeTab: () => Promise<{ id: number; url: string } | null>,
): Handlers {
  return {
    ...panelHandlers(counter, inTurn),
    ...signHandlers(counter, inTurn),
    ...stoppedHandlers(counter, inTurn),
    ...popupHandlers(counter, inTurn, activeTab),
    ...withdrawHandlers(counter, inTurn),
    ...consoleHandlers(counter, inTurn),
  }
}
