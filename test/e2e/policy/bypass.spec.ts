/** The bypass suite in Chromium as a company has it: here the requests that only the browser sees are stopped too. */
import { expect, it } from 'vitest'
import { isLeak, runWays, tableOf } from '../bypass/run.ts'
import * as F from '../flow.ts'
import { launchForced, whyNotForced } from './forced.ts'

const why = whyNotForced('chromium')

it.skipIf(why !== null)(
  `lets no guarded number out, but for what is named${why ? `: not here, ${why}` : ''}`,
  { timeout: 600_000 },
  async () => {
    const c = await F.openCounter({
      browser: 'chromium',
      launch: (options, policy) =>
        launchForced({
          ...options,
          managed: {
            storage: { policy: JSON.stringify(policy) },
            // As docs/policy.md tells a company: no extension reads these pages unless a person has ticked it.
            more: { URLBlocklist: ['file://*'] },
          },
        }),
    })
    try {
      // The browser hands out what an administrator has set some seconds late; the portal is known from then on.
      await F.wait('the policy', async () => {
        const page = await c.d.newPage(c.d.extensionUrl('popup.html'))
        await page.waitForText('门店设置')
        const text = await page.text()
        await page.close()
        return text.includes('公司下发')
      })
      const only = process.env['BYPASS'] ? new RegExp(process.env['BYPASS']) : undefined
      const outcomes = await runWays(c, 'forced', only)
      console.log(tableOf('forced', outcomes))
      expect(
        outcomes.filter(({ is, way }) => is === 'out' && isLeak('forced', way)).map(({ way }) => way.name),
        F.LEAK,
      ).toEqual([])
      expect(outcomes.filter(({ is }) => is === 'dull').map(({ way, by }) => `${way.name}: ${by}`)).toEqual(
        [],
      )
    } finally {
      await c.close()
    }
  },
)
