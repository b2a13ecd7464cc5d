// @vitest-environment happy-dom
import { render } from 'preact'
import { describe, expect, it, vi } from 'vitest'
import { Panel } from '../../../components/panel/index.ts'
import { panelText } from '../../../components/panel/text.ts'
import { HELD_WHYS, heldLine, heldWords } from '../../../components/text/held.ts'
import { panelTexts } from '../../../components/text/panel.ts'
import type { ActivationId, Lang } from '../../../utils/base/index.ts'
import type { HeldView, PanelActivation } from '../../../utils/wire/index.ts'

const LANGS = ['zh-CN', 'en'] as const
const plan: PanelActivation = {
  id: '0123456789abcdef01234567' as ActivationId,
  number: '138 **** 8000',
  customer: '王*芬',
  age: 35,
  aloudFirst: false,
  order: null,
  stage: 'open',
  services: [],
  waiting: 0,
  gate: { open: true, why: null },
  signing: false,
  unidentified: false,
  earlier: [],
}
const ring = { name: { 'zh-CN': '彩铃', en: 'Ring-back tone' }, state: 'waiting' } as const
const heldOf = (why: HeldView['why'], more: Partial<HeldView> = {}): HeldView => ({
  why,
  at: 1,
  services: [],
  number: null,
  canAsk: false,
  ...more,
})

function draw(lang: Lang, held: HeldView, folded = false, activation = plan) {
  const root = document.createElement('div')
  const nothing = () => undefined
  const onAskHeld = vi.fn()
  const onHandOver = vi.fn()
  render(
    <Panel
      texts={panelTexts(lang)}
      view={{
        lang,
        shift: { clerk: '0417', name: '', how: 'pin' },
        pledge: false,
        stands: true,
        inSight: true,
        stranger: false,
        missing: [],
        problem: null,
        held,
        accounts: [],
        papers: [],
        promises: [{ code: 'none', words: { 'zh-CN': '什么都没许诺', en: 'Nothing' } }],
        activation,
      }}
      missing={[]}
      folded={folded}
      busy={false}
      held={false}
      fault={null}
      said={null}
      now={() => 0}
      onFold={nothing}
      onHandOver={onHandOver}
      onAskHeld={onAskHeld}
      onUntick={nothing}
      onAdd={nothing}
      onDrop={nothing}
      onOpenSite={nothing}
      onWithdraw={nothing}
      onAskAgain={nothing}
      onDocumentSeen={nothing}
      onPledge={nothing}
      onPaper={nothing}
      onShift={nothing}
    />,
    root,
  )
  return { root, onAskHeld, onHandOver }
}

describe('what was held', () => {
  it.each(LANGS.flatMap((lang) => HELD_WHYS.map((why) => [lang, why] as const)))(
    '%s, %s: says what was found and what comes next, and never beside "you can submit"',
    (lang, why) => {
      const t = panelText(panelTexts(lang))
      const { root } = draw(lang, heldOf(why))
      const said = root.textContent ?? ''
      const words = heldWords(heldOf(why), lang)
      for (const one of [words.title, ...words.why, words.next, words.code ?? '']) expect(said).toContain(one)
      expect(`${said}${words.why}${words.next}`).not.toMatch(/[{}]/)
      for (const key of ['open.none', 'open.done', 'why.goOn'] as const) expect(said).not.toContain(t(key))
      const tab = draw(lang, heldOf(why), true).root.querySelector('.tab-word')?.textContent
      // What has gone waits no more.
      expect(tab).toBe(t(why === 'order/got-out' ? 'tab.out' : 'tab.stopped'))
      expect(heldLine(why, ['X'], lang)).toContain(words.why[0])
    },
  )

  it('is put to the customer by one tap', () => {
    const held = heldOf('gate/order', { services: [ring], canAsk: true })
    const { root, onAskHeld, onHandOver } = draw('zh-CN', held)
    expect(root.textContent).toContain('“彩铃”')
    const button = [...root.querySelectorAll('button')].find((b) => b.textContent === '什么都没许诺')
    button?.click()
    expect(onAskHeld).toHaveBeenCalledExactlyOnceWith('none', null)
    expect(onHandOver).not.toHaveBeenCalled()
  })

  it('names each service by what became of it', () => {
    const no = { name: { 'zh-CN': '保险', en: 'Cover' }, state: 'refused' } as const
    const { why, next } = heldWords(heldOf('gate/order', { services: [ring, no] }), 'en')
    expect(why).toHaveLength(2)
    expect(why[0]).toContain('Ring-back tone')
    expect(why[1]).toContain('Cover')
    expect(next).toBe(heldWords(heldOf('gate/waiting'), 'en').next)
  })

  it('is not offered to a customer who has the screen already, and says each thing once', () => {
    const held = heldOf('gate/order', { services: [ring], canAsk: true })
    const asked = heldWords(held, 'zh-CN').next
    const { root } = draw('zh-CN', held)
    const drawn = root.querySelector('.held-order')?.textContent ?? ''
    expect(drawn.split(asked)).toHaveLength(2)
    const busy = draw('zh-CN', held, false, { ...plan, signing: true }).root
    expect(busy.textContent).not.toContain(asked)
    expect(busy.textContent).toContain(heldWords(held, 'zh-CN', true).next)
    expect(busy.querySelector('.held-order button')).toBeNull()
  })

  it('says of a second order that the second was not sent, for the first is on its way', () => {
    const { title } = heldWords(heldOf('gate/order'), 'en')
    for (const why of ['order/underway', 'order/second'] as const)
      expect(heldWords(heldOf(why), 'en').title).not.toBe(title)
  })

  it('shows the other number masked, and in one piece', () => {
    const { why } = heldWords(heldOf('order/other-number', { number: '139 **** 5678' }), 'zh-CN')
    expect(why[0]).toContain('139\u00a0****\u00a05678')
  })

  it('has no two reasons with one code', () => {
    const codes = HELD_WHYS.map((why) => heldWords(heldOf(why), 'en').code).filter((code) => code !== null)
    expect(new Set(codes).size).toBe(codes.length)
  })

  it('of another version is told by its code', () => {
    expect(heldLine('order/of-tomorrow', [], 'en')).toBe('')
  })
})
