/**
 * Makes the golden log: ten entries under a fixed key that is published here and trusted by nobody, and its evidence
 * bundle with the cosignature of a witness whose key is as public. `node make.ts` writes the files; the test makes them
 * again and compares byte for byte.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bytes, Commitment, Seq } from '../../utils/base/index.ts'
import { base64, canonicalize, concat, fromHex, hex, sha256, utf8 } from '../../utils/base/index.ts'
import { bundleStream } from '../../utils/evidence/index.ts'
import type { Draft, SignatureRef, Signer, Tile } from '../../utils/log/index.ts'
import {
  buildEntry,
  checkpointBody,
  commitTo,
  consistencyProof,
  cosignedMessage,
  cosignerId,
  emptyEdge,
  extend,
  formatProof,
  hashOf,
  inclusionProof,
  leafHash,
  rootOf,
  signNote,
  tilePath,
  vkeyOf,
} from '../../utils/log/index.ts'

const fixed = (label: string, length = 32): Bytes =>
  sha256(utf8(`countersign golden ${label}`)).slice(0, length)

const DEVICE = hex(fixed('device', 12))
const ORIGIN = `countersign/${DEVICE}`
const ACTIVATION = hex(fixed('activation', 12)) as never
const START = Date.UTC(2026, 10, 23, 2, 44, 5, 123)

/** RFC 8410: an Ed25519 seed as PKCS #8. */
async function goldenSigner(name = ORIGIN, label = 'signing key, for tests only'): Promise<Signer> {
  const pkcs8 = Uint8Array.from([
    ...[0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20],
    ...fixed(label),
  ])
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign'])
  const { x } = await crypto.subtle.exportKey('jwk', key)
  const publicKey = Uint8Array.from(Buffer.from(x as string, 'base64url'))
  const sign = async (message: Uint8Array) =>
    new Uint8Array(await crypto.subtle.sign('Ed25519', key, message as Bytes))
  return { name, publicKey, sign }
}

const STROKES = {
  v: 1,
  width: 600,
  height: 200,
  strokes: [
    [
      [10, 20.5, 0, 0.5],
      [30, 40, 16, 0.62],
    ],
    [[50, 60, 90, 0]],
  ],
}
const NUMBER = { salt: fixed('salt of the number'), value: '+8613800138000' }
const CUSTOMER = { salt: fixed('salt of the customer'), value: '王秀芬' }
const TEXT = { salt: fixed('salt of the text'), value: 'a kettle 🫖 "free"' }
/** Of no text: the golden log is about bytes. */
const NOTICE = { golden: 'notice' }
const commitment = (c: { salt: Bytes; value: string }): Commitment => commitTo(c.salt, c.value)

function drafts(): readonly Draft[] {
  const clerk = 'A-17'
  const here = { clerk, activation: ACTIVATION }
  const notice = hashOf(NOTICE)
  const signature: SignatureRef = { hash: hashOf(STROKES), form: 'strokes', group: 'g1', points: 3, ms: 90 }
  const signer = { who: 'customer', identified: 'portal-real-name', companion: false } as const
  const given = { notice, lang: 'zh-CN', signature, signer, promise: 'other' } as const
  return [
    {
      kind: 'browser.started',
      clerk: '',
      activation: '',
      body: { browser: 'Chromium 156', platform: 'linux' },
    },
    { kind: 'shift.started', clerk, activation: '', body: { how: 'pin' } },
    {
      kind: 'activation.opened',
      ...here,
      body: { portal: 'carrier', number: commitment(NUMBER), customer: commitment(CUSTOMER), order: null },
    },
    {
      kind: 'promise.stated',
      ...here,
      body: { code: 'other', text: commitment(TEXT), services: ['ring-tone' as never] },
    },
    {
      kind: 'notice.presented',
      ...here,
      body: {
        service: 'ring-tone' as never,
        notice,
        lang: 'zh-CN',
        layer: 'key',
        ms: 8123.5,
        scrolled: true,
        aloud: false,
        size: 2,
      },
    },
    {
      kind: 'consent.given',
      ...here,
      body: { service: 'ring-tone' as never, ...given, basis: 'contract', price: { fen: 600, per: 'month' } },
    },
    {
      kind: 'consent.refused',
      ...here,
      body: { service: 'shop' as never, notice, lang: 'en', asked: 'counter' },
    },
    {
      kind: 'number.stopped',
      ...here,
      body: {
        origin: 'https://chat.example',
        service: null,
        page: 'field',
        number: 'guarded',
        way: 'paste',
        layer: 'number',
        why: 'guarded-number',
      },
    },
    { kind: 'consent.withdrawn', ...here, body: { service: 'ring-tone' as never, of: 5 as Seq } },
    { kind: 'shift.ended', clerk, activation: '', body: { why: 'clerk' } },
  ]
}

/** All golden files by path. */
export async function golden(): Promise<ReadonlyMap<string, Bytes>> {
  const files = new Map<string, Bytes>()
  const signer = await goldenSigner()
  let edge = emptyEdge()
  const tiles = new Map<string, Tile>()
  const lines: string[] = []
  const entries: Bytes[] = []
  const checkpoints: string[] = []
  for (const [i, draft] of drafts().entries()) {
    const { bytes } = buildEntry(draft, {
      v: 1,
      seq: i as Seq,
      at: new Date(START + i * 1500).toISOString(),
      tz: '+08:00',
      mono: 60_000 + i * 1500,
      boot: hex(fixed('boot', 8)),
      store: 'qd-014',
      device: DEVICE,
      app: '0.1.0',
      policy: hashOf({ golden: 'policy' }),
    })
    entries.push(bytes)
    lines.push(`${new TextDecoder().decode(bytes)}\n`)
    const grown = extend(edge, [leafHash(bytes)])
    edge = grown.edge
    for (const tile of grown.tiles) tiles.set(`${tile.level}/${tile.n}`, tile)
    checkpoints.push(await signNote(checkpointBody(ORIGIN, edge.size, rootOf(edge)), signer))
  }
  const read = async (level: number, n: number) => tiles.get(`${level}/${n}`)?.bytes ?? null
  const head = checkpoints.at(-1) as string

  files.set('entries.jsonl', utf8(lines.join('')))
  files.set('vkey.txt', utf8(`${vkeyOf(ORIGIN, signer.publicKey)}\n`))
  files.set('checkpoint.txt', utf8(head))
  files.set('checkpoint-7.txt', utf8(checkpoints[6] as string))
  for (const t of tiles.values()) files.set(tilePath(t.level, t.n, t.bytes.length / 32), t.bytes)
  for (let i = 0; i < entries.length; i++) {
    const proof = await inclusionProof(i, entries.length, read)
    if (!proof.ok) throw new Error(proof.error.code)
    files.set(
      `proofs/${i}.tlog-proof`,
      utf8(formatProof({ index: BigInt(i), proof: proof.value, checkpoint: head })),
    )
  }
  const consistency = await consistencyProof(7, entries.length, read)
  if (!consistency.ok) throw new Error(consistency.error.code)
  const json = (value: unknown): Bytes => utf8(`${JSON.stringify(value, null, 2)}\n`)
  files.set('consistency.json', json({ size1: 7, size2: 10, proof: consistency.value.map(hex) }))
  const opened = [NUMBER, CUSTOMER, TEXT].map((c) => ({
    commitment: commitment(c),
    salt: hex(c.salt),
    value: c.value,
  }))
  files.set('commitments.json', json(opened))
  files.set('strokes.json', json({ canonical: canonicalize(STROKES), hash: hashOf(STROKES) }))
  files.set('vault.json', json(await record()))
  const whole = {
    head,
    vkey: vkeyOf(ORIGIN, signer.publicKey),
    earlier: checkpoints[6] as string,
    grew: consistency.value,
  }
  files.set('cosigned.zip', await cosignedBundle(entries, whole))
  return files
}

/** The whole log, opened; a witness has cosigned its checkpoint of seven. */
async function cosignedBundle(
  entries: readonly Bytes[],
  { head, vkey, earlier, grew }: { head: string; vkey: string; earlier: string; grew: readonly Bytes[] },
): Promise<Bytes> {
  const { name, publicKey, sign } = await goldenSigner('witness.example/golden', 'witness key, for tests only')
  const id = cosignerId(name, publicKey)
  const time = BigInt(Math.floor(START / 1000) + 60)
  const stamp = new Uint8Array(8)
  new DataView(stamp.buffer).setBigUint64(0, time)
  const body = earlier.slice(0, earlier.lastIndexOf('\n\n') + 1)
  const signature = await sign(utf8(cosignedMessage(body, time)))
  const line = `— ${name} ${base64(concat(fromHex(id) as Bytes, stamp, signature))}\n`
  const witness = `${name}+${id}+${base64(concat(Uint8Array.of(4), publicKey))}`
  const { v: _, ...pad } = STROKES
  const stream = bundleStream({
    about: {
      store: 'qd-014',
      device: DEVICE,
      app: '0.1.0',
      at: new Date(START + 120_000).toISOString(),
      by: 'golden',
      filter: '{}',
      scope: 'whole',
      opened: true,
    },
    checkpoint: head,
    size: entries.length,
    vkey,
    cosigned: async () => ({ witness, checkpoint: earlier + line, proof: grew }),
    async *entries() {
      yield entries.map((bytes, seq) => ({ seq, bytes }))
    },
    proof: async () => [],
    notice: (hash) => (hash === hashOf(NOTICE) ? canonicalize(NOTICE) : null),
    async *sealed() {},
    async *keys() {},
    async *opened() {
      for (const [kind, c] of Object.entries({ number: NUMBER, customer: CUSTOMER, text: TEXT })) {
        const value = { commitment: commitment(c), salt: hex(c.salt), value: c.value }
        yield { activation: ACTIVATION, kind, value }
      }
      yield { activation: ACTIVATION, kind: 'signature', value: pad }
    },
    readme: () => 'golden\n',
    info: [],
  })
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/** One sealed record under a published data key, to try section 7 on. */
async function record() {
  const dataKey = fixed('data key, for tests only')
  const head = {
    id: hex(fixed('record', 12)),
    kind: 'number',
    activation: ACTIVATION,
    key: hex(fixed('key', 12)),
  }
  const iv = fixed('iv', 12)
  const additionalData = utf8(canonicalize({ v: 1, ...head }))
  const plain = canonicalize({ commitment: commitment(NUMBER), salt: hex(NUMBER.salt), value: NUMBER.value })
  const key = await crypto.subtle.importKey('raw', dataKey, 'AES-GCM', false, ['encrypt'])
  const box = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, utf8(plain))
  return { dataKey: hex(dataKey), record: { ...head, iv: hex(iv), box: hex(new Uint8Array(box)) }, plain }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, bytes] of await golden()) {
    const file = fileURLToPath(new URL(path, import.meta.url))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, bytes)
  }
}
