/**
 * The evidence bundle: a BagIt bag (RFC 8493) in a zip. docs/log-format.md, section 10. Stored, not compressed: the same
 * parts give the same bytes in every browser. Nothing of it is in memory as a whole.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { makeZip } from 'client-zip'
import type { Bytes, Json } from '../base/index.ts'
import { base64, CodedError, canonicalize, fromHex, hex, utf8 } from '../base/index.ts'
import { formatProof, leafHash } from '../log/index.ts'
import { BAG, type Record_ } from './check-case.ts'
import { boundTo, hashesIn } from './check-vault.ts'
import { type Cosigned, cosignedText } from './cosigned.ts'

/** One entry as the log holds it. */
export interface BundleEntry {
  readonly seq: number
  readonly bytes: Uint8Array
}

/** A sealed record of the vault, as it lies there (docs/log-format.md, section 7). */
export interface SealedRecord {
  readonly id: string
  readonly kind: string
  readonly activation: string
  readonly key: string
  readonly iv: Uint8Array
  readonly box: Uint8Array
}

export interface SealedKey {
  readonly id: string
  readonly recipients: readonly string[]
  readonly sealed: Uint8Array
}

/** A record that a manager has opened for this bundle. */
export interface OpenedRecord {
  readonly activation: string
  readonly kind: string
  readonly value: Json
}

/** What the machine-readable line of the bundle says. */
export interface BundleAbout {
  readonly store: string
  readonly device: string
  readonly app: string
  /** When it was made, UTC, `2026-11-23T02:44:05.123Z`. */
  readonly at: string
  /** Who made it. */
  readonly by: string
  /** The filter in canonical JSON; `{}` for the whole log. */
  readonly filter: string
  /** The whole log, or what the filter found. */
  readonly scope: 'whole' | 'part'
  readonly opened: boolean
  /** Of a part: kinds of entries that it holds for every activation in it, whatever the filter asks for. */
  readonly context?: readonly string[]
}

export interface BundleParts {
  readonly about: BundleAbout
  /** The signed head, and how many entries it covers. Entries beyond it are left out. */
  readonly checkpoint: string
  readonly size: number
  readonly vkey: string
  /** The last checkpoint that a witness cosigned; null where none has. */
  cosigned?(): Promise<Cosigned | null>
  /** Oldest first; asked for twice where the scope is a part. */
  entries(): AsyncIterable<readonly BundleEntry[]>
  /** Inclusion proof in the tree of `size`; asked for where the scope is a part. */
  proof(seq: number, size: number): Promise<readonly Uint8Array[]>
  /** Canonical JSON of a notice by its hash; null where the text is no longer at hand. */
  notice(hash: string): Promise<string | null> | string | null
  /** Those of activations that no entry of the bundle is about are left out. */
  sealed(): AsyncIterable<SealedRecord>
  keys(): AsyncIterable<SealedKey>
  /** Activations of which something was erased after this log was closed: a later one says so. */
  erased?(): Promise<ReadonlySet<string>>
  /** Only asked for where `about.opened`. */
  opened(): AsyncIterable<OpenedRecord>
  /** README.txt, in the words of the product. */
  readme(found: {
    readonly entries: number
    readonly notices: readonly string[]
    readonly cosigned: boolean
  }): string
  /** Other values for bag-info.txt, label and value. */
  readonly info: readonly (readonly [label: string, value: string])[]
  onProgress?(entries: number): void
}

const BATCH = 65_536

interface Hashed {
  readonly path: string
  readonly hash: string
  readonly size: number
}

/** Joins small pieces, so that a member is not one hand-over a line. */
async function* batched(pieces: AsyncIterable<Uint8Array | string>): AsyncGenerator<Bytes> {
  let buffer = new Uint8Array(BATCH)
  let held = 0
  for await (const piece of pieces) {
    const bytes = typeof piece === 'string' ? utf8(piece) : piece
    if (held + bytes.length > buffer.length) {
      if (held > 0) yield buffer.slice(0, held)
      held = 0
      if (bytes.length > buffer.length) {
        yield bytes.slice()
        continue
      }
    }
    buffer.set(bytes, held)
    held += bytes.length
  }
  if (held > 0) yield buffer.slice(0, held)
  buffer = new Uint8Array(0)
}

async function* one(text: string): AsyncGenerator<string> {
  yield text
}

/** `Label: value` (RFC 8493 2.2.2); a value is one line. */
const infoLine = ([label, value]: readonly [string, string]): string =>
  `${label}: ${value.replace(/\s+/gu, ' ').trim()}\n`

const membersOf = (bytes: Uint8Array): Record_ => JSON.parse(new TextDecoder().decode(bytes)) as Record_

/**
 * The bundle as a stream of a zip. It ends with an error (CodedError) where the log contradicts its own head: evidence of
 * a broken log is not written as if it were whole.
 */
export function bundleStream(parts: BundleParts): ReadableStream<Uint8Array> {
  const { about, size } = parts
  const listed: Hashed[] = []
  const tags: Hashed[] = []
  const made = new Date(about.at)
  // Zip keeps local time without a zone: the parts of UTC are written, so that the place does not change the bytes.
  const lastModified = new Date(
    made.getUTCFullYear(),
    made.getUTCMonth(),
    made.getUTCDate(),
    made.getUTCHours(),
    made.getUTCMinutes(),
    made.getUTCSeconds(),
  )

  const member = (path: string, pieces: AsyncIterable<Uint8Array | string>, list: Hashed[] | null) => {
    async function* input(): AsyncGenerator<Bytes> {
      const digest = sha256.create()
      let length = 0
      for await (const chunk of batched(pieces)) {
        digest.update(chunk)
        length += chunk.length
        yield chunk
      }
      list?.push({ path, hash: hex(digest.digest()), size: length })
    }
    return { name: `${BAG}/${path}`, input: input(), lastModified }
  }

  const notices = new Set<string>()
  const activations = new Set<string>()
  const absent: string[] = []
  /** In a part, what the entries in it name: nobody is shown an opened value that hangs on none of them. */
  const named = new Set<string>()
  const isBound = about.scope === 'part' && about.opened
  let entries = 0

  async function* within(): AsyncGenerator<BundleEntry> {
    for await (const batch of parts.entries()) {
      for (const row of batch) {
        if (row.seq >= size) return
        yield row
      }
    }
  }

  async function* entryLines(): AsyncGenerator<Uint8Array | string> {
    for await (const { seq, bytes } of within()) {
      if (about.scope === 'whole' && seq !== entries) throw new CodedError('log/missing')
      const members = membersOf(bytes)
      const { notice, activation } = members
      if (typeof notice === 'string') notices.add(notice)
      if (typeof activation === 'string' && activation !== '') activations.add(activation)
      if (isBound) for (const hash of hashesIn(members)) named.add(`${activation}/${hash}`)
      entries++
      yield bytes
      yield '\n'
      if (entries % 500 === 0) parts.onProgress?.(entries)
    }
    if (about.scope === 'whole' && entries !== size) throw new CodedError('log/missing')
    parts.onProgress?.(entries)
  }

  async function* leafLines(): AsyncGenerator<string> {
    for await (const { bytes } of within()) yield `${hex(leafHash(bytes))}\n`
  }

  async function* proofTexts(): AsyncGenerator<string> {
    for await (const { seq } of within()) {
      const proof = await parts.proof(seq, size)
      yield formatProof({ index: BigInt(seq), proof, checkpoint: parts.checkpoint })
    }
  }

  const keysUsed = new Set<string>()

  async function* sealedLines(): AsyncGenerator<string> {
    for await (const r of parts.sealed()) {
      if (!activations.has(r.activation)) continue
      keysUsed.add(r.key)
      const { activation, id, key, kind } = r
      yield `${canonicalize({ record: { activation, box: base64(r.box), id, iv: base64(r.iv), key, kind } })}\n`
    }
    for await (const k of parts.keys()) {
      if (!keysUsed.has(k.id)) continue
      yield `${canonicalize({ key: { id: k.id, recipients: k.recipients, sealed: base64(k.sealed) } })}\n`
    }
  }

  async function* openedLines(): AsyncGenerator<string> {
    for await (const { activation, kind, value } of parts.opened()) {
      // In the whole log nothing opened is left out in silence: a value that no entry names is a fault.
      const hash = isBound ? boundTo(kind, value as Record_) : null
      if (!isBound || (hash !== null && named.has(`${activation}/${hash}`)))
        yield `${canonicalize({ activation, kind, value })}\n`
    }
  }

  const scopeLine = (): string =>
    about.scope === 'whole' ? 'whole log' : `${entries} of ${size} entries; nothing follows about the others`

  async function* members() {
    yield member('bagit.txt', one('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'), tags)
    yield member('data/checkpoint.txt', one(parts.checkpoint), listed)
    yield member('data/vkey.txt', one(`${parts.vkey}\n`), listed)
    const cosigned = (await parts.cosigned?.()) ?? null
    if (cosigned) yield member('data/cosigned.txt', one(cosignedText(cosigned)), listed)
    yield member('data/entries.jsonl', entryLines(), listed)
    if (about.scope === 'whole') yield member('data/leaves.txt', leafLines(), listed)
    else yield member('data/proofs.txt', proofTexts(), listed)
    for (const hash of [...notices].sort()) {
      const text = await parts.notice(hash)
      if (text === null || fromHex(hash)?.length !== 32) absent.push(hash)
      else yield member(`data/notices/${hash}.json`, one(text), listed)
    }
    yield member('data/sealed.jsonl', sealedLines(), listed)
    if (about.opened) yield member('data/opened.jsonl', openedLines(), listed)
    const gone = [...((await parts.erased?.()) ?? [])].filter((a) => activations.has(a)).sort()
    const said = {
      app: about.app,
      at: about.at,
      by: about.by,
      ...(about.context ? { context: about.context } : {}),
      countersign: 'evidence/1',
      device: about.device,
      entries,
      ...(gone.length > 0 ? { erased: gone } : {}),
      filter: about.filter,
      noticesAbsent: absent,
      of: size,
      opened: about.opened,
      scope: about.scope,
      store: about.store,
    }
    yield member('data/export.json', one(`${canonicalize(said)}\n`), listed)
    yield member(
      'README.txt',
      one(parts.readme({ entries, notices: absent, cosigned: cosigned !== null })),
      tags,
    )
    const octets = listed.reduce((sum, f) => sum + f.size, 0)
    const info: (readonly [string, string])[] = [
      ['Bagging-Date', about.at.slice(0, 10)],
      ['Payload-Oxum', `${octets}.${listed.length}`],
      ['Bag-Software-Agent', `Countersign ${about.app}`],
      ['Countersign-Store', about.store],
      ['Countersign-Device', about.device],
      ['Countersign-Exported-At', about.at],
      ['Countersign-Exported-By', about.by],
      ['Countersign-Scope', scopeLine()],
      ...parts.info,
    ]
    yield member('bag-info.txt', one(info.map(infoLine).join('')), tags)
    const manifest = (list: readonly Hashed[]): string =>
      [...list]
        .sort((a, b) => (a.path < b.path ? -1 : 1))
        .map((f) => `${f.hash}  ${f.path}\n`)
        .join('')
    yield member('manifest-sha256.txt', one(manifest(listed)), tags)
    yield member('tagmanifest-sha256.txt', one(manifest(tags)), null)
  }

  return makeZip(members(), { buffersAreUTF8: true })
}
