import { hex } from '../../utils/base/index.ts'
import { openReader, verifyStored, verifyTables } from '../../utils/store/index.ts'
import type { VerifyNews } from './workers.ts'

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<{ readonly log: string | null }>) => void) | null
  postMessage(message: VerifyNews): void
}

/** Reads the log itself, in flat memory: nothing of it passes through the page. */
async function verify(log: string | null): Promise<VerifyNews> {
  const reader = openReader(log ?? undefined)
  try {
    const head = await reader.head()
    if (head.size === 0) return { t: 'over', size: 0, root: head.root, fault: 'log/empty', where: null }
    let told = 0
    const result = await verifyStored(reader, head, (done, total) => {
      const now = performance.now()
      if (now - told < 100 && done < total) return
      told = now
      scope.postMessage({ t: 'progress', done, total })
    })
    // A sound log first; then what stands beside it is held against its entries. What stood beside an earlier log went
    // along into the next, and what was erased since then is named there.
    const beside = result.ok && log === null ? await verifyTables() : result
    return {
      t: 'over',
      size: result.ok ? result.value.size : head.size,
      root: result.ok ? hex(result.value.root) : head.root,
      fault: beside.ok ? null : beside.error.code,
      where: beside.ok ? null : (beside.error.where?.split(' ')[0] ?? null),
    }
  } catch {
    return { t: 'over', size: 0, root: '', fault: 'log/unreadable', where: null }
  } finally {
    reader.close()
  }
}

scope.onmessage = ({ data }) => void verify(data.log).then((news) => scope.postMessage(news))
