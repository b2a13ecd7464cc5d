import { err, type Result } from '../base/index.ts'
import type { Client, In, Name, Nudge, Out } from './pages/index.ts'

export interface Transport {
  send(message: unknown): Promise<unknown>
  onNudge(listener: (nudge: Nudge) => void): () => void
}

/** Milliseconds until what found nobody is asked once more: a background that was just ending is awake again by then. */
const AWAY_MS = 300

/**
 * What a surface asks the background with. One question at a time, since each answer carries the token of the next; after
 * a restart of the worker the surface opens itself again and repeats the question once. A question that meets the
 * background as it ends is put once more: whoever tapped shall not have to tap twice.
 */
export function createClient(transport: Transport): Client {
  let token: string | undefined
  let opened: { name: Name; body: unknown } | null = null
  let queue: Promise<unknown> = Promise.resolve()

  const once = async (m: Name, b: unknown): Promise<Result<unknown>> => {
    let answer: unknown
    const message = { m, b, ...(token ? { k: token } : {}) }
    try {
      // What found nobody is sent once more.
      answer = await transport.send(message).catch(async () => {
        await new Promise<void>((done) => setTimeout(done, AWAY_MS))
        return transport.send(message)
      })
    } catch {
      // Said to whoever asked.
      return err('background/away')
    }
    if (typeof answer !== 'object' || answer === null || !('r' in answer)) return err('background/away')
    token = (answer as { k?: string }).k ?? token
    return (answer as { r: Result<unknown> }).r
  }

  const ask = async (name: Name, body: unknown): Promise<Result<unknown>> => {
    if (name.endsWith('.open')) opened = { name, body }
    const first = await once(name, body)
    if (first.ok || first.error.code !== 'token/stale' || !opened) return first
    const again = await once(opened.name, opened.body)
    return again.ok ? once(name, body) : again
  }

  return {
    ask<N extends Name>(name: N, body: In<N>): Promise<Result<Out<N>>> {
      const next = queue.then(() => ask(name, body))
      // Whoever asked hears of it; the next question is asked all the same.
      queue = next.catch(() => undefined)
      return next as Promise<Result<Out<N>>>
    },
    onNudge: transport.onNudge,
  }
}
