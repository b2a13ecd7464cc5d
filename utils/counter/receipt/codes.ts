import { canonicalize, faults, type Seq, utf8 } from '../../base/index.ts'
import { receiptTexts } from '../../evidence/index.ts'
import { parseEntry } from '../../log/index.ts'
import { type Appended, openReader } from '../../store/index.ts'
import { type Activation, advance, type Counter, commit } from '../state/index.ts'

/**
 * The receipt's squares: the entry is in the log first, then a path and a checkpoint that cover it. Without them the
 * words on the paper are enough, so a failure here undoes nothing.
 */
async function codesFor(counter: Counter, seq: Seq, entry: Uint8Array): Promise<readonly string[] | null> {
  try {
    const { size, checkpoint, vkey } = await counter.store.log.head()
    const proof = await counter.store.log.proof(seq, size)
    const codes = receiptTexts({ entry, proof, checkpoint, vkey }, counter.loaded.policy.verifyPage)
    await commit(counter, {
      writes: [await counter.store.leftWrite({ size, checkpoint }, 'receipt', counter.now())],
    })
    return codes
  } catch (e) {
    faults.note('receipt/codes', e)
    return null
  }
}

export async function codesOf(
  counter: Counter,
  written: readonly Appended[],
): Promise<readonly string[] | null> {
  const issued = written.find((s) => s.entry.kind === 'receipt.issued')
  return issued ? codesFor(counter, issued.seq, utf8(canonicalize(issued.entry))) : null
}

/** As with the squares themselves: the words are enough without them. */
export const keepCodes = (
  counter: Counter,
  activation: Activation,
  codes: readonly string[],
): Promise<unknown> => advance(counter, { ...activation, codes }).catch(faults.noted('receipt/keep-codes'))

/** A worker that was stopped between the receipt and its squares makes them when the window asks again. */
export async function withCodes(counter: Counter, activation: Activation): Promise<void> {
  if (activation.stage !== 'confirmed' || activation.codes) return
  const reader = openReader()
  try {
    const rows = await reader.page({ activation: activation.id, kinds: ['receipt.issued'] }, null, 50)
    // A withdrawal may have had a receipt of its own: the one on the screen is the one that is named.
    const row = rows.find(({ bytes }) => {
      const entry = parseEntry(bytes)
      return (
        entry.ok && entry.value.kind === 'receipt.issued' && entry.value.receipt === activation.receipt?.hash
      )
    })
    const codes = row ? await codesFor(counter, row.seq, row.bytes) : null
    if (codes) await keepCodes(counter, activation, codes)
  } finally {
    reader.close()
  }
}
