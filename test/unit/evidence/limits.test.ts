/** docs/log-format.md, section 11: at each limit both checkers take the last that is right and refuse the first that is not. */
import { deflateRawSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type Bytes,
  base64,
  canonicalize,
  concat,
  fromHex,
  fromUtf8,
  type Json,
  utf8,
} from '../../../utils/base/index.ts'
import { newCase } from '../../../utils/evidence/check-case.ts'
import { checkSealed, openedIn } from '../../../utils/evidence/check-vault.ts'
import { bundleStream, checkFile, sourceOfBytes } from '../../../utils/evidence/index.ts'
import {
  checkpointBody,
  cosignedMessage,
  cosignerId,
  cryptoSigner,
  parseCheckpoint,
  type Signer,
  signNote,
  vkeyOf,
} from '../../../utils/log/index.ts'
import { checkBundle, checkLog } from '../../checker/checker.ts'
import { packDeflated } from './deflated.ts'
import { bundleOf, bytesOf, entriesOf, header, logOf, type Made, partsOf, signer, vkey } from './made.ts'
import { type Files, pack, resealed, type Tricks, unpack } from './zip.ts'

type State = 'sound' | 'fault' | 'unreadable'

async function bothSay(bytes: Uint8Array, wanted: State, what = ''): Promise<void> {
  const first = await checkFile(sourceOfBytes(bytes))
  const second = checkBundle(Buffer.from(bytes))
  expect([what, first.state, second.state], `${first.faults[0]?.code} ${second.why}`).toEqual([
    what,
    wanted,
    wanted,
  ])
}

let log: Made
let whole: Files
let part: Files
let none: Files
beforeAll(async () => {
  log = await logOf(entriesOf(12))
  whole = await unpack(await bundleOf(log, { opened: true }))
  part = await unpack(await bundleOf(log, { part: [1, 2, 9], opened: true }))
  none = await unpack(await bundleOf(log, { part: [] }))
})

const withFile = (files: Files, path: string, text: string | Uint8Array): Bytes =>
  pack(resealed(new Map(files).set(path, typeof text === 'string' ? utf8(text) : (text as Bytes))))
const textOf = (files: Files, path: string): string => fromUtf8(files.get(path) as Bytes) as string

describe('the zip', () => {
  const name = (length: number) => `data/${'n'.repeat(length - 'countersign-evidence/data/'.length)}`

  it('names', async () => {
    await bothSay(withFile(whole, name(300), 'x'), 'sound')
    await bothSay(withFile(whole, name(301), 'x'), 'unreadable')
    for (const sign of ['\u0001', '\u001f', '\u007f', '\\', ':', '*', '?', '"', '<', '>', '|'])
      await bothSay(pack(new Map(whole).set(`data/a${sign}b`, utf8('x'))), 'unreadable', sign)
    for (const path of ['data//x', 'data/./x', 'data/../x', '..'])
      await bothSay(pack(new Map(whole).set(path, utf8('x'))), 'unreadable', path)
    for (const [a, b] of [
      ['data/A', 'data/a'],
      ['data/É', 'data/e\u0301'],
      ['data/x', 'data/x/'],
    ] as const) {
      const twins = new Map(whole).set(a, utf8('')).set(b, utf8(''))
      await bothSay(pack(resealed(twins)), 'unreadable', `${a} ${b}`)
    }
    for (const folder of ['', 'other-folder/', 'a/b/c/d/'])
      await bothSay(pack(whole, { names: (path) => `${folder}${path}` }), 'sound', folder)
    await bothSay(pack(whole, { names: (path) => `a/b/c/d/e/${path}` }), 'unreadable')
    await bothSay(pack(whole, { names: (path) => path.replace('bagit.txt', 'bagit') }), 'unreadable')
    const twice = [...whole].flatMap(([path, b]) => [['a', path, b] as const, ['b', path, b] as const])
    await bothSay(
      pack(new Map(twice.map(([folder, path, b]) => [`${folder}/${path}`, b])), { names: (path) => path }),
      'unreadable',
      'two bags',
    )
  })

  it('folders are passed over, and have no bytes', async () => {
    await bothSay(pack(new Map(whole).set('data/', utf8(''))), 'sound')
    await bothSay(pack(new Map(whole).set('data/', utf8('x'))), 'unreadable')
  })

  it('methods, locks, links and sizes', async () => {
    const tricks: Tricks[] = [
      { method: 9 },
      { method: 12 },
      { flags: 0x801 },
      { flags: 0x2800 },
      { attributes: 0o120777 * 65536 },
      { size: 5 },
    ]
    for (const trick of tricks) await bothSay(pack(whole, trick), 'unreadable', JSON.stringify(trick))
    await bothSay(pack(whole, { attributes: 0o100644 * 65536 }), 'sound')
    const deflate = (b: Bytes) => new Uint8Array(deflateRawSync(b))
    await bothSay(packDeflated(whole, deflate), 'sound')
    await bothSay(
      packDeflated(whole, (b) => concat(deflate(b), utf8('more'))),
      'fault',
    )
    await bothSay(
      packDeflated(new Map(whole).set('data/z', new Uint8Array(6_000_000)), deflate),
      'unreadable',
    )
  })

  it('members, and the directory', async () => {
    const many = new Map(whole)
    for (let n = 0; many.size < 10_000; n++) many.set(`data/f${n}`, utf8(''))
    await bothSay(pack(resealed(many)), 'sound')
    await bothSay(pack(resealed(new Map(many).set('data/one-more', utf8('')))), 'unreadable')
    const some = new Map(whole)
    for (let n = 0; some.size < 130; n++) some.set(`data/f${n}`, utf8(''))
    await bothSay(pack(resealed(some), { comment: 60_000 }), 'sound')
    await bothSay(pack(resealed(some), { comment: 61_700 }), 'unreadable')
  })

  it('zip64', async () => {
    await bothSay(pack(whole, { zip64: true }), 'sound')
    await bothSay(pack(whole, { zip64: true, size64: 5n }), 'unreadable')
    await bothSay(pack(whole, { zip64: true, size64: 2n ** 60n }), 'unreadable')
    const wide = Buffer.from(pack(whole, { zip64: true }))
    // The locator, the end record that it names, and the extra field of the first member.
    for (const at of [wide.length - 42, wide.length - 98, wide.indexOf(Buffer.of(1, 0, 24, 0))]) {
      const bytes = new Uint8Array(wide)
      bytes[at] = (bytes[at] as number) ^ 2
      await bothSay(bytes, 'unreadable', String(wide.length - at))
    }
  })
})

describe('what is signed', () => {
  const resigned = async (text: string, by: Signer = signer): Promise<string> => signNote(text, by)
  const root = () => {
    const read = parseCheckpoint(log.checkpoint)
    return read.ok ? read.value.root : new Uint8Array(0)
  }
  const body = () => log.checkpoint.slice(0, log.checkpoint.lastIndexOf('\n\n') + 1)

  it('the size of a note, and its lines', async () => {
    const bare = (await resigned(`${body()}x\n`)).length
    for (const [length, wanted] of [
      [1_000_000, 'sound'],
      [1_000_001, 'fault'],
    ] as const) {
      const note = await resigned(`${body()}${'x'.repeat(length - bare + 1)}\n`)
      await bothSay(withFile(whole, 'data/checkpoint.txt', note), wanted, String(length))
    }
    const unknown = (n: number, name = 'x') => `— ${name} ${base64(new Uint8Array(n))}\n`
    for (const [lines, wanted] of [
      [unknown(5).repeat(99), 'sound'],
      [unknown(5).repeat(100), 'fault'],
      [unknown(4), 'fault'],
      [unknown(5, 'a+b'), 'fault'],
      [unknown(5, 'a\u0085b'), 'fault'],
      [unknown(5, 'a\u3000b'), 'fault'],
      // Unicode does not count it as white space, though ECMAScript does.
      [unknown(5, 'a\ufeffb'), 'sound'],
    ] as const) {
      await bothSay(withFile(whole, 'data/checkpoint.txt', log.checkpoint + lines), wanted, lines.slice(0, 9))
    }
    // An empty line in the text, and something that looks like a signature behind it.
    const odd = await resigned(`${body()}\n${unknown(5)}`)
    await bothSay(withFile(whole, 'data/checkpoint.txt', odd), 'fault')
  })

  it('a vkey, its line, and a name that is no device', async () => {
    const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair
    const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
    const tail = vkeyOf('x', raw).length - 1
    for (const [length, wanted] of [
      [1000, 'sound'],
      [1001, 'fault'],
    ] as const) {
      const name = `countersign/${'o'.repeat(length - tail - 12)}`
      const note = await resigned(checkpointBody(name, 12, root()), cryptoSigner(name, pair.privateKey, raw))
      const files = new Map(whole).set('data/checkpoint.txt', utf8(note))
      await bothSay(withFile(files, 'data/vkey.txt', `${vkeyOf(name, raw)}\n`), wanted, String(length))
    }
    await bothSay(withFile(whole, 'data/vkey.txt', vkey), 'fault')
  })

  it('the size of a log', async () => {
    for (const [size, wanted] of [
      [2n ** 53n - 1n, 'sound'],
      [2n ** 53n, 'fault'],
    ] as const) {
      const note = await resigned(checkpointBody(signer.name, size, root()))
      const files = new Map(none)
        .set('data/checkpoint.txt', utf8(note))
        .set('data/export.json', utf8(textOf(none, 'data/export.json').replace('"of":12', `"of":${size}`)))
      const info = textOf(none, 'bag-info.txt').replace('0 of 12 entries', `0 of ${size} entries`)
      await bothSay(withFile(files, 'bag-info.txt', info), wanted, String(size))
    }
  })

  it('an entry, and the first line of a log', async () => {
    const long = (length: number): Bytes => {
      const entry = { ...header(3, 'browser.started'), pad: '' }
      const pad = length - canonicalize(entry).length
      return utf8(canonicalize({ ...entry, pad: 'a'.repeat(pad) }))
    }
    for (const [length, wanted] of [
      [65_535, 'sound'],
      [65_536, 'fault'],
    ] as const) {
      const made = await logOf([...entriesOf(3), long(length)])
      await bothSay(await bundleOf(made), wanted, `whole ${length}`)
      await bothSay(await bundleOf(made, { part: [3] }), wanted, `part ${length}`)
    }
    const first = (pad: number) =>
      utf8(
        `${canonicalize({ checkpoint: log.checkpoint, countersign: 'log/1', pad: 'a'.repeat(pad), vkey })}\n`,
      )
    for (const [length, wanted] of [
      [65_535, 'sound'],
      [65_536, 'unreadable'],
    ] as const) {
      const lines = log.entries.flatMap((bytes) => [bytes, utf8('\n')])
      const file = concat(first(length + 1 - first(0).length), ...lines)
      const said = [(await checkFile(sourceOfBytes(file))).state, checkLog(Buffer.from(file)).state]
      expect([length, ...said]).toEqual([length, wanted, wanted])
    }
  })

  it('a proof and its lines', async () => {
    const withExtension = async (lines: readonly string[]) => {
      const checkpoint = await resigned(body() + lines.map((line) => `${line}\n`).join(''))
      return unpack(await bundleOf({ ...log, checkpoint }, { part: [4] }))
    }
    await bothSay(pack(await withExtension(['x'.repeat(10_000)])), 'sound')
    await bothSay(pack(await withExtension(['x'.repeat(10_001)])), 'fault')
    const filler = Array.from({ length: 24 }, () => 'y'.repeat(8_000))
    const bare = textOf(await withExtension([...filler, 'x']), 'data/proofs.txt').length
    await bothSay(pack(await withExtension([...filler, 'x'.repeat(200_001 - bare)])), 'sound')
    await bothSay(pack(await withExtension([...filler, 'x'.repeat(200_002 - bare)])), 'fault')
  })

  it('a witness’s name, and its time', async () => {
    const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair
    const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
    for (const [name, time, wanted] of [
      ['w', 8_640_000_000_000n, 'sound'],
      ['w', 8_640_000_000_001n, 'fault'],
      ['w'.repeat(200), 1n, 'sound'],
      ['w'.repeat(201), 1n, 'fault'],
      ['𝕨'.repeat(200), 1n, 'sound'],
      ['w\u0085', 1n, 'fault'],
    ] as const) {
      const id = fromHex(cosignerId(name, raw)) as Bytes
      const message = utf8(cosignedMessage(body(), time))
      const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, message))
      const stamp = new Uint8Array(8)
      new DataView(stamp.buffer).setBigUint64(0, time)
      const line = `— ${name} ${base64(concat(id, stamp, signature))}\n`
      const witness = `${name}+${cosignerId(name, raw)}+${base64(concat(Uint8Array.of(4), raw))}`
      const cosigned = { witness, checkpoint: log.checkpoint + line, proof: [] }
      const zip = await bytesOf(bundleStream({ ...partsOf(log), cosigned: async () => cosigned }))
      await bothSay(zip, wanted, `${name.slice(0, 3)} ${time}`)
    }
  })
})

describe('the files', () => {
  it('small ones', async () => {
    const info = textOf(whole, 'bag-info.txt')
    const padded = (length: number) => `${info}Pad: ${'x'.repeat(length - info.length - 6)}\n`
    await bothSay(withFile(whole, 'bag-info.txt', padded(8_000_000)), 'sound')
    await bothSay(withFile(whole, 'bag-info.txt', padded(8_000_001)), 'fault')
  })

  it('bagit.txt, bag-info.txt, export.json and paths in a manifest', async () => {
    await bothSay(withFile(whole, 'bagit.txt', textOf(whole, 'bagit.txt').replace('1.0', '0.97')), 'fault')
    const info = textOf(whole, 'bag-info.txt')
    for (const line of ['Countersign-Scope: 1 of 9 entries', 'Payload-Oxum: 1.1'])
      await bothSay(withFile(whole, 'bag-info.txt', `${info}${line}\n`), 'fault', line)
    const said = JSON.parse(textOf(whole, 'data/export.json')) as Record<string, Json>
    for (const [name, value] of Object.entries(said)) {
      const other: Json = typeof value === 'string' ? 1 : 'x'
      const line = `${canonicalize({ ...said, [name]: other })}\n`
      await bothSay(withFile(whole, 'data/export.json', line), 'fault', name)
    }
    await bothSay(withFile(whole, 'data/a%b', 'x'), 'fault')
    await bothSay(withFile(whole, 'data/ab', 'x'), 'sound')
  })

  const record = { activation: 'a', box: base64(new Uint8Array(16)), id: 'i', iv: '', key: 'k', kind: 'text' }
  const sealedRecord = { ...record, iv: base64(new Uint8Array(12)) }
  const key = { id: 'k', recipients: ['age1x'], sealed: base64(new Uint8Array(60)) }
  const lines = (...rows: Json[]) => rows.map((row) => `${canonicalize(row)}\n`).join('')

  it('sealed records have their form, and the keys that they name', async () => {
    const right = lines({ record: sealedRecord }, { key })
    await bothSay(withFile(none, 'data/sealed.jsonl', right), 'sound')
    await bothSay(withFile(none, 'data/sealed.jsonl', ''), 'sound')
    const wrong: Record<string, string> = {
      'no key': lines({ record: sealedRecord }),
      'no record': lines({ key }),
      'a key twice': lines({ record: sealedRecord }, { key }, { key }),
      'another key': lines({ record: sealedRecord }, { key: { ...key, id: 'l' } }),
      'one key of two': lines({ record: sealedRecord }, { record: { ...sealedRecord, key: 'l' } }, { key }),
      'the key first': lines({ key }, { record: sealedRecord }),
      'a record behind a key': lines({ record: sealedRecord }, { key }, { record: sealedRecord }),
      'another member': lines({ record: { ...sealedRecord, more: '' } }, { key }),
      'a member beside': lines({ record: sealedRecord, x: 1 }, { key }),
      'a number': lines({ record: { ...sealedRecord, activation: 1 } }, { key }),
      'no iv': lines({ record }, { key }),
      'a short box': lines({ record: { ...sealedRecord, box: base64(new Uint8Array(15)) } }, { key }),
      'no base64': lines({ record: { ...sealedRecord, box: '!' } }, { key }),
      'recipients that are none': lines({ record: sealedRecord }, { key: { ...key, recipients: 'age1x' } }),
      'a recipient that is none': lines({ record: sealedRecord }, { key: { ...key, recipients: [1] } }),
      'an empty key': lines({ record: sealedRecord }, { key: { ...key, sealed: '' } }),
      'not canonical': right.replace('{"record"', '{ "record"'),
      'no end': right.slice(0, -1),
      'something else': lines({ record: sealedRecord }, { key }, { x: {} }),
      null: lines({ record: null }),
    }
    for (const [what, text] of Object.entries(wrong))
      await bothSay(withFile(none, 'data/sealed.jsonl', text), 'fault', what)
    const gone = new Map(none)
    gone.delete('data/sealed.jsonl')
    await bothSay(pack(resealed(gone)), 'fault', 'gone')
  })

  it('long lines', async () => {
    const bare = canonicalize({ record: { ...sealedRecord, box: '' } }).length
    const long = (length: number) => {
      const boxes = Math.floor((length - bare) / 4) * 4
      const kind = 'k'.repeat(length - bare - boxes)
      return lines({ record: { ...sealedRecord, box: 'A'.repeat(boxes), kind: `text${kind}` } }, { key })
    }
    await bothSay(withFile(none, 'data/sealed.jsonl', long(4_000_000)), 'sound')
    await bothSay(withFile(none, 'data/sealed.jsonl', long(4_000_001)), 'fault')
    const row = { activation: 'a', kind: 'receipt', value: { pad: '' } }
    const opened = (length: number) =>
      lines({ ...row, value: { pad: 'p'.repeat(length - canonicalize(row).length) } })
    // In a part it may belong to one of the other entries.
    await bothSay(withFile(part, 'data/opened.jsonl', opened(4_000_000)), 'sound')
    await bothSay(withFile(part, 'data/opened.jsonl', opened(4_000_001)), 'fault')
  })

  it('opened values in another form', async () => {
    const value = { commitment: '', salt: 'AB', value: 'x' }
    for (const row of [
      { activation: 1, kind: 'receipt', value: {} },
      { activation: 'a', kind: 'receipt', value: [] },
      { activation: 'a', kind: 'signature', value: { height: 1, strokes: [] } },
      { activation: 'a', kind: 'number', value },
      { activation: 'a', kind: 'number', value: { ...value, salt: 'a' } },
      { activation: 'a', kind: 'number', value: {} },
    ])
      await bothSay(withFile(part, 'data/opened.jsonl', lines(row)), 'fault', JSON.stringify(row))
  })

  it('no more data keys and opened values than memory has room for', async () => {
    async function* each(rows: readonly Json[]): AsyncGenerator<Bytes> {
      for (const row of rows) yield utf8(canonicalize(row))
    }
    const ids = ['a', 'b', 'c', 'd']
    const rows = (n: number): Json[] => [
      ...ids.slice(0, n).map((id) => ({ record: { ...sealedRecord, key: id } })),
      ...ids.slice(0, n).map((id) => ({ key: { ...key, id } })),
    ]
    const values = (n: number): Json[] =>
      [...ids.slice(0, n), ...ids.slice(0, n)].map((id) => ({ activation: id, kind: 'receipt', value: {} }))
    for (const n of [3, 4]) {
      const c = newCase('bundle')
      await checkSealed(c, each(rows(n)), 3)
      expect(c.faults).toEqual(n === 3 ? [] : [{ code: 'bundle/sealed', where: '4' }])
      const d = newCase('bundle')
      await openedIn(d, each(values(n)), 3)
      expect(d.faults).toEqual(n === 3 ? [] : [{ code: 'bundle/opened', where: '4' }])
    }
  })
})
