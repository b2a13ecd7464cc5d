/** The disk refuses: the database is taken away from under the background. Acts are held, the reason is in words. */
import { expect, it } from 'vitest'
import { browserUnderTest } from '../driver/index.ts'
import * as F from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'

let c: F.Counter
beforeAll(async () => {
  c = await F.openCounter({ browser: browserUnderTest() })
})
afterAll(() => c?.close())

it('the submit is held with a reason, the guard stands, and nothing is half written', async () => {
  const portal = await F.activate(c, { ...F.YOUNGER, ticks: [], step: 'confirm' })
  await F.allDrawn(portal)
  await portal.panel.waitForText(c.t.panel('open.none'))
  const before = await F.logOf(c)
  // A version from the future: the background has to let go of the database and cannot open it again.
  const page = await c.d.newPage(c.d.extensionUrl('popup.html'))
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const open = indexedDB.open('countersign', 9_000_000)
        open.onsuccess = () => {
          open.result.close()
          resolve()
        }
        open.onerror = () => reject(new Error('refused'))
      }),
  )
  await page.close()
  await portal.bringToFront()
  await F.pressSubmit(c, portal)
  await portal.waitForText('订单没有发出')
  expect(F.reached(c, 'carrier', 'POST /tmf-api/productOrderingManagement/v4/productOrder'), F.LEAK).toBe(0)
  const second = await F.openPortal(c, { ...F.CUSTOMER, ticks: ['RBT06'] })
  await second.panel.waitForText(/记录(?:打不开|没有写成功|写不进去)|出了问题/)
  await F.allDrawn(second)
  await F.toConfirm(c, second)
  await F.pressSubmit(c, second)
  expect(F.reached(c, 'carrier', 'POST /tmf-api/productOrderingManagement/v4/productOrder'), F.LEAK).toBe(0)
  // The floor needs no database.
  const shop = await c.d.newPage()
  await shop.goto(c.world.url('shop', '/register'))
  await shop.waitForUrl(/stopped\.html/)
  expect(F.reached(c, 'shop', 'GET /register'), F.LEAK).toBe(0)
  expect(await F.logOf(c)).toEqual(before)
})
