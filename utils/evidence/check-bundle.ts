/** An evidence bundle: docs/log-format.md, section 10. */
import { sha256 as digest } from '@noble/hashes/sha2.js'
import {
  type Bytes,
  CodedError,
  canonicalize,
  concat,
  fromHex,
  fromUtf8,
  hex,
  sha256,
  utf8,
} from '../base/index.ts'
import { leafHash, parseProof, parseVkey, verifyInclusion } from '../log/index.ts'
import {
  asRecord,
  blame,
  type Case,
  type CheckAbout,
  type CheckOptions,
  canonicalRecord,
  closed,
  entryOf,
  MOST_ENTRY,
  MOST_LINE,
  MOST_SMALL,
  newCase,
  type Record_,
  say,
  unreadable,
  type Verdict,
} from './check-case.ts'
import { checkWhole, compareOutside, deviceOf, type Head, type Look, openHead } from './check-tree.ts'
import { checkCosigned } from './cosigned.ts'
import { linesOf, type Source } from './source.ts'
import { type Member, openZip } from './unzip.ts'

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

export async function checkBundle(source: Source, options: CheckOptions): Promise<Verdict> {
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
