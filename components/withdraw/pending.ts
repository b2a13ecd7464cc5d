import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

/** How long a tap can be undone, s. */
const UNDO_S = 60

/** What was tapped and is not done yet. */
interface Pending {
  readonly id: string
  readonly name: string
  /** Seconds until it is done. */
  readonly left: number
}

export interface Waiting {
  readonly pending: Pending | null
  /** The name of what was undone last; null once something else is tapped. */
  readonly kept: string | null
  /** Another tap does at once what waits. */
  start(id: string, name: string, run: () => Promise<unknown>): void
  /** Not to be done. */
  undo(): void
  /** Does at once what waits, such as when another customer is asked for. */
  now(): void
}

/**
 * A tap that takes something back is done after a minute, or at once where the customer says so, asks for something else or
 * the page is left: nobody has to wait, no word is lost, and a tap by mistake costs nobody a service. `onHold` hears at once what
 * was tapped, and what was undone.
 */
export function useWaiting(onHold?: (id: string, on: boolean) => unknown): Waiting {
  const [pending, setPending] = useState<Pending | null>(null)
  const [kept, setKept] = useState<string | null>(null)
  const work = useRef<(() => Promise<unknown>) | null>(null)
  /** One after the other: a page does one thing at a time, and refuses a second. */
  const last = useRef<Promise<unknown>>(Promise.resolve())
  const doIt = () => {
    const run = work.current
    work.current = null
    if (run) last.current = last.current.then(run, run)
  }
  const now = () => {
    doIt()
    setPending(null)
  }
  const id = pending?.id ?? null
  useEffect(() => {
    if (id === null) return
    const end = performance.now() + UNDO_S * 1000
    const timer = setInterval(() => {
      const left = Math.ceil((end - performance.now()) / 1000)
      if (left <= 0) now()
      else setPending((p) => p && { ...p, left })
    }, 250)
    return () => clearInterval(timer)
  }, [id])
  useLayoutEffect(() => {
    window.addEventListener('pagehide', now)
    return () => {
      window.removeEventListener('pagehide', now)
      doIt()
    }
  }, [])
  return {
    pending,
    kept,
    start(next, name, run) {
      now()
      work.current = run
      onHold?.(next, true)
      setKept(null)
      setPending({ id: next, name, left: UNDO_S })
    },
    undo() {
      work.current = null
      if (pending) onHold?.(pending.id, false)
      setKept(pending?.name ?? null)
      setPending(null)
    },
    now,
  }
}
