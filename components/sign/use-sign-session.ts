import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { type ActivationId, err, type Result } from '../../utils/base/index.ts'
import type { Client, SignView } from '../../utils/wire/index.ts'
import { useAction } from '../base/index.ts'

/** After these the screen may have moved on: it is asked for again. */
const MOVED = /^(?:signature|session|notice|signer)\//

/**
 * The window's line to the background: what is shown is decided there alone. One act at a time, and a fault leaves
 * everything as it was.
 */
export function useSignSession(client: Client, activation: ActivationId) {
  const [view, setView] = useState<SignView | null>(null)
  const [unopened, setUnopened] = useState<string | null>(null)
  const action = useAction()
  const { isBusy } = action
  const acts = useRef(0)
  const nudged = useRef(false)

  const reopen = useCallback(async (): Promise<void> => {
    const before = acts.current
    const answer = await client.ask('sign.open', { activation })
    // The customer has gone on in the meantime: this answer may be of the screen before.
    if (before !== acts.current) {
      if (isBusy()) nudged.current = true
      else void reopen()
      return
    }
    setUnopened(answer.ok ? null : answer.error.code)
    if (answer.ok) setView(answer.value)
  }, [client, activation, isBusy])

  useEffect(() => {
    void reopen()
    return client.onNudge((n) => {
      if (n.nudge !== 'sign' || (n.activation !== undefined && n.activation !== activation)) return
      // The next screen stands only once the last answer is done: a key pressed on it would be lost else.
      if (isBusy()) nudged.current = true
      else void reopen()
    })
  }, [client, activation, reopen, isBusy])

  const act = async (work: () => Promise<Result<unknown>>): Promise<Result<unknown>> => {
    if (isBusy()) return err('page/busy')
    acts.current++
    const answer = await action.act(async () => {
      const result = await work()
      if (result.ok || !MOVED.test(result.error.code)) return result
      const now = await client.ask('sign.open', { activation })
      if (now.ok) setView(now.value)
      return result
    })
    if (nudged.current) {
      nudged.current = false
      void reopen()
    }
    return answer
  }

  const retry = (): void => {
    setUnopened(null)
    void reopen()
  }
  return { view, setView, fault: action.fault?.code ?? unopened, act, retry }
}
