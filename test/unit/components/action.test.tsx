// @vitest-environment happy-dom
/** One thing at a time: busy meanwhile, a second tap not begun, a fault kept, a rejection no silence. */
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Action, useAction } from '../../../components/base/index.ts'
import { err, ok, type Result } from '../../../utils/base/index.ts'

let action: Action
function Page() {
  action = useAction()
  return <p>{action.busy ? 'busy' : (action.fault?.code ?? (action.done ? 'done' : 'idle'))}</p>
}
let root: HTMLElement
beforeEach(async () => {
  root = document.createElement('div')
  await act(() => render(<Page />, root))
})
afterEach(() => render(null, root))

it('is busy until the answer, and a second tap is not begun', async () => {
  let finish = (_: Result<string>): void => undefined
  const then = vi.fn()
  const second = vi.fn(async () => ok(null))
  let first: Promise<unknown> = Promise.resolve()
  await act(() => {
    first = action.act(() => new Promise<Result<string>>((done) => (finish = done)), then)
  })
  expect(root.textContent).toBe('busy')
  expect(action.isBusy()).toBe(true)
  expect(await action.act(second)).toEqual(err('page/busy'))
  expect(second).not.toHaveBeenCalled()
  await act(async () => {
    finish(ok('there'))
    await first
  })
  expect(root.textContent).toBe('done')
  expect(then).toHaveBeenCalledWith('there')
})

it('keeps a fault until the next one begins, and turns a rejection into one', async () => {
  const then = vi.fn()
  await act(async () => void (await action.act(async () => err('store/full'), then)))
  expect(root.textContent).toBe('store/full')
  await act(async () => void (await action.act(() => Promise.reject(new Error('unforeseen')), then)))
  expect(root.textContent).toBe('page/failed')
  await act(async () => void (await action.act(() => Promise.reject({ code: 'outside/other-log' }), then)))
  expect(root.textContent).toBe('outside/other-log')
  expect(then).not.toHaveBeenCalled()
  await act(async () => void (await action.act(async () => ok(1))))
  expect(root.textContent).toBe('done')
})
