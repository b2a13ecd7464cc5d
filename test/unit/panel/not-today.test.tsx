// @vitest-environment happy-dom
/** What was no no of the customer is not called one: in the panel, on the stopped page, in the clerk's own entries. */
import { render } from 'preact'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Panel } from '../../../components/panel/Panel.tsx'
import { toUntick } from '../../../components/panel/services.ts'
import { Own } from '../../../components/popup/Own.tsx'
import { StoppedApp } from '../../../components/stopped/index.ts'
import { notTodayText, notTodayWhy } from '../../../components/text/index.ts'
import { panelTexts } from '../../../components/text/panel.ts'
import zhPanel from '../../../components/text/zh-CN/panel.json' with { type: 'json' }
import zhStopped from '../../../components/text/zh-CN/stopped.json' with { type: 'json' }
import { type ActivationId, ok, type ServiceId } from '../../../utils/base/index.ts'
import type { NotToday } from '../../../utils/consent/index.ts'
import type { PanelActivation, PanelService } from '../../../utils/wire/index.ts'
import { fakeClient } from '../../preview/world.ts'

const REASONS = ['nobody-there', 'not-understood', 'no-companion'] as const

let root: HTMLElement
beforeEach(() => {
  root = document.createElement('div')
  document.body.append(root)
})
afterEach(() => {
  render(null, root)
  root.remove()
})

const service = (notToday?: NotToday): PanelService => ({
  id: 'ring' as ServiceId,
  code: 'RING',
  kind: 'carrier',
  name: { 'zh-CN': '彩铃', en: 'Ring-back tone' },
  price: { fen: 600, per: 'month' },
  ticked: true,
  state: 'refused',
  permit: null,
  decision: null,
  remove: false,
  canAskAgain: true,
  ...(notToday ? { notToday } : {}),
})
const activation = (one: PanelService): PanelActivation => ({
  id: '0123456789abcdef01234567' as ActivationId,
  number: '138 **** 8000',
  customer: null,
  age: null,
  aloudFirst: false,
  order: null,
  stage: 'open',
  services: [one],
  waiting: 0,
  gate: { open: false, why: 'gate/refused-ticked' },
  signing: false,
  unidentified: false,
  earlier: [],
})
function draw(one: PanelService) {
  const nothing = () => undefined
  const asked = vi.fn()
  render(
    <Panel
      texts={panelTexts('zh-CN')}
      view={{
        lang: 'zh-CN',
        shift: { clerk: '0417', name: '', how: 'pin' },
        pledge: false,
        stands: true,
        inSight: true,
        stranger: false,
        missing: [],
        problem: null,
        held: null,
        accounts: [],
        papers: [],
        promises: [],
        activation: activation(one),
      }}
      missing={[]}
      folded={false}
      busy={false}
      held={false}
      fault={null}
      said={null}
      now={Date.now}
      onFold={nothing}
      onHandOver={nothing}
      onAskHeld={nothing}
      onUntick={nothing}
      onAdd={nothing}
      onDrop={nothing}
      onOpenSite={nothing}
      onWithdraw={nothing}
      onAskAgain={asked}
      onDocumentSeen={nothing}
      onPledge={nothing}
      onPaper={nothing}
      onShift={nothing}
    />,
    root,
  )
  return asked
}

it.each(REASONS)('the panel says not today (%s), unticks it and offers the same next step', (why) => {
  const one = service(why)
  const asked = draw(one)
  expect(root.textContent).toContain(notTodayWhy(why, 'zh-CN'))
  expect(root.textContent).not.toContain(zhPanel['state.refused'])
  expect(root.textContent).toContain('“彩铃”今天不办')
  expect(toUntick(activation(one))).toEqual([one])
  const buttons = [...root.querySelectorAll('button')]
  buttons.find((b) => b.textContent?.startsWith(zhPanel.askAgain))?.click()
  expect(asked).toHaveBeenCalledWith('ring')
})

it('a no of their own stays one in the panel', () => {
  draw(service())
  expect(root.textContent).toContain(zhPanel['state.refused'])
  expect(root.textContent).not.toContain('今天不办')
})

it.each(REASONS)('the stopped page says not today (%s)', async (why) => {
  const view = {
    lang: 'zh-CN' as const,
    service: { id: 'shop' as ServiceId, name: { 'zh-CN': '青灯商城', en: 'Lantern Shop' } },
    origin: null,
    number: '138 **** 8000',
    openedAt: 0,
    act: 'stop' as const,
    why: 'sign-up-unsigned' as const,
    reasons: [],
    promises: [],
    canAsk: false,
    canOpen: false,
    canOverride: false,
    refused: true,
    notToday: why,
    notice: null,
    seq: null,
  }
  render(<StoppedApp client={fakeClient({ 'stopped.open': ok(view) })} service={'shop' as ServiceId} />, root)
  await vi.waitFor(() => expect(root.querySelector('h1')?.textContent).toBe('“青灯商城”今天不办'))
  expect(root.textContent).toContain(notTodayText(why, 'zh-CN'))
  expect(root.textContent).not.toContain(zhStopped['why.refused'])
})

it('so do the clerk’s own entries', async () => {
  const read = async () => [
    { seq: 2, at: 0, kind: 'consent.refused', why: 'no-companion' },
    { seq: 1, at: 0, kind: 'consent.refused' },
  ]
  render(<Own clerk="0417" lang="zh-CN" read={read} />, root)
  const details = root.querySelector('details') as HTMLDetailsElement
  details.open = true
  details.dispatchEvent(new Event('toggle'))
  await vi.waitFor(() => expect(root.querySelectorAll('li')).toHaveLength(2))
  const [today, no] = [...root.querySelectorAll('li')].map((li) => li.textContent)
  expect(today).toContain(notTodayText('no-companion', 'zh-CN'))
  expect(no).toContain('不同意')
})
