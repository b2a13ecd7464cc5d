import { render } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import base from '../../../components/base/base.css?inline'
import { forShadow, Panel, type PanelProps } from '../../../components/panel/index.ts'
import css from '../../../components/panel/panel.css?inline'
import { panelTexts } from '../../../components/text/panel.ts'
import tokens from '../../../components/tokens.css?inline'
import type { ActivationId, Lang, ServiceId } from '../../../utils/base/index.ts'
import { builtInPolicy } from '../../../utils/policy/index.ts'
import type { HeldView, PanelActivation, PanelService, PanelView } from '../../../utils/wire/index.ts'
import type { Previews } from '../preview.ts'

const service = (id: string, zh: string, en: string, more: Partial<PanelService> = {}): PanelService => ({
  id: id as ServiceId,
  code: id.toUpperCase(),
  kind: 'carrier',
  name: { 'zh-CN': zh, en },
  price: { fen: 600, per: 'month' },
  ticked: true,
  state: 'waiting',
  permit: null,
  decision: null,
  remove: false,
  canAskAgain: false,
  ...more,
})
const plan = service('plan39', '39 元套餐', '39 yuan plan', { kind: 'plan', state: 'included' })
const ring = service('vrbt', '视频彩铃', 'Video ring-back tone')
const cover = service('ins', '账户安全险', 'Account safety insurance', { price: { fen: 300, per: 'month' } })
const shop = service('lantern', '青灯商城', 'Lantern Shop', {
  kind: 'account',
  code: '',
  price: { fen: 0, per: 'once' },
})

const at = (
  lang: Lang,
  activation: Partial<PanelActivation> | null,
  more: Partial<PanelView> = {},
): PanelView => ({
  lang,
  shift: { clerk: '0417', name: '林岚', how: 'portal' },
  pledge: false,
  stands: true,
  inSight: true,
  stranger: false,
  missing: [],
  problem: null,
  held: null,
  papers: [],
  accounts: [
    { id: 'lantern' as ServiceId, name: shop.name },
    { id: 'pavilion' as ServiceId, name: { 'zh-CN': '望亭', en: 'Pavilion' } },
    { id: 'reed' as ServiceId, name: { 'zh-CN': '芦苇视频', en: 'Reed Video' } },
  ],
  promises: builtInPolicy.promises,
  activation: activation && {
    id: '0123456789abcdef01234567' as ActivationId,
    number: '138 **** 8000',
    customer: '王*芬',
    age: 68,
    aloudFirst: true,
    order: '20261123-0092',
    stage: 'open',
    services: [plan],
    waiting: 0,
    gate: { open: true, why: null },
    signing: false,
    unidentified: false,
    earlier: [],
    ...activation,
  },
  ...more,
})

const closed = { gate: { open: false, why: 'gate/waiting' } }
const waiting = (): Partial<PanelActivation> => ({
  services: [plan, { ...ring, state: 'given' }, { ...cover, state: 'refused' }, shop],
  waiting: 1,
  ...closed,
})

/** Beside a page whose own gate is open: what was held is all that the panel speaks of. */
const heldOrder = (lang: Lang, held: Partial<HeldView>, more: Partial<PanelActivation> = {}): State => ({
  view: at(lang, more, {
    held: { why: 'gate/order', at: 1, services: [], number: null, canAsk: false, ...held },
  }),
})

type State = Partial<PanelProps> & { view: PanelView | null }

/** Every state of the panel, by name. */
const states: Readonly<Record<string, (lang: Lang) => State>> = {
  'nothing-to-sign-folded': (lang) => ({ view: at(lang, {}), folded: true }),
  'nothing-to-sign': (lang) => ({ view: at(lang, {}) }),
  'first-hand-over': (lang) => ({
    view: at(lang, { services: [plan, ring, cover], waiting: 2, ...closed }),
  }),
  waiting: (lang) => ({ view: at(lang, waiting()) }),
  'waiting-folded': (lang) => ({ view: at(lang, waiting()), folded: true }),
  held: (lang) => ({ view: at(lang, waiting()), held: true }),
  'order-held-ask': (lang) =>
    heldOrder(lang, { services: [{ name: ring.name, state: 'waiting' }], canAsk: true }),
  'order-held-refused': (lang) => heldOrder(lang, { services: [{ name: cover.name, state: 'refused' }] }),
  'order-held-other-number': (lang) =>
    heldOrder(lang, { why: 'order/other-number', number: '138 **** 8001' }),
  'order-held-form': (lang) => heldOrder(lang, { why: 'order/shape' }),
  'order-held-other-way': (lang) => heldOrder(lang, { why: 'order/other-way' }),
  'order-held-too-large': (lang) => heldOrder(lang, { why: 'order/too-large' }),
  'order-held-unreadable': (lang) => heldOrder(lang, { why: 'gate/unreadable' }),
  'order-held-underway': (lang) => heldOrder(lang, { why: 'order/underway' }, { stage: 'submitted' }),
  'order-held-no-activation': (lang) => ({
    view: at(lang, null, {
      held: { why: 'order/no-activation', at: 1, services: [], number: null, canAsk: false },
    }),
  }),
  'order-got-out': (lang) => heldOrder(lang, { why: 'order/got-out' }),
  'order-held-folded': (lang) => ({ ...heldOrder(lang, { why: 'order/shape' }), folded: true }),
  'with-the-customer': (lang) => ({
    view: at(lang, {
      services: [plan, { ...ring, state: 'marked' }, cover],
      waiting: 2,
      signing: true,
      ...closed,
    }),
  }),
  'refused-still-ticked': (lang) => ({
    view: at(lang, {
      services: [plan, { ...ring, state: 'given' }, { ...cover, state: 'refused' }],
      gate: { open: false, why: 'gate/refused-ticked' },
    }),
  }),
  'receipt-not-given': (lang) => ({
    view: at(lang, waiting(), {
      papers: [{ activation: 'f'.repeat(24) as ActivationId, number: '139 **** 9000', handed: false }],
    }),
  }),
  'print-again': (lang) => ({
    view: at(lang, null, {
      papers: [{ activation: 'f'.repeat(24) as ActivationId, number: '138 **** 8000', handed: true }],
    }),
  }),
  'print-again-folded': (lang) => ({
    view: at(lang, null, {
      papers: [{ activation: 'f'.repeat(24) as ActivationId, number: '138 **** 8000', handed: true }],
    }),
    folded: true,
  }),
  'not-today': (lang) => ({
    view: at(lang, {
      services: [
        plan,
        { ...ring, state: 'refused', notToday: 'not-understood', canAskAgain: true },
        { ...cover, ticked: false, state: 'refused', notToday: 'no-companion', canAskAgain: true },
        { ...shop, state: 'refused', notToday: 'nobody-there', canAskAgain: true },
      ],
      gate: { open: false, why: 'gate/refused-ticked' },
    }),
  }),
  'cannot-be-registered-today': (lang) => ({
    view: at(lang, {
      services: [plan, { ...cover, state: 'unknown' }, { ...ring, ticked: false, state: 'refused' }],
      gate: { open: false, why: 'gate/unknown' },
    }),
  }),
  'not-approved': (lang) => ({
    view: at(lang, {
      services: [plan, { ...shop, code: 'ACC-LANTERN', state: 'draft' }],
      gate: { open: false, why: 'gate/unknown' },
    }),
  }),
  'all-signed-permits': (lang) => ({
    view: at(lang, {
      services: [
        plan,
        { ...ring, state: 'given' },
        { ...shop, state: 'given', permit: { state: 'open', until: 1_000_000 } },
        {
          ...shop,
          id: 'pavilion' as ServiceId,
          name: { 'zh-CN': '望亭', en: 'Pavilion' },
          state: 'given',
          permit: { state: 'ready', until: null },
        },
        {
          ...shop,
          id: 'x' as ServiceId,
          name: { 'zh-CN': '芦苇视频', en: 'Reed Video' },
          state: 'given',
          permit: { state: 'ended', until: null },
        },
        {
          ...shop,
          id: 'y' as ServiceId,
          name: { 'zh-CN': '半山出行', en: 'Halfway Travel' },
          state: 'given',
          permit: { state: 'used', until: null },
        },
      ],
    }),
    now: () => 1_000_000 - 461_000,
  }),
  loading: (lang) => ({ view: at(lang, { gate: { open: false, why: 'gate/loading' } }) }),
  unreadable: (lang) => ({
    view: at(lang, null, { missing: ['fields.number', 'services.code'] }),
    missing: ['fields.number', 'services.code'],
  }),
  'not-a-number': (lang) => ({ view: at(lang, null, { problem: 'number/not-a-number' }) }),
  'storage-full': (lang) => ({ view: at(lang, waiting(), { problem: 'store/full' }) }),
  'a-step-failed': (lang) => ({ view: at(lang, waiting()), fault: 'promise/number' }),
  'nobody-on-shift': (lang) => ({
    view: at(lang, { services: [plan, ring], waiting: 1, ...closed }, { shift: null }),
  }),
  pledge: (lang) => ({ view: at(lang, {}, { pledge: true }) }),
  'pledge-folded': (lang) => ({ view: at(lang, null, { pledge: true }), folded: true }),
  'one-moment': (lang) => ({ view: at(lang, {}), said: { key: 'why.moment' } }),
  'untick-where': (lang) => ({
    view: at(lang, {
      services: [plan, { ...cover, state: 'refused' }],
      gate: { open: false, why: 'gate/refused-ticked' },
    }),
    said: { key: 'untick.where', names: [cover.name[lang]] },
  }),
  'order-sent': (lang) => ({
    view: at(lang, { stage: 'submitted', services: [plan, { ...ring, state: 'given' }] }),
  }),
  confirmed: (lang) => ({
    view: at(lang, { stage: 'confirmed', services: [plan, { ...ring, state: 'given' }] }),
  }),
  answered: (lang) => ({
    view: at(lang, {
      unidentified: true,
      age: null,
      services: [
        plan,
        { ...ring, state: 'given', decision: '0123456789abcdef01234567:vrbt' },
        { ...cover, ticked: false, state: 'refused', canAskAgain: true },
        service('cloud', '禾云盘会员', 'He Cloud storage', {
          ticked: false,
          state: 'withdrawn',
          remove: true,
          canAskAgain: true,
        }),
      ],
      earlier: [
        { decision: '0123456789abcdef01234567:lantern', name: shop.name, at: '2026-06-02T02:00:00.000Z' },
      ],
    }),
  }),
  unanswered: () => ({ view: null, fault: 'background/away' }),
}

const nothing = () => undefined

/** Draws one state into a shadow root, as the content script does, but open so that axe can look inside. */
function draw(host: HTMLElement, state: State, lang: Lang): void {
  const root = host.attachShadow({ mode: 'open', delegatesFocus: true })
  const style = document.createElement('style')
  style.textContent = forShadow([tokens, base, css].join('\n'))
  const box = document.createElement('div')
  root.append(style, box)
  render(
    <Panel
      texts={panelTexts(lang)}
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
      onAskAgain={nothing}
      onDocumentSeen={nothing}
      onPledge={nothing}
      onPaper={nothing}
      onShift={nothing}
      {...state}
    />,
    box,
  )
}

/** The panel beside a portal's form, which stands for the carrier's page. */
function Portal({ state, lang }: { state: State; lang: Lang }) {
  const host = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (host.current && !host.current.shadowRoot) draw(host.current, state, lang)
  }, [])
  return (
    <>
      <main style="padding: 24px 32px; width: 900px">
        <h1 style="font-size: 20px">{lang === 'en' ? 'The carrier’s page' : '运营商的页面'}</h1>
      </main>
      <div ref={host} />
    </>
  )
}

export const previews: Previews = Object.entries(states).map(([name, state]) => ({
  name,
  render: (lang) => <Portal state={state(lang)} lang={lang} />,
}))
