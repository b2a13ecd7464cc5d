/** A head, the checkpoints from outside, and entries held against both. */
import { type Bytes, CodedError, equal, fromHex, fromUtf8, hex, sha256 } from '../base/index.ts'
import { type Checkpoint, leafHash, nodeHash, openCheckpoint, parseCheckpoint } from '../log/index.ts'
import { blame, type Case, type CheckOptions, entryOf, type Record_, say } from './check-case.ts'
import { readReceiptCode } from './receipt-code.ts'
import type { LineEnds } from './source.ts'

/** The root over leaves that come one by one (RFC 9162 2.1.1): only the peaks are kept. */
function growing() {
  const peaks: Bytes[] = []
  let size = 0
  return {
    add(leaf: Bytes): void {
      let hash = leaf
      for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) hash = nodeHash(peaks.pop() as Bytes, hash)
      peaks.push(hash)
      size++
    },
    root(): Bytes {
      const last = peaks.at(-1)
      if (!last) return sha256(new Uint8Array(0))
      return peaks.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last)
    },
  }
}

interface Outside {
  readonly checkpoint: Checkpoint
  readonly text: string
}

/** Outside checkpoints that are this log's; one that is not is a fault of its own. */
export async function outsideOf(c: Case, options: CheckOptions, vkey: string): Promise<Outside[]> {
  const found: Outside[] = []
  for (const given of options.known ?? []) {
    const text = checkpointIn(given)
    const opened = await openCheckpoint(text, [vkey])
    if (opened.ok && opened.value.size === 0n) c.notes.push(say('note/known-empty'))
    else if (opened.ok) found.push({ checkpoint: opened.value, text })
    else blame(c, 'log/known')
  }
  if ((options.known ?? []).length === 0) c.notes.push(say('note/alone'))
  return found
}

/** What was seen outside is a checkpoint, or a receipt's code, which holds the one that left with it. */
export function checkpointIn(given: string): string {
  const code = readReceiptCode(given)
  return code.ok ? code.value.checkpoint : asNote(given)
}

/** A pasted note lost its last newline more often than not. */
export const asNote = (text: string): string => `${text.replaceAll('\r\n', '\n').trim()}\n`

export interface Head {
  readonly checkpoint: Checkpoint
  readonly outside: readonly Outside[]
}

/** Opens the head with the reader's key, or the file's own; null where it does not open. */
export async function openHead(
  c: Case,
  note: string,
  own: string,
  options: CheckOptions,
): Promise<Head | null> {
  const given = options.vkey?.trim() ?? ''
  const vkey = given === '' ? own : given
  if (given === '') c.notes.push(say('note/own-key'))
  c.vkey = vkey
  const read = parseCheckpoint(note)
  if (read.ok) {
    c.origin = read.value.origin
    c.of = String(read.value.size)
    c.root = hex(read.value.root)
  }
  const opened = await openCheckpoint(note, [vkey])
  if (!opened.ok) {
    const shape = opened.error.code === 'note/malformed' || opened.error.code === 'checkpoint/malformed'
    blame(c, shape ? 'log/checkpoint' : 'log/signature')
    return null
  }
  if (opened.value.size > BigInt(Number.MAX_SAFE_INTEGER)) {
    blame(c, 'log/checkpoint')
    return null
  }
  return { checkpoint: opened.value, outside: await outsideOf(c, options, vkey) }
}

export const deviceOf = (origin: string): string => /^countersign\/([0-9a-f]{24})$/.exec(origin)?.[1] ?? ''

/** What the faults that are there by now say of the entries alone. */
export const ofLog = (c: Case): Case['log'] =>
  c.faults.some(({ code }) => code.startsWith('log/') || code === 'bundle/proof') ? 'fault' : 'sound'

/** Outside checkpoints at least as large as the head need no entries to be compared. */
export function compareOutside(c: Case, head: Head): void {
  for (const { checkpoint } of head.outside) {
    if (checkpoint.size > head.checkpoint.size) blame(c, 'log/rolled-back', String(checkpoint.size))
    else if (checkpoint.size === head.checkpoint.size && !equal(checkpoint.root, head.checkpoint.root)) {
      blame(c, 'log/two-histories', String(checkpoint.size))
    }
  }
}

interface Place {
  readonly code: 'log/missing' | 'log/order' | 'log/entry-changed' | 'log/torn'
  readonly seq: number
  /** It has no form, and not only another place. */
  readonly form?: true
}

/** What an entry of the file is looked at for, beside its place. */
export type Look = (value: Record_, seq: number) => void

/** Every entry from 0 up to the head's size, against the signed root; with kept leaves the changed one can be named. */
export async function checkWhole(
  c: Case,
  head: Head,
  lines: AsyncIterable<Uint8Array | null>,
  leaves: AsyncIterable<Uint8Array | null> | null,
  look: Look,
  options: CheckOptions,
  ends?: LineEnds,
): Promise<void> {
  c.scope = 'whole'
  const size = Number(head.checkpoint.size)
  const device = deviceOf(head.checkpoint.origin)
  const tree = growing()
  const kept = growing()
  const keptLines = leaves?.[Symbol.asyncIterator]()
  const waiting = head.outside
    .map((o) => o.checkpoint)
    .filter((k) => k.size > 0n && k.size < head.checkpoint.size)
    .sort((a, b) => Number(a.size - b.size))
  let changed: number | null = null
  let keptCount = 0
  let at = 0
  let place: Place | null = null
  let foreign: number | null = null

  const takeLeaf = async (leaf: Bytes): Promise<void> => {
    if (!keptLines) return
    const next = await keptLines.next()
    const text = next.done || next.value === null ? null : fromUtf8(next.value)
    const hash = text !== null && /^[0-9a-f]{64}$/.test(text) ? fromHex(text) : null
    if (hash) {
      kept.add(hash)
      keptCount++
    }
    if (changed === null && !(hash && equal(hash, leaf))) changed = at
  }

  /** One line, with a look at the next one: a swap, a loss and a changed digit differ only there. */
  const take = async (line: Uint8Array | null, next: Uint8Array | null | undefined): Promise<boolean> => {
    if (at >= size) {
      blame(c, 'log/beyond', size)
      return false
    }
    const entry = line === null ? null : entryOf(line)
    const leaf = leafHash(line ?? new Uint8Array(0))
    if (place === null) {
      if (entry === null) {
        const isTorn = next === undefined && ends?.open === true
        place = { code: isTorn ? 'log/torn' : 'log/entry-changed', seq: at, form: true }
      } else if (entry.seq !== at) {
        const after = next ? (entryOf(next)?.seq ?? -1) : -1
        const code =
          after === at + 1
            ? 'log/entry-changed'
            : entry.seq > at && after !== at
              ? 'log/missing'
              : ('log/order' as const)
        // A repeated entry, or one put in twice, stands where its neighbour says another place.
        place = { code: code === 'log/entry-changed' && entry.seq < at ? 'log/order' : code, seq: at }
      } else if (device !== '' && entry.value['device'] !== device) foreign ??= at
    }
    if (entry) look(entry.value, entry.seq)
    tree.add(leaf)
    await takeLeaf(leaf)
    at++
    while (waiting[0] && Number(waiting[0].size) === at) {
      const outside = waiting.shift() as Checkpoint
      if (!equal(tree.root(), outside.root)) blame(c, 'log/two-histories', at)
    }
    if (at % 500 === 0) {
      options.onProgress?.(at)
      if (options.signal?.aborted) throw new CodedError('check/cancelled')
    }
    return true
  }

  let before: Uint8Array | null | undefined
  let going = true
  for await (const line of lines) {
    if (before !== undefined) going = await take(before, line)
    before = line
    if (!going) break
  }
  if (going && before !== undefined) await take(before, undefined)
  options.onProgress?.(at)
  c.entries = at

  const rootHolds = at === size && equal(tree.root(), head.checkpoint.root)
  if (!rootHolds) {
    const found = place as Place | null
    const keptHolds =
      keptLines !== undefined && keptCount === size && equal(kept.root(), head.checkpoint.root)
    if (found && !(found.code === 'log/entry-changed' && keptHolds && changed !== null)) {
      c.faults.unshift(say(found.code, found.seq))
    } else if (at < size && !(keptHolds && changed !== null && changed < at)) {
      c.faults.unshift(say('log/missing', at))
    } else if (keptHolds && changed !== null) c.faults.unshift(say('log/entry-changed', changed))
    else if (!c.faults.some((f) => f.code === 'log/beyond')) c.faults.unshift(say('log/root'))
  } else {
    // The tree vouches for these bytes: whatever is odd about them was so when it was signed.
    const found = place as Place | null
    if (found) blame(c, found.form ? 'log/entry-form' : 'log/order', found.seq)
    if (keptLines && (changed !== null || keptCount !== size || !(await keptLines.next()).done)) {
      blame(c, 'bundle/leaves', changed ?? size)
    }
  }
  if (foreign !== null) blame(c, 'log/other-device', foreign)
  compareOutside(c, head)
  c.log = ofLog(c)
}
