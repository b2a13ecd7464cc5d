import { describe, expect, it } from 'vitest'
import { checkLog, checkNote } from '../../../components/verify/check.ts'
import { canonicalize, utf8 } from '../../../utils/base/index.ts'
import {
  checkpointBody,
  cryptoSigner,
  emptyEdge,
  extend,
  leafHash,
  rootOf,
  signNote,
  vkeyOf,
} from '../../../utils/log/index.ts'

const ORIGIN = 'example.invalid/counter'
const keys = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair
const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey))
const signer = cryptoSigner(ORIGIN, keys.privateKey, publicKey)
const vkey = vkeyOf(ORIGIN, publicKey)

const entries = (n: number): string[] =>
  Array.from({ length: n }, (_, seq) =>
    canonicalize({ v: 1, seq, kind: 'browser.started', at: '2026-11-23T02:44:05.123Z' }),
  )

async function noteOf(lines: readonly string[]): Promise<string> {
  const edge = extend(
    emptyEdge(),
    lines.map((l) => leafHash(utf8(l))),
  ).edge
  return signNote(checkpointBody(ORIGIN, lines.length, rootOf(edge)), signer)
}
const fileOf = (checkpoint: string, lines: readonly string[]): Blob =>
  new Blob([[canonicalize({ countersign: 'log/1', checkpoint, vkey }), ...lines, ''].join('\n')])

describe('an exported log, checked with nothing but the file', () => {
  const lines = entries(700)

  it('is sound as it was exported', async () => {
    const found = await checkLog(fileOf(await noteOf(lines), lines), '', '')
    expect(found).toMatchObject({ kind: 'log', fault: null, size: 700, vkey, outside: false })
  })
  it('shows a changed, a missing, a moved and an added entry', async () => {
    const note = await noteOf(lines)
    const changed = lines.with(300, (lines[300] as string).replace('browser', 'brewser'))
    expect(await checkLog(fileOf(note, changed), '', '')).toMatchObject({ fault: 'log/root' })
    expect(await checkLog(fileOf(note, lines.toSpliced(300, 1)), '', '')).toMatchObject({
      fault: 'log/order',
      where: '300',
    })
    expect(await checkLog(fileOf(note, lines.slice(0, 650)), '', '')).toMatchObject({
      fault: 'log/missing',
      where: '650',
    })
    expect(await checkLog(fileOf(note, [...lines, 'x']), '', '')).toMatchObject({ fault: 'verify/beyond' })
  })
  it('shows a log that was cut behind a checkpoint that left, and another history', async () => {
    const cut = lines.slice(0, 500)
    expect(await checkLog(fileOf(await noteOf(cut), cut), await noteOf(lines), '')).toMatchObject({
      fault: 'log/rolled-back',
    })
    const other = lines.with(10, (lines[10] as string).replace('browser', 'brewser'))
    const found = await checkLog(fileOf(await noteOf(other), other), await noteOf(lines.slice(0, 100)), '')
    expect(found).toMatchObject({ fault: 'log/two-histories' })
  })
  it('takes a pasted checkpoint that lost its last newline', async () => {
    const found = await checkLog(
      fileOf(await noteOf(lines), lines),
      (await noteOf(lines.slice(0, 9))).trim(),
      '',
    )
    expect(found).toMatchObject({ fault: null, outside: true })
  })
  it('trusts the key that the reader gives above the one in the file', async () => {
    const other = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair
    const raw = new Uint8Array(await crypto.subtle.exportKey('raw', other.publicKey))
    const found = await checkLog(fileOf(await noteOf(lines), lines), '', vkeyOf(ORIGIN, raw))
    expect(found.fault).toBe('log/signature')
  })
  it('never throws on what is no export', async () => {
    for (const junk of ['', '{}', '\u0000', '[]\n', '{"countersign":"log/1"}\n', 'x'.repeat(2_000_000)]) {
      expect((await checkLog(new Blob([junk]), '', '')).fault).toBe('verify/not-an-export')
    }
  })
})

describe('a checkpoint by itself', () => {
  it('says whether the signature was checked', async () => {
    const note = await noteOf(entries(3))
    expect(await checkNote(note, '')).toMatchObject({ fault: null, signed: false, size: '3', origin: ORIGIN })
    expect(await checkNote(note, vkey)).toMatchObject({ fault: null, signed: true })
    expect(await checkNote(note.replace('\n3\n', '\n4\n'), vkey)).toMatchObject({ fault: 'log/signature' })
    expect(await checkNote('hello', vkey)).toMatchObject({ fault: 'verify/not-a-checkpoint' })
  })
})
