import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { codeOf } from '../base/index.ts'
import type { CheckAsk, ConsoleBackend } from './backend.ts'
import { entryOf } from './entry.ts'
import type { LastCheck } from './Today.tsx'
import type { Checking } from './VerifyPage.tsx'

/**
 * Checks the log of `backend`, and finds the last check of the log in use (`currentLog`), where each check is written
 * down. Leaving the page ends its worker.
 */
export function useCheck(backend: ConsoleBackend, currentLog: ConsoleBackend) {
  const [last, setLast] = useState<LastCheck | null>(null)
  /** Up to where the last sound check has read, if the next may go on from there. */
  const [since, setSince] = useState<number | null>(null)
  /** The last check could not be read: nothing may say that there was none. */
  const [isUnread, setIsUnread] = useState(false)
  const [outside, setOutside] = useState('')
  const [checking, setChecking] = useState<Checking>({ state: 'idle' })
  const stop = useRef<AbortController | null>(null)

  const look = useCallback(async () => {
    try {
      setSince(await backend.checked())
      for (const row of await currentLog.reader.page({ kinds: ['log.verified'] }, null, 20)) {
        const entry = entryOf(row)
        if (entry?.kind !== 'log.verified' || entry.log !== undefined) continue
        setLast({ at: entry.at, size: entry.size, from: entry.since ?? 0, sound: entry.sound })
        break
      }
      setIsUnread(false)
    } catch {
      // The page says so, and that is all it needs: what the next check finds stands on its own.
      setIsUnread(true)
    }
  }, [backend, currentLog])
  useEffect(() => void look(), [look])
  useEffect(() => () => stop.current?.abort(), [])

  const check = async (scope: CheckAsk['scope']): Promise<void> => {
    stop.current?.abort()
    const control = new AbortController()
    stop.current = control
    let done = 0
    setChecking({ state: 'running', done, total: 0, what: 'log' })
    try {
      const verdict = await backend.verify(
        { scope, outside },
        (n, total, what) => {
          done = n
          if (!control.signal.aborted) setChecking({ state: 'running', done: n, total, what })
        },
        control.signal,
      )
      const { size, root, sound, fault, where, from } = verdict
      const logged = await backend.client.ask('log.verified', {
        size,
        root,
        sound,
        fault,
        where,
        since: from,
        checkpoint: sound ? verdict.checkpoint : null,
        log: backend.log,
      })
      setChecking({ state: 'over', scope, verdict, logged: logged.ok })
      await look()
    } catch (error) {
      setChecking(
        control.signal.aborted ? { state: 'cancelled', done } : { state: 'failed', fault: codeOf(error) },
      )
    }
  }
  return {
    last,
    isUnread,
    since,
    outside,
    onOutside: setOutside,
    checking,
    start: (scope: CheckAsk['scope']) => void check(scope),
    cancel: () => stop.current?.abort(),
  }
}
