/** From the portal's confirmation on: whose the codes are, the receipt and its square, the handset, and the record of it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { checkReceiptCode } from '../../../utils/evidence/index.ts'
import { judgeReceipt } from '../../run/receipt.ts'
import { browserUnderTest, type DrivenPage } from '../driver/index.ts'
import * as F from '../flow.ts'
import { afterAll, beforeAll } from '../hooks.ts'
import { readSquares } from '../scan.ts'
import { describeOnce } from '../where.ts'

let c: F.Counter
let out = ''
beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), 'countersign-receipts-'))
  c = await F.openCounter({ browser: browserUnderTest() })
})
afterAll(async () => {
  await c?.close()
  rmSync(out, { recursive: true, force: true })
})
beforeEach(() => c.world.reset())

async function confirmed(number: string): Promise<{ portal: DrivenPage; sign: DrivenPage }> {
  const portal = await F.activate(c, { ...F.YOUNGER, number, ticks: [] })
  await F.allDrawn(portal)
  await F.toConfirm(c, portal)
  await F.pressSubmit(c, portal)
  await F.confirmedBy(portal)
  const sign = await F.turned(c)
  await sign.button(c.t.sign('handsetYes')).element()
  return { portal, sign }
}

describeOnce('a plain SIM', () => {
  it('has its receipt too; the square on the screen is the proof of its entry; the worker may stop', async () => {
    const { portal, sign } = await confirmed('13800138071')
    for (const key of ['codesTitle', 'codesText', 'photo'] as const) await sign.waitForText(c.t.sign(key))
    await sign.waitForText('没有用您的号码注册任何账号')
    await sign.waitForText('96110')
    await c.d.stopWorker()
    await sign.reload()
    await sign.waitForText(c.t.sign('codesTitle'))
    const picture = join(out, 'screen.png')
    await (await sign.page.waitForSelector('.photo svg'))?.screenshot({ path: picture as `${string}.png` })
    const [code] = await readSquares(readFileSync(picture))
    const found = await checkReceiptCode(code ?? '')
    const entries = await F.logOf(c)
    const issued = entries.findLast((e) => e['kind'] === 'receipt.issued')
    expect(found).toMatchObject({
      ok: true,
      value: { seq: issued?.['seq'], receipt: issued?.['receipt'], activation: issued?.['activation'] },
    })
    expect(await judgeReceipt(sign.page, out)).toMatchObject({
      codes: 1,
      level: 'M',
      sound: true,
      changedSeen: true,
      spoiledRead: true,
      a4Read: true,
    })

    await sign.button(c.t.sign('handsetNo')).click()
    await sign.waitForText(c.t.sign('overTitle'))
    await sign.waitForText(/没要过的验证码/)
    const over = (await F.logOf(c)).findLast((e) => e['kind'] === 'handover.confirmed')
    // Minutes: how many, a slow machine decides. `long` begins far above them.
    expect(over).toMatchObject({
      handset: false,
      gap: expect.any(Number),
      activation: issued?.['activation'],
    })
    expect(over).not.toHaveProperty('long')
    await sign.close()
    await portal.close()
  })
})

describe('while a permit is open', () => {
  it('the customer’s display names the service that a code would be for', async () => {
    const portal = await F.activate(c, { ...F.YOUNGER, number: '13800138072', ticks: [] })
    const shop = await F.permitFor(c, 'shop')
    await F.allDrawn(portal)
    await portal.bringToFront()
    await F.toConfirm(c, portal)
    await F.pressSubmit(c, portal)
    await F.confirmedBy(portal)
    const sign = await c.d.waitForPage('sign.html')
    const named = c.t.sign('codesFor', { name: F.nameOf(c, 'jixi-mall') })
    await sign.waitForText(named)
    await sign.reload()
    await sign.waitForText(named)
    await F.takeReceipt(c)
    // The hand-over ends the permit and its tab.
    await F.tabsGone(c, 'shop')
    expect(shop).toBeDefined()
    const ended = (await F.logOf(c)).findLast((e) => e['kind'] === 'permit.expired')
    expect(ended).toMatchObject({ why: 'hand-over', service: 'jixi-mall' })
    const over = (await F.logOf(c)).findLast((e) => e['kind'] === 'handover.confirmed')
    expect(over).toMatchObject({ handset: true })
  })
})
