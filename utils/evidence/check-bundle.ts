/** An evidence bundle: docs/log-format.md, section 10. */
import { utf8 } from '../base/index.ts'
import { parseVkey } from '../log/index.ts'
import {
  bagIn,
  checkManifests,
  type Files,
  hashOf,
  infoOf,
  linesIn,
  PAYLOAD,
  TAGS,
  textOf,
} from './bundle-manifests.ts'
import {
  blame,
  type Case,
  type CheckAbout,
  type CheckOptions,
  canonicalRecord,
  closed,
  MOST_ENTRY,
  newCase,
  placesOf,
  say,
  unreadable,
  type Verdict,
} from './check-case.ts'
import { checkPart } from './check-part.ts'
import { checkWhole, deviceOf, type Head, type Look, openHead } from './check-tree.ts'
import { checkSealed, hashesIn, type Kept, openedIn, Spoken } from './check-vault.ts'
import { checkCosigned } from './cosigned.ts'
import type { LineEnds, Source } from './source.ts'
import { type Member, openZip } from './unzip.ts'

interface Export extends CheckAbout {
  readonly scope: 'whole' | 'part'
  readonly entries: number
  readonly of: number
  readonly opened: boolean
  readonly absent: readonly string[]
  /** Activations whose erasure stands in another log, as the bundle says. */
  readonly erased: ReadonlySet<string>
  /** Kinds of entries that a part holds of each of its activations, whatever was asked for. */
  readonly context: readonly string[]
}

/** An array of texts, or nothing. */
const textsOf = (v: unknown): readonly string[] | null =>
  v === undefined ? [] : Array.isArray(v) && v.every((x) => typeof x === 'string') ? (v as string[]) : null

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
  const erased = textsOf(v['erased'])
  const context = textsOf(v['context'])
  if (!erased || !context) return null
  return {
    ...({ app, at, by, device, filter, store } as CheckAbout),
    scope,
    entries: entries as number,
    of: of as number,
    opened,
    absent: noticesAbsent.filter((x): x is string => typeof x === 'string'),
    erased: new Set(erased),
    context,
  }
}

const scopeWords = (e: Pick<Export, 'scope' | 'entries' | 'of'>): string =>
  e.scope === 'whole' ? 'whole log' : `${e.entries} of ${e.of} entries; nothing follows about the others`

/** Files that some part of this check reads, by scope; any other is held to its manifest alone. */
function isRead(path: string, scope: Export['scope']): boolean {
  if (!path.startsWith('data/')) return true
  if (path === 'data/proofs.txt') return scope === 'part'
  if (path === 'data/leaves.txt') return scope === 'whole'
  return (
    (PAYLOAD as readonly string[]).includes(path) ||
    path === 'data/opened.jsonl' ||
    path === 'data/cosigned.txt' ||
    /^data\/notices\/[0-9a-f]{64}\.json$/.test(path)
  )
}

/** Opened values: all of them have to be there if any is said to be, and each is held against the entries. */
async function checkOpened(c: Case, files: Files, said: Export | null): Promise<ReadonlyMap<string, number>> {
  const opened = files.get('data/opened.jsonl')
  if (said?.opened && !opened) blame(c, 'bundle/absent', 'data/opened.jsonl')
  if (said && !said.opened && opened) blame(c, 'bundle/scope')
  return opened ? openedIn(c, linesIn(opened)) : new Map()
}

/** What is said of opened and sealed values, of those that were counted and held against entries alone. */
function tellVault(c: Case, said: Export, bound: number, unbound: number, sealed: number): void {
  if (said.opened) {
    if (bound > 0) c.notes.push(say('note/opened', bound))
    if (bound + unbound === 0) c.notes.push(say('note/opened-none'))
    if (unbound > 0) c.notes.push(say('note/opened-unbound', unbound))
    if (sealed > bound + unbound) c.notes.push(say('note/opened-fewer', sealed - bound - unbound))
  } else c.notes.push(sealed === 0 ? say('note/sealed-none') : say('note/sealed', sealed))
}

/** Each notice that an entry names is there, or said not to be, and has its hash. */
async function checkNotices(c: Case, files: Files, named: Set<string>, said: Export | null): Promise<void> {
  for (const [path, member] of files) {
    const name = /^data\/notices\/([0-9a-f]{64})\.json$/.exec(path)?.[1]
    if (name === undefined) continue
    const right = (await hashOf(member)) === name
    if (!right || (!named.has(name) && c.log === 'sound')) blame(c, 'bundle/notice', name)
    named.delete(name)
  }
  if (c.log !== 'sound' || named.size === 0) return
  const silent = [...named].find((hash) => !said?.absent.includes(hash))
  if (silent !== undefined) blame(c, 'bundle/notice', silent)
  else c.notes.push(say('note/notices-absent', named.size))
}

async function checkWitness(c: Case, files: Files, head: Head, vkey: string): Promise<void> {
  if (!files.has('data/cosigned.txt')) return
  const text = await textOf(files, 'data/cosigned.txt')
  const cosigned = text === null ? null : await checkCosigned(text, head.checkpoint, vkey)
  if (!cosigned?.ok) return blame(c, 'bundle/cosigned')
  const { name, size, at } = cosigned.value
  c.notes.push(say('note/cosigned', `${name}, ${size}, ${at}`))
}

/** What the bundle says that it is, against what was counted. */
function checkScope(c: Case, said: Export, head: Head, line: string | null): void {
  const counted = { scope: said.scope, entries: c.entries, of: Number(head.checkpoint.size) }
  const device = deviceOf(head.checkpoint.origin)
  const agrees =
    said.entries === counted.entries &&
    said.of === counted.of &&
    line === scopeWords(counted) &&
    (device === '' || device === said.device)
  if (!agrees) blame(c, 'bundle/scope')
}

interface Inside {
  readonly files: Files
  readonly entries: Member
  readonly said: Export | null
  readonly note: string
  readonly ownKey: string
  readonly spoiled: ReadonlySet<string>
}

/** The entries against the head, and what lies beside them against the entries. */
async function checkInside(c: Case, head: Head, inside: Inside, options: CheckOptions): Promise<void> {
  const { files, entries, said, note, ownKey, spoiled } = inside
  const scope = said?.scope ?? (files.has('data/proofs.txt') ? 'part' : 'whole')
  /** By activation and hash: the line of an opened value, 0 once an entry has named it. */
  const wanted = new Map(await checkOpened(c, files, said))
  const sealed = files.get('data/sealed.jsonl')
  const kept: Kept = sealed ? await checkSealed(c, linesIn(sealed)) : new Map()
  const spoken = new Spoken(said?.erased ?? new Set())
  const notices = new Set<string>()
  const look: Look = (value, seq) => {
    if (typeof value['notice'] === 'string') notices.add(value['notice'])
    spoken.look(value, seq)
    if (wanted.size === 0) return
    for (const hash of hashesIn(value)) {
      const name = `${value['activation']}/${hash}`
      if (wanted.has(name)) wanted.set(name, 0)
    }
  }
  const ends: LineEnds = { odd: false, open: false }
  const lines = linesIn(entries, MOST_ENTRY, ends)
  if (scope === 'whole') {
    const leaves = files.get('data/leaves.txt')
    if (!leaves) blame(c, 'bundle/absent', 'data/leaves.txt')
    await checkWhole(c, head, lines, leaves ? linesIn(leaves, 64) : null, look, options, ends)
  } else await checkPart(c, head, note, files, lines, spoiled, look, options)
  if (ends.odd) blame(c, 'bundle/line-ends', 'data/entries.jsonl')

  await checkWitness(c, files, head, ownKey)
  // In a part, the entry that names it may be one of the others.
  const unbound = [...wanted.values()].filter((line) => line > 0)
  if (scope === 'whole') for (const line of unbound) blame(c, 'bundle/opened', line)
  // Where entries were changed or taken out they no longer say what has to be there.
  if (c.log === 'sound' && sealed) {
    const isSaid = scope === 'whole' || said?.context.includes('log.erased') === true
    spoken.hold(c, kept, (activation, hash) => wanted.get(`${activation}/${hash}`) === 0, isSaid)
  }
  await checkNotices(c, files, notices, said)
  if (said) {
    checkScope(c, said, head, infoOf(await textOf(files, 'bag-info.txt'), 'Countersign-Scope'))
    const records = [...kept.values()].reduce((sum, n) => sum + n, 0)
    tellVault(c, said, wanted.size - unbound.length, unbound.length, records)
    c.notes.push(say('note/about'))
  }
  const others = [...files.keys()].filter((path) => !isRead(path, scope))
  if (others.length > 0) c.notes.push(say('note/other-files', placesOf(others)))
  c.notes.push(say('note/original'))
}

export async function checkBundle(source: Source, options: CheckOptions): Promise<Verdict> {
  const c = newCase('bundle')
  const zip = await openZip(source)
  if (!zip.ok) return unreadable(c, zip.error.code)
  const packing = bagIn(zip.value)
  if (!packing) return unreadable(c, 'bundle/not')
  const { files, beside, isRepacked } = packing
  if (isRepacked) c.notes.push(say('note/repacked'))
  // What stands beside the bag is in no manifest.
  for (const path of beside) blame(c, 'bundle/unlisted', path)
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
  const keyLine = (await textOf(files, 'data/vkey.txt')) ?? ''
  const ownKey = keyLine.endsWith('\n') ? keyLine.slice(0, -1) : ''
  if (!parseVkey(ownKey).ok) blame(c, 'bundle/vkey')
  else if (options.vkey?.trim() && options.vkey.trim() !== ownKey) blame(c, 'log/signature')
  const head = note === null ? null : await openHead(c, note, ownKey, options)
  const entries = files.get('data/entries.jsonl')
  if (head && note !== null && entries) {
    await checkInside(c, head, { files, entries, said, note, ownKey, spoiled }, options)
  }
  for (const fault of bag) blame(c, fault.code, fault.where)
  return closed(c)
}
