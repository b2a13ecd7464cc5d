import { deflateRawSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Bytes, fromUtf8, utf8 } from '../../../utils/base/index.ts'
import { checkFile, sourceOfBytes, type Verdict } from '../../../utils/evidence/index.ts'
import { bundleOf, entriesOf, logOf, type Made, NOTICE_HASH, vkey } from './made.ts'
import { type Files, pack, resealed, unpack } from './zip.ts'

const check = (bytes: Uint8Array, known: readonly string[] = []): Promise<Verdict> =>
  checkFile(sourceOfBytes(bytes), { known })
const first = (v: Verdict): string =>
  v.faults[0] ? `${v.faults[0].code} ${v.faults[0].where ?? ''}`.trim() : v.state

let log: Made
let zip: Bytes
let part: Bytes
let files: Files
let partFiles: Files
beforeAll(async () => {
  log = await logOf(entriesOf(12))
  zip = await bundleOf(log, { opened: true })
  part = await bundleOf(log, { part: [1, 2, 9] })
  files = await unpack(zip)
  partFiles = await unpack(part)
})

const lines = (bytes: Bytes | undefined): string[] =>
  (fromUtf8(bytes as Bytes) as string).split('\n').slice(0, -1)
const joined = (rows: readonly string[]): Bytes => utf8(rows.map((r) => `${r}\n`).join(''))
/** The bundle after a change of one file, with manifests that agree with the change. */
const forged = (from: Files, path: string, change: (bytes: Bytes) => Bytes): Bytes =>
  pack(resealed(new Map(from).set(path, change(from.get(path) as Bytes))))

describe('an evidence bundle', () => {
  it('is sound as it was made, whole or in part, and says which', async () => {
    expect(await check(zip)).toMatchObject({ state: 'sound', scope: 'whole', entries: 12, of: '12', vkey })
    expect(await check(part)).toMatchObject({ state: 'sound', scope: 'part', entries: 3, of: '12' })
    expect(fromUtf8(partFiles.get('bag-info.txt') as Bytes)).toContain(
      'Countersign-Scope: 3 of 12 entries; nothing follows about the others\n',
    )
  })
  it('is the same to the byte when made again', async () => {
    expect(Buffer.from(await bundleOf(log, { opened: true })).equals(Buffer.from(zip))).toBe(true)
  })
  it('holds the texts shown by their hash, and says which are no longer at hand', async () => {
    expect(files.has(`data/notices/${NOTICE_HASH}.json`)).toBe(true)
    const without = await check(await bundleOf(log, { notice: false }))
    expect(without.state).toBe('sound')
    expect(without.notes).toContainEqual({ code: 'note/notices-absent', where: '1' })
  })
  it('hands out nothing opened unless asked', () => {
    expect(files.has('data/opened.jsonl')).toBe(true)
    expect(partFiles.has('data/opened.jsonl')).toBe(false)
    expect(Buffer.from(part).includes('13800138000')).toBe(false)
  })
  it('is refused by the maker where the log has a hole', async () => {
    const holed = { ...log, entries: log.entries.slice(0, 11) }
    await expect(bundleOf(holed)).rejects.toMatchObject({ code: 'log/missing' })
  })
  it('stays sound when an ordinary tool has packed it again', async () => {
    const packed = new Map([...files].map(([path, bytes]) => [path, bytes]))
    expect((await check(pack(packed))).state).toBe('sound')
  })
  it('reads deflated members', async () => {
    // The helper writes sizes of stored members; a deflated one needs its own.
    const all = [...files].filter(([path]) => path !== 'README.txt')
    expect(all.length).toBeGreaterThan(5)
    const { packDeflated } = await import('./deflated.ts')
    expect((await check(packDeflated(files, (b) => new Uint8Array(deflateRawSync(b))))).state).toBe('sound')
  })
})

describe('one byte changed in any file of it', () => {
  it.each(['whole', 'part'])('is seen and named (%s)', async (which) => {
    const from = which === 'whole' ? files : partFiles
    for (const [path, bytes] of from) {
      for (const at of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
        const changed = bytes.slice()
        changed[at] = (changed[at] as number) ^ 1
        const verdict = await check(pack(new Map(from).set(path, changed)))
        expect(`${path} ${at} ${verdict.state}`).toBe(`${path} ${at} fault`)
        // A manifest that lies accuses the file it lies about.
        if (/manifest/.test(path)) continue
        expect(verdict.faults).toContainEqual({ code: 'bundle/manifest', where: path })
      }
    }
  })
  it('names the entry', async () => {
    const rows = lines(files.get('data/entries.jsonl'))
    for (const [seq, row] of rows.entries()) {
      const changed = joined(rows.with(seq, row.replace('QD-0001', 'QD-0002')))
      expect(first(await check(pack(new Map(files).set('data/entries.jsonl', changed))))).toBe(
        `log/entry-changed ${seq}`,
      )
    }
  })
})

describe('a bundle whose manifests were written anew', () => {
  const entries = (change: (rows: string[]) => string[]) => (from: Files) =>
    forged(from, 'data/entries.jsonl', (b) => joined(change(lines(b))))

  it('names what was done to the whole log', async () => {
    const cases: [string, (rows: string[]) => string[]][] = [
      ['log/entry-changed 4', (r) => r.with(4, (r[4] as string).replace('0417', '0418'))],
      ['log/missing 5', (r) => r.toSpliced(5, 1)],
      ['log/order 6', (r) => r.with(6, r[7] as string).with(7, r[6] as string)],
      ['log/order 8', (r) => r.toSpliced(8, 0, r[7] as string)],
      ['log/missing 9', (r) => r.slice(0, 9)],
      ['log/entry-changed 3', (r) => r.with(3, (r[3] as string).replace('"seq":3', '"seq":9'))],
      ['log/entry-changed 2', (r) => r.with(2, '{}')],
      ['log/beyond 12', (r) => [...r, r[11] as string]],
    ]
    for (const [words, change] of cases) expect(first(await check(entries(change)(files)))).toBe(words)
  })
  it('names what was done to a part', async () => {
    expect(
      first(await check(entries((r) => r.with(1, (r[1] as string).replace('0417', '0418')))(partFiles))),
    ).toBe('log/entry-changed 2')
    expect(first(await check(entries((r) => r.toSpliced(1, 1))(partFiles)))).toBe('log/missing 2')
    expect(first(await check(entries((r) => r.slice(0, 2))(partFiles)))).toBe('log/missing 9')
    const count = forged(partFiles, 'data/export.json', (b) =>
      utf8((fromUtf8(b) as string).replace('"entries":3', '"entries":4')),
    )
    expect(first(await check(count))).toBe('bundle/scope')
  })
  it('holds scope, notices and opened values to the entries', async () => {
    const whole = forged(partFiles, 'bag-info.txt', (b) =>
      utf8((fromUtf8(b) as string).replace(/Countersign-Scope: .*/, 'Countersign-Scope: whole log')),
    )
    expect(first(await check(whole))).toBe('bundle/scope')
    const notice = forged(files, `data/notices/${NOTICE_HASH}.json`, (b) => utf8(`${fromUtf8(b)} `))
    expect(first(await check(notice))).toBe(`bundle/notice ${NOTICE_HASH}`)
    const number = forged(files, 'data/opened.jsonl', (b) =>
      utf8((fromUtf8(b) as string).replace('13800138000', '13800138001')),
    )
    expect(first(await check(number))).toBe('bundle/opened 1')
    const strokes = forged(files, 'data/opened.jsonl', (b) =>
      utf8((fromUtf8(b) as string).replace('0.5', '0.6')),
    )
    expect(first(await check(strokes))).toBe('bundle/opened 2')
  })
  it('shows a rollback behind a checkpoint that left, and another history', async () => {
    const longer = await logOf(entriesOf(15))
    expect(first(await check(zip, [longer.checkpoint]))).toBe('log/rolled-back 15')
    expect(first(await check(part, [longer.checkpoint]))).toBe('log/rolled-back 15')
    const other = entriesOf(7).with(
      3,
      utf8((fromUtf8(entriesOf(7)[3] as Bytes) as string).replace('0417', '0418')),
    )
    expect(first(await check(zip, [(await logOf(other)).checkpoint]))).toBe('log/two-histories 7')
    expect((await check(zip, [(await logOf(entriesOf(7))).checkpoint])).state).toBe('sound')
  })
  it('takes no other key than the one the reader trusts', async () => {
    const stranger = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair
    const raw = new Uint8Array(await crypto.subtle.exportKey('raw', stranger.publicKey))
    const { vkeyOf } = await import('../../../utils/log/index.ts')
    const verdict = await checkFile(sourceOfBytes(zip), { vkey: vkeyOf('countersign/x', raw) })
    expect(first(verdict)).toBe('log/signature')
  })
})
