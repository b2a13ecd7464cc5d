/**
 * Makes golden receipt codes under a published key that nobody trusts: one small, one at a million entries in two parts.
 * `node make.ts` writes the files; the test makes them again and compares byte for byte.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Bytes, Seq } from '../../utils/base/index.ts'
import { canonicalize, hex, sha256, utf8 } from '../../utils/base/index.ts'
import { encodeBody, partsOf, type ReceiptProof, receiptTexts } from '../../utils/evidence/index.ts'
import {
  buildEntry,
  checkpointBody,
  hashOf,
  leafHash,
  nodeHash,
  type Signer,
  signNote,
  vkeyOf,
} from '../../utils/log/index.ts'

const fixed = (label: string, length = 32): Bytes =>
  sha256(utf8(`countersign golden receipt ${label}`)).slice(0, length)

const DEVICE = hex(fixed('device', 12))
const ORIGIN = `countersign/${DEVICE}`

/** RFC 8410: an Ed25519 seed as PKCS #8. */
async function receiptSigner(label = 'signing key, for tests only'): Promise<Signer> {
  const pkcs8 = Uint8Array.from([
    ...[0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20],
    ...fixed(label),
  ])
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign'])
  const { x } = await crypto.subtle.exportKey('jwk', key)
  return {
    name: ORIGIN,
    publicKey: Uint8Array.from(Buffer.from(x as string, 'base64url')),
    sign: async (message) => new Uint8Array(await crypto.subtle.sign('Ed25519', key, message as Bytes)),
  }
}

/** A full receipt, as the vault holds it. */
export function fullReceipt() {
  const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })
  const body = {
    id: hex(fixed('activation', 12)),
    at: '2026-11-23T02:52:00.000Z',
    store: {
      name: words('示范店', 'Demo store'),
      address: words('示范路 1 号', '1 Shifan Road'),
      phone: '000',
    },
    agreed: [],
    refused: [],
    withdrawn: [],
    accounts: [],
  }
  return { ...body, hash: hex(sha256(utf8(canonicalize(body)))) }
}

/** A receipt's entry in a tree of 2^height entries; the other hashes are made up, which no proof can tell. */
export async function receiptProof(
  options: {
    height?: number
    answers?: number
    kind?: 'receipt.issued' | 'shift.ended'
    label?: string
    /** Services that it says were agreed, with their places. */
    agreed?: Readonly<Record<string, number>>
  } = {},
): Promise<ReceiptProof> {
  const { height = 5, answers = 3, kind = 'receipt.issued' } = options
  const signer = await receiptSigner(options.label)
  const size = 2 ** height
  const seq = Math.min(size - 1, Math.floor(size * 0.7))
  const { bytes } = buildEntry(
    kind === 'receipt.issued'
      ? {
          kind,
          clerk: '0417',
          activation: hex(fixed('activation', 12)) as never,
          body: {
            receipt: fullReceipt().hash,
            answers: Array.from({ length: answers }, (_, i) => hex(fixed(`answer ${i}`))),
            ...(options.agreed ? { agreed: options.agreed } : {}),
          },
        }
      : { kind, clerk: '0417', activation: '', body: { why: 'clerk' } },
    {
      v: 1,
      seq: seq as Seq,
      at: '2026-11-23T02:52:00.123Z',
      tz: '+08:00',
      mono: 512_345,
      boot: hex(fixed('boot', 8)),
      store: 'qd-pingdu-rmlu',
      device: DEVICE,
      app: '0.1.0',
      policy: hashOf({ golden: 'policy' }),
    },
  )
  const proof = Array.from({ length: height }, (_, i) => fixed(`sibling ${i}`))
  let root = leafHash(bytes)
  let at = seq
  for (const sibling of proof) {
    root = at % 2 === 0 ? nodeHash(root, sibling) : nodeHash(sibling, root)
    at = Math.floor(at / 2)
  }
  const checkpoint = await signNote(checkpointBody(ORIGIN, size, root), signer)
  return { entry: bytes, proof, checkpoint, vkey: vkeyOf(ORIGIN, signer.publicKey) }
}

/** All golden files by name. */
export async function goldenReceipt(): Promise<ReadonlyMap<string, Uint8Array>> {
  const small = await receiptProof()
  const large = await receiptProof({ height: 20, answers: 30 })
  const files = new Map<string, Uint8Array>()
  for (const [name, proof] of [
    ['small', small],
    ['large', large],
  ] as const) {
    const body = encodeBody(proof)
    files.set(`${name}.entry.json`, proof.entry)
    files.set(`${name}.checkpoint.txt`, utf8(proof.checkpoint))
    files.set(`${name}.vkey.txt`, utf8(`${proof.vkey}\n`))
    files.set(`${name}.body`, body)
    partsOf(body).forEach((part, i) => {
      files.set(`${name}.${i}.csr`, part)
    })
    files.set(`${name}.txt`, utf8(`${receiptTexts(proof).join('\n')}\n`))
  }
  files.set(
    'small.address.txt',
    utf8(`${receiptTexts(small, 'https://verify.example/receipt').join('\n')}\n`),
  )
  files.set('receipt.json', utf8(`${canonicalize(fullReceipt())}\n`))
  return files
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, bytes] of await goldenReceipt()) writeFileSync(new URL(path, import.meta.url), bytes)
}
