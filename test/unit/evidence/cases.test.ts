/** What is not there, what a computer has packed again, and what a line's end is: each is called what it is. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { verdictWords } from '../../../components/verify/words.ts'
import { type Bytes, canonicalize, concat, fromUtf8, type Json, utf8 } from '../../../utils/base/index.ts'
import { checkFile, sourceOfBytes, type Verdict } from '../../../utils/evidence/index.ts'
import { checkBundle, checkLog, type Finding } from '../../checker/checker.ts'
import { bundleOf, entriesOf, header, logOf, type Made, vkey } from './made.ts'
import { type Files, pack, resealed, unpack } from './zip.ts'

const FIXTURES = resolve(import.meta.dirname, '../../fixtures/evidence')
const fixture = (name: string): Bytes => new Uint8Array(readFileSync(join(FIXTURES, name)))

const check = (bytes: Uint8Array): Promise<Verdict> => checkFile(sourceOfBytes(bytes))
const second = (bytes: Uint8Array): Finding =>
  bytes[0] === 0x50 ? checkBundle(Buffer.from(bytes)) : checkLog(Buffer.from(bytes))

/** Both checkers agree; gives what the first has found. */
async function said(bytes: Uint8Array): Promise<Verdict> {
  const verdict = await check(bytes)
  const other = second(bytes)
  expect([other.state, other.why]).toEqual([verdict.state, other.why])
  return verdict
}
const faults = (v: Verdict): string[] => v.faults.map((f) => `${f.code} ${f.where ?? ''}`.trim())
const notes = (v: Verdict): string[] => v.notes.map((n) => n.code)
const words = (v: Verdict): string => {
  const w = verdictWords('en', v, false)
  return [w.heading, ...w.lines, ...w.notes].join('\n')
}

let log: Made
let whole: Files
let part: Files
beforeAll(async () => {
  log = await logOf(entriesOf(12))
  whole = await unpack(await bundleOf(log))
  part = await unpack(await bundleOf(log, { part: [1, 2, 9], opened: true }))
})
const withFile = (files: Files, path: string, text: string | null): Bytes => {
  const out = new Map(files)
  if (text === null) out.delete(path)
  else out.set(path, utf8(text))
  return pack(resealed(out))
}
const textOf = (files: Files, path: string): string => fromUtf8(files.get(path) as Bytes) as string
const without = (files: Files, kind: string): string =>
  textOf(files, 'data/sealed.jsonl')
    .split('\n')
    .filter((line) => line !== '' && !line.includes(`"kind":"${kind}"`))
    .map((line) => `${line}\n`)
    .join('')

describe('what is not there', () => {
  it('sealed signatures that consents speak of are missed, and the entries stay sound', async () => {
    const v = await said(fixture('signatures-taken-out.zip'))
    expect([v.state, v.log]).toEqual(['fault', 'sound'])
    expect(faults(v)).toEqual(['bundle/no-signature 15, 16'])
    expect(words(v)).toContain('The entries are sound, the bundle is not')
  })
  it('opened data that are said to be there are missed', async () => {
    const v = await said(fixture('opened-true-but-no-file.zip'))
    expect([v.state, v.log]).toEqual(['fault', 'sound'])
    expect(faults(v)).toEqual(['bundle/absent data/opened.jsonl'])
    const silent = textOf(part, 'data/export.json').replace('"opened":true', '"opened":false')
    expect(faults(await said(withFile(part, 'data/export.json', silent)))).toEqual(['bundle/scope'])
  })
  it('each kind of record is missed under its own name', async () => {
    expect(faults(await said(withFile(whole, 'data/sealed.jsonl', without(whole, 'number'))))).toEqual([
      'bundle/no-number 1',
    ])
    expect(faults(await said(withFile(whole, 'data/sealed.jsonl', without(whole, 'signature'))))).toEqual([
      'bundle/no-signature 2',
    ])
    const more = [
      { activation: 'b', kind: 'activation.opened', number: 'a1', customer: 'a2', order: null, portal: 'p' },
      { activation: 'b', kind: 'promise.stated', code: 'x', text: 'a3', services: [] },
      { activation: 'b', kind: 'receipt.issued', receipt: 'a4', answers: [] },
      { activation: 'b', kind: 'consent.given', signature: { form: 'paper', hash: '' } },
    ].map((body, n) => utf8(canonicalize({ ...header(12 + n, ''), ...body } as Json)))
    const files = await unpack(await bundleOf(await logOf([...entriesOf(12), ...more])))
    expect(faults(await said(pack(files)))).toEqual([
      'bundle/no-number 12',
      'bundle/no-customer 12',
      'bundle/no-text 13',
      'bundle/no-receipt 14',
    ])
    const erased = (body: Json) =>
      utf8(canonicalize({ ...header(16, 'log.erased'), activation: 'b', records: 4, ...(body as object) }))
    const erasedBy = async (body: Json) =>
      said(await bundleOf(await logOf([...entriesOf(12), ...more, erased(body)])))
    expect((await erasedBy({ reason: 'asked' })).state).toBe('sound')
    expect((await erasedBy({ reason: 'retention', part: 'refusals' })).state).toBe('fault')
    const elsewhere = textOf(files, 'data/export.json').replace('"filter"', '"erased":["b"],"filter"')
    const v = await said(withFile(files, 'data/export.json', elsewhere))
    expect([v.state, ...v.notes.filter((n) => n.code === 'note/erased-elsewhere')]).toEqual([
      'sound',
      { code: 'note/erased-elsewhere', where: '4' },
    ])
  })
  it('in a part it is missed where an erasure would stand in it, and else told', async () => {
    const taken = new Map(part).set('data/sealed.jsonl', utf8(without(part, 'signature')))
    taken.set('data/opened.jsonl', utf8(`${textOf(part, 'data/opened.jsonl').split('\n')[0]}\n`))
    const v = await said(pack(resealed(taken)))
    expect(v.state).toBe('sound')
    expect(v.notes).toContainEqual({ code: 'note/sealed-unsaid', where: '1' })
    const context = textOf(part, 'data/export.json').replace(
      '"countersign"',
      '"context":["log.erased"],"countersign"',
    )
    expect(faults(await said(withFile(taken, 'data/export.json', context)))).toEqual([
      'bundle/no-signature 2',
    ])
  })
})

describe('every sentence rests on something that was looked at', () => {
  it('opened values agree with their entries where they were held against some', async () => {
    expect((await said(pack(part))).notes).toContainEqual({ code: 'note/opened', where: '2' })
    const files = await unpack(await bundleOf(log, { part: [2, 9], opened: true }))
    // The product leaves such a value out.
    const v = await said(withFile(files, 'data/opened.jsonl', textOf(part, 'data/opened.jsonl')))
    expect(notes(await said(pack(files)))).not.toContain('note/opened-unbound')
    expect(v.notes).toContainEqual({ code: 'note/opened', where: '1' })
    expect(v.notes).toContainEqual({ code: 'note/opened-unbound', where: '1' })
    // None of the activation's entries is in it: all that was opened hangs in the air.
    const row = textOf(part, 'data/opened.jsonl')
    const none = await unpack(await bundleOf(log, { part: [9], opened: true }))
    const bare = await said(withFile(none, 'data/opened.jsonl', row))
    expect(words(bare)).not.toContain('each agrees')
    expect(bare.notes).toContainEqual({ code: 'note/opened-unbound', where: '2' })
  })
  it('sealed records are there where it says so, and an empty part holds nothing', async () => {
    expect((await said(pack(whole))).notes).toContainEqual({ code: 'note/sealed', where: '2' })
    const none = await said(pack(await unpack(await bundleOf(log, { part: [] }))))
    expect(notes(none)).toContain('note/sealed-none')
    expect(words(none)).not.toMatch(/each with its proof|These entries/)
  })
  it('files that it does not read are named', async () => {
    const v = await said(withFile(whole, 'data/proofs.txt', 'nobody reads this'))
    expect(v.notes).toContainEqual({ code: 'note/other-files', where: 'data/proofs.txt' })
    expect(notes(await said(pack(whole)))).not.toContain('note/other-files')
  })
  it('a checkpoint of an empty log agrees with nothing', async () => {
    const empty = (await logOf([])).checkpoint
    const v = await checkFile(sourceOfBytes(pack(whole)), { known: [empty] })
    expect(verdictWords('en', v, true).lines).toHaveLength(1)
    expect(notes(v)).toContain('note/known-empty')
  })
  it('an entry without the form of one is not called changed where the tree vouches for it', async () => {
    const odd = (body: object) => utf8(canonicalize({ ...header(12, 'browser.started'), ...body } as Json))
    for (const [body, wanted] of [
      [{ at: '2026-02-30T00:00:00.000Z' }, 'fault'],
      [{ at: '2026-11-23T24:00:00.000Z' }, 'fault'],
      [{ at: '2026-11-23T23:59:60.000Z' }, 'fault'],
      [{ mono: -1 }, 'fault'],
      [{ mono: 0.5, tz: 'Z', policy: 'short', boot: '', device: header(0, '')['device'] as Json }, 'sound'],
    ] as const) {
      const made = await logOf([...entriesOf(12), odd(body)])
      const got = await said(await bundleOf(made))
      expect([got.state, ...faults(got)]).toEqual([
        wanted,
        ...(wanted === 'fault' ? ['log/entry-form 12'] : []),
      ])
      const some = await said(await bundleOf(made, { part: [3, 12] }))
      expect([some.state, ...faults(some)]).toEqual([
        wanted,
        ...(wanted === 'fault' ? ['log/entry-form 12'] : []),
      ])
    }
    for (const name of ['tz-Z.zip', 'activation-upper-hex.zip'])
      expect((await said(fixture(name))).state).toBe('sound')
  })
})

describe('a bundle that a computer has packed again', () => {
  it('is sound, and said to be packed again', async () => {
    const v = await said(fixture('macosx-beside.zip'))
    expect([v.state, v.log]).toEqual(['sound', 'sound'])
    expect(notes(v)).toContain('note/repacked')
    const own = [...whole].map(([path, b]) => [`countersign-evidence/${path}`, b] as const)
    for (const path of [
      '__MACOSX/countersign-evidence/data/._entries.jsonl',
      'countersign-evidence/.DS_Store',
      'countersign-evidence/data/.DS_Store',
      'countersign-evidence/data/notices/Thumbs.db',
      'countersign-evidence/desktop.ini',
      '._countersign-evidence',
    ]) {
      const zip = pack([...own, [path, utf8('x')]], { names: (name) => name })
      const got = await said(zip)
      expect([path, got.state, notes(got).includes('note/repacked')]).toEqual([path, 'sound', true])
    }
    expect(notes(await said(pack(whole)))).not.toContain('note/repacked')
  })
  it('with a file of somebody else in it is not as it was exported; its entries are', async () => {
    const own = [...whole].map(([path, b]) => [`countersign-evidence/${path}`, b] as const)
    const v = await said(pack([...own, ['letter.docx', utf8('x')]], { names: (name) => name }))
    expect([v.state, v.log, ...faults(v)]).toEqual(['fault', 'sound', 'bundle/unlisted letter.docx'])
    expect(words(v)).toContain('The entries are sound, the bundle is not')
  })
  it('with other line ends: no entry is called changed', async () => {
    const lines = textOf(whole, 'data/entries.jsonl')
    for (const text of [lines.slice(0, -1), lines.replaceAll('\n', '\r\n'), `${lines}\n`]) {
      const v = await said(withFile(whole, 'data/entries.jsonl', text))
      expect([v.state, v.log, ...faults(v)]).toEqual([
        'fault',
        'sound',
        'bundle/line-ends data/entries.jsonl',
      ])
    }
  })
})

describe('an exported log whose lines end otherwise', () => {
  const file = (): Bytes =>
    concat(
      utf8(`${canonicalize({ checkpoint: log.checkpoint, countersign: 'log/1', vkey })}\n`),
      ...log.entries.flatMap((bytes) => [bytes, utf8('\n')]),
    )
  it('is the same log', async () => {
    const v = await said(fixture('log-no-final-newline.jsonl'))
    expect([v.state, v.log, notes(v).includes('note/line-open')]).toEqual(['sound', 'sound', true])
    const text = fromUtf8(file()) as string
    for (const [other, note] of [
      [text.slice(0, -1), 'note/line-open'],
      [text.replaceAll('\n', '\r\n'), 'note/line-ends'],
      [text.replaceAll('\n', '\r\n').slice(0, -1), 'note/line-open'],
      [`${text}\n\n`, 'note/line-ends'],
      [`\ufeff${text}`, 'note/line-ends'],
    ] as const) {
      const got = await said(utf8(other))
      expect([got.state, notes(got).includes(note)]).toEqual(['sound', true])
    }
    expect(notes(await said(file())).some((n) => n.startsWith('note/line'))).toBe(false)
  })
  it('that breaks off within an entry is torn there, and no entry is called changed', async () => {
    const v = await said(file().slice(0, -30))
    expect([v.state, ...faults(v)]).toEqual(['fault', 'log/torn 11'])
    const changed = utf8((fromUtf8(file()) as string).replace('"seq":4,', '"seq":4, '))
    expect(faults(await said(changed))).toEqual(['log/entry-changed 4'])
    const between = utf8((fromUtf8(file()) as string).replace('\n{', '\n\n{'))
    expect((await said(between)).state).toBe('fault')
  })
})
