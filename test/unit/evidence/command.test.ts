/** The command itself: exits, words, and what it does with a file that is not there. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { formatProof } from '../../../utils/log/index.ts'
import { evidenceHeld, judgeEvidence, verify } from '../../run/evidence.ts'
import { bundleOf, entriesOf, logOf, partsOf, vkey } from './made.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-command-'))
const at = (name: string): string => join(folder, name)
let newer: string
beforeAll(async () => {
  const log = await logOf(entriesOf(12))
  writeFileSync(at('bundle.zip'), await bundleOf(log, { opened: true }))
  newer = (await logOf(entriesOf(15))).checkpoint
  const proof = await partsOf(log).proof(5, 12)
  writeFileSync(at('5.tlog-proof'), formatProof({ index: 5n, proof, checkpoint: log.checkpoint }))
  writeFileSync(at('entry.json'), `${Buffer.from(log.entries[5] as Uint8Array)}\n`)
  writeFileSync(at('vkey.txt'), `${vkey}\n`)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('accepts a bundle, sees one byte changed in any file of it, and a rollback', {
  timeout: 60_000,
}, async () => {
  const judged = await judgeEvidence(at('bundle.zip'), newer)
  expect(judged).toMatchObject({ sound: true, changedSeen: judged.files, entryNamed: true, rolledBack: true })
  expect(evidenceHeld(judged)).toBe(true)
})
it('takes the proof of one entry, with the entry and the key', () => {
  const proof = at('5.tlog-proof')
  expect(verify(proof, '--vkey', at('vkey.txt'), '--entry', at('entry.json')).exit).toBe(0)
  expect(verify(proof, '--vkey', vkey)).toMatchObject({ exit: 2 })
  expect(verify(proof, '--vkey', vkey, '--entry', at('vkey.txt')).exit).toBe(1)
})
it('says in words what it cannot read, in the language asked for', () => {
  expect(verify(at('nothing.zip'))).toMatchObject({ exit: 2, words: `Cannot open: ${at('nothing.zip')}\n` })
  expect(verify(at('vkey.txt')).exit).toBe(2)
  expect(verify(at('bundle.zip'), '--lang=zh-CN').words).toContain('整本日志')
  expect(verify(at('bundle.zip'), '--nonsense')).toMatchObject({ exit: 2 })
  expect(verify(at('bundle.zip'), '--vkey', 'x').words).toContain('no valid vkey')
})
