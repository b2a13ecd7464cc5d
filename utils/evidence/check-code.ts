/** A receipt, by its code, by its record, or with the receipt itself. */
import { canonicalize, fromUtf8, hex, type Json, utf8 } from '../base/index.ts'
import { leafHash, parseEntry, verifyProof } from '../log/index.ts'
import {
  asRecord,
  blame,
  type Case,
  type CheckOptions,
  type CheckReceipt,
  closed,
  MOST_ENTRY,
  newCase,
  type Record_,
  say,
  unreadable,
  type Verdict,
} from './check-case.ts'
import { outsideOf } from './check-tree.ts'
import { checkFullReceipt, checkReceiptCode } from './receipt-check.ts'
import { factsOf, isAnswer, STATUS } from './record-events.ts'
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
const WITHDRAWN = STATUS['consent.withdrawn']

interface RecordEvent {
  readonly status: string
  readonly seq: number
  readonly leaf: string
}

/** What an event says beside its entry. */
const BESIDE: readonly string[] = [
  '@type',
  'dct:valid',
  'dpv:isImplementedByEntity',
  'countersign:leaf',
  'countersign:entry',
  'countersign:proof',
]

function isEqual(a: unknown, b: unknown): boolean {
  try {
    return canonicalize(a as Json) === canonicalize(b as Json)
  } catch {
    return false
  }
}

const statusOf = (of: Record_): string => String(asRecord(of['dpv:hasConsentStatus'])?.['@id'])
const recordsIn = (value: unknown): Record_[] =>
  (Array.isArray(value) ? (value as unknown[]) : []).map(asRecord).filter((r): r is Record_ => r !== null)

/** The event as its own entry says it, which the receipt names or a proof places in the log; null where it does not. */
async function eventIn(
  event: Record_,
  service: unknown,
  c: Case,
  receipt: CheckReceipt,
): Promise<RecordEvent | null> {
  const { 'countersign:entry': text, 'countersign:proof': proof, 'countersign:leaf': leaf } = event
  if (typeof text !== 'string' || text.length > MOST_ENTRY) return null
  const bytes = utf8(text)
  const parsed = parseEntry(bytes)
  if (!parsed.ok || hex(leafHash(bytes)) !== leaf) return null
  const entry = parsed.value
  if (!isAnswer(entry)) return null
  const { seq, device, activation } = entry
  const facts = factsOf(entry)
  const isSame =
    Object.keys(facts).every((name) => Object.hasOwn(event, name)) &&
    Object.keys(event).every((name) => BESIDE.includes(name) || isEqual(event[name], facts[name])) &&
    entry.service === service &&
    activation === receipt.activation &&
    `countersign/${device}` === c.origin
  if (!isSame) return null
  if (!receipt.answers.includes(leaf)) {
    const placed = typeof proof === 'string' ? await verifyProof(proof, bytes, [c.vkey]) : null
    if (!placed?.ok || placed.value.index !== BigInt(seq)) return null
  }
  return { status: STATUS[entry.kind], seq, leaf }
}

/** Services that the full receipt says were taken back, and does not say were answered anew since. */
function takenBack(record: Record_): readonly string[] {
  const receipt = asRecord(record['countersign:receipt'])
  const services = (name: string) => recordsIn(receipt?.[name]).map((l) => String(l['service']))
  const anew = ['agreed', 'refused', 'notToday'].flatMap(services)
  return services('withdrawn').filter((s) => !anew.includes(s))
}

/**
 * A consent record or receipt (docs/consent-record.md) holds its own code, the full receipt, and of each event the entry:
 * the receipt names it, or a proof places it in the log.
 */
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
  const { receipt } = verdict
  const gone = takenBack(record)
  for (const process of recordsIn(subject?.['dpv:hasProcess'])) {
    const service = asRecord(process['dpv:hasService'])?.['dct:identifier']
    const events: RecordEvent[] = []
    for (const event of recordsIn(process['dct:hasPart'])) {
      const found = await eventIn(event, service, c, receipt)
      if (found) events.push(found)
      else blame(c, statusOf(event) === WITHDRAWN ? 'receipt/withdrawal' : 'receipt/event')
    }
    // What the customer answered last before the receipt is what the receipt names, and so is what they took back.
    const before = events.filter((e) => e.seq < receipt.seq).sort((a, b) => a.seq - b.seq)
    const answer = before.findLast((e) => ANSWERED.includes(e.status))
    if (answer && !receipt.answers.includes(answer.leaf)) blame(c, 'receipt/answers')
    const last = before.at(-1)
    if (last?.status === WITHDRAWN && !receipt.answers.includes(last.leaf)) blame(c, 'receipt/withdrawal')
    if (last?.status !== WITHDRAWN && gone.includes(String(service)))
      blame(c, statusOf(process) === WITHDRAWN ? 'receipt/withdrawal' : 'receipt/left-out')
    const state = events.sort((a, b) => a.seq - b.seq).at(-1)?.status
    if (state !== statusOf(process))
      blame(c, statusOf(process) === WITHDRAWN ? 'receipt/withdrawal' : 'receipt/event')
  }
  return closed(c)
}
