import { type CheckAsk, checkLog } from './check-log.ts'
import type { VerifyNews } from './workers.ts'

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<CheckAsk>) => void) | null
  postMessage(message: VerifyNews): void
}

/** Reads the log itself: nothing of it passes through the page. */
scope.onmessage = ({ data }) => {
  let told = 0
  void checkLog(data, (done, total, what) => {
    const now = performance.now()
    if (now - told < 100 && done < total) return
    told = now
    scope.postMessage({ t: 'progress', done, total, what })
  }).then(
    (over) => scope.postMessage({ t: 'over', ...over }),
    // A promise that nobody takes tells the page nothing; an error of the worker does.
    (e: unknown) =>
      setTimeout(() => {
        throw e
      }),
  )
}
