/** What the specs of the customer's side share: acts by name, and what the log says of them. */

import type { Lang } from '../../utils/base/index.ts'
import type { DrivenPage } from './driver/index.ts'
import { until } from './driver/index.ts'
import * as F from './flow.ts'

export { giveBack, gone } from './flow.ts'

export const stepOf = (page: DrivenPage): Promise<string> =>
  page.evaluate(() => document.querySelector<HTMLElement>('[data-step]')?.dataset['step'] ?? '')

export const atStep = (page: DrivenPage, step: string): Promise<unknown> =>
  until(`the step ${step}`, async () => (await stepOf(page).catch(() => '')) === step)

/** One tap of the customer on the control that does this. */
export async function tap(c: F.Counter, page: DrivenPage, action: string): Promise<void> {
  const css = `[data-action="${action}"]:not([disabled])`
  await until(`a control that does ${action}`, async () => {
    const el = await page.page.$(css)
    if (!el) return false
    await el.click()
    return true
  })
  c.taps.customer++
}

export const draw = async (c: F.Counter, page: DrivenPage, strokes = F.autograph()): Promise<void> => {
  const pad = page.get('img', c.t.sign('padLabel'))
  await pad.draw(strokes)
}

/** Only what this activation wrote. */
export async function logOf(c: F.Counter, number: string): Promise<readonly Record<string, unknown>[]> {
  void number
  const all = await F.logOf(c)
  const opened = all.filter((e) => e['kind'] === 'activation.opened').at(-1)
  return all.filter((e) => e['activation'] === opened?.['activation'])
}

export const answersIn = (log: readonly Record<string, unknown>[]) =>
  log
    .filter((e) => /^consent\.(?:given|renewed|refused|withdrawn)$/.test(String(e['kind'])))
    .map((e) => `${String(e['kind']).slice(8)} ${String(e['service'])}`)

/** Fresh counts, world and tabs between two tests of one browser. */
export async function afresh(c: F.Counter): Promise<void> {
  Object.assign(c.taps, { clerk: 0, customer: 0, who: 0, answers: 0, checks: 0, signatures: 0, turns: 0 })
  c.world.reset()
  const [keep, ...rest] = await c.d.pages()
  await Promise.all(rest.map((p) => p.close().catch(() => undefined)))
  await keep?.goto('about:blank').catch(() => undefined)
}

/** GB 11643: an invented identity number of nobody's place with a right check digit. */
export function identity(born: string, order = '042'): string {
  const body = `990000${born}${order}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((n, w, i) => n + w * Number(body[i]), 0)
  return body + '10X98765432'[sum % 11]
}

/** Eight digits: somebody who has this age today. */
export const bornFor = (age: number): string => `${new Date().getFullYear() - age}0101`

/** The portal has drawn everything that it draws late. */
export const drawn = (portal: DrivenPage): Promise<unknown> =>
  until('the portal to have drawn all services', () =>
    portal.evaluate(
      () =>
        document.querySelector('.svc-loading') === null &&
        document.querySelector('[data-offering=AFG00]') !== null,
    ),
  )

/** Activation at the services step, everything drawn, handed over. */
export async function begin(
  c: F.Counter,
  options: NonNullable<Parameters<typeof F.openPortal>[1]>,
  promise = 'none',
): Promise<{ portal: DrivenPage; sign: DrivenPage }> {
  const portal = await F.activate(c, options)
  await drawn(portal)
  // What the portal has just drawn the panel reads a moment later: only then would a clerk hand over.
  const services = c.policy.services as readonly { codes?: readonly string[]; name: Record<Lang, string> }[]
  for (const code of options.ticks ?? []) {
    const service = services.find(({ codes }) => codes?.includes(code))
    if (service) await portal.panel.waitForText(service.name[c.lang])
  }
  const sign = await F.handOver(c, portal, promise)
  return { portal, sign }
}

/** Presses submit; where the portal has ticked a refused service again it is held, unticked, and pressed again. */
async function submit(c: F.Counter, portal: DrivenPage): Promise<void> {
  const isConfirmed = () => portal.evaluate(() => document.querySelector('.result-ok[data-order]') !== null)
  for (let i = 0; i < 4; i++) {
    await F.pressSubmit(c, portal)
    const done = await until('the confirmation, or what holds it', async () => {
      if (await isConfirmed()) return 'confirmed'
      return (await portal.panel.button(c.t.panel('untick')).here()) ? 'held' : null
    })
    if (done === 'confirmed') return
    await untick(c, portal)
  }
  await F.confirmedBy(portal)
}

/** Order and confirmation: the customer's window opens with the receipt. */
export async function confirm(c: F.Counter, portal: DrivenPage): Promise<void> {
  await F.toConfirm(c, portal)
  await submit(c, portal)
}

/** To the end: order, confirmation, receipt. */
export async function finish(c: F.Counter, portal: DrivenPage): Promise<void> {
  await confirm(c, portal)
  await F.takeReceipt(c)
  // The window of this activation goes, so that the next one's is not mistaken for it.
  const sign = await c.d.waitForPage('sign.html')
  await sign.button(c.t.sign('overClose')).click()
  await F.turnedBack(c, sign)
  await F.gone(c, 'sign.html')
}

/** The panel unticks what was refused, also where the portal ticks it again, until nothing holds the submit. */
export async function untick(c: F.Counter, portal: DrivenPage): Promise<void> {
  const button = portal.panel.button(c.t.panel('untick'))
  await until('nothing refused to be ticked', async () => {
    const text = await portal.panel.text()
    if (text.includes(c.t.panel('open.none')) || text.includes(c.t.panel('open.done'))) return true
    if (await button.here()) {
      await button.click().catch(() => undefined)
      c.taps.clerk++
    }
    return false
  })
}
