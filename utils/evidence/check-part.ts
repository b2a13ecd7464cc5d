/** An evidence bundle of some entries, each with its proof. */
import { CodedError, fromUtf8 } from '../base/index.ts'
import { leafHash, parseProof, verifyInclusion } from '../log/index.ts'
import { type Files, linesIn } from './bundle-manifests.ts'
import { blame, type Case, type CheckOptions, entryOf, say } from './check-case.ts'
import { compareOutside, deviceOf, type Head, type Look, ofLog } from './check-tree.ts'
import type { Member } from './unzip.ts'

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
export async function checkPart(
  c: Case,
  head: Head,
  note: string,
  files: Files,
  lines: AsyncIterable<Uint8Array | null>,
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
  for await (const line of lines) {
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
      const { index } = proof
      const bytes = line ?? new Uint8Array(0)
      const vouched = verifyInclusion({
        leafIndex: index,
        treeSize: size,
        leafHash: leafHash(bytes),
        proof: proof.proof,
        root,
      })
      blame(c, vouched.ok ? 'log/entry-form' : 'log/entry-changed', seq)
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
  c.log = ofLog(c)
}
