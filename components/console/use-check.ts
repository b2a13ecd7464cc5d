import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { ConsoleDesk } from './desk.ts'
import { entryOf } from './entry.ts'
import { codeOf } from './read.ts'
import type { LastCheck } from './Today.tsx'
import type { Checking } from './VerifyPage.tsx'

/** A check of the log, and the last one that stands in it. A page that is left takes its worker with it. */
export function useCheck(desk: ConsoleDesk) {
  const [last, setLast] = useState<LastCheck | null>(null)
  const [checking, setChecking] = useState<Checking>({ state: 'idle' })
  const stop = useRef<AbortController | null>(null)

  const look = useCallback(async () => {
    const [row] = await desk.reader.page({ kinds: ['log.verified'] }, null, 1)
    const entry = row ? entryOf(row) : null
    if (entry?.kind === 'log.verified') setLast({ at: entry.at, size: entry.size, sound: entry.sound })
  }, [desk])
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
