import { err, ok, type Result } from '../../utils/base/index.ts'
import { createManagerKey, openManagerKey } from '../../utils/store/index.ts'
import type { KeyAsk } from './workers.ts'

// scrypt at age's work factor blocks its thread for a second or two: that thread is this one.
const scope = self as unknown as {
  onmessage: ((event: MessageEvent<KeyAsk>) => void) | null
  postMessage(message: Result<unknown>): void
}

async function answer(ask: KeyAsk): Promise<Result<unknown>> {
  try {
    return ask.do === 'make'
      ? ok(await createManagerKey(ask.passphrase))
      : await openManagerKey(ask.sealed, ask.passphrase)
  } catch {
    return err('console/failed')
  }
}

scope.onmessage = (event) => void answer(event.data).then((result) => scope.postMessage(result))
