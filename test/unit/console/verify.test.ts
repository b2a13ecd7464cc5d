import { describe, expect, it } from 'vitest'
import en from '../../../components/text/en/verify.json' with { type: 'json' }
import { verdictWords } from '../../../components/verify/words.ts'
import { canonicalize, fromUtf8, utf8 } from '../../../utils/base/index.ts'
import { asNote, checkFile, sourceOfBlob, type Verdict } from '../../../utils/evidence/index.ts'
import { formatProof, vkeyOf } from '../../../utils/log/index.ts'
import { bundleOf, entriesOf, logOf, partsOf, vkey } from '../evidence/made.ts'

const lines = entriesOf(700).map((bytes) => fromUtf8(bytes) as string)
const noteOf = async (rows: readonly string[]): Promise<string> => (await logOf(rows.map(utf8))).checkpoint
const fileOf = (checkpoint: string, rows: readonly string[]): Blob =>
  new Blob([[canonicalize({ countersign: 'log/1', checkpoint, vkey }), ...rows, ''].join('\n')])
const check = (file: Blob, known: readonly string[] = [], key = ''): Promise<Verdict> =>
  checkFile(sourceOfBlob(file), { known, ...(key ? { vkey: key } : {}) })

describe('an exported log, checked with nothing but the file', () => {
  it('is sound as it was exported', async () => {
    const found = await check(fileOf(await noteOf(lines), lines))
    expect(found).toMatchObject({
      what: 'log',
      state: 'sound',
      scope: 'whole',
      entries: 700,
      of: '700',
      vkey,
    })
    expect(found.notes.map((n) => n.code)).toEqual(['note/own-key', 'note/alone'])
  })
  it('shows a changed, a missing, a moved and an added entry', async () => {
    const note = await noteOf(lines)
    const fault = async (rows: readonly string[]) => (await check(fileOf(note, rows))).faults[0]
    expect(await fault(lines.with(300, (lines[300] as string).replace('0417', '0418')))).toEqual({
      code: 'log/root',
    })
    expect(await fault(lines.toSpliced(300, 1))).toEqual({ code: 'log/missing', where: '300' })
    expect(await fault(lines.slice(0, 650))).toEqual({ code: 'log/missing', where: '650' })
    expect(await fault([...lines, 'x'])).toEqual({ code: 'log/beyond', where: '700' })
  })
  it('shows a log that was cut behind a checkpoint that left, and another history', async () => {
    const cut = lines.slice(0, 500)
    const rolled = await check(fileOf(await noteOf(cut), cut), [await noteOf(lines)])
    expect(rolled.faults).toEqual([{ code: 'log/rolled-back', where: '700' }])
    const other = lines.with(10, (lines[10] as string).replace('0417', '0418'))
    const found = await check(fileOf(await noteOf(other), other), [await noteOf(lines.slice(0, 100))])
    expect(found.faults).toEqual([{ code: 'log/two-histories', where: '100' }])
  })
  it('takes a pasted checkpoint that lost its last newline', async () => {
    const found = await check(fileOf(await noteOf(lines), lines), [(await noteOf(lines.slice(0, 9))).trim()])
    expect(found.state).toBe('sound')
    expect(verdictWords('en', found, true).lines).toContain(en['say.outside'])
  })
  it('trusts the key that the reader gives above the one in the file', async () => {
    const other = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair
    const raw = new Uint8Array(await crypto.subtle.exportKey('raw', other.publicKey))
    const found = await check(fileOf(await noteOf(lines), lines), [], vkeyOf('countersign/x', raw))
    expect(found.faults).toEqual([{ code: 'log/signature' }])
  })
  it('never throws on what is no export', async () => {
    for (const junk of ['', '{}', '\u0000', '[]\n', '{"countersign":"log/1"}\n', 'x'.repeat(2_000_000)]) {
      expect((await check(new Blob([junk]))).state).toBe('unreadable')
    }
  })
})

describe('a checkpoint by itself', () => {
  it('says whether the signature was checked', async () => {
    const note = await noteOf(lines.slice(0, 3))
    const bare = await check(new Blob([note.trim()]))
    expect(bare).toMatchObject({ what: 'checkpoint', state: 'sound', of: '3', vkey: '' })
    expect(verdictWords('en', bare, false).state).toBe('unsigned')
    expect(verdictWords('en', await check(new Blob([note]), [], vkey), false).state).toBe('sound')
    const forged = await check(new Blob([note.replace('\n3\n', '\n4\n')]), [], vkey)
    expect(forged.faults).toEqual([{ code: 'log/signature' }])
    expect((await check(new Blob(['hello']))).state).toBe('unreadable')
  })
})

describe('the proof of one entry', async () => {
  const log = await logOf(entriesOf(40))
  const proof = await partsOf(log).proof(23, 40)
  const text = formatProof({ index: 23n, proof, checkpoint: log.checkpoint })
  const entry = log.entries[23]
  const of = (given: Uint8Array | undefined, key = vkey) =>
    checkFile(sourceOfBlob(new Blob([asNote(text)])), { vkey: key, ...(given ? { entry: given } : {}) })

  it('is sound with its entry and the key, and asks for what is not there', async () => {
    expect(await of(entry)).toMatchObject({ what: 'proof', state: 'sound', scope: 'one', of: '40' })
    expect((await of(log.entries[22])).faults).toEqual([{ code: 'proof/not-in-tree', where: '23' }])
    expect((await of(undefined)).faults).toEqual([{ code: 'proof/needs-entry' }])
    expect((await of(entry, '')).faults).toEqual([{ code: 'proof/needs-key' }])
    const carried = formatProof({ index: 23n, proof, checkpoint: log.checkpoint, extra: entry as Uint8Array })
    expect((await checkFile(sourceOfBlob(new Blob([carried])), { vkey })).state).toBe('sound')
  })
})

describe('the verdict in words', () => {
  it('calls a part a part, in both languages', async () => {
    const log = await logOf(entriesOf(12))
    const found = await check(new Blob([await bundleOf(log, { part: [1, 2, 9] })]))
    expect(verdictWords('en', found, false).lines).toEqual([
      '3 of 12 entries, each with its proof; nothing follows about the others.',
    ])
    expect(verdictWords('zh-CN', found, false).lines[0]).toContain('12 条里的 3 条')
  })
  it('has words for every code that the checker can say', async () => {
    const { readFileSync } = await import('node:fs')
    const rooms = ['check-case.ts', 'unzip.ts']
      .map((f) => readFileSync(`utils/evidence/${f}`, 'utf8'))
      .join('')
    const codes = new Set(
      [...rooms.matchAll(/\| '((?:zip|log|proof|bundle|check|note)\/[a-z-]+)'/g)].map((m) => m[1]),
    )
    expect(codes.size).toBeGreaterThan(30)
    for (const code of codes) {
      expect(Object.keys(en), code).toContain(`${code?.startsWith('note/') ? 'note' : 'fault'}.${code}`)
    }
  })
})
