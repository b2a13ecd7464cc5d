import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { base64, equal, fromBase64, fromHex, hex, utf8 } from '../../../utils/base/index.ts'
import {
  emptyRoot,
  leafHash,
  nodeHash,
  openCheckpoint,
  openNote,
  parseCheckpoint,
  signNote,
  verifyConsistency,
  verifyEd25519,
  verifyInclusion,
  vkeyOf,
} from '../../../utils/log/index.ts'

const text = (name: string): string =>
  readFileSync(new URL(`../../vectors/tlog/${name}.json`, import.meta.url), 'utf8')
/** Numbers too large for a JSON number are read from their digits. */
const exact = (json: string) =>
  JSON.parse(json.replace(/"(leafIdx|treeSize|size1|size2)": (\d+)/g, '"$1": "$2"'))
const bytes = (b64: string): Uint8Array => Uint8Array.from(Buffer.from(b64, 'base64'))

describe('transparency-dev/merkle', () => {
  const inclusion = exact(text('merkle-inclusion')) as {
    id: string
    leafIdx: string
    treeSize: string
    root: string
    leafHash: string
    proof: string[] | null
    wantErr: boolean
  }[]

  it('has the probes it should have, with their last digit', () => {
    expect(inclusion).toHaveLength(98)
    expect(inclusion.filter((p) => !p.wantErr)).toHaveLength(6)
    // Stored beyond 2^64-1 in the file itself; what matters is that nothing rounds it on the way.
    expect(inclusion.filter((p) => p.leafIdx === '18446744073709552000')).toHaveLength(2)
  })

  it.each(inclusion.map((p) => [p.id, p] as const))('%s', (_, p) => {
    const claim = {
      leafIndex: BigInt(p.leafIdx),
      treeSize: BigInt(p.treeSize),
      leafHash: bytes(p.leafHash),
      proof: p.proof?.map(bytes) as Uint8Array[],
      root: bytes(p.root),
    }
    expect(verifyInclusion(claim).ok).toBe(!p.wantErr)
  })

  const consistency = exact(text('merkle-consistency')) as {
    id: string
    size1: string
    size2: string
    root1: string
    root2: string
    proof: string[] | null
    wantErr: boolean
  }[]

  it('has the consistency probes', () => {
    expect(consistency).toHaveLength(98)
    expect(consistency.filter((p) => !p.wantErr)).toHaveLength(6)
  })

  it.each(consistency.map((p) => [p.id, p] as const))('%s', (_, p) => {
    const claim = {
      size1: BigInt(p.size1),
      size2: BigInt(p.size2),
      root1: bytes(p.root1),
      root2: bytes(p.root2),
      proof: p.proof?.map(bytes) as Uint8Array[],
    }
    expect(verifyConsistency(claim).ok).toBe(!p.wantErr)
  })

  it('builds the reference tree', () => {
    const ref = JSON.parse(text('rfc6962-reference-tree')) as {
      leaf_inputs_hex: string[]
      node_hashes_by_level_hex: string[][]
      root_hash_by_size_hex: string[]
    }
    let row = ref.leaf_inputs_hex.map((h) => leafHash(fromHex(h)!))
    for (const level of ref.node_hashes_by_level_hex) {
      expect(row.map(hex)).toEqual(level)
      row = row.flatMap((h, i) => (i % 2 ? [nodeHash(row[i - 1]!, h)] : []))
    }
    expect(hex(emptyRoot())).toBe(ref.root_hash_by_size_hex[0])
  })
})

describe('signed notes', () => {
  const data = JSON.parse(text('signed-note')) as {
    sign_vector: { skey: string; text: string; want_note: string }
    bad_vkeys: string[]
    notes: {
      id: string
      note_base64: string
      verifier_keys: string[]
      expect: 'ok' | 'error'
      detail: { verified: string[]; unverified: string[]; text?: string }
    }[]
  }

  it.each(data.notes.map((n) => [n.id, n] as const))('%s', async (_, n) => {
    const result = await openNote(bytes(n.note_base64), n.verifier_keys)
    expect(result.ok).toBe(n.expect === 'ok')
    if (!result.ok) return
    expect(result.value.verified).toEqual(n.detail.verified)
    if (n.detail.unverified) {
      expect(result.value.unverified).toEqual(n.detail.unverified.map((u) => u.replace(/\(.*/, '')))
    }
    if (n.detail.text) expect(result.value.text).toBe(n.detail.text)
  })

  it('refuses bad verifier keys', async () => {
    for (const vkey of data.bad_vkeys) {
      const result = await openNote(bytes(data.notes[0]!.note_base64), [vkey])
      expect(result).toMatchObject({ ok: false, error: { code: 'note/vkey' } })
    }
  })

  it('signs as Go does', async () => {
    const [, , name, , key] = /^(PRIVATE\+KEY)\+([^+]+)()\+[0-9a-f]{8}\+(.+)$/
      .exec(data.sign_vector.skey)!
      .map((_, i, a) => [a[0], a[1], a[2], a[3], a[4]][i])
    const seed = fromBase64(key!)!.slice(1)
    const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
    const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign'])
    const { x } = await crypto.subtle.exportKey('jwk', privateKey)
    const publicKey = Uint8Array.from(Buffer.from(x!, 'base64url'))
    const signer = {
      name: name || 'PeterNeumann',
      publicKey,
      sign: async (m: Uint8Array) =>
        new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, m as Uint8Array<ArrayBuffer>)),
    }
    expect(await signNote(data.sign_vector.text, signer)).toBe(data.sign_vector.want_note)
    expect(data.notes[0]!.verifier_keys).toContain(vkeyOf('PeterNeumann', publicKey))
  })
})

describe('checkpoints', () => {
  it('opens every one of the Tessera log, and its roots are ours', async () => {
    const log = JSON.parse(text('checkpoints-tessera')) as {
      verifier_key: string
      leaves_utf8: string[]
      checkpoints: { size: number; origin: string; root_base64: string; checkpoint: string }[]
    }
    expect(log.checkpoints).toHaveLength(16)
    for (const c of log.checkpoints) {
      const opened = await openCheckpoint(c.checkpoint, [log.verifier_key])
      expect(opened.ok).toBe(true)
      if (!opened.ok) continue
      expect(opened.value).toMatchObject({ origin: c.origin, size: BigInt(c.size) })
      expect(base64(opened.value.root)).toBe(c.root_base64)
      const mth = (leaves: Uint8Array[]): Uint8Array => {
        if (leaves.length === 0) return emptyRoot()
        if (leaves.length === 1) return leaves[0]!
        let k = 1
        while (k * 2 < leaves.length) k *= 2
        return nodeHash(mth(leaves.slice(0, k)), mth(leaves.slice(k)))
      }
      const root = mth(log.leaves_utf8.slice(0, c.size).map((l) => leafHash(utf8(l))))
      expect(equal(root, opened.value.root)).toBe(true)
      const forged = c.checkpoint.replace(`\n${c.size}\n`, `\n${c.size + 1}\n`)
      expect((await openCheckpoint(forged, [log.verifier_key])).ok).toBe(false)
    }
  })

  it('reads what is right and refuses what is not', () => {
    const data = JSON.parse(text('checkpoint-parse')) as {
      ok: { text: string; origin: string; size: string; root: string }[]
      bad: { text: string; why: string }[]
      derived_from_spec_text_not_published_vectors: { text: string; why: string }[]
      cosigned_example: { note: string }
    }
    for (const c of data.ok) {
      const parsed = parseCheckpoint(c.text)
      expect(parsed).toMatchObject({ ok: true, value: { origin: c.origin, size: BigInt(c.size) } })
      expect(parsed.ok && base64(parsed.value.root)).toBe(c.root)
    }
    for (const c of [...data.bad, ...data.derived_from_spec_text_not_published_vectors]) {
      expect(parseCheckpoint(c.text), c.why).toMatchObject({ ok: false })
    }
    expect(parseCheckpoint(data.cosigned_example.note)).toMatchObject({
      ok: true,
      value: { size: 20852163n },
    })
  })
})

describe('Ed25519 edge cases (C2SP/CCTV)', () => {
  it('takes nothing that engines read differently', async () => {
    const cases = JSON.parse(text('ed25519-cctv-edge-cases')) as {
      key: string
      sig: string
      msg: string
      flags: string[] | null
    }[]
    expect(cases).toHaveLength(914)
    const disputed = ['low_order_A', 'low_order_R', 'non_canonical_A', 'non_canonical_R', 'low_order_residue']
    let taken = 0
    for (const c of cases) {
      const valid = await verifyEd25519(fromHex(c.key)!, fromHex(c.sig)!, utf8(c.msg))
      if (!valid) continue
      taken++
      expect((c.flags ?? []).filter((f) => disputed.includes(f))).toEqual([])
    }
    expect(taken).toBeGreaterThan(0)
  })
})
