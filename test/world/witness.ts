/**
 * A small witness (C2SP tlog-witness) over HTTP: it verifies the log's signature and the proof that the tree only grew, and
 * cosigns. It keeps one checkpoint for each log. Its key is made anew at each start and is nobody's.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { base64, concat, equal, fromBase64, utf8 } from '../../utils/base/index.ts'
import {
  type Checkpoint,
  cosignedMessage,
  cosignerId,
  openCheckpoint,
  parseCheckpoint,
  verifyConsistency,
} from '../../utils/log/index.ts'

export interface Witness {
  /** Submission prefix, for the policy. */
  readonly url: string
  readonly vkey: string
  /** Takes checkpoints of this log from now on. */
  trust(logKey: string): void
  /** Forgets what it knows of every log, as a witness that lost its disk would. */
  forget(): void
  /** Puts a checkpoint in its memory, as if it had cosigned it. */
  remember(checkpoint: Checkpoint): void
  /** Answers with a signature that does not hold. */
  lie(on: boolean): void
  /** Sizes that it was asked for, and the status it gave. */
  readonly answers: readonly { readonly old: bigint; readonly size: bigint; readonly status: number }[]
  latest(origin: string): Checkpoint | null
  close(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly text: string
  readonly type?: string
}

export async function startWitness(name = 'witness.localhost/test'): Promise<Witness> {
  const keys = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey))
  const id = cosignerId(name, publicKey)
  const trusted = new Map<string, string>()
  const known = new Map<string, Checkpoint>()
  const answers: { old: bigint; size: bigint; status: number }[] = []
  let lying = false

  async function cosign(body: string): Promise<string> {
    const time = BigInt(Math.floor(Date.now() / 1000))
    const message = utf8(cosignedMessage(body, lying ? time + 1n : time))
    const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', keys.privateKey, message))
    const stamp = new Uint8Array(8)
    new DataView(stamp.buffer).setBigUint64(0, time)
    return `— ${name} ${base64(concat(Buffer.from(id, 'hex'), stamp, signature))}\n`
  }

  async function addCheckpoint(request: string): Promise<Answer> {
    const blank = request.indexOf('\n\n')
    const [first, ...lines] = request.slice(0, blank).split('\n')
    const old = /^old (0|[1-9]\d*)$/.exec(first ?? '')?.[1]
    const note = request.slice(blank + 2)
    const claimed = parseCheckpoint(note)
    const proof = lines.map((line) => fromBase64(line))
    if (blank < 0 || old === undefined || !claimed.ok || proof.length > 63 || proof.includes(null)) {
      return { status: 400, text: 'malformed\n' }
    }
    const vkey = trusted.get(claimed.value.origin)
    if (!vkey) return { status: 404, text: 'unknown log\n' }
    const opened = await openCheckpoint(note, [vkey])
    if (!opened.ok) return { status: 403, text: 'not signed by this log\n' }
    const { origin, size, root } = opened.value
    const from = BigInt(old)
    if (from > size) return { status: 400, text: 'old size beyond the checkpoint\n' }
    const before = known.get(origin)
    const conflict = { status: 409, text: `${before?.size ?? 0n}\n`, type: 'text/x.tlog.size' }
    const done = (answer: Answer): Answer => {
      answers.push({ old: from, size, status: answer.status })
      return answer
    }
    if (from !== (before?.size ?? 0n)) return done(conflict)
    if (before && before.size === size && !equal(before.root, root)) return done(conflict)
    if (before && before.size < size) {
      const claim = {
        size1: before.size,
        size2: size,
        root1: before.root,
        root2: root,
        proof: proof as Uint8Array[],
      }
      if (!verifyConsistency(claim).ok) return done({ status: 422, text: 'inconsistent\n' })
    } else if (proof.length > 0) return done({ status: 422, text: 'a proof of nothing\n' })
    known.set(origin, opened.value)
    return done({ status: 200, text: await cosign(note.slice(0, note.lastIndexOf('\n\n') + 1)) })
  }

  const server = createServer((req, res) => {
    let text = ''
    req.setEncoding('utf8')
    req.on('data', (chunk: string) => {
      text += chunk
      if (text.length > 100_000) req.destroy()
    })
    req.on('end', async () => {
      const right = req.method === 'POST' && req.url === '/add-checkpoint'
      const answer: Answer = right ? await addCheckpoint(text) : { status: 404, text: 'no such thing\n' }
      res.writeHead(answer.status, { 'content-type': answer.type ?? 'text/plain; charset=utf-8' })
      res.end(answer.text)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo

  return {
    url: `http://localhost:${port}/`,
    vkey: `${name}+${id}+${base64(concat(Uint8Array.of(4), publicKey))}`,
    trust(logKey) {
      trusted.set(logKey.split('+')[0] as string, logKey)
    },
    forget: () => known.clear(),
    remember: (checkpoint) => void known.set(checkpoint.origin, checkpoint),
    lie(on) {
      lying = on
    },
    answers,
    latest: (origin) => known.get(origin) ?? null,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}
