/** A log of our own with everything in it that a bundle can hold, and the bundle made of it. */
import type { Bytes, Json } from '../../../utils/base/index.ts'
import { canonicalize, hex, sha256, utf8 } from '../../../utils/base/index.ts'
import { type BundleParts, bundleStream } from '../../../utils/evidence/index.ts'
import {
  checkpointBody,
  commitTo,
  cryptoSigner,
  emptyEdge,
  extend,
  inclusionProof,
  leafHash,
  rootOf,
  signNote,
  type Tile,
  vkeyOf,
} from '../../../utils/log/index.ts'

export const DEVICE = '0123456789abcdef01234567'
export const ORIGIN = `countersign/${DEVICE}`
const ACTIVATION = 'aaaaaaaaaaaaaaaaaaaaaaaa'
/** A published key that nobody trusts (RFC 8410), so that what is made of a seed is the same each time. */
const PKCS8 = Uint8Array.from([
  ...[0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20],
  ...sha256(utf8('countersign evidence of the unit tests')),
])
const privateKey = await crypto.subtle.importKey('pkcs8', PKCS8, 'Ed25519', true, ['sign'])
const { x } = await crypto.subtle.exportKey('jwk', privateKey)
const publicKey = Uint8Array.from(Buffer.from(x as string, 'base64url'))
export const signer = cryptoSigner(ORIGIN, privateKey, publicKey)
export const vkey = vkeyOf(ORIGIN, publicKey)

const NOTICE = canonicalize({
  full: {},
  key: {},
  lang: 'zh-CN',
  service: 's',
  title: 't',
  version: '1',
})
export const NOTICE_HASH = hex(sha256(utf8(NOTICE)))
const PAD = { height: 200, strokes: [[[1, 2, 0, 0.5]]], v: 1, width: 600 }
const PAD_HASH = hex(sha256(utf8(canonicalize(PAD))))
const SALT = new Uint8Array(32).fill(7)
const NUMBER = commitTo(SALT, '+8613800138000')

export const header = (seq: number, kind: string): Record<string, Json> => ({
  v: 1,
  seq,
  kind,
  at: new Date(Date.UTC(2026, 10, 23, 2, 0, seq)).toISOString(),
  tz: '+08:00',
  mono: seq * 1000,
  boot: 'boot',
  store: 'QD-0001',
  device: DEVICE,
  clerk: '0417',
  activation: '',
  app: '0.1.0',
  policy: 'ab'.repeat(32),
})

/** `n` entries; the second opens an activation, the third is signed for. */
export function entriesOf(n: number): Bytes[] {
  return Array.from({ length: n }, (_, seq) => {
    const body: Record<string, Json> =
      seq === 1
        ? {
            activation: ACTIVATION,
            kind: 'activation.opened',
            number: NUMBER,
            portal: 'p',
            customer: null,
            order: null,
          }
        : seq === 2
          ? {
              activation: ACTIVATION,
              kind: 'consent.given',
              service: 's',
              lang: 'zh-CN',
              notice: NOTICE_HASH,
              signature: { hash: PAD_HASH, form: 'strokes', group: 'g', points: 1, ms: 1 },
            }
          : {}
    return utf8(canonicalize({ ...header(seq, 'browser.started'), ...body }))
  })
}

export interface Made {
  readonly entries: readonly Bytes[]
  readonly size: number
  readonly checkpoint: string
  readonly tile: (level: number, n: number) => Promise<Uint8Array | null>
}

export async function logOf(entries: readonly Bytes[]): Promise<Made> {
  const { edge, tiles } = extend(emptyEdge(), entries.map(leafHash))
  const kept = new Map(tiles.map((t: Tile) => [`${t.level}/${t.n}`, t.bytes]))
  return {
    entries,
    size: entries.length,
    checkpoint: await signNote(checkpointBody(ORIGIN, entries.length, rootOf(edge)), signer),
    tile: async (level, n) => kept.get(`${level}/${n}`) ?? null,
  }
}

async function* stream<T>(...items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

export function partsOf(
  log: Made,
  options: { part?: readonly number[]; opened?: boolean; notice?: boolean } = {},
): BundleParts {
  const { part } = options
  return {
    about: {
      store: 'QD-0001',
      device: DEVICE,
      app: '0.1.0',
      at: '2026-11-23T03:00:00.000Z',
      by: 'manager',
      filter: part ? '{"clerk":"0417"}' : '{}',
      scope: part ? 'part' : 'whole',
      opened: options.opened ?? false,
    },
    checkpoint: log.checkpoint,
    size: log.size,
    vkey,
    async *entries() {
      const rows = log.entries
        .map((bytes, seq) => ({ seq, bytes }))
        .filter((r) => !part || part.includes(r.seq))
      for (let i = 0; i < rows.length; i += 3) yield rows.slice(i, i + 3)
    },
    proof: async (seq, size) => {
      const proof = await inclusionProof(seq, size, log.tile)
      if (!proof.ok) throw new Error(proof.error.code)
      return proof.value
    },
    notice: (hash) => (hash === NOTICE_HASH && options.notice !== false ? NOTICE : null),
    sealed: () =>
      stream(
        ...['number', 'signature'].map((kind, n) => ({
          id: `r${n + 1}`,
          kind,
          activation: ACTIVATION,
          key: 'k1',
          iv: new Uint8Array(12),
          box: new Uint8Array(40),
        })),
      ),
    keys: () => stream({ id: 'k1', recipients: ['age1x'], sealed: new Uint8Array(60) }),
    opened: () =>
      stream<{ activation: string; kind: string; value: Json }>(
        {
          activation: ACTIVATION,
          kind: 'number',
          value: { commitment: NUMBER, salt: hex(SALT), value: '+8613800138000' },
        },
        { activation: ACTIVATION, kind: 'signature', value: { ...PAD, group: 'g' } },
      ),
    readme: ({ entries }) => `${entries} entries\n`,
    info: [['Countersign-Original', 'keep the original medium']],
  }
}

export async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Bytes> {
  return new Uint8Array(await new Response(stream as ReadableStream<Bytes>).arrayBuffer())
}

export const bundleOf = async (...args: Parameters<typeof partsOf>): Promise<Bytes> =>
  bytesOf(bundleStream(partsOf(...args)))
