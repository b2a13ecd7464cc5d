/** The bundle is made and checked as it flows: neither side ever holds it whole. */
import { expect, it } from 'vitest'
import type { Bytes } from '../../../utils/base/index.ts'
import { bundleStream, checkFile, type Source } from '../../../utils/evidence/index.ts'
import { entriesOf, logOf, partsOf } from './made.ts'

it('pulls no more of the log than what has been taken from the stream', async () => {
  const log = await logOf(entriesOf(20_000))
  const parts = partsOf(log)
  let pulled = 0
  let most = 0
  let taken = 0
  const stream = bundleStream({
    ...parts,
    async *entries() {
      pulled = 0
      for (let seq = 0; seq < log.size; seq++) {
        pulled++
        yield [{ seq, bytes: log.entries[seq] as Bytes }]
      }
    },
  })
  const reader = stream.getReader()
  const chunks: Uint8Array[] = []
  const length = (log.entries[100] as Bytes).length
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    taken += value.length
    // Only while the entries themselves flow: the leaves are read in a second pass.
    if (taken < 20_000 * length * 0.9) most = Math.max(most, pulled * length - taken)
  }
  // Two batches of 64 KB and a little.
  expect(most).toBeLessThan(300_000)

  const file = Buffer.concat(chunks)
  let largest = 0
  let held = 0
  const source: Source = {
    size: file.length,
    async read(from, want) {
      largest = Math.max(largest, want)
      held += want
      return new Uint8Array(file.subarray(from, from + want))
    },
  }
  expect(await checkFile(source)).toMatchObject({ state: 'sound', entries: 20_000 })
  expect(largest).toBeLessThanOrEqual(262_144)
  // Once for the manifest, once for what it says.
  expect(held).toBeLessThan(file.length * 2.2)
})
