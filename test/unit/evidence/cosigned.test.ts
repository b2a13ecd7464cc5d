/** A witness's cosignature travels with the bundle, and both checkers hold it to the log. */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Bytes, base64, concat, fromHex, fromUtf8, utf8 } from '../../../utils/base/index.ts'
import { bundleStream, type Cosigned, checkFile, sourceOfBytes } from '../../../utils/evidence/index.ts'
import { consistencyProof, cosignedMessage, cosignerId } from '../../../utils/log/index.ts'
import { checkBundle } from '../../checker/checker.ts'
import { bytesOf, entriesOf, logOf, partsOf } from './made.ts'
import { pack, resealed, unpack } from './zip.ts'

const NAME = 'witness.example/1'
let keys: CryptoKeyPair
let vkey: string
let id: string

async function cosign(checkpoint: string, time = 1_790_000_000n): Promise<string> {
  const body = checkpoint.slice(0, checkpoint.lastIndexOf('\n\n') + 1)
  const message = utf8(cosignedMessage(body, time))
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', keys.privateKey, message))
  const stamp = new Uint8Array(8)
  new DataView(stamp.buffer).setBigUint64(0, time)
  return `${checkpoint}— ${NAME} ${base64(concat(fromHex(id) as Bytes, stamp, signature))}\n`
}

beforeAll(async () => {
  keys = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey))
  id = cosignerId(NAME, publicKey)
  vkey = `${NAME}+${id}+${base64(concat(Uint8Array.of(4), publicKey))}`
})

async function bundle(size: number, at: number, part?: readonly number[], over: Partial<Cosigned> = {}) {
  const log = await logOf(entriesOf(size))
  const older = await logOf(entriesOf(at))
  const proof = await consistencyProof(at, size, log.tile)
  if (!proof.ok) throw new Error(proof.error.code)
  const cosigned: Cosigned = {
    witness: vkey,
    checkpoint: await cosign(older.checkpoint),
    proof: proof.value,
    ...over,
  }
  const parts = partsOf(log, part ? { part } : {})
  return bytesOf(bundleStream({ ...parts, cosigned: async () => cosigned }))
}

async function both(bytes: Uint8Array): Promise<[string, string, string]> {
  const ours = await checkFile(sourceOfBytes(bytes))
  return [ours.state, checkBundle(Buffer.from(bytes)).state, ours.faults[0]?.code ?? '']
}

describe('a cosigned checkpoint in a bundle', () => {
  it('is told with name, size and time, in the whole log and in a part, at every size', async () => {
    const zip = await bundle(12, 7)
    const said = await checkFile(sourceOfBytes(zip))
    expect(said).toMatchObject({ state: 'sound', faults: [] })
    expect(said.notes).toContainEqual({
      code: 'note/cosigned',
      where: `${NAME}, 7, 2026-09-21T14:13:20.000Z`,
    })
    for (const size of [1, 2, 3, 8, 13])
      for (let at = 1; at <= size; at++) {
        expect(await both(await bundle(size, at)), `${at} of ${size}`).toEqual(['sound', 'sound', ''])
        expect(await both(await bundle(size, at, [0])), `${at} of ${size}`).toEqual(['sound', 'sound', ''])
      }
  })

  it('that does not fit is a fault to both checkers', async () => {
    const log = await logOf(entriesOf(7))
    const wrong = ['fault', 'fault', 'bundle/cosigned']
    const fork = (await logOf(entriesOf(7).with(3, utf8('{}')))).checkpoint
    const good = await cosign(log.checkpoint)
    const line = good.slice(log.checkpoint.length)
    const later = (await cosign(log.checkpoint, 1_790_000_001n)).slice(log.checkpoint.length)
    // The time is signed: under another one the signature does not hold.
    const bad = Buffer.from(line.split(' ')[2] as string, 'base64')
    bad[11] = (bad[11] as number) ^ 1
    const beside = line.replace(/\S+\n$/, `${bad.toString('base64')}\n`)
    expect(await both(await bundle(12, 7, undefined, { checkpoint: good + later }))).toEqual([
      'sound',
      'sound',
      '',
    ])
    const cases: Record<string, [number, number, Partial<Cosigned>]> = {
      'a second line that does not hold': [12, 7, { checkpoint: good + beside }],
      'a first line that does not hold': [12, 7, { checkpoint: log.checkpoint + beside + line }],
      'only the log has signed it': [12, 7, { checkpoint: log.checkpoint }],
      'another tree': [12, 7, { checkpoint: await cosign(fork) }],
      'no proof': [12, 7, { proof: [] }],
      'another proof': [12, 7, { proof: [new Uint8Array(32)] }],
      'a proof for equal sizes': [7, 7, { proof: [new Uint8Array(32)] }],
      'a larger one': [7, 7, { checkpoint: await cosign((await logOf(entriesOf(9))).checkpoint) }],
      'another witness': [12, 7, { witness: `other${vkey}` }],
      'no text': [12, 7, { witness: '' }],
    }
    for (const [what, [size, at, over]] of Object.entries(cases)) {
      expect(await both(await bundle(size, at, undefined, over)), what).toEqual(wrong)
      expect(await both(await bundle(size, at, [0], over)), what).toEqual(wrong)
    }
    const files = await unpack(await bundle(12, 7))
    const text = fromUtf8(files.get('data/cosigned.txt') as Bytes) as string
    for (const [i, from] of [text.indexOf('+') + 2, text.indexOf('\n') + 3, text.length - 8].entries()) {
      const flipped = text.slice(0, from) + (text[from] === 'A' ? 'B' : 'A') + text.slice(from + 1)
      const zip = pack(resealed(new Map(files).set('data/cosigned.txt', utf8(flipped))))
      expect(await both(zip), `byte ${i}`).toEqual(wrong)
    }
  })
})
