import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { ConsoleDesk } from './desk.ts'
import { entryOf } from './entry.ts'
import { codeOf } from './read.ts'
import type { LastCheck } from './Today.tsx'
import type { Checking } from './VerifyPage.tsx'

/**
 * A check of the log that `desk` is before, and the last one of the log in use, which is where each check is written down.
 * A page that is left takes its worker with it.
 */
export function useCheck(desk: ConsoleDesk, inUse: ConsoleDesk) {
  const [last, setLast] = useState<LastCheck | null>(null)
  const [checking, setChecking] = useState<Checking>({ state: 'idle' })
  const stop = useRef<AbortController | null>(null)

  const look = useCallback(async () => {
    for (const row of await inUse.reader.page({ kinds: ['log.verified'] }, null, 20)) {
      const entry = entryOf(row)
      if (entry?.kind !== 'log.verified' || entry.log !== undefined) continue
      return setLast({ at: entry.at, size: entry.size, sound: entry.sound })
    }
  }, [inUse])
  useEffect(() => void look().catch(() => undefined), [look])
  useEffect(() => () => stop.current?.abort(), [])

  const run = async (): Promise<void> => {
    stop.current?.abort()
    const control = new AbortController()
    stop.current = control
    let done = 0
    setChecking({ state: 'running', done, total: 0 })
    try {
      const verdict = await desk.verify((n, total) => {
        done = n
        if (!control.signal.aborted) setChecking({ state: 'running', done: n, total })
      }, control.signal)
      const { size, root, sound, fault } = verdict
      const logged = await desk.client.ask('log.verified', { size, root, sound, fault, log: desk.log })
      setChecking({ state: 'over', verdict, logged: logged.ok })
      await look()
    } catch (error) {
      setChecking(
        control.signal.aborted ? { state: 'cancelled', done } : { state: 'failed', fault: codeOf(error) },
      )
    }
  }
  return { last, checking, start: () => void run(), cancel: () => stop.current?.abort() }
}
