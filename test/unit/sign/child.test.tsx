// @vitest-environment happy-dom
/** Under 14 all data is sensitive, whatever the notice says of it: the full list says why, and what it means. */
import { render } from 'preact'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { SignApp } from '../../../components/sign/index.ts'
import { signText } from '../../../components/sign/text.ts'
import { ok } from '../../../utils/base/index.ts'
import { activation, fakeClient, signView } from '../../preview/world.ts'

let root: HTMLElement
beforeEach(() => {
  root = document.createElement('div')
  document.body.append(root)
})
afterEach(() => {
  render(null, root)
  root.remove()
})

it.each([
  ['child', 'guardian', true],
  ['teen', 'guardian', false],
  ['self', 'customer', false],
] as const)('a number for: %s', async (who, signer, has) => {
  const view = signView({ who, signer })
  render(<SignApp client={fakeClient({ 'sign.open': ok(view) })} activation={activation} />, root)
  await vi.waitFor(() => expect(root.querySelector('.full')).not.toBeNull(), { timeout: 10_000 })
  const text = root.querySelector('.full')?.textContent ?? ''
  expect(text).toContain(view.items[0]?.notices['zh-CN'].notice.full.purpose)
  const t = signText('zh-CN')
  for (const key of ['full.child', 'full.childWhy', 'full.childEffect'] as const)
    expect(text.includes(t(key)), key).toBe(has)
})
