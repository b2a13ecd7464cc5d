/** A receipt, by its code, by its record, or with the receipt itself. */
import { fromUtf8, hex } from '../base/index.ts'
import {
  asRecord,
  blame,
  type Case,
  type CheckOptions,
  closed,
  newCase,
  type Record_,
  say,
  unreadable,
  type Verdict,
} from './check-case.ts'
import { outsideOf } from './check-tree.ts'
import { checkFullReceipt, checkReceiptCode } from './receipt-check.ts'
import type { Source } from './source.ts'

const MOST_RECEIPT = 4_000_000

/** A receipt's code (docs/receipt-code.md), alone or beside the full receipt. */
async function checkCode(
  c: Case,
  code: string | Uint8Array,
  full: Uint8Array | null,
  options: CheckOptions,
): Promise<Verdict> {
  const found = await checkReceiptCode(code, options.vkey)
  if (!found.ok) {
    if (found.error.code === 'receipt-code/none') return unreadable(c, 'receipt-code/none')
    blame(c, found.error.code, found.error.where)
    return closed(c)
  }
  const { seq, at, store, device, clerk, activation, receipt, answers, size, root, checkpoint } = found.value
  c.scope = 'one'
  c.entries = 1
  c.of = size
  c.origin = `countersign/${device}`
  c.root = root
  c.vkey = found.value.vkey
  c.about = { store, device, at, by: clerk, filter: '', app: '' }
  c.receipt = { seq, clerk, activation, hash: receipt, answers, checkpoint }
  if (!options.vkey?.trim()) c.notes.push(say('note/own-key'))
  if ((options.known ?? []).length > 0) {
    for (const other of await outsideOf(c, options, c.vkey)) {
      if (String(other.checkpoint.size) !== size) {
        c.notes.push(say('note/not-compared', String(other.checkpoint.size)))
      } else if (hex(other.checkpoint.root) !== root) blame(c, 'log/two-histories', size)
    }
  }
  if (full === null) c.notes.push(say('note/receipt-alone'))
  else {
    const same = checkFullReceipt(full, found.value)
    if (same.ok) c.notes.push(say('note/receipt-same'))
    else blame(c, same.error.code)
  }
  return closed(c)
}

export async function checkReceipt(source: Source, options: CheckOptions): Promise<Verdict> {
  const c = newCase('receipt')
  if (source.size > MOST_RECEIPT) return unreadable(c, 'receipt-code/none')
  return checkCode(c, await source.read(0, source.size), options.receipt ?? null, options)
}

const ANSWERED = ['dpv:ConsentGiven', 'dpv:RenewedConsentGiven', 'dpv:ConsentRefused']

/** A consent record or receipt (docs/consent-record.md) holds its own code, the full receipt and the answers' leaves. */
export async function checkRecord(source: Source, options: CheckOptions): Promise<Verdict> {
  const c = newCase('receipt')
  if (source.size > MOST_RECEIPT) return unreadable(c, 'receipt/unreadable')
  const bytes = await source.read(0, source.size)
  let record: Record_ | null = null
  try {
    record = asRecord(JSON.parse(fromUtf8(bytes) ?? ''))
  } catch {
    return unreadable(c, 'receipt/unreadable')
  }
  const subject = asRecord(record?.['dct:subject']) ?? record
  const codes = asRecord(subject?.['countersign:log'])?.['countersign:codes']
  if (!record || !Array.isArray(codes)) return unreadable(c, 'receipt/unreadable')
  const verdict = await checkCode(c, codes.join('\n'), bytes, options)
  if (verdict.state !== 'sound' || !verdict.receipt) return verdict
  const { answers, seq } = verdict.receipt
  const processes = subject?.['dpv:hasProcess']
  for (const process of Array.isArray(processes) ? processes : []) {
    const parts = asRecord(process)?.['dct:hasPart']
    const events = (Array.isArray(parts) ? (parts as unknown[]) : [])
      .map(asRecord)
      .filter((e): e is Record_ => e !== null)
    // What the customer answered last before the receipt is what the receipt names.
    const answer = events.findLast(
      (e) =>
        ANSWERED.includes(String(asRecord(e['dpv:hasConsentStatus'])?.['@id'])) &&
        Number(String(e['@id']).split(':').at(-1)) < seq,
    )
    if (answer && !answers.includes(String(answer['countersign:leaf']))) blame(c, 'receipt/answers')
  }
  return closed(c)
}
