import '../../../components/withdraw/withdraw.css'
import { WithdrawApp } from '../../../components/withdraw/index.ts'
import { err, type Lang, ok } from '../../../utils/base/index.ts'
import type { CodeView, DecisionView, ElsewhereView } from '../../../utils/wire/index.ts'
import type { Preview } from '../preview.ts'
import { codes, fakeClient, item, receipt, serviceId, withdrawnLine } from '../world.ts'

const decision = (id: string, over: Partial<DecisionView> = {}): DecisionView => {
  const { name, kind } = item(id)
  return {
    service: serviceId(id),
    name,
    kind,
    close: { 'zh-CN': '在“我的—设置—注销账号”里自己注销。', en: 'Me, Settings, Close account.' },
    decision: `${'0'.repeat(24)}:${id}`,
    state: 'given',
    at: '2026-11-03T02:46:00.000Z',
    canWithdraw: true,
    remove: false,
    ...over,
  }
}

const here: CodeView = {
  here: true,
  number: '',
  receipt: { at: '2026-11-03T02:52:00.000Z' },
  decisions: [
    decision('qinghe-ring-tone'),
    decision('jixi-mall'),
    decision('qinghe-account-safety', { state: 'refused', canWithdraw: false }),
  ],
}
const taken = decision('jixi-mall', { state: 'withdrawn', canWithdraw: false })
const other: ElsewhereView = {
  store: 'qd-shinan-zsl',
  at: '2026-11-03T02:52:00.000Z',
  answers: [
    {
      answer: 'a'.repeat(64),
      service: 'qinghe-ring-tone',
      name: item('qinghe-ring-tone').name,
      kind: 'carrier',
      received: null,
    },
    {
      answer: 'b'.repeat(64),
      service: 'jixi-mall',
      name: item('jixi-mall').name,
      kind: 'account',
      received: null,
    },
  ],
}
const received: ElsewhereView = {
  ...other,
  answers: other.answers.map((a, i) => (i === 0 ? { ...a, received: '2026-11-23T02:52:00.000Z' } : a)),
}

const app = (answers: Parameters<typeof fakeClient>[0], lang: Lang) => (
  <WithdrawApp client={fakeClient({ 'withdraw.open': ok({ lang }), ...answers })} first={lang} />
)

async function scanned(root: HTMLElement, tap: false | 'asked' | 'done' = false): Promise<void> {
  const field = root.querySelector<HTMLTextAreaElement>('.by-code textarea')
  if (!field) return
  field.value = codes.one.join('\n')
  root.querySelector<HTMLElement>('[data-action=check]')?.click()
  await new Promise((done) => setTimeout(done, 60))
  if (tap) [...root.querySelectorAll<HTMLElement>('.by-code [data-action=withdraw]')].at(-1)?.click()
  await new Promise((done) => setTimeout(done, 60))
  if (tap === 'done') root.querySelector<HTMLElement>('[data-action=withdraw-now]')?.click()
  await new Promise((done) => setTimeout(done, 60))
}

const view = (
  name: string,
  answers: Parameters<typeof fakeClient>[0],
  then?: (root: HTMLElement) => Promise<void>,
): Preview => ({ name, render: (lang) => app(answers, lang), ...(then ? { then } : {}) })

export const previews: readonly Preview[] = [
  view('empty', {}),
  view('of-this-counter', { 'withdraw.code': ok(here) }, (root) => scanned(root)),
  view(
    'taken-back',
    {
      'withdraw.code': ok(here),
      'withdraw.take': ok({
        decision: taken,
        codes: codes.one,
        receipt: receipt({
          about: 'withdrawal',
          number: '',
          order: null,
          agreed: receipt().agreed.slice(0, 1),
          withdrawn: [{ ...withdrawnLine(), close: taken.close }],
        }),
      }),
    },
    (root) => scanned(root, 'done'),
  ),
  view('to-undo', { 'withdraw.code': ok(here) }, (root) => scanned(root, 'asked')),
  view('receipt-asked-for', { 'withdraw.number': err('decisions/receipt') }, async (root) => {
    const field = root.querySelector<HTMLInputElement>('.by-number input')
    if (!field) return
    field.value = '13800138000'
    field.dispatchEvent(new Event('input', { bubbles: true }))
    await new Promise((done) => setTimeout(done, 30))
    field.form?.requestSubmit()
    await new Promise((done) => setTimeout(done, 60))
  }),
  view('of-another-counter', { 'withdraw.code': ok({ here: false, ...other }) }, (root) => scanned(root)),
  view(
    'received-for-another',
    {
      'withdraw.code': ok({ here: false, ...other }),
      'withdraw.elsewhere': ok({
        ...received,
        codes: codes.one,
        receipt: receipt({
          about: 'received',
          number: '',
          order: null,
          agreed: [],
          refused: [],
          withdrawn: [{ ...withdrawnLine(), close: taken.close }],
          from: { store: 'qd-shinan-zsl', at: '2026-11-03T02:52:00.000Z', whole: false },
        }),
      }),
    },
    (root) => scanned(root, 'done'),
  ),
  view('changed-code', { 'withdraw.code': err('receipt/proof') }, (root) => scanned(root)),
  view('half-a-code', { 'withdraw.code': err('receipt-code/part-missing') }, (root) => scanned(root)),
]
