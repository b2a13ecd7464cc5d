import { useCallback, useRef, useState } from 'preact/hooks'
import { err, type Fault, type Result } from '../../utils/base/index.ts'

/** The code of something thrown; `page/failed` where it has none. */
export const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : 'page/failed'
}

/** One thing that a page asks for at a time, and how it went. */
export interface Action {
  /** Under way: its buttons wait. */
  readonly busy: boolean
  /** The last one succeeded, and nothing has begun since. */
  readonly done: boolean
  /** Why the last one failed; null while another is under way. */
  readonly fault: Fault | null
  /**
   * Runs `work`, then `then` with what it gave; a rejection becomes a fault. While one is under way another is not begun:
   * it answers `page/busy`, which is not shown.
   */
  act<T>(work: () => Promise<Result<T>>, then?: (value: T) => void): Promise<Result<T>>
  /** True from the first moment on, before `busy` is drawn. The same function at every render. */
  isBusy(): boolean
}

/** The one place where a page is busy, refuses a second tap, and keeps a fault to show. */
export function useAction(): Action {
  const [state, setState] = useState<Pick<Action, 'busy' | 'done' | 'fault'>>(IDLE)
  const running = useRef(false)
  const isBusy = useCallback(() => running.current, [])

  async function act<T>(work: () => Promise<Result<T>>, then?: (value: T) => void): Promise<Result<T>> {
    if (running.current) return err('page/busy')
    running.current = true
    setState({ ...IDLE, busy: true })
    let answer: Result<T>
    try {
      answer = await work()
    } catch (error) {
      answer = err(codeOf(error))
    }
    running.current = false
    setState(answer.ok ? { ...IDLE, done: true } : { ...IDLE, fault: answer.error })
    if (answer.ok) then?.(answer.value)
    return answer
  }

  return { ...state, act, isBusy }
}

const IDLE = { busy: false, done: false, fault: null }
