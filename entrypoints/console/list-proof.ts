import { CodedError, fromUtf8, type Seq } from '../../utils/base/index.ts'
import { listProofText } from '../../utils/evidence/index.ts'
import { formatProof } from '../../utils/log/index.ts'
import type { LogReader } from '../../utils/store/index.ts'

/** What a list is checked by: the entry of its export, and the proof that it stands in the log. */
export async function listProof(
  reader: Pick<LogReader, 'head' | 'row' | 'proof'>,
  seq: number,
): Promise<Blob> {
  const { size, checkpoint, vkey } = await reader.head()
  const row = await reader.row(seq as Seq)
  const entry = row && fromUtf8(row.bytes)
  if (!entry || seq >= size) throw new CodedError('log/missing')
  const proof = await reader.proof(seq as Seq, size)
  const text = listProofText({ entry, proof: formatProof({ index: BigInt(seq), proof, checkpoint }), vkey })
  return new Blob([text], { type: 'application/json' })
}
