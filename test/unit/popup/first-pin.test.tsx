// @vitest-environment happy-dom
import { render } from 'preact'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Popup, type PopupProps } from '../../../components/popup/index.ts'
import zh from '../../../components/text/zh-CN/popup.json' with { type: 'json' }

let root: HTMLElement
const started = vi.fn()
const nothing = () => undefined
const view: PopupProps['view'] = {
  lang: 'zh-CN',
  shift: null,
  pledge: false,
  staff: [
    { id: '0417', name: '林岚', hasPin: true },
    { id: '0455', name: '周青', hasPin: false },
  ],
  tab: { kind: 'idle', permit: null },
  posture: [],
  faults: [],
  policy: { name: 'test', source: 'local', fault: null },
  alarms: [],
  log: { size: 1, root: 'c0ffee' },
  activations: [],
  wait: 0,
  displays: [],
  display: null,
}
beforeEach(() => {
  root = document.createElement('div')
  document.body.append(root)
  started.mockClear()
  render(
    <Popup
      view={view}
      busy={false}
      fault={null}
      own={async () => []}
      onStart={started}
      onEnd={nothing}
      onPledge={nothing}
      onResume={nothing}
      onConsole={nothing}
      onDisplay={nothing}
      onTakeBack={nothing}
    />,
    root,
  )
})
afterEach(() => {
  render(null, root)
  root.remove()
})

const settled = () => new Promise((done) => setTimeout(done, 150))
const fields = () => [...root.querySelectorAll<HTMLInputElement>('form input[type=password]')]
async function choose(staff: string): Promise<void> {
  const select = root.querySelector<HTMLSelectElement>('form select')!
  select.value = staff
  select.dispatchEvent(new Event('change', { bubbles: true }))
  await settled()
}
async function send(...pins: string[]): Promise<void> {
  for (const [i, pin] of pins.entries()) {
    const field = fields()[i]!
    field.value = pin
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
  await settled()
  root.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
  await settled()
}
const alarm = () => root.querySelector<HTMLElement>('form [role=alert]')!

it('asks twice where a PIN is chosen, and starts nothing while the two differ', async () => {
  await choose('0455')
  expect(fields()).toHaveLength(2)
  await send('2468', '2486')
  expect(started).not.toHaveBeenCalled()
  expect(alarm().hidden).toBe(false)
  expect(alarm().textContent).toBe(zh['shift.pin.differs'])
  expect(fields().map((f) => f.value)).toEqual(['', ''])
  await send('2468', '2468')
  expect(started.mock.calls).toEqual([['0455', '2468']])
  expect(alarm().hidden).toBe(true)
})

it('asks once where there is one', async () => {
  await choose('0417')
  expect(fields()).toHaveLength(1)
  await send('2468')
  expect(started.mock.calls).toEqual([['0417', '2468']])
})
