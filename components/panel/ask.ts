import type { Result } from '../../utils/base/index.ts'
import type { Client, In, Name, Out } from '../../utils/wire/index.ts'

/** How long the panel waits for the background before it says that it does not answer. */
const ANSWER_MS = 4000

/** Asks the background; an answer always comes, silence and a lost background among them. */
export type Ask = <N extends Name>(name: N, body: In<N>) => Promise<Result<Out<N>>>

/** Puts a limit of time on a client's questions, and turns what is thrown into a coded fault. */
export const createAsk =
  (client: Client): Ask =>
  async <N extends Name>(name: N, body: In<N>): Promise<Result<Out<N>>> => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const silence = new Promise<Result<Out<N>>>((resolve) => {
      timer = setTimeout(() => resolve({ ok: false, error: { code: 'wire/silent' } }), ANSWER_MS)
    })
    try {
      return await Promise.race([client.ask(name, body), silence])
    } catch {
      // An updated extension leaves this script behind without its background.
      return { ok: false, error: { code: 'background/away' } }
    } finally {
      clearTimeout(timer)
    }
  }
