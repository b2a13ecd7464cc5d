import { faults } from '../../base/index.ts'
import type { HeadMark, Store } from '../../store/index.ts'

const PAUSE_MS = 1000

/** Reads what `headKeeper` kept; null for anything else. */
export function readMark(text: string | null): HeadMark | null {
  try {
    const { size, checkpoint, vkey } = JSON.parse(text ?? 'null') as Record<keyof HeadMark, unknown>
    return Number.isSafeInteger(size) && typeof checkpoint === 'string' && typeof vkey === 'string'
      ? { size: size as number, checkpoint, vkey }
      : null
  } catch {
    // Not what was kept: it is as if nothing had been.
    return null
  }
}

/** Keeps the log's head outside the database, soon after it has grown; nothing waits for it. */
export function headKeeper(
  store: Store,
  keep: (mark: string) => Promise<void>,
  pause: number = PAUSE_MS,
): { soon(): void } {
  let waiting = false
  let kept = -1
  const now = async (): Promise<void> => {
    const { size, checkpoint, vkey } = await store.log.head()
    if (size === kept || size === 0) return
    await keep(JSON.stringify({ size, checkpoint, vkey } satisfies HeadMark))
    kept = size
  }
  return {
    soon() {
      if (waiting) return
      waiting = true
      setTimeout(() => {
        waiting = false
        void now().catch(faults.noted('state/head-mark'))
      }, pause)
    },
  }
}
