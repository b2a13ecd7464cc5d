// @vitest-environment happy-dom
/** The field for the receipt's code under a hand scanner that types through an input method. */
import { render } from 'preact'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ByCode } from '../../../components/withdraw/ByCode.tsx'
import { err } from '../../../utils/base/index.ts'

let root: HTMLElement
beforeEach(() => {
  root = document.createElement('div')
  document.body.append(root)
})
afterEach(() => {
  render(null, root)
  root.remove()
})

const key = (field: HTMLElement, isComposing: boolean) =>
  field.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'Enter', isComposing, bubbles: true, cancelable: true }),
  )

it('the Enter that only ends what an input method composes checks the code too, once', async () => {
  const read = vi.fn(async () => err('receipt-code/none'))
  const never = async () => err('page/failed')
  render(
    <ByCode lang="zh-CN" stale={0} onAsk={() => undefined} read={read} take={never} elsewhere={never} />,
    root,
  )
  const field = root.querySelector('textarea') as HTMLTextAreaElement
  field.value = 'ＣＳＲ１：１８９５'
  key(field, true)
  expect(read).not.toHaveBeenCalled()
  field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }))
  await vi.waitFor(() => expect(read).toHaveBeenCalledExactlyOnceWith('ＣＳＲ１：１８９５'))
  // A composition that nobody ended with Enter asks for nothing.
  field.value = 'ＣＳＲ１：'
  field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }))
  await new Promise((done) => setTimeout(done, 20))
  expect(read).toHaveBeenCalledTimes(1)
})
