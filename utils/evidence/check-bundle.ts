/** An evidence bundle: docs/log-format.md, section 10. */
import { sha256 as digest } from '@noble/hashes/sha2.js'
import {
  type Bytes,
  CodedError,
  canonicalize,
  concat,
  fromBase64,
  fromHex,
  fromUtf8,
  hex,
  sha256,
  utf8,
} from '../base/index.ts'
import { leafHash, parseProof, parseVkey, verifyInclusion } from '../log/index.ts'
import {
  asRecord,
  BAG,
  blame,
  type Case,
  type CheckAbout,
  type CheckOptions,
  canonicalRecord,
  closed,
  entryOf,
  MOST_ENTRY,
  MOST_KEPT,
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
const PAYLOAD = [
  'data/export.json',
  'data/checkpoint.txt',
  'data/vkey.txt',
  'data/entries.jsonl',
  'data/sealed.jsonl',
] as const

const BAGIT = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'

/** What bag-info.txt says under a label; null where it says nothing, or says it twice. */
function infoOf(text: string | null, label: string): string | null {
  const found = text?.split('\n').filter((line) => line.startsWith(`${label}: `)) ?? []
  return found.length === 1 ? (found[0] as string).slice(label.length + 2) : null
}

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
  if (bagit !== BAGIT) spoil('bundle/manifest', 'bagit.txt')
  // No list names the last manifest, so its bytes are held to the zip's own sum.
  const last = files.get('tagmanifest-sha256.txt')
  if (last && (await hashOf(last)) === null) spoil('bundle/manifest', 'tagmanifest-sha256.txt')
  const payload = [...files].filter(([path]) => path.startsWith('data/'))
  const octets = payload.reduce((sum, [, member]) => sum + member.size, 0)
  const said = infoOf(await textOf(files, 'bag-info.txt'), 'Payload-Oxum')
  if (said !== `${octets}.${payload.length}`) spoil('bundle/manifest', 'bag-info.txt')
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
      // canonicalize throws for one that is not there.
      return hex(sha256(utf8(canonicalize({ height, strokes, v: 1, width }))))
    }
    if (kind === 'receipt') {
      const { hash: _, ...rest } = value
      return hex(sha256(utf8(canonicalize(rest))))
    }
    const { commitment, salt, value: clear } = value
    if (typeof commitment !== 'string' || typeof salt !== 'string' || typeof clear !== 'string') return null
    const bytes = fromHex(salt)
    return bytes && hex(bytes) === salt && hex(sha256(concat(bytes, utf8(clear)))) === commitment
      ? commitment
      : null
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

const isBytes = (v: unknown, least: number, most = Infinity): boolean => {
  const bytes = typeof v === 'string' ? fromBase64(v) : null
  return bytes !== null && bytes.length >= least && bytes.length <= most
}

/** Sealed records, then the data keys that they name, each once: what nobody could ever open is no evidence. */
export async function checkSealed(
  c: Case,
  lines: AsyncIterable<Bytes | null>,
  most = MOST_KEPT,
): Promise<void> {
  /** Ids of data keys: whether the key has come. */
  const keys = new Map<string, boolean>()
  let n = 0
  let inKeys = false
  for await (const line of lines) {
    n++
    const row = line === null ? null : canonicalRecord(line)
    const names = Object.keys(row ?? {}).join()
    const record = names === 'record' ? asRecord(row?.['record']) : null
    const key = names === 'key' ? asRecord(row?.['key']) : null
    let right = false
    if (record && !inKeys) {
      right =
        Object.keys(record).sort().join() === 'activation,box,id,iv,key,kind' &&
        Object.values(record).every((v) => typeof v === 'string') &&
        isBytes(record['iv'], 12, 12) &&
        isBytes(record['box'], 16)
      if (right) keys.set(record['key'] as string, false)
    } else if (key) {
      inKeys = true
      const { id, recipients, sealed } = key
      right =
        Object.keys(key).sort().join() === 'id,recipients,sealed' &&
        typeof id === 'string' &&
        keys.get(id) === false &&
        Array.isArray(recipients) &&
        recipients.every((r) => typeof r === 'string') &&
        isBytes(sealed, 1)
      if (right) keys.set(id as string, true)
    }
    if (!right || keys.size > most) return blame(c, 'bundle/sealed', n)
  }
  if ([...keys.values()].includes(false)) blame(c, 'bundle/sealed', n)
}

/** What each opened value is the hash of, under its activation, with its line: entries have to name it. */
export async function openedIn(
  c: Case,
  lines: AsyncIterable<Bytes | null>,
  most = MOST_KEPT,
): Promise<Map<string, number>> {
  const wanted = new Map<string, number>()
  let n = 0
  for await (const line of lines) {
    n++
    const row = line === null ? null : canonicalRecord(line)
    const value = asRecord(row?.['value'])
    const { activation, kind } = row ?? {}
    const hash = value && typeof activation === 'string' ? boundTo(kind, value) : null
    if (hash !== null) wanted.set(`${activation}/${hash}`, n)
    if (hash === null || wanted.size > most) blame(c, 'bundle/opened', n)
    if (wanted.size > most) break
  }
  return wanted
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
  if (!zip.value.some((m) => m.name === `${BAG}/bagit.txt`)) return unreadable(c, 'bundle/not')
  const files = new Map<string, Member>()
  for (const m of zip.value) {
    if (m.name.startsWith(`${BAG}/`)) files.set(m.name.slice(BAG.length + 1), m)
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
  const keyLine = (await textOf(files, 'data/vkey.txt')) ?? ''
  const ownKey = keyLine.endsWith('\n') ? keyLine.slice(0, -1) : ''
  if (!parseVkey(ownKey).ok) blame(c, 'bundle/vkey')
  else if (options.vkey?.trim() && options.vkey.trim() !== ownKey) blame(c, 'log/signature')
  const head = note === null ? null : await openHead(c, note, ownKey, options)
  const entries = files.get('data/entries.jsonl')

  if (head && note !== null && entries) {
    const scope = said?.scope ?? (files.has('data/proofs.txt') ? 'part' : 'whole')
    const opened = files.get('data/opened.jsonl')
    const wanted = opened ? await openedIn(c, linesIn(opened)) : new Map<string, number>()
    const sealed = files.get('data/sealed.jsonl')
    if (sealed) await checkSealed(c, linesIn(sealed))
    const notices = new Set<string>()
    const look: Look = (value) => {
      if (typeof value['notice'] === 'string') notices.add(value['notice'])
      if (wanted.size === 0) return
      for (const hash of hashesIn(value)) wanted.delete(`${value['activation']}/${hash}`)
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
    for (const line of wanted.values()) {
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
      const line = infoOf(await textOf(files, 'bag-info.txt'), 'Countersign-Scope')
      const device = deviceOf(head.checkpoint.origin)
      const agrees =
        said.entries === counted.entries &&
        said.of === counted.of &&
        line === scopeWords(counted) &&
        (device === '' || device === said.device)
      if (!agrees) blame(c, 'bundle/scope')
      c.notes.push(say(said.opened ? 'note/opened' : 'note/sealed'))
    }
    c.notes.push(say('note/original'))
  }
  for (const fault of bag) blame(c, fault.code, fault.where)
  return closed(c)
}
