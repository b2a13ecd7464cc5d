/** A checkpoint that a witness has cosigned, joined to the bundle's own: docs/log-format.md, section 10. */
import { base64, err, fromBase64, ok, type Result } from '../base/index.ts'
import type { Checkpoint } from '../log/index.ts'
import { openCheckpoint, openCosignature, parseCosigner, verifyConsistency } from '../log/index.ts'

export interface Cosigned {
  /** Verifier key of the witness. */
  readonly witness: string
  /** The checkpoint with the log's signature and the witness's, verbatim. */
  readonly checkpoint: string
  /** From its size to that of the bundle's checkpoint (RFC 9162 2.1.4); none where they are of one size. */
  readonly proof: readonly Uint8Array[]
}

/** A proof in a tree of 2^64 has no more hashes than this. */
const MOST_HASHES = 130

export const cosignedText = ({ witness, checkpoint, proof }: Cosigned): string =>
  `${[witness, ...proof.map(base64)].join('\n')}\n\n${checkpoint}`

function parse(text: string): Cosigned | null {
  const blank = text.indexOf('\n\n')
  if (blank < 0) return null
  const [witness = '', ...hashes] = text.slice(0, blank).split('\n')
  const proof = hashes.slice(0, MOST_HASHES + 1).map(fromBase64)
  if (proof.length > MOST_HASHES || proof.some((h) => h?.length !== 32)) return null
  return { witness, proof: proof as Uint8Array[], checkpoint: text.slice(blank + 2) }
}

/** Who has cosigned the log at which size and when, where all of it holds: both signatures, and that the log only grew. */
export async function checkCosigned(
  text: string,
  head: Checkpoint,
  vkey: string,
): Promise<Result<{ name: string; size: bigint; at: string }, 'bundle/cosigned'>> {
  const wrong = err('bundle/cosigned')
  const found = parse(text)
  if (!found) return wrong
  const key = parseCosigner(found.witness)
  const opened = await openCheckpoint(found.checkpoint, [vkey])
  const cosigned = await openCosignature(found.checkpoint, found.witness)
  if (!key.ok || !opened.ok || !cosigned.ok) return wrong
  const grew = verifyConsistency({
    size1: opened.value.size,
    size2: head.size,
    root1: opened.value.root,
    root2: head.root,
    proof: found.proof,
  })
  // A time beyond what a date can hold is a signature's, and no date of ours.
  const at = new Date(Number(cosigned.value.time) * 1000)
  if (!grew.ok || Number.isNaN(at.getTime())) return wrong
  return ok({ name: key.value.name, size: opened.value.size, at: at.toISOString() })
}
