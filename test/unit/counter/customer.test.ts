import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ActivationId, ServiceId } from '../../../utils/base/index.ts'
import { MOST_STROKES } from '../../../utils/consent/index.ts'
import { verifyTables } from '../../../utils/store/index.ts'
import type { Stroke } from '../../../utils/wire/index.ts'
import {
  activation,
  agreeToAll,
  answer,
  begin,
  beside,
  cross,
  finish,
  hand,
  openCounter,
  signature,
  type TestCounter,
  ticked,
  twiceRefused,
} from './open-counter.ts'

const RING = 'qinghe-ring-tone' as ServiceId
const FREE = 'qinghe-fraud-warning' as ServiceId
const MALL = 'jixi-mall' as ServiceId
const DAY = 86_400_000

let c: TestCounter
beforeEach(async () => {
  c = await openCounter()
})
afterEach(async () => {
  // Whatever was done: answers, notices, vault and columns agree with the entries.
  expect(await verifyTables()).toEqual({ ok: true, value: null })
  c.close()
  await new Promise((done) => setTimeout(done, 0))
})

const given = async () =>
  (await c.entries()).filter((e) => e['kind'] === 'consent.given' || e['kind'] === 'consent.renewed')
const last = async (kind: string) => (await c.entries()).findLast((e) => e['kind'] === kind)
const stateOf = async (id: ServiceId) =>
  (await c.ok('panel.open', {})).view.activation?.services.find((s) => s.id === id)?.state

describe('withdrawing', () => {
  it('in the panel: one action, own entry, gate and permit closed at once', async () => {
    const id = await activation(c)
    await c.ok('panel.add-account', { activation: id, service: MALL })
    await agreeToAll(c, await begin(c, id))
    const open = await c.ok('panel.open-site', { activation: id, service: MALL })
    expect(open.activation?.services.find((s) => s.id === MALL)?.permit?.state).toBe('open')
    const consent = (await given()).find((e) => e['service'] === MALL)
    const view = await c.ok('panel.withdraw', { activation: id, decision: `${id}:${MALL}` })
    expect(view.activation?.services.find((s) => s.id === MALL)).toMatchObject({
      state: 'withdrawn',
      permit: null,
      remove: false,
      decision: null,
    })
    expect(c.closed).toHaveLength(1)
    expect(await last('permit.expired')).toMatchObject({ service: MALL, why: 'withdrawn' })
    expect(await last('consent.withdrawn')).toMatchObject({
      service: MALL,
      of: consent?.['seq'],
      by: 'counter',
    })
    expect((await c.ask('panel.open-site', { activation: id, service: MALL })).ok).toBe(false)
    // The other one still holds.
    expect(await stateOf(RING)).toBe('given')
    // The customer's screen says how to close it.
    const shown = await c.ok('sign.open', { activation: id })
    expect(shown.step).toBe('withdrawn')
    expect(shown.withdrawn[0]?.close['zh-CN']).not.toBe('')
    // A receipt of its own, before the portal has confirmed anything.
    const [slip, ...none] = shown.slips
    expect(none).toEqual([])
    expect(slip?.receipt).toMatchObject({ about: 'withdrawal', number: '138 **** 8000', order: null })
    expect(slip?.receipt.withdrawn.map((l) => l.service)).toEqual([MALL])
    expect(slip?.receipt.agreed.map((l) => l.service)).toEqual([RING])
    expect(slip?.codes).toHaveLength(1)
    expect(await last('receipt.issued')).toMatchObject({ activation: id, receipt: slip?.receipt.hash })
    expect((await c.ok('sign.seen', { activation: id })).step).not.toBe('withdrawn')
    // The next one names both, on one paper.
    await c.ok('panel.withdraw', { activation: id, decision: `${id}:${RING}` })
    const both = (await c.ok('sign.open', { activation: id })).slips
    expect(both.map((p) => p.receipt.withdrawn.map((l) => l.service).sort())).toEqual([[MALL, RING].sort()])
    expect((await c.ok('sign.seen', { activation: id })).slips).toEqual([])
    // Twice is once.
    expect(await c.ask('panel.withdraw', { activation: id, decision: `${id}:${MALL}` })).toMatchObject({
      ok: false,
      error: { code: 'decision/not-valid' },
    })
  })

  it('a carrier service that was ordered stays on the panel until its removal has been seen', async () => {
    const id = await activation(c)
    await agreeToAll(c, await begin(c, id))
    await finish(c, id, ['RBT06'])
    // Days later, by number, on our own page.
    c.clock.wall += 20 * DAY
    const list = await c.ok('withdraw.number', { number: '138 0013 8000', tail: id.slice(-4) })
    expect(list).toMatchObject({ number: '138 **** 8000', decisions: [{ service: RING, canWithdraw: true }] })
    const after = await c.ok('withdraw.take', {
      decision: list.decisions[0]?.decision as string,
      by: 'counter',
      number: list.number,
    })
    expect(after.decision).toMatchObject({ state: 'withdrawn', canWithdraw: false, remove: true })
    const again = await activation(c, { services: [] })
    expect(again).not.toBe(id)
    const row = async () =>
      (await c.ok('panel.open', {})).view.activation?.services.find((s) => s.id === RING)
    expect(await row()).toMatchObject({ state: 'withdrawn', remove: true })
    // Another order says nothing about it.
    await c.order([{ code: 'PLAN39', action: 'add' }])
    expect(await row()).toMatchObject({ remove: true })
    await c.order([{ code: 'RBT06', action: 'delete' }])
    expect(await row()).toBeUndefined()
    expect((await c.ok('withdraw.number', { number: '13800138000' })).decisions[0]).toMatchObject({
      state: 'withdrawn',
      remove: false,
    })
  })

  it('after the confirmation: a receipt of its own names what was taken back', async () => {
    const id = await activation(c)
    await agreeToAll(c, await begin(c, id))
    await c.order(['PLAN39', 'RBT06'].map((code) => ({ code, action: 'add' })))
    await c.read({ confirmed: { order: 'X1' } })
    await c.ok('panel.withdraw', { activation: id, decision: `${id}:${RING}` })
    const receipts = (await c.entries()).filter((e) => e['kind'] === 'receipt.issued')
    expect(receipts).toHaveLength(2)
    const shown = await c.ok('sign.seen', { activation: id })
    expect(shown.step).toBe('hand-over')
    expect(shown.receipt?.agreed).toEqual([])
    expect(shown.receipt?.withdrawn.map((l) => l.service)).toEqual([RING])
  })

  it('in the console, and what was never ordered needs no removal', async () => {
    const id = await activation(c)
    await agreeToAll(c, await begin(c, id))
    const { decisions } = await c.ok('console.decisions', { number: '13800138000' })
    await c.ok('console.withdraw', { decision: decisions[0]?.decision as string, number: '' })
    expect(await last('consent.withdrawn')).toMatchObject({ by: 'console' })
    const view = (await c.ok('panel.open', {})).view
    expect(view.activation?.services[0]).toMatchObject({ state: 'withdrawn', remove: false })
    expect(view.activation?.gate.open).toBe(false)
  })

  it('of another number, of nothing, of no number: nothing happens', async () => {
    const id = await activation(c)
    await agreeToAll(c, await begin(c, id))
    const other = await activation(c, { number: '13800138001' })
    expect(await c.ask('panel.withdraw', { activation: other, decision: `${id}:${RING}` })).toMatchObject({
      error: { code: 'decision/none' },
    })
    expect(
      await c.ask('withdraw.take', { decision: `${'0'.repeat(24)}:${RING}`, by: 'counter', number: '' }),
    ).toMatchObject({
      error: { code: 'decision/none' },
    })
    expect(await c.ask('withdraw.number', { number: '12345' })).toMatchObject({
      error: { code: 'number/not-a-number' },
    })
    expect((await c.ok('console.decisions', { number: '13900000000' })).decisions).toEqual([])
    expect(await c.kinds()).not.toContain('consent.withdrawn')
  })
})

describe('no means no', () => {
  const refuse = async (id: ActivationId) => {
    const view = await begin(c, id)
    await answer(c, view, 'refuse')
    await c.ok('sign.close', { activation: id })
  }

  it('the clerk cannot ask again within the time, not across activations either', async () => {
    const id = await activation(c)
    await refuse(id)
    expect(await c.ask('panel.hand-over', { activation: id, promise: 'none', text: null })).toMatchObject({
      error: { code: 'session/nothing-to-ask' },
    })
    await finish(c, id, [])
    c.clock.wall += 100 * DAY
    const later = await activation(c)
    expect(await stateOf(RING)).toBe('refused')
    expect(await c.ask('panel.hand-over', { activation: later, promise: 'none', text: null })).toMatchObject({
      error: { code: 'session/nothing-to-ask' },
    })
    expect(await c.ask('stopped.ask', { service: MALL, promise: 'none', text: null })).toMatchObject({
      ok: true,
    })
  })

  it('after the time it is a new question', async () => {
    const id = await activation(c)
    await refuse(id)
    await finish(c, id, [])
    c.clock.wall += 181 * DAY
    const later = await activation(c)
    expect((await begin(c, later)).step).toBe('item')
  })

  it('"the customer asks": their own screen asks first; no ends it and is written down', async () => {
    const id = await activation(c)
    await refuse(id)
    await c.ok('panel.ask-again', { activation: id, service: RING })
    const view = await begin(c, id)
    expect(view.step).toBe('asked')
    expect(view.items[0]?.earlier).not.toBeNull()
    // The clerk's page cannot skip the question.
    const item = view.items[0]
    expect(
      await c.ask('sign.answer', {
        activation: id,
        service: RING,
        hash: item?.notices['zh-CN'].hash as string,
        lang: 'zh-CN',
        answer: 'agree',
      }),
    ).toMatchObject({ error: { code: 'session/not-now' } })
    const after = await c.ok('sign.asked', { activation: id, service: RING, yes: false, lang: 'zh-CN' })
    expect(after.step).toBe('done')
    expect(await last('consent.asked')).toMatchObject({ service: RING, yes: false })
    expect(await stateOf(RING)).toBe('refused')
    expect(await given()).toEqual([])
  })

  it('yes is written down, and stands in the consent', async () => {
    const id = await activation(c)
    await refuse(id)
    await c.ok('panel.ask-again', { activation: id, service: RING })
    await begin(c, id)
    const view = await c.ok('sign.asked', { activation: id, service: RING, yes: true, lang: 'zh-CN' })
    expect(view.step).toBe('item')
    await agreeToAll(c, view)
    expect(await last('consent.asked')).toMatchObject({ yes: true })
    expect(await last('consent.given')).toMatchObject({ service: RING, asked: 'customer' })
    expect(await stateOf(RING)).toBe('given')
  })

  it('yes and then no is a refusal that the customer asked about, and it is respected anew', async () => {
    const id = await activation(c)
    await refuse(id)
    await c.ok('panel.ask-again', { activation: id, service: RING })
    await begin(c, id)
    await answer(
      c,
      await c.ok('sign.asked', { activation: id, service: RING, yes: true, lang: 'zh-CN' }),
      'refuse',
    )
    expect(await last('consent.refused')).toMatchObject({ asked: 'customer' })
    expect(await stateOf(RING)).toBe('refused')
  })

  it.each(['nobody-there', 'not-understood', 'no-companion'] as const)(
    '"not today" (%s) is no no of theirs: named so on screen and paper, and asked for again without the question',
    async (why) => {
      const id = await activation(c, { age: why === 'not-understood' ? 70 : 35 })
      let view = await begin(
        c,
        id,
        why === 'nobody-there' ? 'child' : 'self',
        why === 'nobody-there' ? 'none' : null,
      )
      if (why === 'nobody-there') view = await answer(c, view, 'refuse')
      else if (why === 'not-understood')
        for (let i = 0; i < 2; i++) {
          await answer(c, view, 'agree')
          view = await c.ok('sign.check', { activation: id, service: RING, yes: false, lang: 'zh-CN' })
        }
      else {
        await answer(c, view, 'agree')
        view = await c.ok('sign.back-out', { activation: id, group: 'carrier', alone: true, lang: 'zh-CN' })
      }
      expect(await last('consent.refused')).toMatchObject({ why })
      expect(view.items).toMatchObject([{ service: RING, answer: 'refuse', notToday: true }])
      const shown = (await c.ok('panel.open', {})).view.activation?.services.find((s) => s.id === RING)
      expect(shown).toMatchObject({ state: 'refused', notToday: why, ticked: true, canAskAgain: true })
      c = await c.restart()
      await c.ok('panel.ask-again', { activation: id, service: RING })
      await c.ok('panel.hand-over', { activation: id, promise: 'none', text: null })
      expect(await c.ok('sign.open', { activation: id })).toMatchObject({
        step: 'item',
        items: [{ earlier: null, notToday: false }],
      })
      await c.read({ services: [] })
      await c.order([{ code: 'PLAN39', action: 'add' }])
      await c.read({ services: [], confirmed: { order: 'X1' } })
      const { receipt } = await c.ok('sign.open', { activation: id })
      expect(receipt?.notToday?.map((l) => l.service)).toEqual([RING])
      expect(receipt?.refused).toEqual([])
    },
  )

  it('a no that is their own stays under what they did not agree to', async () => {
    const id = await activation(c)
    await refuse(id)
    await c.read({ services: [] })
    await c.order([{ code: 'PLAN39', action: 'add' }])
    await c.read({ services: [], confirmed: { order: 'X1' } })
    const { receipt } = await c.ok('sign.open', { activation: id })
    expect(receipt?.refused.map((l) => l.service)).toEqual([RING])
    expect(receipt).not.toHaveProperty('notToday')
  })

  it('only what was refused can be asked for again', async () => {
    const id = await activation(c)
    expect(await c.ask('panel.ask-again', { activation: id, service: RING })).toMatchObject({
      error: { code: 'service/not-refused' },
    })
  })
})

describe('who signs', () => {
  it('under 14: the guardian, with relation; the age of the portal is not talked away', async () => {
    const id = await activation(c, { age: 12 })
    await c.ok('panel.hand-over', { activation: id, promise: 'none', text: null })
    for (const who of ['self', 'adult', 'teen'] as const)
      expect(await c.ask('sign.who', { activation: id, who, relation: 'mother' })).toMatchObject({
        error: { code: 'signer/age' },
      })
    expect(await c.ask('sign.who', { activation: id, who: 'child', relation: null })).toMatchObject({
      error: { code: 'session/not-now' },
    })
    const view = await c.ok('sign.who', { activation: id, who: 'child', relation: 'grandparent' })
    expect(view.signer).toBe('guardian')
    await agreeToAll(c, view)
    // The name on the portal is the child's: it says nothing of who signed.
    expect((await last('consent.given'))?.['signer']).toEqual({
      who: 'guardian',
      user: 'child',
      relation: 'grandparent',
      identified: 'none',
      companion: false,
    })
  })

  it.each([
    ['child', 40, RING, 'portal-real-name'],
    ['child', 12, RING, 'document-seen'],
    ['child', null, RING, 'document-seen'],
    ['teen', 15, RING, 'document-seen'],
    ['teen', 15, FREE, 'portal-real-name'],
    ['teen', 40, RING, 'portal-real-name'],
    ['teen', 40, FREE, 'document-seen'],
    ['self', 40, RING, 'portal-real-name'],
    ['self', null, RING, 'portal-real-name'],
    ['adult', 40, MALL, 'portal-real-name'],
  ] as const)(
    'identified by the portal only where its person signs: for a %s, portal age %s, %s: %s',
    async (user, age, service, identified) => {
      const code = { [RING]: ['RBT06'], [FREE]: ['AFG00'], [MALL]: [] }[service as string] ?? []
      const id = await activation(c, { age, services: ticked(...code) })
      if (service === MALL) await c.ok('panel.add-account', { activation: id, service: MALL })
      const needs = user !== 'self' && !(user === 'teen' && service === FREE)
      const view = await begin(c, id, user, needs ? 'mother' : null)
      const panel = async () => (await c.ok('panel.open', {})).view.activation?.unidentified
      expect(await panel()).toBe(identified === 'document-seen')
      if (identified === 'document-seen') {
        await c.ok('panel.document-seen', { activation: id })
        expect(await panel()).toBe(false)
      }
      await agreeToAll(c, view)
      expect((await last('consent.given'))?.['signer']).toMatchObject({ user, identified })
    },
  )

  it('nobody there who may answer: it can be refused and no more, and that is no refusal of the customer', async () => {
    const id = await activation(c, { age: 40 })
    const view = await begin(c, id, 'child', 'none')
    expect(view.absent).toBe(true)
    await expect(answer(c, view, 'agree')).rejects.toThrow('signer/absent')
    await answer(c, view, 'refuse')
    const refused = await last('consent.refused')
    expect(refused).toMatchObject({ why: 'nobody-there' })
    expect(refused).not.toHaveProperty('who')
    expect((await c.ok('withdraw.number', { number: '13800138000' })).decisions).toEqual([])
  })

  it('how large the text was stands in the entry where the window could say it', async () => {
    const view = await begin(c, await activation(c, {}))
    const item = view.items[0]
    if (!item) throw new Error('no item')
    const about = { activation: view.activation, service: item.service, hash: item.notices.en.hash } as const
    const shown = { lang: 'en', layer: 'key', ms: 1, scrolled: true, aloud: false, size: 2 } as const
    await c.ok('sign.presented', { ...about, ...shown, zoom: 125, px: 21 })
    expect(await last('notice.presented')).toMatchObject({ size: 2, zoom: 125, px: 21 })
    await c.ok('sign.presented', { ...about, ...shown })
    expect(await last('notice.presented')).not.toHaveProperty('zoom')
    expect(await last('notice.presented')).not.toHaveProperty('px')
  })

  it('under 14 all data is sensitive: that the list was shown with why and what it means is written down', async () => {
    const shown = async (number: string, who: 'child' | 'teen') => {
      const id = await activation(c, { number, age: 40 })
      const view = await begin(c, id, who, 'mother')
      const item = view.items[0]
      if (!item) throw new Error('no item')
      const about = { activation: id, service: item.service, hash: item.notices.en.hash, lang: 'en' } as const
      for (const layer of ['key', 'full'] as const)
        await c.ok('sign.presented', { ...about, layer, ms: 1, scrolled: true, aloud: false, size: 1 })
      return (await c.entries()).filter((e) => e['kind'] === 'notice.presented').slice(-2)
    }
    expect((await shown('13800138000', 'child')).map((e) => e['child'])).toEqual([undefined, true])
    expect((await shown('13800138001', 'teen')).map((e) => e['child'])).toEqual([undefined, undefined])
  })

  it('a no of the guardian is written down as theirs', async () => {
    const id = await activation(c, { age: 40 })
    await answer(c, await begin(c, id, 'child', 'mother'), 'refuse')
    const refused = await last('consent.refused')
    expect(refused).toMatchObject({ who: 'guardian' })
    expect(refused).not.toHaveProperty('why')
  })

  it('14 to 17: paid and accounts by the parent, free ones by themselves, under signatures of their own', async () => {
    const id = await activation(c, { services: ticked('RBT06', 'AFG00') })
    await c.ok('panel.add-account', { activation: id, service: MALL })
    const view = await begin(c, id, 'teen', 'father')
    await agreeToAll(c, view)
    const by = Object.fromEntries(
      (await given()).map((e) => [e['service'], e['signer'] as { who: string; relation?: string }]),
    )
    expect(by[RING]).toMatchObject({ who: 'guardian', relation: 'father', user: 'teen' })
    expect(by[MALL]).toMatchObject({ who: 'guardian', relation: 'father' })
    expect(by[FREE]).toMatchObject({ who: 'customer', user: 'teen' })
    expect(by[FREE]?.relation).toBeUndefined()
    const groups = new Set((await given()).map((e) => (e['signature'] as { group: string }).group))
    expect(groups.size).toBe(3)
  })

  it('14 to 17 with only free carrier services: no parent is asked for', async () => {
    const id = await activation(c, { services: ticked('AFG00') })
    const view = await begin(c, id, 'teen')
    expect(view).toMatchObject({ step: 'item', signer: 'customer' })
  })

  it('14 to 17 where the policy widens it: the parent for all, also for what costs nothing', async () => {
    await c.policy((p) => {
      p['teenGuardian'] = 'all'
    })
    const id = await activation(c, { services: ticked('AFG00') })
    await c.ok('panel.hand-over', { activation: id, promise: 'none', text: null })
    expect((await c.ok('sign.open', { activation: id })).asksRelation).toMatchObject({ teen: true })
    const view = await c.ok('sign.who', { activation: id, who: 'teen', relation: 'mother' })
    expect(view.signer).toBe('guardian')
    await agreeToAll(c, view)
    expect((await last('consent.given'))?.['signer']).toMatchObject({ who: 'guardian', relation: 'mother' })
    // Nobody here who may answer: it can be refused and no more.
    const alone = await activation(c, { number: '13800138001', services: ticked('AFG00') })
    expect(await begin(c, alone, 'teen', 'none')).toMatchObject({ absent: true })
  })

  it('another adult: their account by a representative, the carrier service by the customer', async () => {
    const id = await activation(c)
    await c.ok('panel.add-account', { activation: id, service: MALL })
    await agreeToAll(c, await begin(c, id, 'adult', 'parent'))
    const who = Object.fromEntries(
      (await given()).map((e) => [e['service'], (e['signer'] as { who: string }).who]),
    )
    expect(who).toEqual({ [RING]: 'customer', [MALL]: 'representative' })
  })

  it('a later account asks for the relation that nobody had to give before', async () => {
    const id = await activation(c)
    await agreeToAll(c, await begin(c, id, 'adult'))
    await c.ok('sign.close', { activation: id })
    await c.ok('panel.add-account', { activation: id, service: MALL })
    await c.ok('panel.hand-over', { activation: id, promise: 'none', text: null })
    expect((await c.ok('sign.open', { activation: id })).step).toBe('who')
  })

  it('the age is asked where the portal gives none, once, and 60 brings the question back', async () => {
    const id = await activation(c, { age: null, realName: false, services: ticked('RBT06', 'INS03') })
    const age = await begin(c, id)
    expect(age.step).toBe('age')
    const view = await c.ok('sign.age', { activation: id, band: 'aged' })
    expect(view).toMatchObject({ step: 'item', aloudFirst: true })
    expect((await answer(c, view, 'agree')).step).toBe('check')
  })

  it("a guardian's slow way hangs on their own age, not on the child's: it is asked, and they are no minor", async () => {
    const id = await activation(c, { age: 12 })
    const asked = await begin(c, id, 'child', 'grandparent')
    expect(asked).toMatchObject({ step: 'age', aloudFirst: false })
    expect(await c.ask('sign.age', { activation: id, band: 'minor' })).toMatchObject({
      error: { code: 'session/not-now' },
    })
    const view = await c.ok('sign.age', { activation: id, band: 'aged' })
    expect(view).toMatchObject({ step: 'item', aloudFirst: true })
    expect((await answer(c, view, 'agree')).step).toBe('check')
    // Nobody here: there is nobody to ask.
    const alone = await activation(c, { number: '13800138001', age: 12 })
    expect((await begin(c, alone, 'child', 'none')).step).toBe('item')
    // The portal's own person is the guardian: their age is known.
    const known = await activation(c, { number: '13800138002', age: 66 })
    expect(await begin(c, known, 'child', 'mother')).toMatchObject({ step: 'item', aloudFirst: true })
  })

  it('a teenager who has answered alone, and a parent who has to for the next service: their age is asked then', async () => {
    const id = await activation(c, { age: 15, services: ticked('AFG00') })
    await agreeToAll(c, await begin(c, id, 'teen'))
    await c.ok('sign.close', { activation: id })
    await c.ok('panel.add-account', { activation: id, service: MALL })
    expect((await begin(c, id, 'teen', 'father')).step).toBe('age')
  })

  it.each(['self', 'adult'] as const)(
    'no age on the portal, "%s", and under 18: who uses it is asked again, of a child only, the slow way or not',
    async (first) => {
      const id = await activation(c, { age: null })
      await c.ok('panel.hand-over', { activation: id, promise: 'none', text: null })
      if (first === 'adult') await c.ok('sign.slow', { activation: id })
      expect((await c.ok('sign.who', { activation: id, who: first, relation: null })).step).toBe('age')
      const again = await c.ok('sign.age', { activation: id, band: 'minor' })
      expect(again).toMatchObject({ step: 'who', minor: true, who: null })
      for (const who of ['self', 'adult'] as const)
        expect(await c.ask('sign.who', { activation: id, who, relation: null })).toMatchObject({
          error: { code: 'signer/age' },
        })
      // Also in a second turn.
      await c.ok('panel.hand-over', { activation: id, promise: 'none', text: null })
      expect(await c.ok('sign.open', { activation: id })).toMatchObject({ step: 'who', minor: true })
      const view = await c.ok('sign.who', { activation: id, who: 'teen', relation: 'mother' })
      expect(view).toMatchObject({ step: first === 'adult' ? 'item' : 'age', signer: 'guardian' })
      await agreeToAll(c, view)
      // The name on the portal is that of whoever said so: not the mother's.
      expect((await last('consent.given'))?.['signer']).toMatchObject({
        who: 'guardian',
        user: 'teen',
        identified: 'none',
      })
    },
  )

  it('the slow way is one tap for anybody, and stays for a second turn', async () => {
    const id = await activation(c)
    const quick = await begin(c, id)
    expect(quick.aloudFirst).toBe(false)
    const view = await c.ok('sign.slow', { activation: id })
    expect(view.aloudFirst).toBe(true)
    await agreeToAll(c, view)
    await c.ok('sign.close', { activation: id })
    await c.ok('panel.add-account', { activation: id, service: MALL })
    const second = await begin(c, id)
    expect((await answer(c, second, 'agree')).step).toBe('check')
  })

  it('on what it rests: an order, or data provided to another, also where the carrier sells it', async () => {
    const id = await activation(c, { services: ticked('RBT06', 'INS03') })
    await c.ok('panel.add-account', { activation: id, service: MALL })
    await agreeToAll(c, await begin(c, id))
    expect(Object.fromEntries((await given()).map((e) => [e['service'], e['basis']]))).toEqual({
      [RING]: 'contract',
      'qinghe-account-safety': 'provision',
      [MALL]: 'provision',
    })
  })

  it('how they read is kept until the receipt; the slow way takes its largest type back', async () => {
    const id = await activation(c, { services: ticked('RBT06', 'INS03') })
    expect(await begin(c, id)).toMatchObject({ lang: 'zh-CN', size: null })
    const view = await c.ok('sign.open', { activation: id })
    const first = view.items[0]
    if (!first) throw new Error('no item')
    const about = { activation: id, service: first.service, hash: first.notices.en.hash, lang: 'en' } as const
    await c.ok('sign.presented', { ...about, layer: 'key', ms: 1, scrolled: true, aloud: false, size: 2 })
    c = await c.restart()
    const next = await c.ok('sign.answer', { ...about, answer: 'refuse' })
    expect(next).toMatchObject({ lang: 'en', size: 2 })
    expect(await c.ok('sign.slow', { activation: id })).toMatchObject({ lang: 'en', size: null })
    await agreeToAll(c, await answer(c, next, 'agree', 'en'))
    await c.order(['PLAN39', 'INS03'].map((code) => ({ code, action: 'add' })))
    await c.read({ confirmed: { order: 'X1' } })
    // The last that was read, and the language of the signature.
    expect(await c.ok('sign.open', { activation: id })).toMatchObject({ lang: 'zh-CN', size: 1 })
  })

  it('how the signer was identified: not at all, or by a paper that the clerk saw', async () => {
    const id = await activation(c, { realName: false })
    expect((await c.ok('panel.open', {})).view.activation?.unidentified).toBe(true)
    await c.ok('panel.document-seen', { activation: id })
    expect((await c.ok('panel.open', {})).view.activation?.unidentified).toBe(false)
    await agreeToAll(c, await begin(c, id))
    expect((await last('consent.given'))?.['signer']).toMatchObject({ identified: 'document-seen' })
  })
})

describe('time and changed texts', () => {
  const shorter =
    (days: number | null, text = '') =>
    (policy: Record<string, unknown>) => {
      for (const n of policy['notices'] as { service: string; full: Record<string, unknown> }[]) {
        if (n.service !== RING) continue
        if (days !== null) n.full['lastsDays'] = days
        n.full['rights'] = `${n.full['rights']}${text}`
      }
    }

  it('a consent whose notice says how long ends by itself', async () => {
    await c.policy(shorter(30))
    const id = await activation(c)
    await agreeToAll(c, await begin(c, id))
    await finish(c, id, ['RBT06'])
    c.clock.wall += 29 * DAY
    await c.tick()
    expect(await c.kinds()).not.toContain('consent.expired')
    c.clock.wall += 2 * DAY
    await c.tick()
    await c.tick()
    const expired = (await c.entries()).filter((e) => e['kind'] === 'consent.expired')
    expect(expired).toHaveLength(1)
    expect(expired[0]).toMatchObject({ service: RING, of: (await given())[0]?.['seq'] })
    expect((await c.ok('console.decisions', { number: '13800138000' })).decisions[0]).toMatchObject({
      state: 'expired',
      canWithdraw: false,
    })
  })

  it('a changed notice ends what was signed under the old one; signing again renews it', async () => {
    const id = await activation(c)
    await agreeToAll(c, await begin(c, id))
    await c.ok('sign.close', { activation: id })
    const first = (await given())[0]
    await c.policy(shorter(null, '（新）'))
    expect(await last('consent.invalidated')).toMatchObject({
      service: RING,
      of: first?.['seq'],
      why: 'notice-changed',
    })
    expect(await stateOf(RING)).toBe('waiting')
    await agreeToAll(c, await begin(c, id))
    const renewed = await last('consent.renewed')
    expect(renewed).toMatchObject({ service: RING, of: first?.['seq'] })
    expect(renewed?.['notice']).not.toBe(first?.['notice'])
    expect(await stateOf(RING)).toBe('given')
  })

  it('a later activation renews the consent of an earlier one, and does not rest on it', async () => {
    const id = await activation(c)
    await agreeToAll(c, await begin(c, id))
    await finish(c, id, ['RBT06'])
    const later = await activation(c)
    expect(await stateOf(RING)).toBe('waiting')
    expect((await c.ok('panel.open', {})).view.activation?.earlier).toHaveLength(1)
    await agreeToAll(c, await begin(c, later))
    expect(await last('consent.renewed')).toMatchObject({ of: (await given())[0]?.['seq'] })
  })

  it('an answer to a text that changes before the signature is asked for again', async () => {
    const id = await activation(c)
    const view = await begin(c, id)
    expect((await answer(c, view, 'agree')).step).toBe('sign')
    await c.policy(shorter(null, '（新）'))
    expect((await c.ok('sign.open', { activation: id })).step).toBe('item')
    expect(await given()).toEqual([])
  })

  it('the text that was shown is kept by its hash, also when the policy has another by then', async () => {
    const id = await activation(c)
    await agreeToAll(c, await begin(c, id))
    const hash = (await given())[0]?.['notice'] as string
    await c.policy(shorter(null, '（新）'))
    const kept = await c.counter.store.noticeShown(hash)
    expect(kept).toMatchObject({ service: RING, lang: 'zh-CN' })
    expect(await last('notice.presented')).toMatchObject({ notice: hash, size: 1 })
  })
})

describe('one signature for all carrier services, or one each', () => {
  const signed = async () => {
    const id = await activation(c, { services: ticked('RBT06', 'INS03') })
    await c.ok('panel.add-account', { activation: id, service: MALL })
    const groups: (readonly string[])[] = []
    let view = await begin(c, id)
    while (view.step === 'item') view = await answer(c, view, 'agree')
    while (view.step === 'sign') {
      groups.push(view.group?.services ?? [])
      view = await c.ok('sign.signature', { activation: id, signature: signature(view.group?.id ?? '') })
    }
    expect(view.step).toBe('done')
    const of = (await given()).map((e) => e['signature'] as { group: string; hash: string })
    return {
      groups,
      signatures: new Set(of.map((s) => s.group)).size,
      hashes: new Set(of.map((s) => s.hash)).size,
    }
  }

  it('together, unless the policy says otherwise', async () => {
    expect(await signed()).toEqual({
      groups: [[RING, 'qinghe-account-safety'], [MALL]],
      signatures: 2,
      hashes: 2,
    })
  })

  it('each its own, by policy: three services, three hands on the pad', async () => {
    await c.policy((p) => {
      p['signEach'] = true
    })
    expect(await signed()).toEqual({
      groups: [[RING], ['qinghe-account-safety'], [MALL]],
      signatures: 3,
      hashes: 3,
    })
  })
})

describe('what goes wrong records nothing as given', () => {
  it('a worker that dies at any step: the session goes on where it was', async () => {
    const id = await activation(c, { age: null })
    await c.ok('panel.hand-over', { activation: id, promise: 'gift', text: null })
    const steps: string[] = []
    for (let i = 0; i < 12; i++) {
      c = await c.restart()
      const view = await c.ok('sign.open', { activation: id })
      steps.push(view.step)
      if (view.step === 'done') break
      expect(await given()).toEqual([])
      if (view.step === 'who') await c.ok('sign.who', { activation: id, who: 'self', relation: null })
      else if (view.step === 'age') await c.ok('sign.age', { activation: id, band: 'aged' })
      else if (view.step === 'item') await answer(c, view, 'agree')
      else if (view.step === 'check')
        await c.ok('sign.check', { activation: id, service: RING, yes: true, lang: 'zh-CN' })
      else await c.ok('sign.signature', { activation: id, signature: signature(view.group?.id ?? '') })
    }
    expect(steps).toEqual(['who', 'age', 'item', 'check', 'sign', 'done'])
    expect(await given()).toHaveLength(1)
  })

  it('two signing windows: an answer to a screen that has moved on does not count', async () => {
    const id = await activation(c, { services: ticked('RBT06', 'INS03') })
    const both = await begin(c, id)
    await answer(c, both, 'refuse')
    expect(
      await c.ask('sign.answer', {
        activation: id,
        service: RING,
        hash: both.items[0]?.notices['zh-CN'].hash as string,
        lang: 'zh-CN',
        answer: 'agree',
      }),
    ).toMatchObject({ error: { code: 'session/not-now' } })
    expect(await given()).toEqual([])
    expect(await stateOf(RING)).toBe('refused')
  })

  it.each([
    ['empty', { strokes: [] }],
    ['synthetic', { trusted: false }],
    ['dot', { strokes: [[[50, 50, 0, 0.5] as const, [51, 50, 9, 0.5] as const]] }],
    [
      'straight',
      { strokes: [Array.from({ length: 40 }, (_, i) => [20 + i * 10, 100, i * 9, 0.5] as const)] },
    ],
    ['long', { strokes: Array.from({ length: MOST_STROKES + 1 }, (_, i) => [[50, 50, i, 0.5] as const]) }],
    ['synthetic', { strokes: [[[Number.NaN, 5, 0, 0] as const, [60, 60, 5, 0] as const]] }],
  ])('a signature that is %s is asked for again, and the reason said', async (why, over) => {
    const id = await activation(c)
    await answer(c, await begin(c, id), 'agree')
    expect(
      await c.ask('sign.signature', { activation: id, signature: signature('carrier', over) }),
    ).toMatchObject({
      error: { code: `signature/${why}` },
    })
    expect(await given()).toEqual([])
  })

  it('a replayed signature is recognised, also for another customer, moved and without pressure', async () => {
    const strokes = hand(0.4)
    const id = await activation(c)
    await answer(c, await begin(c, id), 'agree')
    await c.ok('sign.signature', { activation: id, signature: signature('carrier', { strokes }) })
    const other = await activation(c, { number: '13800138001' })
    await answer(c, await begin(c, other), 'agree')
    const moved = strokes.map((s) => s.map(([x, y, t]) => [x + 7, y + 3, t * 2, 0] as const))
    expect(
      await c.ask('sign.signature', {
        activation: other,
        signature: signature('carrier', { strokes: moved }),
      }),
    ).toMatchObject({ error: { code: 'signature/replay' } })
    expect(await given()).toHaveLength(1)
  })

  it('a replay with one point moved, or a stroke left out, is taken and is a signal; another hand is none', async () => {
    const strokes = [
      ...hand(0.4),
      ...hand(0.45).map((s) => s.map(([x, y, t, p]) => [x + 250, y, t + 2000, p] as const)),
    ]
    const sent = async (number: string, of: typeof strokes) => {
      const id = await activation(c, { number })
      await answer(c, await begin(c, id), 'agree')
      await c.ok('sign.signature', { activation: id, signature: signature('carrier', { strokes: of }) })
      return (await given()).at(-1)?.['signature']
    }
    expect(await sent('13800138000', strokes)).not.toHaveProperty('alike')
    const moved = strokes.map((s, i) =>
      s.map(([x, y, t, p], j) =>
        i === 1 && j === 5 ? ([x + 90, y - 40, t, p] as const) : ([x, y, t, p] as const),
      ),
    )
    expect(await sent('13800138001', moved)).toMatchObject({ alike: true })
    expect(await sent('13800138002', strokes.slice(0, 4))).toMatchObject({ alike: true })
    for (const [i, seed] of [0.1, 0.2, 0.3].entries())
      expect(await sent(`1380013801${i}`, hand(seed))).not.toHaveProperty('alike')
  })

  it('a pad that sends no pressure is a pad', async () => {
    const id = await activation(c)
    await answer(c, await begin(c, id), 'agree')
    const strokes = hand().map((s) => s.map(([x, y, t]) => [x, y, t, 0] as const))
    await c.ok('sign.signature', { activation: id, signature: signature('carrier', { strokes }) })
    expect(await given()).toHaveLength(1)
  })

  it('a mark needs a companion; alone it is not registered today, which is no refusal', async () => {
    const id = await activation(c)
    await answer(c, await begin(c, id), 'agree')
    expect(
      await c.ask('sign.signature', { activation: id, signature: signature('carrier', { form: 'mark' }) }),
    ).toMatchObject({ error: { code: 'signature/companion-needed' } })
    await c.ok('sign.back-out', { activation: id, group: 'carrier', alone: true, lang: 'zh-CN' })
    expect(await last('consent.refused')).toMatchObject({ why: 'no-companion' })
    expect((await c.ok('withdraw.number', { number: '13800138000' })).decisions).toEqual([])
  })

  it('a mark only after two tries, and with ink in both halves: the companion signs with more than a dot', async () => {
    const id = await activation(c)
    await answer(c, await begin(c, id), 'agree')
    const mark = (strokes: readonly Stroke[]) =>
      c.ask('sign.signature', {
        activation: id,
        signature: signature('carrier', { form: 'mark', companion: true, strokes }),
      })
    const whole = [...cross, ...beside()]
    expect(await mark(whole)).toMatchObject({ error: { code: 'session/not-now' } })
    await twiceRefused(c, id, 'carrier')
    const dot: Stroke = [[450, 90, 2000, 0.5]]
    for (const [strokes, why] of [
      [[dot], 'mark-missing'],
      [cross, 'companion-missing'],
      [[...cross, dot], 'companion-missing'],
      [beside(), 'mark-missing'],
    ] as const)
      expect(await mark(strokes)).toMatchObject({ error: { code: `signature/${why}` } })
    expect(await given()).toEqual([])
    expect((await mark(whole)).ok).toBe(true)
    expect(await last('consent.given')).toMatchObject({ signer: { companion: true } })
  })

  it('a signature that was kept from elsewhere does not stand beside a mark, nor does a mark drawn before', async () => {
    const taken = hand(0.7)
    const left = cross.map((s) => s.map(([x, y, t, p]) => [x, y + 2, t, p] as const))
    const toMark = async (number: string) => {
      const id = await activation(c, { number })
      await answer(c, await begin(c, id), 'agree')
      await twiceRefused(c, id, 'carrier')
      return (strokes: readonly Stroke[]) =>
        c.ask('sign.signature', {
          activation: id,
          signature: signature('carrier', { form: 'mark', companion: true, strokes }),
        })
    }
    const first = await activation(c)
    await answer(c, await begin(c, first), 'agree')
    await c.ok('sign.signature', { activation: first, signature: signature('carrier', { strokes: taken }) })
    const shifted = taken.map((s) => s.map(([x, y, t, p]) => [x * 0.8 + 310, y * 0.8, 1000 + t, p] as const))
    const mark = await toMark('13800138001')
    expect(await mark([...cross, ...shifted])).toMatchObject({ error: { code: 'signature/replay' } })
    const mine = beside(0.3)
    expect((await mark([...cross, ...mine])).ok).toBe(true)
    const again = await toMark('13800138002')
    expect(await again([...left, ...mine])).toMatchObject({ error: { code: 'signature/replay' } })
    expect(await again([...left, ...beside(0.9)])).toMatchObject({ error: { code: 'signature/replay' } })
    // Two crosses of two points each may well be alike: they say nothing of a hand.
    const short = cross.map((s) => [s[0], s.at(-1)] as Stroke)
    expect((await again([...short, ...beside(0.9)])).ok).toBe(true)
    const third = await toMark('13800138003')
    expect((await third([...short, ...beside(0.1)])).ok).toBe(true)
  })

  it('a mark with a companion, and a signature on paper of which no stroke is kept', async () => {
    const id = await activation(c)
    await answer(c, await begin(c, id), 'agree')
    await twiceRefused(c, id, 'carrier')
    await c.ok('sign.signature', {
      activation: id,
      signature: signature('carrier', { form: 'mark', companion: true, strokes: [...cross, ...beside()] }),
    })
    expect(await last('consent.given')).toMatchObject({
      signature: { form: 'mark' },
      signer: { companion: true },
    })
    const other = await activation(c, { number: '13800138001' })
    await answer(c, await begin(c, other), 'agree')
    await c.ok('sign.signature', {
      activation: other,
      signature: signature('carrier', { form: 'paper', strokes: [], width: 0, height: 0 }),
    })
    expect(await last('consent.given')).toMatchObject({ signature: { form: 'paper', points: 0 } })
  })

  it.each(['👩🏽‍🌾👍', '欧'.repeat(60), '𠮷野𬀩', 'Ὀδυσσεύς O’Neil-Ñandú', '\u202eevil', ' '])(
    'a name such as %j is taken as it is and never leaves in an entry',
    async (name) => {
      const id = await activation(c, { customer: name })
      await agreeToAll(c, await begin(c, id))
      expect(await given()).toHaveLength(1)
      if (name.trim()) expect(JSON.stringify(await c.entries())).not.toContain(name)
    },
  )

  it('words of the clerk: shown to the customer, sealed, and refused while they hold a number', async () => {
    const id = await activation(c)
    const say = (text: string | null) => c.ask('panel.hand-over', { activation: id, promise: 'other', text })
    expect(await say(null)).toMatchObject({ error: { code: 'promise/empty' } })
    expect(await say('打 13900000000 找我')).toMatchObject({ error: { code: 'promise/number' } })
    expect(await say('长'.repeat(61))).toMatchObject({ error: { code: 'promise/too-long' } })
    expect(await c.kinds()).not.toContain('promise.stated')
    expect((await say('长'.repeat(60))).ok).toBe(true)
    expect((await say('送一个手机壳')).ok).toBe(true)
    expect((await c.ok('sign.open', { activation: id })).promise).toMatchObject({
      code: 'other',
      text: '送一个手机壳',
    })
    const stated = await last('promise.stated')
    expect(stated?.['text']).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify(await c.entries())).not.toContain('手机壳')
  })

  it('from the stopped page the same words are asked for', async () => {
    await activation(c)
    const say = (text: string | null) => c.ask('stopped.ask', { service: MALL, promise: 'other', text })
    expect(await say(null)).toMatchObject({ error: { code: 'promise/empty' } })
    expect((await say('帮忙装好')).ok).toBe(true)
    expect(await last('promise.stated')).toMatchObject({ code: 'other' })
  })

  it('a notice without one of its languages cannot be put to anybody', async () => {
    await c.policy((p) => {
      p['notices'] = (p['notices'] as { service: string; lang: string }[]).filter(
        (n) => n.service !== RING || n.lang !== 'en',
      )
    })
    const id = await activation(c)
    expect(await stateOf(RING)).toBe('unknown')
    expect(await c.ask('panel.hand-over', { activation: id, promise: 'none', text: null })).toMatchObject({
      error: { code: 'session/nothing-to-ask' },
    })
  })

  it('a text that is too long for the first screen cannot be put to anybody', async () => {
    await c.policy((p) => {
      for (const n of p['notices'] as { service: string; lang: string; key: Record<string, string> }[])
        if (n.service === RING && n.lang === 'zh-CN') n.key['what'] = '很长'.repeat(80)
    })
    await activation(c)
    expect(await stateOf(RING)).toBe('unknown')
  })

  it('refusing never takes more acts of the customer than agreeing', async () => {
    const count = async (number: string, said: 'agree' | 'refuse', age: number) => {
      const id = await activation(c, { number, age, services: ticked('RBT06', 'INS03', 'MCR02') })
      let acts = 0
      let view = await begin(c, id)
      for (; view.step !== 'done'; acts++) {
        if (view.step === 'item') view = await answer(c, view, said)
        else if (view.step === 'check')
          view = await c.ok('sign.check', {
            activation: id,
            service: view.items[view.at]?.service as ServiceId,
            yes: true,
            lang: 'zh-CN',
          })
        else
          view = await c.ok('sign.signature', { activation: id, signature: signature(view.group?.id ?? '') })
      }
      return acts
    }
    for (const [age, n] of [
      [35, '0'],
      [75, '2'],
    ] as const) {
      const no = await count(`1380013801${n}`, 'refuse', age)
      expect(no).toBe(3)
      expect(no).toBeLessThanOrEqual(await count(`1380013802${n}`, 'agree', age))
    }
  })
})
