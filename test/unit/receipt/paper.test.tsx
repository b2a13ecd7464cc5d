// @vitest-environment happy-dom
/** The words on paper, and where it can be printed. */
import { render } from 'preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FoldedTab } from '../../../components/panel/FoldedTab.tsx'
import { Papers } from '../../../components/panel/Papers.tsx'
import { panelText } from '../../../components/panel/text.ts'
import { Receipt } from '../../../components/receipt/index.ts'
import { receiptText } from '../../../components/receipt/text.ts'
import { SignApp } from '../../../components/sign/index.ts'
import { panelTexts } from '../../../components/text/panel.ts'
import { type Lang, ok } from '../../../utils/base/index.ts'
import { activation, codes, fakeClient, receipt, signView } from '../../preview/world.ts'

let root: HTMLElement
beforeEach(() => {
  root = document.createElement('div')
  document.body.append(root)
})
afterEach(() => {
  render(null, root)
  root.remove()
})
const settle = () => new Promise((done) => setTimeout(done, 30))

describe.each(['zh-CN', 'en'] as const)('the paper (%s)', (lang: Lang) => {
  const t = receiptText(lang)
  const text = (over: Parameters<typeof receipt>[0]): string => {
    render(<Receipt receipt={receipt(over)} codes={[]} lang={lang} />, root)
    return root.textContent ?? ''
  }
  it('of a plain SIM does not say "you agreed" above nothing', () => {
    const plain = text({ agreed: [], refused: [] })
    expect(plain).not.toContain(t('agreed'))
    expect(plain).toContain(t('plainSim'))
    expect(plain).toContain(t('noAccounts'))
  })
  it('of somebody who refused all, and of a withdrawal that left nothing, has no empty list either', () => {
    const refused = text({ agreed: [] })
    expect([...root.querySelectorAll('h3')].map((h) => h.textContent)).not.toContain(t('agreed'))
    expect(refused).toContain(t('nothingAgreed'))
    const gone = text({ agreed: [], about: 'withdrawal', refused: [] })
    expect(gone).not.toContain(t('stillAgreed'))
    expect(gone).toContain(t('noneLeft'))
  })
})

it('printing comes first on both last pages, and is possible after the answer until the window closes', async () => {
  const print = vi.fn()
  vi.stubGlobal('print', print)
  const last = signView({ step: 'hand-over', items: [], receipt: receipt(), codes: codes.one })
  const client = fakeClient({
    'sign.open': ok(last),
    'sign.handover': ok({ ...last, step: 'over' }),
  })
  render(<SignApp client={client} activation={activation} />, root)
  await settle()
  const first = () => root.querySelector<HTMLElement>('.sign main button')
  expect(first()?.dataset['action']).toBe('print')
  root.querySelector<HTMLElement>('[data-action=handover]')?.click()
  await settle()
  expect(root.querySelector('[data-step]')?.getAttribute('data-step')).toBe('over')
  expect(first()?.dataset['action']).toBe('print')
  first()?.click()
  expect(print).toHaveBeenCalledOnce()
  // What is printed is there.
  expect(root.querySelector('.receipt')?.textContent).toContain(receipt().order)
})

it('the panel names the paper and opens it; folded, its tab says so', async () => {
  const t = panelText(panelTexts('zh-CN'))
  const onPaper = vi.fn()
  const draw = (handed: boolean) => {
    const view = { papers: [{ activation, number: '138 **** 8000', handed }], missing: [], activation: null }
    const props = { t, view, missing: [], busy: false, onPaper } as never
    render(
      <>
        <Papers {...(props as object as Parameters<typeof Papers>[0])} />
        <FoldedTab {...(props as object as Parameters<typeof FoldedTab>[0])} />
      </>,
      root,
    )
  }
  draw(false)
  expect(root.textContent).toContain(t('paper.left', { number: '138 **** 8000' }))
  expect(root.querySelector('.tab')?.textContent).toContain(t('tab.left'))
  draw(true)
  expect(root.textContent).toContain(t('paper.last', { number: '138 **** 8000' }))
  expect(root.querySelector('.tab')?.textContent).toContain(t('tab.paper'))
  root.querySelector<HTMLElement>('section button')?.click()
  expect(onPaper).toHaveBeenCalledExactlyOnceWith(activation)
})
