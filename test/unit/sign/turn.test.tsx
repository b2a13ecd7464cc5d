// @vitest-environment happy-dom
/** A display that clerk and customer share: a screen to turn it round, both ways; its time is not reading time. */
import { render } from 'preact'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Memory, SignApp } from '../../../components/sign/index.ts'
import { ok } from '../../../utils/base/index.ts'
import type { SignView } from '../../../utils/wire/index.ts'
import { activation, fakeClient, item, signView } from '../../preview/world.ts'

let root: HTMLElement
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  root = document.createElement('div')
  document.body.append(root)
})
afterEach(() => {
  render(null, root)
  root.remove()
  vi.useRealTimers()
})

const step = () => root.querySelector<HTMLElement>('[data-step]')?.dataset['step']
const settle = () => vi.advanceTimersByTimeAsync(20)
const press = async (action: string) => {
  root.querySelector<HTMLElement>(`[data-action="${action}"]`)?.click()
  await settle()
}

function open(view: SignView, begun = false) {
  const memory: Memory = { read: () => ({ begun }), write: () => undefined, begin: vi.fn() }
  const client = fakeClient({
    'sign.open': ok(view),
    'sign.presented': ok(null),
    'sign.answer': ok({ ...view, step: 'done' }),
    'sign.close': ok(null),
  })
  render(<SignApp client={client} activation={activation} memory={memory} />, root)
  return { client, memory, asked: (name: string) => client.asked.filter((a) => a.name === name) }
}

it('stands before the first question, and its time is not the time that a notice was on the screen', async () => {
  const { asked, memory } = open(signView({ shared: true }))
  await settle()
  expect(step()).toBe('turn')
  // Nothing of the customer's is on it, and nothing can be answered.
  expect(root.textContent).not.toContain(item('qinghe-ring-tone').name['zh-CN'])
  expect(root.querySelector('[data-action=agree]')).toBeNull()
  await vi.advanceTimersByTimeAsync(60_000)
  await press('begin')
  expect(memory.begin).toHaveBeenCalledOnce()
  expect(step()).toBe('item')
  await vi.advanceTimersByTimeAsync(3000)
  await press('agree')
  const [key] = asked('sign.presented')
  const ms = (key?.body as { ms: number } | undefined)?.ms
  expect(ms).toBeGreaterThanOrEqual(3000)
  expect(ms).toBeLessThan(10_000)
})

it('is not shown on a display of the customer’s own, nor again in a window that was loaded anew', async () => {
  open(signView())
  await settle()
  expect(step()).toBe('item')
  render(null, root)
  open(signView({ shared: true }), true)
  await settle()
  expect(step()).toBe('item')
})

it('stands after the last tap too, and goes by itself: the window closes only then', async () => {
  const { asked } = open(signView({ shared: true, step: 'done' }))
  await settle()
  // What was answered is the customer's to see without a tap; the way back has the screen.
  expect(step()).toBe('done')
  await press('close')
  expect(step()).toBe('return')
  expect(asked('sign.close')).toHaveLength(0)
  // Slow hands still hold it after a quarter of a minute: the clerk's page is not under them.
  await vi.advanceTimersByTimeAsync(25_000)
  expect(asked('sign.close')).toHaveLength(0)
  await vi.advanceTimersByTimeAsync(6000)
  expect(asked('sign.close')).toHaveLength(1)
})

it.each(['hand-over', 'withdrawn'] as const)(
  'stands before %s as well, which is the customer’s to tap',
  async (told) => {
    const { memory } = open(signView({ shared: true, step: told }))
    await settle()
    expect(step()).toBe('turn')
    expect(root.querySelector('[data-action=handover], [data-action=seen]')).toBeNull()
    // Codes arrive from the portal's confirmation on: whose they are is said before the tap.
    expect(root.querySelector('.codes') !== null).toBe(told === 'hand-over')
    await press('begin')
    expect(step()).toBe(told)
    expect(memory.begin).toHaveBeenCalledOnce()
  },
)
