import type { Bytes, Result } from '../base/index.ts'
import { base64, err, fromBase64, fromUtf8, ok } from '../base/index.ts'
import { openCheckpoint, parseDecimal } from './checkpoint.ts'
import { leafHash, verifyInclusion } from './tree.ts'

const FIRST = 'c2sp.org/tlog-proof@v1'

/** C2SP tlog-proof: that an entry is in the tree of a signed checkpoint, to be checked offline. */
export interface TlogProof {
  readonly index: bigint
  readonly proof: readonly Uint8Array[]
  /** The signed note, verbatim. */
  readonly checkpoint: string
  /** Not covered by anything; never to be trusted. */
  readonly extra?: Uint8Array
}

/** The text of a `.tlog-proof` file. */
export function formatProof(p: TlogProof): string {
  const extra = p.extra ? `extra ${base64(p.extra)}\n` : ''
  const path = p.proof.map((h) => `${base64(h)}\n`).join('')
  return `${FIRST}\n${extra}index ${p.index}\n${path}\n${p.checkpoint}`
}

/** Reads a tlog-proof; checks no hash and no signature. */
export function parseProof(text: string | Uint8Array): Result<TlogProof, 'proof/malformed'> {
  const bad = err('proof/malformed')
  const whole = text instanceof Uint8Array ? fromUtf8(text) : text
  if (typeof whole !== 'string' || whole.length > 1_000_000) return bad
  const blank = whole.indexOf('\n\n')
  if (blank < 0) return bad
  const lines = whole.slice(0, blank).split('\n')
  if (lines.shift() !== FIRST) return bad
  let extra: Bytes | null = null
  if (lines[0]?.startsWith('extra ')) {
    extra = fromBase64((lines.shift() as string).slice(6))
    if (!extra) return bad
  }
  const indexLine = lines.shift()
  if (!indexLine?.startsWith('index ')) return bad
  const index = parseDecimal(indexLine.slice(6))
  if (index === null || lines.length > 64) return bad
  const proof: Bytes[] = []
  for (const line of lines) {
    const hash = fromBase64(line)
    if (hash?.length !== 32) return bad
    proof.push(hash)
  }
  const checkpoint = whole.slice(blank + 2)
  if (checkpoint === '') return bad
  return ok(extra ? { index, proof, checkpoint, extra } : { index, proof, checkpoint })
}

/** The evidence of one entry: its bytes, a tlog-proof, and the verifier key of the log. */
export async function verifyProof(
  text: string | Uint8Array,
  entry: Uint8Array,
  vkeys: readonly string[],
): Promise<Result<{ index: bigint; size: bigint; root: Bytes }>> {
  if (!(entry instanceof Uint8Array)) return err('proof/malformed')
  const parsed = parseProof(text)
  if (!parsed.ok) return parsed
  const { index, proof, checkpoint } = parsed.value
  const head = await openCheckpoint(checkpoint, vkeys)
  if (!head.ok) return head
  const { size, root } = head.value
  const included = verifyInclusion({
    leafIndex: index,
    treeSize: size,
    leafHash: leafHash(entry),
    proof,
    root,
  })
  return included.ok ? ok({ index, size, root }) : included
}
