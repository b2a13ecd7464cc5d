/** The short form of `npm run test:crash`, in `npm test`: a dozen kills of Chromium in the middle of appends. */
import { beforeAll, expect, it } from 'vitest'
import { type CrashOutcome, crash } from './crash.ts'

const KILLS = 12
let outcome: CrashOutcome
beforeAll(async () => {
  outcome = await crash('chromium', KILLS)
  process.stderr.write(
    `${KILLS} kills: ${outcome.acknowledged} acknowledged, ${outcome.lost.length} lost, ` +
      `${outcome.torn.length} torn (${outcome.seconds} s)\n`,
  )
})

it('each kill came while entries were being asked for, and entries had been acknowledged', () => {
  expect(outcome.kills).toBe(KILLS)
  expect(outcome.underway).toBe(KILLS)
  expect(outcome.acknowledged).toBeGreaterThan(KILLS)
})
it('no acknowledged entry is lost', () => expect(outcome.lost).toEqual([]))
it('the log opens and verifies after each kill, and tiles and indexes are whole at the end', () =>
  expect(outcome.torn).toEqual([]))
