// @vitest-environment happy-dom
/** Which word stands when two things are said of one page. */
import { afterEach, expect, it, vi } from 'vitest'
import { guardTexts } from '../../../components/text/guard.ts'
import { createBanner } from '../../../entrypoints/sentinel.content/banner.ts'

afterEach(() => vi.restoreAllMocks())

it('a warning about the page does not take the place of what was just stopped on it', () => {
  const roots: ShadowRoot[] = []
  const { attachShadow } = Element.prototype
  vi.spyOn(Element.prototype, 'attachShadow').mockImplementation(function (this: Element, init) {
    const root = attachShadow.call(this, init)
    roots.push(root)
    return root
  })
  const texts = { ...guardTexts('zh-CN'), lang: 'zh-CN', reasons: [] } as const
  const banner = createBanner({
    reason: () => undefined,
    askCustomer: () => undefined,
    manager: () => undefined,
  })
  const stop = { act: 'stop', why: 'sign-up-unsigned', cell: '', page: 'sign-up', quarantine: false } as const
  const warning = {
    act: 'banner',
    why: 'sign-up-held',
    cell: '',
    page: 'sign-up',
    quarantine: false,
  } as const
  banner.show(texts, { n: 1, ...stop })
  banner.show(texts, { n: 0, ...warning })
  expect(roots.length).toBe(1)
  expect(roots[0]?.textContent).toContain(texts.why['sign-up-unsigned'])
  // The next stop does, and a warning where nothing stands.
  banner.show(texts, { n: 2, ...stop })
  expect(roots.length).toBe(2)
  banner.hide()
  banner.show(texts, { n: 0, ...warning })
  expect(roots.at(-1)?.textContent).toContain(texts.why['sign-up-held'])
})
