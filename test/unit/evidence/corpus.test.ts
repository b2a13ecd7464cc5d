/** Both checkers over a corpus of crafted bundles and codes: no difference. */
import { expect, it } from 'vitest'
import { checkFile, sourceOfBytes } from '../../../utils/evidence/index.ts'
import { checkBundle } from '../../checker/checker.ts'
import { bundles, type Crafted, codes } from '../../checker/corpus.ts'
import { checkCode } from '../../checker/receipt.ts'

const SEED = 20261201

async function differences(
  corpus: AsyncGenerator<Crafted>,
  second: (file: Buffer) => { readonly state: string; readonly why: string },
) {
  const found: string[] = []
  const states: Record<string, number> = { sound: 0, fault: 0, unreadable: 0 }
  let n = 0
  for await (const { name, bytes } of corpus) {
    n++
    const ours = await checkFile(sourceOfBytes(bytes))
    const theirs = second(Buffer.from(bytes))
    states[ours.state] = (states[ours.state] ?? 0) + 1
    if (ours.state !== theirs.state)
      found.push(`${name}: ${ours.state} ${ours.faults[0]?.code ?? ''} / ${theirs.state} ${theirs.why}`)
  }
  return { n, found, states }
}

it('of 400 crafted bundles', { timeout: 60_000 }, async () => {
  const { n, found, states } = await differences(bundles(SEED, 400), checkBundle)
  expect(found).toEqual([])
  expect(n).toBe(400)
  // It is a corpus of all three.
  for (const state of ['sound', 'fault', 'unreadable']) expect(states[state]).toBeGreaterThan(4)
})
it('of 150 crafted codes', { timeout: 60_000 }, async () => {
  const { n, found, states } = await differences(codes(SEED, 150), checkCode)
  expect(found).toEqual([])
  expect(n).toBe(150)
  for (const state of ['sound', 'fault', 'unreadable']) expect(states[state]).toBeGreaterThan(4)
})
