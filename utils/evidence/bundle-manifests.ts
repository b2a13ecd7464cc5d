/** The files of an evidence bundle, and the lists that have to name each of them. */
import { sha256 as digest } from '@noble/hashes/sha2.js'
import { type Bytes, CodedError, concat, fromUtf8, hex } from '../base/index.ts'
import { BAG, blame, type Case, MOST_LINE, MOST_SMALL } from './check-case.ts'
import { type LineEnds, linesOf, linesWithEnds } from './source.ts'
import type { Member } from './unzip.ts'

export type Files = ReadonlyMap<string, Member>

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

export async function textOf(files: Files, path: string): Promise<string | null> {
  const member = files.get(path)
  const bytes = member ? await whole(member) : null
  return bytes ? fromUtf8(bytes) : null
}

export async function hashOf(member: Member): Promise<string | null> {
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

export const TAGS = ['bagit.txt', 'manifest-sha256.txt'] as const
export const PAYLOAD = [
  'data/export.json',
  'data/checkpoint.txt',
  'data/vkey.txt',
  'data/entries.jsonl',
  'data/sealed.jsonl',
] as const

const BAGIT = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'

/** What bag-info.txt says under a label; null where it says nothing, or says it twice. */
export function infoOf(text: string | null, label: string): string | null {
  const found = text?.split('\n').filter((line) => line.startsWith(`${label}: `)) ?? []
  return found.length === 1 ? (found[0] as string).slice(label.length + 2) : null
}

/** Every file against the manifests, and the manifests against every file. Gives the paths that do not match. */
export async function checkManifests(c: Case, files: Files): Promise<Set<string>> {
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

/** Lines of a file; one that cannot be unpacked ends there, and the manifest has said so. With `ends` as they come. */
export async function* linesIn(
  member: Member,
  most = MOST_LINE,
  ends?: LineEnds,
): AsyncGenerator<Bytes | null> {
  try {
    const chunks = member.chunks(false)
    yield* ends ? linesWithEnds(chunks, most, ends) : linesOf(chunks, most)
  } catch (e) {
    if (!(e instanceof CodedError && e.code === 'zip/damaged')) throw e
    yield null
  }
}

/** What computers put beside the files that they pack, by themselves: it is in no list, and is not looked at. */
const OF_COMPUTERS = /(?:^|\/)(?:__MACOSX\/.*|\._[^/]*|\.DS_Store|Thumbs\.db|ehthumbs\.db|desktop\.ini)$/i

export interface Packing {
  /** By their path in the bag. */
  readonly files: Files
  /** Beside the bag's folder. */
  readonly beside: readonly string[]
  /** The folder has another name than we give it, or a computer's own files lie in the zip. */
  readonly isRepacked: boolean
}

/** Finds the bag in a zip: the folder with `bagit.txt` that lies highest. Null where there is none, or more than one. */
export function bagIn(members: readonly Member[]): Packing | null {
  const own = members.filter((m) => !OF_COMPUTERS.test(m.name))
  const tops = own.flatMap(({ name }) => /^((?:[^/]+\/){0,4})bagit\.txt$/.exec(name)?.[1] ?? [])
  const depth = (path: string): number => path.split('/').length
  const least = Math.min(...tops.map(depth))
  const [folder, ...others] = tops.filter((path) => depth(path) === least)
  if (folder === undefined || others.length > 0) return null
  const files = new Map<string, Member>()
  const beside: string[] = []
  for (const m of own) {
    if (m.name.startsWith(folder)) files.set(m.name.slice(folder.length), m)
    else beside.push(m.name)
  }
  return { files, beside, isRepacked: folder !== `${BAG}/` || own.length < members.length }
}
