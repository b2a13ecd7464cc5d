/** "You can submit" stands beside nothing that holds the submit. */
import { expect, it } from 'vitest'
import { reasons } from '../../../components/panel/reasons.ts'
import { panelText } from '../../../components/panel/text.ts'
import { panelTexts } from '../../../components/text/panel.ts'
import type { ActivationId } from '../../../utils/base/index.ts'
import type { PanelView } from '../../../utils/wire/index.ts'

const t = panelText(panelTexts('zh-CN'))
const view: PanelView = {
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
  activation: {
    id: '0123456789abcdef01234567' as ActivationId,
    number: '138 **** 8000',
    customer: null,
    age: null,
    aloudFirst: false,
    order: null,
    stage: 'open',
    services: [],
    waiting: 0,
    gate: { open: true, why: null },
    signing: false,
    unidentified: false,
    earlier: [],
  },
}
const said = (more: { view?: Partial<PanelView>; missing?: string[]; fault?: string | null }) =>
  reasons(
    {
      lang: 'zh-CN',
      missing: more.missing ?? [],
      fault: more.fault ?? null,
      view: { ...view, ...more.view },
    },
    t,
  ).map((r) => r.text)

it('says it where nothing waits', () => expect(said({})).toEqual([t('open.none')]))

it.each([
  ['a full disk', { view: { problem: 'store/full' } }],
  ['a field that the page lacks', { missing: ['fields.number'] }],
  ['a field that the background lacks', { view: { missing: ['services.code'] } }],
  ['a background that does not answer', { fault: 'wire/silent' }],
])('does not say it beside %s', (_, more) => expect(said(more)).toEqual([]))
