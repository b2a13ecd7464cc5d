// @vitest-environment happy-dom
/** What stands in the entry as time on screen: only while the window was visible and in front. And how large the text was. */
import { render } from 'preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watchAttention } from '../../../components/sign/attention.ts'
import { SignApp } from '../../../components/sign/index.ts'
import { ok } from '../../../utils/base/index.ts'
import { activation, fakeClient, signView } from '../../preview/world.ts'

let root: HTMLElement
let isVisible: boolean
let isInFront: boolean
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  isVisible = true
  isInFront = true
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => (isVisible ? 'visible' : 'hidden'))
  vi.spyOn(document, 'hasFocus').mockImplementation(() => isInFront)
  root = document.createElement('div')
  document.body.append(root)
})
afterEach(() => {
  render(null, root)
  root.remove()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const visible = (is: boolean) => {
  isVisible = is
  document.dispatchEvent(new Event('visibilitychange'))
}
const inFront = (is: boolean) => {
  isInFront = is
  window.dispatchEvent(new Event(is ? 'focus' : 'blur'))
}

describe('the time in which somebody can have read', () => {
  it('stands still while the window is hidden, and while another is in front', async () => {
    const attention = watchAttention()
    await pass(1000)
    visible(false)
    await pass(8000)
    expect(attention.ms()).toBe(1000)
    visible(true)
    await pass(500)
    inFront(false)
    await pass(4000)
    inFront(true)
    await pass(250)
    expect(attention.ms()).toBe(1750)
    attention.stop()
  })

  it('does not begin in a window that opens behind', async () => {
    isInFront = false
    const attention = watchAttention()
    await pass(3000)
    expect(attention.ms()).toBe(0)
    inFront(true)
    await pass(10)
    expect(attention.ms()).toBe(10)
    attention.stop()
  })
})

it('is what the entry gets, with zoom and type size', async () => {
  const view = signView()
  const client = fakeClient({
    'sign.open': ok(view),
    'sign.presented': ok(null),
    'sign.answer': ok({ ...view, step: 'done' }),
  })
  render(<SignApp client={client} activation={activation} zoom={async () => 150} />, root)
  await pass(20)
  const fact = root.querySelector<HTMLElement>('.fact dd')
  if (fact) fact.style.fontSize = '24px'
  await pass(2000)
  visible(false)
  await pass(60_000)
  visible(true)
  await pass(1000)
  root.querySelector<HTMLElement>('[data-action=agree]')?.click()
  await pass(20)
  const [key, full] = client.asked.filter((a) => a.name === 'sign.presented').map((a) => a.body)
  expect(key).toMatchObject({ layer: 'key', zoom: 150, px: 24 })
  expect(full).toMatchObject({ layer: 'full', zoom: 150, px: 24 })
  const { ms } = key as { ms: number }
  expect(ms).toBeGreaterThanOrEqual(3000)
  expect(ms).toBeLessThan(4000)
})
