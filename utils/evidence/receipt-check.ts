/** What a receipt's code proves, with no network: docs/receipt-code.md, section 7. */
import type { Result } from '../base/index.ts'
import { canonicalize, err, fromUtf8, hex, ok, sha256, utf8 } from '../base/index.ts'
import { leafHash, openCheckpoint, parseEntry, parseVkey, verifyInclusion } from '../log/index.ts'
import type { CodeFault } from './receipt-code.ts'
import { readReceiptCode } from './receipt-code.ts'

/** What a sound code says. */
export interface ReceiptFinding {
  readonly seq: number
  /** When the receipt was made, UTC. */
  readonly at: string
  readonly store: string
  readonly device: string
  readonly clerk: string
  readonly activation: string
  /** SHA-256 of the full receipt, hex. */
  readonly receipt: string
  /** Leaf hashes of the answers, hex. */
  readonly answers: readonly string[]
  /** Services that it says were agreed, each with its place in `answers`; none where it names none. */
  readonly agreed: Readonly<Record<string, number>>
  readonly size: string
  readonly root: string
  readonly vkey: string
  /** The checkpoint that left with the receipt. */
  readonly checkpoint: string
}

export type ReceiptFault =
  | CodeFault
  /** The entry is none, or not of a receipt. */
  | 'receipt/entry'
  /** The signature does not hold, or is not by the key that the reader trusts. */
  | 'receipt/signature'
  | 'receipt/key'
  /** The entry is not in the tree that was signed. */
  | 'receipt/proof'
  /** The full receipt is not the one that the code names. */
  | 'receipt/differs'
  /** The file beside it is no receipt. */
  | 'receipt/unreadable'

const HASH = /^[0-9a-f]{64}$/

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Places of services among so many answers; anything else than that says nothing. */
function placesIn(value: unknown, answers: number): Readonly<Record<string, number>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter(
      (e): e is [string, number] =>
        /^[a-z0-9][a-z0-9.-]{0,63}$/.test(e[0]) &&
        Number.isInteger(e[1]) &&
        (e[1] as number) >= 0 &&
        (e[1] as number) < answers,
    ),
  )
}

/**
 * Checks a code: what a person pasted, a scanner gave or a file holds. `vkey`: the key that the reader trusts; without it
 * the code's own, which only says whose code it claims to be.
 */
export async function checkReceiptCode(
  input: string | Uint8Array,
  vkey?: string,
): Promise<Result<ReceiptFinding, ReceiptFault>> {
  const read = readReceiptCode(input)
  if (!read.ok) return read
  const { entry: bytes, proof, checkpoint } = read.value
  const trusted = vkey?.trim() ?? ''
  if (trusted !== '' && trusted !== read.value.vkey) {
    return parseVkey(trusted).ok ? err('receipt/key') : err('receipt/key', 'vkey')
  }
  const head = await openCheckpoint(checkpoint, [read.value.vkey])
  if (!head.ok) return err('receipt/signature')
  const parsed = parseEntry(bytes)
  if (!parsed.ok || parsed.value.kind !== 'receipt.issued') return err('receipt/entry')
  const entry = parsed.value
  const { receipt, answers, agreed } = entry as { receipt?: unknown; answers?: unknown; agreed?: unknown }
  const whole =
    typeof receipt === 'string' &&
    HASH.test(receipt) &&
    Array.isArray(answers) &&
    answers.every((a) => typeof a === 'string' && HASH.test(a)) &&
    head.value.origin === `countersign/${entry.device}`
  if (!whole) return err('receipt/entry')
  const included = verifyInclusion({
    leafIndex: BigInt(entry.seq),
    treeSize: head.value.size,
    leafHash: leafHash(bytes),
    proof,
    root: head.value.root,
  })
  if (!included.ok) return err('receipt/proof')
  return ok({
    seq: entry.seq,
    at: entry.at,
    store: text(entry.store),
    device: text(entry.device),
    clerk: text(entry.clerk),
    activation: text(entry.activation),
    receipt,
    answers: answers as string[],
    agreed: placesIn(agreed, (answers as string[]).length),
    size: String(head.value.size),
    root: hex(head.value.root),
    vkey: read.value.vkey,
    checkpoint,
  })
}

/** The receipt in a file: the receipt itself, or the JSON-LD record that holds it. */
function receiptIn(value: unknown): Record<string, unknown> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const record = value as Record<string, unknown>
  if (typeof record['hash'] === 'string' && 'agreed' in record) return record
  for (const name of ['countersign:receipt', 'receipt']) {
    const found = record[name]
    const inner = found === undefined ? null : receiptIn(found)
    if (inner) return inner
  }
  return null
}

/** Whether a full receipt (JSON, or the JSON-LD record around it) is the very one that a code names. */
export function checkFullReceipt(
  file: string | Uint8Array,
  finding: Pick<ReceiptFinding, 'receipt'>,
): Result<true, 'receipt/differs' | 'receipt/unreadable'> {
  const json = file instanceof Uint8Array ? fromUtf8(file) : file
  if (typeof json !== 'string' || json.length > 4_000_000) return err('receipt/unreadable')
  try {
    // Nothing is bound to the bytes of this file, and an editor may have put a byte order mark before it.
    const receipt = receiptIn(JSON.parse(json.replace(/^\ufeff/, '')))
    if (!receipt) return err('receipt/unreadable')
    const { hash, ...body } = receipt
    const own = hex(sha256(utf8(canonicalize(body))))
    return own === finding.receipt && hash === own ? ok(true) : err('receipt/differs')
  } catch {
    return err('receipt/unreadable')
  }
}
