/** A list beside what it is checked by: the entry of its export, which names its SHA-256 and stands in the signed log. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { verdictWords } from '../../../components/verify/words.ts'
import { listProof } from '../../../entrypoints/console/list-proof.ts'
import { canonicalize, hex, sha256, utf8 } from '../../../utils/base/index.ts'
import { checkFile, PROOF_ENDING, sourceOfBytes } from '../../../utils/evidence/index.ts'
import { checked } from '../../run/evidence.ts'
import { entriesOf, header, logOf, partsOf, vkey } from './made.ts'

const LIST = utf8("\ufeff序号,工号\r\n1,'0417\r\n")
const exported = utf8(
  canonicalize({
    ...header(12, 'log.exported'),
    filter: '{"clerk":"0417"}',
    format: 'csv',
    hash: hex(sha256(LIST)),
    masked: true,
    rows: 1,
  }),
)
const log = await logOf([...entriesOf(12), exported, ...entriesOf(14).slice(13)])
const parts = partsOf(log)
const reader = {
  head: async () => ({ size: log.size, checkpoint: log.checkpoint, vkey, root: '' }),
  row: async (seq: number) => ({ seq, bytes: log.entries[seq], activation: '' }),
  proof: parts.proof,
} as never
const proofOf = async (seq: number) => new Uint8Array(await (await listProof(reader, seq)).arrayBuffer())

const folder = mkdtempSync(join(tmpdir(), 'countersign-list-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('is the file that was exported, or another one, or it was not given', async () => {
  const proof = sourceOfBytes(await proofOf(12))
  const same = await checkFile(proof, { list: sourceOfBytes(LIST) })
  expect(same).toMatchObject({ what: 'list', state: 'sound', list: { seq: 12, rows: 1, isCompared: true } })
  expect(same.about).toMatchObject({ store: 'QD-0001', by: '0417', filter: '{"clerk":"0417"}' })
  expect(verdictWords('en', same, false).heading).toBe('The list is the one that was exported')
  const changed = LIST.slice()
  changed[changed.length - 3] = 0x38
  expect((await checkFile(proof, { list: sourceOfBytes(changed) })).faults).toEqual([
    { code: 'list/differs' },
  ])
  const alone = await checkFile(proof)
  expect([alone.state, alone.notes.some((n) => n.code === 'note/list-alone')]).toEqual(['sound', true])
  expect(verdictWords('en', alone, false).heading).not.toContain('list is the one')
})
it('no other entry, proof, key or form speaks for a list', async () => {
  const fault = async (bytes: Uint8Array) =>
    (await checkFile(sourceOfBytes(bytes), { list: sourceOfBytes(LIST) })).faults[0]?.code
  expect(await fault(await proofOf(3))).toBe('list/entry')
  const text = Buffer.from(await proofOf(12)).toString()
  expect(await fault(utf8(text.replace(hex(sha256(LIST)), 'ab'.repeat(32))))).toBe('proof/not-in-tree')
  expect(await fault(utf8(text.replace('\\"rows\\":1', '\\"rows\\":2')))).toBe('proof/not-in-tree')
  expect(await fault(utf8(text.replace('index 12', 'index 11')))).toBe('proof/not-in-tree')
  expect(await fault(utf8(text.slice(0, -9)))).toBe('check/unknown')
  // An editor's line end changes nothing.
  expect(await fault(utf8(text.trimEnd()))).toBe(undefined)
})
it('the command takes the list or what it is checked by, where both lie beside each other', async () => {
  const at = (name: string): string => join(folder, name)
  writeFileSync(at('a.csv'), LIST)
  writeFileSync(at(`a.csv${PROOF_ENDING}`), await proofOf(12))
  for (const name of ['a.csv', `a.csv${PROOF_ENDING}`])
    expect(await checked(at(name))).toMatchObject({
      exit: 0,
      words: expect.stringContaining('names this very file'),
    })
  writeFileSync(at('a.csv'), Buffer.concat([LIST, Buffer.from('2\r\n')]))
  expect(await checked(at('a.csv'))).toMatchObject({
    exit: 1,
    words: expect.stringContaining('changed since'),
  })
  writeFileSync(at(`b.csv${PROOF_ENDING}`), await proofOf(12))
  expect(await checked(at(`b.csv${PROOF_ENDING}`))).toMatchObject({ exit: 0 })
  writeFileSync(at('c.csv'), LIST)
  expect((await checked(at('c.csv'))).exit).toBe(2)
})
