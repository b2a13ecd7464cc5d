/** The bypass suite: every way to get a guarded number out, by what reached the attacker's server. */
import { expect, it } from 'vitest'
import { isLeak, runWays, tableOf } from '../bypass/run.ts'
import { browserUnderTest } from '../driver/index.ts'
import * as F from '../flow.ts'

it('lets no guarded number out, but for what is named', { timeout: 600_000 }, async () => {
  const browser = browserUnderTest()
  const c = await F.openCounter({ browser })
  try {
    const only = process.env['BYPASS'] ? new RegExp(process.env['BYPASS']) : undefined
    const outcomes = await runWays(c, browser, only)
    console.log(tableOf(browser, outcomes))
    const out = outcomes.filter(({ is, way }) => is === 'out' && isLeak(browser, way))
    expect(
      out.map(({ way }) => way.name),
      F.LEAK,
    ).toEqual([])
    expect(outcomes.filter(({ is }) => is === 'dull').map(({ way, by }) => `${way.name}: ${by}`)).toEqual([])
  } finally {
    await c.close()
  }
})
