/**
 * Packs a folder as a CRX3, the only form in which Chromium takes an extension from a policy.
 * Format: components/crx_file/crx3.proto of Chromium: "Cr24", version, header length, header, zip archive.
 */
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { downloadZip } from 'client-zip'

export interface Packed {
  /** 32 letters a to p: the first half of the SHA-256 of the public key. */
  readonly id: string
  readonly version: string
  readonly bytes: Uint8Array
}

/** A key of this run alone; the id of the extension is its hash. */
export const makeKey = (): KeyObject => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey

const uint32 = (n: number): Buffer => {
  const out = Buffer.alloc(4)
  out.writeUInt32LE(n)
  return out
}

function varint(n: number): Buffer {
  const out: number[] = []
  for (let rest = n; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...out, rest])
    out.push((rest & 0x7f) | 0x80)
  }
}

/** A length-delimited protobuf field. */
const field = (number: number, bytes: Uint8Array): Buffer =>
  Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes])

/** Every file of a folder, as the zip that both kinds of package are. */
export async function zipOf(folder: string): Promise<Uint8Array> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const zip = downloadZip(
    files.map((path) => ({
      name: path.slice(folder.length + 1).replaceAll(sep, '/'),
      input: new Uint8Array(readFileSync(path)),
    })),
  )
  return new Uint8Array(await zip.arrayBuffer())
}

export async function packCrx(folder: string, key: KeyObject): Promise<Packed> {
  const zip = await zipOf(folder)
  const { version } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { version: string }

  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const half = createHash('sha256').update(publicKey).digest().subarray(0, 16)
  const signedData = field(1, half)
  const signature = sign(
    'sha256',
    Buffer.concat([Buffer.from('CRX3 SignedData\0'), uint32(signedData.length), signedData, zip]),
    key,
  )
  const proof = Buffer.concat([field(1, publicKey), field(2, signature)])
  const header = Buffer.concat([field(2, proof), field(10_000, signedData)])
  return {
    id: [...half.toString('hex')].map((digit) => 'abcdefghijklmnop'[Number.parseInt(digit, 16)]).join(''),
    version,
    bytes: Buffer.concat([Buffer.from('Cr24'), uint32(3), uint32(header.length), header, zip]),
  }
}
