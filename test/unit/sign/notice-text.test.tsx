// @vitest-environment happy-dom
/** A text of the notice that the screen left out would be one that the customer never saw and signed for all the same. */
import { render } from 'preact'
import { expect, it } from 'vitest'
import { FACTS, FullNotice } from '../../../components/sign/NoticeText.tsx'
import { signText } from '../../../components/sign/text.ts'
import type { Notice } from '../../../utils/notice/index.ts'
import { noticeFor, shop } from '../notice/notice.ts'

/** Every text of a value, each made unlike every other. */
function marked(value: unknown, at: string, texts: string[]): unknown {
  if (typeof value === 'string') {
    texts.push(`«${at}»`)
    return `«${at}»`
  }
  if (Array.isArray(value)) return value.map((one, i) => marked(one, `${at}.${i}`, texts))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, marked(inner, `${at}.${name}`, texts)]),
  )
}

it('shows every text of the full list, and names every one', () => {
  const notice = noticeFor(shop, 'zh-CN')
  const texts: string[] = []
  const sensitive = { kinds: ['人脸'], why: '.', effect: '.' }
  const full = marked({ ...notice.full, sensitive }, 'full', texts) as Notice['full']
  expect(texts.length).toBeGreaterThan(18)
  const root = document.createElement('div')
  render(<FullNotice notice={{ ...notice, full }} lang="zh-CN" t={signText('zh-CN')} />, root)
  expect(texts.filter((text) => !root.textContent?.includes(text))).toEqual([])
  const names = [...root.querySelectorAll('dt')].map((name) => name.textContent)
  expect(names.filter((name) => !name || name.startsWith('full.'))).toEqual([])
  render(null, root)
})

it('has every key fact on the first screen', () => {
  expect([...FACTS].sort()).toEqual(Object.keys(noticeFor(shop, 'zh-CN').key).sort())
})
