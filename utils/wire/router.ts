import { CodedError, err, type Result, randomId } from '../base/index.ts'
import type { Answer, In, Name, Out } from './messages.ts'
import { SHAPES } from './schema.ts'

/** Who sent a message, as the browser says it and never as the message does. */
export interface Sender {
  /** `page`: a top-level page of this extension; `panel`: our content script in the top frame of a web page. */
  readonly kind: 'page' | 'panel'
  readonly tab: number | null
  /** For a page its path, `/sign.html`; for a panel the address of the web page. */
  readonly url: string
}

export type Handlers = { readonly [N in Name]: (body: In<N>, from: Sender) => Promise<Result<Out<N>>> }

/** Which surface may send what. */
const FROM: Readonly<Record<string, readonly string[]>> = {
  panel: ['panel'],
  sign: ['/sign.html'],
  stopped: ['/stopped.html'],
  popup: ['/popup.html'],
  shift: ['/popup.html'],
  withdraw: ['/withdraw.html'],
  console: ['/console.html'],
  vault: ['/console.html'],
  policy: ['/console.html'],
  log: ['/console.html'],
}

const MOST_BYTES = 4_000_000
const MOST_TOKENS = 200

export interface Router {
  /** Answers a message; undefined for what is none of ours, which is dropped and counted. */
  receive(message: unknown, from: Sender): Promise<Answer | undefined>
  dropped(): number
}

function mayAsk(name: Name, from: Sender): boolean {
  const who = FROM[name.slice(0, name.indexOf('.'))] ?? []
  return from.kind === 'panel' ? who.includes('panel') : who.includes(from.url)
}

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
    return undefined
  }
  return {
    dropped: () => dropped,
    async receive(message, from) {
      if (typeof message !== 'object' || message === null) return drop()
      const { m, b, k } = message as { m?: unknown; b?: unknown; k?: unknown }
      if (typeof m !== 'string' || !Object.hasOwn(SHAPES, m)) return drop()
      const name = m as Name
      if (!mayAsk(name, from)) return drop()
      if (JSON.stringify(b ?? null).length > MOST_BYTES) return { r: err('message/too-large') }
      if (!SHAPES[name](b)) return { r: err('message/shape') }
      const owner = `${from.url}#${from.tab ?? ''}`
      if (from.kind === 'page' && !name.endsWith('.open')) {
        if (typeof k !== 'string' || tokens.get(k) !== owner) return { r: err('token/stale') }
        tokens.delete(k)
      }
      let r: Result<unknown>
      try {
        r = await handlers[name](b as never, from)
      } catch (e) {
        // A code and nothing else: what failed may have held customer data.
        r = err(e instanceof CodedError ? e.code : 'failed')
      }
      return { r: r as Answer['r'], ...(from.kind === 'page' ? { k: issue(owner) } : {}) }
    },
  }
}
