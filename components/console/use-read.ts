import { useEffect, useState } from 'preact/hooks'
import { codeOf } from '../base/index.ts'

/** What a page reads by itself, without a tap. */
export interface Read<T> {
  /** Null until it has been read. What was read last stays when it cannot be read again. */
  readonly value: T | null
  /** Code of why it could not be read; null once it could. */
  readonly fault: string | null
}

/**
 * Reads when the page opens, and again whenever `read` is another function. `isGone` is true once nobody waits for the answer.
 */
export function useRead<T>(read: (isGone: () => boolean) => Promise<T>): Read<T> {
  const [state, setState] = useState<Read<T>>({ value: null, fault: null })
  useEffect(() => {
    let gone = false
    read(() => gone).then(
      (value) => gone || setState({ value, fault: null }),
      (error) => gone || setState((old) => ({ ...old, fault: codeOf(error) })),
    )
    return () => {
      gone = true
    }
  }, [read])
  return state
}
