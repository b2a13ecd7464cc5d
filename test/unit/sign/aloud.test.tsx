// @vitest-environment happy-dom
/** Read aloud on every step of the window: what is said, in which order, and by which voice. */
import { render } from 'preact'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { SignApp } from '../../../components/sign/index.ts'
import { signText } from '../../../components/sign/text.ts'
import { ok } from '../../../utils/base/index.ts'
import type { SignView } from '../../../utils/wire/index.ts'
import { activation, codes, fakeClient, item, receipt, serviceId, signView } from '../../preview/world.ts'

interface Spoken {
  text: string
  voice?: { localService: boolean }
  onend?: () => void
}
let root: HTMLElement
let spoken: Spoken[]
let voices: { lang: string; localService: boolean }[]
beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'cancelAnimationFrame'],
  })
  spoken = []
  voices = [
    { lang: 'zh-CN', localService: false },
    { lang: 'zh-HK', localService: true },
    { lang: 'zh-CN', localService: true },
  ]
  vi.stubGlobal(
    'SpeechSynthesisUtterance',
    class {
      readonly text: string
      constructor(text: string) {
        this.text = text
      }
    },
  )
  vi.stubGlobal('speechSynthesis', {
    getVoices: () => voices,
    speak: (u: Spoken) => spoken.push(u),
    cancel: () => undefined,
  })
  // A canvas that is drawn on by nobody.
  const context = new Proxy({}, { get: () => () => undefined, set: () => true })
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context as never)
  root = document.createElement('div')
  document.body.append(root)
})
afterEach(() => {
  render(null, root)
  root.remove()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const t = signText('zh-CN')
const settle = () => vi.advanceTimersByTimeAsync(50)
const press = async (action: string) => {
  root.querySelector<HTMLElement>(`[data-action="${action}"]`)?.click()
  await settle()
}
async function open(view: SignView) {
  render(<SignApp client={fakeClient({ 'sign.open': ok(view) })} activation={activation} />, root)
  await settle()
}
/** Everything that is said, and that each sentence was marked alone while it was. */
async function heard(): Promise<string[]> {
  await press('aloud')
  for (let i = 0; i < spoken.length; i++) {
    expect(root.querySelectorAll('[data-reading]')).toHaveLength(1)
    spoken[i]?.onend?.()
    await settle()
  }
  expect(root.querySelector('[data-reading]')).toBeNull()
  return spoken.map((s) => s.text)
}

const agreed = item('qinghe-ring-tone', { answer: 'agree' })
const group = { id: 'carrier', services: [serviceId('qinghe-ring-tone')], tries: 2 }
const STEPS: Record<string, { view: Partial<SignView>; after?: string; says: string[] }> = {
  turn: { view: { shared: true }, says: [t('turnTitle'), t('turnSim'), t('turnBegin')] },
  who: {
    view: { step: 'who', who: null },
    says: [t('whoTitle'), t('who.self'), t('who.adult'), t('who.teen'), t('who.child')],
  },
  relation: {
    view: { step: 'who', who: null },
    after: 'who-child',
    says: [t('relationTitle.child'), t('relation.mother'), t('relation.none.child')],
  },
  age: {
    view: { step: 'age' },
    says: [t('ageTitleSelf'), t('ageLead'), t('age.minor'), t('age.adult'), t('age.aged')],
  },
  'age of a guardian': {
    view: { step: 'age', who: 'child' },
    says: [t('ageTitle'), t('ageLead'), t('ageNo'), t('ageYes')],
  },
  asked: { view: { step: 'asked' }, says: [t('askedLead'), t('askedNo'), t('askedYes')] },
  sign: {
    view: { step: 'sign', items: [agreed], group },
    says: [
      t('signTitle'),
      agreed.name['zh-CN'],
      t('kept.why'),
      t('mark'),
      t('paper'),
      t('backOut'),
      t('signed'),
    ],
  },
  mark: {
    view: { step: 'sign', items: [agreed], group },
    after: 'mark',
    says: [t('markTitle'), t('markAsk'), t('markNo'), t('markYes'), t('backOut')],
  },
  paper: {
    view: { step: 'sign', items: [agreed], group },
    after: 'paper',
    says: [t('paperTitle'), t('paperText'), t('backOut'), t('paperDone')],
  },
  done: {
    view: { step: 'done', items: [{ ...agreed, signed: true }, item('jixi-mall', { answer: 'refuse' })] },
    says: [t('sim'), t('doneAgreed'), agreed.name['zh-CN'], t('doneRefused'), t('doneBack'), t('doneButton')],
  },
  withdrawn: {
    view: {
      step: 'withdrawn',
      withdrawn: [{ ...agreed, close: { 'zh-CN': '发短信到 1000。', en: 'By a message to 1000.' } }],
    },
    says: [t('withdrawnTitle'), t('sim'), t('withdrawnCarrier'), '发短信到 1000。', t('withdrawnOk')],
  },
  over: { view: { step: 'over' }, says: [t('overTitle'), t('sim'), t('overText'), t('overClose')] },
}

for (const [name, { view, after, says }] of Object.entries(STEPS))
  it(`says the screen ${name}, with its answers last`, async () => {
    await open(signView({ aloudFirst: false, ...view }))
    if (after) await press(after)
    const all = (await heard()).join('\n')
    let from = 0
    for (const words of says) {
      const at = all.indexOf(words, from)
      expect(at, `${words} after place ${from} of ${all}`).toBeGreaterThanOrEqual(from)
      from = at + words.length
    }
    expect(from).toBe(all.length)
  })

it('on a notice: title, what the clerk told, the six facts, both answers, and not the full list', async () => {
  await open(signView({ aloudFirst: false }))
  const said = await heard()
  const { notice } = item('qinghe-ring-tone').notices['zh-CN']
  expect(said[0]).toBe(notice.title)
  expect(said[1]).toContain('送礼品')
  expect(said[1]).toContain(t('gift'))
  expect(said.slice(2, 8).map((s) => s.split('：').slice(1).join('：'))).toEqual(
    (['what', 'price', 'who', 'until', 'stop', 'sim'] as const).map((f) => notice.key[f]),
  )
  expect(said.slice(8)).toEqual([t('refuse'), t('agree')])
})

it('on the question back: the question and both answers', async () => {
  await open(signView({ step: 'check' }))
  const name = item('qinghe-ring-tone').name['zh-CN']
  expect(await heard()).toEqual([t('checkTitle', { name }), t('checkNo'), t('checkYes')])
})

it('on the hand-over: whose the codes are, the receipt in words, and the question about the handset', async () => {
  await open(signView({ step: 'hand-over', receipt: receipt(), codes: codes.one, items: [] }))
  const said = await heard()
  expect(said.slice(0, 4)).toEqual([t('handTitle'), t('sim'), t('codesTitle'), t('codesText')])
  expect(said.some((s) => s.startsWith(item('jixi-mall').name['zh-CN']))).toBe(true)
  expect(said.slice(-3)).toEqual([t('handset'), t('handsetNo'), t('handsetYes')])
  // No hash and no square is read to anybody.
  expect(said.join()).not.toContain('b6d1')
})

it('only a voice of the machine itself reads: with another one the text would leave it', async () => {
  await open(signView({ step: 'check' }))
  await heard()
  expect(spoken.every((s) => s.voice?.localService)).toBe(true)
  render(null, root)
  voices = [{ lang: 'zh-CN', localService: false }]
  spoken = []
  await open(signView({ step: 'check' }))
  await press('aloud')
  expect(spoken).toEqual([])
  expect(root.textContent).toContain(t('noVoice'))
})

it('a sentence that the voice drops does not hang: the next one is read', async () => {
  await open(signView({ step: 'over' }))
  await press('aloud')
  expect(spoken).toHaveLength(1)
  spoken[0]?.onend?.()
  await settle()
  expect(spoken).toHaveLength(2)
  // Nobody ever says that the second one has ended.
  await vi.advanceTimersByTimeAsync(6000)
  expect(spoken.map((s) => s.text)).toEqual([t('overTitle'), t('sim'), t('overText')])
  // One that comes late goes on from nowhere.
  spoken[1]?.onend?.()
  await settle()
  expect(spoken).toHaveLength(3)
  await vi.advanceTimersByTimeAsync(20_000)
  expect(root.querySelector('[data-reading]')).toBeNull()
  expect(root.querySelector('.no-voice')).toBeNull()
})

it('a sentence that is still being said is not cut off', async () => {
  Object.assign(speechSynthesis, { speaking: true })
  await open(signView({ step: 'over' }))
  await press('aloud')
  await vi.advanceTimersByTimeAsync(9000)
  expect(spoken).toHaveLength(1)
  // But one of which no end ever comes is.
  await vi.advanceTimersByTimeAsync(60_000)
  expect(spoken.length).toBeGreaterThan(1)
})

it('a voice that drops every sentence is none, and that is said', async () => {
  await open(signView({ step: 'over' }))
  await press('aloud')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(root.querySelector('.no-voice')?.textContent).toBe(t('noVoice'))
})

it('the full list is read aloud by itself, by sentences, and its entry says so', async () => {
  const view = signView()
  const client = fakeClient({
    'sign.open': ok(view),
    'sign.presented': ok(null),
    'sign.answer': ok({ ...view, step: 'done' }),
  })
  render(<SignApp client={client} activation={activation} />, root)
  await settle()
  await press('aloud-full')
  for (let i = 0; i < spoken.length; i++) {
    expect(root.querySelectorAll('.full [data-reading]')).toHaveLength(1)
    spoken[i]?.onend?.()
    await settle()
  }
  const { notice } = item('qinghe-ring-tone').notices['zh-CN']
  const said = spoken.map((s) => s.text).join('')
  for (const text of [
    notice.full.purpose,
    notice.full.withdraw,
    notice.full.kept.howLong,
    notice.full.provider.name,
  ])
    expect(said.replace(/\s/g, '')).toContain(text.replace(/\s/g, ''))
  expect(said).toContain(`${t('full.purpose')}：`)
  await press('agree')
  const shown = client.asked.filter((a) => a.name === 'sign.presented').map((a) => a.body)
  expect(shown).toMatchObject([
    { layer: 'key', aloud: false },
    { layer: 'full', aloud: true },
  ])
})
