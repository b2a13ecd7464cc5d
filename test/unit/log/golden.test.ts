import { createHash, createPublicKey, verify } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { fromHex, hex } from '../../../utils/base/index.ts'
import { checkFile, sourceOfBytes } from '../../../utils/evidence/index.ts'
import {
  openCheckpoint,
  opensCommitment,
  parseEntry,
  verifyConsistency,
  verifyProof,
} from '../../../utils/log/index.ts'
import { checkBundle } from '../../checker/checker.ts'
import { golden } from '../../golden/make.ts'
import { pack, resealed, unpack } from '../evidence/zip.ts'

const folder = new URL('../../golden/', import.meta.url)
const file = (name: string): string => readFileSync(new URL(name, folder), 'utf8')
const json = (name: string) => JSON.parse(file(name))
const entries = () => file('entries.jsonl').trimEnd().split('\n')
const vkey = () => file('vkey.txt').trimEnd()

describe('golden log', () => {
  it('is made again byte for byte', async () => {
    const made = await golden()
    const kept = readdirSync(fileURLToPath(folder), { recursive: true })
      .map(String)
      .filter((f) => statSync(new URL(f, folder)).isFile() && f !== 'make.ts')
    expect(kept.sort()).toEqual([...made.keys()].sort())
    for (const [path, bytes] of made) {
      expect(hex(readFileSync(new URL(path, folder))), path).toBe(hex(bytes))
    }
  })

  it('holds by docs/log-format.md with nothing of ours but the text of it', () => {
    const sha = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
    const mth = (d: Buffer[]): Buffer => {
      if (d.length === 1) return d[0]!
      let k = 1
      while (k * 2 < d.length) k *= 2
      return sha(Uint8Array.of(1), mth(d.slice(0, k)), mth(d.slice(k)))
    }
    const leaves = entries().map((line) => sha(Uint8Array.of(0), Buffer.from(line)))
    const [body, signatures] = file('checkpoint.txt').split('\n\n') as [string, string]
    const [origin, size, root] = body.split('\n')
    expect(size).toBe('10')
    expect(mth(leaves).toString('base64')).toBe(root)
    const [name, id, key] = vkey().split(/\+(.*?)\+/s) as [string, string, string]
    expect(name).toBe(origin)
    const raw = Buffer.from(key, 'base64')
    expect(
      sha(Buffer.from(`${name}\n`), raw)
        .subarray(0, 4)
        .toString('hex'),
    ).toBe(id)
    const signature = Buffer.from(signatures.trimEnd().split(' ')[2]!, 'base64')
    expect(signature.subarray(0, 4).toString('hex')).toBe(id)
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw.subarray(1)])
    const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' })
    expect(verify(null, Buffer.from(`${body}\n`), publicKey, signature.subarray(4))).toBe(true)
    expect(readFileSync(new URL('tile/0/000.p/10', folder)).equals(Buffer.concat(leaves))).toBe(true)
  })

  it('every entry parses, and is proved by its proof and no other', async () => {
    const encoder = new TextEncoder()
    for (const [i, line] of entries().entries()) {
      const bytes = encoder.encode(line)
      expect(parseEntry(bytes)).toMatchObject({ ok: true, value: { seq: i } })
      const proof = file(`proofs/${i}.tlog-proof`)
      expect(await verifyProof(proof, bytes, [vkey()])).toMatchObject({
        ok: true,
        value: { index: BigInt(i), size: 10n },
      })
      expect((await verifyProof(file(`proofs/${(i + 1) % 10}.tlog-proof`), bytes, [vkey()])).ok).toBe(false)
    }
  })

  it('the earlier checkpoint is consistent with the later', async () => {
    const [a, b] = [
      await openCheckpoint(file('checkpoint-7.txt'), [vkey()]),
      await openCheckpoint(file('checkpoint.txt'), [vkey()]),
    ]
    if (!a!.ok || !b!.ok) throw new Error('checkpoint')
    const proof = (json('consistency.json').proof as string[]).map((h) => fromHex(h)!)
    const claim = {
      size1: a!.value.size,
      size2: b!.value.size,
      root1: a!.value.root,
      root2: b!.value.root,
      proof,
    }
    expect(verifyConsistency(claim).ok).toBe(true)
    expect(verifyConsistency({ ...claim, root1: b!.value.root }).ok).toBe(false)
  })

  it('commitments, strokes and the sealed record open as written', async () => {
    const all = file('entries.jsonl')
    for (const c of json('commitments.json') as { commitment: string; salt: string; value: string }[]) {
      expect(opensCommitment(c.commitment, c.salt, c.value)).toBe(true)
      expect(all).toContain(c.commitment)
      expect(all).not.toContain(c.value)
    }
    const strokes = json('strokes.json')
    expect(createHash('sha256').update(strokes.canonical).digest('hex')).toBe(strokes.hash)
    expect(all).toContain(strokes.hash)
    const { dataKey, record, plain } = json('vault.json')
    const { activation, id, key, kind } = record
    const opener = await crypto.subtle.importKey('raw', fromHex(dataKey)!, 'AES-GCM', false, ['decrypt'])
    const additionalData = new TextEncoder().encode(
      `{"activation":"${activation}","id":"${id}","key":"${key}","kind":"${kind}","v":1}`,
    )
    const algorithm = { name: 'AES-GCM', iv: fromHex(record.iv)!, additionalData }
    const opened = await crypto.subtle.decrypt(algorithm, opener, fromHex(record.box)!)
    expect(new TextDecoder().decode(opened)).toBe(plain)
  })

  it('its evidence bundle is sound with the witness’s word, and not with any letter of it changed', async () => {
    const bytes = new Uint8Array(readFileSync(new URL('cosigned.zip', folder)))
    const said = await checkFile(sourceOfBytes(bytes))
    expect(said).toMatchObject({ state: 'sound', scope: 'whole', entries: 10, faults: [] })
    expect(said.notes).toContainEqual({
      code: 'note/cosigned',
      where: 'witness.example/golden, 7, 2026-11-23T02:45:05.000Z',
    })
    expect(checkBundle(Buffer.from(bytes))).toEqual({ state: 'sound', why: '' })

    const files = await unpack(bytes)
    const word = files.get('data/cosigned.txt') as Uint8Array
    const cosignature = new TextDecoder().decode(word).trimEnd().split(' ').at(-1) as string
    for (let at = word.length - 1 - cosignature.length; at < word.length - 1; at++) {
      const changed = word.slice()
      // Another letter of the base64, so that it is the signature and not its form that does not hold.
      changed[at] = changed[at] === 0x41 ? 0x42 : 0x41
      const zip = pack(resealed(new Map(files).set('data/cosigned.txt', changed)))
      expect(await checkFile(sourceOfBytes(zip)), `byte ${at}`).toMatchObject({
        state: 'fault',
        faults: [{ code: 'bundle/cosigned' }],
      })
      expect(checkBundle(Buffer.from(zip)).state, `byte ${at}`).toBe('fault')
    }
  })
})
