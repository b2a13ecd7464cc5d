/**
 * Checks evidence with nothing but the file: an evidence bundle, an exported log, the proof of one entry, a checkpoint.
 * Written from docs/log-format.md; of the log's room it uses hashes, notes and proofs, nothing that appends.
 */
import { CodedError, equal, fromUtf8, hex } from '../base/index.ts'
import { leafHash, parseCheckpoint, parseProof, parseVkey, verifyInclusion } from '../log/index.ts'
import { checkBundle } from './check-bundle.ts'
import {
  blame,
  type CheckOptions,
  canonicalRecord,
  closed,
  entryOf,
  MOST_ENTRY,
  newCase,
  say,
  unreadable,
  type Verdict,
} from './check-case.ts'
import { checkReceipt, checkRecord } from './check-code.ts'
import { checkList, isListProof } from './check-list.ts'
import { asNote, checkWhole, openHead } from './check-tree.ts'
import { beginsAsCode, readReceiptCode } from './receipt-code.ts'
import { chunksOf, type LineEnds, linesWithEnds, type Source } from './source.ts'

export type { CheckAbout, CheckCode, CheckNote, CheckOptions, Said, Verdict } from './check-case.ts'
export { asNote, checkpointIn } from './check-tree.ts'

/** U+FEFF in UTF-8. */
const MARK: readonly number[] = [0xef, 0xbb, 0xbf]
const isMarked = (head: Uint8Array): boolean => MARK.every((b, i) => head[i] === b)

// ── an exported log ──────────────────────────────────────────────────────────────────────────────────────────────────

async function checkLog(source: Source, options: CheckOptions): Promise<Verdict> {
  const head = await source.read(0, MARK.length)
  if (await isListProof(source)) return checkList(source, options)
  const c = newCase('log')
  // What some editors put before a text.
  const from = isMarked(head) ? MARK.length : 0
  const ends: LineEnds = { odd: from > 0, open: false }
  const lines = linesWithEnds(chunksOf(source, from, source.size), MOST_ENTRY, ends)
  const first = await lines.next()
  const line = first.done || first.value === null ? null : canonicalRecord(first.value)
  const { checkpoint, vkey } = line ?? {}
  if (line?.['countersign'] !== 'log/1' || typeof checkpoint !== 'string' || typeof vkey !== 'string') {
    return unreadable(c, 'check/unknown')
  }
  const signed = await openHead(c, checkpoint, vkey, options)
  if (signed) await checkWhole(c, signed, lines, null, () => undefined, options, ends)
  // An editor or a copy does this, and it changes no entry.
  if (ends.open) c.notes.push(say('note/line-open'))
  else if (ends.odd) c.notes.push(say('note/line-ends'))
  return closed(c)
}

// ── the proof of one entry ───────────────────────────────────────────────────────────────────────────────────────────

async function checkProof(source: Source, options: CheckOptions): Promise<Verdict> {
  const c = newCase('proof')
  if (source.size > 1_000_000) return unreadable(c, 'proof/malformed')
  const read = parseProof(await source.read(0, source.size))
  if (!read.ok) return unreadable(c, 'proof/malformed')
  const { index, proof, checkpoint, extra } = read.value
  if (!options.vkey?.trim()) return unreadable(c, 'proof/needs-key')
  const head = await openHead(c, checkpoint, '', options)
  if (!head) return closed(c)
  // `extra` vouches for nothing by itself; as the entry's bytes it is checked like any others.
  const bytes = options.entry ?? (extra && entryOf(extra) ? extra : null)
  if (!bytes) return unreadable(c, 'proof/needs-entry')
  c.scope = 'one'
  c.entries = 1
  const { size, root } = head.checkpoint
  const held = verifyInclusion({ leafIndex: index, treeSize: size, leafHash: leafHash(bytes), proof, root })
  if (!held.ok) blame(c, 'proof/not-in-tree', String(index))
  else if (entryOf(bytes)?.seq !== Number(index)) blame(c, 'proof/index', String(index))
  for (const { checkpoint: outside } of head.outside) {
    if (outside.size !== size) c.notes.push(say('note/not-compared', String(outside.size)))
    else if (!equal(outside.root, root)) blame(c, 'log/two-histories', String(size))
  }
  return closed(c)
}

// ── a checkpoint by itself ───────────────────────────────────────────────────────────────────────────────────────────

async function checkCheckpoint(source: Source, options: CheckOptions): Promise<Verdict> {
  const c = newCase('checkpoint')
  const text = source.size > 1_000_000 ? null : fromUtf8(await source.read(0, source.size))
  const read = text === null ? null : parseCheckpoint(asNote(text))
  if (!read?.ok) {
    // A message or a page that somebody copied whole, with a code somewhere in it.
    const code = text === null ? null : readReceiptCode(text)
    if (code && (code.ok || code.error.code !== 'receipt-code/none')) return checkReceipt(source, options)
    return unreadable(c, 'check/unknown')
  }
  if (!options.vkey?.trim()) {
    c.origin = read.value.origin
    c.of = String(read.value.size)
    c.root = hex(read.value.root)
    c.notes.push(say('note/no-key'))
    return closed(c)
  }
  const head = await openHead(c, asNote(text as string), '', options)
  if (!head) return closed(c)
  for (const { checkpoint: outside } of head.outside) {
    if (outside.size !== head.checkpoint.size) c.notes.push(say('note/not-compared', String(outside.size)))
    else if (!equal(outside.root, head.checkpoint.root)) blame(c, 'log/two-histories', String(outside.size))
  }
  return closed(c)
}

// ── any file ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const begin = (head: Uint8Array): string => String.fromCharCode(...head).trimStart()

/** Forms of evidence by how their bytes begin. */
const FORMS: readonly {
  readonly begins: (head: Uint8Array) => boolean
  readonly check: (source: Source, options: CheckOptions) => Promise<Verdict>
}[] = [
  { begins: (h) => h[0] === 0x50 && h[1] === 0x4b, check: checkBundle },
  { begins: (h) => fromUtf8(h.subarray(0, 16)) === 'c2sp.org/tlog-pr', check: checkProof },
  { begins: beginsAsCode, check: checkReceipt },
  { begins: (h) => /^\{\s*"@context"/.test(begin(h)), check: checkRecord },
  { begins: (h) => h[0] === 0x7b || (isMarked(h) && h[MARK.length] === 0x7b), check: checkLog },
  { begins: () => true, check: checkCheckpoint },
]

/**
 * Says what a file shows. Hostile input never throws: what cannot be read is `unreadable` with a code. Rejects with
 * CodedError `check/cancelled` where the signal asks for it.
 */
export async function checkFile(source: Source, options: CheckOptions = {}): Promise<Verdict> {
  try {
    if (options.vkey?.trim() && !parseVkey(options.vkey.trim()).ok) {
      return unreadable(newCase('unknown'), 'check/vkey')
    }
    const head = await source.read(0, 64)
    const form = FORMS.find((f) => f.begins(head))
    return form ? await form.check(source, options) : unreadable(newCase('unknown'), 'check/unknown')
  } catch (e) {
    if (e instanceof CodedError && e.code === 'check/cancelled') throw e
    return unreadable(newCase('unknown'), 'check/unreadable')
  }
}
