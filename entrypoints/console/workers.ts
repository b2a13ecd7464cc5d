import { CodedError, err, type Result } from '../../utils/base/index.ts'
import type { CheckAsk, Checked } from './check-log.ts'

/** What the key worker is asked. The passphrase goes to a worker of this page and nowhere else. */
export type KeyAsk =
  | { readonly do: 'make'; readonly passphrase: string }
  | { readonly do: 'open'; readonly sealed: string; readonly passphrase: string }
  | {
      readonly do: 'change'
      readonly sealed: string
      readonly passphrase: string
      readonly next: string
    }

export type VerifyNews =
  | {
      readonly t: 'progress'
      readonly done: number
      readonly total: number
      readonly what: 'log' | 'beside'
    }
  | ({ readonly t: 'over' } & Checked)

/** One question, one answer, and the worker is gone with all that it held. */
export function askKeyWorker<T>(ask: KeyAsk): Promise<Result<T>> {
  const worker = new Worker(new URL('./unlock-worker.ts', import.meta.url), { type: 'module' })
  return new Promise<Result<T>>((resolve) => {
    worker.onmessage = (event: MessageEvent<Result<T>>) => resolve(event.data)
    worker.onerror = () => resolve(err('console/worker'))
    worker.postMessage(ask)
  }).finally(() => worker.terminate())
}

/** Runs the check beside the page; aborting ends the worker at once. */
export function runVerify(
  ask: CheckAsk,
  progress: (done: number, total: number, what: 'log' | 'beside') => void,
  signal: AbortSignal,
): Promise<Extract<VerifyNews, { t: 'over' }>> {
  const worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { type: 'module' })
  return new Promise<Extract<VerifyNews, { t: 'over' }>>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new CodedError('log/cancelled')), { once: true })
    worker.onmessage = (event: MessageEvent<VerifyNews>) => {
      const news = event.data
      if (news.t === 'progress') progress(news.done, news.total, news.what)
      else resolve(news)
    }
    worker.onerror = () => reject(new CodedError('console/worker'))
    worker.postMessage(ask)
  }).finally(() => worker.terminate())
}
