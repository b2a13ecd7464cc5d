import { useState } from 'preact/hooks'
import type { ConsoleView } from '../../utils/wire/index.ts'
import type { ConsoleBackend } from './backend.ts'
import type { ImportFault } from './PolicyImport.tsx'

/** Sends a policy to the background, and holds what it says to it. */
export function usePolicyImport(
  backend: ConsoleBackend,
  onView: (view: ConsoleView) => void,
  onDone: () => void,
) {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<ImportFault | null>(null)
  const take = async (text: string): Promise<void> => {
    setBusy(true)
    setFault(null)
    const answer = await backend.client.ask('policy.import', { text })
    setBusy(false)
    if (answer.ok) {
      onView(answer.value)
      onDone()
    } else setFault(answer.error)
  }
  return { busy, fault, take: (text: string) => void take(text) }
}
