/** Taking back by the receipt's code: of this counter's log, of another's, of nobody's; by number in the console; and what ends by itself. */
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { expect, it } from 'vitest'
import { withdrawText } from '../../../components/withdraw/text.ts'
import { receiptTexts } from '../../../utils/evidence/index.ts'
import type { Policy } from '../../../utils/policy/index.ts'
import { receiptProof } from '../../golden-receipt/make.ts'
import * as acts from '../acts.ts'
import { axeViolations } from '../driver/axe.ts'
import { browserUnderTest, type DrivenPage, until } from '../driver/index.ts'
import * as F from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'
import { readSquares } from '../scan.ts'

const RING = 'qinghe-ring-tone'
const SAFE = 'qinghe-account-safety'
const MISSED = 'qinghe-missed-call'
const WHO = { ...F.YOUNGER, number: '13800138171' }

let c: F.Counter
let identity: string
beforeAll(async () => {
  identity = await generateX25519Identity()
  c = await F.openCounter({ browser: browserUnderTest(), ready: false, policy: lasting(30) })
  await F.ask(c, 'console.html', [
    ['console.open', {}],
    ['vault.create', { recipient: await identityToRecipient(identity), sealed: 'unused' }],
    ['policy.import', { text: JSON.stringify(c.policy) }],
  ])
})
afterAll(() => c?.close())

/** A consent to this service ends by itself after so many days. */
const lasting =
  (days: number) =>
  (policy: Policy): Policy => ({
    ...policy,
    notices: (policy.notices as readonly { service: string; full: object }[]).map((n) =>
      n.service === MISSED ? { ...n, full: { ...n.full, lastsDays: days } } : n,
    ) as Policy['notices'],
  })

/**
 * A month goes by: the disk says that the time of this consent was over yesterday, and the minute's alarm rings now. No
 * browser lets a test move its clock.
 */
async function monthLater(service: string): Promise<void> {
  const page = await c.d.newPage(c.d.extensionUrl('popup.html'))
  const moved = await page.evaluate(
    (id) =>
      new Promise<number>((resolve, reject) => {
        const open = indexedDB.open('countersign')
        open.onerror = () => reject(new Error('no database'))
        open.onsuccess = () => {
          const done = open.result.transaction('decisions', 'readwrite')
          const rows = done.objectStore('decisions')
          let days = 0
          rows.getAll().onsuccess = (e) => {
            const all = (e.target as IDBRequest<{ service: string; at: number; until?: number }[]>).result
            for (const row of all.filter((r) => r.service === id && r.until !== undefined)) {
              days = ((row.until as number) - row.at) / 86_400_000
              rows.put({ ...row, until: Date.now() - 86_400_000 })
            }
          }
          done.oncomplete = () => {
            open.result.close()
            const { alarms } = (globalThis as unknown as { chrome: { alarms: Alarms } }).chrome
            void alarms.create('tick', { when: Date.now(), periodInMinutes: 1 })
            resolve(days)
          }
        }
        interface Alarms {
          create(name: string, info: object): unknown
        }
      }),
    service,
  )
  expect(moved).toBe(30)
  await page.close()
}

/** A hand scanner types the whole code at once and ends it with Enter. */
async function scan(page: DrivenPage, code: string): Promise<void> {
  await page.page.waitForSelector('.by-code textarea')
  await page.evaluate((text) => {
    const field = document.querySelector<HTMLTextAreaElement>('.by-code textarea')
    if (!field) return
    field.value = text
    field.focus()
  }, code)
  await page.press('Enter')
}
const shown = (page: DrivenPage, what: string) =>
  until(`a code of ${what}`, () =>
    page.evaluate(
      (w) => document.querySelector<HTMLElement>('.by-code [role=status]')?.dataset['shown'] === w,
      what,
    ),
  )
const last = async (kind: string) => (await F.logOf(c)).findLast((e) => e['kind'] === kind)

it('at any counter: here it holds at once, of another log it is written down, a changed one is refused', async () => {
  const portal = await F.activate(c, { ...WHO, ticks: ['RBT06', 'INS03', 'MCR02'] })
  await F.allDrawn(portal)
  const sign = await F.handOver(c, portal)
  await F.customerAnswers(c, sign)
  await F.giveBack(c, sign)
  await F.toConfirm(c, portal)
  await F.pressSubmit(c, portal)
  await F.confirmedBy(portal)
  const window = await acts.receiptPage(c)
  // The square is photographed off the display, as the customer would.
  const square = await window.page.waitForSelector('.photo svg')
  const [code = ''] = await readSquares((await square?.screenshot()) as Uint8Array)
  await F.takeReceipt(c)
  await window.close()
  await portal.close()

  const page = await c.d.newPage(c.d.extensionUrl('withdraw.html'))
  const at = Math.floor(code.length / 2)
  await scan(page, code.slice(0, at) + ((Number(code[at]) + 1) % 10) + code.slice(at + 1))
  await page.page.waitForSelector('.by-code .alert:not([hidden])')
  expect(await page.page.$('[data-action=withdraw]')).toBeNull()

  await scan(page, code)
  await shown(page, 'here')
  expect(await page.text()).toContain(F.nameOf(c, SAFE))
  const take = await page.button(new RegExp(F.nameOf(c, RING))).element()
  expect(take).toBeDefined()
  await page.button(new RegExp(F.nameOf(c, RING))).click()
  // Nothing is done for a minute, or until the customer says so.
  await page.page.waitForSelector('[data-action=undo]')
  expect(await last('consent.withdrawn')).toBeUndefined()
  await page.page.click('[data-action=withdraw-now]')
  await page.page.waitForSelector('.by-code .receipt svg')
  expect(await axeViolations(page)).toEqual([])
  expect(await last('consent.withdrawn')).toMatchObject({ service: RING, by: 'receipt' })
  const issued = await last('receipt.issued')
  expect(Object.keys(issued?.['agreed'] as object).sort()).toEqual([SAFE, MISSED].sort())
  const text = await page.page.$eval('.by-code .receipt', (e) => e.textContent ?? '')
  expect(text).toContain(F.nameOf(c, RING))

  // Of another counter: what it names in words, an entry here, a paper that says what comes next.
  const other = receiptTexts(await receiptProof({ agreed: { [RING]: 0, [SAFE]: 2 } })).join('\n')
  await scan(page, other)
  await shown(page, 'elsewhere')
  await page.button(new RegExp(F.nameOf(c, SAFE))).click()
  await (await page.page.waitForSelector('[data-action=withdraw-now]'))?.click()
  await page.page.waitForSelector('.by-code .receipt ol')
  expect(await page.page.$eval('.by-code .receipt', (e) => e.textContent ?? '')).toContain(
    c.policy.carrier.contact,
  )
  expect(await axeViolations(page)).toEqual([])
  expect(await last('withdrawal.received')).toMatchObject({
    services: [SAFE],
    shown: { store: 'qd-pingdu-rmlu' },
    activation: '',
  })
  await page.close()

  // The third ends by itself.
  const signed = (await F.logOf(c)).find((e) => e['kind'] === 'consent.given' && e['service'] === MISSED)
  await monthLater(MISSED)
  const log = await F.logUntil(c, 'the end of a consent', (e) => e['kind'] === 'consent.expired')
  expect(log.filter((e) => e['kind'] === 'consent.expired')).toMatchObject([
    { service: MISSED, of: signed?.['seq'] },
  ])

  // The other one by number, in the console.
  const con = await c.d.newPage(c.d.extensionUrl('console.html'))
  await acts.unlock(c, con, identity)
  const field = await con.page.waitForSelector('.co-take-back input')
  await field?.type(WHO.number)
  await (await con.page.$('.co-take-back form button'))?.click()
  await con.page.waitForSelector('.co-take-back [data-action=withdraw]')
  // What is over is said, and is not there to be taken back.
  const listed = await con.page.$$eval('.co-take-back li', (all) => all.map((li) => li.textContent ?? ''))
  const over = listed.filter((text) => text.includes(F.nameOf(c, MISSED)))
  expect(over).toHaveLength(1)
  expect(over[0]).toContain(withdrawText(c.lang)('state.expired'))
  expect(await con.page.$$('.co-take-back [data-action=withdraw]')).toHaveLength(1)
  await con.page.click('.co-take-back [data-action=withdraw]')
  await (await con.page.waitForSelector('.co-take-back [data-action=withdraw-now]'))?.click()
  await con.page.waitForSelector('.co-take-back .receipt svg')
  expect(await last('consent.withdrawn')).toMatchObject({ service: SAFE, by: 'console' })
  expect(await last('decisions.read')).toMatchObject({ how: 'manager', activation: '' })
  expect(await axeViolations(con)).toEqual([])

  // The list of what happened says it too.
  await acts.consolePage(c, con, 'log')
  const ended = await con.page.waitForSelector('tr[data-kind="consent.expired"]')
  expect(await ended?.evaluate((row) => row.textContent)).toContain(F.nameOf(c, MISSED))

  // Both stay on the panel of the next activation until the order that removes each has been seen; what has ended is
  // asked for again, as if it had never been signed.
  const again = await F.activate(c, { ...WHO, ticks: ['MCR02'] })
  await again.panel.waitForText(F.nameOf(c, SAFE))
  await again.panel.waitForText(c.t.panel('state.waiting'))
  await again.panel.waitForText(c.t.panel('hand.ask'))
  const remove = async (offering: string) =>
    again.evaluate(
      (id) =>
        fetch('/tmf-api/productOrderingManagement/v4/productOrder', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            productOrderItem: [
              { id: '1', action: 'noChange', quantity: 1, productOffering: { id: 'PLAN39' } },
              { id: '2', action: 'delete', quantity: 1, productOffering: { id } },
            ],
          }),
        }).then(
          (r) => r.status,
          () => 0,
        ),
      offering,
    )
  const hints = () =>
    until('what is still to be removed', async () => {
      const said = (await again.panel.text()).split(c.t.panel('hint.remove')).length - 1
      return { said }
    })
  expect((await hints()).said).toBe(2)
  await remove('INS03')
  await until('one left', async () => (await hints()).said === 1)
  await remove('RBT06')
  await again.panel.waitForNoText(c.t.panel('hint.remove'))
})
