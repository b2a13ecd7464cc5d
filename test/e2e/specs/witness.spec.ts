/** The witness in a real browser: asked in the background, and a refusal shows in the popup and in the log. */
import { expect, it } from 'vitest'
import { openCheckpoint } from '../../../utils/log/index.ts'
import { startWitness, type Witness } from '../../world/witness.ts'
import { headOf, vkeyOf } from '../acts.ts'
import { browserUnderTest, until } from '../driver/index.ts'
import * as flow from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'

let witness: Witness
let counter: flow.Counter
beforeAll(async () => {
  witness = await startWitness()
  counter = await flow.openCounter({
    browser: browserUnderTest(),
    policy: (policy) => ({ ...policy, witness: { url: witness.url, vkey: witness.vkey } }),
  })
})
afterAll(async () => {
  await counter?.close()
  await witness?.close()
})

const given = (status: number) => witness.answers.filter((a) => a.status === status)

it('has the head cosigned beside the work, and tells when the witness knows a longer log', async () => {
  const vkey = await vkeyOf(counter)
  witness.trust(vkey)
  await flow.activate(counter)
  await until('a cosignature', async () => given(200).length > 0)
  const origin = vkey.split('+')[0] as string
  const seen = witness.latest(origin)
  const head = await openCheckpoint(await headOf(counter), [vkey])
  expect(head.ok && seen && seen.size <= head.value.size).toBe(true)

  if (seen) witness.remember({ ...seen, size: 100_000n })
  await flow.activate(counter, { number: flow.OTHER_NUMBER })
  await until('the refusal', async () => given(409).length > 0)
  await flow.wait('the entry', async () =>
    flow.kindsOf(await flow.logOf(counter)).includes('witness.refused'),
  )
  const entry = (await flow.logOf(counter)).find((e) => e['kind'] === 'witness.refused')
  expect(entry).toMatchObject({ why: 'rolled-back', seen: 100_000, status: 409 })
  const popup = await counter.d.newPage(counter.d.extensionUrl('popup.html'))
  await popup.waitForText(/日志被截短或退回过|cut or rolled back/)
})
