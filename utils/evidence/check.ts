/**
 * Checks evidence with nothing but the file: an evidence bundle, an exported log, the proof of one entry, a checkpoint.
 * Written from docs/log-format.md; of the log's room it uses hashes, notes and proofs, nothing that appends.
 */
import { sha256 as digest } from '@noble/hashes/sha2.js'
import type { Bytes } from '../base/index.ts'
import {
  CodedError,
  canonicalize,
  concat,
  equal,
  fromHex,
  fromUtf8,
  hex,
  sha256,
  utf8,
} from '../base/index.ts'
import type { Checkpoint } from '../log/index.ts'
import {
  leafHash,
  nodeHash,
  openCheckpoint,
  parseCheckpoint,
  parseProof,
  parseVkey,
  verifyInclusion,
} from '../log/index.ts'
import { checkCosigned } from './cosigned.ts'
import { checkFullReceipt, checkReceiptCode, type ReceiptFault } from './receipt-check.ts'
import { isPart, readReceiptCode } from './receipt-code.ts'
import { chunksOf, linesOf, type Source } from './source.ts'
import { type Member, openZip, type ZipFault } from './unzip.ts'

/** What is wrong. `where` is a place in the log, a file of the bundle, or the size of an outside checkpoint. */
export type CheckCode =
  | ZipFault
  | ReceiptFault
  | 'receipt/answers'
  | 'log/checkpoint'
  | 'log/signature'
  | 'log/entry-changed'
  | 'log/missing'
  | 'log/order'
  | 'log/root'
  | 'log/beyond'
  | 'log/rolled-back'
  | 'log/two-histories'
  | 'log/known'
  | 'log/other-device'
  | 'proof/malformed'
  | 'proof/index'
  | 'proof/not-in-tree'
  | 'proof/needs-entry'
  | 'proof/needs-key'
  | 'bundle/not'
  | 'bundle/absent'
  | 'bundle/unlisted'
  | 'bundle/manifest'
  | 'bundle/vkey'
  | 'bundle/leaves'
  | 'bundle/proof'
  | 'bundle/notice'
  | 'bundle/opened'
  | 'bundle/scope'
  | 'bundle/cosigned'
  | 'check/vkey'
  | 'check/unknown'
  | 'check/unreadable'

/** What a reader should know though it is no fault. */
export type CheckNote =
  | 'note/own-key'
  | 'note/alone'
  | 'note/not-compared'
  | 'note/notices-absent'
  | 'note/sealed'
  | 'note/opened'
  | 'note/opened-unbound'
  | 'note/no-key'
  | 'note/receipt-same'
  | 'note/receipt-alone'
  | 'note/original'
  | 'note/cosigned'

export interface Said<C extends string> {
  readonly code: C
  readonly where?: string
}

export interface CheckAbout {
  readonly store: string
  readonly device: string
  readonly at: string
  readonly by: string
  readonly filter: string
  readonly app: string
}

export interface Verdict {
  readonly what: 'bundle' | 'log' | 'proof' | 'checkpoint' | 'receipt' | 'unknown'
  /** `unreadable`: nothing can be said, neither good nor bad. */
  readonly state: 'sound' | 'fault' | 'unreadable'
  /** The one that says most comes first. */
  readonly faults: readonly Said<CheckCode>[]
  readonly notes: readonly Said<CheckNote>[]
  /** What was held against the tree; `none` for a checkpoint by itself. */
  readonly scope: 'whole' | 'part' | 'one' | 'none'
  /** Entries checked, and how many the checkpoint covers. */
  readonly entries: number
  readonly of: string
  readonly origin: string
  /** Hex. */
  readonly root: string
  readonly vkey: string
  readonly about: CheckAbout | null
  /** Of a receipt's code: what it names. */
  readonly receipt: CheckReceipt | null
}

export interface CheckReceipt {
  readonly seq: number
  readonly clerk: string
  readonly activation: string
  /** SHA-256 of the full receipt, hex. */
  readonly hash: string
  readonly answers: readonly string[]
  /** The checkpoint that left with it. */
  readonly checkpoint: string
}

export interface CheckOptions {
  /** Checkpoints that left the machine: from a receipt, an earlier export, a witness. */
  readonly known?: readonly string[]
  /** The key that the reader trusts; without it the file's own is taken, and the verdict says so. */
  readonly vkey?: string
  /** For a tlog-proof: the bytes of its entry. */
  readonly entry?: Uint8Array
  /** For a receipt's code: the full receipt, or the consent record that holds it. */
  readonly receipt?: Uint8Array
  readonly onProgress?: (entries: number) => void
  readonly signal?: AbortSignal
}

const MOST_ENTRY = 65_535
const MOST_LINE = 4_000_000
const MOST_SMALL = 8_000_000
const MOST_FAULTS = 20

/** A verdict while it is being made. */
interface Case {
  what: Verdict['what']
  faults: Said<CheckCode>[]
  notes: Said<CheckNote>[]
  scope: Verdict['scope']
  entries: number
  of: string
  origin: string
  root: string
  vkey: string
  about: CheckAbout | null
  receipt: CheckReceipt | null
}

const newCase = (what: Verdict['what']): Case => ({
  what,
  faults: [],
  notes: [],
  scope: 'none',
  entries: 0,
  of: '',
  origin: '',
  root: '',
  vkey: '',
  about: null,
  receipt: null,
})

const say = <C extends string>(code: C, where?: string | number): Said<C> =>
  where === undefined ? { code } : { code, where: String(where) }

function blame(c: Case, code: CheckCode, where?: string | number): void {
  const fault = say(code, where)
  if (c.faults.length < MOST_FAULTS && !c.faults.some((f) => f.code === code && f.where === fault.where)) {
    c.faults.push(fault)
  }
}

const closed = (c: Case): Verdict => ({ ...c, state: c.faults.length > 0 ? 'fault' : 'sound' })
const unreadable = (c: Case, code: CheckCode): Verdict => ({
  ...c,
  state: 'unreadable',
  faults: [say(code)],
})

// ── an entry ─────────────────────────────────────────────────────────────────────────────────────────────────────────

type Record_ = Readonly<Record<string, unknown>>
const asRecord = (v: unknown): Record_ | null =>
  typeof v === 'object' && v !== null && !Array.isArray(v) ? (v as Record_) : null

const TEXTS = ['kind', 'at', 'tz', 'boot', 'store', 'device', 'clerk', 'activation', 'app', 'policy'] as const
const AT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** A canonical JSON object; null for anything else. */
function canonicalRecord(bytes: Uint8Array): Record_ | null {
  const text = fromUtf8(bytes)
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    return canonicalize(value) === text ? asRecord(value) : null
  } catch {
    return null
  }
}

/** docs/log-format.md, section 1; null where the bytes are no entry. */
function entryOf(bytes: Uint8Array): { seq: number; value: Record_ } | null {
  if (bytes.length === 0 || bytes.length > MOST_ENTRY) return null
  const value = canonicalRecord(bytes)
  if (value?.['v'] !== 1) return null
  const seq = value['seq']
  const mono = value['mono']
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 0) return null
  if (typeof mono !== 'number' || mono < 0) return null
  if (!TEXTS.every((name) => typeof value[name] === 'string')) return null
  const at = value['at'] as string
  return AT.test(at) && !Number.isNaN(Date.parse(at)) ? { seq, value } : null
}

// ── the tree ─────────────────────────────────────────────────────────────────────────────────────────────────────────

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
async function outsideOf(c: Case, options: CheckOptions, vkey: string): Promise<Outside[]> {
  const found: Outside[] = []
  for (const given of options.known ?? []) {
    // A receipt's code holds the checkpoint that left with it.
    const code = readReceiptCode(given)
    const text = code.ok ? code.value.checkpoint : asNote(given)
    const opened = await openCheckpoint(text, [vkey])
    if (opened.ok) found.push({ checkpoint: opened.value, text })
    else blame(c, 'log/known')
  }
  if ((options.known ?? []).length === 0) c.notes.push(say('note/alone'))
  return found
}

/** A pasted note lost its last newline more often than not. */
export const asNote = (text: string): string => `${text.replaceAll('\r\n', '\n').trim()}\n`

interface Head {
  readonly checkpoint: Checkpoint
  readonly outside: readonly Outside[]
}

/** Opens the head with the reader's key, or the file's own; null where it does not open. */
async function openHead(c: Case, note: string, own: string, options: CheckOptions): Promise<Head | null> {
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

const deviceOf = (origin: string): string => /^countersign\/([0-9a-f]{24})$/.exec(origin)?.[1] ?? ''

/** Outside checkpoints at least as large as the head need no entries to be compared. */
function compareOutside(c: Case, head: Head): void {
  for (const { checkpoint } of head.outside) {
    if (checkpoint.size > head.checkpoint.size) blame(c, 'log/rolled-back', String(checkpoint.size))
    else if (checkpoint.size === head.checkpoint.size && !equal(checkpoint.root, head.checkpoint.root)) {
      blame(c, 'log/two-histories', String(checkpoint.size))
    }
  }
}

/** What an entry of the file is looked at for, beside its place. */
type Look = (value: Record_, seq: number) => void

/** Every entry from 0 up to the head's size, against the signed root; with kept leaves the changed one can be named. */
async function checkWhole(
  c: Case,
  head: Head,
  lines: AsyncIterable<Uint8Array | null>,
  leaves: AsyncIterable<Uint8Array | null> | null,
  look: Look,
  options: CheckOptions,
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
  let place: { code: 'log/missing' | 'log/order' | 'log/entry-changed'; seq: number } | null = null
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
      if (entry === null) place = { code: 'log/entry-changed', seq: at }
      else if (entry.seq !== at) {
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
    const found = place as { code: CheckCode; seq: number } | null
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
    const found = place as { code: CheckCode; seq: number } | null
    if (found) blame(c, found.code, found.seq)
    if (keptLines && (changed !== null || keptCount !== size || !(await keptLines.next()).done)) {
      blame(c, 'bundle/leaves', changed ?? size)
    }
  }
  if (foreign !== null) blame(c, 'log/other-device', foreign)
  compareOutside(c, head)
}

// ── an exported log ──────────────────────────────────────────────────────────────────────────────────────────────────

async function checkLog(source: Source, options: CheckOptions): Promise<Verdict> {
  const c = newCase('log')
  const lines = linesOf(chunksOf(source, 0, source.size), MOST_ENTRY)
  const first = await lines.next()
  const line = first.done || first.value === null ? null : canonicalRecord(first.value)
  const { checkpoint, vkey } = line ?? {}
  if (line?.['countersign'] !== 'log/1' || typeof checkpoint !== 'string' || typeof vkey !== 'string') {
    return unreadable(c, 'check/unknown')
  }
  const head = await openHead(c, checkpoint, vkey, options)
  if (head) await checkWhole(c, head, lines, null, () => undefined, options)
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
  if (!read?.ok) return unreadable(c, 'check/unknown')
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

// ── the bundle ───────────────────────────────────────────────────────────────────────────────────────────────────────

type Files = ReadonlyMap<string, Member>

/** A small file; null where it is not small, or cannot be unpacked. */
async function whole(member: Member): Promise<Bytes | null> {
  if (member.size > MOST_SMALL) return null
  const parts: Uint8Array[] = []
  try {
    for await (const chunk of member.chunks(false)) parts.push(chunk)
  } catch {
    return null
  }
  return concat(...parts)
}

async function textOf(files: Files, path: string): Promise<string | null> {
  const member = files.get(path)
  const bytes = member ? await whole(member) : null
  return bytes ? fromUtf8(bytes) : null
}

async function hashOf(member: Member): Promise<string | null> {
  const sum = digest.create()
  try {
    for await (const chunk of member.chunks()) sum.update(chunk)
    return hex(sum.digest())
  } catch (e) {
    if (e instanceof CodedError && e.code === 'zip/damaged') return null
    throw e
  }
}

/**
 * RFC 8493 2.1.3: hash, white space, path. Only the form that we write counts, since nothing vouches for the last manifest:
 * a byte changed there has to show, too.
 */
function manifestOf(text: string): Map<string, string> | null {
  const listed = new Map<string, string>()
  if (text !== '' && !text.endsWith('\n')) return null
  for (const line of text.split('\n').slice(0, -1)) {
    const [, hash, path] = /^([0-9a-f]{64}) {2}([^\r%]+)$/.exec(line) ?? []
    if (hash === undefined || path === undefined || listed.has(path)) return null
    listed.set(path, hash)
  }
  return listed
}

const TAGS = ['bagit.txt', 'manifest-sha256.txt'] as const
const PAYLOAD = ['data/export.json', 'data/checkpoint.txt', 'data/vkey.txt', 'data/entries.jsonl'] as const

/** Every file against the manifests, and the manifests against every file. Gives the paths that do not match. */
async function checkManifests(c: Case, files: Files): Promise<Set<string>> {
  const spoiled = new Set<string>()
  const spoil = (code: 'bundle/manifest' | 'bundle/absent' | 'bundle/unlisted', path: string): void => {
    spoiled.add(path)
    blame(c, code, path)
  }
  for (const name of ['manifest-sha256.txt', 'tagmanifest-sha256.txt'] as const) {
    const text = await textOf(files, name)
    if (text === null) {
      spoil('bundle/absent', name)
      continue
    }
    const listed = manifestOf(text)
    if (!listed) {
      spoil('bundle/manifest', name)
      continue
    }
    const tags = name === 'tagmanifest-sha256.txt'
    const ours = (path: string): boolean =>
      path.startsWith('data/') !== tags && path !== 'tagmanifest-sha256.txt'
    for (const [path, hash] of listed) {
      const member = files.get(path)
      if (!member || !ours(path)) spoil('bundle/absent', path)
      else if ((await hashOf(member)) !== hash) spoil('bundle/manifest', path)
    }
    for (const path of files.keys()) if (ours(path) && !listed.has(path)) spoil('bundle/unlisted', path)
  }
  const bagit = await textOf(files, 'bagit.txt')
  if (
    bagit === null ||
    !/^BagIt-Version: \d+\.\d+\r?\nTag-File-Character-Encoding: UTF-8\r?\n?$/.test(bagit)
  ) {
    spoil('bundle/manifest', 'bagit.txt')
  }
  // No list names the last manifest, so its bytes are held to the zip's own sum.
  const last = files.get('tagmanifest-sha256.txt')
  if (last && (await hashOf(last)) === null) spoil('bundle/manifest', 'tagmanifest-sha256.txt')
  const payload = [...files].filter(([path]) => path.startsWith('data/'))
  const octets = payload.reduce((sum, [, member]) => sum + member.size, 0)
  const info = (await textOf(files, 'bag-info.txt'))?.split('\n')
  if (!info?.includes(`Payload-Oxum: ${octets}.${payload.length}`)) spoil('bundle/manifest', 'bag-info.txt')
  return spoiled
}

interface Export extends CheckAbout {
  readonly scope: 'whole' | 'part'
  readonly entries: number
  readonly of: number
  readonly opened: boolean
  readonly absent: readonly string[]
}

function exportOf(text: string | null): Export | null {
  if (text === null || !text.endsWith('\n')) return null
  const v = canonicalRecord(utf8(text.slice(0, -1)))
  if (v?.['countersign'] !== 'evidence/1') return null
  const { app, at, by, device, entries, filter, noticesAbsent, of, opened, scope, store } = v
  const texts = [app, at, by, device, filter, store]
  if (!texts.every((x) => typeof x === 'string') || typeof opened !== 'boolean') return null
  if (scope !== 'whole' && scope !== 'part') return null
  if (!Number.isSafeInteger(entries) || !Number.isSafeInteger(of) || !Array.isArray(noticesAbsent))
    return null
  return {
    ...({ app, at, by, device, filter, store } as CheckAbout),
    scope,
    entries: entries as number,
    of: of as number,
    opened,
    absent: noticesAbsent.filter((x): x is string => typeof x === 'string'),
  }
}

const scopeWords = (e: Pick<Export, 'scope' | 'entries' | 'of'>): string =>
  e.scope === 'whole' ? 'whole log' : `${e.entries} of ${e.of} entries; nothing follows about the others`

/** What an opened value must be the hash of; null where it is none of ours, or does not open what it names. */
function boundTo(kind: unknown, value: Record_): string | null {
  try {
    if (kind === 'signature') {
      const { width, height, strokes } = value
      return hex(sha256(utf8(canonicalize({ height, strokes, v: 1, width }))))
    }
    if (kind === 'receipt') {
      const { hash: _, ...rest } = value
      return hex(sha256(utf8(canonicalize(rest))))
    }
    const { commitment, salt, value: clear } = value
    if (typeof commitment !== 'string' || typeof salt !== 'string' || typeof clear !== 'string') return null
    const bytes = fromHex(salt)
    return bytes && hex(sha256(concat(bytes, utf8(clear)))) === commitment ? commitment : null
  } catch {
    return null
  }
}

/** Hashes that an entry holds: its own members, and the one of its signature. */
function* hashesIn(value: Record_): Generator<string> {
  for (const v of Object.values(value)) {
    if (typeof v === 'string' && v.length === 64) yield v
  }
  const signature = asRecord(value['signature'])?.['hash']
  if (typeof signature === 'string') yield signature
}

/** Lines of a file; one that cannot be unpacked ends there, and the manifest has said so. */
async function* linesIn(member: Member, most = MOST_LINE): AsyncGenerator<Bytes | null> {
  try {
    yield* linesOf(member.chunks(false), most)
  } catch (e) {
    if (!(e instanceof CodedError && e.code === 'zip/damaged')) throw e
    yield null
  }
}

/** The tlog-proofs of `data/proofs.txt`, one after another. */
async function* proofsIn(member: Member): AsyncGenerator<string | null> {
  let text = ''
  for await (const line of linesIn(member, 10_000)) {
    const words = line === null ? null : fromUtf8(line)
    if (words === null) return yield null
    if (words === 'c2sp.org/tlog-proof@v1' && text !== '') {
      yield text
      text = ''
    }
    text += `${words}\n`
    if (text.length > 200_000) return yield null
  }
  if (text !== '') yield text
}

/** Some entries, each with its proof: nothing is said about those between. */
async function checkPart(
  c: Case,
  head: Head,
  note: string,
  files: Files,
  spoiled: ReadonlySet<string>,
  look: Look,
  options: CheckOptions,
): Promise<void> {
  c.scope = 'part'
  const { size, root } = head.checkpoint
  const device = deviceOf(head.checkpoint.origin)
  const proofs = files.get('data/proofs.txt')
  if (!proofs) return blame(c, 'bundle/absent', 'data/proofs.txt')
  const next = proofsIn(proofs)
  let last = -1
  let n = 0
  for await (const line of linesIn(files.get('data/entries.jsonl') as Member, MOST_ENTRY)) {
    const entry = line === null ? null : entryOf(line)
    const given = await next.next()
    const read = given.done || given.value === null ? null : parseProof(given.value)
    const proof = read?.ok ? read.value : null
    const seq = entry?.seq ?? (proof ? Number(proof.index) : last + 1)
    if (!proof || proof.checkpoint !== note) {
      blame(c, 'bundle/proof', seq)
      break
    }
    if (!entry || line === null) {
      blame(c, 'log/entry-changed', seq)
      last = seq
      n++
      continue
    }
    const leaf = leafHash(line)
    const held = verifyInclusion({
      leafIndex: proof.index,
      treeSize: size,
      leafHash: leaf,
      proof: proof.proof,
      root,
    })
    if (!held.ok) {
      const index = Number(proof.index)
      if (spoiled.has('data/proofs.txt') && !spoiled.has('data/entries.jsonl')) blame(c, 'bundle/proof', seq)
      else if (index !== entry.seq) blame(c, index < entry.seq ? 'log/missing' : 'log/order', index)
      else blame(c, 'log/entry-changed', seq)
      if (index !== entry.seq) break
    } else if (BigInt(entry.seq) !== proof.index) blame(c, 'log/order', entry.seq)
    else if (entry.seq <= last) blame(c, 'log/order', entry.seq)
    else if (device !== '' && entry.value['device'] !== device) blame(c, 'log/other-device', seq)
    look(entry.value, entry.seq)
    last = Math.max(last, entry.seq)
    n++
    if (n % 500 === 0) {
      options.onProgress?.(n)
      if (options.signal?.aborted) throw new CodedError('check/cancelled')
    }
  }
  c.entries = n
  if (c.faults.length === 0) {
    const more = await next.next()
    if (!more.done) {
      const read = more.value === null ? null : parseProof(more.value)
      blame(c, read?.ok ? 'log/missing' : 'bundle/proof', read?.ok ? String(read.value.index) : n)
    }
  }
  compareOutside(c, head)
  for (const { checkpoint } of head.outside) {
    if (checkpoint.size < size) c.notes.push(say('note/not-compared', String(checkpoint.size)))
  }
}

async function checkBundle(source: Source, options: CheckOptions): Promise<Verdict> {
  const c = newCase('bundle')
  const zip = await openZip(source)
  if (!zip.ok) return unreadable(c, zip.error.code)
  const base = zip.value.find((m) => /^[^/]+\/bagit\.txt$/.test(m.name))?.name.split('/')[0]
  if (base === undefined) return unreadable(c, 'bundle/not')
  const files = new Map<string, Member>()
  for (const m of zip.value) {
    if (m.name.startsWith(`${base}/`)) files.set(m.name.slice(base.length + 1), m)
    // What stands beside the bag is in no manifest.
    else blame(c, 'bundle/unlisted', m.name)
  }
  for (const path of [...TAGS, ...PAYLOAD]) if (!files.has(path)) blame(c, 'bundle/absent', path)
  const manifests = { ...c, faults: c.faults }
  const spoiled = await checkManifests(manifests, files)
  const bag = [...manifests.faults]
  c.faults = []

  const said = exportOf(await textOf(files, 'data/export.json'))
  if (said) {
    const { app, at, by, device, filter, store } = said
    c.about = { app, at, by, device, filter, store }
  } else if (files.has('data/export.json')) blame(c, 'bundle/manifest', 'data/export.json')

  const note = await textOf(files, 'data/checkpoint.txt')
  const ownKey = (await textOf(files, 'data/vkey.txt'))?.replace(/\n$/, '') ?? ''
  if (!parseVkey(ownKey).ok) blame(c, 'bundle/vkey')
  else if (options.vkey?.trim() && options.vkey.trim() !== ownKey) blame(c, 'log/signature')
  const head = note === null ? null : await openHead(c, note, ownKey, options)
  const entries = files.get('data/entries.jsonl')

  if (head && note !== null && entries) {
    const scope = said?.scope ?? (files.has('data/proofs.txt') ? 'part' : 'whole')
    const wanted = new Map<string, { line: number; found: boolean }>()
    const opened = files.get('data/opened.jsonl')
    if (opened) {
      let n = 0
      for await (const line of linesIn(opened)) {
        n++
        const row = line === null ? null : canonicalRecord(line)
        const value = asRecord(row?.['value'])
        const hash = value ? boundTo(row?.['kind'], value) : null
        if (hash === null) blame(c, 'bundle/opened', n)
        else wanted.set(`${row?.['activation']}/${hash}`, { line: n, found: false })
      }
    }
    const notices = new Set<string>()
    const look: Look = (value) => {
      if (typeof value['notice'] === 'string') notices.add(value['notice'])
      if (wanted.size === 0) return
      for (const hash of hashesIn(value)) {
        const one = wanted.get(`${value['activation']}/${hash}`)
        if (one) one.found = true
      }
    }
    if (scope === 'whole') {
      const leaves = files.get('data/leaves.txt')
      if (!leaves) blame(c, 'bundle/absent', 'data/leaves.txt')
      await checkWhole(
        c,
        head,
        linesIn(entries, MOST_ENTRY),
        leaves ? linesIn(leaves, 64) : null,
        look,
        options,
      )
    } else await checkPart(c, head, note, files, spoiled, look, options)

    if (files.has('data/cosigned.txt')) {
      const text = await textOf(files, 'data/cosigned.txt')
      const cosigned = text === null ? null : await checkCosigned(text, head.checkpoint, ownKey)
      if (!cosigned?.ok) blame(c, 'bundle/cosigned')
      else {
        const { name, size, at } = cosigned.value
        c.notes.push(say('note/cosigned', `${name}, ${size}, ${at}`))
      }
    }

    let unbound = 0
    for (const { line, found } of wanted.values()) {
      if (found) continue
      // In a part, the entry that names it may be one of the others.
      if (scope === 'whole') blame(c, 'bundle/opened', line)
      else unbound++
    }
    if (unbound > 0) c.notes.push(say('note/opened-unbound', unbound))

    for (const [path, member] of files) {
      const name = /^data\/notices\/([0-9a-f]{64})\.json$/.exec(path)?.[1]
      if (name === undefined) continue
      const right = (await hashOf(member)) === name
      if (!right || (!notices.has(name) && c.faults.length === 0)) blame(c, 'bundle/notice', name)
      notices.delete(name)
    }
    if (c.faults.length === 0 && notices.size > 0) {
      if (said && [...notices].every((hash) => said.absent.includes(hash))) {
        c.notes.push(say('note/notices-absent', notices.size))
      } else blame(c, 'bundle/notice', [...notices][0] as string)
    }
    if (said) {
      const counted = { scope, entries: c.entries, of: Number(head.checkpoint.size) }
      const info = await textOf(files, 'bag-info.txt')
      const line = info?.split('\n').find((x) => x.startsWith('Countersign-Scope: '))
      const device = deviceOf(head.checkpoint.origin)
      const agrees =
        said.entries === counted.entries &&
        said.of === counted.of &&
        line === `Countersign-Scope: ${scopeWords(counted)}` &&
        (device === '' || device === said.device)
      if (!agrees) blame(c, 'bundle/scope')
      c.notes.push(say(said.opened ? 'note/opened' : 'note/sealed'))
    }
    c.notes.push(say('note/original'))
  }
  for (const fault of bag) blame(c, fault.code, fault.where)
  return closed(c)
}

// ── a receipt ──────────────────────────────────────────────────────────────────────────────────────────────────────────

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

async function checkReceipt(source: Source, options: CheckOptions): Promise<Verdict> {
  const c = newCase('receipt')
  if (source.size > MOST_RECEIPT) return unreadable(c, 'receipt-code/none')
  return checkCode(c, await source.read(0, source.size), options.receipt ?? null, options)
}

const ANSWERED = ['dpv:ConsentGiven', 'dpv:RenewedConsentGiven', 'dpv:ConsentRefused']

/** A consent record or receipt (docs/consent-record.md) holds its own code, the full receipt and the answers' leaves. */
async function checkRecord(source: Source, options: CheckOptions): Promise<Verdict> {
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

// ── any file ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const begin = (head: Uint8Array): string => String.fromCharCode(...head).trimStart()

/** Forms of evidence by how their bytes begin. */
const FORMS: readonly {
  readonly begins: (head: Uint8Array) => boolean
  readonly check: (source: Source, options: CheckOptions) => Promise<Verdict>
}[] = [
  { begins: (h) => h[0] === 0x50 && h[1] === 0x4b, check: checkBundle },
  { begins: (h) => fromUtf8(h.subarray(0, 16)) === 'c2sp.org/tlog-pr', check: checkProof },
  { begins: (h) => isPart(h) || /^(?:CSR1:|https?:\/\/|\d{40})/.test(begin(h)), check: checkReceipt },
  { begins: (h) => /^\{\s*"@context"/.test(begin(h)), check: checkRecord },
  { begins: (h) => h[0] === 0x7b, check: checkLog },
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
