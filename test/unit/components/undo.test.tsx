// @vitest-environment happy-dom
/** A tap that takes something back can be undone for a minute, and is lost by nothing. */
import { render } from 'preact'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Withdraw } from '../../../components/withdraw/index.ts'
import { withdrawText } from '../../../components/withdraw/text.ts'
import { err, ok, type ServiceId } from '../../../utils/base/index.ts'
import type { DecisionView } from '../../../utils/wire/index.ts'
import { receipt } from '../../preview/world.ts'

const t = withdrawText('zh-CN')
const decision = (id: string, over: Partial<DecisionView> = {}): DecisionView => ({
  decision: `${'0'.repeat(24)}:${id}`,
  service: id as ServiceId,
  name: { 'zh-CN': `服务${id}`, en: id },
  kind: 'carrier',
  close: { 'zh-CN': '', en: '' },
  state: 'given',
  at: '2026-11-03T02:46:00.000Z',
  canWithdraw: true,
  remove: false,
  ...over,
})

let root: HTMLElement
const withdraw = vi.fn(async (id: string) =>
  ok({
    decision: decision(id.slice(25), { state: 'withdrawn', canWithdraw: false }),
    receipt: receipt(),
    codes: [],
  }),
)
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] })
  withdraw.mockClear()
  root = document.createElement('div')
  document.body.append(root)
  const lists = [[decision('a'), decision('b')]]
  render(
    <Withdraw
      lang="zh-CN"
      find={async () => {
        const decisions = lists.shift()
        return decisions
          ? ok({ number: '138 **** 8000', receipt: null, decisions })
          : err('number/not-a-number')
      }}
      withdraw={withdraw}
    />,
    root,
  )
  await ask('13800138000')
})
afterEach(() => {
  render(null, root)
  root.remove()
  vi.useRealTimers()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
async function ask(number: string): Promise<void> {
  const field = root.querySelector('input') as HTMLInputElement
  field.value = number
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await pass(10)
  field.form?.requestSubmit()
  await pass(20)
}
const press = async (action: string, at = 0) => {
  root.querySelectorAll<HTMLElement>(`[data-action="${action}"]`)[at]?.click()
  await pass(20)
}
const taken = () => withdraw.mock.calls.map(([id]) => id.slice(25))

it('says that nothing is done yet, and is undone with one tap', async () => {
  await press('withdraw')
  expect(root.textContent).toContain(t('asked', { name: '服务a', left: 60 }))
  await pass(30_000)
  expect(root.textContent).toContain(t('asked', { name: '服务a', left: 30 }))
  await press('undo')
  await pass(120_000)
  expect(taken()).toEqual([])
  expect(root.textContent).toContain(t('kept', { name: '服务a' }))
  expect(root.querySelectorAll('[data-action=withdraw]')).toHaveLength(2)
})

it('is done after a minute, and at once where the customer says so', async () => {
  await press('withdraw')
  await pass(61_000)
  expect(taken()).toEqual(['a'])
  await press('withdraw')
  await press('withdraw-now')
  expect(taken()).toEqual(['a', 'b'])
  expect(root.querySelector('.undo')).toBeNull()
})

it('is not lost: another tap, another customer and leaving the page do it first', async () => {
  await press('withdraw')
  await press('withdraw')
  expect(taken()).toEqual(['a'])
  await ask('1380013')
  expect(taken()).toEqual(['a', 'b'])
  // What comes late of the customer before is not drawn.
  expect(root.querySelector('.receipt')).toBeNull()
  expect(root.textContent).not.toContain('服务')
})

it('nor by a page that is closed', async () => {
  await press('withdraw')
  window.dispatchEvent(new Event('pagehide'))
  await pass(0)
  expect(taken()).toEqual(['a'])
  await press('withdraw')
  render(null, root)
  await pass(0)
  expect(taken()).toEqual(['a', 'b'])
})
