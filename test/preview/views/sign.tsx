import { SignApp, type Size } from '../../../components/sign/index.ts'
import { err, type Lang, ok } from '../../../utils/base/index.ts'
import type { SignView } from '../../../utils/wire/index.ts'
import { type Preview, words } from '../preview.ts'
import { activation, codes, fakeClient, item, receipt, serviceId, signView, withdrawnLine } from '../world.ts'

type Answers = Parameters<typeof fakeClient>[0]

const app = (view: SignView, lang: Lang, size: Size, answers: Answers = {}) => (
  <SignApp
    client={fakeClient({ 'sign.open': ok(view), 'sign.presented': ok(null), ...answers })}
    activation={activation}
    memory={{ read: () => ({ lang, size }), write() {}, begin() {} }}
  />
)

const click = async (root: HTMLElement, action: string): Promise<void> => {
  root.querySelector<HTMLElement>(`[data-action="${action}"]`)?.click()
  await new Promise((done) => setTimeout(done, 60))
}

const agreed = (id: string, signed = false) => item(id, { answer: 'agree', signed })
const refused = (id: string) => item(id, { answer: 'refuse' })
const signing = (over: Partial<SignView> = {}) =>
  signView({
    step: 'sign',
    items: [agreed('qinghe-ring-tone'), agreed('qinghe-account-safety'), agreed('jixi-mall')],
    group: {
      id: 'carrier',
      services: [serviceId('qinghe-ring-tone'), serviceId('qinghe-account-safety')],
      tries: 0,
    },
    ...over,
  })
const done = signView({
  step: 'done',
  items: [agreed('qinghe-ring-tone', true), refused('qinghe-account-safety'), agreed('jixi-mall', true)],
})

/** As long as a notice may be: title of 24 characters and 120 Chinese ones of facts, 60 and 60 words in English. */
const longest = (() => {
  const i = item('qinghe-ring-tone')
  const key = (text: string) => ({ what: text, price: text, who: text, until: text, stop: text, sim: text })
  const zh = i.notices['zh-CN']
  const { en } = i.notices
  return {
    ...i,
    notices: {
      'zh-CN': {
        ...zh,
        notice: {
          ...zh.notice,
          title: '给新号码办“一个名字有十六个字这么长的业务好啊”',
          key: key('这一条刚好写满二十个字看看放不放得下一屏'),
        },
      },
      en: {
        ...en,
        notice: {
          ...en.notice,
          title: 'Add “A service with a name of this size” to your new number',
          key: key('This line has exactly ten words to fill its place.'),
        },
      },
    },
  }
})()

const promisedAtLength = {
  code: 'other',
  words: words('其他', 'Something else'),
  text: '送一个手机壳，再贴一张膜，话费先返二十元，下个月再返三十元，家里的宽带也可以一起便宜，来店里还能领一桶油和两袋大米。'.padEnd(
    60,
    '好',
  ),
}

const view = (name: string, v: SignView, answers?: Answers, then?: Preview['then']): Preview => ({
  name,
  render: (lang, size) => app(v, lang, size, answers),
  ...(then ? { then } : {}),
})

const tried = signing({
  group: { id: 'carrier', services: [serviceId('qinghe-ring-tone')], tries: 2 },
  items: [agreed('qinghe-ring-tone')],
})

export const previews: readonly Preview[] = [
  view('turn', signView({ step: 'who', who: null, shared: true })),
  view('turn-receipt', {
    ...done,
    step: 'hand-over',
    shared: true,
    receipt: receipt(),
    codesFor: words('集喜商城账号', 'Jixi Mall account'),
  }),
  view('return', { ...done, shared: true }, {}, (root) => click(root, 'close')),
  view('who', signView({ step: 'who', who: null })),
  view('who-child', signView({ step: 'who', who: null }), {}, (root) => click(root, 'who-child')),
  view('who-teen', signView({ step: 'who', who: null, age: 15, aloudFirst: false })),
  view('who-adult', signView({ step: 'who', who: null }), {}, (root) => click(root, 'who-adult')),
  view('who-minor', signView({ step: 'who', who: null, age: null, minor: true, aloudFirst: false })),
  view('age', signView({ step: 'age', age: null, aloudFirst: false })),
  view('age-guardian', signView({ step: 'age', who: 'child', age: 12, aloudFirst: false })),
  view(
    'asked',
    signView({ step: 'asked', items: [item('qinghe-ring-tone', { earlier: '2026-10-02T02:00:00.000Z' })] }),
  ),
  view('item-teen', signView({ who: 'teen', aloudFirst: false, age: 15 })),
  view('item-representative', signView({ who: 'adult', signer: 'representative', at: 2 })),
  view('item-absent', signView({ who: 'child', signer: 'guardian', absent: true, aloudFirst: false })),
  view(
    'item-other-promise',
    signView({
      promise: { code: 'other', words: words('其他', 'Something else'), text: '送一个手机壳，再贴一张膜' },
    }),
  ),
  view(
    'withdrawn',
    signView({
      step: 'withdrawn',
      slips: [
        {
          receipt: receipt({
            about: 'withdrawal',
            order: null,
            agreed: [],
            withdrawn: [withdrawnLine()],
            accounts: [],
          }),
          codes: codes.one,
        },
      ],
      withdrawn: [
        {
          service: serviceId('qinghe-ring-tone'),
          name: item('qinghe-ring-tone').name,
          kind: 'carrier',
          close: words('营业厅当场退订，或发短信到 1000。', 'At any store, or by a message to 1000.'),
        },
        {
          service: serviceId('jixi-mall'),
          name: item('jixi-mall').name,
          kind: 'account',
          close: words(
            '打开集喜商城，在“我的—设置—注销账号”里注销。',
            'In Jixi Mall: Me, Settings, Close account.',
          ),
        },
      ],
    }),
  ),
  view('item', signView()),
  view('item-account', signView({ at: 2, promise: null, aloudFirst: false, age: 34 })),
  view('item-longest', signView({ items: [longest] })),
  // And the clerk's own words, 60 characters of them.
  view(
    'item-longest-promise',
    signView({ items: [longest], promise: promisedAtLength, who: 'child', signer: 'guardian' }),
  ),
  view('item-guardian', signView({ who: 'child', signer: 'guardian', aloudFirst: false })),
  view('item-again', signView({ items: [item('qinghe-ring-tone', { wrong: 1 }), item('jixi-mall')] })),
  view('item-after-no', signView(), { 'sign.answer': ok(signView({ at: 1 })) }, (root) =>
    click(root, 'refuse'),
  ),
  view('item-fault', signView(), { 'sign.answer': err('store/full') }, (root) => click(root, 'agree')),
  view('item-no-voice', signView(), {}, async (root) => {
    await click(root, 'aloud-offer')
    await new Promise((d) => setTimeout(d, 1700))
  }),
  view('check', signView({ step: 'check' })),
  view('sign', signing()),
  view('sign-account', signing({ group: { id: 'jixi-mall', services: [serviceId('jixi-mall')], tries: 0 } })),
  view('sign-refused', tried, { 'sign.signature': err('signature/dot') }, (root) => click(root, 'signed')),
  view('sign-mark-ask', tried, {}, (root) => click(root, 'mark')),
  view('sign-mark', tried, {}, async (root) => {
    await click(root, 'mark')
    await click(root, 'mark-companion')
  }),
  view('sign-mark-alone', tried, {}, async (root) => {
    await click(root, 'mark')
    await click(root, 'mark-alone')
  }),
  view('sign-paper', signing(), {}, (root) => click(root, 'paper')),
  view('done', done),
  view(
    'done-nothing',
    signView({ step: 'done', items: [refused('qinghe-account-safety'), refused('jixi-mall')] }),
  ),
  view('hand-over', {
    ...done,
    step: 'hand-over',
    receipt: receipt(),
    codes: codes.one,
    codesFor: words('集喜商城账号', 'Jixi Mall account'),
  }),
  view('hand-over-nothing', {
    ...done,
    step: 'hand-over',
    receipt: receipt({ agreed: [], refused: receipt().refused }),
    codes: codes.one,
  }),
  view('hand-over-plain-sim', {
    ...done,
    step: 'hand-over',
    receipt: receipt({ agreed: [], refused: [] }),
    codes: codes.one,
  }),
  view('hand-over-two-codes', {
    ...done,
    step: 'hand-over',
    receipt: receipt({ agreed: receipt().agreed.slice(0, 1), withdrawn: [withdrawnLine()] }),
    codes: codes.two,
  }),
  view('hand-over-no-code', { ...done, step: 'hand-over', receipt: receipt() }),
  view('over', { ...done, step: 'over', receipt: receipt(), codes: codes.one }),
  view(
    'over-without-handset',
    { ...done, step: 'hand-over', receipt: receipt(), codes: codes.one },
    { 'sign.handover': ok({ ...done, step: 'over', receipt: receipt() }) },
    (root) => click(root, 'handover-no'),
  ),
  {
    name: 'no-activation',
    render: (lang, size) => app(done, lang, size, { 'sign.open': err('activation/none') }),
  },
]
