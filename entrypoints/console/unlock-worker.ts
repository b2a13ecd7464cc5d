import { err, ok, type Result } from '../../utils/base/index.ts'
import { changePassphrase, createManagerKey, openManagerKey } from '../../utils/store/index.ts'
import type { KeyAsk } from './workers.ts'

// scrypt at age's work factor blocks its thread for a second or two: that thread is this one.
const scope = self as unknown as {
  onmessage: ((event: MessageEvent<KeyAsk>) => void) | null
  postMessage(message: Result<unknown>): void
}

async function answer(ask: KeyAsk): Promise<Result<unknown>> {
  try {
    if (ask.do === 'make') return ok(await createManagerKey(ask.passphrase))
    return ask.do === 'open'
      ? await openManagerKey(ask.sealed, ask.passphrase)
      : await changePassphrase(ask.sealed, ask.passphrase, ask.next)
  } catch {
    // Nothing else of it leaves this worker: it may hold the key.
    return err('page/failed')
  }
}

scope.onmessage = (event) => void answer(event.data).then((result) => scope.postMessage(result))
