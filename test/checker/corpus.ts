/**
 * Crafted bundles and codes, made of a seed: honest ones, and each with something that somebody may do to it, from what a
 * computer does by itself to what a forger does. Two checkers have to say the same of every one.
 */
import { deflateRawSync } from 'node:zlib'
import {
  type Bytes,
  base64,
  canonicalize,
  fromUtf8,
  hex,
  type Json,
  sha256,
  utf8,
} from '../../utils/base/index.ts'
import { partsOf as codeParts, encodeBody, receiptTexts, toDigits } from '../../utils/evidence/index.ts'
import { emptyEdge, extend, inclusionProof, leafHash, signNote, type Tile } from '../../utils/log/index.ts'
import { packDeflated } from '../unit/evidence/deflated.ts'
import {
  bundleOf,
  entriesOf,
  header,
  logOf,
  NOTICE_HASH,
  ORIGIN,
  signer,
  vkey,
} from '../unit/evidence/made.ts'
import { type Files, pack, resealed, unpack } from '../unit/evidence/zip.ts'

/** Numbers of a seed (mulberry32). */
function random(seed: number): (below: number) => number {
  let a = seed >>> 0
  return (below) => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = a
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}
type Draw = (below: number) => number
const one = <T>(draw: Draw, of: readonly T[]): T => of[draw(of.length)] as T

export interface Crafted {
  readonly name: string
  readonly bytes: Uint8Array
}

// ── logs whose entries are odd, signed as they are ───────────────────────────────────────────────────────────────────

/** Written by hand: what is nested deeper than the format allows has no canonical form. */
const nested = (deep: number): string => {
  let value = '1'
  for (let i = 0; i < deep; i++) value = i % 2 === 0 ? `[${value}]` : `{"a":${value}}`
  return value
}

/** What stands in the last entry beside, or in place of, the header. */
const ODD: Readonly<Record<string, Json>> = {
  'mono with a fraction': { mono: 12.5 },
  'mono below zero': { mono: -1 },
  'mono as a text': { mono: '1' },
  'tz Z': { tz: 'Z' },
  'tz empty': { tz: '' },
  'tz as a number': { tz: 8 },
  'upper-case activation': { activation: 'ABCDEF0123456789ABCDEF01' },
  'short policy': { policy: 'ab' },
  'policy in upper case': { policy: 'AB'.repeat(32) },
  'boot empty': { boot: '' },
  'store with signs': { store: '门店 "1"\u007f\u2028' },
  'second 60': { at: '2026-11-23T02:59:60.000Z' },
  'hour 24': { at: '2026-11-23T24:00:00.000Z' },
  '30 February': { at: '2026-02-30T00:00:00.000Z' },
  '29 February of a leap year': { at: '2028-02-29T00:00:00.000Z' },
  '29 February of another': { at: '2026-02-29T00:00:00.000Z' },
  'month 13': { at: '2026-13-01T00:00:00.000Z' },
  'year 0000': { at: '0000-01-01T00:00:00.000Z' },
  'no milliseconds': { at: '2026-11-23T02:00:00Z' },
  'at with an offset': { at: '2026-11-23T02:00:00.000+08:00' },
  'at goes back': { at: '2020-01-01T00:00:00.000Z' },
  'v 2': { v: 2 },
  'v as a text': { v: '1' },
  'seq of another place': { seq: 3 },
  'seq with a fraction': { seq: 12.5 },
  'seq below zero': { seq: -1 },
  'another device': { device: 'f'.repeat(24) },
  'device in upper case': { device: '0123456789ABCDEF01234567' },
  'an unknown kind': { kind: 'a.new.thing', anything: [1, { b: null }] },
  'an unknown kind with a notice': { kind: 'a.new.thing', notice: 'c'.repeat(64) },
  'an unknown kind with the notice at hand': { kind: 'a.new.thing', notice: NOTICE_HASH },
  'a notice that is no hash': { kind: 'notice.presented', notice: 'x' },
  'a notice that is no text': { kind: 'notice.presented', notice: 7 },
  'kind empty': { kind: '' },
  'kind as a number': { kind: 1 },
  'nested 999 deep': { deep: nested(998) },
  'nested 1,000 deep': { deep: nested(999) },
  'nested 1,001 deep': { deep: nested(1000) },
  'big and small numbers': { n: [1e21, 1e-7, -0, 0.1, 2 ** 53, 5e-324] },
  'a signature that is a text': { kind: 'consent.given', activation: 'b', signature: 'x' },
  'a signature in another form': {
    kind: 'consent.given',
    activation: 'b',
    signature: { form: 'spoken', hash: 'd'.repeat(64) },
  },
  'a signature on paper': { kind: 'consent.given', activation: 'b', signature: { form: 'paper', hash: '' } },
  'a signature without a hash': { kind: 'consent.given', activation: 'b', signature: { form: 'strokes' } },
  'a signature that is nowhere': {
    kind: 'consent.renewed',
    activation: 'b',
    signature: { form: 'mark', hash: 'e'.repeat(64) },
  },
  'a number that is nowhere': {
    kind: 'activation.opened',
    activation: 'b',
    number: 'e'.repeat(64),
    customer: null,
  },
  'a number of no activation': { kind: 'activation.opened', number: 'e'.repeat(64), customer: null },
  'words of a promise that are nowhere': { kind: 'promise.stated', activation: 'b', text: 'e'.repeat(64) },
  'a receipt that is nowhere': {
    kind: 'receipt.issued',
    activation: 'b',
    receipt: 'e'.repeat(64),
    answers: [],
  },
  'an erasure': { kind: 'log.erased', activation: 'a'.repeat(24), records: 3, reason: 'x' },
  'an erasure of a part': {
    kind: 'log.erased',
    activation: 'a'.repeat(24),
    part: 'refusals',
    records: 3,
    reason: 'x',
  },
}

async function oddEntry(draw: Draw, name: string): Promise<Crafted> {
  const members = { ...header(12, 'browser.started'), ...(ODD[name] as object) } as Record<string, Json>
  const text = canonicalize(members)
  const { deep } = members
  const odd = utf8(typeof deep === 'string' ? text.replace(JSON.stringify(deep), deep) : text)
  const after = draw(2) === 0 ? [] : entriesOf(14).slice(13)
  const log = await logOf([...entriesOf(12), odd, ...after])
  const part = draw(2) === 0 ? { part: [1, 2, 12] } : {}
  return {
    name: `${name}${'part' in part ? ', in a part' : ''}`,
    bytes: await bundleOf(log, { ...part, opened: draw(2) === 0 }),
  }
}

/** Entries that are not canonical JSON, or no JSON: signed all the same. */
const RAW: Readonly<Record<string, (text: string) => string>> = {
  'a space': (t) => t.replace(',', ', '),
  'names in another order': (t) => `{"v":1,${t.slice(1).replace(',"v":1}', '}')}`,
  'a name twice': (t) => t.replace('{', '{"activation":"",'),
  'a number in another form': (t) => t.replace('"mono":12000', '"mono":1.2e4'),
  'an escape that is none of ours': (t) => t.replace('QD-0001', '\\u0051D-0001'),
  'a lone surrogate': (t) => t.replace('QD-0001', '\\ud800'),
  'an array': () => '[]',
  'no JSON': () => 'x',
  'a byte order mark': (t) => `\ufeff${t}`,
  'a carriage return behind it': (t) => `${t}\r`,
  nothing: () => '',
}

async function rawEntry(draw: Draw, name: string): Promise<Crafted> {
  const text = canonicalize(header(12, 'browser.started'))
  const log = await logOf([...entriesOf(12), utf8((RAW[name] as (t: string) => string)(text))])
  // The maker of bundles reads entries, so it is given honest ones, and the odd one is put in by hand.
  const honest = await logOf([...entriesOf(12), utf8(text)])
  const files = await unpack(await bundleOf(honest))
  const lines = log.entries.map((bytes) => `${fromUtf8(bytes)}\n`).join('')
  files.set('data/entries.jsonl', utf8(lines))
  files.set('data/leaves.txt', utf8(log.entries.map((b) => `${hex(leafHash(b))}\n`).join('')))
  if (draw(4) > 0) files.set('data/checkpoint.txt', utf8(log.checkpoint))
  return { name: `${name}, ${draw(4)}`, bytes: pack(resealed(files)) }
}

// ── files of a bundle, changed with lists that agree ─────────────────────────────────────────────────────────────────

type Change = (text: string, draw: Draw) => string
const FORMS: Readonly<Record<string, Change>> = {
  'no last line end': (t) => t.replace(/\n$/, ''),
  'carriage returns': (t) => t.replaceAll('\n', '\r\n'),
  'an empty line more': (t) => `${t}\n`,
  'an empty line first': (t) => `\n${t}`,
  'a byte order mark': (t) => `\ufeff${t}`,
  'a space at the end': (t) => t.replace(/\n$/, ' \n'),
  nothing: () => '',
  'a line out': (t, draw) =>
    t
      .split('\n')
      .toSpliced(draw(t.split('\n').length), 1)
      .join('\n'),
  'a line twice': (t, draw) => {
    const rows = t.split('\n')
    const at = draw(Math.max(1, rows.length - 1))
    return rows.toSpliced(at, 0, rows[at] as string).join('\n')
  },
  'two lines swapped': (t, draw) => {
    const rows = t.split('\n')
    const at = draw(Math.max(1, rows.length - 2))
    return rows.length < 3
      ? t
      : rows
          .with(at, rows[at + 1] as string)
          .with(at + 1, rows[at] as string)
          .join('\n')
  },
  'a sign changed': (t, draw) => {
    const at = draw(Math.max(1, t.length))
    return t.slice(0, at) + String.fromCharCode(0x21 + draw(90)) + t.slice(at + 1)
  },
  'a sign out': (t, draw) => {
    const at = draw(Math.max(1, t.length))
    return t.slice(0, at) + t.slice(at + 1)
  },
}

/** What export.json may say otherwise. */
const SAID: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  'a further member': { more: { of: [1] } },
  'a filter that is no JSON': { filter: 'everything' },
  'a filter that is none': { filter: 1 },
  'opened, the other way': { opened: 'flip' },
  'opened as a text': { opened: 'true' },
  'names in noticesAbsent that nothing names': { noticesAbsent: ['f'.repeat(64), 'x', 1] },
  'noticesAbsent that is none': { noticesAbsent: 'x' },
  'erased, the activation': { erased: ['a'.repeat(24)] },
  'erased, another': { erased: ['z'] },
  'erased that is none': { erased: 'a' },
  'context with erasures': { context: ['activation.opened', 'log.erased'] },
  'context of other kinds': { context: ['a.new.thing'] },
  'context that is none': { context: [1] },
  'another device': { device: 'f'.repeat(24) },
  'another number': { entries: 3 },
  'a number with a fraction': { entries: 1.5 },
  'the other scope': { scope: 'flip' },
  'a scope that is none': { scope: 'most' },
  'another version': { countersign: 'evidence/2' },
  'another store': { store: 'x', at: 'yesterday', by: '' },
}

const MORE: Readonly<Record<string, string>> = {
  'data/proofs.txt': 'nobody reads this',
  'data/leaves.txt': 'nobody reads this\n',
  'data/more.bin': '\u0000',
  'data/notices/x.json': '{}',
  [`data/notices/${'0'.repeat(64)}.json`]: '{}',
  [`data/notices/${NOTICE_HASH.toUpperCase()}.json`]: '{}',
  'data/opened.jsonl': '',
  'more.txt': 'x',
  'fetch.txt': '',
  'verify.html': '<p>',
  '.DS_Store': 'x',
  'data/._entries.jsonl': 'x',
  'data/Thumbs.db': 'x',
  '__MACOSX/._bagit.txt': 'x',
}

/** How a whole zip is packed. */
const PACKED: Readonly<Record<string, (files: Files) => Bytes>> = {
  'another folder': (f) => pack(f, { names: (path) => `evidence of November/${path}` }),
  'no folder': (f) => pack(f, { names: (path) => path }),
  'two folders': (f) => pack(f, { names: (path) => `a/countersign-evidence/${path}` }),
  'six folders': (f) => pack(f, { names: (path) => `a/b/c/d/e/f/${path}` }),
  'a letter beside': (f) =>
    pack([...f, ['../x', utf8('x')]], { names: (p) => (p === '../x' ? 'letter.txt' : `b/${p}`) }),
  'a bag beside the bag': (f) =>
    pack([...f, ['\u0000', utf8('x')]], { names: (p) => (p === '\u0000' ? 'c/bagit.txt' : `b/${p}`) }),
  'junk of a computer': (f) =>
    pack([...f, ['\u0000', utf8('x')]], {
      names: (p) => (p === '\u0000' ? '__MACOSX/b/bagit.txt' : `b/${p}`),
    }),
  'the bag named as junk': (f) => pack(f, { names: (path) => `__MACOSX/${path}` }),
  deflated: (f) => packDeflated(f, (b) => new Uint8Array(deflateRawSync(b))),
  zip64: (f) => pack(f, { zip64: true }),
}

const CHECKPOINT: Readonly<Record<string, (note: string) => Promise<string> | string>> = {
  'U+007F in it': (note) => resigned(note, 'a\u007fb\n'),
  'U+0001 in it': (note) => note.replace('\n\n', '\n\u0001\n\n'),
  'an extension': (note) => resigned(note, 'more\n'),
  'an empty extension': (note) => resigned(note, '\n'),
  '100 lines': (note) => note + `— x ${base64(new Uint8Array(5))}\n`.repeat(99),
  '101 lines': (note) => note + `— x ${base64(new Uint8Array(5))}\n`.repeat(100),
  'its line twice': (note) => note + note.slice(note.lastIndexOf('—')),
  'a signature of a larger S': (note) => malleable(note),
  'no signature': (note) => `${note.slice(0, note.lastIndexOf('\n\n') + 1)}\n`,
}
const textPart = (note: string): string => note.slice(0, note.lastIndexOf('\n\n') + 1)
const resigned = async (note: string, more: string): Promise<string> => {
  try {
    return await signNote(textPart(note) + more, signer)
  } catch {
    return note.replace('\n\n', `\n${more}\n`)
  }
}

/** The same signature with S + L: another encoding of it, which RFC 8032 refuses. */
function malleable(note: string): string {
  const line = note.slice(note.lastIndexOf('—'))
  const bytes = Buffer.from(line.trim().split(' ')[2] as string, 'base64')
  const L = 2n ** 252n + 27742317777372353535851937790883648493n
  let s = L
  for (let i = 0; i < 32; i++) s += BigInt(bytes[36 + i] as number) << BigInt(8 * i)
  for (let i = 0; i < 32; i++) bytes[36 + i] = Number((s >> BigInt(8 * i)) & 255n)
  return note.replace(line, `— ${ORIGIN} ${bytes.toString('base64')}\n`)
}

async function base(draw: Draw): Promise<{ name: string; files: Files; whole: boolean }> {
  const size = one(draw, [3, 7, 12])
  const whole = draw(2) === 0
  const opened = draw(2) === 0
  const part = [1, 2, size - 1].filter((n, i, all) => all.indexOf(n) === i && draw(4) > 0)
  const log = await logOf(entriesOf(size))
  const files = await unpack(await bundleOf(log, { ...(whole ? {} : { part }), opened, notice: draw(3) > 0 }))
  return {
    name: `${whole ? 'whole' : `part ${part.join()}`} of ${size}${opened ? ', opened' : ''}`,
    files,
    whole,
  }
}

async function changedBundle(draw: Draw, n: number): Promise<Crafted> {
  const { name, files } = await base(draw)
  const kind = n % 7
  const text = (path: string): string => fromUtf8(files.get(path) as Bytes) ?? ''
  if (kind === 0) {
    const path = one(draw, [...files.keys()])
    const form = one(draw, Object.keys(FORMS))
    files.set(path, utf8((FORMS[form] as Change)(text(path), draw)))
    // The lists themselves are left as they were changed.
    const zip = /manifest/.test(path) ? pack(files) : pack(resealed(files))
    return { name: `${name}: ${form} in ${path}`, bytes: zip }
  }
  if (kind === 1) {
    const what = one(draw, Object.keys(SAID))
    const said = JSON.parse(text('data/export.json')) as Record<string, Json>
    const other = { ...said, ...SAID[what] }
    if (other['opened'] === 'flip') other['opened'] = said['opened'] !== true
    if (other['scope'] === 'flip') other['scope'] = said['scope'] === 'whole' ? 'part' : 'whole'
    files.set('data/export.json', utf8(`${canonicalize(other)}\n`))
    return { name: `${name}: ${what}`, bytes: pack(resealed(files)) }
  }
  if (kind === 2) {
    const path = one(draw, Object.keys(MORE))
    files.set(path, utf8(MORE[path] as string))
    return { name: `${name}: also ${path}`, bytes: draw(2) === 0 ? pack(resealed(files)) : pack(files) }
  }
  if (kind === 3) {
    const path = one(draw, [...files.keys()])
    files.delete(path)
    return { name: `${name}: without ${path}`, bytes: draw(4) === 0 ? pack(files) : pack(resealed(files)) }
  }
  if (kind === 4) {
    const how = one(draw, Object.keys(PACKED))
    return { name: `${name}: ${how}`, bytes: (PACKED[how] as (f: Files) => Bytes)(files) }
  }
  if (kind === 5) {
    const how = one(draw, Object.keys(CHECKPOINT))
    const note = await (CHECKPOINT[how] as (n: string) => Promise<string> | string)(
      text('data/checkpoint.txt'),
    )
    const old = text('data/checkpoint.txt')
    files.set('data/checkpoint.txt', utf8(note))
    if (files.has('data/proofs.txt'))
      files.set('data/proofs.txt', utf8(text('data/proofs.txt').replaceAll(old, note)))
    return { name: `${name}: checkpoint with ${how}`, bytes: pack(resealed(files)) }
  }
  const lines = text('data/sealed.jsonl').split('\n').filter(Boolean)
  const out = lines.filter(() => draw(3) > 0)
  files.set('data/sealed.jsonl', utf8(out.map((line) => `${line}\n`).join('')))
  return { name: `${name}: ${out.length} of ${lines.length} sealed lines`, bytes: pack(resealed(files)) }
}

/** All of it, in an order that the seed gives. */
export async function* bundles(seed: number, count: number): AsyncGenerator<Crafted> {
  const draw = random(seed)
  for (const name of Object.keys(ODD)) yield oddEntry(draw, name)
  for (const name of Object.keys(RAW)) yield rawEntry(draw, name)
  const fixed = Object.keys(ODD).length + Object.keys(RAW).length
  for (let n = 0; n < count - fixed; n++) yield changedBundle(draw, n)
}

// ── receipt's codes ──────────────────────────────────────────────────────────────────────────────────────────────────

async function honestCode(draw: Draw, body: Readonly<Record<string, Json>> = {}) {
  const before = entriesOf(2 + draw(9))
  const answers = Array.from({ length: draw(30) }, (_, n) => hex(sha256(utf8(`answer ${n}`))))
  const entry = {
    ...header(before.length, 'receipt.issued'),
    activation: 'a'.repeat(24),
    receipt: hex(sha256(utf8('receipt'))),
    answers,
    ...body,
  } as Json
  const entries = [
    ...before,
    utf8(canonicalize(entry)),
    ...entriesOf(20).slice(before.length + 1, before.length + 1 + draw(5)),
  ]
  const { tiles } = extend(emptyEdge(), entries.map(leafHash))
  const kept = new Map(tiles.map((t: Tile) => [`${t.level}/${t.n}`, t.bytes]))
  const proof = await inclusionProof(
    before.length,
    entries.length,
    async (l, n) => kept.get(`${l}/${n}`) ?? null,
  )
  if (!proof.ok) throw new Error(proof.error.code)
  const checkpoint = (await logOf(entries)).checkpoint
  return { entry: entries[before.length] as Bytes, proof: proof.value, checkpoint, vkey }
}

const fullWidth = (text: string): string =>
  text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))

/** What happens to the text of a code on its way. */
const ON_THE_WAY: Readonly<Record<string, (texts: readonly string[], draw: Draw) => string>> = {
  'as it is': (t) => t.join('\n'),
  'without its beginning': (t) => t.map((x) => x.replace('CSR1:', '')).join('\n'),
  'small letters': (t) => t.join('\n').toLowerCase(),
  'full width': (t) => fullWidth(t.join('\n')),
  'a full-width colon': (t) => t.join('\n').replaceAll(':', '：'),
  'broken into lines': (t) => t.join('\n').replace(/\d{30}/g, '$&\r\n '),
  'other white space': (t) => t.join('\u3000').replace(/\d{40}/g, '$&\u2003'),
  'white space that is none': (t) => t.join('\n').replace(/\d{40}/g, '$&\u0085'),
  'with an invisible character': (t) => t.join('\n').replace(/\d{40}/, '$&\u200b'),
  'in a message': (t) => `您的回执：\n${t.join('\n')}\n请保管。`,
  'with a figure behind it': (t) => `${t.join('\n')} 2026`,
  'with a letter behind it': (t) => `${t.join('\n')}x 2026`,
  'behind an address': (t) => t.map((x) => x.replace('CSR1:', 'https://verify.example/page?x=1#')).join('\n'),
  'behind an address that is not ASCII': (t) =>
    t.map((x) => x.replace('CSR1:', 'https://核对.example/页#')).join('\n'),
  'behind an address with a space': (t) =>
    t.map((x) => x.replace('CSR1:', 'https://verify.example/a b#')).join('\n'),
  'behind an empty address': (t) => t.map((x) => x.replace('CSR1:', 'https://#')).join('\n'),
  'behind another version': (t) => t.join('\n').replaceAll('CSR1:', 'CSR2:'),
  twice: (t) => [...t, ...t].join('\n'),
  'the other way round': (t) => [...t].reverse().join('\n'),
  'a figure changed': (t, draw) => {
    const text = t.join('\n')
    const at = 5 + draw(text.length - 5)
    return text.slice(0, at) + String(draw(10)) + text.slice(at + 1)
  },
  'a figure out': (t, draw) => {
    const text = t.join('\n')
    const at = 5 + draw(text.length - 5)
    return text.slice(0, at) + text.slice(at + 1)
  },
  'cut off': (t) => t.join('\n').slice(0, -17),
  nothing: () => '',
  'other figures': () => '1234567890'.repeat(9),
}

const ODD_RECEIPT: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  'no receipt': { kind: 'handover.confirmed' },
  'a receipt that is no hash': { receipt: 'x' },
  'a receipt in upper case': { receipt: 'AB'.repeat(32) },
  'answers that are none': { answers: 'x' },
  'an answer that is no hash': { answers: ['x'] },
  'no answers': { answers: [] },
  'agreed in another form': { agreed: [1] },
  'another device': { device: 'f'.repeat(24) },
  'second 60': { at: '2026-11-23T02:59:60.000Z' },
  'tz Z': { tz: 'Z' },
}

/** Codes by their text, by their bytes, in one part or several. */
export async function* codes(seed: number, count: number): AsyncGenerator<Crafted> {
  const draw = random(seed)
  const ways = Object.keys(ON_THE_WAY)
  for (const name of Object.keys(ODD_RECEIPT)) {
    const proof = await honestCode(draw, ODD_RECEIPT[name])
    yield { name, bytes: utf8(receiptTexts(proof).join('\n')) }
  }
  for (let n = Object.keys(ODD_RECEIPT).length; n < count; n++) {
    const proof = await honestCode(draw)
    const body = encodeBody(proof)
    const most = one(draw, [1600, 1600, 300, 4000, 64 + draw(900)])
    let parts: readonly Bytes[]
    try {
      parts = codeParts(body, most)
    } catch {
      parts = codeParts(body)
    }
    if (n % 4 === 0) {
      // The bytes of a part, whole or with one of them changed.
      const bytes = (parts[0] as Bytes).slice()
      if (draw(3) > 0) {
        const at = draw(bytes.length)
        bytes[at] = (bytes[at] as number) ^ (1 << draw(8))
      }
      yield { name: `bytes of one of ${parts.length}, ${n}`, bytes }
      continue
    }
    const way = one(draw, ways)
    let texts = parts.map((part) => `CSR1:${toDigits(part)}`)
    if (draw(6) === 0) texts = texts.slice(1)
    const text =
      texts.length === 0 ? '' : (ON_THE_WAY[way] as (t: readonly string[], d: Draw) => string)(texts, draw)
    yield { name: `${way}, ${texts.length} of ${parts.length}`, bytes: utf8(text) }
  }
}
