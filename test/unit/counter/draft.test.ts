import 'fake-indexeddb/auto'
/** A real company's account, whose notice nobody has approved: stopped, and put to no customer. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LANGS, type ServiceId } from '../../../utils/base/index.ts'
import { builtInServices, type Notice, noticeHash } from '../../../utils/notice/index.ts'
import { verifyTables } from '../../../utils/store/index.ts'
import { noticeFor } from '../notice/notice.ts'
import { activation, agreeToAll, begin, openCounter, type TestCounter } from './open-counter.ts'

const JD = 'cn.jd' as ServiceId
const service = builtInServices.find((s) => s.id === JD)
if (!service) throw new Error(JD)
const notices: readonly Notice[] = LANGS.map((lang) => ({ ...noticeFor(service, lang), status: 'draft' }))
const approvals = notices.map((n) => ({ by: '王经理', on: '2026-11-24', hash: noticeHash(n) }))

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

const accounts = async () => (await c.ok('panel.open', {})).view.accounts.map((a) => a.id)
const presents = (id: string) =>
  c.ask('sign.presented', {
    activation: id as never,
    service: JD,
    hash: noticeHash(notices[0] as Notice),
    lang: 'zh-CN',
    layer: 'key',
    ms: 5000,
    scrolled: true,
    aloud: false,
    size: 1,
  } as never)

describe('a draft', () => {
  it('is offered to nobody, cannot be added, and has its stop', async () => {
    const id = await activation(c)
    expect(await accounts()).not.toContain(JD)
    const added = await c.ask('panel.add-account', { activation: id, service: JD })
    expect(added).toMatchObject({ ok: false, error: { code: 'notice/not-approved' } })
    const view = await c.ok('console.open', {})
    expect(view.services.find((s) => s.id === JD)).toMatchObject({ draft: true, notices: [] })
    expect(view.services.filter((s) => s.draft)).toHaveLength(builtInServices.length)
  })

  it('on the stopped page says why nobody can be asked, and asks nobody', async () => {
    const id = await activation(c)
    const view = await c.ok('stopped.open', { service: JD })
    expect(view).toMatchObject({ canAsk: false, canOpen: false, notice: 'notice/not-approved' })
    const asked = await c.ask('stopped.ask', { service: JD, promise: 'none', text: null })
    expect(asked).toMatchObject({ ok: false, error: { code: 'notice/not-approved' } })
    const again = await c.ask('panel.open-site', { activation: id, service: JD })
    expect(again.ok).toBe(false)
    expect(await c.ok('stopped.open', { service: 'jixi-mall' as ServiceId })).toMatchObject({
      canAsk: true,
      notice: null,
    })
  })

  it('whole in the policy and not approved, it is not presented either', async () => {
    await c.policy((p) => {
      p['notices'] = [...(p['notices'] as unknown[]), ...notices]
    })
    const id = await activation(c)
    expect(await c.ask('panel.add-account', { activation: id, service: JD })).toMatchObject({
      ok: false,
      error: { code: 'notice/not-approved' },
    })
    expect((await presents(id)).ok).toBe(false)
    expect(await c.kinds()).not.toContain('notice.presented')
  })

  it('approved by the hash of both texts, it can be signed; the approval taken back, what was signed is over', async () => {
    const own = (p: Record<string, unknown>) => [...(p['notices'] as unknown[]), ...notices]
    await c.policy((p) => {
      p['notices'] = own(p)
      p['approvals'] = approvals
    })
    const id = await activation(c)
    expect(await accounts()).toContain(JD)
    await c.ok('panel.add-account', { activation: id, service: JD })
    await agreeToAll(c, await begin(c, id))
    const given = (await c.entries()).find((e) => e['kind'] === 'consent.given' && e['service'] === JD)
    expect(approvals.map((a) => a.hash)).toContain(given?.['notice'])
    await c.policy((p) => {
      p['notices'] = own(p)
    })
    expect((await c.entries()).findLast((e) => e['kind'] === 'consent.invalidated')).toMatchObject({
      service: JD,
    })
    const opened = await c.ask('panel.open-site', { activation: id, service: JD })
    expect(opened.ok).toBe(false)
    const shown = (await c.ok('panel.open', {})).view.activation?.services.find((s) => s.id === JD)
    expect(shown?.state).toBe('draft')
  })
})
