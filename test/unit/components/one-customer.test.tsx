// @vitest-environment happy-dom
/** No page shows one customer's answers after another customer was asked for, whatever became of the question. */
import { render } from 'preact'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KeepData } from '../../../components/console/KeepData.tsx'
import { wordsOf } from '../../../components/console/words.ts'
import { Withdraw, WithdrawApp } from '../../../components/withdraw/index.ts'
import { err, ok, type Result, type ServiceId } from '../../../utils/base/index.ts'
import type { CodeView, DecisionsView, DecisionView } from '../../../utils/wire/index.ts'
import { activation, fakeClient, receipt } from '../../preview/world.ts'

let root: HTMLElement
beforeEach(() => {
  root = document.createElement('div')
  document.body.append(root)
})
afterEach(() => {
  render(null, root)
  root.remove()
})

const settle = () => new Promise((done) => setTimeout(done, 20))
const decision = (name: string): DecisionView => ({
  decision: `${'0'.repeat(24)}:jixi-mall`,
  service: 'jixi-mall' as ServiceId,
  name: { 'zh-CN': name, en: name },
  kind: 'account',
  close: { 'zh-CN': '', en: '' },
  state: 'given',
  at: '2026-11-03T02:46:00.000Z',
  canWithdraw: true,
  remove: false,
})
const listOf = (name: string): DecisionsView => ({
  number: '138 **** 8000',
  receipt: null,
  decisions: [decision(name)],
})
const taken = (name: string) => ok({ decision: decision(name), receipt: receipt(), codes: [] })
const click = async (selector: string) => {
  root.querySelector<HTMLElement>(selector)?.click()
  await settle()
}
async function typeNumber(number: string, within = ''): Promise<void> {
  const input = root.querySelector<HTMLInputElement>(`${within} input`)
  if (!input) throw new Error('no field')
  input.value = number
  input.dispatchEvent(new Event('input', { bubbles: true }))
  await settle()
  input.form?.requestSubmit()
  await settle()
}

describe('by number, on the page for it and in the console', () => {
  const ask = (second: Promise<Result<DecisionsView>>) => {
    const asked = [Promise.resolve(ok(listOf('甲的服务'))), second]
    render(
      <Withdraw
        lang="zh-CN"
        find={async () => asked.shift() ?? err('number/not-a-number')}
        withdraw={async () => taken('甲的服务')}
      />,
      root,
    )
  }

  it('a number that is not understood leaves no list, no paper and no button of the one before', async () => {
    ask(Promise.resolve(err('number/not-a-number')))
    await typeNumber('13800138000')
    expect(root.textContent).toContain('甲的服务')
    await click('[data-action=withdraw]')
    await click('[data-action=withdraw-now]')
    expect(root.querySelector('.receipt')).not.toBeNull()
    await typeNumber('1380013')
    expect(root.textContent).not.toContain('甲的服务')
    expect(root.textContent).not.toContain('138 **** 8000')
    expect(root.querySelector('[data-action=withdraw]')).toBeNull()
    expect(root.querySelector('.receipt')).toBeNull()
  })

  it('and is gone as soon as the next is asked for, also while the answer is on its way', async () => {
    ask(new Promise(() => undefined))
    await typeNumber('13800138000')
    await typeNumber('13900139000')
    expect(root.textContent).not.toContain('甲的服务')
    expect(root.querySelector('[data-action=withdraw]')).toBeNull()
  })
})

describe('by number and by code on one page', () => {
  const byCode: CodeView = { here: true, ...listOf('乙的服务'), number: '', receipt: { at: '' } }
  const page = () =>
    render(
      <WithdrawApp
        first="zh-CN"
        client={fakeClient({
          'withdraw.open': ok({ lang: 'zh-CN' }),
          'withdraw.number': ok(listOf('甲的服务')),
          'withdraw.code': ok(byCode),
        })}
      />,
      root,
    )
  const scan = async () => {
    const field = root.querySelector<HTMLTextAreaElement>('.by-code textarea')
    if (!field) throw new Error('no field')
    field.value = 'CSR1:1'
    await click('[data-action=check]')
  }

  it('a code takes the list of the number away', async () => {
    page()
    await typeNumber('13800138000', '.by-number')
    expect(root.textContent).toContain('甲的服务')
    await scan()
    expect(root.textContent).toContain('乙的服务')
    expect(root.textContent).not.toContain('甲的服务')
  })

  it('a number takes the list of the code away', async () => {
    page()
    await scan()
    await typeNumber('13800138000', '.by-number')
    expect(root.textContent).toContain('甲的服务')
    expect(root.textContent).not.toContain('乙的服务')
  })
})

it('on the console’s page for erasing, a number that is not understood leaves nothing of the one before', async () => {
  const found = {
    number: '138 **** 8000',
    activations: [{ id: activation, at: null }],
    open: false,
    guarded: false,
    holds: [],
  }
  const answers: Result<typeof found>[] = [ok(found), err('number/not-a-number')]
  const client = fakeClient({ 'console.traces': () => answers.shift() ?? err('page/failed') })
  render(
    <KeepData
      w={wordsOf({ services: [], staff: [], promises: [], reasons: [] } as never, 'zh-CN')}
      backend={{ client } as never}
      vault={{} as never}
      view={{ times: { refusalDays: 1, recordYears: 1 }, holds: [] } as never}
      onView={() => undefined}
    />,
    root,
  )
  await typeNumber('13800138000')
  expect(root.textContent).toContain('138 **** 8000')
  await typeNumber('1380013')
  expect(root.textContent).not.toContain('138 **** 8000')
  expect(root.querySelector(`a[href="#/activation/${activation}"]`)).toBeNull()
})
