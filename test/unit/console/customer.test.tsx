// @vitest-environment happy-dom
import { render } from 'preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NoticeShown } from '../../../components/console/NoticeShown.tsx'
import { wordsOf } from '../../../components/console/words.ts'
import { Withdraw } from '../../../components/withdraw/index.ts'
import { err, ok, type ServiceId } from '../../../utils/base/index.ts'
import type { Entry } from '../../../utils/log/index.ts'
import { type Notice, noticeHash } from '../../../utils/notice/index.ts'
import type { NoticeRow } from '../../../utils/store/index.ts'
import type { DecisionsView, DecisionView } from '../../../utils/wire/index.ts'
import { receipt } from '../../preview/world.ts'
import policy from '../../world/policy.json' with { type: 'json' }

let root: HTMLElement
beforeEach(() => {
  root = document.createElement('div')
  document.body.append(root)
})
afterEach(() => {
  render(null, root)
  root.remove()
})

const w = wordsOf({ services: [], staff: [], promises: [], reasons: [] } as never, 'zh-CN')
const notice = (policy.notices as unknown as Notice[]).find(
  (n) => n.service === 'jixi-mall' && n.lang === 'zh-CN',
) as Notice
const hash = noticeHash(notice)
const row = (kept: Notice): NoticeRow => ({
  hash,
  service: kept.service,
  lang: 'zh-CN',
  notice: kept as never,
  at: 0,
})
const shown = [
  { kind: 'notice.presented', layer: 'key', ms: 12_000, scrolled: true, aloud: true, size: 3 },
] as unknown as Entry<'notice.presented'>[]

async function openNotice(load: (hash: string) => Promise<NoticeRow | null>): Promise<HTMLElement> {
  render(<NoticeShown w={w} hash={hash} lang="zh-CN" shown={shown} load={load} />, root)
  const details = root.querySelector('details') as HTMLDetailsElement
  details.open = true
  details.dispatchEvent(new Event('toggle'))
  await new Promise((done) => setTimeout(done, 30))
  return root
}

describe('the text that the customer saw', () => {
  it('whole, in the type size they had, and how it was shown', async () => {
    const page = await openNotice(async () => row(notice))
    const paper = page.querySelector<HTMLElement>('.co-paper')
    expect(paper?.style.fontSize).toBe('24px')
    for (const text of [notice.title, notice.key.what, notice.full.withdraw, notice.full.kept.howLong])
      expect(paper?.textContent).toContain(text)
    expect(page.textContent).toContain('24')
    expect(page.textContent).toContain(w.t('aloud'))
  })

  it('a text that does not fit the hash in the log is not shown as if it did', async () => {
    const page = await openNotice(async () =>
      row({ ...notice, full: { ...notice.full, purpose: 'something else' } }),
    )
    expect(page.querySelector('.co-paper')).toBeNull()
    expect(page.textContent).toContain(w.t('noticeDiffers'))
  })

  it('one that this computer never kept is said to be missing', async () => {
    expect((await openNotice(async () => null)).textContent).toContain(w.t('noticeNotKept'))
  })
})

describe('taking back by number', () => {
  const list = (state: 'given' | 'withdrawn'): DecisionsView => ({
    number: '138 **** 8000',
    receipt: null,
    decisions: [
      {
        decision: `${'0'.repeat(24)}:jixi-mall`,
        service: 'jixi-mall' as ServiceId,
        name: { 'zh-CN': '集喜商城账号', en: 'Jixi Mall account' },
        kind: 'account',
        close: { 'zh-CN': '在设置里注销。', en: 'Close it in Settings.' },
        state,
        at: '2026-11-23T02:00:00.000Z',
        canWithdraw: state === 'given',
        remove: false,
      },
    ],
  })

  it('one tap a service; the number leaves the field; how to close the account is said', async () => {
    const find = vi.fn(async () => ok(list('given')))
    const withdraw = vi.fn(async () =>
      ok({ decision: list('withdrawn').decisions[0] as DecisionView, receipt: receipt(), codes: [] }),
    )
    render(<Withdraw lang="zh-CN" find={find} withdraw={withdraw} />, root)
    const field = root.querySelector('input') as HTMLInputElement
    // The receipt names the number as the background has read it, however it was typed.
    field.value = '００８６ 138 0013 8000'
    field.dispatchEvent(new Event('input', { bubbles: true }))
    await new Promise((done) => setTimeout(done, 10))
    root.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
    await vi.waitFor(() => expect(root.querySelector('[data-action=withdraw]')).not.toBeNull())
    expect(find).toHaveBeenCalledExactlyOnceWith('００８６ 138 0013 8000', '')
    expect(field.value).toBe('')
    expect(root.textContent).not.toContain('13800138000')
    root.querySelector<HTMLElement>('[data-action=withdraw]')?.click()
    await vi.waitFor(() => expect(root.querySelector('[data-action=withdraw-now]')).not.toBeNull())
    expect(withdraw).not.toHaveBeenCalled()
    root.querySelector<HTMLElement>('[data-action=withdraw-now]')?.click()
    await vi.waitFor(() => expect(root.textContent).toContain('在设置里注销。'))
    expect(withdraw).toHaveBeenCalledExactlyOnceWith(`${'0'.repeat(24)}:jixi-mall`, '138 **** 8000')
    expect(root.querySelector('[data-action=withdraw]')).toBeNull()
    // Its own receipt, and a way to print it.
    expect(root.querySelectorAll('.receipt')).toHaveLength(1)
    expect(root.querySelector('[data-action=print]')).not.toBeNull()
  })

  it('says in words what is no number', async () => {
    render(
      <Withdraw lang="en" find={async () => err('number/not-a-number')} withdraw={async () => err('x')} />,
      root,
    )
    const field = root.querySelector('input') as HTMLInputElement
    field.value = '12'
    field.dispatchEvent(new Event('input', { bubbles: true }))
    await new Promise((done) => setTimeout(done, 10))
    root.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
    await vi.waitFor(() => expect(root.querySelector('[role=alert]')?.textContent).toContain('mobile number'))
  })
})
