import '../../../components/popup/popup.css'
import { Popup, type PopupProps } from '../../../components/popup/index.ts'
import type { ActivationId, Lang } from '../../../utils/base/index.ts'
import type { PopupView } from '../../../utils/wire/index.ts'
import type { Previews } from '../preview.ts'

const on = ['floor-rules', 'host-access', 'storage-persistent'].map((code) => ({ code, on: true }))
const off = ['request-bodies', 'incognito', 'policy-install'].map((code) => ({ code, on: false }))

const at = (lang: Lang, more: Partial<PopupView> = {}): PopupView => ({
  lang,
  shift: { clerk: '0417', name: '林岚', how: 'portal' },
  pledge: false,
  staff: [
    { id: '0417', name: '林岚', hasPin: true },
    { id: '0392', name: '陈立', hasPin: true },
    { id: '0455', name: '周青', hasPin: false },
  ],
  tab: { kind: 'portal', permit: null },
  posture: [...on, ...off],
  policy: { name: '2026-11-demo', source: 'local', fault: null },
  alarms: [],
  faults: [],
  log: { size: 10482, root: 'c0ffee5a1dbeef00c0ffee5a1dbeef00' },
  activations: [],
  wait: 0,
  displays: [],
  display: null,
  ...more,
})

const displays = [
  { id: '1', name: '内建显示器', primary: true },
  { id: '2', name: '顾客屏 10 寸', primary: false },
]

/** As the background notes them. */
const FAULTS = [
  { at: Date.UTC(2026, 10, 23, 2, 44, 7), code: 'rules/refused', place: 'background/tick' },
  { at: Date.UTC(2026, 10, 23, 2, 49, 31), code: 'error/quota-exceeded', place: 'background/after-turn' },
  { at: Date.UTC(2026, 10, 23, 3, 2, 12), code: 'error/invalid-state', place: 'platform/badge' },
]

type State = Partial<PopupProps> & { view: PopupView }

/** Every state of the popup, by name. */
const states: Readonly<Record<string, (lang: Lang) => State>> = {
  displays: (lang) => ({ view: at(lang, { displays, display: '2' }) }),
  'on-shift': (lang) => ({
    view: at(lang, {
      activations: [
        { id: '0123456789abcdef01234567' as ActivationId, number: '138 **** 8000', since: 1795400520000 },
      ],
    }),
  }),
  'nobody-on-shift': (lang) => ({ view: at(lang, { shift: null, tab: { kind: 'guarded', permit: null } }) }),
  'wrong-PIN': (lang) => ({ view: at(lang, { shift: null }), fault: 'pin/wrong' }),
  'wait-for-the-PIN': (lang) => ({ view: at(lang, { shift: null, wait: 42 }), fault: 'pin/wait' }),
  pledge: (lang) => ({
    view: at(lang, { pledge: true, shift: { clerk: '0392', name: '陈立', how: 'pin' } }),
  }),
  'permit-open': (lang) => ({
    view: at(lang, { tab: { kind: 'guarded', permit: { 'zh-CN': '青灯商城', en: 'Lantern Shop' } } }),
  }),
  'bad-policy-alarms': (lang) => ({
    view: at(lang, {
      policy: { name: '2026-11-demo', source: 'local', fault: 'portals.0.fields.number.css' },
      alarms: ['store/full', 'store/damaged-activation'],
    }),
  }),
  faults: (lang) => ({
    view: at(lang, { posture: [...on, ...off, { code: 'no-faults', on: false }], faults: FAULTS }),
  }),
  'first-run': (lang) => ({
    view: at(lang, {
      shift: null,
      staff: [],
      tab: { kind: 'idle', permit: null },
      posture: on,
      policy: { name: 'built-in', source: 'built-in', fault: null },
      log: { size: 0, root: '' },
    }),
  }),
}

const nothing = () => undefined

export const previews: Previews = Object.entries(states).map(([name, state]) => ({
  name,
  render: (lang) => (
    <Popup
      busy={false}
      fault={null}
      own={async () => [
        { seq: 14, at: Date.UTC(2026, 10, 23, 2, 49), kind: 'consent.refused', why: 'no-companion' },
        { seq: 12, at: Date.UTC(2026, 10, 23, 2, 44), kind: 'activation.opened' },
      ]}
      onStart={nothing}
      onEnd={nothing}
      onPledge={nothing}
      onResume={nothing}
      onConsole={nothing}
      onAllowDisplays={nothing}
      onDisplay={nothing}
      onTakeBack={nothing}
      {...state(lang)}
    />
  ),
  // biome-ignore lint/suspicious/noThenProperty: what a preview's next step is called; opened, so that all is seen
  then: (root) => {
    for (const details of root.querySelectorAll('details')) details.open = true
  },
}))
