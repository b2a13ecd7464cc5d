import { StoppedApp } from '../../../components/stopped/index.ts'
import { err, ok } from '../../../utils/base/index.ts'
import type { StoppedView } from '../../../utils/wire/index.ts'
import { type Preview, words } from '../preview.ts'
import { fakeClient, promises, reasons, serviceId } from '../world.ts'

const base: Omit<StoppedView, 'lang'> = {
  service: { id: serviceId('jixi-mall'), name: words('集喜商城账号', 'Jixi Mall account') },
  origin: 'http://shop.localhost',
  number: '138 **** 8000',
  openedAt: new Date(2026, 10, 23, 10, 42).getTime(),
  act: 'stop',
  why: 'sign-up-unsigned',
  reasons,
  promises,
  canAsk: true,
  canOpen: false,
  canOverride: true,
  refused: false,
  notice: null,
  seq: 10481,
}

const view = (name: string, over: Partial<StoppedView>, then?: Preview['then'], fault?: string): Preview => ({
  name,
  render: (lang) => {
    const v: StoppedView = { lang, ...base, ...over }
    const answer = fault === undefined ? ok(v) : err(fault)
    return (
      <StoppedApp
        client={fakeClient({
          'stopped.open': ok(v),
          'stopped.ask': answer,
          'stopped.reason': answer,
          'stopped.override': answer,
        })}
        service={base.service?.id ?? null}
      />
    )
  },
  ...(then ? { then } : {}),
})
const click = async (root: HTMLElement, at: string): Promise<void> => {
  root.querySelector<HTMLElement>(at)?.click()
  await new Promise((done) => setTimeout(done, 60))
}

export const previews: readonly Preview[] = [
  view('unsigned', {}),
  view('handed', {}, (root) => click(root, '[data-action="promise-none"]')),
  view('ask-fault', {}, (root) => click(root, '[data-action="promise-none"]'), 'notice/incomplete'),
  view('override', {}, (root) => click(root, 'summary')),
  view('signed', { canAsk: false, canOpen: true }),
  view('refused', { canAsk: false, refused: true }),
  view('not-today', { canAsk: false, refused: true, notToday: 'nobody-there' }),
  view('reason', {
    act: 'reason',
    canAsk: false,
    number: null,
    openedAt: null,
    why: 'sign-up-without-activation',
  }),
  view('banner', { act: 'banner', canAsk: false, number: null, openedAt: null }),
  view('nobody', { canAsk: false, number: null, openedAt: null, seq: null }),
  view('draft', { canAsk: false, notice: 'notice/not-approved' }),
  view('trading', { why: 'trading-site', canAsk: false, canOverride: false }),
  view('quarantine', { act: 'quarantine', origin: 'http://chat.localhost', service: null, canAsk: false }),
]
