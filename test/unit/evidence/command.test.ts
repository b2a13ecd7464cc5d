/** The command itself: exits, words, and what it does with a file that is not there. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { formatProof } from '../../../utils/log/index.ts'
import { checked, evidenceHeld, judgeEvidence, verify } from '../../run/evidence.ts'
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
it('takes the proof of one entry, with the entry and the key', async () => {
  const proof = at('5.tlog-proof')
  expect((await checked(proof, '--vkey', at('vkey.txt'), '--entry', at('entry.json'))).exit).toBe(0)
  expect(await checked(proof, '--vkey', vkey)).toMatchObject({ exit: 2 })
  expect((await checked(proof, '--vkey', vkey, '--entry', at('vkey.txt'))).exit).toBe(1)
})
it('ends with 1 for a verdict alone: where the checker itself is broken it cannot say', () => {
  const tree = at('tree')
  const here = resolve(import.meta.dirname, '../../..')
  for (const folder of ['components/text', 'components/verify', 'utils', 'test/run'])
    cpSync(join(here, folder), join(tree, folder), { recursive: true })
  for (const file of ['package.json', 'package-lock.json', 'tsconfig.json'])
    cpSync(join(here, file), join(tree, file))
  symlinkSync(join(here, 'node_modules'), join(tree, 'node_modules'), 'junction')
  const run = (file: string): number | null =>
    spawnSync(process.execPath, [join(tree, 'test/run/verify.mjs'), at(file)], {
      env: { ...process.env, INIT_CWD: folder },
    }).status
  expect(run('bundle.zip')).toBe(0)
  const bytes = readFileSync(at('bundle.zip'))
  bytes[bytes.indexOf('0417')] = 0x31
  writeFileSync(at('changed.zip'), bytes)
  expect(run('changed.zip')).toBe(1)
  rmSync(join(tree, 'utils/log/tree.ts'))
  expect(run('bundle.zip')).toBe(2)
  writeFileSync(join(tree, 'utils/log/tree.ts'), 'throw new Error("broken")')
  expect(run('bundle.zip')).toBe(2)
})
it('says in words what it cannot read, in the language asked for', async () => {
  expect(verify(at('nothing.zip'))).toMatchObject({ exit: 2, words: `Cannot open: ${at('nothing.zip')}\n` })
  expect((await checked(at('vkey.txt'))).exit).toBe(2)
  expect((await checked(at('bundle.zip'), '--lang=zh-CN')).words).toContain('整本日志')
  expect(await checked(at('bundle.zip'), '--nonsense')).toMatchObject({ exit: 2 })
  expect((await checked(at('bundle.zip'), '--vkey', 'x')).words).toContain('no valid vkey')
})
