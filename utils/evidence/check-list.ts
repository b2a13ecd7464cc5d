/** A list (CSV, XLSX, JSON lines of a filter) beside what it is checked by: docs/log-format.md, section 12. */
import { sha256 as digest } from '@noble/hashes/sha2.js'
import { canonicalize, hex, utf8 } from '../base/index.ts'
import { leafHash, parseProof, verifyInclusion } from '../log/index.ts'
import {
  blame,
  type CheckOptions,
  canonicalRecord,
  closed,
  entryOf,
  newCase,
  say,
  unreadable,
  type Verdict,
} from './check-case.ts'
import { openHead } from './check-tree.ts'
import { chunksOf, type Source } from './source.ts'

/** What stands behind the name of a list in the name of the file that it is checked by. */
export const PROOF_ENDING = '.check.json'

/** More than an entry, a proof and a key take. */
const MOST_PROOF = 1_200_000

/** The file that a list is checked by. */
export const listProofText = (of: { entry: string; proof: string; vkey: string }): string =>
  `${canonicalize({ countersign: 'list/1', entry: of.entry, proof: of.proof, vkey: of.vkey })}\n`

async function sha256Of(source: Source): Promise<string> {
  const sum = digest.create()
  for await (const chunk of chunksOf(source, 0, source.size)) sum.update(chunk)
  return hex(sum.digest())
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The members of such a file; null for any other. */
async function membersIn(source: Source): Promise<{ entry: string; proof: string; vkey: string } | null> {
  if (source.size > MOST_PROOF) return null
  const bytes = await source.read(0, source.size)
  // An editor may take the last line's end, or give it a carriage return.
  let end = bytes.length
  while (end > 0 && (bytes[end - 1] === 10 || bytes[end - 1] === 13)) end--
  const { countersign, entry, proof, vkey } = canonicalRecord(bytes.subarray(0, end)) ?? {}
  const isList = countersign === 'list/1' && [entry, proof, vkey].every((v) => typeof v === 'string')
  return isList ? { entry: text(entry), proof: text(proof), vkey: text(vkey) } : null
}

/** Whether a file is what a list is checked by. */
export const isListProof = async (source: Source): Promise<boolean> => (await membersIn(source)) !== null

/**
 * The entry of the export stands in the signed log, and the list has the SHA-256 that the entry names. Without the list only
 * the first is said.
 */
export async function checkList(source: Source, options: CheckOptions): Promise<Verdict> {
  const c = newCase('list')
  const members = await membersIn(source)
  const read = members && parseProof(members.proof)
  if (!members || !read?.ok) return unreadable(c, 'check/unknown')
  const { index, proof, checkpoint } = read.value
  const head = await openHead(c, checkpoint, members.vkey, options)
  if (!head) return closed(c)
  c.scope = 'one'
  c.entries = 1
  const bytes = utf8(members.entry)
  const entry = entryOf(bytes)
  const { size, root } = head.checkpoint
  const held = verifyInclusion({ leafIndex: index, treeSize: size, leafHash: leafHash(bytes), proof, root })
  if (!held.ok || entry?.seq !== Number(index)) {
    blame(c, 'proof/not-in-tree', String(index))
    return closed(c)
  }
  for (const { checkpoint: outside } of head.outside) {
    if (outside.size !== size) c.notes.push(say('note/not-compared', String(outside.size)))
    else if (hex(outside.root) !== hex(root)) blame(c, 'log/two-histories', String(size))
  }
  const { value } = entry
  if (value['kind'] !== 'log.exported') {
    blame(c, 'list/entry')
    return closed(c)
  }
  c.about = {
    store: text(value['store']),
    device: text(value['device']),
    at: text(value['at']),
    by: text(value['clerk']),
    filter: text(value['filter']),
    app: text(value['app']),
  }
  c.list = {
    seq: entry.seq,
    rows: typeof value['rows'] === 'number' ? value['rows'] : 0,
    hash: text(value['hash']),
    isCompared: options.list !== undefined,
  }
  if (options.list === undefined) c.notes.push(say('note/list-alone'))
  else if ((await sha256Of(options.list)) !== c.list.hash) blame(c, 'list/differs')
  return closed(c)
}
