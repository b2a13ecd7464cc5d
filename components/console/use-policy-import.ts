import type { ConsoleView } from '../../utils/wire/index.ts'
import { useAction } from '../base/index.ts'
import type { ConsoleBackend } from './backend.ts'

/** Sends a policy to the background, and keeps what it answers. */
export function usePolicyImport(
  backend: ConsoleBackend,
  onView: (view: ConsoleView) => void,
  onDone: () => void,
) {
  const { busy, fault, act } = useAction()
  const take = (text: string): void =>
    void act(
      () => backend.client.ask('policy.import', { text }),
      (view) => {
        onView(view)
        onDone()
      },
    )
  return { busy, fault, take }
}
