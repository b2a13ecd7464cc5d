import * as v from 'valibot'
import { CodedError, err, faults, type Result, randomId } from '../base/index.ts'
import { LIMITS } from './limits.ts'
import { type Answer, type In, MESSAGES, type Name, type Out, SENDERS } from './pages/index.ts'
import { fits } from './shapes.ts'

/** Who sent a message, as the browser says it and never as the message does. */
export interface Sender {
  /** `page`: a top-level page of this extension; `panel`: our content script in a frame of a web page. */
  readonly kind: 'page' | 'panel'
  readonly tab: number | null
  /** For a page its path, `/sign.html`; for a panel the address of the web page in its frame. */
  readonly url: string
  /** Of a panel: its frame, where it is not the top one. */
  readonly frame?: number
  /** Of a panel: the address of the tab, as far as the browser tells it. */
  readonly top?: string
}

export type Handlers = { readonly [N in Name]: (body: In<N>, from: Sender) => Promise<Result<Out<N>>> }

const MOST_TOKENS = 200

export interface Router {
  /** Answers a message; undefined for what is none of ours, which is dropped and counted. */
  receive(message: unknown, from: Sender): Promise<Answer | undefined>
  dropped(): number
}

const senderOf = new Map(
  SENDERS.flatMap(([sender, messages]) => Object.keys(messages).map((name) => [name, sender] as const)),
)

const isName = (m: unknown): m is Name => typeof m === 'string' && senderOf.has(m)

const mayAsk = (name: Name, from: Sender): boolean =>
  senderOf.get(name) === (from.kind === 'panel' ? 'panel' : from.url)

/**
 * A message is hostile until parsed: sender, size, schema, token, handler. A page's first message is `<surface>.open`; it
 * answers with a one-time token that the next message must carry, and so on.
 */
export function createRouter(handlers: Handlers): Router {
  const tokens = new Map<string, string>()
  let dropped = 0
  const issue = (owner: string): string => {
    const token = randomId(16)
    tokens.set(token, owner)
    for (const old of tokens.keys()) {
      if (tokens.size <= MOST_TOKENS) break
      tokens.delete(old)
    }
    return token
  }
  const drop = (): undefined => {
    dropped++
    faults.note('wire/router', new CodedError('message/dropped'))
    return undefined
  }
  /** `body` has passed the message's own schema. */
  const handle = async <N extends Name>(name: N, body: unknown, from: Sender): Promise<Result<Out<N>>> => {
    try {
      return await handlers[name](body as In<N>, from)
    } catch (e) {
      // A code and nothing else: what failed may have held customer data.
      faults.note(`wire/${name.replace('.', '/')}`, e)
      return err(e instanceof CodedError ? e.code : 'failed')
    }
  }
  return {
    dropped: () => dropped,
    async receive(message, from) {
      if (typeof message !== 'object' || message === null) return drop()
      const { m, b, k } = message as { m?: unknown; b?: unknown; k?: unknown }
      if (!isName(m) || !mayAsk(m, from)) return drop()
      if (!fits(b, LIMITS.page)) return { r: err('message/too-large') }
      const parsed = v.safeParse<v.GenericSchema>(MESSAGES[m].shape, b, { abortEarly: true })
      if (!parsed.success) return { r: err('message/shape') }
      const owner = `${from.url}#${from.tab ?? ''}`
      if (from.kind === 'page' && !m.endsWith('.open')) {
        if (typeof k !== 'string' || tokens.get(k) !== owner) return { r: err('token/stale') }
        tokens.delete(k)
      }
      const r = await handle(m, parsed.output, from)
      return { r, ...(from.kind === 'page' ? { k: issue(owner) } : {}) }
    },
  }
}
