/** The short form of `npm run test:crash`, in `npm test`: a dozen kills of Chromium in the middle of appends. */
import { appendFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type CrashOutcome, crash } from './crash.ts'
import { bytesOf, dump, extensionPage, killed, send, startSession } from './session.ts'

const KILLS = 12
describe('killed in the middle of appends', () => {
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
    // Several ask at once: at a kill each of them is waiting for its answer.
    expect(outcome.underway).toBeGreaterThanOrEqual(KILLS)
    expect(outcome.underway).toBeLessThanOrEqual(KILLS * 3)
    expect(outcome.acknowledged).toBeGreaterThan(KILLS)
  })
  it('no acknowledged entry is lost', () => expect(outcome.lost).toEqual([]))
  it('the log opens and verifies after each kill, and tiles and indexes are whole at the end', () =>
    expect(outcome.torn).toEqual([]))
})

it('a record of the browser’s own log that a kill has torn costs nothing, however often it then starts', async () => {
  const session = await startSession('chromium')
  try {
    const marks: string[] = []
    const ask = async () => {
      const page = await extensionPage(session)
      expect(await send(page, 'console.open', {})).toBeNull()
      marks.push(`torn-${marks.length}`)
      expect(await send(page, 'console.unlocked', { reason: marks.at(-1) })).toBeNull()
      return page
    }
    await ask()
    await killed(session)
    // What is on the disk when the kill falls between the head of a record and its body (LevelDB's log format).
    const folder = join(session.profileDir, 'Default', 'IndexedDB')
    const own = readdirSync(folder).find((name) => name.startsWith('chrome-extension_')) as string
    const log = readdirSync(join(folder, own)).filter((name) => name.endsWith('.log'))
    appendFileSync(join(folder, own, log.sort().at(-1) as string), Uint8Array.of(1, 2, 3, 4, 221, 0, 1))
    // The first start reads over it, and writes behind it; the second finds that, and would throw everything away.
    for (let start = 0; start < 2; start++) {
      await session.relaunch()
      await ask()
      await killed(session)
    }
    await session.relaunch()
    const d = await dump(await ask(), 0, false)
    const found = d.rows.map(
      (r) => (JSON.parse(Buffer.from(bytesOf(r.bytes)).toString()) as { reason?: string }).reason,
    )
    expect(found.filter(Boolean)).toEqual(marks)
    expect(d.head?.size).toBe(d.rows.length)
  } finally {
    session.browser().process()?.kill('SIGKILL')
    session.remove()
  }
})
