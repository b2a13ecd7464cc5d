/** Taking back by the receipt's code: at the counter whose log it is of, and at another one. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { canonicalize, hex, type ServiceId, utf8 } from '../../../utils/base/index.ts'
import { checkFullReceipt, checkReceiptCode } from '../../../utils/evidence/index.ts'
import { leafHash } from '../../../utils/log/index.ts'
import {
  activation,
  agreeToAll,
  answer,
  begin,
  finish,
  openCounter,
  type TestCounter,
  ticked,
} from './open-counter.ts'

const RING = 'qinghe-ring-tone' as ServiceId
const SAFE = 'qinghe-account-safety' as ServiceId
const MALL = 'jixi-mall' as ServiceId

let c: TestCounter
beforeEach(async () => {
  c = await openCounter()
})
afterEach(async () => {
  c.close()
  await new Promise((done) => setTimeout(done, 0))
})

const all = async (kind: string) => (await c.entries()).filter((e) => e['kind'] === kind)

/** Ring tone and an account agreed, insurance refused, confirmed; gives the code on the receipt. */
async function receipted(): Promise<{ id: string; code: string }> {
  const id = await activation(c, { services: ticked('RBT06', 'INS03') })
  await c.ok('panel.add-account', { activation: id, service: MALL })
  let view = await begin(c, id)
  while (view.step === 'item')
    view = await answer(c, view, view.items[view.at]?.service === SAFE ? 'refuse' : 'agree')
  await agreeToAll(c, view)
  await c.ok('sign.close', { activation: id })
  await c.read({ services: ticked('RBT06') })
  await c.order(['PLAN39', 'RBT06'].map((code) => ({ code, action: 'add' })))
  await c.read({ services: ticked('RBT06'), confirmed: { order: 'X1' } })
  const code = (await c.ok('sign.open', { activation: id })).codes.join('\n')
  return { id, code }
}

const shown = async (code: string) => {
  const view = await c.ok('withdraw.code', { code })
  return view
}

describe('at the counter where it was given', () => {
  it('days later: one action a service, own entry and own receipt; the other one still stands', async () => {
    const { id, code } = await receipted()
    await c.ok('sign.handover', { activation: id as never, handset: true })
    c.clock.wall += 20 * 86_400_000
    const view = await shown(code)
    if (!view.here) throw new Error('not of this log')
    expect(view.number).toBe('')
    expect(view.decisions.map((d) => [d.service, d.canWithdraw]).sort()).toEqual([
      [MALL, true],
      [SAFE, false],
      [RING, true],
    ])
    const taken = await c.ok('withdraw.take', { decision: `${id}:${RING}`, by: 'receipt', number: '' })
    expect(taken.decision).toMatchObject({ service: RING, state: 'withdrawn', remove: true })
    expect(await all('consent.withdrawn')).toMatchObject([{ service: RING, by: 'receipt', activation: id }])
    expect(taken.receipt).toMatchObject({ about: 'withdrawal', number: '', id })
    expect(taken.receipt.withdrawn.map((l) => l.service)).toEqual([RING])
    expect(taken.receipt.agreed.map((l) => l.service)).toEqual([MALL])
    const proof = await checkReceiptCode(taken.codes.join('\n'))
    if (!proof.ok) throw new Error(proof.error.code)
    expect(checkFullReceipt(JSON.stringify(taken.receipt), proof.value).ok).toBe(true)
    // The very answers, of which one is left, and the withdrawal itself.
    const leaves = await Promise.all(
      ['consent.given', 'consent.refused', 'consent.withdrawn'].map(async (kind) =>
        (await all(kind)).map((e) => hex(leafHash(utf8(canonicalize(e))))),
      ),
    )
    expect([...proof.value.answers].sort()).toEqual(leaves.flat().sort())
    expect(proof.value.answers.at(-1)).toBe(leaves[2]?.[0])
    expect(Object.keys(proof.value.agreed)).toEqual([MALL])
    // The new receipt's code does as well as the old one, and so does the number.
    const second = await shown(taken.codes.join('\n'))
    expect(second.here && second.decisions.find((d) => d.service === MALL)?.canWithdraw).toBe(true)
    const close = await c.ok('withdraw.take', { decision: `${id}:${MALL}`, by: 'receipt', number: '' })
    expect(close.receipt.withdrawn.find((l) => l.service === MALL)?.close?.['zh-CN']).not.toBe('')
    expect(
      await c.ask('withdraw.take', { decision: `${id}:${MALL}`, by: 'receipt', number: '' }),
    ).toMatchObject({ error: { code: 'decision/not-valid' } })
  })

  it('while the activation is open: gate and permit close at once', async () => {
    const { id, code } = await receipted()
    await c.ok('panel.open-site', { activation: id as never, service: MALL })
    const view = await shown(code)
    expect(view.here).toBe(true)
    const taken = await c.ok('withdraw.take', { decision: `${id}:${MALL}`, by: 'receipt', number: '' })
    expect(c.closed).toHaveLength(1)
    expect((await all('permit.expired')).at(-1)).toMatchObject({ service: MALL, why: 'withdrawn' })
    expect((await c.ask('panel.open-site', { activation: id as never, service: MALL })).ok).toBe(false)
    // It is the receipt that the customer's display shows as well.
    expect((await c.ok('sign.seen', { activation: id as never })).receipt).toEqual(taken.receipt)
  })

  it('what was given anew since is what is taken back', async () => {
    const { id, code } = await receipted()
    await c.ok('sign.handover', { activation: id as never, handset: true })
    await c.ok('withdraw.take', { decision: `${id}:${RING}`, by: 'counter', number: '138 **** 8000' })
    await c.read({ services: [], confirmed: null, order: null })
    const later = await activation(c, { services: ticked('RBT06') })
    await agreeToAll(c, await begin(c, later))
    const now = await shown(code)
    expect(now.here && now.decisions.find((d) => d.service === RING)).toMatchObject({
      decision: `${later}:${RING}`,
      canWithdraw: true,
    })
  })

  it('a changed digit, half a code, no code: nothing is shown and nothing is written', async () => {
    const { code } = await receipted()
    const size = (await c.entries()).length
    const at = Math.floor(code.length / 2)
    const changed = code.slice(0, at) + ((Number(code[at]) + 1) % 10) + code.slice(at + 1)
    for (const bad of [changed, code.slice(0, at), '13800138000', ''])
      expect((await c.ask('withdraw.code', { code: bad })).ok, bad.slice(0, 20)).toBe(false)
    expect(await c.ask('withdraw.elsewhere', { code, answer: '' })).toMatchObject({
      error: { code: 'decision/here' },
    })
    expect(await c.entries()).toHaveLength(size)
  })
})

describe('at another counter', () => {
  it('the services in words, an entry for each that is taken back, a receipt that says what comes next', async () => {
    const { code } = await receipted()
    const answers = (await all('receipt.issued')).at(-1)?.['answers'] as string[]
    c.close()
    c = await openCounter()
    const view = await shown(code)
    if (view.here) throw new Error('of this log')
    // What was refused is not there to be taken back.
    expect(view.answers.map((a) => [a.service, a.name?.['zh-CN'] !== undefined, a.received]).sort()).toEqual([
      [MALL, true, null],
      [RING, true, null],
    ])
    const ring = view.answers.find((a) => a.service === RING)?.answer as string
    expect(answers).toContain(ring)
    const after = await c.ok('withdraw.elsewhere', { code, answer: ring })
    expect(after.answers.find((a) => a.service === RING)?.received).not.toBeNull()
    expect(await all('withdrawal.received')).toMatchObject([
      { activation: '', answers: [ring], services: [RING], shown: { store: 'pingdu-rmlu-demo' } },
    ])
    expect(await c.kinds()).not.toContain('consent.withdrawn')
    expect(after.receipt).toMatchObject({ about: 'received', agreed: [], from: { whole: false } })
    expect(after.receipt.withdrawn.map((l) => l.service)).toEqual([RING])
    expect(await checkReceiptCode(after.codes.join('\n'))).toMatchObject({ ok: true })
    // The second names both; twice is once.
    const mall = view.answers.find((a) => a.service === MALL)?.answer as string
    const both = await c.ok('withdraw.elsewhere', { code, answer: mall })
    expect(both.receipt.withdrawn.map((l) => l.service).sort()).toEqual([MALL, RING])
    expect(await c.ask('withdraw.elsewhere', { code, answer: mall })).toMatchObject({
      error: { code: 'decision/not-valid' },
    })
  })
})

describe('by number, outside an activation', () => {
  it('has a receipt too, with the number as it was asked for', async () => {
    const id = await activation(c)
    await agreeToAll(c, await begin(c, id))
    await finish(c, id, ['RBT06'])
    const list = await c.ok('withdraw.number', { number: '13800138000', tail: id.slice(-4) })
    const taken = await c.ok('withdraw.take', {
      decision: list.decisions[0]?.decision as string,
      by: 'counter',
      number: list.number,
    })
    expect(taken.receipt).toMatchObject({ about: 'withdrawal', number: '138 **** 8000', agreed: [] })
    expect((await all('receipt.issued')).at(-1)).toMatchObject({
      receipt: taken.receipt.hash,
      activation: id,
    })
    expect(taken.codes).toHaveLength(1)
  })

  it('given in an earlier activation and taken back in this one: this one’s receipt says so', async () => {
    const id = await activation(c)
    await agreeToAll(c, await begin(c, id))
    await finish(c, id, ['RBT06'])
    await c.read({ services: [], confirmed: null, order: null })
    const later = await activation(c, { services: [] })
    await c.ok('panel.withdraw', { activation: later, decision: `${id}:${RING}` })
    await c.ok('sign.seen', { activation: later })
    await c.order([{ code: 'PLAN39', action: 'add' }])
    await c.read({ services: [], confirmed: { order: 'X2' } })
    const view = await c.ok('sign.open', { activation: later })
    expect(view.receipt?.withdrawn.map((l) => l.service)).toEqual([RING])
  })
})
